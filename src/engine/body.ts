/**
 * The body of an answer, written by SQLite: a record never becomes a JavaScript object on the read path. Rows are
 * read under an alias, so that a record and its expansions may come from the same table.
 */
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import type { Field, FieldKind, Resource } from './resource.ts'
import { type SQL, sql } from './sql.ts'

/** SQL that gives JSON, or text that is still to be quoted, which `toObject` does as it writes. */
type Value = { value: SQL; isText?: boolean }

/** A member of a record's object. */
export type Member = { name: string } & Value

/** A column under the alias of its row. */
export const columnOf = (row: string, { name }: Pick<SQLiteColumn, 'name'>) => sql.raw(`${row}."${name}"`)

/** A stored value as JSON. What is stored as JSON is given as it stands: reading it again costs half of a page. */
export function toJson(stored: SQL, kind: FieldKind): Value {
  switch (kind) {
    case 'list': // never null
      return { value: stored }
    case 'json':
    case 'integer':
      return { value: sql`ifnull(${stored}, 'null')` }
    case 'boolean':
      return { value: sql`iif(${stored}, 'true', 'false')` }
    case 'number':
      return { value: sql`json_quote(${stored})` }
    default:
      return { value: stored, isText: true }
  }
}

/** The asked fields of a record, in the order asked. */
export const membersOf = (resource: Resource, row: string, fields = Object.keys(resource.fields)): Member[] =>
  fields.map((name) => {
    const { column, kind } = resource.fields[name] as Field
    return { name, ...toJson(columnOf(row, column), kind) }
  })

/**
 * Members as one JSON object. A later member of the same name takes the place of an earlier one. `%J` writes text as JSON,
 * and null as it is; it quotes numbers, too, which `json_quote` leaves bare. The SQLite that comes with the driver has it;
 * 3.40 does not. `lead` stands before it.
 */
export function toObject(members: readonly Member[], lead = ''): SQL {
  const unique = [...new Map(members.map((member) => [member.name, member])).values()]
  const form = unique.map(({ name, isText }) => `"${name}":${isText ? '%J' : '%s'}`).join()
  return sql`format(${literal(`${lead}{${form}}`)}, ${sql.join(
    unique.map(({ value }) => value),
    sql`, `,
  )})`
}

/** A name of ours as an SQL string. */
export const literal = (name: string) => sql.raw(`'${name.replaceAll("'", "''")}'`)
