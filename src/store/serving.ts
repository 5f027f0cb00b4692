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
    return new Sqlite(`${existsSync(path) ? realpathSync(path) : path}-serve`, { timeout: 0 })
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
