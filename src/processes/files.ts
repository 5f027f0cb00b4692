/**
 * Whole files, written in threads of their own, so that nothing else waits for them: one thread for what is asked
 * with a query, and one that comes and goes for what stands built. This is the one that orders.
 */
import { MessageChannel, type Worker } from 'node:worker_threads'
import { errors } from '../engine/errors.ts'
import { type Files, receive } from '../http/stream.ts'
import { full, reasonOf } from '../store/open.ts'
import { readStanding, type Standing } from '../store/standing.ts'
import { type Build, type Failure, type Ordered, startFileThread } from './file-thread.ts'
import { type Base, standingNames } from './write-files.ts'

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
    const started = startFileThread(base, log)
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

/** A full disk is told to whoever asks for the file. */
function toFault({ name }: Build, { message, code }: Failure): Error {
  if (reasonOf({ code }) === full) return errors.StorageFull(noRoom)
  return new Error(`${name} could not be built: ${message}`)
}

const noRoom =
  'The disk of the server is full: this file cannot be built until there is room. Lists, and files that are asked for with a filter, are answered.'
