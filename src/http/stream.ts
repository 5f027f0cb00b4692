/**
 * A file: every match, written in small pieces by keyset on a connection of its own, so that it shows one state of
 * the data, costs no memory, and lets other requests through between two pieces. If its making fails, the stream
 * breaks: a file never ends as if it were whole.
 */
import { Readable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { type Found, findAfter, type Query } from '../engine/query.ts'
import { type Format, type FormatOptions, render, type View } from '../formats/format.ts'
import { openStore } from '../store/open.ts'

const piece = 128

export const streamFile = (path: string, query: Query, format: Format, view: View, options: FormatOptions): Readable =>
  Readable.from(pieces(path, query, format, view, options), { objectMode: false, highWaterMark: 256 * 1024 })

async function* pieces(path: string, query: Query, format: Format, view: View, options: FormatOptions) {
  const { reader, close } = openStore(path)
  try {
    reader.connection.exec('begin')
    yield Buffer.from(format.head(view, options))
    let left = query.limit ?? Number.POSITIVE_INFINITY
    let last: Found | undefined
    let found: Found[]
    do {
      found = findAfter(reader, query, last ?? null, Math.min(piece, left))
      const bytes = found.length
        ? render(
            reader,
            format,
            view,
            options,
            found.map(({ n }) => n),
          )
        : null
      if (bytes) yield last ? Buffer.concat([Buffer.from(format.between), bytes]) : bytes
      last = found.at(-1) ?? last
      left -= found.length
      await setImmediate()
    } while (found.length === piece && left > 0)
    yield Buffer.from((last ? format.end : '') + format.tail)
  } finally {
    close()
  }
}
