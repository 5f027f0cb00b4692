/** Rows and columns, for formats that are not text: the values of records as SQLite keeps them. */
import { columnOf } from '../engine/body.ts'
import type { Field } from '../engine/resource.ts'
import { type SQL, sql } from '../engine/sql.ts'
import { type File, type View, walk } from './format.ts'
import { membersOfView, row } from './text.ts'

/** `field` is undefined for what an expansion adds or replaces; such values are JSON. */
export type Column = { name: string; field: Field | undefined; value: SQL }

/** Booleans are 0 and 1; lists and JSON are text. */
export type Value = string | number | null

/** The columns of a view, in the order of its fields, then what expansions add. */
export function columnsOf(view: View): Column[] {
  const members = new Map(membersOfView(view).map((member) => [member.name, member]))
  const expanded = new Set(view.expand.map((path) => path.split('.')[0]))
  return [...members.values()].map(({ name, value }) => {
    const field = view.resource.fields[name]
    return field && !expanded.has(name)
      ? { name, field, value: columnOf(row, field.column) }
      : { name, field: undefined, value: sql`nullif(${value}, 'null')` }
  })
}

const batch = 500

/** The records of a file, a batch of rows at a time: the values of these columns, and last the dataset. */
export function* readRows({ reader, query, view, onRecords }: File, columns: readonly Column[]): Generator<Value[][]> {
  const { table } = view.resource
  const key = ['rows', view.resource.name, columns.map(({ name }) => name), view.expand].join(' ')
  const statement = reader.prepared(key, () => {
    const values = [...columns.map(({ value }) => value), columnOf(row, { name: 'dataset_id' })]
    return sql`select ${sql.join(values, sql`, `)} from json_each(${sql.placeholder('numbers')}) as wanted
      cross join ${table} as ${sql.raw(row)} on ${sql.raw(row)}.n = wanted.value`
  })
  for (const numbers of walk(reader, query, batch)) {
    yield statement.raw().all(JSON.stringify(numbers)) as Value[][] // the columns are those asked for
    onRecords?.(numbers.length)
  }
}
