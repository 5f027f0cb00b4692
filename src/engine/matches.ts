/** All matches of a query, each once and in no order: what is counted and summed, and how many rows that may look at. */
import { branchesOf, chooseWay, countRows, narrow } from './find.ts'
import type { Listing } from './query.ts'
import type { Resource } from './resource.ts'
import { type SQL, sql } from './sql.ts'
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

/** The number of all matches. */
export function countMatches(reader: Reader, query: Listing): number {
  const counts = findMatches(reader, query).clauses.map(
    ({ from, where }) => sql`select count(*) as count from ${from} where ${where}`,
  )
  return reader.get<{ total: number }>(sql`select sum(count) as total from (${union(counts)})`)?.total ?? 0
}

export type Facet = { values: { value: unknown; count: number }[]; more: boolean }

/** The 20 most frequent values of a field under all filters, null among them; ties by value. */
export function countValues(reader: Reader, query: Listing, name: string): Facet {
  const { column, kind } = query.resource.fields[name] as Resource['fields'][string]
  const counts = findMatches(reader, query).clauses.map(
    ({ from, where }) => sql`select ${column} as value, count(*) as count from ${from} where ${where} group by 1`,
  )
  const rows = reader.all<{ value: unknown; count: number }>(
    sql`select value, sum(count) as count from (${union(counts)}) group by 1 order by 2 desc, 1 limit 21`,
  )
  const values = rows.slice(0, 20).map((row) => (kind === 'boolean' ? { ...row, value: row.value === 1 } : row))
  return { values, more: rows.length > 20 }
}

/** Every value of a field under all filters; to be asked of fields that have few, such as the dataset. */
export function findValues(reader: Reader, query: Listing, name: string): unknown[] {
  const { column } = query.resource.fields[name] as Resource['fields'][string]
  const found = findMatches(reader, query).clauses.map(
    ({ from, where }) => sql`select distinct ${column} as value from ${from} where ${where}`,
  )
  return reader.all<{ value: unknown }>(sql`select distinct value from (${union(found)})`).map(({ value }) => value)
}

const union = (selects: SQL[]) => sql.join(selects, sql` union all `)

const once = (table: Listing['resource']['table'], clauses: Matches['clauses']) => {
  const numbers = clauses.map(({ from, where }) => sql`select ${table.n} as n from ${from} where ${where}`)
  return {
    from: sql`(${sql.join(numbers, sql` union `)}) as found cross join ${table} on ${table.n} = found.n`,
    where: sql`true`,
  }
}
