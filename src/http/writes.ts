/**
 * How a write is answered: in one transaction with its retry, if it is one. What was acknowledged is on the disk; what
 * was refused has changed nothing.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { createRecord, patchRecord } from '../edits/change.ts'
import type { Body } from '../edits/check-edit.ts'
import { deleteRecord, refuseUnseen } from '../edits/delete.ts'
import { type Edit, openEdit } from '../edits/edit.ts'
import { mergeRecord, readInto } from '../edits/merge.ts'
import type { Row } from '../edits/rows.ts'
import { readLeaveChanged, unmergeRecord } from '../edits/unmerge.ts'
import { membersOf, toObject } from '../engine/body.ts'
import { errors } from '../engine/errors.ts'
import type { Directory } from '../engine/expansions.ts'
import { findTombstone } from '../engine/history.ts'
import { startReading } from '../engine/parameters.ts'
import type { Resource } from '../engine/resource.ts'
import { sql } from '../engine/sql.ts'
import type { Reader } from '../engine/statement.ts'
import type { Writing } from '../store/writing.ts'
import { hashOf, once, type Wrote } from './idempotency.ts'
import type { Caller } from './keys.ts'
import { missing } from './meant.ts'
import { readGiven, toPath } from './url.ts'
import { checkMatch, readBody, readIdempotencyKey, readReason } from './write-request.ts'
import type { WriteRoute } from './write-route.ts'

type Base = { writing: Writing; directory: Directory; version(): string }

/** The handler of a route. The caller has been let in before. */
export const openWrites =
  ({ writing, directory, version }: Base) =>
  (route: WriteRoute) =>
  async (request: FastifyRequest, reply: FastifyReply) => {
    const url = toPath(request.url)
    startReading(readGiven(url), {}).end()
    const { headers } = request
    const reason = readReason(headers['change-reason'] as string | undefined) // a header that Node does not know is one text
    const retry = readIdempotencyKey(headers['idempotency-key'] as string | undefined)
    const body = route.body ? readBody(request.body, headers['content-type'], route.body.mediaTypes) : {}
    const caller = request.caller as Caller // a route that writes needs a scope
    const { id } = request.params as { id?: string }
    const transaction = (reader: Reader) => {
      const now = new Date().toISOString()
      const edit = openEdit(reader, directory, now, { editor: caller, reason })
      const work = () => {
        const row = id === undefined ? undefined : findRow(edit, route, id, headers['if-match'], caller)
        const shown = acts[route.act](edit, route.resource, body, row as Row) // a path with an id names a record that is there, or was
        edit.writer.index()
        return toAnswer(reader, route, shown)
      }
      if (retry === undefined) return work()
      const sent = { caller, method: route.method, path: url, retry, bodyHash: hashOf(request.body) }
      return once(reader.connection, { ...sent, resource: route.resource.name }, now, work)
    }
    const [wrote, seq] = await writing.insist(() => [writing.transact(transaction), version()] as const)
    reply.code(wrote.status).headers(wrote.headers).header('Change-Seq', seq)
    return reply.send(wrote.status === 204 ? undefined : wrote.body)
  }

/** What each does with a record, which only a new one has not yet; it gives the id of the one that the answer shows. */
const acts: Record<WriteRoute['act'], (edit: Edit, resource: Resource, body: Body, row: Row) => string> = {
  create: (edit, resource, body) => createRecord(edit, resource, body),
  patch(edit, resource, body, row) {
    patchRecord(edit, resource, row, body)
    return row.id
  },
  delete(edit, resource, _, row) {
    deleteRecord(edit, resource, row)
    return row.id
  },
  merge(edit, resource, body, row) {
    const into = readInto(body)
    mergeRecord(edit, resource, row, into)
    return into
  },
  unmerge(edit, resource, body, { id }) {
    unmergeRecord(edit, resource, id, readLeaveChanged(body))
    return id
  },
}

/**
 * The record that a path names, if it is as the client knows it.
 *
 * @throws RecordNotFound, RecordWithdrawn, AlreadyMerged; IfMatchRequired, InvalidHeader, StaleRevision, WrittenByOthers.
 */
function findRow(
  edit: Edit,
  { resource, conditional, takesAlong, act }: WriteRoute,
  id: string,
  match: string | undefined,
  caller: Caller,
): Row {
  const { writer, reader } = edit
  const row = writer.find(resource, id)
  if (row && act === 'unmerge')
    throw errors.NotUnmerged(`'${id}' is no record that was merged into another: it is there.`)
  if (!row) {
    const tombstone = findTombstone(reader, resource, id)
    if (!tombstone) throw missing(reader, resource, id)
    if (tombstone.op === 'merge' && act === 'unmerge') return { id } as Row // of which its id alone is known
    if (tombstone.op === 'merge')
      throw errors.AlreadyMerged(`This record has been merged into '${tombstone.into_id}'. Change that one.`)
    throw errors.RecordWithdrawn(`This record was withdrawn on ${tombstone.at.slice(0, 10)}: ${tombstone.reason}`)
  }
  if (match === undefined && conditional) throw errors.IfMatchRequired()
  if (match !== undefined) checkMatch(match, row.revision)
  if (takesAlong && match?.trim() !== '*') refuseUnseen(edit, resource, row, caller.id)
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
