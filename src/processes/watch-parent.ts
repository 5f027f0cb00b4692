/**
 * A process that ends with the one that started it. This module is both sides: who imports it asks for it; started as a
 * thread it is the one that looks, because the other one may be busy for seconds.
 */
import { fileURLToPath } from 'node:url'
import { isMainThread, Worker, workerData } from 'node:worker_threads'

const role = 'sourcebook watch'
/** How often it is looked whether the parent is still there, in ms. */
const lookEvery = 100

/** Kills this process as soon as `parent` is not its parent any more, so that nobody finds the database taken by what nobody waits for. */
export function endWithParent(parent: number) {
  new Worker(fileURLToPath(import.meta.url), { workerData: { role, parent }, execArgv: [] }).unref()
}

const watched = isMainThread ? undefined : (workerData as { role?: unknown; parent: number } | null)
if (watched?.role === role)
  setInterval(() => {
    if (process.ppid !== watched.parent) process.kill(process.pid, 'SIGKILL')
  }, lookEvery)
