/**
 * The SQLite file: one writer, readers that cannot write. Every reader sees one state of the data per transaction.
 */
import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import Sqlite, { type Database } from 'better-sqlite3'
import { openReader, type Reader } from '../engine/statement.ts'
import { readSourceRow } from './source-rows.ts'

/** A fault that the person at the command line can mend; its message is one sentence. */
export class SetupError extends Error {}

export type Store = {
  path: string
  reader: Reader
  /** The point in the sequence of changes at which the data stands: `<epoch>-<seq>`. */
  version(): string
  /** What `read` sees is one state of the data. */
  snapshot<T>(read: () => T): T
  close(): void
}

const pragmas = ['foreign_keys = ON', 'trusted_schema = OFF', 'mmap_size = 2147418112', 'cache_size = -16000']

/**
 * Opens the file for writing, making it and its folder if need be. Must be closed.
 *
 * @throws SetupError if that cannot be done.
 */
export function openForWriting(path: string): Database {
  return explained(path, () => {
    if (path !== ':memory:') makeRoom(path)
    return open(path, ['synchronous = FULL', ...pragmas])
  })
}

/**
 * Opens the file for reading only. Must be closed.
 *
 * @throws SetupError if there is no such file, or it cannot be read.
 */
export function openStore(path: string): Store {
  const connection = explained(path, () => open(path, [...pragmas, 'query_only = ON'], true))
  const reader = openReader(connection)
  const transaction = connection.transaction((read: () => unknown) => read())
  const state = connection.prepare("select epoch || '-' || seq from state").pluck()
  return {
    path,
    reader,
    version: () => state.get() as string,
    snapshot: <T>(read: () => T) => transaction(read) as T, // it gives what `read` does
    close: () => connection.close(),
  }
}

/** A folder for the file, and a file that may be written if there is one. Makes the folder if need be. */
export function makeRoom(path: string) {
  makeFolder(dirname(path))
  if (!existsSync(path)) return
  if (statSync(path).isDirectory()) throw new SetupError(message(path, 'it is a folder'))
  accessSync(path, constants.W_OK)
}

/** Like mkdir's own recursion, which never ends where a folder can be neither found nor made. */
export function makeFolder(path: string) {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return
  if (dirname(path) !== path) makeFolder(dirname(path))
  mkdirSync(path)
}

function open(path: string, pragmas: string[], fileMustExist = false): Database {
  const connection = new Sqlite(path, { timeout: 250, fileMustExist })
  try {
    for (const pragma of pragmas) connection.pragma(pragma)
    connection.function('source_row', { deterministic: true }, readSourceRow)
    return connection
  } catch (error) {
    connection.close()
    throw error
  }
}

/** As `reasonOf` says it. */
export const full = 'the disk is full'

const reasons: Record<string, string> = {
  EACCES: 'it may not be written there',
  EPERM: 'it may not be written there',
  EROFS: 'the disk may only be read',
  ENOTDIR: 'part of the path is a file, not a folder',
  EEXIST: 'part of the path is a file, not a folder',
  ENOENT: 'its folder cannot be made',
  ENAMETOOLONG: 'the path is too long',
  ENOSPC: full,
  SQLITE_FULL: full,
  SQLITE_CANTOPEN: 'the file cannot be opened or made there',
  SQLITE_READONLY: 'the file may not be written',
  SQLITE_NOTADB: 'the file is not an SQLite database',
  SQLITE_BUSY: 'another process is writing to it; try again when it has ended',
  SQLITE_CORRUPT: 'the file is damaged; restore a backup',
  SQLITE_IOERR: 'the disk does not read or write it',
}

/**
 * Does `work` on the database at `path`; what is wrong with the file becomes a sentence.
 *
 * @throws SetupError for that, and whatever else `work` throws.
 */
export function explained<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw explain(path, error)
  }
}

/** The sentence on what is wrong with the database at `path`, if that is what an error tells; else the error itself. */
export function explain(path: string, error: unknown): unknown {
  const reason = reasonOf(error)
  return reason ? new SetupError(message(path, reason)) : error
}

/** What is wrong with the file or its disk, in a few words, if that is what an error tells. */
export function reasonOf(error: unknown): string | undefined {
  const code = String((error as { code?: unknown }).code)
  return Object.entries(reasons).find(([start]) => code.startsWith(start))?.[1]
}

const message = (path: string, reason: string) =>
  `Cannot use the database ${path}: ${reason}. ${reason === full ? 'Nothing is half written: make room on it, and do it again' : 'Set SOURCEBOOK_DB to another file, or mend this one'}.`
