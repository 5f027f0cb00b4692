/**
 * Erasing: what must not stay anywhere. A record goes with its claims, and with it all that was kept of it: revisions,
 * what its dataset says, stored answers. Only its id and the reason stay, so that those who follow the changes drop it, and
 * so that it does not come back under that id.
 */

import { claimsIn } from '../engine/claimable.ts'
import type { Resource } from '../engine/resource.ts'
import { sql } from '../engine/sql.ts'
import { refuseReferenced } from './delete.ts'
import { claimsAbout, type Edit } from './edit.ts'
import { forgetOriginals } from './preferred.ts'
import { showCorrections, subjectOf } from './settle.ts'

/**
 * Gives the number of records erased, its claims included; 0 if nothing is known of it.
 *
 * @throws StillReferenced if other records refer to it.
 */
export function eraseRecord(edit: Edit, resource: Resource, id: string, reason: string): number {
  const { writer, reader, directory } = edit
  const { connection } = reader
  const claims = claimsIn(directory)
  const row = writer.find(resource, id)
  const own = row ? claimsAbout(edit, resource.name, id).map((claim) => claim.id) : []
  if (row) {
    refuseReferenced(edit, resource, [id])
    if (own.length) refuseReferenced(edit, claims, own)
    for (const claim of own) writer.remove(claims, claim, { op: 'delete' })
    writer.remove(resource, id, { op: 'delete' })
    for (const subject of subjectOf(resource, row)) showCorrections(edit, subject.resource, subject.id, () => '')
  }
  const former = reader.all<{ id: string }>(
    sql`select distinct id from revisions where resource = ${claims.name} and before ->> 'subject' = ${resource.name} and before ->> 'subject_id' = ${id}`,
  )
  const standing = new Set(own)
  const gone = former.filter((claim) => standing.has(claim.id) || !writer.find(claims, claim.id))
  const erased = [[resource, id] as const, ...gone.map((claim) => [claims, claim.id] as const)]
  const isKnown = connection.prepare(
    'select exists (select 1 from tombstones where resource = ?1 and id = ?2) or exists (select 1 from revisions where resource = ?1 and id = ?2)',
  )
  if (!isKnown.pluck().get({ 1: resource.name, 2: id })) return 0
  for (const [of, which] of erased) forget(edit, of, which, reason)
  return erased.length
}

function forget({ reader }: Edit, resource: Resource, id: string, reason: string) {
  const { connection } = reader
  connection.prepare('delete from revisions where resource = ? and id = ?').run(resource.name, id)
  connection
    .prepare(
      "update idempotency set status = 410, headers = '{}', body = x'', body_hash = '' where resource = ? and id = ?",
    )
    .run(resource.name, id) // a retry does not bring it back
  connection.prepare('update tombstones set reason = ? where resource = ? and id = ?').run(reason, resource.name, id)
  forgetOriginals(reader, resource, id)
}
