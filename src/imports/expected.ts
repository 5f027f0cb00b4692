/**
 * What the file is expected to hold next. Most files hold the rows of the last one in the same order, and a row whose
 * hash is that of the row kept after the one before is that row: it need not be looked for by its id, nor, if it is
 * quiet, an event be made of it: if nothing was said of it, and its event stands and shows what it says.
 */
import type { Database } from 'better-sqlite3'
import type { Origin } from '../edits/write.ts'
import { isErased } from '../engine/history.ts'
import { type Numbers, openNumbers } from './numbers.ts'
import type { Told } from './releases.ts'

export type Expected = {
  /** Whether a row of this hash is that of the event that is expected next, which then is seen. */
  take(hash: number): boolean
  /** The same of a row that is quiet. */
  takeQuiet(hash: number): boolean
  /** The events of quiet rows. */
  quiet(): Iterable<Told>
  /** The event of this number was found otherwise: what is expected follows it. */
  passed(n: number): void
}

const most = 1024

type Row = [n: number, hash: number, warned: number | null]

/** If rows name what was erased, each import says so. */
const erasedParties = `select 1 from tombstones where resource in ('actors', 'places') and ${isErased.text} limit 1`

/** The numbers of events that show what a correction says, not what their rows say. */
const corrected = "select n from originals join events using (id) where resource = 'events'"

/** The numbers of events that were merged into others: their rows are kept, and tell what a file covers. */
const merged = `select n from source_rows where n not in (select n from events)
  and exists (select 1 from tombstones where resource = 'events' and op = 'merge')`

/** Events from number `end` on are of this import; `seen` are those of which the file had a row. */
export function openExpected(
  connection: Database,
  { dataset_id }: Pick<Origin, 'dataset_id'>,
  end: number,
  seen: Numbers,
): Expected {
  const read = connection
    .prepare('select n, hash, warned from source_rows where n > ? and n < ? order by n limit ?')
    .raw() as unknown as { all(after: number, end: number, limit: number): Row[] }
  const readTold = connection.prepare('select n, date_start, date_end, country from events where dataset_id = ?')
  const areSpokenOf = connection.prepare(erasedParties).get() !== undefined
  const unlike = new Set(connection.prepare(`${corrected} union all ${merged}`).pluck().all())
  const quiet = openNumbers()
  let rows: Row[] = []
  let at = 0
  let last = 0
  let size = 0

  /** Reads on, more and more at a time while the expected comes. */
  function next() {
    if (at < rows.length || rows.length < size) return rows[at]
    size = Math.min(size * 2 || 1, most)
    rows = read.all(last, end, size)
    at = 0
    return rows[0]
  }

  /** The number of the event that is expected next, if its row has this hash. */
  function take(hash: number, quietly: boolean): number | undefined {
    const [n, expected, warned] = next() ?? []
    if (expected !== hash || n === undefined || seen.has(n)) return undefined
    if (quietly && (areSpokenOf || warned !== 0 || unlike.has(n))) return undefined
    last = n
    at++
    seen.add(n)
    return n
  }

  return {
    take: (hash) => take(hash, false) !== undefined,
    takeQuiet(hash) {
      const n = take(hash, true)
      if (n !== undefined) quiet.add(n)
      return n !== undefined
    },
    *quiet() {
      if (quiet.size() === 0) return
      for (const event of readTold.iterate(dataset_id) as Iterable<Told & { n: number }>)
        if (quiet.has(event.n)) yield event
    },
    passed(n) {
      last = n
      while (at < rows.length && (rows[at]?.[0] ?? 0) < n) at++
      if (rows[at]?.[0] === n) at++
      else {
        rows = []
        size = 0
      }
    },
  }
}
