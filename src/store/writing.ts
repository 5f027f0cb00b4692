/**
 * The connection by which the server writes: one, opened by the first write, beside those that only read. While
 * somebody else writes it waits for a quarter of a second, and then says that it is busy.
 */
import { openReader, type Reader } from '../engine/statement.ts'
import { openForWriting } from './open.ts'

export type Writing = {
  /** Does `work` in one transaction, which sees what was written last; all of it is kept on disk, or nothing. */
  transact<T>(work: (reader: Reader) => T): T
  close(): void
}

export function openWriting(path: string): Writing {
  let reader: Reader | undefined
  return {
    transact(work) {
      reader ??= openReader(openForWriting(path))
      const open = reader
      return open.connection.transaction(() => work(open)).immediate()
    },
    close: () => reader?.connection.close(),
  }
}
