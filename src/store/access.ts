/**
 * Who may use a knowledge base, by what its file says of keys and readers: to be compared when a backup takes the place
 * of a database, so that it opens nothing that was closed since it was made.
 */
import Sqlite, { type Database } from 'better-sqlite3'
import { type Key, listKeys, whyClosed } from './keys.ts'
import { peek } from './peek.ts'
import { type Visibility, visibilityOf } from './visibility.ts'

export type Access = { visibility: Visibility; keys: readonly Key[] }

/** What the file says; undefined if there is none, or nothing of this can be read in it. */
export const readAccess = (path: string): Access | undefined =>
  peek(path, (connection) => ({
    visibility: visibilityOf(connection),
    keys: hasKeyTable(connection) ? listKeys(connection) : [],
  }))

/** The keys that open something. */
export const openKeysOf = ({ keys }: Access, now: string) => keys.filter((key) => whyClosed(key, now) === undefined)

/** Revokes in the copy the keys that are open there and closed in the database that it replaces. Gives those. */
export function closeKeys(copy: string, there: Access, replaced: Access, now: string): readonly Key[] {
  const closed = new Map(replaced.keys.filter((key) => whyClosed(key, now)).map((key) => [key.id, key]))
  const keys = openKeysOf(there, now).filter(({ id }) => closed.has(id))
  if (keys.length === 0) return keys
  const connection = new Sqlite(copy)
  try {
    connection.pragma('synchronous = FULL')
    const revoke = connection.prepare('update keys set revoked_at = ? where id = ?')
    connection.transaction(() => {
      for (const { id } of keys) revoke.run(closed.get(id)?.revoked_at ?? now, id)
    })()
    return keys
  } finally {
    connection.close()
  }
}

/** Databases of the first migrations have none. */
const hasKeyTable = (connection: Database) =>
  connection.prepare("select 1 from sqlite_schema where type = 'table' and name = 'keys'").get() !== undefined
