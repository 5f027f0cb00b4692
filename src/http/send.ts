/**
 * Sends an answer: tags and conditions, HEAD, compression, and a cache of answers just made. A tag is known before
 * the body is made, so that a client that has the answer already costs no query.
 */
import { createHash } from 'node:crypto'
import { pipeline, Readable, type Transform } from 'node:stream'
import { promisify } from 'node:util'
import zlib from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Store } from '../store/open.ts'
import { chooseEncoding, type Encoding } from './negotiate.ts'
import type { Answer } from './route.ts'

/** Smaller bodies are not worth compressing. */
const smallest = 1024

type Made = { bytes: Buffer; links: string[]; encoded: Map<Encoding, Buffer> }
export type Cache = { get(key: string): Made | undefined; set(key: string, made: Made): void }

export async function sendAnswer(
  answer: Answer,
  request: FastifyRequest,
  reply: FastifyReply,
  store: Store,
  cache: Cache,
) {
  const version = store.version() // before the body, never after: a tag may be older than what it names, not newer
  const encoding = chooseEncoding(request.headers['accept-encoding'])
  const key = answer.tag === undefined ? weakTag(version, request.url, answer.mediaType) : `"${answer.tag}"`
  reply.headers({
    'Content-Type': answer.mediaType.startsWith('text/') ? `${answer.mediaType}; charset=utf-8` : answer.mediaType,
    ETag: key,
    Vary: 'Accept, Accept-Encoding',
    'Cache-Control': 'public, max-age=60, stale-while-revalidate=300',
    'Change-Seq': version,
    ...answer.headers,
  })
  if (answer.links?.length) reply.header('Link', answer.links.join(', '))
  if (isKnown(request.headers['if-none-match'], key)) return reply.code(304).send()
  if (request.method === 'HEAD') return reply.send()

  const made = cache.get(key) ?? make(answer)
  if (made instanceof Readable) return sendStream(made, encoding, reply)
  if (answer.tag === undefined) cache.set(key, made)
  const links = [...(answer.links ?? []), ...made.links]
  if (links.length) reply.header('Link', links.join(', '))
  if (encoding === 'identity' || made.bytes.length < smallest) return reply.send(made.bytes)
  const bytes = made.encoded.get(encoding) ?? (await encoders[encoding].whole(made.bytes))
  made.encoded.set(encoding, bytes)
  return reply.headers({ 'Content-Encoding': encoding, ETag: suffixed(key, encoding) }).send(bytes)
}

function make(answer: Answer): Made | Readable {
  const body = answer.body()
  if (body instanceof Readable) return body
  return Buffer.isBuffer(body) ? { bytes: body, links: [], encoded: new Map() } : { ...body, encoded: new Map() }
}

function sendStream(stream: Readable, encoding: Encoding, reply: FastifyReply) {
  if (encoding === 'identity') return reply.send(stream)
  const encoded = encoders[encoding].stream()
  pipeline(stream, encoded, () => {}) // an error destroys both, and with them the connection
  return reply
    .headers({ 'Content-Encoding': encoding, ETag: suffixed(String(reply.getHeader('ETag')), encoding) })
    .send(encoded)
}

/** The state of the data, the query and the representation; the same in every process on the same file. */
const weakTag = (version: string, url: string, mediaType: string) =>
  `W/"${createHash('sha256').update(`${version} ${mediaType} ${url}`).digest('base64url').slice(0, 22)}"`

/** A strong tag names bytes, so that each encoding has its own; a weak one may stay. */
const suffixed = (tag: string, encoding: Encoding) => (tag.startsWith('W/') ? tag : `${tag.slice(0, -1)}-${encoding}"`)

/** If-None-Match compares weakly: encodings of one representation are the same. */
export function isKnown(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false
  const plain = (text: string) => text.replace(/^W\//, '').replace(/-(br|zstd|gzip)"$/, '"')
  return header.trim() === '*' || header.split(',').some((known) => plain(known.trim()) === plain(tag))
}

type Encoder = { whole(bytes: Buffer): Promise<Buffer>; stream(): Transform }

const { BROTLI_PARAM_QUALITY, ZSTD_c_compressionLevel } = zlib.constants
const brotli = { params: { [BROTLI_PARAM_QUALITY]: 1 } }
const zstd = { params: { [ZSTD_c_compressionLevel]: 1 } }
const gzip = { level: 1 }

/** The quickest level of each: it costs less than the page, and saves most of what the slower ones save. */
const encoders: Record<Exclude<Encoding, 'identity'>, Encoder> = {
  br: {
    whole: (bytes) => promisify<Buffer, zlib.BrotliOptions, Buffer>(zlib.brotliCompress)(bytes, brotli),
    stream: () => zlib.createBrotliCompress(brotli),
  },
  zstd: {
    whole: (bytes) => promisify<Buffer, zlib.ZstdOptions, Buffer>(zlib.zstdCompress)(bytes, zstd),
    stream: () => zlib.createZstdCompress(zstd),
  },
  gzip: {
    whole: (bytes) => promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.gzip)(bytes, gzip),
    stream: () => zlib.createGzip(gzip),
  },
}

/** Answers just made, by tag (which names the state of the data), until `bytes` are used; the oldest go first. */
export function openCache(bytes: number): Cache {
  const entries = new Map<string, Made>()
  let used = 0
  const sizeOf = (made: Made) => made.bytes.length * 2
  return {
    get: (key) => entries.get(key),
    set: (key, made) => {
      if (entries.has(key) || sizeOf(made) > bytes / 8) return
      entries.set(key, made)
      used += sizeOf(made)
      for (const [oldest, old] of entries) {
        if (used <= bytes) break
        entries.delete(oldest)
        used -= sizeOf(old)
      }
    },
  }
}
