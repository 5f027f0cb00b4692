/** Deleting: a record goes with the claims about it, unless others refer to it. A tombstone with the reason stays. */
import { claimsAbout, type Edit } from './edit.ts'
import { errors } from './errors.ts'
import { claimsIn } from './evidence.ts'
import { forgetOriginals, isImported } from './preferred.ts'
import { findReferrers } from './references.ts'
import type { Resource } from './resource.ts'
import type { Row } from './rows.ts'
import { guardEvidence, showCorrections } from './settle.ts'

/**
 * @throws ImportedRecord if a dataset would bring it back; StillReferenced with those that refer to it or its claims;
 * OnlyEvidence if it is a claim and a value is left without.
 */
export function deleteRecord(edit: Edit, resource: Resource, row: Row) {
  const { writer, reader, directory } = edit
  if (isImported(row))
    throw errors.ImportedRecord(
      `/v1/${resource.name}/${row.id} comes from the dataset ${row.dataset_id}, and goes when a release no longer holds it. Correct it with a claim of rank preferred, or merge it into another.`,
    )
  const claims = claimsAbout(edit, resource.name, row.id)
  refuseReferenced(edit, resource, [row.id])
  if (claims.length)
    refuseReferenced(
      edit,
      claimsIn(directory),
      claims.map(({ id }) => id),
    )
  const guard = guardEvidence(edit, resource, [row])
  for (const claim of claims) writer.remove(claimsIn(directory), claim.id, { op: 'delete' })
  writer.remove(resource, row.id, { op: 'delete' })
  forgetOriginals(reader, resource, row.id)
  const subject = resource.about?.(row)
  if (subject) showCorrections(edit, subject.resource, subject.id, '')
  guard()
}

const mostNamed = 100

/** @throws StillReferenced with those that refer to any of these records. */
export function refuseReferenced({ reader, directory }: Edit, resource: Resource, ids: readonly string[]) {
  const found = findReferrers(reader, directory, resource, ids, mostNamed)
  if (!found.length) return
  const faults = found.map(({ resource: { name }, id, field }) => ({
    code: 'still_referenced',
    detail: `/v1/${name}/${id} refers to it in ${field}.`,
  }))
  throw errors.StillReferenced(undefined, faults)
}
