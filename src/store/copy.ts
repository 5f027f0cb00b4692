/**
 * A copy of a database, made while others read and write it: one state of the data, page by page, in one file without a
 * log. It is whole and on the disk when it gets its name, or it is not there.
 */
import { accessSync, closeSync, constants, openSync, statSync } from 'node:fs'
import Sqlite, { type Database } from 'better-sqlite3'
import { countApplied } from './migrate.ts'
import { SetupError } from './open.ts'
import { unmarked } from './place.ts'
import { syncFile } from './replace.ts'

/** What a copy holds. */
export type Copied = { seq: number; bytes: number }

/** Pages copied at once; in between others have their turn. */
const pagesAtOnce = 1000

/** Only who makes a backup may read it: it holds the names of editors, and the hashes of keys. */
const ownerOnly = 0o600

/**
 * Copies the database at `from` to the new file `to`, and reads the copy to its end.
 *
 * @throws SetupError if it is no knowledge base, or damaged.
 */
export async function copyDatabase(
  from: string,
  to: string,
  onProgress: (pages: number, total: number) => void,
): Promise<Copied> {
  const connection = openSource(from)
  try {
    connection.exec('begin')
    const seq = readSeq(connection) // begins to read: what is written from now on is not seen
    closeSync(openSync(to, 'wx', ownerOnly))
    await connection.backup(to, {
      progress: ({ totalPages, remainingPages }) => {
        onProgress(totalPages - remainingPages, totalPages)
        return pagesAtOnce
      },
    })
    finish(from, to, seq)
    return { seq, bytes: statSync(to).size }
  } finally {
    connection.close()
  }
}

function openSource(path: string) {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) throw new SetupError(`There is no file ${path}.`)
  let connection: Database | undefined
  try {
    connection = new Sqlite(path, { timeout: 250, fileMustExist: true })
    connection.pragma('query_only = ON')
    if (countApplied(connection) === 0) throw new SetupError(`There is no knowledge base in ${path}: it is empty.`)
    return connection
  } catch (error) {
    connection?.close()
    throw String((error as { code?: unknown }).code).startsWith('SQLITE_CANTOPEN') ? unopened(path) : error
  }
}

/** Why a file that is there cannot be opened: SQLite makes a log beside one that has none, even to read it. */
function unopened(path: string): SetupError {
  try {
    accessSync(path, constants.R_OK)
  } catch {
    return new SetupError(`The file ${path} may not be read. Do this as a user who may.`)
  }
  return new SetupError(
    `The database ${path} cannot be opened where it is: its folder or its disk may not be written, and SQLite makes a log there. Copy the file to where you may write, and take the copy instead.`,
  )
}

const readSeq = (connection: Database) => connection.prepare('select seq from state').pluck().get() as number

/** Makes the copy one file that is of no place, and checks it. */
function finish(from: string, to: string, seq: number) {
  const copy = new Sqlite(to)
  try {
    copy.pragma('journal_mode = DELETE')
    copy.pragma(`user_version = ${unmarked}`)
    const [fault] = copy.pragma('integrity_check(1)') as { integrity_check: string }[]
    if (fault?.integrity_check !== 'ok' || readSeq(copy) !== seq)
      throw new SetupError(
        `The database ${from} is damaged (${fault?.integrity_check}): no copy was made. Restore a backup; sourcebook check tells more.`,
      )
  } finally {
    copy.close()
  }
  syncFile(to)
}
