/** Takes out of the file what is kept beside imported records, once for many of them: their rows in blocks (`source-rows.ts`), and lists. */
import zlib from 'node:zlib'
import type { Database } from 'better-sqlite3'
import { type CsvRecord, openCsvReader } from '../engine/csv.ts'

/**
 * Of every row of a dataset that `isOf` knows by the cell in this column, nothing stays but empty lines, so that the others
 * stay on theirs. Those of earlier releases are among them, and of records that are gone. Looks only where
 * `word` stands, in small letters.
 */
export function blankRows(
  connection: Database,
  { dataset, column, word }: { dataset: string; column: string; word: string },
  isOf: (cell: string) => boolean,
) {
  const blocks = connection.prepare('select block from source_blocks where dataset_id = ?').pluck().all(dataset)
  const read = connection.prepare('select data from source_blocks where block = ?').pluck()
  const replace = connection.prepare('update source_blocks set data = ? where block = ?')
  for (const block of blocks) {
    const text = zlib.zstdDecompressSync(read.get(block) as Buffer).toString('utf8')
    if (!text.toLowerCase().includes(word)) continue
    const [header, ...records] = openCsvReader().read(text, true)
    const at = header?.cells.indexOf(column) ?? -1
    const gone = records.filter(({ cells }) => isOf(cells[at] ?? ''))
    if (gone.length) replace.run(zlib.zstdCompressSync(without(text, gone)), block)
  }
  connection.exec('delete from source_rows where n not in (select n from events)')
}

/** Takes away the lists that no event has any longer, of those that events share. */
export function dropUnusedLists(connection: Database) {
  connection.exec(
    'delete from lists where n not in (select participants from event_rows union select classifications from event_rows)',
  )
}

/** The lines of these records are left empty. */
function without(text: string, gone: readonly CsvRecord[]): string {
  const lines = text.split('\n')
  for (const { line, raw } of gone) {
    const own = raw.split('\n').length
    lines.fill('', line - 1, line - 1 + own)
  }
  return lines.join('\n')
}
