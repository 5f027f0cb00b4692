/**
 * Requests whose cost is not known beforehand are answered by a process of their own, so that nothing else waits for
 * them: no query can be interrupted, but a process can be ended. This module is both sides: who imports it gets the
 * one that asks; started as a process it is the one that reads.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { errors } from '../engine/errors.ts'
import type { Asked, Bytes } from '../http/route.ts'
import { findQuickly } from '../resolve.ts'
import { fromTold, type Told, told } from './told.ts'

/** What is asked of the process: a route by its operation, and the request in plain words. */
type Request = { operationId: string } & Pick<Asked, 'url' | 'path' | 'accept'>

export type ReaderProcess = {
  /**
   * What the route's handler answers, one request after the other; those are left out that nobody wants when it is
   * their turn.
   *
   * @throws QueryTooBroad when time is up.
   */
  ask(request: Request, isWanted: () => boolean): Promise<Bytes>
  close(): void
}

type Reply = { ready: true } | { bytes: Uint8Array; links: string[] } | Told

const role = 'sourcebook reader'

/** A process may take so long to start, in seconds: that is not the time of a query. */
const starting = 60

/** The process starts with the first question; one that takes longer than `seconds` is ended with it. */
export function openReaderProcess(path: string, seconds: number): ReaderProcess {
  let child: ChildProcess | undefined
  let turn: Promise<unknown> = Promise.resolve()
  const start = () => {
    const started = fork(fileURLToPath(import.meta.url), [role, path], {
      serialization: 'advanced',
      execArgv: [],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    started.unref()
    started.channel?.unref()
    const forget = () => {
      if (child === started) child = undefined
    }
    started.once('exit', forget)
    started.on('error', forget) // it could not be started: then it does not exit either
    return started
  }
  const answerOf = (request: Request) => {
    const first = child ? seconds : starting
    child ??= start()
    return exchange(child, request, { first, seconds })
  }
  return {
    ask(request, isWanted) {
      const answer = turn.then(() => {
        if (!isWanted()) throw errors.Busy('Nobody waits for the answer any more.')
        return answerOf(request)
      })
      turn = answer.catch(() => undefined)
      return answer
    },
    close: () => child?.kill('SIGKILL'),
  }
}

type Patience = { /** Until the process is heard of. */ first: number; seconds: number }

function exchange(child: ChildProcess, request: Request, { first, seconds }: Patience): Promise<Bytes> {
  return new Promise((resolve, reject) => {
    const end = (settle: () => void) => {
      clearTimeout(timer)
      child.off('message', onReply)
      child.off('exit', onExit)
      child.off('error', onExit)
      settle()
    }
    const onReply = (reply: Reply) => {
      if (!('ready' in reply)) return end(() => settleReply(reply, resolve, reject))
      clearTimeout(timer)
      timer = setTimeout(onLate, seconds * 1000)
    }
    const onExit = () => end(() => reject(new Error('the reader process has ended')))
    const onLate = () => {
      const tooBroad = () => reject(errors.QueryTooBroad(undefined, [], { 'Retry-After': '60' }))
      end(() => child.once('exit', tooBroad)) // not before: the next request is for another process
      child.kill('SIGKILL')
    }
    let timer = setTimeout(onLate, first * 1000)
    child.on('message', onReply)
    child.once('exit', onExit)
    child.once('error', onExit)
    child.send(request)
  })
}

function settleReply(
  reply: Exclude<Reply, { ready: true }>,
  resolve: (bytes: Bytes) => void,
  reject: (error: Error) => void,
) {
  if ('bytes' in reply)
    return resolve({
      bytes: Buffer.from(reply.bytes.buffer, reply.bytes.byteOffset, reply.bytes.byteLength),
      links: reply.links,
    })
  reject(fromTold(reply))
}

if (process.argv[2] === role && process.send) void serveParent(process.argv[3] as string) // not awaited: what it imports imports this

/** The reading side: answers one question after another, until the parent has gone. */
async function serveParent(path: string) {
  findQuickly()
  const { allRoutes } = await import('../all-routes.ts')
  const { toSurvivors } = await import('../http/survivors.ts')
  const { readGiven } = await import('../http/url.ts')
  const { directory } = await import('../model/index.ts')
  const { openStore } = await import('../store/open.ts')
  const store = openStore(path)
  const routes = new Map(allRoutes().map((route) => [route.operationId, route]))
  const none = () => {
    throw new Error('files are not made here')
  }
  const files = { stream: none, standing: none, names: [] }
  const answer = async ({ operationId, url, ...rest }: Request): Promise<Reply> => {
    const route = routes.get(operationId)
    const given = toSurvivors(store.reader, route?.parameters ?? {}, readGiven(url))
    const said = await route?.handle({ url, given, ...rest, store, directory, files })
    if (!said || !('body' in said)) return { failure: `${operationId} cannot be answered here` }
    const body = said.body()
    return Buffer.isBuffer(body) ? { bytes: body, links: [] } : body
  }
  process.on('disconnect', () => process.exit())
  process.on('message', async (request: Request) => {
    process.send?.(await answer(request).catch(told), () => {}) // nobody may be there to hear it any more
  })
  process.send?.({ ready: true } satisfies Reply)
}
