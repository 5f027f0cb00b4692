/**
 * The connection by which the server writes: one, opened by the first write, beside those that only read. It never
 * waits for somebody else who writes, because nothing else would be answered meanwhile; who can wait tries again.
 */
import { setTimeout } from 'node:timers/promises'
import { errors } from '../engine/errors.ts'
import { openReader, type Reader } from '../engine/statement.ts'
import { openForWriting } from './open.ts'
import { isBusy } from './turn.ts'

export type Writing = {
  /**
   * Does `work` in one transaction, which sees what was written last; all of it is kept on disk, or nothing.
   *
   * @throws Busy while the right to write is lent, and SQLITE_BUSY while somebody else writes.
   */
  transact<T>(work: (reader: Reader) => T): T
  /** Does `attempt` until nobody else writes, for about a quarter of a second; meanwhile others are answered. */
  insist<T>(attempt: () => T): Promise<T>
  /** Lends the right to write to a process of ours, so that nobody waits in vain for it; gives what takes it back. */
  lend(): () => void
  close(): void
}

const retryAfter = { 'Retry-After': '5' }

/** Tries, and what lies between two of them, in ms. They are counted, so that a busy server does not give up sooner. */
const tries = 25
const pause = 10

export function openWriting(path: string): Writing {
  let reader: Reader | undefined
  let isLent = false
  const open = () => {
    const connection = openForWriting(path)
    connection.pragma('busy_timeout = 0')
    return openReader(connection)
  }
  return {
    transact(work) {
      if (isLent)
        throw errors.Busy('An import is being written. Try again after the seconds in Retry-After.', [], retryAfter)
      reader ??= open()
      const opened = reader
      return opened.connection.transaction(() => work(opened)).immediate()
    },
    async insist(attempt) {
      for (let left = tries; ; left--) {
        try {
          return attempt()
        } catch (error) {
          if (left === 0 || !isBusy(error)) throw error
        }
        await setTimeout(pause)
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
