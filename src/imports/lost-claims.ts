/** The claims that went with events that were withdrawn: they come back when their events do, if what they name is there. */

import { checkRecord } from '../edits/check.ts'
import { type Edit, exists, findSurvivor, toWritten } from '../edits/edit.ts'
import type { Claim } from '../edits/evidence.ts'
import { type Change, changeClaimed, changeIds, claimedIds } from '../edits/ids.ts'
import type { Row } from '../edits/rows.ts'
import type { Origin } from '../edits/write.ts'
import { claimsIn } from '../engine/claimable.ts'
import type { Resource } from '../engine/resource.ts'

type LostClaim = Row & Claim & { links: { claim_id: string }[] }

export type LostClaims = {
  /** Looks for them all, the first time: the tombstones of their events tell which they are, and go when these come back. */
  look(): void
  /**
   * Puts back those about these events that are whole, with their links to claims that are there or come back with
   * them. Gives which came back, which of these have fewer links, and which stay away.
   */
  putBack(subjects: ReadonlySet<string>): Record<'whole' | 'unlinked' | 'others', LostClaim[]>
}

/** To be used inside a transaction. */
export function openLostClaims(edit: Edit, events: Resource): LostClaims {
  const { writer, reader, directory } = edit
  const claims = claimsIn(directory)
  let lost: LostClaim[] | undefined

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

  function putBack(subjects: ReadonlySet<string>) {
    const wanted = (lost ?? []).filter(({ subject_id }) => subjects.has(subject_id))
    const { whole = [], others = [] } = Object.groupBy(wanted.map(follow), (claim) =>
      isWhole(claim) ? 'whole' : 'others',
    )
    const ids = new Set(whole.map(({ id }) => id))
    const unlinked: LostClaim[] = []
    for (const claim of whole) {
      const known = claim.links.filter(({ claim_id }) => ids.has(claim_id) || isThere(claims.name, claim_id))
      if (known.length < claim.links.length) unlinked.push(claim)
      writer.put(claims, { ...toWritten(claims, claim), links: known }, originOf(claim))
    }
    return { whole, unlinked, others }
  }

  return {
    look() {
      lost ??= findLost()
    },
    putBack,
  }
}

export const originOf = ({ dataset_id, licence }: Row): Origin => ({ dataset_id, licence: String(licence) })
