/**
 * The file of an import as text: plain or gzip, from disk or standard input, UTF-8 (with or without a byte order mark)
 * or, line by line where that is not valid, Windows-1252, in which older GTD exports are written.
 */
import { createHash } from 'node:crypto'
import { createReadStream, statSync } from 'node:fs'
import { createGunzip } from 'node:zlib'
import { SetupError } from '../store/open.ts'

export type Source = {
  /** The text, in pieces that end with a line. */
  pieces: AsyncIterable<string>
  /** Of the file as it is: known when all pieces have been read. */
  sha256(): string
  /** The part of the file that has been read, 0 to 1; null from standard input. */
  part(): number | null
  /** Lines that were no UTF-8. */
  foreignLines(): number
}

/** As text of two bytes a letter, with a row before it, less than what V8 treats as a large object (128 KiB): those cost a tenth of an import. */
const pieceBytes = 60 * 1024

/** `name` is what the file is called in sentences; it may hold at most so many bytes, packed or not. */
type Named = {
  path: string
  name: string
  standardInput?: AsyncIterable<Buffer> | undefined
  mostBytes?: number | undefined
}

/** @throws SetupError if there is no such file; while it is read, if it is no text, too long, or breaks off. */
export function openSource({ path, name, standardInput, mostBytes }: Named): Source {
  const hash = createHash('sha256')
  let read = 0
  let foreign = 0
  const total = standardInput ? null : sizeOf(path)
  const file: AsyncIterable<Buffer> = standardInput ?? createReadStream(path, { highWaterMark: pieceBytes })

  async function* bytes(): AsyncGenerator<Buffer> {
    for await (const chunk of readable(name, file)) {
      hash.update(chunk)
      read += chunk.length
      yield chunk
    }
  }

  async function* pieces(): AsyncGenerator<string> {
    const { first, all } = await peek(bytes())
    refuseOther(name, first)
    let begins = true
    const plain = bounded(name, isGzip(first) ? gunzip(name, all) : all, mostBytes)
    for await (const lines of wholeLines(name, plain)) {
      const { text, foreignLines } = decode(lines)
      foreign += foreignLines
      yield begins && text.startsWith('\ufeff') ? text.slice(1) : text
      begins = false
    }
  }

  return {
    pieces: pieces(),
    sha256: () => hash.digest('hex'),
    part: () => (total ? read / total : null),
    foreignLines: () => foreign,
  }
}

function sizeOf(path: string): number {
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found) throw new SetupError(`There is no file ${path}.`)
  if (found.isDirectory()) throw new SetupError(`${path} is a folder. Name a file.`)
  return found.size
}

async function* readable(name: string, file: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* file
  } catch (error) {
    const { code = '' } = error as { code?: string }
    if (!['EACCES', 'EPERM'].includes(code)) throw error
    throw new SetupError(`${name} may not be read: this user has no right to it.`)
  }
}

/** The first bytes of a stream, at least four if it has them, and the whole of it. */
async function peek(stream: AsyncGenerator<Buffer>): Promise<{ first: Buffer; all: AsyncGenerator<Buffer> }> {
  let first: Buffer = Buffer.alloc(0)
  while (first.length < 4) {
    const { value, done } = await stream.next()
    if (done) break
    first = Buffer.concat([first, value])
  }
  async function* all() {
    yield first
    yield* stream
  }
  return { first, all: all() }
}

const isGzip = (first: Buffer) => first[0] === 0x1f && first[1] === 0x8b

const others: [start: string, sentence: string][] = [
  ['504b0304', 'is a ZIP archive or a spreadsheet. Unpack it, or save it as CSV, and import that'],
  ['fffe', 'is UTF-16. Save it as CSV in UTF-8'],
  ['feff', 'is UTF-16. Save it as CSV in UTF-8'],
  ['d0cf11e0', 'is a spreadsheet. Save it as CSV in UTF-8'],
]

function refuseOther(name: string, first: Buffer) {
  const [, sentence] = others.find(([start]) => first.subarray(0, 4).toString('hex').startsWith(start)) ?? []
  if (sentence) throw new SetupError(`${name} ${sentence}.`)
}

async function* gunzip(name: string, compressed: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  const unzip = createGunzip({ chunkSize: pieceBytes })
  const fed = feed(compressed, unzip)
  try {
    for await (const chunk of unzip as AsyncIterable<Buffer>) yield chunk
    await fed
  } catch (error) {
    const { code } = error as { code?: string }
    throw code?.startsWith('Z_') ? new SetupError(`${name} is damaged, or not whole: it does not unzip.`) : error
  }
}

async function feed(from: AsyncGenerator<Buffer>, to: ReturnType<typeof createGunzip>) {
  try {
    for await (const chunk of from) if (!to.write(chunk)) await new Promise((resolve) => to.once('drain', resolve))
    to.end()
  } catch (error) {
    to.destroy(error as Error)
  }
}

/** A small file may unpack to a huge one. */
async function* bounded(name: string, chunks: AsyncGenerator<Buffer>, most = Number.POSITIVE_INFINITY) {
  let bytes = 0
  for await (const chunk of chunks) {
    bytes += chunk.length
    if (bytes > most) throw new SetupError(`${name} unpacks to more than ${Math.round(most / 1024 / 1024)} MB.`)
    yield chunk
  }
}

const longestLine = 16 * 1024 * 1024

/** Bytes cut after a line feed, so that no letter is cut either. */
async function* wholeLines(name: string, chunks: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  let rest: Buffer[] = []
  let length = 0
  for await (const chunk of chunks) {
    const end = chunk.lastIndexOf(0x0a) + 1
    if (end > 0) yield Buffer.concat([...rest, chunk.subarray(0, end)])
    length = chunk.length - end + (end > 0 ? 0 : length)
    if (length > longestLine) throw new SetupError(`${name} has a line of more than 16 MB: it is no CSV of rows.`)
    rest = end > 0 ? [chunk.subarray(end)] : [...rest, chunk]
  }
  yield Buffer.concat(rest)
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const windows1252 = new TextDecoder('windows-1252')

function decode(bytes: Buffer): { text: string; foreignLines: number } {
  try {
    return { text: utf8.decode(bytes), foreignLines: 0 }
  } catch {
    return decodeByLine(bytes)
  }
}

function decodeByLine(bytes: Buffer): { text: string; foreignLines: number } {
  let text = ''
  let foreignLines = 0
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(0x0a, start) + 1 || bytes.length
    const line = bytes.subarray(start, end)
    start = end
    try {
      text += utf8.decode(line)
    } catch {
      text += windows1252.decode(line)
      foreignLines++
    }
  }
  return { text, foreignLines }
}
