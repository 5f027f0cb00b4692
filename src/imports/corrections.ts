/**
 * What curators say of imported events, from release to release: the claims that went with an event that was withdrawn
 * come back when it does, and a correction that no longer fits what the dataset says is named, to be looked at.
 */

import { type Edit, toWritten } from '../edits/edit.ts'
import { originalValues, preferredIds, showPreferred } from '../edits/preferred.ts'
import type { Row } from '../edits/rows.ts'
import { misfits } from '../edits/settle.ts'
import { isDeepStrictEqual } from '../engine/builtin.ts'
import type { AnyRecord, Resource } from '../engine/resource.ts'
import { openLostClaims, originOf } from './lost-claims.ts'
import { noteOf } from './report.ts'

export type Corrections = {
  /** The event as it is shown: corrections in the place of what the dataset says. */
  show(said: AnyRecord): AnyRecord
  /** An event that was withdrawn is there again. */
  cameBack(id: string): void
  /** Puts the claims about those back, when all rows are kept. Gives what curators should know. */
  end(): string[]
}

/** To be used inside a transaction. */
export function openCorrections(edit: Edit, events: Resource): Corrections {
  const { writer, reader } = edit
  const lost = openLostClaims(edit, events)
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

  return {
    show,
    cameBack(id) {
      lost.look() // before its tombstone goes
      back.add(id)
    },
    end() {
      const { whole, unlinked, others } = lost.putBack(back)
      for (const claim of whole) if (claim.rank === 'preferred') corrected.add(claim.subject_id)
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
