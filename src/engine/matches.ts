/** All matches of a query, each once and in no order: what is counted and summed, and how many rows that may look at. */
import { type SQL, sql } from 'drizzle-orm'
import { branchesOf, chooseWay, countRows, narrow } from './find.ts'
import type { Listing } from './query.ts'
import type { Reader } from './statement.ts'

/** Together these bring every match once. Columns are those of the resource's table. */
export type Matches = {
  clauses: { from: SQL; where: SQL }[]
  /** The rows that are looked at, counted up to `narrow`. */
  rows: number
}

export function findMatches(reader: Reader, query: Listing): Matches {
  const { table } = query.resource
  const way = chooseWay(reader, query)
  const branches = branchesOf(query, way, 'dated')
  const clauses = branches.map(({ branch, rest }) => ({
    from: sql`${branch.drive} ${branch.join ?? sql``}`,
    where: sql.join([branch.where, ...(branch.also ?? []), ...rest], sql` and `),
  }))
  const rows = countRows(
    reader,
    branches.map(({ branch }) => branch),
    narrow,
  )
  return { clauses: way.disjoint || clauses.length === 1 ? clauses : [once(table, clauses)], rows }
}

const once = (table: Listing['resource']['table'], clauses: Matches['clauses']) => {
  const numbers = clauses.map(({ from, where }) => sql`select ${table.n} as n from ${from} where ${where}`)
  return {
    from: sql`(${sql.join(numbers, sql` union `)}) as found cross join ${table} on ${table.n} = found.n`,
    where: sql`true`,
  }
}
