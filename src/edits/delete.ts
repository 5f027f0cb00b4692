/** Deleting: a record goes with the claims about it, unless others refer to it. A tombstone with the reason stays. */

import { claimsIn } from '../engine/claimable.ts'
import { errors, mostNamed } from '../engine/errors.ts'
import type { Resource } from '../engine/resource.ts'
import { sql } from '../engine/sql.ts'
import { claimsAbout, type Edit } from './edit.ts'
import { forgetOriginals, isImported } from './preferred.ts'
import { findReferrers } from './references.ts'
import type { Row } from './rows.ts'
import { guardEvidence, showCorrections, subjectOf } from './settle.ts'
import { mostChanged } from './touched.ts'

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
  for (const subject of subjectOf(resource, row)) showCorrections(edit, subject.resource, subject.id, () => '')
  guard()
}

/**
 * To be called before a record is deleted with the key `by` by somebody who knows its revision, which does not move when
 * claims are written about it or records merged into it. What was so added before another key changed the record itself
 * could be seen with that revision; what another key has added since may be unseen.
 *
 * @throws WrittenByOthers with what would go unseen.
 */
export function refuseUnseen({ reader, directory }: Edit, resource: Resource, row: Row, by: string) {
  const claims = claimsIn(directory).name
  const found = reader.all<{ of: string; id: string; at: string; did: string; count: number }>(
    sql`with known as (select max(${String(row.created_at)}, coalesce(max(at), '')) as at from revisions
        where resource = ${resource.name} and id = ${row.id} and key_id is not ${by})
      select *, count(*) over () as count from (select ${claims} as "of", claims.id as id, updated_at as at, 'was written' as did
        from claims left join revisions on resource = ${claims} and revisions.id = claims.id and revisions.revision = claims.revision
        where subject = ${resource.name} and subject_id = ${row.id} and updated_at > (select at from known) and key_id is not ${by}
      union all select resource, id, tombstones.at, 'was merged into it'
        from tombstones cross join revisions using (resource, id, revision)
        where resource = ${resource.name} and into_id = ${row.id} and tombstones.at > (select at from known) and key_id is not ${by})
      order by at desc, id limit ${mostNamed}`,
  )
  if (!found.length) return
  const faults = found.map(({ of, id, at, did }) => ({
    code: 'written_by_others',
    detail: `/v1/${of}/${id} ${did} by somebody else on ${at.slice(0, 10)}.`,
  }))
  throw errors.WrittenByOthers(inAll(errors.WrittenByOthers.title, found[0]?.count ?? 0, 'records'), faults)
}

/** @throws StillReferenced with those that refer to any of these records. */
export function refuseReferenced({ reader, directory }: Edit, resource: Resource, ids: readonly string[]) {
  const find = (most: number) => findReferrers(reader, directory, resource, ids, most)
  const found = find(mostNamed + 1)
  if (!found.length) return
  const count = found.length > mostNamed ? find(mostChanged + 1).length : found.length
  const faults = found.slice(0, mostNamed).map(({ resource: { name }, id, field }) => ({
    code: 'still_referenced',
    detail: `/v1/${name}/${id} refers to it in ${field}.`,
  }))
  const isUnlooked = resource.tree && found.some(({ resource: of }) => of === resource) // as `findReferrers` does not look on
  const more = isUnlooked ? ' There may be more: they are told when these are gone.' : ''
  throw errors.StillReferenced(inAll(errors.StillReferenced.title, count, 'references') + more, faults)
}

/** A sentence, with how many there are where not all of them are named. */
function inAll(sentence: string, count: number, what: string): string {
  if (count <= mostNamed) return sentence
  const many = count > mostChanged ? `more than ${mostChanged.toLocaleString('en')}` : count.toLocaleString('en')
  return `${sentence} There are ${many} ${what}, of which errors names ${mostNamed}.`
}
