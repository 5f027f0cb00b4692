/**
 * What was erased: of such a record a tombstone is left, and no revision. To be compared when a backup takes the place of
 * a database, because it still holds what was erased since it was made.
 */
import type { Database } from 'better-sqlite3'
import { peek } from './peek.ts'

/** A record by its address: `actors/ttp`. */
export type Address = { resource: string; id: string }

/** The records that were erased in the database at `path` and that the file `copy` holds, but for claims about one of them. */
export function findUnerased(copy: string, path: string): Address[] {
  const erased = peek(path, readErased) ?? []
  return (erased.length > 0 && peek(copy, (connection) => findHeld(connection, erased))) || []
}

const readErased = (connection: Database) =>
  connection
    .prepare(
      'select resource, id from tombstones where not exists (select 1 from revisions where (revisions.resource, revisions.id) = (tombstones.resource, tombstones.id)) order by seq',
    )
    .all() as Address[]

function findHeld(connection: Database, erased: readonly Address[]): Address[] {
  const isKept = connection.prepare('select 1 from revisions where resource = ? and id = ?').pluck()
  const subjectOf = connection.prepare('select subject as resource, subject_id as id from claims where id = ?')
  const isErased = (one: Address | undefined) =>
    one !== undefined && erased.some(({ resource, id }) => resource === one.resource && id === one.id)
  return erased.filter(({ resource, id }) => {
    if (resource === 'claims' && isErased(subjectOf.get(id) as Address | undefined)) return false
    const stands = connection.prepare(`select 1 from "${resource}" where id = ?`).pluck()
    return stands.get(id) === 1 || isKept.get(resource, id) === 1
  })
}
