/**
 * What a transaction changes has to be found by what it then is: records are noted before they change, with all that
 * finds them, and at the end only what has become other is written.
 */
import { errors } from '../engine/errors.ts'
import type { Directory } from '../engine/expansions.ts'
import type { AnyRecord, Resource } from '../engine/resource.ts'
import { sql } from '../engine/sql.ts'
import type { Reader } from '../engine/statement.ts'
import { openTallies } from '../engine/tallies.ts'
import { dropEntries, dropWords, type Entries, entriesOf, writeEntries } from './indexing.ts'
import { findRow, type Row } from './rows.ts'

export type Touched = {
  /** Notes what a record is found by as long as it stands as it is, once. */
  touch(resource: Resource, id: string, row: Row | undefined): void
  /**
   * Touches a record and all that is found by what it says: the subject of a claim, what lies in a place.
   *
   * @throws TooManyReferences if what it lies in changes, and very many lie in it.
   */
  touchAll(resource: Resource, id: string, before: Row | undefined, after: AnyRecord | undefined): void
  /** Takes a record out of what is counted and searched. Of many that go this and `forget` cost less than `touch`. */
  drop(resource: Resource, row: Row): void
  /** Takes all else out that finds the records of these numbers, by one look at everything. */
  forget(numbers: readonly number[]): void
  /** Lets records be found by what they are now. */
  index(): void
}

/** Records that one edit may change beside its own: it is one transaction, and nobody else writes meanwhile. */
export const mostChanged = 10_000

/** A record that was touched, and what it was found by until then. */
type Noted = { resource: Resource; id: string; entries: Entries }

/** To be used inside a transaction. */
export function openTouched(reader: Reader, directory: Directory): Touched {
  const touched = new Map<string, Noted>()
  const tallies = openTallies(reader.connection)

  function touch(resource: Resource, id: string, row: Row | undefined) {
    const key = `${resource.name} ${id}`
    if (touched.has(key)) return
    touched.set(key, { resource, id, entries: entriesOf(reader, resource, row, directory) })
    if (row) tallies.add(resource, row, -1)
  }

  return {
    touch,
    touchAll(resource, id, before, after) {
      const touchOther = (of: Resource, other: string) => touch(of, other, findRow(reader, of, other))
      touch(resource, id, before)
      for (const claim of [before, after]) {
        const about = claim && resource.about?.(claim)
        if (about) touchOther(directory.get(about.resource) as Resource, about.id)
      }
      const above = (row: AnyRecord | undefined) => (row && resource.tree ? String(resource.tree.above(row)) : '')
      if (before && resource.tree && above(before) !== above(after))
        for (const below of recordsUnder(reader, resource.tree.kind, id, directory))
          touchOther(below.resource, below.id)
    },
    drop(resource, row) {
      tallies.add(resource, row, -1)
      dropWords(reader, row)
    },
    forget: (numbers) => dropEntries(reader, numbers),
    index() {
      for (const { resource, id, entries } of touched.values()) {
        const row = findRow(reader, resource, id)
        writeEntries(reader, entries, entriesOf(reader, resource, row, directory))
        if (row) tallies.add(resource, row, 1)
      }
      touched.clear()
      tallies.write()
    },
  }
}

/**
 * Every record that is linked under a place or operation.
 *
 * @throws TooManyReferences
 */
function recordsUnder(
  reader: Reader,
  kind: string,
  key: string,
  directory: Directory,
): { resource: Resource; id: string }[] {
  const found = reader.all<{ name: string; id: string }>(
    sql`select resource as name, id from terms join links using (term) where kind = ${kind} and key = ${key} limit ${mostChanged + 1}`,
  )
  if (found.length > mostChanged)
    throw errors.TooManyReferences(
      `More than ${mostChanged.toLocaleString('en')} records lie in '${key}': what it lies in itself can no longer be changed.`,
    )
  return found.map(({ name, id }) => ({ resource: directory.get(name) as Resource, id }))
}
