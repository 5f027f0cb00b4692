/** The servers that are measured: Sourcebook, a bare node:http that sends the same bytes, nginx where it is installed. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const main = fileURLToPath(new URL('../../src/sourcebook.js', import.meta.url))

export type Server = { url: string; pid: number; stop(): Promise<void> }

export const startSourcebook = async (path: string): Promise<Server> => {
  const port = await freePort()
  const env = { ...process.env, SOURCEBOOK_DB: path, PORT: String(port), SOURCEBOOK_LOG: 'error' }
  return ready(
    spawn(process.execPath, [main, 'serve'], { env, stdio: ['ignore', 'ignore', 'inherit'] }),
    `http://127.0.0.1:${port}`,
    '/v1/datasets',
  )
}

const bare = `
const [port, type, ...parts] = process.argv.slice(1)
const body = require('node:fs').readFileSync(parts[0])
require('node:http').createServer((_, reply) => {
  reply.writeHead(200, { 'Content-Type': type, 'Content-Length': body.length }).end(body)
}).listen(Number(port), '127.0.0.1')`

/** The least that Node.js can do: the same bytes to whoever asks. */
export const startBare = async (folder: string, body: Buffer, type = 'application/json'): Promise<Server> => {
  const port = await freePort()
  const file = join(folder, `body-${port}`)
  writeFileSync(file, body)
  return ready(
    spawn(process.execPath, ['-e', bare, String(port), type, file], { stdio: ['ignore', 'ignore', 'inherit'] }),
    `http://127.0.0.1:${port}`,
    '/',
  )
}

/** Undefined where nginx is not installed. */
export const startNginx = async (folder: string, body: Buffer): Promise<Server | undefined> => {
  if (!has('nginx', ['-v'])) return undefined
  const port = await freePort()
  mkdirSync(join(folder, 'www'), { recursive: true })
  writeFileSync(join(folder, 'www', 'page.json'), body)
  const conf = `user root; daemon off; worker_processes 1; pid ${folder}/nginx.pid; error_log ${folder}/nginx.log;
events {} http { access_log off; keepalive_requests 1000000; server { listen 127.0.0.1:${port}; root ${folder}/www; } }`
  writeFileSync(join(folder, 'nginx.conf'), conf)
  return ready(
    spawn('nginx', ['-c', join(folder, 'nginx.conf')], { stdio: 'ignore' }),
    `http://127.0.0.1:${port}`,
    '/page.json',
  )
}

export function has(command: string, args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

async function ready(child: ChildProcess, url: string, path: string): Promise<Server> {
  for (let tries = 0; tries < 2000 && child.exitCode === null; tries++) {
    const answered = await fetch(`${url}${path}`).then(
      (answer) => answer.arrayBuffer().then(() => answer.ok),
      () => false,
    )
    if (answered) return { url, pid: child.pid as number, stop: () => stopped(child) } // a child that answers has a pid
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  throw new Error(`${url} did not start`)
}

const stopped = (child: ChildProcess) =>
  new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.kill('SIGTERM')
  })

const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
