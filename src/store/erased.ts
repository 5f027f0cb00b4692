/**
 * What was erased: of such a record a tombstone is left, and no revision. To be compared when a backup takes the place of
 * a database, because it still holds what was erased since it was made.
 */
import type { Database } from 'better-sqlite3'
import { isErased } from '../engine/history.ts'
import { peek } from './peek.ts'

/** A record by its address: `actors/ttp`. */
export type Address = { resource: string; id: string }

/**
 * The records that were erased in the database at `path` and that the file `copy` holds, but for claims about one of
 * them; undefined if that cannot be found out, because there is no such database or it cannot be read.
 */
export function findUnerased(copy: string, path: string): Address[] | undefined {
  const erased = peek(path, readErased)
  return erased && peek(copy, (connection) => findHeld(connection, erased))
}

const readErased = (connection: Database) =>
  connection.prepare(`select resource, id from tombstones where ${isErased.text} order by seq`).all() as Address[]

/** A copy that an older program made may lack tables, and holds nothing of those; events it may have in a table or in a view. */
function findHeld(connection: Database, erased: readonly Address[]): Address[] {
  const tables = connection.prepare("select name from sqlite_schema where type in ('table', 'view')").pluck().all()
  const find = (table: string, where: string, ...values: string[]) =>
    tables.includes(table) ? connection.prepare(`select * from "${table}" where ${where}`).get(values) : undefined
  const isErased = (one: Address) => erased.some(({ resource, id }) => resource === one.resource && id === one.id)
  return erased.filter(({ resource, id }) => {
    const stands = find(resource, 'id = ?', id)
    if (resource === 'claims' && stands) {
      const { subject, subject_id } = stands as { subject: string; subject_id: string }
      if (isErased({ resource: subject, id: subject_id })) return false
    }
    return (stands ?? find('revisions', 'resource = ? and id = ?', resource, id)) !== undefined
  })
}
