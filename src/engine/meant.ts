/** Ids and other values as people type them: `TTP`, `Kabul`, "Government of Pakistan", `Aleppo` for "Aleppo governorate". */
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import { getTableName } from 'drizzle-orm/table'
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

/** The record that has this id in the dataset that it comes from: `ucdp-ged-1648` for `1648`. */
export function findImported(reader: Reader, { table }: Pick<Resource, 'table'>, typed: string): string | undefined {
  const datasets = sql`select id || '-' || ${typed.toLowerCase()} from datasets`
  return reader.get<{ id: string }>(
    sql`select ${table.id} as id from ${table} where ${table.id} in (${datasets}) limit 1`,
  )?.id
}

/** The ids of at most `most` records that have this name, whatever its case, accents and signs. */
export function findNamed(reader: Reader, { table, name }: Resource, typed: string, most: number): string[] {
  const folded = fold(typed)
  if (folded === '') return []
  return reader
    .all<{ id: string }>(
      sql`select ${table.id} as id from ${table}
        where ${table.n} in (select n from names where folded = ${folded} and resource = ${name}) order by ${table.n} limit ${most}`,
    )
    .map(({ id }) => id)
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

/** How many values are told that somebody may mean. */
const mostTold = 5

/** Of an indexed column of text: the values that a typed one is but for case, accents and signs, or whose first words it is. None if a record has it as it is typed. */
export function findLonger(reader: Reader, column: SQLiteColumn, typed: string): string[] {
  const isThere = () => sql`select 1 from ${column.table} where ${column} = ${sql.placeholder('value')} limit 1`
  if (reader.prepared(`${getTableName(column.table)} has ${column.name}`, isThere).get(typed) !== undefined) return []
  const words = fold(typed)
  const [first = ''] = words
  if (first === '') return []
  const starts = new Set([first.toUpperCase(), first, '\u0080']) // accents stand behind all plain letters
  const found = [...starts].flatMap((start) =>
    findValues(reader, column, start, start === '\u0080' ? last : start + last),
  )
  const longer = found.filter((value) => `${fold(value)} `.startsWith(`${words} `))
  return [...new Set(longer)].slice(0, mostTold)
}

const last = '\u{10ffff}'

/** The values from one to another, each found by one step in the index, however many records have it. */
const findValues = (reader: Reader, column: SQLiteColumn, from: string, to: string): string[] =>
  reader
    .all<{ value: string }>(
      sql`with recursive found (value) as (
        select (select min(${column}) from ${column.table} where ${column} >= ${from} and ${column} < ${to})
        union all select (select min(${column}) from ${column.table} where ${column} > value and ${column} < ${to}) from found where value is not null
        limit ${mostLookedAt})
      select value from found where value is not null`,
    )
    .map(({ value }) => value)
