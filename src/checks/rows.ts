/** Every record of the knowledge base, as it is stored, a few at a time. */
import { and, gt, type SQL } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import type { Resource } from '../engine/resource.ts'
import type { Row } from '../engine/rows.ts'
import type { Base } from './check.ts'

const atOnce = 1000

/** The resources that have rows of their own. */
export const ownResources = ({ directory }: Pick<Base, 'directory'>): Resource[] =>
  [...directory.values()].filter(({ viewOf }) => !viewOf)

/** The rows for which `where` holds, in the order in which they were made. */
export function* everyRow(
  { connection, onLook }: Pick<Base, 'connection' | 'onLook'>,
  { table }: Resource,
  where?: SQL,
): Generator<Row> {
  const db = drizzle(connection)
  let last = -1
  let rows: Row[]
  do {
    rows = db
      .select()
      .from(table)
      .where(and(gt(table.n, last), where))
      .orderBy(table.n)
      .limit(atOnce)
      .all() as Row[] // rows of a record's table
    yield* rows
    onLook(rows.length)
    last = rows.at(-1)?.n ?? last
  } while (rows.length === atOnce)
}
