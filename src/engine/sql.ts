/**
 * SQL as it is composed: text, and the values that its placeholders bind, in order. Tables and columns are Drizzle's, so
 * that names come from `tables.ts`; whatever else is interpolated is bound.
 *
 * Drizzle's own `sql` is not used: it keeps a tree, and walking the trees of a page cost as much as finding it.
 */
import { SQLiteColumn } from 'drizzle-orm/sqlite-core/columns/common'
import { SQLiteTable } from 'drizzle-orm/sqlite-core/table'
import { getTableName } from 'drizzle-orm/table'
import { placeholder } from './statement.ts'

type Value = string | number | bigint | null | typeof placeholder

export type SQL = { readonly text: string; readonly values: readonly Value[] }

type Part = SQL | SQLiteColumn | SQLiteTable | Value

export const sql = Object.assign(
  (texts: readonly string[], ...parts: Part[]): SQL => {
    let text = texts[0] as string // there is one before each part, and one after the last
    const values: Value[] = []
    for (let index = 0; index < parts.length; index++) {
      const part = toSql(parts[index] as Part)
      text += part.text + texts[index + 1]
      values.push(...part.values)
    }
    return { text, values }
  },
  {
    /** Text of ours, as it stands. */
    raw: (text: string): SQL => ({ text, values: [] }),
    /** A name of ours, as SQL writes names. */
    identifier: (name: string): SQL => ({ text: quoted(name), values: [] }),
    /** What a prepared statement binds when it runs; the name is for the reader. */
    placeholder: (_name: string): SQL => ({ text: '+?', values: [placeholder] }),
    join: (parts: readonly Part[], separator: SQL): SQL => {
      const all = parts.map(toSql)
      return {
        text: all.map(({ text }) => text).join(separator.text),
        values: all.flatMap(({ values }) => values),
      }
    },
  },
)

/** A value is bound as `+?`: a bare `?` lets SQLite plan by the value, and so prepare the statement anew for every other one. */
function toSql(part: Part): SQL {
  if (typeof part !== 'object' || part === null) return { text: '+?', values: [part] }
  if (part instanceof SQLiteColumn)
    return { text: `${quoted(getTableName(part.table))}.${quoted(part.name)}`, values: [] }
  if (part instanceof SQLiteTable) return { text: quoted(getTableName(part)), values: [] }
  return part
}

const quoted = (name: string) => `"${name}"`
