/** What a write says beside its address: why, on which state of the record, whether it is a retry; and its body. */
import type { FastifyInstance } from 'fastify'
import type { Body } from '../edits/check-edit.ts'
import { findRepeated } from '../edits/repeated.ts'
import { errors, escapePointer, type Fault, furtherFaults } from '../engine/errors.ts'
import { isCleanText, isVisible } from '../engine/text.ts'
import { unsupported } from './problems.ts'

const longestReason = 500

/**
 * Change-Reason: percent-encoded UTF-8, because headers are Latin-1 in a browser.
 *
 * @throws InvalidHeader if it is missing, no such text, or too long.
 */
export function readReason(header: string | undefined): string {
  const refuse = (words: string) =>
    errors.InvalidHeader(`Change-Reason ${words}`, [
      { parameter: 'Change-Reason', code: 'invalid_header', detail: words },
    ])
  if (!header?.trim()) throw refuse('is missing: say why, in 1 to 500 characters.')
  const reason = decode(header.trim())
  if (reason === undefined || !isCleanText(reason))
    throw refuse('is not percent-encoded UTF-8: in JavaScript, encodeURIComponent makes it.')
  if (!isVisible(reason)) throw refuse('says nothing: say why, in 1 to 500 characters.')
  if ([...reason].length > longestReason) throw refuse(`has more than ${longestReason} characters.`)
  return reason
}

function decode(text: string): string | undefined {
  if (!/^[ -~]*$/.test(text)) return undefined
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

/**
 * Idempotency-Key, if there is one.
 *
 * @throws InvalidHeader if it cannot be one.
 */
export function readIdempotencyKey(header: string | undefined): string | undefined {
  if (header === undefined || /^[!-~]{1,255}$/.test(header)) return header
  const detail = 'is not 1 to 255 visible ASCII characters, such as a UUID.'
  throw errors.InvalidHeader(`Idempotency-Key ${detail}`, [
    { parameter: 'Idempotency-Key', code: 'invalid_header', detail },
  ])
}

/**
 * If-Match compares the revision alone: `"r7"`, `"r7-gzip"` and the `W/"r7"` that a proxy makes of it are the same
 * record, whose bytes nobody asks for here.
 *
 * @throws InvalidHeader if it names no revision, StaleRevision if it names another.
 */
export function checkMatch(header: string, revision: number) {
  if (header.trim() === '*') return
  const tags = header.match(/"[^"]*"/g) ?? []
  const named = tags.flatMap((tag) => /^"r(\d+)(-[a-z-]+)?"$/.exec(tag)?.[1] ?? [])
  if (!named.length) {
    const detail = `names no revision. It takes "r" and the revision of the record as it was read, in double quotes, such as "r3": the ETag of the record alone, without fields or expand; or * for any.`
    throw errors.InvalidHeader(`If-Match ${detail}`, [{ parameter: 'If-Match', code: 'invalid_header', detail }])
  }
  if (!named.includes(String(revision)))
    throw errors.StaleRevision(
      `The record is at revision ${revision}, whose ETag is "r${revision}". Read it again, and decide anew.`,
    )
}

/** Bodies come as they were sent; whether they are JSON is said by `readBody`. */
export function takeBodies(app: FastifyInstance) {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    ['application/json', 'application/merge-patch+json'],
    { parseAs: 'buffer' },
    ({ headers }, body, done) => {
      const encoding = headers['content-encoding'] ?? 'identity'
      if (encoding === 'identity') return done(null, body)
      done(errors.UnsupportedMediaType(`A body is taken as it is, not in Content-Encoding ${encoding}. Send it plain.`))
    },
  )
}

/**
 * @throws UnsupportedMediaType, InvalidBody if it is no JSON, InvalidRecord if it is not what can be stored.
 */
export function readBody(sent: unknown, contentType: string | undefined, mediaTypes: readonly string[]): Body {
  if (!Buffer.isBuffer(sent) || sent.length === 0)
    throw errors.InvalidBody(`There is no body. Send one as ${mediaTypes[0]}.`)
  const mediaType = contentType?.split(';')[0]?.trim().toLowerCase() ?? ''
  if (!mediaTypes.includes(mediaType)) throw unsupported(mediaTypes, contentType)
  const body = parse(sent)
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw errors.InvalidRecord('The body is not a JSON object.', [
      { pointer: '', code: 'invalid_value', detail: 'Is not a JSON object.' },
    ])
  const faults = faultsIn(body, '', 1)
  if (faults[0]) throw errors.InvalidRecord(`${faults[0].pointer}: ${faults[0].detail}${furtherFaults(faults)}`, faults)
  return body as Body
}

function parse(sent: Buffer): unknown {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(sent)
  } catch {
    throw errors.InvalidBody('The body is not UTF-8.')
  }
  const value = parseText(text)
  const pointer = findRepeated(text)
  if (pointer === undefined) return value
  const detail = 'Stands twice in the same object, and either could be meant. Send it once.'
  throw errors.InvalidBody(`${pointer}: ${detail}`, [{ pointer, code: 'repeated_member', detail }])
}

function parseText(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    const [, position] = /at position (\d+)/.exec((error as Error).message) ?? []
    if (position === undefined) throw errors.InvalidBody('The body is not JSON.')
    const before = text.slice(0, Number(position)).split('\n')
    throw errors.InvalidBody(
      `The body is not JSON: see line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}.`,
    )
  }
}

const deepest = 32

/** What no store and no reader could keep as it is: control characters, halves of characters, numbers that lose digits. */
function faultsIn(value: unknown, pointer: string, depth: number): Fault[] {
  const fault = (detail: string): Fault[] => [{ pointer, code: 'invalid_value', detail }]
  if (typeof value === 'string' && !isCleanText(value)) return fault('Has a control character or half of a character.')
  if (typeof value === 'number' && !isExact(value))
    return fault('Is beyond ±2^53 − 1, where whole numbers lose digits.')
  if (typeof value !== 'object' || value === null) return []
  if (depth > deepest) return fault(`Lies more than ${deepest} levels deep.`)
  return Object.entries(value).flatMap(([key, part]) => {
    const at = `${pointer}/${escapePointer(key)}`
    if (!isCleanText(key))
      return [
        {
          pointer,
          code: 'unknown_field',
          detail: 'Has a member whose name has a control character or half of a character.',
        },
      ]
    if (key === '__proto__') return [{ pointer: at, code: 'unknown_field', detail: 'No member may have this name.' }]
    return faultsIn(part, at, depth + 1)
  })
}

const isExact = (value: number) => Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value))
