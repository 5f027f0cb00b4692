/**
 * The connection by which the server writes: one, opened by the first write, beside those that only read. While
 * somebody else writes it waits for a quarter of a second, and then says that it is busy.
 */
import { errors } from '../engine/errors.ts'
import { openReader, type Reader } from '../engine/statement.ts'
import { openForWriting } from './open.ts'

export type Writing = {
  /**
   * Does `work` in one transaction, which sees what was written last; all of it is kept on disk, or nothing.
   *
   * @throws Busy while the right to write is lent.
   */
  transact<T>(work: (reader: Reader) => T): T
  /** Lends the right to write to a process of ours, so that nobody waits in vain for it; gives what takes it back. */
  lend(): () => void
  close(): void
}

const retryAfter = { 'Retry-After': '5' }

export function openWriting(path: string): Writing {
  let reader: Reader | undefined
  let isLent = false
  return {
    transact(work) {
      if (isLent)
        throw errors.Busy('An import is being written. Try again after the seconds in Retry-After.', [], retryAfter)
      reader ??= openReader(openForWriting(path))
      const open = reader
      return open.connection.transaction(() => work(open)).immediate()
    },
    lend() {
      isLent = true
      return () => {
        isLent = false
      }
    },
    close: () => reader?.connection.close(),
  }
}
