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
