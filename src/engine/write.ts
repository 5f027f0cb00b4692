/**
 * Writing: a record, its revision, its place in the sequence of changes and everything it is found by are one
 * transaction. The records are what is true; links, names, texts and tallies are an index of them.
 */
import type { Database } from 'better-sqlite3'
import { eq, type SQL, sql } from 'drizzle-orm'
import { type BetterSQLite3Database, drizzle } from 'drizzle-orm/better-sqlite3'
import type { Directory } from './expansions.ts'
import { cellsFor, dateFor, identifiersFor, namesFor, textRow, wordsFor } from './findable.ts'
import { bury, type Change, type End, exhume, keepRevision } from './history.ts'
import type { AnyRecord, Link, Resource } from './resource.ts'
import { openTallies } from './tallies.ts'

export type Writer = {
  /** Inserts a record, or replaces the given fields of the one with its id. One that was withdrawn comes back. */
  put(resource: Resource, record: AnyRecord, origin: Origin): void
  /** Takes a record away and leaves a tombstone. What refers to it is for the caller to see to. */
  remove(resource: Resource, id: string, end: End): void
  /** The row as it is stored, or undefined. */
  find(resource: Resource, id: string): Row | undefined
  /** The rows that a condition holds for, in the order in which they were made. */
  findAll(resource: Resource, where: SQL): Row[]
  /** To be called before the transaction ends: makes findable what was put. */
  index(): void
}

/** Where a record comes from; `licence` is its dataset's. */
export type Origin = { dataset_id: string; licence: string }

export type Row = AnyRecord & { n: number; revision: number; dataset_id: string; date_key?: string | null }

/**
 * A writer inside an open transaction; `now` is the time of the whole transaction. What a record was before it was
 * changed is always kept; that it is new is kept where an editor made it.
 */
export function openWriter(
  connection: Database,
  directory: Directory,
  now: string,
  change: Change | null = null,
): Writer {
  const db = drizzle(connection)
  const touched = new Map<string, { resource: Resource; id: string }>()
  const tallies = openTallies(connection)

  const find = (resource: Resource, id: string) =>
    db.select().from(resource.table).where(eq(resource.table.id, id)).get() as Row | undefined

  /** Takes a record out of the index as it now stands, once; `index` puts it back as it then stands. */
  function touch(resource: Resource, id: string) {
    const key = `${resource.name} ${id}`
    if (touched.has(key)) return
    touched.set(key, { resource, id })
    const row = find(resource, id)
    if (!row) return
    unindexRecord(db, resource, row, directory)
    tallies.add(resource, row, -1)
  }

  /** Touches a record and all that is found by what it says: the subject of a claim, what lies in a place. */
  function touchAll(resource: Resource, id: string, before: Row | undefined, after: AnyRecord | undefined) {
    touch(resource, id)
    for (const claim of [before, after])
      if (claim && resource.about)
        touch(directory.get(resource.about(claim).resource) as Resource, resource.about(claim).id)
    const above = (row: AnyRecord | undefined) => (row && resource.tree ? String(resource.tree.above(row)) : '')
    if (before && resource.tree && above(before) !== above(after))
      for (const below of recordsUnder(db, resource.tree.kind, id, directory)) touch(below.resource, below.id)
  }

  return {
    find,
    findAll: ({ table }, where) => db.select().from(table).where(where).orderBy(table.n).all() as Row[],
    put(resource, record, origin) {
      const { id } = record
      const before = find(resource, id)
      touchAll(resource, id, before, record)
      const seq = nextSeq(db)
      const revision = 1 + (before?.revision ?? exhume(db, resource, id))
      if (before || change?.editor) keepRevision(db, resource, id, { revision, op: 'put', at: now, change })
      const said = Object.entries(record).filter(([name]) => Object.hasOwn(resource.fields, name))
      const values = { ...Object.fromEntries(said), seq, updated_at: now, revision, ...origin }
      if (before)
        db.update(resource.table)
          .set(values as never) // columns and fields have the same names; the resource's are not known here
          .where(eq(resource.table.id, id))
          .run()
      else
        db.insert(resource.table)
          .values({ ...values, n: seq, created_at: now } as never)
          .run()
    },
    remove(resource, id, end) {
      const before = find(resource, id)
      if (!before) return
      touchAll(resource, id, before, undefined)
      const made = { revision: before.revision + 1, op: end.op, at: now, change }
      keepRevision(db, resource, id, made)
      bury(db, resource, id, end, { ...made, seq: nextSeq(db), reason: change?.reason ?? 'No reason was given.' })
      db.delete(resource.table).where(eq(resource.table.id, id)).run()
    },
    index() {
      for (const { resource, id } of touched.values()) {
        const row = find(resource, id)
        if (!row) continue
        indexRecord(db, resource, row, directory)
        tallies.add(resource, row, 1)
      }
      touched.clear()
      tallies.write()
    },
  }
}

type Db = BetterSQLite3Database

const nextSeq = (db: Db) => db.get<{ seq: number }>(sql`update state set seq = seq + 1 returning seq`).seq

function indexRecord(db: Db, resource: Resource, row: Row, directory: Directory) {
  const { names, body, tags } = wordsFor(resource, row)
  db.run(sql`insert into texts (rowid, names, body, tags) values (${textRow(row)}, ${names}, ${body}, ${tags})`)
  for (const name of namesFor(resource, row))
    db.run(sql`insert into names (folded, resource, n) values (${name}, ${resource.name}, ${row.n})`)
  for (const key of identifiersFor(resource, row))
    db.run(
      sql`insert into identifiers (resource, key, date, id, n) values (${resource.name}, ${key}, ${dateFor(row)}, ${row.id}, ${row.n})`,
    )
  for (const cell of cellsFor(resource, row)) {
    addTerm(db, resource, 'cell', cell)
    db.run(
      sql`insert into cells (term, date, id, n, latitude, longitude) select term, ${dateFor(row)}, ${row.id}, ${row.n}, ${row.latitude}, ${row.longitude} from terms where ${isTerm(resource, 'cell', cell)}`,
    )
  }
  for (const [kind, key] of linksOf(db, resource, row, directory)) {
    addTerm(db, resource, kind, key)
    db.run(
      sql`insert into links (term, date, id, n) select term, ${dateFor(row)}, ${row.id}, ${row.n} from terms where ${isTerm(resource, kind, key)}`,
    )
  }
}

function unindexRecord(db: Db, resource: Resource, row: Row, directory: Directory) {
  db.run(sql`delete from texts where rowid = ${textRow(row)}`)
  db.run(sql`delete from names where resource = ${resource.name} and n = ${row.n}`)
  for (const key of identifiersFor(resource, row))
    db.run(
      sql`delete from identifiers where resource = ${resource.name} and key = ${key} and date = ${dateFor(row)} and id = ${row.id}`,
    )
  for (const cell of cellsFor(resource, row))
    db.run(
      sql`delete from cells where term = (select term from terms where ${isTerm(resource, 'cell', cell)}) and date = ${dateFor(row)} and id = ${row.id}`,
    )
  for (const [kind, key] of linksOf(db, resource, row, directory))
    db.run(
      sql`delete from links where term = (select term from terms where ${isTerm(resource, kind, key)}) and date = ${dateFor(row)} and id = ${row.id}`,
    )
}

const addTerm = (db: Db, resource: Resource, kind: string, key: string) =>
  db.run(sql`insert into terms (resource, kind, key) values (${resource.name}, ${kind}, ${key}) on conflict do nothing`)

const isTerm = (resource: Resource, kind: string, key: string) =>
  sql`resource = ${resource.name} and kind = ${kind} and key = ${key}`

/** Every term of a record: its own, all that holds them in a tree, and the sources of its claims; each once. */
function linksOf(db: Db, resource: Resource, row: Row, directory: Directory): Link[] {
  const own = resource
    .links(row)
    .flatMap(([kind, key]) => above(db, kind, key, directory).map((id) => [kind, id] as const))
  const lent = db
    .all<{ id: string }>(
      sql`select distinct source_id as id from claims where subject = ${resource.name} and subject_id = ${row.id} and source_id is not null`,
    )
    .map(({ id }) => ['source', id] as const)
  const all: Link[] = [...own, ...lent]
  return [...new Map(all.map((link) => [link.join(' '), link])).values()]
}

/** A key and, if its kind is a tree, everything that holds it. */
export function above(db: Db, kind: string, key: string, directory: Directory): string[] {
  const holder = [...directory.values()].find((resource) => resource.tree?.kind === kind)
  const found = new Set([key])
  if (!holder?.tree) return [key]
  for (const id of found) {
    const row = db.select().from(holder.table).where(eq(holder.table.id, id)).get() as AnyRecord | undefined
    if (row) for (const next of holder.tree.above(row)) found.add(next)
  }
  return [...found]
}

/** Every record that is linked under a place or operation. */
function recordsUnder(db: Db, kind: string, key: string, directory: Directory): { resource: Resource; id: string }[] {
  return db
    .all<{ name: string; id: string }>(
      sql`select resource as name, id from terms join links using (term) where kind = ${kind} and key = ${key}`,
    )
    .map(({ name, id }) => ({ resource: directory.get(name) as Resource, id }))
}
