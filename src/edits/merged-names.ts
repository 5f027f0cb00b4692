/** What the survivor of a merge is called: whoever looks for the record that is gone by one of its names finds the survivor. */

import { claimsIn } from '../engine/claimable.ts'
import type { AnyRecord, Resource } from '../engine/resource.ts'
import { createRecord } from './change.ts'
import { claimsAbout, type Edit } from './edit.ts'
import { missingEvidence } from './evidence.ts'
import { isImported } from './preferred.ts'
import type { Row } from './rows.ts'

type Name = { name: string; type: string; language: string | null }

/** The other names of the survivor, with those of the one that goes which it does not have. */
export function namesAfter(resource: Resource, survivor: AnyRecord, gone: AnyRecord): Name[] {
  const named = (name: unknown, type: string): Name[] =>
    typeof name === 'string' ? [{ name, type, language: null }] : []
  const theirs = [...named(gone[resource.title], 'alias'), ...named(gone.acronym, 'acronym'), ...(gone.names as Name[])]
  const known = new Set(resource.names(survivor))
  const others = theirs.filter(({ name }) => !known.has(name) && known.add(name))
  return [...(survivor.names as Name[]), ...others]
}

/** Gives a curated survivor, as it was before, a claim for each name that it has got and none carries; it says whose name it was. */
export function supportNames(edit: Edit, resource: Resource, before: Row, gone: string) {
  if (!resource.fields.names || isImported(before)) return
  const survivor = edit.writer.find(resource, before.id) as Row // it is the one that stays
  const claims = claimsAbout(edit, resource.name, survivor.id)
  for (const { pointer = '' } of missingEvidence(resource, survivor, claims)) {
    const [, field, index] = pointer.split('/')
    if (field !== 'names' || Number(index) < (before.names as Name[]).length) continue
    createRecord(edit, claimsIn(edit.directory), {
      subject: resource.name,
      subject_id: survivor.id,
      field,
      value: (survivor.names as Name[])[Number(index)],
      stance: 'assigned',
      note: `A name of '${gone}', which was merged into this record.`,
    })
  }
}
