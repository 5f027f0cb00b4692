/**
 * The connection by which the server writes: one, opened by the first write, beside those that only read. While
 * somebody else writes it waits for a quarter of a second, and then says that it is busy. It waits once: nothing else is
 * answered meanwhile, and who writes for so long is likely to write for minutes.
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

/** How long it waits for somebody else, in ms. */
const patience = 250

export function openWriting(path: string): Writing {
  let reader: Reader | undefined
  let isLent = false
  let waits = patience
  const waitFor = (ms: number) => {
    if (ms !== waits) reader?.connection.pragma(`busy_timeout = ${ms}`)
    waits = ms
  }
  return {
    transact(work) {
      if (isLent)
        throw errors.Busy('An import is being written. Try again after the seconds in Retry-After.', [], retryAfter)
      reader ??= openReader(openForWriting(path))
      const open = reader
      try {
        const done = open.connection.transaction(() => work(open)).immediate()
        waitFor(patience)
        return done
      } catch (error) {
        if ((error as { code?: unknown }).code === 'SQLITE_BUSY') waitFor(0)
        throw error
      }
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
