/** Inserting many rows: one statement of many rows costs half of as many statements of one. */
import type { Database } from 'better-sqlite3'

export type Inserts = {
  /** One row; its values in the order of the columns. */
  add(...values: unknown[]): void
  /** Writes what is left. */
  end(): void
}

/** `into` is what stands before `values`, `values` one row; `most` rows are a statement. */
export function openInserts(connection: Database, into: string, values: string, most = 64): Inserts {
  const prepare = (rows: number) =>
    connection.prepare(`insert into ${into} values ${Array(rows).fill(values).join(', ')}`)
  const many = prepare(most)
  const single = prepare(1)
  const width = values.split('?').length - 1
  let given: unknown[] = []
  return {
    add(...values) {
      for (const value of values) given.push(value)
      if (given.length < width * most) return
      many.run(given)
      given = []
    },
    end() {
      for (let at = 0; at < given.length; at += width) single.run(given.slice(at, at + width))
      given = []
    },
  }
}
