/** Ids as people type them: `TTP`, `Kabul`, "Government of Pakistan". */
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
