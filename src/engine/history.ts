/**
 * History: what a record was before each change, and what became of those that are gone. A revision and a tombstone
 * are written in the transaction of the change itself; nothing here is ever changed afterwards. Of a change that the record
 * outlasts only the members are kept that it made others: the rest is what the record was afterwards.
 */
import { membersOf, toObject } from './body.ts'
import type { AnyRecord, Resource } from './resource.ts'
import { type SQL, sql } from './sql.ts'
import type { Reader } from './statement.ts'

/** Who changes something, and why. Without an editor it is the program itself: the seed, an import. */
export type Change = { editor: Editor | null; reason: string }
type Editor = { id: string; name: string }

/** What becomes of a record that is taken away. */
export type End = { op: 'delete' } | { op: 'merge'; into_id: string }

export type Tombstone = {
  op: 'delete' | 'merge'
  into_id: string | null
  revision: number
  at: string
  reason: string
  /** 1 if it was erased. */
  erased: 0 | 1
}

/** A revision: what was done, and the record before it, null if there was none. */
export type Revision = {
  revision: number
  op: 'put' | 'delete' | 'merge'
  at: string
  editor: string | null
  reason: string | null
  before: Past | null
}

/** A record as a client saw it. */
type Past = Record<string, unknown> & { revision: number; created_at: string; updated_at: string }

type Made = { revision: number; op: Revision['op']; at: string; change: Change | null }

/** The name under which a resource's history is kept: that of its table. */
const nameOf = ({ name, viewOf }: Resource) => viewOf ?? name

const record = 'record'
const p = sql.placeholder

/** The record as a client sees it, or null. */
const asJson = (resource: Resource, id: string | SQL): SQL =>
  sql`(select ${toObject(membersOf(resource, record))} from ${resource.table} as ${sql.raw(record)} where ${sql.raw(record)}.id = ${id})`

/**
 * To be called before the change: keeps the record as it still is, or, if it is but changed, what of it becomes other:
 * `was`, those members as JSON.
 */
export const keepRevision = (
  reader: Reader,
  resource: Resource,
  id: string,
  { revision, op, at, change }: Made,
  was: string | null = null,
) =>
  reader
    .prepared(
      `keep revision ${resource.name}`,
      () => sql`insert into revisions (resource, id, revision, op, at, key_id, editor, reason, before)
        values (${sql.raw(`'${resource.name}'`)}, ${p('id')}, ${p('revision')}, ${p('op')}, ${p('at')}, ${p('key')}, ${p('editor')}, ${p('reason')}, coalesce(${p('was')}, ${asJson(resource, p('same id'))}))`,
    )
    .run(
      ...[id, revision, op, at, change?.editor?.id ?? null, change?.editor?.name ?? null, change?.reason ?? null],
      ...[was, id],
    )

/** The members of a record that become others when it is given these values. The id never is one. */
export const changedMembers = (before: AnyRecord, values: Record<string, unknown>): string[] =>
  Object.keys(values).filter((name) => {
    const [was, will] = [before[name] ?? null, values[name] ?? null]
    return was !== will && JSON.stringify(was) !== JSON.stringify(will)
  })

/** What was merged into the record goes where the record goes. */
export function bury(
  reader: Reader,
  resource: Resource,
  id: string,
  end: End,
  made: Made & { seq: number; reason: string },
) {
  const into = end.op === 'merge' ? end.into_id : null
  reader
    .statement(
      'insert into tombstones (resource, id, seq, op, into_id, revision, at, reason) values (?, ?, ?, ?, ?, ?, ?, ?)',
    )
    .run(resource.name, id, made.seq, end.op, into, made.revision, made.at, made.reason)
  if (into !== null)
    reader
      .statement('update tombstones set into_id = ? where resource = ? and into_id = ?')
      .run(into, resource.name, id)
}

/** A record that comes back goes on from the revision it had. */
export function exhume(reader: Reader, resource: Resource, id: string): number {
  const gone = reader.statement('delete from tombstones where resource = ? and id = ? returning revision')
  return (gone.get(resource.name, id) as { revision: number } | undefined)?.revision ?? 0
}

/** A record that was merged into one of this id, if there is any. */
export const findMerged = (reader: Reader, resource: Resource, id: string) =>
  reader.get<{ id: string }>(
    sql`select id from tombstones where resource = ${nameOf(resource)} and into_id = ${id} limit 1`,
  )?.id

/** Holds for a row of tombstones if the record was erased: no revision is left of it. */
export const isErased = sql`not exists (select 1 from revisions as kept where kept.resource = tombstones.resource and kept.id = tombstones.id)`

/** What became of a record that is not there. */
export const findTombstone = ({ prepared }: Reader, resource: Resource, id: string) =>
  prepared(
    'tombstone',
    () => sql`select op, into_id, revision, at, reason, ${isErased} as erased
      from tombstones where resource = ${sql.placeholder('resource')} and id = ${sql.placeholder('id')}`,
  ).get(nameOf(resource), id) as Tombstone | undefined

/**
 * The revisions of one record. Unless the `whole` history is told they begin where it came back last: what was there
 * before it was taken away is told to those with a key alone.
 */
function revisionsOf(resource: Resource, id: string, whole: boolean): SQL {
  const own = sql`resource = ${nameOf(resource)} and id = ${id}`
  if (whole) return own
  return sql`${own} and revision > coalesce((select max(revision) from revisions where ${own} and op <> 'put'), 0)`
}

/** What was done to a record that is `now` so, newest first, each with the whole record before it. */
function* pastOf(
  now: Past | null,
  reader: Reader,
  resource: Resource,
  id: string,
  whole: boolean,
): Generator<Revision> {
  let after = now
  const { text, values } = sql`select revision, op, at, editor, reason, before from revisions
    where ${revisionsOf(resource, id, whole)} order by revision desc`
  for (const row of reader.statement(text).iterate(...values) as Iterable<Revision & { before: string | null }>) {
    const kept = row.before === null ? null : (JSON.parse(row.before) as Past)
    const isWhole = kept === null || Object.hasOwn(kept, 'id')
    const before: Past | null = isWhole ? kept : { ...after, ...kept }
    yield { ...row, before }
    after = before
  }
}

export function findPresent({ get }: Reader, resource: Resource, id: string): Past | null {
  const found = get<{ now: string | null }>(sql`select ${asJson(resource, id)} as now`)
  return JSON.parse(found?.now ?? 'null') as Past | null
}

/**
 * The record as it was at an instant. Undefined if it was not there then, or is not known to have been: what has never
 * been changed since it was made has no revision but its present state. Unless the `whole` history is told, what was
 * there before it came back last is not.
 */
export function findAsOf(reader: Reader, resource: Resource, id: string, instant: string, whole: boolean) {
  const now = findPresent(reader, resource, id)
  let then = now
  for (const { at, before } of pastOf(now, reader, resource, id, whole)) if (at > instant) then = before
  return then && then.created_at <= instant ? then : undefined
}

/**
 * The revisions before one (or all), newest first, down to the one that made the record or, unless the `whole` history
 * is told, by which it came back last.
 */
export function findRevisions(
  reader: Reader,
  resource: Resource,
  id: string,
  { limit, before, whole }: { limit: number; before: number | null; whole: boolean },
): Revision[] {
  const found: Revision[] = []
  const now = findPresent(reader, resource, id)
  for (const revision of withMade(now, pastOf(now, reader, resource, id, whole))) {
    if (revision.revision < (before ?? Number.MAX_SAFE_INTEGER)) found.push(revision)
    if (found.length === limit) break
  }
  return found
}

/** Revisions with those of which nothing was kept, because nothing was there before. */
function* withMade(now: Past | null, revisions: Iterable<Revision>): Generator<Revision> {
  let last: Revision | undefined
  for (const revision of revisions) {
    if (!last && now && now.revision > revision.revision) yield made(now)
    yield revision
    last = revision
  }
  const first = last ? last.before : now
  if (first) yield made(first)
}

const made = ({ revision, updated_at }: Past): Revision => ({
  ...{ revision, op: 'put', at: updated_at },
  ...{ editor: null, reason: null, before: null },
})
