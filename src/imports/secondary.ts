/**
 * The secondary indexes of a table that is about to grow by a large part: dropped first and built again when all rows
 * are there, which is several times as fast as keeping them. Both happen in the transaction of the import.
 */
import type { Database } from 'better-sqlite3'

export type Secondary = {
  /** To be told of so many more rows written; drops the indexes when they begin to be a large part of the table. */
  grow(rows: number): void
  /** Builds again what was dropped. */
  rebuild(): void
}

/** Fewer rows than these are written with the indexes in place. */
const few = 5000

/** The index by id stays: it tells whether a row is there already. */
export function openSecondary(connection: Database, table: string): Secondary {
  const stood = connection
    .prepare(`select count(*) from (select 1 from ${table} limit 10000000)`)
    .pluck()
    .get() as number
  const indexes = connection
    .prepare(
      "select name, sql from sqlite_schema where type = 'index' and tbl_name = ? and sql is not null and name <> ?",
    )
    .all(table, `${table}_id_unique`) as { name: string; sql: string }[]
  let written = 0
  let dropped = false
  return {
    grow(rows) {
      written += rows
      if (dropped || written < few || written * 4 < stood) return
      for (const { name } of indexes) connection.exec(`drop index "${name}"`)
      dropped = true
    },
    rebuild() {
      if (!dropped) return
      for (const { sql } of indexes) connection.exec(sql)
      dropped = false
    },
  }
}
