/**
 * Whole files, written in a thread of their own, so that nothing else waits for them. This module is both sides: who
 * imports it gets the one that orders; started as a worker it is the one that writes.
 */
import { fileURLToPath } from 'node:url'
import { isMainThread, type MessagePort, parentPort, Worker, workerData } from 'node:worker_threads'
import type { File } from './formats/format.ts'
import { addressOf, type Order, readOrder } from './formats/order.ts'
import { type Files, receive, send } from './http/stream.ts'
import { directory } from './model/index.ts'
import { vocabularyTerms } from './routes/vocabularies.ts'
import { openStore } from './store/open.ts'

/** `base` is the address of the server, or empty. The thread starts with the first order. */
export function openFiles(path: string, base: string): Files & { close(): Promise<void> } {
  let thread: Worker | undefined
  const start = () => {
    const started = new Worker(fileURLToPath(import.meta.url), { workerData: { role, path, base }, execArgv: [] })
    started.unref()
    started.on('error', () => {}) // every file it was writing breaks, and the next order starts another
    started.on('exit', () => {
      if (thread === started) thread = undefined
    })
    return started
  }
  return {
    stream(order) {
      const { port1, port2 } = new MessageChannel()
      thread ??= start()
      thread.postMessage({ order, port: port2 }, [port2])
      return receive(port1)
    },
    close: async () => {
      await thread?.terminate()
    },
  }
}

/** An ordered file in pieces: the records of one state of the data. */
export function* writeOrder(
  path: string,
  order: Order,
  base: string,
  onRecords?: File['onRecords'],
): Generator<Buffer> {
  const { format, ...asked } = readOrder(order, directory)
  const { reader, version, close } = openStore(path)
  try {
    reader.connection.exec('begin')
    const url = `${base}${addressOf(order)}`
    const origin = { url, version: version(), terms: vocabularyTerms([order.resource]) }
    yield* format.write({ ...asked, reader, origin, ...(onRecords && { onRecords }) })
  } finally {
    close()
  }
}

const role = 'sourcebook files'

type Settings = { role: string; path: string; base: string }

if (!isMainThread && (workerData as Settings | null)?.role === role) {
  const { path, base } = workerData as Settings
  parentPort?.on('message', ({ order, port }: { order: Order; port: MessagePort }) => {
    send(port, writeOrder(path, order, base))
  })
}
