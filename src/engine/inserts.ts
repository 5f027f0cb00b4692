/**
 * Inserting many rows: one statement of many rows costs half of as many statements of one. Values are given one by one,
 * because the driver takes those of an array at twice the cost.
 */
import type { Database } from 'better-sqlite3'
import { once } from './once.ts'

export type Inserts = {
  /** One row; its values in the order of the columns. */
  add(...values: unknown[]): void
  /** Writes what is left. */
  end(): void
}

/** `insert` is the statement of some rows, `row` one of them; `most` rows are a statement. */
export function openInserts(connection: Database, insert: (rows: string) => string, row: string, most = 64): Inserts {
  const prepare = (rows: number) => connection.prepare(insert(Array(rows).fill(row).join()))
  const many = once(() => prepare(most))
  const single = once(() => prepare(1))
  const width = row.split('?').length - 1
  let given: unknown[] = []
  return {
    add(...values) {
      for (const value of values) given.push(value)
      if (given.length < width * most) return
      many().run(...given)
      given = []
    },
    end() {
      for (let at = 0; at < given.length; at += width) single().run(...given.slice(at, at + width))
      given = []
    },
  }
}
