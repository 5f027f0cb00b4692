/** A client that says whatever it is told, byte by byte, and reads the answers as they come. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'

/** The port of a server that listens from now on, on this machine only. */
export async function listen(app: FastifyInstance): Promise<number> {
  await app.listen({ host: '127.0.0.1', port: 0 })
  return (app.server.address() as { port: number }).port
}

export type Said = { status: number; headers: Record<string, string>; body: string }

/** Sends bytes, and gives the answers until the server closes; it is closed after `seconds` at the latest. */
export async function talk(port: number, bytes: string | Uint8Array, seconds = 60): Promise<Said[]> {
  const socket = await open(port)
  const parts: Buffer[] = []
  socket.on('data', (part) => parts.push(part))
  const timer = setTimeout(() => socket.destroy(), seconds * 1000)
  socket.write(bytes)
  await once(socket, 'close')
  clearTimeout(timer)
  return readAnswers(Buffer.concat(parts).toString('latin1'))
}

/** A connected socket; errors of the connection are silent, its close is not. */
export async function open(port: number): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port })
  socket.on('error', () => {})
  await once(socket, 'connect')
  return socket
}

/** `GET` of a path as it stands, on a connection of its own. */
export const get = (target: string, headers: string[] = []) =>
  [`GET ${target} HTTP/1.1`, 'Host: localhost', 'Connection: close', ...headers, '', ''].join('\r\n')

/** Each answer in turn, by its Content-Length; one without takes the rest. */
export function readAnswers(text: string): Said[] {
  const end = text.indexOf('\r\n\r\n')
  if (end < 0) return []
  const [start = '', ...lines] = text.slice(0, end).split('\r\n')
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  )
  const status = Number(start.split(' ')[1])
  const length = [100, 204, 304].includes(status) ? 0 : Number(headers['content-length'] ?? text.length)
  const body = text.slice(end + 4, end + 4 + length)
  return [{ status, headers, body }, ...readAnswers(text.slice(end + 4 + length))]
}
