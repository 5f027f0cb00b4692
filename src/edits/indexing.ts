/**
 * What a record is found by, as rows of the tables that find it: compared before and after a change, so that only what
 * is different is written. A correction of a number of deaths leaves words, links and cells as they are.
 */
import type { Directory } from '../engine/expansions.ts'
import type { Link, Resource } from '../engine/resource.ts'
import type { Reader } from '../engine/statement.ts'
import { cellsFor, dateFor, identifiersFor, namesFor, textRow, wordsFor } from './findable.ts'
import { findRow, type Row } from './rows.ts'

/** Rows by all that they say: the table, and the values that its statements take. */
export type Entries = Map<string, Entry>
type Entry = { table: Table; values: readonly unknown[] }
type Table = keyof typeof tables

/** How a row is taken out, by the first so many of its values, and how it is put in. */
const tables = {
  texts: {
    out: 'delete from texts where rowid = ?',
    by: 1,
    in: 'insert into texts (rowid, names, body, tags) values (?, ?, ?, ?)',
  },
  names: {
    out: 'delete from names where resource = ? and n = ? and folded = ?',
    by: 3,
    in: 'insert into names (resource, n, folded) values (?, ?, ?)',
  },
  identifiers: {
    out: 'delete from identifiers where resource = ? and key = ? and date = ? and id = ?',
    by: 4,
    in: 'insert into identifiers (resource, key, date, id, n) values (?, ?, ?, ?, ?)',
  },
  cells: {
    out: 'delete from cells where term = ? and date = ? and id = ?',
    by: 3,
    in: 'insert into cells (term, date, id, n, latitude, longitude) values (?, ?, ?, ?, ?, ?)',
  },
  links: {
    out: 'delete from links where term = ? and date = ? and id = ?',
    by: 3,
    in: 'insert into links (term, date, id, n) values (?, ?, ?, ?)',
  },
} as const

/** None for a record that is not there. Terms that are not there yet are made. */
export function entriesOf(reader: Reader, resource: Resource, row: Row | undefined, directory: Directory): Entries {
  const entries: Entries = new Map()
  if (!row) return entries
  const add = (table: Table, ...values: unknown[]) => entries.set(`${table} ${values.join('\0')}`, { table, values })
  const { name } = resource
  const { n, id } = row
  const date = dateFor(row)
  const { names, body, tags } = wordsFor(resource, row)
  add('texts', textRow(row), names, body, tags)
  for (const folded of namesFor(resource, row)) add('names', name, n, folded)
  for (const key of identifiersFor(resource, row)) add('identifiers', name, key, date, id, n)
  for (const key of cellsFor(resource, row))
    add('cells', termOf(reader, resource, 'cell', key), date, id, n, row.latitude, row.longitude)
  for (const [kind, key] of linksOf(reader, resource, row, directory))
    add('links', termOf(reader, resource, kind, key), date, id, n)
  return entries
}

/** Puts what a record is found by now in the place of what it was found by. */
export function writeEntries(reader: Reader, before: Entries, after: Entries) {
  for (const [key, { table, values }] of before)
    if (!after.has(key)) reader.statement(tables[table].out).run(...values.slice(0, tables[table].by))
  for (const [key, { table, values }] of after) if (!before.has(key)) reader.statement(tables[table].in).run(...values)
}

/** Takes the words of a record out. */
export const dropWords = (reader: Reader, row: Row) => reader.statement(tables.texts.out).run(textRow(row))

/** Takes all else out that finds the records of these numbers, by one look at the whole of each table. */
export function dropEntries(reader: Reader, numbers: readonly number[]) {
  for (const table of ['names', 'identifiers', 'cells', 'links'] satisfies Table[])
    reader.statement(`delete from ${table} where n in (select value from json_each(?))`).run(JSON.stringify(numbers))
}

/** The number of a term; a new one if there is none yet. */
export function termOf(reader: Reader, { name }: Resource, kind: string, key: string): number {
  const find = reader.statement('select term from terms where resource = ? and kind = ? and key = ?')
  const found = find.get(name, kind, key) as { term: number } | undefined
  if (found) return found.term
  const add = reader.statement('insert into terms (resource, kind, key) values (?, ?, ?) returning term')
  return (add.get(name, kind, key) as { term: number }).term
}

/** Every term of a record: its own, all that holds them in a tree, and the sources of its claims; each once. */
function linksOf(reader: Reader, resource: Resource, row: Row, directory: Directory): Link[] {
  const own = resource
    .links(row)
    .flatMap(([kind, key]) => above(reader, kind, key, directory).map((id) => [kind, id] as const))
  const cited = reader.statement(
    'select distinct source_id from claims where subject = +? and subject_id = +? and source_id is not null',
  )
  const lent = (cited.all(resource.name, row.id) as { source_id: string }[]).map(
    ({ source_id }) => ['source', source_id] as const,
  )
  const all: Link[] = [...own, ...lent]
  return [...new Map(all.map((link) => [link.join(' '), link])).values()]
}

/** A key and, if its kind is a tree, everything that holds it. */
export function above(reader: Reader, kind: string, key: string, directory: Directory): string[] {
  const holder = [...directory.values()].find((resource) => resource.tree?.kind === kind)
  if (!holder?.tree) return [key]
  const found = new Set([key])
  for (const id of found) {
    const row = findRow(reader, holder, id)
    if (row) for (const next of holder.tree.above(row)) found.add(next)
  }
  return [...found]
}
