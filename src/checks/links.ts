/**
 * The links that a record has to have: its own, those of all that holds them in a tree, and the sources of its claims.
 * Said again here, for all of the data at once, beside edits/indexing.ts, which keeps them a record at a time: a check
 * that asked what had written them would agree with its faults. Only the way up a tree is the same.
 */
import { above } from '../edits/indexing.ts'
import type { Row } from '../edits/rows.ts'
import type { Link, Resource } from '../engine/resource.ts'
import type { Base } from './check.ts'

/** What was once found out about trees and claims is kept: to be used for one state of the data. */
export function openLinks({ reader, connection, directory }: Base) {
  const trees = new Set([...directory.values()].flatMap(({ tree }) => (tree ? [tree.kind] : [])))
  const holders = new Map<string, readonly string[]>()
  const holdersOf = (kind: string, key: string): readonly string[] => {
    const known = holders.get(`${kind} ${key}`)
    if (known) return known
    const found = above(reader, kind, key, directory)
    holders.set(`${kind} ${key}`, found)
    return found
  }
  const cited = connection
    .prepare('select distinct subject, subject_id, source_id from claims where source_id is not null')
    .raw()
    .all() as [string, string, string][]
  const sources = Map.groupBy(cited, ([subject, id]) => `${subject} ${id}`)
  return (resource: Resource, row: Row): Link[] => {
    const own = resource
      .links(row)
      .flatMap(([kind, key]) =>
        trees.has(kind) ? holdersOf(kind, key).map((id): Link => [kind, id]) : [[kind, key] as const],
      )
    const lent = (sources.get(`${resource.name} ${row.id}`) ?? []).map(([, , id]): Link => ['source', id])
    return [...new Map([...own, ...lent].map((link) => [link.join(' '), link])).values()]
  }
}
