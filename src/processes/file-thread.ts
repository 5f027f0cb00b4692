/**
 * A thread that writes files. This module is both sides: who imports it gets the one that starts it; started as a thread
 * it is the one that writes, and loads what that takes.
 */
import { fileURLToPath } from 'node:url'
import { isMainThread, type MessagePort, parentPort, Worker, workerData } from 'node:worker_threads'
import type { Order } from '../formats/order.ts'
import type { Sending } from '../http/stream.ts'
import { findQuickly } from '../resolve.ts'
import type { Log } from '../store/log.ts'
import type { Base } from './write-files.ts'

export type Build = { folder: string; name: string }

/** What it is told, with the port for what comes of it: pieces of a file, or one answer on what was built. */
export type Ordered = { port: MessagePort } & ({ order: Order } | { build: Build })

/** What a thread can tell of an error: its class does not come along. */
export type Failure = { message: string; code?: unknown }

const role = 'sourcebook files'

/** Left to itself, V8 lets a thread take twice as much for what is new, step by step, while a long file is written, in MB. */
const newest = { maxYoungGenerationSizeMb: 48 }

/** `log`: bytes of the log of changes from which on files that are read slowly are broken off; undefined where none is sent. */
export const startFileThread = (base: Base, log: number | undefined): Worker =>
  new Worker(fileURLToPath(import.meta.url), {
    workerData: { role, base, log },
    execArgv: [],
    resourceLimits: newest,
  })

const told = isMainThread ? undefined : (workerData as { role?: unknown; base: Base; log?: number } | null)
if (told?.role === role) void writeFiles(told.base, told.log) // what is ordered meanwhile waits

async function writeFiles(base: Base, log: number | undefined) {
  findQuickly()
  const { send } = await import('../http/stream.ts')
  const { openLog } = await import('../store/log.ts')
  const { openStore } = await import('../store/open.ts')
  const { buildStanding, writeOrder } = await import('./write-files.ts')
  const sendings = new Set<Sending>()
  if (log !== undefined) {
    attempt(() => openStore(base.path).close()) // so that all that is needed is loaded when the thread has started
    keepShort(openLog(base.path, log), sendings)
  }
  parentPort?.on('message', (ordered: Ordered) => {
    if ('build' in ordered)
      return ordered.port.postMessage(attempt(() => buildStanding(base, ordered.build.folder, ordered.build.name)))
    const sending = send(ordered.port, writeOrder(base, ordered.order), () => sendings.delete(sending))
    sendings.add(sending)
  })
}

/** How often it is looked at the log, in ms. */
const lookEvery = 500

/** A file shows one state of the data, and its reader may take any time for it, unless others write much meanwhile. */
function keepShort(log: Log, sendings: Set<Sending>) {
  const look = () => {
    const slow = [...sendings].filter((sending) => sending.isSlow())
    if (!log.isHeld()) return
    for (const sending of slow) sending.end('it was read so slowly that the log of changes grew too long')
  }
  setInterval(() => attempt(look), lookEvery).unref() // what cannot be done now is done the next time
}

function attempt<T>(work: () => T): T | Failure {
  try {
    return work()
  } catch (error) {
    const { message, code } = error as Failure
    return { message, code }
  }
}
