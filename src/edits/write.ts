/**
 * Writing: a record, its revision, its place in the sequence of changes and everything it is found by are one
 * transaction. The records are what is true; links, names, texts and tallies are an index of them.
 */
import type { Directory } from '../engine/expansions.ts'
import { bury, type Change, changedMembers, type End, exhume, keepRevision } from '../engine/history.ts'
import type { AnyRecord, Resource } from '../engine/resource.ts'
import type { SQL } from '../engine/sql.ts'
import type { Reader } from '../engine/statement.ts'
import { countRows, deleteRow, findNumbered, findRow, findRows, insertRow, type Row, updateRow } from './rows.ts'
import { openTouched } from './touched.ts'

export type Writer = {
  /**
   * Inserts a record, or replaces the given fields of the one with its id. One that was withdrawn comes back.
   *
   * @throws TooManyReferences if what it lies in changes, and very many lie in it.
   */
  put(resource: Resource, record: AnyRecord, origin: Origin): void
  /** Takes a record away and leaves a tombstone. What refers to it is for the caller to see to. */
  remove(resource: Resource, id: string, end: End): void
  /**
   * Takes records away by their numbers, as `remove` and `index` do: very many for half of the cost. They are no claims, nor
   * what others lie in.
   */
  removeAll(resource: Resource, numbers: readonly number[], end: End): void
  /** The row as it is stored, or undefined. */
  find(resource: Resource, id: string): Row | undefined
  /** The rows that a condition holds for, in the order in which they were made. */
  findAll(resource: Resource, where: SQL): Row[]
  /** To be called before the transaction ends: makes findable what was put. */
  index(): void
}

/** Where a record comes from; `licence` is its dataset's. */
export type Origin = { dataset_id: string; licence: string }

/** Records that are read at once when many are taken away. */
const some = 500

/** If more than one in so many goes, all that anything is found by is looked through once, which costs less than to look for each. */
const seldom = 100

/**
 * A writer inside an open transaction; `now` is the time of the whole transaction. What a record was before it was
 * changed is always kept, and that it came back; that it is new is kept where an editor made it.
 */
export function openWriter(reader: Reader, directory: Directory, now: string, change: Change | null = null): Writer {
  const { touch, touchAll, drop, forget, index } = openTouched(reader, directory)
  const find = (resource: Resource, id: string) => findRow(reader, resource, id)

  /** Takes a row away that is there. */
  function takeAway(resource: Resource, { id, revision }: Row, end: End) {
    const made = { revision: revision + 1, op: end.op, at: now, change }
    keepRevision(reader, resource, id, made)
    const reason = change?.reason ?? 'No reason was given.'
    bury(reader, resource, id, end, { ...made, seq: nextSeq(reader), reason })
    deleteRow(reader, resource, id)
  }

  return {
    find,
    findAll: (resource, where) => findRows(reader, resource, where),
    put(resource, record, origin) {
      const { id } = record
      const before = find(resource, id)
      touchAll(resource, id, before, record)
      const seq = nextSeq(reader)
      const former = before?.revision ?? exhume(reader, resource, id)
      const revision = former + 1
      const said = Object.entries(record).filter(([name]) => Object.hasOwn(resource.fields, name))
      const values = { ...Object.fromEntries(said), seq, updated_at: now, revision, ...origin }
      const changed = before ? changedMembers(before, values) : []
      const was = before && !resource.about ? JSON.stringify(only(before, changed)) : null // what was a claim is found by its subject
      if (former || change?.editor) keepRevision(reader, resource, id, { revision, op: 'put', at: now, change }, was)
      if (before) updateRow(reader, resource, id, only(values, changed))
      else insertRow(reader, resource, { ...values, n: seq, created_at: now })
    },
    remove(resource, id, end) {
      const before = find(resource, id)
      if (!before) return
      touchAll(resource, id, before, undefined)
      takeAway(resource, before, end)
    },
    removeAll(resource, numbers, end) {
      index() // of what was touched it is noted already what goes
      const areMany = numbers.length * seldom > countRows(reader, resource)
      for (let start = 0; start < numbers.length; start += some) {
        for (const row of findNumbered(reader, resource, numbers.slice(start, start + some))) {
          if (areMany) drop(resource, row)
          else touch(resource, row.id, row)
          takeAway(resource, row, end)
        }
        if (!areMany) index()
      }
      if (areMany) forget(numbers)
      index()
    },
    index,
  }
}

/** Some members of a record; what it lacks is null. */
const only = (record: Record<string, unknown>, names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, record[name] ?? null]))

const nextSeq = (reader: Reader) => {
  const next = reader.statement('update state set seq = seq + 1 returning seq').get() as { seq: number }
  return next.seq
}
