/**
 * A file on its way from the thread that writes it to the client. The reader grants credits, one a piece; the writer
 * takes a turn for each and no more, so that a slow client costs nothing but its socket. Whoever closes the port ends
 * both sides; a file that is not written to its end breaks, and never ends as if it were whole.
 */
import { Readable, type Writable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import type { MessagePort } from 'node:worker_threads'
import type { Order } from '../formats/order.ts'
import type { Standing } from '../store/standing.ts'

export type Files = {
  /** The records of one state of the data. Breaks if it cannot be written to its end. */
  stream(order: Order): Readable
  /** What stands built under a name; waits for it if it has to be built first. */
  standing(name: string): Promise<Standing>
  /** The names of all that stands, or would if it were asked for. */
  names: readonly string[]
}

/** A piece; null after the last; or, in words, why there is none. */
type Said = Uint8Array<ArrayBuffer> | null | string

/** Pieces that may be on their way at once. */
const ahead = 4

/** The reading end. */
export function receive(port: MessagePort): Readable {
  let credits = ahead
  let whole = false
  const stream = new Readable({
    highWaterMark: 256 * 1024,
    read: () => {
      if (credits) port.postMessage(credits)
      credits = 0
    },
    destroy: (error, done) => {
      port.close()
      done(error)
    },
  })
  port.on('message', (said: Said) => {
    if (typeof said === 'string') return stream.destroy(new Error(`a file could not be written: ${said}`))
    credits++
    whole = said === null
    stream.push(said && Buffer.from(said.buffer, said.byteOffset, said.byteLength))
  })
  port.on('close', () => {
    if (!whole) stream.destroy(new Error('the thread that wrote a file has ended'))
  })
  return stream
}

/**
 * Gives back the memory of each piece as soon as `to` has passed it on: to let it gather until it is collected costs
 * more than to send it. Of use before `source` is piped there.
 */
export function giveBack(source: Readable, to: Writable) {
  const taken: Buffer<ArrayBuffer>[] = []
  source.prependListener('data', (piece: Buffer<ArrayBuffer>) => {
    if (to.writableLength === 0)
      for (const each of taken.splice(0)) for (const memory of owned(each)) memory.transfer(0)
    taken.push(piece)
  })
}

export type Sending = {
  /** Since this was last asked, the reader has let it wait most of the time, and taken less than 1 MB a second. */
  isSlow(): boolean
  /** Breaks the file, with the reason in words. */
  end(why: string): void
}

/** Bytes a second. */
const slow = 1_000_000

/** The writing end: `pieces` is returned when the file is whole, has failed, or is no longer wanted. */
export function send(port: MessagePort, pieces: Generator<Buffer>, onEnd?: () => void): Sending {
  let credits = 0
  let open = true
  let writing = false
  const pace = openPace()
  const close = () => {
    if (!open) return
    open = false
    pieces.return(undefined)
    port.close()
    onEnd?.()
  }
  const write = async () => {
    writing = true
    while (credits > 0 && open) {
      const piece = next(pieces)
      if (piece instanceof Uint8Array && piece.length === 0) {
        await setImmediate()
        continue
      }
      credits--
      if (piece instanceof Uint8Array) pace.take(piece.length)
      if (piece instanceof Uint8Array) port.postMessage(piece, owned(piece))
      else port.postMessage(piece)
      if (!(piece instanceof Uint8Array)) return close()
      await setImmediate()
    }
    writing = false
    pace.wait()
  }
  port.on('message', (more: number) => {
    credits += more
    if (writing || !open) return
    pace.goOn()
    void write()
  })
  port.on('close', close)
  pace.wait()
  return {
    isSlow: pace.isSlow,
    end: (why) => {
      port.postMessage(why)
      close()
    },
  }
}

/** How quickly a file is taken, since it was last asked. */
function openPace() {
  let since: number | undefined
  let waitsSince: number | undefined
  let waited = 0
  let bytes = 0
  const goOn = () => {
    if (waitsSince !== undefined) waited += performance.now() - waitsSince
    waitsSince = undefined
  }
  const wait = () => {
    waitsSince = performance.now()
  }
  return {
    goOn,
    wait,
    take: (length: number) => {
      bytes += length
    },
    /** False the first time. */
    isSlow: () => {
      const waits = waitsSince !== undefined
      goOn()
      const now = performance.now()
      const elapsed = since === undefined ? 0 : now - since
      const found = elapsed > 0 && waited > elapsed / 2 && (bytes / elapsed) * 1000 < slow
      if (waits) wait()
      since = now
      waited = bytes = 0
      return found
    },
  }
}

function next(pieces: Generator<Buffer>): Said {
  try {
    const { value, done } = pieces.next()
    return done ? null : (value as Buffer<ArrayBuffer>) // nothing here makes shared memory
  } catch (error) {
    return (error as Error).message
  }
}

/** The memory that is a piece's own; none if it is part of a larger one. */
const owned = ({ buffer, byteLength }: Uint8Array<ArrayBuffer>) => (buffer.byteLength === byteLength ? [buffer] : [])
