/** A ZIP archive in pieces, for formats that are one: each entry is deflated as it comes, its size told after it. */
import zlib from 'node:zlib'

export type Entry = { name: string; content: Iterable<Buffer> }

/** The most bytes of an entry, plain or deflated, and where the last may begin. */
export const largest = 0xffff_ffff

/** The same content gives the same bytes at any time. */
const firstDay = { time: 0, date: 0x21 } // 1 January 1980
const method = 8 // deflate
const flags = 0x0808 // names are UTF-8, sizes follow the content
const version = 20

/** @throws RangeError if an entry or the archive is larger than the format can tell. */
export function* zip(entries: Iterable<Entry>): Generator<Buffer> {
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, content } of entries) {
    const written = { name: Buffer.from(name), start: offset, crc: 0, size: 0, packed: 0 }
    const head = localHeader(written.name)
    yield head
    for (const plain of content) {
      if (plain.length) written.crc = zlib.crc32(plain, written.crc)
      written.size += plain.length
      const packed = plain.length ? zlib.deflateRawSync(plain, partial) : plain
      written.packed += packed.length
      yield packed
    }
    written.packed += lastBlock.length
    if (Math.max(written.size, written.packed, written.start) > largest)
      throw new RangeError('the file is too large for a ZIP archive')
    const tail = Buffer.concat([lastBlock, sizes(written)])
    yield tail
    offset += head.length + written.packed - lastBlock.length + tail.length
    directory.push(directoryEntry(written))
  }
  yield* directory
  const size = directory.reduce((sum, { length }) => sum + length, 0)
  yield fields(
    [0x06054b50, 4],
    [0, 2],
    [0, 2],
    [directory.length, 2],
    [directory.length, 2],
    [size, 4],
    [offset, 4],
    [0, 2],
  )
}

/** Ends each piece at a byte, so that pieces deflated apart are one stream; the last block is empty. */
const partial: zlib.ZlibOptions = { level: 4, finishFlush: zlib.constants.Z_SYNC_FLUSH }
const lastBlock = Buffer.from([0x03, 0x00])

type Written = { name: Buffer; start: number; crc: number; size: number; packed: number }

/** What the local header and the directory share; in the former, sizes are still unknown. */
const about = (name: Buffer, crc: number, packed: number, size: number): [number, 2 | 4][] => [
  [version, 2],
  [flags, 2],
  [method, 2],
  [firstDay.time, 2],
  [firstDay.date, 2],
  [crc, 4],
  [packed, 4],
  [size, 4],
  [name.length, 2],
  [0, 2],
]

const localHeader = (name: Buffer) => Buffer.concat([fields([0x04034b50, 4], ...about(name, 0, 0, 0)), name])

const sizes = ({ crc, packed, size }: Written) => fields([0x08074b50, 4], [crc, 4], [packed, 4], [size, 4])

const directoryEntry = ({ name, start, crc, packed, size }: Written) =>
  Buffer.concat([
    fields(
      [0x02014b50, 4],
      [version, 2],
      ...about(name, crc, packed, size),
      [0, 2],
      [0, 2],
      [0, 2],
      [0, 4],
      [start, 4],
    ),
    name,
  ])

/** Whole numbers in little-endian order, each with its width in bytes. */
function fields(...values: [value: number, width: 2 | 4][]): Buffer {
  const bytes = Buffer.alloc(values.reduce((sum, [, width]) => sum + width, 0))
  let at = 0
  for (const [value, width] of values) at = bytes.writeUIntLE(value, at, width)
  return bytes
}
