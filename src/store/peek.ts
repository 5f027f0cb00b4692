/** A look into the file of a database that may be of another version, damaged, or not there. */
import Sqlite, { type Database } from 'better-sqlite3'

/** What `read` finds; undefined if there is no such file, or it cannot be read so. */
export function peek<T>(path: string, read: (connection: Database) => T): T | undefined {
  let connection: Database | undefined
  try {
    connection = new Sqlite(path, { timeout: 250, fileMustExist: true })
    connection.pragma('query_only = ON')
    return read(connection)
  } catch {
    return undefined
  } finally {
    connection?.close()
  }
}
