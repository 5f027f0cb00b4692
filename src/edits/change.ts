/**
 * Editing: a record is made or changed, with claims that support it, after everything about it has been checked.
 * What is refused is refused as a whole, with every fault; the transaction is the caller's.
 */

import { errors, type Fault, furtherFaults } from '../engine/errors.ts'
import { findMerged, findTombstone } from '../engine/history.ts'
import { findNamed } from '../engine/meant.ts'
import type { Resource } from '../engine/resource.ts'
import { type Body, checkWritten, type Written } from './check-edit.ts'
import { placeIn } from './claimed.ts'
import { refuseReferenced } from './delete.ts'
import { type Edit, exists, isTaken, originOf, toWritten } from './edit.ts'
import type { Claim } from './evidence.ts'
import { newId } from './new-id.ts'
import { isImported } from './preferred.ts'
import type { Row } from './rows.ts'
import { guardEvidence, showCorrections } from './settle.ts'

/**
 * Makes a record, and the claims that are sent with it. Returns its id. Without one it is to be new: what has its name is
 * told, because it may be meant.
 *
 * @throws IdTaken, AlreadyMerged, NameTaken; InvalidRecord with every fault.
 */
export function createRecord(edit: Edit, resource: Resource, body: Body): string {
  if ((body.id ?? null) === null) refuseNamesake(edit, resource, body)
  const id = body.id ?? newId(resource, body, (of, candidate) => isTaken(edit, of, candidate))
  if (typeof id === 'string') refuseTaken(edit, resource, id)
  const written = checkWritten(edit, resource, { ...body, id })
  refuseFaults(written.faults)
  edit.writer.put(resource, written.record, originOf(edit, resource, written.record))
  putClaims(edit, resource, written)
  return written.record.id
}

/**
 * Changes fields of a record by a merge patch (RFC 7396), and adds claims. What changes nothing leaves no trace.
 *
 * @throws ImportedRecord if its fields come from a dataset; InvalidRecord with every fault; OnlyEvidence if a claim is
 * changed and a value is left without.
 */
export function patchRecord(edit: Edit, resource: Resource, row: Row, patch: Body) {
  const before = toWritten(resource, row)
  const { claims, ...changes } = patch
  const given = 'claims' in resource.expansions ? changes : patch
  if (isImported(row) && Object.keys(given).length) throw errors.ImportedRecord(importedDetail(resource, row))
  const next = mergePatch(before, given) as Body // a patch of an object is an object
  const written = checkWritten(edit, resource, claims === undefined ? next : { ...next, claims }, row)
  refuseFaults(written.faults)
  const guard = guardEvidence(edit, resource, [row])
  if (JSON.stringify(written.record) !== JSON.stringify(before)) {
    const origin = originOf(edit, resource, written.record, row)
    if (origin.licence !== row.licence) refuseReferenced(edit, resource, [row.id])
    edit.writer.put(resource, written.record, origin)
  }
  putClaims(edit, resource, written, row)
  guard()
}

const importedDetail = ({ name }: Resource, { id, dataset_id }: Row) =>
  `/v1/${name}/${id} comes from the dataset ${dataset_id}. Leave its fields out and send claims instead, each with field, value and rank 'preferred': the field then shows the claim, and the next release does not undo it.`

/** Writes the claims sent beside a record, and shows what claims now say of imported records. */
function putClaims(edit: Edit, resource: Resource, { record, claims, claimResource }: Written, row?: Row) {
  for (const claim of claims) edit.writer.put(claimResource, claim, originOf(edit, claimResource, claim))
  if (claims.length) showCorrections(edit, resource.name, record.id, (name) => placeAmong(resource, claims, name))
  if (!resource.about) return
  for (const claim of [record, ...(row ? [row] : [])] as Claim[]) {
    // records of a resource that is about others are claims
    const subject = edit.directory.get(claim.subject) as Resource
    showCorrections(edit, claim.subject, claim.subject_id, (name) => placeIn(subject, claim, name) ?? '/value')
  }
}

/** Where the claims sent beside a record say a field: of several that would be shown, the last is. */
function placeAmong(resource: Resource, claims: readonly Claim[], name: string): string {
  const places = claims.flatMap((claim, index) => {
    const place = claim.rank === 'preferred' ? placeIn(resource, claim, name) : undefined
    return place === undefined ? [] : [`/claims/${index}${place}`]
  })
  return places.at(-1) ?? '/claims'
}

/** RFC 7396: null takes away, objects are patched, everything else is replaced. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch
  const merged = new Map(Object.entries(isObject(target) ? target : {}))
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) merged.delete(name)
    else merged.set(name, mergePatch(merged.get(name), value))
  }
  return Object.fromEntries(merged)
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** An id that was withdrawn may come back; one that leads to another record may not, nor one to which others lead or of which the record was erased. */
function refuseTaken(edit: Edit, resource: Resource, id: string) {
  const address = `/v1/${resource.name}/${id}`
  if (exists(edit, resource.name, id))
    throw errors.IdTaken(`${address} is there already. Leave the id out, or choose another.`)
  const tombstone = findTombstone(edit.reader, resource, id)
  if (!tombstone) return
  if (tombstone.into_id !== null)
    throw errors.AlreadyMerged(`${address} has been merged into '${tombstone.into_id}', and leads there.`)
  if (tombstone.erased)
    throw errors.IdTaken(
      `${address} was erased, and its id is given to nobody again. Leave the id out, or choose another.`,
    )
  const merged = findMerged(edit.reader, resource, id)
  if (merged !== undefined)
    throw errors.IdTaken(
      `${address} was withdrawn, and '${merged}', which had been merged into it, still leads there. Leave the id out, or choose another.`,
    )
}

/** As many records of one name as are told. */
const mostTold = 3

/** What has other names, too, is called by them; a title is no name, and comes again, such as that of a weekly report. */
function refuseNamesake({ reader }: Edit, resource: Resource, body: Body) {
  if (!resource.fields.names) return
  const name = body[resource.title]
  const found = typeof name === 'string' ? findNamed(reader, resource, name, mostTold) : []
  if (!found.length) return
  const called = found.map((id) => `/v1/${resource.name}/${id}`).join(', ')
  const detail = `${called} ${found.length > 1 ? 'have' : 'has'} this name already. Change that, or give an id of your own if you mean another.`
  throw errors.NameTaken(detail, [{ pointer: `/${resource.title}`, code: 'name_taken', detail }])
}

/** @throws InvalidRecord with all of them, if there are any. */
function refuseFaults(faults: Fault[]) {
  const [first] = faults
  if (!first) return
  throw errors.InvalidRecord(`${first.pointer || 'The body'}: ${first.detail}${furtherFaults(faults)}`, faults)
}
