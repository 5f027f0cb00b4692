/** Rows whose events are known: what becomes of them if the event stands, or stood before it was withdrawn or merged. */

import { union } from '../edits/merge.ts'
import { changedMembers, findTombstone } from '../engine/history.ts'
import type { AnyRecord, Resource } from '../engine/resource.ts'
import { directory } from '../model/index.ts'
import { openCorrections } from './corrections.ts'
import type { ImportedEvent } from './dataset.ts'
import { openExpected } from './expected.ts'
import type { Context, Fate, Kept } from './keep.ts'
import { openNumbers } from './numbers.ts'
import type { Told } from './releases.ts'
import { noteOf } from './report.ts'
import type { KeptEvents } from './withdraw.ts'

export type Known = {
  /** Whether a row of this hash is that of the event that is expected next, of which nothing is to be said; then it is done. */
  isQuiet(hash: number): boolean
  /** The events of such rows. */
  quiet(): Iterable<Told>
  /** What becomes of a row, which is then done; undefined if it is new. */
  fateOf(row: Kept): Fate | undefined
  /** Keeps the event of this id as it is, if the dataset has it: its row cannot be read. Gives whether it has. */
  spare(id: string): boolean
  /** The events of all these rows, and those that were spared. */
  kept: KeptEvents
  /** To be called when all rows are kept. Gives what curators should know. */
  end(): string[]
}

const events = directory.get('events') as Resource

type Stored = { n: number; hash: number | null; dataset_id: string }

/** Events from number `firstNew` on are of this import. */
export function openKnown(context: Context, firstNew: number, keepSource: (n: number, row: Kept) => void): Known {
  const { connection, reader, writer, now, sourceRows, origin, release, ownSchemes, wasHash } = context
  const find = connection.prepare(
    'select events.n, hash, dataset_id from events left join source_rows using (n) where id = +?',
  )
  const findSurvivors = connection.prepare("select into_id from tombstones where resource = 'events' and op = 'merge'")
  const survivors = new Set(findSurvivors.pluck().all())
  const update = connection.prepare('update source_rows set block = ?, hash = ?, warned = ? where n = ?')
  const corrections = openCorrections({ reader, writer, directory, now }, events)
  const erased: string[] = []
  const reread: string[] = []
  const seen = openNumbers()
  const expected = openExpected(connection, origin, firstNew, seen)

  function fateOf(row: Kept): Fate | undefined {
    if (expected.take(row.hash)) return 'unchanged'
    const stored = find.get(row.event.id) as Stored | undefined
    if (!stored) return comeBack(row)
    if (stored.dataset_id !== origin.dataset_id) return 'taken'
    if (stored.n >= firstNew || seen.has(stored.n)) return 'repeated'
    seen.add(stored.n)
    expected.passed(stored.n)
    if (stored.hash === row.hash) return 'unchanged'
    const record = corrections.show(changed(row))
    const isSame = wasHash(stored.hash ?? 0, row.cells)
    const isOther = !isSame || saysOther(record)
    if (isOther) writer.put(events, record, origin)
    if (isOther && isSame) reread.push(record.id)
    update.run(sourceRows.keep(row.raw, row.line), row.hash, Number(row.warned), stored.n)
    return isOther ? 'changed' : 'unchanged'
  }

  /** Whether a row that was read again says something else of its event; its release and line are no matter. */
  function saysOther({ release, source_line, ...said }: AnyRecord): boolean {
    return changedMembers(writer.find(events, said.id) as AnyRecord, said).length > 0
  }

  /** What the dataset says now. One that others were merged into is still called what they are. */
  function changed(row: Kept): AnyRecord {
    const record = recordOf(row)
    if (!survivors.has(record.id)) return record
    const known = (writer.find(events, record.id)?.external_ids ?? []) as ImportedEvent['external_ids']
    const theirs = known.filter(({ scheme }) => ownSchemes.includes(scheme))
    return { ...record, external_ids: union(record.external_ids, theirs) } as AnyRecord
  }

  /** One that was withdrawn comes back; one that was merged into another stays there, and one that was erased away. */
  function comeBack(row: Kept): Fate | undefined {
    const tombstone = findTombstone(reader, events, row.event.id)
    if (!tombstone) return undefined
    if (tombstone.erased) erased.push(row.event.id)
    if (tombstone.erased || tombstone.op === 'merge') return 'unchanged'
    corrections.cameBack(row.event.id)
    writer.put(events, recordOf(row), origin)
    const { n } = find.get(row.event.id) as Stored
    seen.add(n)
    keepSource(n, row)
    return 'new'
  }

  function spare(id: string): boolean {
    const stored = find.get(id) as Stored | undefined
    if (stored?.dataset_id !== origin.dataset_id || stored.n >= firstNew || seen.has(stored.n)) return false
    seen.add(stored.n)
    return true
  }

  /** What the dataset says in a row. */
  const recordOf = ({ event, line }: Kept) => ({ ...event, release, source_line: line }) as unknown as AnyRecord

  return {
    isQuiet: expected.takeQuiet,
    quiet: expected.quiet,
    fateOf,
    spare,
    kept: { count: seen.size, has: seen.has },
    end: () => [
      ...corrections.end(),
      ...noteOf('events of the file', erased, 'were erased, and stay away'),
      ...noteOf('events changed', reread, 'have the row that they had, which this program reads otherwise'),
    ],
  }
}
