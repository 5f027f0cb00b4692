/**
 * Sends an answer: tags and conditions, HEAD, compression, and a cache of answers made before. A tag is known before
 * the body is made, so that a client that has the answer already costs no query.
 */
import { hash } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { readRange, sendBuilt } from './built.ts'
import type { Cache, Made } from './cache.ts'
import { compress, compressing } from './compress.ts'
import type { Limits } from './limits.ts'
import { type ChosenEncoding, chooseEncoding, type Encoding } from './negotiate.ts'
import type { Answer, Built, Bytes, Streamed, Whole } from './route.ts'
import { giveBack } from './stream.ts'

/** Smaller bodies are not worth compressing. */
const smallest = 1024

/**
 * `url` is the path and query that were asked for, `version` the state of the data, read before the answer was;
 * `key` names all that decides the bytes, unless that is more than can be named. A broad answer is asked of the
 * process that may take long.
 */
export type About = {
  key: string | undefined
  url: string
  version: string
  limits: Pick<Limits, 'takeFile' | 'hold'>
  askElsewhere(): Promise<Bytes>
}

export async function sendAnswer(
  answer: Answer,
  { key, url, version, limits, askElsewhere }: About,
  request: FastifyRequest,
  reply: FastifyReply,
  cache: Cache,
) {
  const tag = toTag(answer, version, url)
  if (answer.tag === undefined && isKnown(request.headers['if-none-match'], tag)) return sendKnown(tag, reply)
  if ('body' in answer) {
    const broad = answer.isBroad?.()
    if (request.method === 'HEAD' && answer.tag === undefined && !broad)
      return reply.headers(headersOf(answer, tag, answer.nextLinks?.())).send()
    const body = broad ? await askElsewhere() : answer.body()
    const made = toMade(answer, tag, body)
    if (key !== undefined && !answer.momentary && (broad || cache.wasMade(key))) cache.set(key, made)
    else if (!Buffer.isBuffer(body) && body.passing) freeWhenSent(body.bytes, reply.raw)
    return sendMade(made, request, reply)
  }
  if (isFile(answer, request)) limits.takeFile(request)
  reply.headers(headersOf(answer, tag))
  if ('file' in answer) return sendBuilt(answer.file, tag, request, reply)
  return sendStream(answer, limits, request, reply)
}

/** Less memory is left to the garbage collector, in bytes. */
const leastFreed = 16 * 1024

/**
 * Gives memory back, which then serves the next page. Pages that are left to the garbage collector each take new memory
 * from the system, until everything that lives is marked to find them.
 */
function freeWhenSent({ buffer, byteLength }: Buffer, response: ServerResponse) {
  if (byteLength < leastFreed || buffer.byteLength !== byteLength || !(buffer instanceof ArrayBuffer)) return
  response.once('finish', () => buffer.transfer(0))
}

/** A piece of a file that costs no more than a page, in bytes. */
const pieceBytes = 256 * 1024

/** Whether a file is made or sent, or a large piece of one that stands. */
function isFile(answer: Streamed | Built, { method, headers }: FastifyRequest): boolean {
  if (method === 'HEAD') return false
  if (!('file' in answer)) return !answer.endless
  const range = readRange(headers.range, answer.file.bytes)
  return range === undefined || (range !== 'beyond' && range.last - range.first >= pieceBytes)
}

/** Sends an answer that is at hand. */
export async function sendMade(made: Made, request: FastifyRequest, reply: FastifyReply) {
  const { tag, headers, bytes, packed, encoded } = made
  const { 'accept-encoding': accepted, 'if-none-match': known } = request.headers
  const encoding = packed ? 'identity' : encodingOf(bytes, chooseEncoding(accepted))
  const own = encoding === 'identity' ? tag : suffixed(tag, encoding)
  if (isKnown(known, own)) return sendKnown(own, reply)
  reply.headers(headers)
  if (encoding === 'identity') return reply.send(bytes)
  const packet = encoded.get(encoding) ?? (await compress(bytes, encoding))
  encoded.set(encoding, packet)
  return reply.headers({ ETag: own, 'Content-Encoding': encoding }).send(packet)
}

export const caching = 'public, max-age=60, stale-while-revalidate=300'

const sendKnown = (tag: string, reply: FastifyReply) =>
  reply.code(304).headers({ etag: tag, 'cache-control': caching }).send()

function toMade(answer: Whole, tag: string, body: Buffer | Bytes): Made {
  const { bytes, links } = Buffer.isBuffer(body) ? { bytes: body, links: [] } : body
  return { tag, headers: headersOf(answer, tag, links), bytes, packed: answer.packed === true, encoded: new Map() }
}

/** `more` are links that are known only when the answer is made (RFC 8288). */
function headersOf({ mediaType, headers, links }: Answer, tag: string, more: readonly string[] = []) {
  const all = [...(links?.() ?? []), ...more].join(', ')
  const type = mediaType.startsWith('text/') ? `${mediaType}; charset=utf-8` : mediaType
  return { ETag: tag, 'Cache-Control': caching, 'Content-Type': type, ...(all && { Link: all }), ...headers }
}

const encodingOf = (bytes: Buffer, { encoding, needed }: ChosenEncoding): Encoding =>
  bytes.length >= smallest || needed ? encoding : 'identity'

/** A stream that fails before its first byte is a problem; one that fails later breaks the connection. */
function sendStream(answer: Streamed, limits: Pick<Limits, 'hold'>, request: FastifyRequest, reply: FastifyReply) {
  const encoding = answer.packed ? 'identity' : chooseEncoding(request.headers['accept-encoding']).encoding
  if (encoding !== 'identity') reply.header('Content-Encoding', encoding)
  if (request.method === 'HEAD') return reply.send()
  const { socket } = request.raw
  const release = limits.hold(answer.endless ? 'streams' : 'files', request.client)
  const source = begin(answer, release)
  source.on('error', (error) => {
    if (socket.destroyed) return // the client has left
    request.log.error({ err: error, request: request.id, url: request.url }, 'a file broke off')
    if (reply.raw.headersSent) socket.resetAndDestroy() // HTTP/1.0 knows the end of a file by the end of the connection alone
  })
  if (encoding !== 'identity') return reply.send(compressing(source, encoding))
  giveBack(source, reply.raw)
  return reply.send(source)
}

/** The stream of an answer; its place is given back when it ends, or cannot begin. */
function begin(answer: Streamed, release: () => void) {
  try {
    return answer.stream().once('close', release)
  } catch (error) {
    release()
    throw error
  }
}

function toTag(answer: Answer, version: string, url: string): string {
  if ('file' in answer) return `"${answer.file.sha256.slice(0, 32)}"`
  return answer.tag === undefined ? weakTag(version, url, answer.mediaType) : `"${answer.tag}"`
}

/** The state of the data, the query and the representation; the same in every process on the same file. */
const weakTag = (version: string, url: string, mediaType: string) =>
  `W/"${hash('sha256', `${version} ${mediaType} ${url}`, 'base64url').slice(0, 22)}"`

/** A strong tag names bytes, so that each encoding has its own. */
const suffixed = (tag: string, encoding: Encoding) => (tag.startsWith('W/') ? tag : `${tag.slice(0, -1)}-${encoding}"`)

/** If-None-Match compares weakly (RFC 9110, 13.1.2). */
function isKnown(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false
  const opaque = tag.replace(/^W\//, '')
  return header.trim() === '*' || header.match(/"[^"]*"/g)?.includes(opaque) === true
}
