/** The rows of a file, once its first line has told that it is of the dataset. */
import { CsvError, type CsvRecord, openCsvReader } from '../engine/csv.ts'
import { SetupError } from '../store/open.ts'
import type { Dataset } from './dataset.ts'
import { foreignSeparator, type Header, readHeader } from './header.ts'
import type { Source } from './source.ts'

/** So many characters are looked at for the first line. */
const longestHeader = 20_000

export type Rows = {
  header: Header
  /** The rows after the header, some hundreds at a time. */
  batches: AsyncGenerator<CsvRecord[]>
}

/** @throws SetupError if the file is none of the dataset, or (later, by its line) if it is no CSV. */
export async function openRows(
  name: string,
  source: Source,
  dataset: Dataset,
  others: readonly Dataset[],
): Promise<Rows> {
  const batches = readRecords(name, source, (line) => {
    const other = foreignSeparator([dataset, ...others], line)
    if (other)
      throw new SetupError(`${name} is separated by ${other}, and has to be by commas. Nothing of it was written.`)
  })
  let first: CsvRecord[] = []
  while (first.length === 0) {
    const { value, done } = await batches.next()
    if (done) throw new SetupError(`${name} is empty.`)
    first = value
  }
  const header = readHeader(dataset, (first[0] as CsvRecord).cells, others)
  if (typeof header === 'string') throw new SetupError(`${name} ${header}. Nothing of it was written.`)

  async function* all() {
    yield header instanceof Object && header.headerless ? first : first.slice(1)
    yield* batches
  }
  return { header, batches: all() }
}

/** Shows the first line to `look` before it is read. */
async function* readRecords(name: string, source: Source, look: (line: string) => void): AsyncGenerator<CsvRecord[]> {
  const reader = openCsvReader()
  let isFirst = true
  try {
    for await (const piece of source.pieces) {
      if (isFirst) look(piece.slice(0, longestHeader).split(/[\r\n]/, 1)[0] ?? '')
      isFirst = false
      yield [...reader.read(piece)]
    }
    yield [...reader.read('', true)]
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw new SetupError(`${name} is no CSV: on line ${error.line} ${error.message}. Nothing of it was written.`)
  }
}
