/** What the survivor of a merge is called: whoever looks for the record that is gone by one of its names finds the survivor. */

import { claimsIn } from '../engine/claimable.ts'
import type { AnyRecord, Resource } from '../engine/resource.ts'
import { createRecord } from './change.ts'
import { claimsAbout, type Edit } from './edit.ts'
import { missingEvidence } from './evidence.ts'
import { isImported, originalValues } from './preferred.ts'
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

/** What a survivor has got from the one that is gone, each with what it is in a sentence. */
const given = { names: 'A name', external_ids: 'An id elsewhere' } as const

type Given = { field: keyof typeof given; value: unknown; rank: 'normal' | 'preferred' }

/**
 * Gives the survivor, as it was before, a claim for each name and id that it has got and needs one for; it says whose that was. Gives their ids.
 * A curated survivor needs it as evidence, an imported one where corrections are shown in the place of the list.
 */
export function supportGiven(edit: Edit, resource: Resource, before: Row, gone: string): string[] {
  const survivor = edit.writer.find(resource, before.id) as Row // it is the one that stays
  const found = isImported(before)
    ? uncorrected(edit, resource, before, survivor)
    : unsupported(edit, resource, before, survivor)
  return found.map(({ field, value, rank }) =>
    createRecord(edit, claimsIn(edit.directory), {
      subject: resource.name,
      subject_id: survivor.id,
      field,
      value,
      rank,
      stance: 'assigned',
      note: `${given[field]} of '${gone}', which was merged into this record.`,
    }),
  )
}

function unsupported(edit: Edit, resource: Resource, before: Row, survivor: Row): Given[] {
  if (!resource.fields.names) return []
  const claims = claimsAbout(edit, resource.name, survivor.id)
  return missingEvidence(resource, survivor, claims).flatMap(({ pointer = '' }): Given[] => {
    const [, field, index] = pointer.split('/')
    if (field !== 'names' || Number(index) < (before.names as Name[]).length) return []
    return [{ field, value: (survivor.names as Name[])[Number(index)], rank: 'normal' }]
  })
}

function uncorrected({ reader }: Edit, resource: Resource, before: Row, survivor: Row): Given[] {
  const corrected = Object.keys(originalValues(reader, resource, before.id))
  return (Object.keys(given) as (keyof typeof given)[]).flatMap((field) => {
    if (!corrected.includes(field)) return []
    const added = (survivor[field] as unknown[]).slice((before[field] as unknown[]).length)
    return added.map((value): Given => ({ field, value, rank: 'preferred' }))
  })
}
