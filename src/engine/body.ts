/**
 * The body of an answer, written by SQLite: a record never becomes a JavaScript object on the read path. Rows are
 * read under an alias, so that a record and its expansions may come from the same table.
 */
import { type SQL, sql } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import type { Field, Resource } from './resource.ts'

/** A member of a record's object: `value` is SQL that json_object takes as it is. */
export type Member = { name: string; value: SQL }

/** A column under the alias of its row. */
export const columnOf = (row: string, { name }: Pick<SQLiteColumn, 'name'>) => sql.raw(`${row}."${name}"`)

/**
 * A field as JSON. SQLite forgets that a stored list is JSON as soon as it passes a sub-select, and has no booleans:
 * both are said again here.
 */
function jsonOf(row: string, { column, kind }: Field): SQL {
  const stored = columnOf(row, column)
  if (kind === 'list' || kind === 'json') return sql`json(${stored})`
  if (kind === 'boolean') return sql`json(iif(${stored}, 'true', 'false'))`
  return stored
}

/** The asked fields of a record, in the order asked. */
export const membersOf = (resource: Resource, row: string, fields = Object.keys(resource.fields)): Member[] =>
  fields.map((name) => ({ name, value: jsonOf(row, resource.fields[name] as Field) }))

/** Members as one JSON object. A later member of the same name takes the place of an earlier one. */
export function toObject(members: readonly Member[]): SQL {
  const unique = [...new Map(members.map((member) => [member.name, member])).values()]
  return sql`json_object(${sql.join(
    unique.map(({ name, value }) => sql`${literal(name)}, ${value}`),
    sql`, `,
  )})`
}

/** A name of ours as an SQL string. */
export const literal = (name: string) => sql.raw(`'${name.replaceAll("'", "''")}'`)
