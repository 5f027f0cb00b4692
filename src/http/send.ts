/**
 * Sends an answer: tags and conditions, HEAD, compression, and a cache of answers just made. A tag is known before
 * the body is made, so that a client that has the answer already costs no query.
 */
import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendBuilt } from './built.ts'
import type { Cache, Made } from './cache.ts'
import { compress, compressing } from './compress.ts'
import { type ChosenEncoding, chooseEncoding, type Encoding } from './negotiate.ts'
import type { Quotas } from './quotas.ts'
import type { Answer, Bytes, Streamed, Whole } from './route.ts'

/** Smaller bodies are not worth compressing. */
const smallest = 1024

const asItIs: ChosenEncoding = { encoding: 'identity', needed: false }

/** `url` is the path and query that were asked for, `version` the state of the data, read before the answer was. */
export type About = { url: string; version: string; quotas: Pick<Quotas, 'takeFile'>; askElsewhere(): Promise<Bytes> }

/** A broad answer is asked of the process that may take long. */
export async function sendAnswer(
  answer: Answer,
  { url, version, quotas, askElsewhere }: About,
  request: FastifyRequest,
  reply: FastifyReply,
  cache: Cache,
) {
  const key = toTag(answer, version, url)
  const chosen = answer.packed ? asItIs : chooseEncoding(request.headers['accept-encoding'])
  const had = 'body' in answer ? (answer.tag === undefined ? cache.get(key) : make(answer)) : undefined
  const tag = answer.tag !== undefined && had ? suffixed(key, encodingOf(had, chosen)) : key
  reply.headers({ ETag: tag, 'Cache-Control': 'public, max-age=60, stale-while-revalidate=300' })
  if (isKnown(request.headers['if-none-match'], tag)) return reply.code(304).send()

  reply.headers({ 'Content-Type': toContentType(answer.mediaType), ...answer.headers })
  setLinks(reply, answer.links)
  if (isFile(answer, request)) quotas.takeFile(request)
  if ('file' in answer) return sendBuilt(answer.file, key, request, reply)
  if ('stream' in answer) return sendStream(answer, chosen, request, reply)
  const broad = !had && answer.isBroad?.()
  if (request.method === 'HEAD' && !had && !broad) {
    setLinks(reply, answer.links, answer.nextLinks?.())
    return reply.send()
  }
  const made = had ?? (broad ? toMade(await askElsewhere()) : make(answer))
  if (answer.tag === undefined) cache.set(key, made)
  setLinks(reply, answer.links, made.links)
  const encoding = encodingOf(made, chosen)
  if (encoding === 'identity') return reply.send(made.bytes)
  const bytes = made.encoded.get(encoding) ?? (await compress(made.bytes, encoding))
  made.encoded.set(encoding, bytes)
  return reply.header('Content-Encoding', encoding).send(bytes)
}

/** Whether a whole file is made or sent. A piece of one that stands costs no more than a page. */
function isFile(answer: Answer, { method, headers }: FastifyRequest): boolean {
  if (method === 'HEAD') return false
  return 'file' in answer ? headers.range === undefined : 'stream' in answer && !answer.endless
}

function make(answer: Whole): Made {
  const body = answer.body()
  return toMade(Buffer.isBuffer(body) ? { bytes: body, links: [] } : body)
}

const toMade = (body: Bytes): Made => ({ ...body, encoded: new Map() })

const encodingOf = ({ bytes }: Made, { encoding, needed }: ChosenEncoding): Encoding =>
  bytes.length >= smallest || needed ? encoding : 'identity'

const toContentType = (mediaType: string) => (mediaType.startsWith('text/') ? `${mediaType}; charset=utf-8` : mediaType)

/** RFC 8288. */
function setLinks(reply: FastifyReply, ...links: (readonly string[] | undefined)[]) {
  const all = links.flatMap((some) => some ?? [])
  if (all.length) reply.header('Link', all.join(', '))
}

/** A stream that fails before its first byte is a problem; one that fails later breaks the connection. */
function sendStream(answer: Streamed, { encoding }: ChosenEncoding, request: FastifyRequest, reply: FastifyReply) {
  if (encoding !== 'identity') reply.header('Content-Encoding', encoding)
  if (request.method === 'HEAD') return reply.send()
  const { socket } = request.raw
  const source = answer.stream()
  source.on('error', (error) => {
    if (socket.destroyed) return // the client has left
    request.log.error({ err: error, request: request.id, url: request.url }, 'a file broke off')
    if (reply.raw.headersSent) socket.resetAndDestroy() // HTTP/1.0 knows the end of a file by the end of the connection alone
  })
  return reply.send(encoding === 'identity' ? source : compressing(source, encoding))
}

function toTag(answer: Answer, version: string, url: string): string {
  if ('file' in answer) return `"${answer.file.sha256.slice(0, 32)}"`
  return answer.tag === undefined ? weakTag(version, url, answer.mediaType) : `"${answer.tag}"`
}

/** The state of the data, the query and the representation; the same in every process on the same file. */
const weakTag = (version: string, url: string, mediaType: string) =>
  `W/"${createHash('sha256').update(`${version} ${mediaType} ${url}`).digest('base64url').slice(0, 22)}"`

/** A strong tag names bytes, so that each encoding has its own. */
const suffixed = (tag: string, encoding: Encoding) =>
  encoding === 'identity' ? tag : `${tag.slice(0, -1)}-${encoding}"`

/** If-None-Match compares weakly (RFC 9110, 13.1.2). */
export function isKnown(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false
  const opaque = (text: string) => text.replace(/^W\//, '')
  return (
    header.trim() === '*' || (header.match(/(?:W\/)?"[^"]*"/g) ?? []).some((known) => opaque(known) === opaque(tag))
  )
}
