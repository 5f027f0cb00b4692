/** Taking turns at writing: one connection writes at a time, and who can wait for it does. */
import { setTimeout } from 'node:timers/promises'
import type { Database } from 'better-sqlite3'

/** Whether somebody else writes. */
export const isBusy = (error: unknown) => String((error as { code?: unknown }).code).startsWith('SQLITE_BUSY')

/** What lies between two tries, in ms. */
const pause = 100

/** Begins a transaction that writes, as soon as nobody else does, however long that takes. `onWait` is called once if it has to wait. */
export async function beginInTurn(connection: Database, onWait: () => void): Promise<void> {
  for (let waits = false; ; waits = true) {
    try {
      connection.exec('begin immediate')
      return
    } catch (error) {
      if (!isBusy(error)) throw error
    }
    if (!waits) onWait()
    await setTimeout(pause)
  }
}

/** How long a command waits for another that may be doing just what it is about, in ms: so long takes a large database to be brought up. */
const patience = 60_000

/**
 * Does `attempt` until nobody else writes, for a minute at most; nothing else is done meanwhile. It is done anew from its
 * beginning, since whoever writes may have done already what it is about.
 */
export function doInTurn<T>(attempt: () => T): T {
  const until = Date.now() + patience
  for (;;)
    try {
      return attempt()
    } catch (error) {
      if (!isBusy(error) || Date.now() > until) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pause)
    }
}
