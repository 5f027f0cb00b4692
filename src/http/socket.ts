/**
 * What arrives on a socket but never becomes a request that a route could answer: bytes that are no HTTP, headers
 * without end, half a request, a tunnel. The socket gets a problem document, after the answers that it still waits
 * for, and is closed.
 */
import { isUtf8 } from 'node:buffer'
import { randomUUID } from 'node:crypto'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { setTimeout as after } from 'node:timers/promises'
import { errors, type Problem } from '../engine/errors.ts'
import { everyAnswer } from './headers.ts'
import { problemMediaType, toDocument } from './problems.ts'
import { STATUS_CODES } from './status-codes.ts'

/** How long a closed socket may still talk, in ms: it hears the answer only if it can finish what it is saying. */
const patience = 1000

/** How long what has begun to arrive may take to do so while the server ends, in ms. */
const lastPatience = 2000

/** How long what has come to this machine may take to be read, in ms: until then its connection looks idle, and would be cut. */
const reading = 20

/** The least that has to come of a file in the time that a whole request may take otherwise, in bytes. */
const leastOfFile = 256 * 1024

export type SocketAnswers = {
  /** Lets a file come: tells a client that waits to be told (Expect), and gives it the time it takes, as long as it does not stall. Nothing if the client has left. */
  awaitFile(request: IncomingMessage, response: ServerResponse): void
  /** For `clientError`. */
  refuse(error: NodeJS.ErrnoException, socket: Duplex): void
  /** Lets no connection that still sends keep the server from ending: files to come are refused at once, other requests a little later. Ends when what has come is read. */
  end(): Promise<void>
  /** Learns from the server what each socket waits for, and takes over what Node would answer by itself. */
  watch(server: Server): void
}

/** `takesFile`: whether what a request brings is asked for by its route. `longest`: the time that a request may take to arrive, in ms. */
export function openSocketAnswers(takesFile: (request: IncomingMessage) => boolean, longest: number): SocketAnswers {
  const latest = new WeakMap<Duplex, { request: IncomingMessage; response: ServerResponse }>()
  const refused = new WeakSet<Duplex>()
  const connected = new Set<Duplex>()
  const patient = new Set<Duplex>()

  function refuse(problem: Problem, socket: Duplex) {
    if (refused.has(socket)) return
    refused.add(socket)
    setTimeout(() => socket.destroy(), patience).unref()
    const { request, response } = latest.get(socket) ?? {}
    const isLate = [408, 503].includes(problem.status) && request?.complete === false && !response?.headersSent // its answer waits for the rest of it
    if (response && !response.closed && !isLate) response.once('close', () => socket.end(toMessage(problem)))
    else socket.end(toMessage(problem))
  }

  return {
    awaitFile(request, response) {
      if (request.destroyed) return // its `close` has been
      const { socket } = request
      patient.add(socket)
      let heard = socket.bytesRead
      const timer = setInterval(() => {
        if (socket.bytesRead - heard < leastOfFile) refuse(stalled(longest), socket)
        heard = socket.bytesRead
      }, longest).unref()
      request.once('close', () => {
        clearInterval(timer)
        patient.delete(socket)
      })
      if (request.headers.expect) response.writeContinue()
    },
    refuse(error, socket) {
      if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT' && patient.has(socket)) return
      if (error.code === 'ECONNRESET' || socket.destroyed) socket.destroy()
      else refuse(toProblem(error), socket)
    },
    async end() {
      for (const socket of patient) refuse(errors.NotReady(ending), socket)
      const refuseUnheard = () => {
        for (const socket of connected) {
          const { request, response } = latest.get(socket) ?? {}
          if (!request?.complete || response?.closed) refuse(errors.NotReady(ending), socket)
        }
      }
      setTimeout(refuseUnheard, lastPatience).unref()
      await after(reading)
    },
    watch(server) {
      server.on('connection', (socket) => {
        connected.add(socket)
        socket.once('close', () => connected.delete(socket))
      })
      server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
        latest.set(request.socket, { request, response })
      })
      server.on('checkContinue', (request, response) => {
        if (!takesFile(request)) response.writeContinue()
        server.emit('request', request, response)
      })
      server.on('checkExpectation', (request, response) => server.emit('request', request, response)) // an expectation that nobody knows is none
      server.on('connect', (_request, socket) => {
        socket.on('error', () => socket.destroy())
        refuse(errors.MethodNotAllowed('This server is no proxy: it does not take CONNECT.'), socket)
      })
    },
  }
}

const ending =
  'The server is ending, and did not wait for the rest of the request. Send it again, to another one or later.'

const stalled = (longest: number) =>
  errors.RequestTimeout(
    `Less than ${leastOfFile / 1024} KiB of the file came in ${longest / 1000} seconds, and another one may be waiting. Send it again, packed with gzip, over a faster line.`,
  )

function toProblem({ code, rawPacket }: NodeJS.ErrnoException & { rawPacket?: Buffer }): Problem {
  if (code === 'HPE_HEADER_OVERFLOW') return errors.HeadersTooLarge()
  if (code === 'HPE_INVALID_URL') return errors.InvalidUrl(rawPacket && howToEncode(rawPacket.toString('latin1')))
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return errors.RequestTimeout()
  return errors.InvalidRequest()
}

/** What to do about a character that stands in a URL as it was typed: Node takes none beyond ASCII. `packet` has a character for each byte. */
function howToEncode(packet: string): string | undefined {
  const [, target] = /^[A-Z]+ ([!-~]*[\x80-\xff][!-~\x80-\xff]*) HTTP\/1\.[01]\r?$/m.exec(packet) ?? []
  if (target === undefined) return undefined
  const bytes = Buffer.from(target, 'latin1')
  const encoded = isUtf8(bytes) ? bytes.toString().replace(/[^!-~]/gu, encodeURIComponent) : undefined
  const asked = encoded && encoded.length <= longestShown ? `Ask for ${encoded}` : 'Encode ü as %C3%BC'
  return `A character stands in the URL as it is, and has to be percent-encoded as UTF-8. ${asked}; curl encodes a value by itself with -G --data-urlencode 'q=…'.`
}

/** The longest address that is repeated. */
const longestShown = 500

/** A whole HTTP/1.1 message. */
function toMessage(problem: Problem): string {
  const body = JSON.stringify(toDocument(problem, '/'))
  const headers = {
    ...everyAnswer,
    'X-Request-Id': randomUUID(),
    'Cache-Control': 'no-store',
    ...(problem.status === 405 && { Allow: 'GET, HEAD, OPTIONS' }),
    'Content-Type': problemMediaType,
    'Content-Length': Buffer.byteLength(body),
    Date: new Date().toUTCString(),
    Connection: 'close',
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  return [`HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`, ...lines, '', body].join('\r\n')
}
