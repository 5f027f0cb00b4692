/** Changes as server-sent events, for as long as the client listens; one that reads slowly costs its place and no more. */
import { Readable } from 'node:stream'
import { type Changed, findPoint, type Point, toPoint } from '../engine/changes.ts'
import type { Store } from '../store/open.ts'

/** How often it is looked whether anything has changed, in any process, and how often something is said, in ms. */
const usual = { lookEvery: 200, heartbeatEvery: 15_000 }
/** Changes that are read at once. */
const some = 50

/** `find` gives changes after a `seq`. The stream ends when the server does, or when the epoch is another. */
export function streamChanges(
  store: Store,
  find: (after: number, limit: number) => Changed[],
  start: Point,
  closing?: AbortSignal,
  { lookEvery, heartbeatEvery } = usual,
): Readable {
  let { seq } = start
  let seen: string | undefined
  let wanted = false
  let lastSaid = Date.now()

  const say = (text: string) => {
    lastSaid = Date.now()
    wanted = stream.push(text)
  }

  /** Says what is new, until the client has enough for now. */
  function look() {
    const version = store.version()
    if (version !== seen) {
      const changes = store.snapshot(() => {
        const now = findPoint(store.reader)
        return now.epoch === start.epoch ? find(seq, some) : undefined
      })
      if (!changes) return stream.push(null)
      if (changes.length < some) seen = version
      for (const { seq: at, text } of changes) {
        seq = at
        say(`id: ${toPoint({ ...start, seq })}\ndata: ${text}\n\n`)
      }
      if (changes.length === some && wanted) setImmediate(turn)
    }
    if (wanted && Date.now() - lastSaid >= heartbeatEvery) say(': nothing new\n\n')
  }

  function turn() {
    if (stream.destroyed || !wanted) return
    try {
      look()
    } catch (error) {
      stream.destroy(error as Error)
    }
  }

  const timer = setInterval(turn, lookEvery).unref()
  const end = () => stream.push(null)
  const stream = new Readable({
    read: () => {
      wanted = true
      setImmediate(turn)
    },
    destroy: (error, done) => {
      clearInterval(timer)
      closing?.removeEventListener('abort', end)
      done(error)
    },
  })
  closing?.addEventListener('abort', end, { once: true })
  stream.push('retry: 2000\n\n')
  return stream
}
