/** The rows of a file as events of its dataset: what they warn of and why they are none goes into the report. */
import type { CsvRecord } from '../engine/csv.ts'
import { type Dataset, Rejection, type Warn } from './dataset.ts'
import { toFit } from './fit.ts'
import type { Header } from './header.ts'
import type { Kept } from './keep.ts'
import type { Parties } from './parties.ts'
import type { Tally } from './report.ts'

export type Mapping = {
  /** Those rows that are events, each when it is asked for, but those that are quiet: unchanged, and nothing is to be said of them. */
  eventsOf(rows: readonly CsvRecord[], isQuiet: (hash: number) => boolean): Generator<Kept>
  /** The events that rejected rows name. */
  unread: readonly string[]
}

export function openMapping(dataset: Dataset, header: Header, parties: Parties, tally: Tally): Mapping {
  const toEvent = dataset.read(header.column, parties)
  const named = header.column(dataset.needed[0] as string)
  const width = header.names.length
  const unread: string[] = []

  function read({ cells, line, raw }: CsvRecord, hash: number): Kept | undefined {
    const warnings: Parameters<Warn>[] = []
    const warn: Warn = (...warning) => warnings.push(warning)
    const event =
      cells.length === width
        ? toEvent(cells, warn)
        : new Rejection(`it has another number of cells than the header, ${width}`, `${cells.length}`)
    if (!(event instanceof Rejection)) {
      const fit = toFit(event, warn)
      for (const warning of warnings) tally.warn(line, ...warning)
      return { event: fit, line, raw, cells, hash, warned: warnings.length > 0 }
    }
    tally.reject(line, event.reason, event.what)
    const id = dataset.eventId(named(cells).trim())
    if (id !== null) unread.push(id)
    return undefined
  }

  return {
    *eventsOf(rows, isQuiet) {
      for (const row of rows) {
        tally.counts.read++
        const hash = header.hash(row.cells)
        if (row.cells.length === width && isQuiet(hash)) {
          tally.counts.unchanged++
          continue
        }
        const kept = read(row, hash)
        if (kept) yield kept
      }
    },
    unread,
  }
}
