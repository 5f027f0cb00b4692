/**
 * Rows as they are stored and as records: in a record a list is a list, in its column JSON. Statements are prepared once
 * per text, because an import changes a hundred thousand records one by one.
 */
import { getTableName } from 'drizzle-orm/table'
import { getTableColumns } from 'drizzle-orm/utils'
import { type AnyRecord, type Resource, writtenTo } from '../engine/resource.ts'
import { type SQL, sql } from '../engine/sql.ts'
import type { Reader } from '../engine/statement.ts'

/** A record as its table has it, with what the server keeps. */
export type Row = AnyRecord & { n: number; revision: number; dataset_id: string; date_key?: string | null }

type Table = Resource['table']
type Values = Record<string, unknown>

export function findRow(reader: Reader, { table }: Resource, id: string): Row | undefined {
  const stored = reader.statement(`select * from ${getTableName(table)} where id = ?`).get(id)
  return stored === undefined ? undefined : toRow(table, stored as Values)
}

/** The rows that a condition holds for, in the order in which they were made; at most so many, if anything is said. */
export const findRows = (reader: Reader, { table }: Resource, where: SQL, limit = -1): Row[] =>
  reader
    .all<Values>(sql`select * from ${table} where ${where} order by ${table.n} limit ${limit}`)
    .map((row) => toRow(table, row))

/** The rows of these numbers. */
export const findNumbered = (reader: Reader, resource: Resource, numbers: readonly number[]) =>
  findRows(reader, resource, sql`${resource.table.n} in (select value from json_each(${JSON.stringify(numbers)}))`)

export const countRows = (reader: Reader, { table }: Resource) =>
  reader
    .statement(`select count(*) from ${getTableName(table)}`)
    .pluck()
    .get() as number

export function insertRow(reader: Reader, resource: Resource, values: Values) {
  const names = Object.keys(values)
  const text = `insert into ${writtenTo(resource)} (${names.join()}) values (${names.map(() => '?').join()})`
  reader.statement(text).run(toStored(resource.table, values))
}

export function updateRow(reader: Reader, resource: Resource, id: string, values: Values) {
  const set = Object.keys(values).map((name) => `${name} = ?`)
  const text = `update ${writtenTo(resource)} set ${set.join()} where id = ?`
  reader.statement(text).run(...toStored(resource.table, values), id)
}

export const deleteRow = (reader: Reader, resource: Resource, id: string) =>
  reader.statement(`delete from ${writtenTo(resource)} where id = ?`).run(id)

/** Columns and fields have the same names. */
function toRow(table: Table, stored: Values): Row {
  const columns = getTableColumns(table)
  for (const [name, value] of Object.entries(stored))
    if (value !== null) stored[name] = columns[name]?.mapFromDriverValue(value)
  return stored as Row // it has the columns of its table
}

function toStored(table: Table, values: Values): unknown[] {
  const columns = getTableColumns(table)
  return Object.entries(values).map(([name, value]) =>
    value === null || value === undefined ? null : columns[name]?.mapToDriverValue(value),
  )
}
