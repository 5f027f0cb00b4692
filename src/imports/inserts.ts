/** Inserting many rows: one statement of many rows costs half of as many statements of one. */
import type { Database } from 'better-sqlite3'

export type Inserts = {
  /** One row; its values in the order of the columns. */
  add(...values: unknown[]): void
  /** Writes what is left. Gives how many rows were inserted in all: fewer than added where a conflict left some out. */
  end(): number
}

const most = 64

/** `into` is what stands before `values`, `values` one row, `onConflict` what stands behind. */
export function openInserts(connection: Database, into: string, values: string, onConflict = ''): Inserts {
  const prepare = (rows: number) =>
    connection.prepare(`insert into ${into} values ${Array(rows).fill(values).join(', ')} ${onConflict}`)
  const many = prepare(most)
  const single = prepare(1)
  const width = values.split('?').length - 1
  let given: unknown[] = []
  let inserted = 0
  return {
    add(...values) {
      for (const value of values) given.push(value)
      if (given.length < width * most) return
      inserted += many.run(given).changes
      given = []
    },
    end() {
      for (let at = 0; at < given.length; at += width) inserted += single.run(given.slice(at, at + width)).changes
      given = []
      const total = inserted
      inserted = 0
      return total
    },
  }
}
