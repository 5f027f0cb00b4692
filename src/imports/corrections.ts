/**
 * What curators say of imported events, from release to release: the claims that went with an event that was withdrawn
 * come back when it does, and a correction that no longer fits what the dataset says is named, to be looked at.
 */

import { checkRecord } from '../edits/check.ts'
import { type Edit, exists, findSurvivor, toWritten } from '../edits/edit.ts'
import { type Claim, claimsIn } from '../edits/evidence.ts'
import { type Change, changeClaimed, changeIds, claimedIds } from '../edits/ids.ts'
import { originalValues, preferredIds, showPreferred } from '../edits/preferred.ts'
import type { Row } from '../edits/rows.ts'
import { misfits } from '../edits/settle.ts'
import type { Origin } from '../edits/write.ts'
import { isDeepStrictEqual } from '../engine/builtin.ts'
import type { AnyRecord, Resource } from '../engine/resource.ts'
import { noteOf } from './report.ts'

export type Corrections = {
  /** The event as it is shown: corrections in the place of what the dataset says. */
  show(said: AnyRecord): AnyRecord
  /** An event that was withdrawn is there again. */
  cameBack(id: string): void
  /** Puts the claims about those back, when all rows are kept. Gives what curators should know. */
  end(): string[]
}

type LostClaim = Row & Claim & { links: { claim_id: string }[] }

/** To be used inside a transaction. */
export function openCorrections(edit: Edit, events: Resource): Corrections {
  const { writer, reader, directory } = edit
  const claims = claimsIn(directory)
  const corrected = new Set(preferredIds(reader, events))
  const back = new Set<string>()
  const unfit: string[] = []
  const revised: string[] = []

  function show(said: AnyRecord): AnyRecord {
    if (!corrected.has(said.id)) return showPreferred(reader, events, said)
    const before = Object.entries(originalValues(reader, events, said.id))
    const now = toWritten(events, said)
    const shown = showPreferred(reader, events, said)
    if (misfits(edit, events, now, toWritten(events, shown)).length) unfit.push(said.id)
    else if (before.some(([name, value]) => !isDeepStrictEqual(value, now[name] ?? null))) revised.push(said.id)
    return shown
  }

  /** Claims that went in the same import as the event that they are about, in the order in which they were written. */
  function findLost(): LostClaim[] {
    const lost = reader.connection
      .prepare(
        `select before from tombstones as claim join revisions using (resource, id, revision)
           join tombstones as event on event.resource = ?1 and event.id = before ->> 'subject_id' and event.at = claim.at
         where claim.resource = ?2 and claim.op = 'delete' and event.op = 'delete' and before ->> 'subject' = ?1
         order by before ->> 'seq'`,
      )
      .pluck()
      .all({ 1: events.name, 2: claims.name }) as string[]
    return lost.map((text) => JSON.parse(text) as LostClaim)
  }

  const isThere = (of: string, id: string) => exists(edit, of, id)

  /** A claim that names, in the place of what was merged into others meanwhile, those. */
  function follow(lost: LostClaim): LostClaim {
    const change: Change = (of, id) => (isThere(of, id) ? id : (findSurvivor(edit, of, id) ?? id))
    const fields = Object.entries(claims.fields)
    const changed = Object.fromEntries(fields.map(([name, field]) => [name, changeIds(field, lost[name], change)]))
    return { ...lost, ...changed, value: changeClaimed(events, lost, change) }
  }

  /** Whether a claim names nothing that is gone, but for claims that it links to. */
  const isWhole = (claim: LostClaim) =>
    claimedIds(events, claim).every(({ resource, id }) => isThere(resource, id)) &&
    checkRecord(claims, { ...toWritten(claims, claim), links: [] }, isThere).faults.length === 0

  /** Puts back claims that are whole, with their links to claims that are there or come back with them. */
  function putBack(wanted: readonly LostClaim[]) {
    const { whole = [], others = [] } = Object.groupBy(wanted.map(follow), (claim) =>
      isWhole(claim) ? 'whole' : 'others',
    )
    const ids = new Set(whole.map(({ id }) => id))
    const unlinked: LostClaim[] = []
    for (const claim of whole) {
      const known = claim.links.filter(({ claim_id }) => ids.has(claim_id) || isThere(claims.name, claim_id))
      if (known.length < claim.links.length) unlinked.push(claim)
      writer.put(claims, { ...toWritten(claims, claim), links: known }, originOf(claim))
      if (claim.rank === 'preferred') corrected.add(claim.subject_id)
    }
    return { whole, unlinked, others }
  }

  let lost: LostClaim[] | undefined
  return {
    show,
    cameBack(id) {
      lost ??= findLost() // before its tombstone goes
      back.add(id)
    },
    end() {
      const { whole, unlinked, others } = putBack((lost ?? []).filter(({ subject_id }) => back.has(subject_id)))
      for (const id of back) {
        const row = corrected.has(id) ? writer.find(events, id) : undefined
        if (row) writer.put(events, show(toWritten(events, row)), originOf(row))
      }
      const again = [...new Set(whole.map(({ subject_id }) => subject_id))]
      const claimsBack = 'claims about events that came back'
      return [
        ...noteOf('events that came back', again, 'have the claims of curators again that they had'),
        ...noteOf(claimsBack, unlinked.map(toId), 'no longer link to claims that are gone'),
        ...noteOf(claimsBack, others.map(toId), 'stay away, because they name what is gone'),
        ...noteOf('events with corrections', unfit, 'say something now that a correction contradicts'),
        ...noteOf(
          'events with corrections',
          revised,
          'say something else now of what was corrected, and still show the correction',
        ),
      ]
    },
  }
}

const toId = ({ id }: Row) => id
const originOf = ({ dataset_id, licence }: Row): Origin => ({ dataset_id, licence: String(licence) })
