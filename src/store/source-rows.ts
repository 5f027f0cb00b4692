/**
 * The rows of imported files as they were received. They are kept as CSV with its header, a few dozen to a block and
 * compressed, because they take more room than the records made of them and are seldom looked at.
 */
import zlib from 'node:zlib'
import type { Database } from 'better-sqlite3'
import { openCsvReader } from '../engine/csv.ts'

/** A block is closed when it has so many characters. */
const blockLength = 64 * 1024

/** Blocks that wait to be compressed before it is waited for them. */
const mostCompressing = 8

/** The quickest level: higher ones save little of what is left. */
const quickest = { params: { [zlib.constants.ZSTD_c_compressionLevel]: 1 } }

export type SourceRows = {
  /** Keeps a row, and gives the number of its block. Rows come in the order of the file. */
  keep(raw: string, line: number): number
  /** Writes what has been compressed meanwhile, and waits while many blocks are not. */
  turn(): Promise<void>
  /** To be called before the transaction ends. */
  end(): Promise<void>
}

/** To be used inside a transaction. */
export function openSourceRows(
  connection: Database,
  dataset: string,
  release: string,
  header: readonly string[],
): SourceRows {
  const insert = connection.prepare(
    'insert into source_blocks (block, dataset_id, release, first_line, data) values (?, ?, ?, ?, ?)',
  )
  const head = `${header.map((name) => `"${name.replaceAll('"', '""')}"`).join(',')}\n`
  const compressing: Promise<Compressed>[] = []
  let block = (connection.prepare('select max(block) from source_blocks').pluck().get() as number | null) ?? 0
  let rows: string[] = []
  let length = 0
  let firstLine = 0
  let nextLine = 0

  function close() {
    if (rows.length === 0) return
    compressing.push(compress(`${head}${rows.join('\n')}\n`, { block, firstLine }))
    rows = []
    length = 0
  }

  /** Until at most so many are left. */
  async function write(most: number) {
    while (compressing.length > most) {
      const compressed = await (compressing.shift() as Promise<Compressed>)
      if (compressed instanceof Error) throw compressed
      insert.run(compressed.block, dataset, release, compressed.firstLine, compressed.data)
    }
  }

  return {
    keep(raw, line) {
      if (rows.length === 0 || line !== nextLine) {
        close()
        block++
        firstLine = line
      }
      rows.push(raw)
      length += raw.length
      nextLine = line + 1 + count(raw)
      const own = block
      if (length > blockLength) close()
      return own
    },
    turn: () => write(mostCompressing),
    async end() {
      close()
      await write(0)
    },
  }
}

type Block = { block: number; firstLine: number }
type Compressed = (Block & { data: Buffer }) | Error

/** Beside everything else. An error is given, because nobody may be waiting for it any more. */
const compress = (text: string, block: Block) =>
  new Promise<Compressed>((resolve) => {
    zlib.zstdCompress(text, quickest, (error, data) => resolve(error ?? { ...block, data }))
  })

/** The line breaks inside a row. */
function count(raw: string): number {
  let found = 0
  for (let at = raw.indexOf('\n'); at >= 0; at = raw.indexOf('\n', at + 1)) found++
  return found
}

/** The row that begins on a line, as JSON with the names of its columns; null if the block does not hold it. */
export function readSourceRow(data: Buffer, firstLine: number, line: number): string | null {
  const text = zlib.zstdDecompressSync(data, { chunkSize: 2 * blockLength }).toString('utf8')
  const [header] = openCsvReader().read(text, true)
  if (!header || line < firstLine) return null
  let at = header.raw.length + 1
  for (let before = firstLine; before < line && at > 0; before++) at = text.indexOf('\n', at) + 1 // to read rows that are not asked for takes longer
  const [row] = at > 0 ? openCsvReader().read(text.slice(at), true) : []
  return row
    ? JSON.stringify(Object.fromEntries(header.cells.map((name, index) => [name, row.cells[index] ?? ''])))
    : null
}
