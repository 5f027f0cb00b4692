/**
 * The SQLite file: one writer, readers that cannot write. Every reader sees one state of the data per transaction.
 */
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import Sqlite, { type Database } from 'better-sqlite3'
import { sql } from 'drizzle-orm'
import { openReader, type Reader } from '../engine/statement.ts'

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

/** Opens the file for writing, making it and its folder if need be. Must be closed. */
export function openForWriting(path: string): Database {
  return explained(path, () => {
    if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true })
    const connection = new Sqlite(path, { timeout: 250 })
    for (const pragma of ['journal_mode = WAL', 'synchronous = FULL', ...pragmas]) connection.pragma(pragma)
    return connection
  })
}

/** Opens the file for reading only. Must be closed. */
export function openStore(path: string): Store {
  const connection = explained(path, () => {
    const opened = new Sqlite(path, { timeout: 250, fileMustExist: true })
    for (const pragma of [...pragmas, 'query_only = ON']) opened.pragma(pragma)
    return opened
  })
  const reader = openReader(connection)
  const state = reader.prepared('state', () => sql`select epoch || '-' || seq as version from state`)
  return {
    path,
    reader,
    version: () => (state.get() as { version: string }).version,
    snapshot: (read) => connection.transaction(read)(),
    close: () => connection.close(),
  }
}

const reasons: Record<string, string> = {
  EACCES: 'this folder may not be written',
  EROFS: 'this folder may not be written',
  ENOTDIR: 'part of the path is a file, not a folder',
  EEXIST: 'part of the path is a file, not a folder',
  ENOSPC: 'the disk is full',
  SQLITE_CANTOPEN: 'the file cannot be opened or made there',
  SQLITE_READONLY: 'the file may not be written',
  SQLITE_NOTADB: 'the file is not an SQLite database',
  SQLITE_BUSY: 'another process is writing to it; try again when it has ended',
  SQLITE_CORRUPT: 'the file is damaged; restore a backup',
}

function explained<T>(path: string, open: () => T): T {
  try {
    return open()
  } catch (error) {
    const code = String((error as { code?: unknown }).code)
    const reason = Object.entries(reasons).find(([known]) => code.startsWith(known))?.[1]
    if (!reason) throw error
    throw new SetupError(
      `Cannot open the database ${path}: ${reason}. Set SOURCEBOOK_DB to another file, or mend this one.`,
    )
  }
}
