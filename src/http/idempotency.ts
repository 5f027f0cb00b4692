/** Retries of a write: under the same Idempotency-Key the same body gets the first answer, for a day, and changes nothing. */
import { createHash } from 'node:crypto'
import type { Database } from 'better-sqlite3'
import { errors } from '../engine/errors.ts'
import type { Caller } from './keys.ts'

/** The answer to a write, and the id of what it shows. */
export type Wrote = { status: number; headers: Record<string, string>; body: Buffer; id: string }

/** What makes two requests the same one. */
type Retry = { caller: Caller; method: string; path: string; retry: string }

type Sent = Retry & {
  /** SHA-256 of the body. */
  bodyHash: string
  /** Of what the answer shows. */
  resource: string
}

export const hashOf = (body: unknown) =>
  createHash('sha256')
    .update(Buffer.isBuffer(body) ? body : '')
    .digest('hex')

/** How long the answer to a write is kept for its retries. */
const keptMs = 24 * 60 * 60 * 1000

const keptSince = (now: string) => new Date(Date.parse(now) - keptMs).toISOString()
const keyOf = ({ caller, method, path, retry }: Retry) => [caller.id, method, path, retry]

/** Has a request been answered under this key? Then it is a retry, whatever its body. */
export const isAnswered = (connection: Database, retry: Retry, now: string): boolean =>
  connection
    .prepare(
      'select 1 from idempotency where key_id = ? and method = ? and path = ? and idempotency_key = ? and at >= ?',
    )
    .get(...keyOf(retry), keptSince(now)) !== undefined

/**
 * The first answer, if this is a retry.
 *
 * @throws IdempotencyKeyReused if the body is another, RecordWithdrawn if what it made was erased.
 */
export function findAnswer(connection: Database, sent: Sent, now: string): Wrote | undefined {
  const known = connection
    .prepare(
      'select body_hash, status, headers, body, id from idempotency where key_id = ? and method = ? and path = ? and idempotency_key = ? and at >= ?',
    )
    .get(...keyOf(sent), keptSince(now)) as
    | (Omit<Wrote, 'headers'> & { body_hash: string; headers: string })
    | undefined
  if (known?.status === 410) throw errors.RecordWithdrawn('What this request has made was erased since.')
  if (known && known.body_hash !== sent.bodyHash) throw errors.IdempotencyKeyReused()
  return known && { ...known, headers: JSON.parse(known.headers) as Record<string, string> }
}

/** Does `work`, unless it was done for an earlier try of the same request: that one's answer is the answer. To be called in the transaction of the work. */
export function once(connection: Database, sent: Sent, now: string, work: () => Wrote): Wrote {
  connection.prepare('delete from idempotency where at < ?').run(keptSince(now))
  const known = findAnswer(connection, sent, now)
  if (known) return known
  const wrote = work()
  connection
    .prepare(
      'insert into idempotency (key_id, method, path, idempotency_key, body_hash, resource, id, status, headers, body, at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    )
    .run(
      ...keyOf(sent),
      sent.bodyHash,
      sent.resource,
      wrote.id,
      wrote.status,
      JSON.stringify(wrote.headers),
      wrote.body,
      now,
    )
  return wrote
}
