/** Every record of the knowledge base, as it is stored, a few at a time. */

import { findRows, type Row } from '../edits/rows.ts'
import type { Resource } from '../engine/resource.ts'
import { type SQL, sql } from '../engine/sql.ts'
import type { Base } from './check.ts'

const atOnce = 1000

/** The resources that have rows of their own. */
export const ownResources = ({ directory }: Pick<Base, 'directory'>): Resource[] =>
  [...directory.values()].filter(({ viewOf }) => !viewOf)

/** The rows for which `where` holds, in the order in which they were made. */
export function* everyRow(
  { reader, onLook }: Pick<Base, 'reader' | 'onLook'>,
  resource: Resource,
  where: SQL = sql`true`,
): Generator<Row> {
  let last = -1
  let rows: Row[]
  do {
    rows = findRows(reader, resource, sql`${resource.table.n} > ${last} and (${where})`, atOnce)
    yield* rows
    onLook(rows.length)
    last = rows.at(-1)?.n ?? last
  } while (rows.length === atOnce)
}
