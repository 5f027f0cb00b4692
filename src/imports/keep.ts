/**
 * Keeping the events of a file: new ones in bulk, with all that finds them; changed ones as an editor's changes are, so
 * that history and corrections hold for them too. A row is the one kept already if the hash of its cells is the same.
 */
import type { Database } from 'better-sqlite3'
import type { Origin, Writer } from '../edits/write.ts'
import { openInserts } from '../engine/inserts.ts'
import { type Resource, writtenTo } from '../engine/resource.ts'
import type { Reader } from '../engine/statement.ts'
import { directory } from '../model/index.ts'
import type { SourceRows } from '../store/source-rows.ts'
import { openBulk } from './bulk.ts'
import type { ImportedEvent } from './dataset.ts'
import type { Header } from './header.ts'
import { openKnown } from './known.ts'
import type { Told } from './releases.ts'
import { openSecondary } from './secondary.ts'
import type { KeptEvents } from './withdraw.ts'

/** A row that gave an event: the line it begins on, its text as it was received, its cells and their hash, whether it was warned of. */
export type Kept = {
  event: ImportedEvent
  line: number
  raw: string
  cells: readonly string[]
  hash: number
  warned: boolean
}

/** What became of a row; `repeated` if an earlier row has its id, `taken` if a record of another dataset has. */
export type Fate = 'new' | 'changed' | 'unchanged' | 'repeated' | 'taken'

export type Keeper = {
  /** Whether a row of this hash is unchanged and nothing is to be said of it, so that no event need be made of it: it is kept as it is. */
  isQuiet(hash: number): boolean
  /** The events of quiet rows. */
  quiet(): Iterable<Told>
  /** Rows of the file, in its order, each made when the one before is kept. */
  keep(rows: Iterable<Kept>): { row: Kept; fate: Fate }[]
  /** Keeps the event of this id as it is, if the dataset has it: its row cannot be read. Gives whether it has. */
  spare(id: string): boolean
  /** The records that were in the file. */
  kept: KeptEvents
  /** To be called between two calls of `keep`: writes what was done beside meanwhile, and waits while much is not. */
  turn(): Promise<void>
  /** To be called when all rows are kept, before the transaction ends. Gives what curators should know. */
  end(): Promise<string[]>
  /** Leaves what is not done. */
  [Symbol.dispose](): void
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
  wasHash: Header['wasHash']
}

const events = directory.get('events') as Resource

/** Changed events that are found anew together: many, because they count together, and few enough to take little memory. */
const mostPut = 1000

/** To be used inside a transaction. */
export function openKeeper(context: Context): Keeper {
  const { connection, writer, sourceRows, origin } = context
  const inserts = openInserts(
    connection,
    (rows) => `insert into source_rows (n, block, hash, warned) values ${rows}`,
    '(?, ?, ?, ?)',
  )
  const takeNumbers = connection.prepare('update state set seq = seq + ? returning seq').pluck()
  const firstNew = (takeNumbers.get(0) as number) + 1
  const isFirst =
    connection.prepare('select 1 from events where dataset_id = ? limit 1').get(origin.dataset_id) === undefined &&
    connection.prepare("select 1 from tombstones where resource = 'events' limit 1").get() === undefined
  const bulk = openBulk(context, events)
  const secondary = openSecondary(connection, writtenTo(events))
  const keepSource = (n: number, { raw, line, hash, warned }: Kept) =>
    inserts.add(n, sourceRows.keep(raw, line), hash, Number(warned))
  const known = openKnown(context, firstNew, keepSource)
  let inserted = 0
  let put = 0

  /** Of rows with one id the first is new. */
  function add(n: number, row: Kept): Fate {
    if (!bulk.insert(n, row)) return known.fateOf(row) ?? 'repeated'
    inserted++
    keepSource(n, row)
    secondary.grow(1)
    return 'new'
  }

  return {
    isQuiet: (hash) => !isFirst && known.isQuiet(hash),
    quiet: known.quiet,
    keep(rows) {
      const fates = Array.from(rows, (row) => ({ row, fate: isFirst ? undefined : known.fateOf(row) }))
      put += fates.filter(({ fate }) => fate === 'changed' || fate === 'new').length
      if (put > mostPut) {
        writer.index()
        put = 0
      }
      const count = fates.filter(({ fate }) => fate === undefined).length
      let n = (takeNumbers.get(count) as number) - count
      return fates.map(({ row, fate }) => ({ row, fate: fate ?? add(++n, row) }))
    },
    spare: known.spare,
    kept: { count: () => known.kept.count() + inserted, has: (n) => n >= firstNew || known.kept.has(n) },
    async turn() {
      await bulk.index.turn()
      await sourceRows.turn()
    },
    async end() {
      bulk.index.last()
      inserts.end()
      secondary.rebuild()
      await bulk.index.end()
      await sourceRows.end()
      const notices = known.end()
      writer.index()
      return notices
    },
    [Symbol.dispose]: bulk.index.close,
  }
}
