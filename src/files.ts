/**
 * Whole files, written in threads of their own, so that nothing else waits for them: one thread for what is asked
 * with a query, and one that comes and goes for what stands built. This module is both sides: who imports it gets the
 * one that orders; started as a worker it is the one that writes.
 */
import { fileURLToPath } from 'node:url'
import { isMainThread, MessageChannel, type MessagePort, parentPort, Worker, workerData } from 'node:worker_threads'
import { errors } from './engine/errors.ts'
import type { Order } from './formats/order.ts'
import { type Files, receive, type Sending, send } from './http/stream.ts'
import { type Log, openLog } from './store/log.ts'
import { full, openStore, reasonOf } from './store/open.ts'
import { readStanding, type Standing } from './store/standing.ts'
import { type Base, buildStanding, standingNames, writeOrder } from './write-files.ts'

type Settings = Base & {
  /** Of the files that stand built. */
  folder: string
  /** A file that stands is built again at most every so many minutes; 0: whenever it is asked for and the data has changed. */
  minutes: number
  /** The state of the data now. */
  version(): string
  /** Bytes of the log of changes from which on files that are read slowly are broken off. */
  log: number
}

type Opened = Files & {
  /** Starts in a moment what will be needed, and from now on builds again what no longer shows the data as it is. */
  keep(onFault: (error: unknown) => void): void
  close(): Promise<void>
}

/** How long the thread that builds waits for more to build, in ms, before it ends and gives its memory back. */
const lingering = 10_000

/** When the thread that writes what is asked for starts, in ms: after the first requests, which would wait for it. */
const settling = 1000

/** The threads start when they are needed. */
export function openFiles({ folder, minutes, version, log, ...base }: Settings): Opened {
  const writer = openThread(base, log)
  const builder = openThread(base)
  const building = new Map<string, Promise<Standing>>()
  let turn: Promise<unknown> = Promise.resolve()
  const timers: NodeJS.Timeout[] = []

  /** One after the other; who asks for what is being built already waits for that. */
  function build(name: string): Promise<Standing> {
    const running = building.get(name)
    if (running) return running
    const built = turn.then(() => orderBuild(builder.start(), { folder, name }))
    turn = built.catch(() => undefined)
    const settled = built.finally(() => {
      building.delete(name)
      setTimeout(() => building.size === 0 && builder.close(), lingering).unref()
    })
    building.set(name, settled)
    return settled
  }
  const isDue = ({ made_at, version: shown }: Standing) =>
    shown !== version() && (isOther(shown) || Date.now() - Date.parse(made_at) >= minutes * 60_000)
  /** It shows changes that a restored backup may not have. */
  const isOther = (shown: string) => shown.split('-')[0] !== version().split('-')[0]

  return {
    stream(order) {
      const { port1, port2 } = new MessageChannel()
      writer.start().postMessage({ order, port: port2 }, [port2])
      return receive(port1)
    },
    standing(name) {
      const found = readStanding(folder, name)
      if (!found || isOther(found.version) || (minutes === 0 && isDue(found))) return build(name)
      return Promise.resolve(found)
    },
    names: standingNames,
    keep(onFault) {
      timers.push(setTimeout(writer.start, settling).unref())
      if (minutes === 0) return
      const refresh = () => {
        for (const name of standingNames) {
          const found = readStanding(folder, name)
          if (found && isDue(found)) build(name).catch(onFault)
        }
      }
      timers.push(setInterval(refresh, 60_000).unref())
    },
    async close() {
      timers.forEach(clearTimeout)
      await Promise.all([writer.close(), builder.close()])
    },
  }
}

/** A thread that starts when it is needed, and again after it has ended. */
function openThread(base: Base, log?: number) {
  let thread: Worker | undefined
  const start = () => {
    if (thread) return thread
    const started = new Worker(fileURLToPath(import.meta.url), { workerData: { role, base, log }, execArgv: [] })
    started.unref()
    const forget = () => {
      if (thread === started) thread = undefined
    }
    started.on('error', forget) // what it was writing breaks, and the next order starts another
    started.on('exit', forget)
    thread = started
    return started
  }
  const close = async () => {
    const ending = thread
    thread = undefined
    await ending?.terminate()
  }
  return { start, close }
}

type Build = { folder: string; name: string }
type Ordered = { port: MessagePort } & ({ order: Order } | { build: Build })

function orderBuild(thread: Worker, build: Build): Promise<Standing> {
  const { port1, port2 } = new MessageChannel()
  thread.postMessage({ build, port: port2 } satisfies Ordered, [port2])
  return new Promise((resolve, reject) => {
    port1.once('message', (built: Standing | Failure) => {
      if ('path' in built) resolve(built)
      else reject(toFault(build, built))
      port1.close()
    })
    port1.once('close', () => reject(new Error(`${build.name} could not be built: its thread has ended`)))
  })
}

/** What a thread can tell of an error: its class does not come along. */
type Failure = { message: string; code?: unknown }

/** A full disk is told to whoever asks for the file. */
function toFault({ name }: Build, { message, code }: Failure): Error {
  if (reasonOf({ code }) === full) return errors.StorageFull(noRoom)
  return new Error(`${name} could not be built: ${message}`)
}

const noRoom =
  'The disk of the server is full: this file cannot be built until there is room. Lists, and files that are asked for with a filter, are answered.'

const role = 'sourcebook files'

/** How often it is looked at the log, in ms. */
const lookEvery = 500

if (!isMainThread && (workerData as { role?: unknown } | null)?.role === role) {
  const { base, log } = workerData as { base: Base; log?: number }
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
