/**
 * Sends a file that stands built: with its length, and single ranges of bytes (RFC 9110, 14), so that a download goes
 * on where it broke off, and a reader takes what it needs.
 */
import { open } from 'node:fs/promises'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { errors } from '../engine/errors.ts'
import type { Standing } from '../store/standing.ts'

/** `tag` is the strong tag of the file. */
export async function sendBuilt(file: Standing, tag: string, request: FastifyRequest, reply: FastifyReply) {
  const { range, 'if-range': ifRange } = request.headers
  const wanted = ifRange === undefined || ifRange === tag ? readRange(range, file.bytes) : undefined
  reply.headers({ 'Accept-Ranges': 'bytes', 'Change-Seq': file.version })
  if (request.method === 'HEAD') return reply.header('Content-Length', file.bytes).send()
  if (wanted === 'beyond') throw errors.RangeNotSatisfiable(undefined, [], { 'Content-Range': `bytes */${file.bytes}` })
  const { first, last } = wanted ?? { first: 0, last: file.bytes - 1 }
  if (wanted) reply.code(206).header('Content-Range', `bytes ${first}-${last}/${file.bytes}`)
  const handle = await open(file.path).catch(() => {
    throw errors.Busy('Another file is taking the place of this one.', [], { 'Retry-After': '1' })
  })
  return reply.header('Content-Length', last - first + 1).send(handle.createReadStream({ start: first, end: last }))
}

/** First and last byte, both inclusive. */
type Range = { first: number; last: number }

/** What a Range header asks for; undefined if it asks for nothing that is given here: several ranges, other units. */
export function readRange(header: string | undefined, bytes: number): Range | 'beyond' | undefined {
  const [, from = '', to = ''] = /^bytes=\s*(\d*)-(\d*)\s*$/.exec(header ?? '') ?? []
  if (from === '' && to === '') return undefined
  if (from === '') return Number(to) > 0 ? { first: Math.max(0, bytes - Number(to)), last: bytes - 1 } : 'beyond'
  if (to !== '' && Number(to) < Number(from)) return undefined
  if (Number(from) >= bytes) return 'beyond'
  return { first: Number(from), last: to === '' ? bytes - 1 : Math.min(Number(to), bytes - 1) }
}
