/** The numbers of terms, looked up once each and made where there are none. */
import type { Database } from 'better-sqlite3'

export type Terms = {
  /** The number of a term. */
  of(kind: string, key: string): number
}

/** Terms that are kept in mind; past this they are looked up again. */
const mostKnown = 200_000

/** To be used inside a transaction. */
export function openTerms(connection: Database, resource: string): Terms {
  const find = connection.prepare('select term from terms where resource = ? and kind = ? and key = ?').pluck()
  const insert = connection.prepare('insert into terms (term, resource, kind, key) values (?, ?, ?, ?)')
  const known = new Map<string, Map<string, number>>()
  let size = 0
  let last = connection.prepare('select coalesce(max(term), 0) from terms').pluck().get() as number

  function lookUp(kind: string, key: string): number {
    const found = find.get(resource, kind, key) as number | undefined
    if (found !== undefined) return found
    insert.run(++last, resource, kind, key)
    return last
  }

  return {
    of(kind, key) {
      const keys = known.get(kind) ?? new Map<string, number>()
      if (keys.size === 0) known.set(kind, keys)
      const term = keys.get(key)
      if (term !== undefined) return term
      if (++size > mostKnown) {
        for (const other of known.values()) other.clear()
        size = 0
      }
      const made = lookUp(kind, key)
      keys.set(Buffer.from(key).toString(), made) // a copy: a cell is a view of its piece of the file
      return made
    },
  }
}
