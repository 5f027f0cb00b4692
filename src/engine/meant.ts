/** Ids as people type them: `TTP`, `Kabul`, "Government of Pakistan". */
import { nearest } from './errors.ts'
import type { Resource } from './resource.ts'
import { sql } from './sql.ts'
import type { Reader } from './statement.ts'
import { fold } from './text.ts'

/** The id in other letters, else that of a record with this name. */
export function findMeant(reader: Reader, { table, viewOf, name }: Resource, typed: string): string | undefined {
  const id = fold(typed).replaceAll(' ', '-')
  const found = reader.get<{ id: string }>(
    sql`select ${table.id} as id from ${table} where ${table.id} = ${id}
      or ${table.n} in (select n from names where folded = ${fold(typed)} and resource = ${viewOf ?? name})
      order by ${table.id} <> ${id} limit 1`,
  )
  return found?.id
}

/** How many ids that begin like a misspelt one are looked at. */
const mostLookedAt = 2000

/**
 * The id that a misspelt one is nearest to, or the only one that goes on where it ends. Another number is no misspelling:
 * it is that of another record.
 */
export function findNear(reader: Reader, { table }: Pick<Resource, 'table'>, typed: string): string | undefined {
  const id = fold(typed).replaceAll(' ', '-')
  if (id === '') return undefined
  const idsFrom = (start: string, end: string, most: number) =>
    reader
      .all<{ id: string }>(
        sql`select ${table.id} as id from ${table} where ${table.id} >= ${start} and ${table.id} < ${end} order by ${table.id} limit ${most}`,
      )
      .map(({ id }) => id)
  const longer = idsFrom(`${id}-`, `${id}.`, 2)
  if (longer.length === 1) return longer[0]
  const first = id.slice(0, 1)
  const digits = digitsOf(id)
  return nearest(
    id,
    idsFrom(first, `${first}~`, mostLookedAt).filter((other) => digitsOf(other) === digits),
  )
}

const digitsOf = (id: string) => id.replace(/[^0-9]+/g, '')
