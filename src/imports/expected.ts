/**
 * What the file is expected to hold next. Most files hold the rows of the last one in the same order, and a row whose
 * hash is that of the row kept after the one before is that row: it need not be looked for by its id.
 */
import type { Database } from 'better-sqlite3'

export type Expected = {
  /**
   * The number of the record that is expected next if its row has this hash, and then it is passed; else undefined. If
   * `quietly`, only if nothing was said of its row and no correction is shown for it.
   */
  take(hash: number, quietly?: boolean): number | undefined
  /** The record of this number was found otherwise: what is expected follows it. */
  passed(n: number): void
}

const most = 1024

type Row = [n: number, hash: number, warned: number | null]

/** Records from number `end` on are of this import. */
export function openExpected(connection: Database, end: number): Expected {
  const read = connection
    .prepare('select n, hash, warned from source_rows where n > ? and n < ? order by n limit ?')
    .raw() as unknown as { all(after: number, end: number, limit: number): Row[] }
  const corrected = new Set(
    connection.prepare("select n from originals join events using (id) where resource = 'events'").pluck().all(),
  )
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

  return {
    take(hash, quietly = false) {
      const [n, expected, warned] = next() ?? []
      if (expected !== hash || n === undefined) return undefined
      if (quietly && (warned !== 0 || corrected.has(n))) return undefined
      last = n
      at++
      return n
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
