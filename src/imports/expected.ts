/**
 * What the file is expected to hold next. Most files hold the rows of the last one in the same order, and a row whose
 * hash is that of the row kept after the one before is that row: it need not be looked for by its id.
 */
import type { Database } from 'better-sqlite3'

export type Expected = {
  /** The number of the record that is expected next if its row has this hash, and then it is passed; else undefined. */
  take(hash: number): number | undefined
  /** The record of this number was found otherwise: what is expected follows it. */
  passed(n: number): void
}

const most = 1024

/** Records from number `end` on are of this import. */
export function openExpected(connection: Database, end: number): Expected {
  const read = connection
    .prepare('select n, hash from source_rows where n > ? and n < ? order by n limit ?')
    .raw() as unknown as { all(after: number, end: number, limit: number): [n: number, hash: number][] }
  let rows: [n: number, hash: number][] = []
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
    take(hash) {
      const [n, expected] = next() ?? []
      if (expected !== hash || n === undefined) return undefined
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
