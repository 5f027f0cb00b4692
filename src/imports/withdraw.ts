/**
 * Withdrawing: what a release no longer holds goes, with the claims about it, and leaves a tombstone that says why. An
 * event that other records refer to, or to a claim about it, stays, so that they do not refer to nothing: of its status
 * the dataset says `retracted` from then on, which is shown unless a correction says otherwise.
 */
import type { Database } from 'better-sqlite3'
import { type Edit, toWritten } from '../edits/edit.ts'
import { forgetOriginals, originalValues, showPreferred } from '../edits/preferred.ts'
import { findReferrers } from '../edits/references.ts'
import type { Row } from '../edits/rows.ts'
import type { Origin } from '../edits/write.ts'
import { claimsIn } from '../engine/claimable.ts'
import type { RecordOf, Resource } from '../engine/resource.ts'
import { sql } from '../engine/sql.ts'
import type { events as declared } from '../model/events.ts'
import { noteOf } from './report.ts'

export type Standing = Pick<
  RecordOf<typeof declared.fields>,
  'id' | 'release' | 'country' | 'date_start' | 'date_end'
> & { n: number }

/** The hash of the row of an event that was withdrawn and stayed: no row that comes is the same. */
const withdrawn = 0

/** Events looked at together. */
const some = 500

/**
 * What an import kept: how many of the dataset's events, with those that were merged into others, and whether the event
 * of this number is one of them.
 */
export type KeptEvents = { count(): number; has(n: number): boolean }

/**
 * Those of the dataset's events that were not kept, nor withdrawn before, and for which `isGone` holds. To be called
 * when all rows are written.
 */
export function findGone(
  connection: Database,
  { dataset_id }: Origin,
  kept: KeptEvents,
  isGone: (event: Standing) => boolean,
): Standing[] {
  const count = connection.prepare('select count(*) from events where dataset_id = ?').pluck()
  const merged = connection.prepare("select 1 from tombstones where resource = 'events' and op = 'merge' limit 1")
  if (merged.get() === undefined && count.get(dataset_id) === kept.count()) return []
  const standing = connection.prepare('select n from events where dataset_id = ? order by n').pluck()
  const look = connection.prepare('select n, id, release, country, date_start, date_end from events where n = ?')
  const hashOf = connection.prepare('select hash from source_rows where n = ?').pluck()
  return (standing.all(dataset_id) as number[]).flatMap((n) => {
    if (kept.has(n)) return []
    const event = look.get(n) as Standing
    return isGone(event) && hashOf.get(n) !== withdrawn ? [event] : []
  })
}

/** Whether a file lacks so many of the records that it should hold that it is rather a part of a release. */
export const seemsPartial = (gone: number, held: number) => gone > 20 && gone * 10 > held

/** Withdraws events, as found by `findGone`; says what curators should know. To be called when all else is written. */
export function withdraw(edit: Edit, origin: Origin, gone: readonly Standing[]): string[] {
  const { reader, writer, directory } = edit
  const { connection } = reader
  const events = directory.get('events') as Resource
  const claims = claimsIn(directory)
  const dropRow = connection.prepare('delete from source_rows where n = ?')
  const areNamed = (about: readonly { id: string }[]) => {
    const ids = about.map((claim) => claim.id)
    return ids.length > 0 && findReferrers(reader, directory, claims, ids, 1).length > 0
  }
  /** The numbers of those that go and nothing is said about. They name no other event: only a claim could say so. */
  const bare: number[] = []
  const retracted: string[] = []
  const claimed: string[] = []
  const shownOtherwise: string[] = []
  const forgetRow = connection.prepare('update source_rows set hash = ? where n = ?')

  /** Lets the dataset say that an event is retracted. */
  function retract({ n, id }: Standing) {
    const row = writer.find(events, id)
    if (!row) return
    const said = { ...toWritten(events, row), ...originalValues(reader, events, id), status: 'retracted' }
    const shown = showPreferred(reader, events, said)
    writer.put(events, shown, origin)
    forgetRow.run(withdrawn, n)
    retracted.push(id)
    if (shown.status !== 'retracted') shownOtherwise.push(id)
  }

  for (let start = 0; start < gone.length; start += some) {
    const batch = gone.slice(start, start + some)
    const isReferred = refers(edit, events, batch)
    const claimsOf = claimsAbout(edit, events, batch)
    for (const event of batch) {
      const { n, id } = event
      const about = claimsOf.get(id) ?? []
      if (isReferred(id) || areNamed(about)) {
        retract(event)
        continue
      }
      dropRow.run(n)
      if (about.length === 0) {
        bare.push(n)
        continue
      }
      claimed.push(id)
      for (const claim of about) writer.remove(claims, claim.id, { op: 'delete' })
      writer.remove(events, id, { op: 'delete' })
      forgetOriginals(reader, events, id)
    }
    writer.index()
  }
  writer.removeAll(events, bare, { op: 'delete' })
  return [
    ...noteOf(
      'events withdrawn',
      claimed,
      'carried claims of curators, which went with them, and come back if they do',
    ),
    ...noteOf('events withdrawn', retracted, 'are retracted and still shown, because other records refer to them'),
    ...noteOf('events retracted', shownOtherwise, 'have another status, because a correction says so'),
  ]
}

/** The claims about each event that there are any about. */
function claimsAbout({ writer, directory }: Edit, events: Resource, batch: readonly Standing[]): Map<string, Row[]> {
  const ids = JSON.stringify(batch.map(({ id }) => id))
  const about = sql`subject = ${events.name} and subject_id in (select value from json_each(${ids}))`
  return Map.groupBy(writer.findAll(claimsIn(directory), about), ({ subject_id }) => String(subject_id))
}

/** Tells which events other records refer to; usually none, which one look at them all shows. */
function refers({ reader, directory }: Edit, events: Resource, batch: readonly Standing[]): (id: string) => boolean {
  const referrers = (ids: string[]) => findReferrers(reader, directory, events, ids, 1)
  const ids = batch.map(({ id }) => id)
  if (referrers(ids).length === 0) return () => false
  return (id) => referrers([id]).length > 0
}
