/**
 * Which file it was that lay here: a note beside the database (`-place`), and a mark in the file that is another at every
 * start of the server. A backup, a copy or a replica that was put in its place has not both, and begins a new epoch, so
 * that nobody who follows the changes goes on from some that are no longer there.
 */
import { randomInt } from 'node:crypto'
import { closeSync, openSync, readFileSync, readSync, realpathSync, rmSync, statSync } from 'node:fs'
import type { Database } from 'better-sqlite3'
import { replaceFile } from './replace.ts'
import { lockServing } from './serving.ts'

/** The marks that the file may have, and what tells it from every other file of the disk. */
type Note = { marks: number[]; file: string }

/** The mark of a file that was never served: a new one, or a backup. */
export const unmarked = 0

/** Begins a new epoch if the file is another than the one that was served here last. Gives whether it did. */
export function recognise(connection: Database): boolean {
  if (connection.memory) return false
  const path = realpathSync(connection.name)
  const isKnown = () => {
    const { marks, file } = readNote(path)
    return file === identify(path) && marks.includes(readMark(connection))
  }
  if (isKnown()) return false
  return connection
    .transaction(() => {
      if (isKnown()) return false // another command was sooner
      connection.exec('update state set epoch = lower(hex(randomblob(4)))')
      renewMark(connection, path, [])
      return true
    })
    .immediate()
}

/** From now on, a copy that was made of the file until now is told from it. */
export function leaveMark(connection: Database) {
  const path = realpathSync(connection.name)
  const mark = connection.transaction(() => renewMark(connection, path, [readMark(connection)])).immediate()
  writeNote(path, [mark])
}

/** The note is written before the mark is kept: if only one of them comes to be, the note still fits. */
function renewMark(connection: Database, path: string, before: number[]): number {
  const mark = randomInt(1, 2 ** 31)
  writeNote(path, [...before, mark])
  connection.pragma(`user_version = ${mark}`)
  return mark
}

const readMark = (connection: Database) => connection.pragma('user_version', { simple: true }) as number

const noteOf = (path: string) => `${path}-place`

function readNote(path: string): Note {
  try {
    const { marks, file } = JSON.parse(readFileSync(noteOf(path), 'utf8')) as Note
    return { marks: marks.filter((mark) => mark !== unmarked), file }
  } catch {
    return { marks: [], file: '' } // none, or what is there is of no use
  }
}

const writeNote = (path: string, marks: number[]) =>
  replaceFile(noteOf(path), `${JSON.stringify({ marks, file: identify(path) } satisfies Note)}\n`)

/** The number of a file comes again when it is deleted, the time of its birth does not. */
function identify(path: string): string {
  const { ino, birthtimeNs } = statSync(path, { bigint: true })
  return `${ino}-${birthtimeNs}`
}

/**
 * Takes away the log (`-wal`) of a file that a backup was put in the place of: SQLite would write it into the backup.
 * To be called while the file is not open in this process, whose locks on it would go.
 */
export function dropForeignLog(path: string) {
  if (!isForeignLog(path)) return
  const { release } = lockServing(path)
  if (isForeignLog(path)) for (const end of ['-wal', '-shm']) rmSync(`${realpathSync(path)}${end}`, { force: true })
  release()
}

/** A backup has no log, and its first bytes say so; a file that has one says so before the log is made. */
function isForeignLog(path: string): boolean {
  const size = (name: string) => statSync(name, { throwIfNoEntry: false })?.size ?? 0
  if (size(path) === 0 || size(`${realpathSync(path)}-wal`) === 0) return false
  const header = Buffer.alloc(20)
  const file = openSync(path, 'r')
  readSync(file, header, 0, header.length, 0)
  closeSync(file)
  return header[18] === 1 && header[19] === 1
}
