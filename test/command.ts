/** The command as a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export const main = fileURLToPath(new URL('../src/sourcebook.js', import.meta.url))

export type Ran = { code: number | null; out: string; err: string }

/** `program` is the file that is run: that of this checkout if nothing is said. `mostOpen`: how many files and connections it may have open. */
type Settings = { env?: Record<string, string>; cwd?: string; uid?: number; program?: string; mostOpen?: number }

/** A process with nothing in its environment but a free port and what is given; not even the test runner's own options reach it. */
export function start(
  words: string[],
  { env = {}, program = main, mostOpen, ...settings }: Settings = {},
): ChildProcess {
  const given = Object.entries({ PORT: '0', ...env }).map(([name, value]) => `${name}=${value}`)
  const command = ['env', '-i', ...given, process.execPath, program, ...words]
  const limited = mostOpen === undefined ? command : ['sh', '-c', `ulimit -n ${mostOpen}; exec "$@"`, 'sh', ...command]
  const [first = '', ...rest] = limited
  return spawn(first, rest, { stdio: ['ignore', 'pipe', 'pipe'], ...settings })
}

/** Runs the command to its end. */
export async function run(words: string[], settings: Settings = {}): Promise<Ran> {
  const child = start(words, settings)
  const [out, err] = [child.stdout, child.stderr].map((stream) => stream?.setEncoding('utf8').toArray())
  const [code] = await once(child, 'close')
  return { code, out: (await out)?.join('') ?? '', err: (await err)?.join('') ?? '' }
}

export type Served = {
  url: string
  port: number
  /** Everything that was printed until now. */
  printed(): { out: string; err: string }
  /** Ends the process by a signal, and gives its exit code when it has ended. */
  end(signal: 'SIGTERM' | 'SIGINT' | 'SIGKILL'): Promise<number | null>
}

/** `sourcebook serve` on a free port, from when it listens. */
export async function serve(t: { teardown(work: () => unknown): unknown }, settings: Settings): Promise<Served> {
  const child = start(['serve'], settings)
  t.teardown(() => child.kill('SIGKILL'))
  const printed = { out: '', err: '' }
  child.stderr?.on('data', (text) => {
    printed.err += text
  })
  const closed = once(child, 'close')
  const listening = Promise.withResolvers<string>()
  child.stdout?.on('data', (text) => {
    printed.out += text
    const [, url] = /listens on (\S+)\n/.exec(printed.out) ?? []
    if (url) listening.resolve(url)
  })
  closed.then(() => listening.reject(new Error(`it has ended: ${printed.err}`)))
  const url = await listening.promise
  return {
    url,
    port: Number(new URL(url).port),
    printed: () => printed,
    end: async (signal) => {
      child.kill(signal)
      const [code] = await closed
      return code as number | null
    },
  }
}
