/**
 * Writes that change many records are done by a thread: others are answered meanwhile. This module is both sides: who
 * imports it gets the one that orders them; started as a thread it does one.
 */
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import type { Sent } from '../http/do-write.ts'
import type { Wrote } from '../http/idempotency.ts'
import type { LongWrites } from '../http/writes.ts'
import { findQuickly } from '../resolve.ts'
import { fromTold, type Told, told } from './told.ts'

const role = 'sourcebook long write'

type Order = { role: typeof role; path: string; sent: Sent }
type Answer = { wrote: Wrote } | { error: Told }

export function openLongWrites(path: string): LongWrites {
  let turn: Promise<unknown> = Promise.resolve()
  return {
    do(sent) {
      const done = turn.then(() => inThread({ role, path, sent }))
      turn = done.catch(() => undefined)
      return done
    },
    async idle() {
      for (let last: unknown; last !== turn; ) {
        last = turn
        await last
      }
    },
  }
}

/** Its error, too, is the error. */
async function inThread(order: Order): Promise<Wrote> {
  const thread = new Worker(fileURLToPath(import.meta.url), { workerData: order, execArgv: [] })
  const [answer] = (await Promise.race([
    once(thread, 'message'),
    once(thread, 'exit').then(() => Promise.reject(new Error('the thread that writes has ended'))),
  ])) as [Answer]
  if ('error' in answer) throw fromTold(answer.error)
  const { body, ...wrote } = answer.wrote
  return { ...wrote, body: Buffer.from(body) } // what came from a thread is no Buffer
}

const ordered = isMainThread ? undefined : (workerData as Order | null)
if (ordered?.role === role) void write(ordered)

async function write({ path, sent }: Order) {
  findQuickly()
  const { allWrites } = await import('../all-routes.ts')
  const { doWrite } = await import('../http/do-write.ts')
  const { directory } = await import('../model/index.ts')
  const { openWriting } = await import('../store/writing.ts')
  const writing = openWriting(path)
  const answer = async (): Promise<Answer> => {
    try {
      const route = allWrites().find(({ operationId }) => operationId === sent.operationId)
      if (!route) throw new Error(`no route is called ${sent.operationId}`)
      return {
        wrote: await writing.insist(() => writing.transact((reader) => doWrite(reader, directory, route, sent))),
      }
    } catch (error) {
      return { error: told(error) }
    }
  }
  parentPort?.postMessage(await answer())
  writing.close()
}
