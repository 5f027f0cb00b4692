/**
 * How a write is answered: in one transaction with its retry, if it is one. What was acknowledged is on the disk; what
 * was refused has changed nothing.
 */
import { createHash } from 'node:crypto'
import { sql } from 'drizzle-orm'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { membersOf, toObject } from '../engine/body.ts'
import { type Edit, openEdit } from '../engine/edit.ts'
import { errors } from '../engine/errors.ts'
import type { Directory } from '../engine/expansions.ts'
import { findTombstone } from '../engine/history.ts'
import { startReading } from '../engine/parameters.ts'
import type { Resource } from '../engine/resource.ts'
import type { Reader } from '../engine/statement.ts'
import type { Row } from '../engine/write.ts'
import type { Writing } from '../store/writing.ts'
import type { Caller } from './keys.ts'
import { readGiven, toPath } from './url.ts'
import { checkMatch, readBody, readIdempotencyKey, readReason } from './write-request.ts'
import type { WriteRoute } from './write-route.ts'

type Wrote = { status: number; headers: Record<string, string>; body: Buffer; id: string }

type Base = { writing: Writing; directory: Directory; version(): string }

/** The handler of a route. The caller has been let in before. */
export const openWrites =
  ({ writing, directory, version }: Base) =>
  (route: WriteRoute) =>
  (request: FastifyRequest, reply: FastifyReply) => {
    const url = toPath(request.url)
    startReading(readGiven(url), {}).end()
    const { headers } = request
    const reason = readReason(headers['change-reason'] as string | undefined) // a header that Node does not know is one text
    const retry = readIdempotencyKey(headers['idempotency-key'] as string | undefined)
    const body = route.body ? readBody(request.body, headers['content-type'], route.body.mediaTypes) : {}
    const caller = request.caller as Caller // a route that writes needs a scope
    const { id } = request.params as { id?: string }
    const wrote = writing.transact((reader) => {
      const now = new Date().toISOString()
      const edit = openEdit(reader, directory, now, { editor: caller, reason })
      const work = () => {
        const row = id === undefined ? undefined : findRow(edit, route, id, headers['if-match'])
        const shown = route.write(edit, body, row)
        edit.writer.index()
        return toAnswer(reader, route, shown)
      }
      if (retry === undefined) return work()
      const sent = { caller, method: route.method, path: url, retry, bytes: request.body }
      return once(reader, route.resource, sent, now, work)
    })
    reply.code(wrote.status).headers(wrote.headers).header('Change-Seq', version())
    return reply.send(wrote.status === 204 ? undefined : wrote.body)
  }

/**
 * The record that a path names, if it is as the client knows it.
 *
 * @throws RecordNotFound, RecordWithdrawn, AlreadyMerged; IfMatchRequired, StaleRevision.
 */
function findRow(
  { writer, reader }: Edit,
  { resource, conditional }: WriteRoute,
  id: string,
  match: string | undefined,
): Row {
  const row = writer.find(resource, id)
  if (!row) {
    const tombstone = findTombstone(reader, resource, id)
    if (!tombstone) throw errors.RecordNotFound()
    if (tombstone.op === 'merge')
      throw errors.AlreadyMerged(`This record has been merged into '${tombstone.into_id}'. Change that one.`)
    throw errors.RecordWithdrawn(`This record was withdrawn on ${tombstone.at.slice(0, 10)}: ${tombstone.reason}`)
  }
  if (match === undefined && conditional) throw errors.IfMatchRequired()
  if (match !== undefined) checkMatch(match, row.revision)
  return row
}

/** The record as it is now, unless it is gone. */
function toAnswer(reader: Reader, { status, resource }: WriteRoute, id: string): Wrote {
  if (status === 204) return { status, headers: noStore, body: Buffer.alloc(0), id }
  const { body, revision } = readRecord(reader, resource, id)
  return {
    status,
    id,
    body,
    headers: {
      ...noStore,
      'Content-Type': 'application/json',
      ETag: `"r${revision}"`,
      [status === 201 ? 'Location' : 'Content-Location']: `/v1/${resource.name}/${id}`,
    },
  }
}

const noStore = { 'Cache-Control': 'private, no-store' }

function readRecord({ prepared }: Reader, resource: Resource, id: string) {
  const { table } = resource
  const statement = prepared(
    `written ${resource.name}`,
    () => sql`select cast(${toObject(membersOf(resource, 'r'))} as blob) as body, r.revision as revision
      from ${table} as r where r.id = ${sql.placeholder('id')}`,
  )
  return statement.get(id) as { body: Buffer; revision: number } // it was just written
}

type Sent = { caller: Caller; method: string; path: string; retry: string; bytes: unknown }

/** How long the answer to a write is kept for its retries. */
const keptMs = 24 * 60 * 60 * 1000

/**
 * Does `work` once for a caller, method, path and key: a retry with the same body gets the first answer.
 *
 * @throws IdempotencyKeyReused if the body is another.
 */
function once(reader: Reader, resource: Resource, sent: Sent, now: string, work: () => Wrote): Wrote {
  const { connection } = reader
  const hash = createHash('sha256')
    .update(Buffer.isBuffer(sent.bytes) ? sent.bytes : '')
    .digest('hex')
  const key = [sent.caller.id, sent.method, sent.path, sent.retry]
  connection.prepare('delete from idempotency where at < ?').run(new Date(Date.parse(now) - keptMs).toISOString())
  const known = connection
    .prepare(
      'select body_hash, status, headers, body, id from idempotency where key_id = ? and method = ? and path = ? and idempotency_key = ?',
    )
    .get(...key) as (Omit<Wrote, 'headers'> & { body_hash: string; headers: string }) | undefined
  if (known && known.body_hash !== hash) throw errors.IdempotencyKeyReused()
  if (known) return { ...known, headers: JSON.parse(known.headers) as Record<string, string> }
  const wrote = work()
  connection
    .prepare(
      'insert into idempotency (key_id, method, path, idempotency_key, body_hash, resource, id, status, headers, body, at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    )
    .run(...key, hash, resource.name, wrote.id, wrote.status, JSON.stringify(wrote.headers), wrote.body, now)
  return wrote
}
