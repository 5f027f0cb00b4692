/**
 * One server a file. The lock is one of the operating system's, on a file of its own beside the database (`-serve`,
 * empty): it ends with the process, however that ends, and is never stale. Who does not serve needs no lock.
 */
import { existsSync, realpathSync } from 'node:fs'
import Sqlite from 'better-sqlite3'
import { explained, makeRoom, SetupError } from './open.ts'

/**
 * Holds the lock until it is released.
 *
 * @throws SetupError if another process holds it.
 */
export function lockServing(path: string): { release(): void } {
  const lock = explained(path, () => {
    makeRoom(path)
    return new Sqlite(lockOf(path), { timeout: 0 })
  })
  try {
    lock.pragma('journal_mode = MEMORY') // nothing is written, and no second file is made
    lock.exec('begin exclusive')
  } catch (error) {
    lock.close()
    if ((error as { code?: unknown }).code !== 'SQLITE_BUSY') throw error
    throw new SetupError(
      `The database ${path} is being served by another process. End that one first, or set SOURCEBOOK_DB to another file.`,
    )
  }
  return { release: () => lock.close() }
}

/** Does another process hold the lock? Leaves no trace. */
export function isServed(path: string): boolean {
  const file = lockOf(path)
  if (!existsSync(file)) return false
  const lock = new Sqlite(file, { timeout: 0, readonly: true })
  try {
    lock.pragma('schema_version')
    return false
  } catch (error) {
    return (error as { code?: unknown }).code === 'SQLITE_BUSY'
  } finally {
    lock.close()
  }
}

const lockOf = (path: string) => `${existsSync(path) ? realpathSync(path) : path}-serve`
