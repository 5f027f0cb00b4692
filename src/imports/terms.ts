/** The numbers of terms, looked up once each and made where there are none. */
import { termOf } from '../edits/indexing.ts'
import type { Resource } from '../engine/resource.ts'
import type { Reader } from '../engine/statement.ts'

/** Terms that are kept in mind; past this they are looked up again. */
const mostKnown = 200_000

/** Gives the number of a term. To be used inside a transaction. */
export function openTerms(reader: Reader, resource: Resource) {
  const known = new Map<string, Map<string, number>>()
  let size = 0
  return (kind: string, key: string): number => {
    const keys = known.get(kind) ?? new Map<string, number>()
    if (keys.size === 0) known.set(kind, keys)
    const term = keys.get(key)
    if (term !== undefined) return term
    if (++size > mostKnown) {
      for (const other of known.values()) other.clear()
      size = 0
    }
    const found = termOf(reader, resource, kind, key)
    keys.set(Buffer.from(key).toString(), found) // a copy: a cell is a view of its piece of the file
    return found
  }
}
