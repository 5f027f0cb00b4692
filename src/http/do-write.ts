/**
 * A write, done inside a transaction with its retry, if it is one: what was refused has changed nothing. What was sent is
 * in plain words, so that a thread can do it as well as the server.
 */
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
import type { Resource } from '../engine/resource.ts'
import { sql } from '../engine/sql.ts'
import type { Reader } from '../engine/statement.ts'
import { once, type Wrote } from './idempotency.ts'
import type { Caller } from './keys.ts'
import { missing } from './meant.ts'
import { checkMatch } from './write-request.ts'
import type { WriteRoute } from './write-route.ts'

/** What a request says, read already. */
export type Sent = {
  /** Of the route. */
  operationId: string
  /** Path and query. */
  url: string
  /** Of the record that the path names; undefined where it names none. */
  id: string | undefined
  /** If-Match. */
  match: string | undefined
  reason: string
  /** Idempotency-Key, with the SHA-256 of the body. */
  retry: { key: string; bodyHash: string } | undefined
  body: Body
  caller: Caller
}

/** To be used inside a transaction. */
export function doWrite(reader: Reader, directory: Directory, route: WriteRoute, sent: Sent): Wrote {
  const { id, match, reason, retry, body, caller, url } = sent
  const now = new Date().toISOString()
  const edit = openEdit(reader, directory, now, { editor: caller, reason })
  const work = () => {
    const row = id === undefined ? undefined : findRow(edit, route, id, match, caller)
    const shown = acts[route.act](edit, route.resource, body, row as Row) // a path with an id names a record that is there, or was
    edit.writer.index()
    return toAnswer(reader, route, shown)
  }
  if (retry === undefined) return work()
  const again = { retry: retry.key, bodyHash: retry.bodyHash, caller, method: route.method, path: url }
  return once(reader.connection, { ...again, resource: route.resource.name }, now, work)
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
