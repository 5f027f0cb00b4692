/**
 * The log of what was written last (`-wal`). SQLite takes it into the file, and begins it anew, when nobody reads a state
 * of the data that is older: a reader who never ends would let it grow without end.
 */
import { realpathSync, statSync } from 'node:fs'
import type { Database } from 'better-sqlite3'
import { openForWriting } from './open.ts'

export type Log = {
  /** Takes the log into the file if it is longer than the limit. Gives whether readers hold it back. */
  isHeld(): boolean
  close(): void
}

/** `limit` is in bytes. What an import has not yet brought to its end does not count. */
export function openLog(path: string, limit: number): Log {
  let connection: Database | undefined
  const file = `${realpathSync(path)}-wal`
  return {
    isHeld() {
      if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) <= limit) return false
      connection ??= openConnection(path)
      const [{ busy, log }] = connection.pragma('wal_checkpoint(TRUNCATE)') as [{ busy: number; log: number }]
      return busy === 1 && log * (connection.pragma('page_size', { simple: true }) as number) > limit
    },
    close: () => connection?.close(),
  }
}

function openConnection(path: string): Database {
  const connection = openForWriting(path)
  connection.pragma('busy_timeout = 0') // who waits here would keep others from writing
  return connection
}
