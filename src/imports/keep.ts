/**
 * Keeping the events of a file: new ones in bulk, with all that finds them; changed ones as an editor's changes are, so
 * that history and corrections hold for them too. A row is the one kept already if the hash of its cells is the same.
 */
import type { Database } from 'better-sqlite3'
import { union } from '../engine/merge.ts'
import type { AnyRecord, Resource } from '../engine/resource.ts'
import type { Reader } from '../engine/statement.ts'
import type { Origin, Writer } from '../engine/write.ts'
import { directory } from '../model/index.ts'
import type { SourceRows } from '../store/source-rows.ts'
import { openBulk } from './bulk.ts'
import { openCorrections } from './corrections.ts'
import type { ImportedEvent } from './dataset.ts'
import { openExpected } from './expected.ts'
import { openInserts } from './inserts.ts'
import { openSecondary } from './secondary.ts'
import type { KeptEvents } from './withdraw.ts'

/** A row that gave an event: the line it begins on, its text as it was received, the hash of its cells. */
export type Kept = { event: ImportedEvent; line: number; raw: string; hash: number }

/** What became of a row; `repeated` if an earlier row has its id, `taken` if a record of another dataset has. */
type Fate = 'new' | 'changed' | 'unchanged' | 'repeated' | 'taken'

export type Keeper = {
  /** Rows of the file, in its order. */
  keep(rows: readonly Kept[]): Fate[]
  /** The records that were in the file. */
  kept: KeptEvents
  /** To be called when all rows are kept, before the transaction ends. Gives what curators should know. */
  end(): string[]
}

export type Context = {
  connection: Database
  reader: Reader
  writer: Writer
  sourceRows: SourceRows
  origin: Origin
  release: string
  now: string
  /** External id schemes that name one event each. */
  ownSchemes: readonly string[]
}

const events = directory.get('events') as Resource

type Stored = { n: number; hash: number | null; dataset_id: string }

/** To be used inside a transaction. */
export function openKeeper(context: Context): Keeper {
  const { connection, reader, writer, sourceRows, origin, release, ownSchemes } = context
  const find = connection.prepare(
    'select events.n, hash, dataset_id from events left join source_rows using (n) where id = ?',
  )
  const findTombstone = connection.prepare("select op from tombstones where resource = 'events' and id = ?").pluck()
  const findSurvivors = connection.prepare("select into_id from tombstones where resource = 'events' and op = 'merge'")
  const survivors = new Set(findSurvivors.pluck().all())
  const inserts = openInserts(connection, 'source_rows (n, block, hash)', '(?, ?, ?)')
  const update = connection.prepare('update source_rows set block = ?, hash = ? where n = ?')
  const takeNumbers = connection.prepare('update state set seq = seq + ? returning seq').pluck()
  const firstNew = (takeNumbers.get(0) as number) + 1
  const isFirst =
    connection.prepare('select 1 from events where dataset_id = ? limit 1').get(origin.dataset_id) === undefined &&
    connection.prepare("select 1 from tombstones where resource = 'events' limit 1").get() === undefined
  const bulk = openBulk(context, events)
  const secondary = openSecondary(connection, 'events')
  const corrections = openCorrections({ reader, writer, directory }, events)
  const expected = openExpected(connection, firstNew)
  const seen = openNumbers()
  let created = 0

  /** What becomes of a row that is there, or was; undefined if it is new. */
  function fateOf(row: Kept): Fate | undefined {
    const next = expected.take(row.hash)
    if (next !== undefined && !seen.has(next)) {
      seen.add(next)
      return 'unchanged'
    }
    const stored = find.get(row.event.id) as Stored | undefined
    if (!stored) return comeBack(row)
    if (stored.dataset_id !== origin.dataset_id) return 'taken'
    if (stored.n >= firstNew || seen.has(stored.n)) return 'repeated'
    seen.add(stored.n)
    expected.passed(stored.n)
    if (stored.hash === row.hash) return 'unchanged'
    writer.put(events, corrections.show(changed(row)), origin)
    update.run(sourceRows.keep(row.raw, row.line), row.hash, stored.n)
    return 'changed'
  }

  /** What the dataset says now. One that others were merged into is still called what they are. */
  function changed(row: Kept): AnyRecord {
    const record = recordOf(row)
    if (!survivors.has(record.id)) return record
    const known = (writer.find(events, record.id)?.external_ids ?? []) as ImportedEvent['external_ids']
    const theirs = known.filter(({ scheme }) => ownSchemes.includes(scheme))
    return { ...record, external_ids: union(record.external_ids, theirs) } as AnyRecord
  }

  /** One that was withdrawn comes back; one that was merged into another stays there. */
  function comeBack(row: Kept): Fate | undefined {
    const op = findTombstone.get(row.event.id)
    if (op === 'merge') return 'unchanged'
    if (op === undefined) return undefined
    corrections.cameBack(row.event.id)
    writer.put(events, recordOf(row), origin)
    created++
    keepSource((find.get(row.event.id) as Stored).n, row)
    return 'new'
  }

  const keepSource = (n: number, { raw, line, hash }: Kept) => inserts.add(n, sourceRows.keep(raw, line), hash)
  const recordOf = ({ event, line }: Kept) => ({ ...event, release, source_line: line }) as unknown as AnyRecord

  return {
    keep(rows) {
      const fates = rows.map((row) => (isFirst ? undefined : fateOf(row)))
      writer.index() // of a few rows at a time, so that a release that changes all of them takes little memory
      const count = fates.filter((fate) => fate === undefined).length
      let n = (takeNumbers.get(count) as number) - count
      return rows.map((row, index) => {
        const fate = fates[index]
        if (fate !== undefined) return fate
        n++
        if (!bulk.insert(n, row.event, row.line)) return fateOf(row) ?? 'repeated'
        created++
        keepSource(n, row)
        secondary.grow(1)
        return 'new'
      })
    },
    kept: { count: () => seen.size() + created, has: (n) => n >= firstNew || seen.has(n) },
    end() {
      inserts.end()
      bulk.end()
      secondary.rebuild()
      const notices = corrections.end()
      writer.index()
      return notices
    },
  }
}

/** A set of whole numbers, a bit each. */
function openNumbers() {
  let bits = new Uint8Array(1024)
  let size = 0
  return {
    size: () => size,
    has: (number: number) => ((bits[number >>> 3] ?? 0) & (1 << (number & 7))) !== 0,
    /** A number that is not in it. */
    add(number: number) {
      size++
      if (number >>> 3 >= bits.length) {
        const larger = new Uint8Array((number >>> 3) * 2)
        larger.set(bits)
        bits = larger
      }
      bits[number >>> 3] = (bits[number >>> 3] as number) | (1 << (number & 7))
    },
  }
}
