/** Takes the row of an imported record out of the block in which it is kept (`source-rows.ts`). */
import zlib from 'node:zlib'
import type { Database } from 'better-sqlite3'
import { openCsvReader } from '../engine/csv.ts'

type Block = { block: number; first_line: number; data: Buffer }

/** Where the row of an event stands; undefined if it was not imported. */
export const findBlock = (connection: Database, id: string) =>
  connection
    .prepare(
      'select n, block, first_line, data, source_line as line from events join source_rows using (n) join source_blocks using (block) where id = ?',
    )
    .get(id) as (Block & { n: number; line: number }) | undefined

/** Nothing of the row stays but its line breaks, so that the others stay on their lines. */
export function blankRow(
  connection: Database,
  { n, block, first_line, data, line }: Block & { n: number; line: number },
) {
  const text = zlib.zstdDecompressSync(data).toString('utf8')
  const records = [...openCsvReader().read(text, true)]
  const kept = records.map((record, index) =>
    index > 0 && first_line + record.line - 2 === line ? record.raw.replace(/[^\n]/g, '') : record.raw,
  )
  connection
    .prepare('update source_blocks set data = ? where block = ?')
    .run(zlib.zstdCompressSync(`${kept.join('\n')}\n`), block)
  connection.prepare('delete from source_rows where n = ?').run(n)
}
