/**
 * Checks what an editor sends: a record, the claims beside it, and both together, as strictly as the seed is checked.
 * Every fault is found at once, each by its place in the body.
 */

import type { Fault } from '../engine/errors.ts'
import { type AnyRecord, initial, type Resource } from '../engine/resource.ts'
import { sql } from '../engine/sql.ts'
import { newDisagreements, newlyContradicted } from './agreement.ts'
import { checkRecord, type Exists, type Meant, withReferences } from './check.ts'
import { claimsAbout, type Edit, exists, findIntended, isSpent, isTaken, toWritten } from './edit.ts'
import { type Claim, claimFaults, missingEvidence, type Quoting, quoteFaults } from './evidence.ts'
import { newlyForetold } from './foretold.ts'
import { claimedIds } from './ids.ts'
import { newId } from './new-id.ts'
import { isImported } from './preferred.ts'
import type { Row } from './rows.ts'

export type Body = Record<string, unknown>

/** What may be written, if there are no faults. `claims` are those sent beside the record. */
export type Written = { record: AnyRecord; claims: Claim[]; claimResource: Resource; faults: Fault[] }

/** `row` is what the record was, if it is there already. An imported one stays as it is. */
export function checkWritten(edit: Edit, resource: Resource, body: Body, row?: Row): Written {
  const { claims: beside, ...fields } = body
  const takesClaims = 'claims' in resource.expansions
  const input = takesClaims ? fields : body
  const posted = readClaims(edit, resource, input.id, takesClaims ? (beside ?? []) : [])
  const known: Exists = (of, id) =>
    exists(edit, of, id) ||
    (of === resource.name && id === input.id) ||
    posted.inputs.some(({ claim }) => of === posted.resource.name && claim.id === id)
  const other: Exists = (of, id) => !(of === resource.name && id === input.id) && known(of, id)
  const own =
    row && isImported(row)
      ? { record: toWritten(resource, row), faults: [] }
      : checkOne(edit, resource, input, other, row)
  const checked = checkPosted(edit, posted.resource, posted.inputs, known)
  const claims = checked.map(({ record }) => record as Claim) // records of the resource of claims
  const sound = soundPart(resource, own)
  const faults = [
    ...own.faults,
    ...posted.faults,
    ...checked.flatMap(({ at, faults }) => faults.map((fault) => within(at, fault))),
    ...fixedId(own.record, row),
    ...treeFaults(edit, resource, sound),
    ...(row && isImported(row)
      ? []
      : [
          ...newlyForetold(edit, resource, sound, row),
          ...newDisagreements(edit, resource, sound, row),
          ...(row ? newlyContradicted(edit, resource, row, sound) : []),
          ...newGaps(edit, resource, sound, claims, row),
        ]),
  ]
  return { record: own.record, claims, claimResource: posted.resource, faults }
}

/** Whom a claim sent beside a record is about is no fault of the claim. */
const isOfClaim = ({ pointer }: Fault) => pointer !== '/subject' && pointer !== '/subject_id'

type Checked = { record: AnyRecord; faults: Fault[] }

const within = (at: string, fault: Fault): Fault => ({ ...fault, pointer: `${at}${fault.pointer ?? ''}` })

/** Claims sent beside a record, each by itself and beside those before it. */
function checkPosted(edit: Edit, resource: Resource, inputs: readonly Posted[], known: Exists) {
  const sound: Quoting[] = []
  return inputs.map(({ at, claim }) => {
    const { record, faults } = checkOne(edit, resource, claim, known)
    const own = faults.filter(isOfClaim)
    const misread = own.length ? [] : quoteFaults(record as Claim, sound)
    if (own.length + misread.length === 0) sound.push({ called: at, claim: record as Claim })
    return { at, record, faults: [...own, ...misread] }
  })
}

/** A record by itself; a claim also as evidence, and in whom it names. */
function checkOne(edit: Edit, resource: Resource, input: Body, known: Exists, row?: Row): Checked {
  const { directory } = edit
  const meant: Meant = (of, typed) => findIntended(edit, of, typed)
  const checked = checkRecord(resource, input, known, meant, row)
  if (!resource.about) return checked
  const claim = checked.record as Claim
  const subject = directory.get(claim.subject)
  const { subject_id: id } = claim // of any kind, as long as there are faults
  const about =
    subject && !subject.viewOf && typeof id === 'string' ? [{ resource: subject.name, id, pointer: '/subject_id' }] : []
  if (checked.faults.length) return { ...checked, faults: withReferences(checked.faults, about, known, meant) }
  const named = [...about, ...(subject ? claimedIds(subject, claim) : [])]
  const own = claimFaults(claim, subject, directory.keys())
  const misread = own.length ? [] : quoteFaults(claim, quotedThere(edit, resource, claim, row))
  return { ...checked, faults: withReferences([...own, ...misread], named, known, meant) }
}

/** Other claims that quote what a claim quotes; none if it quotes what it quoted before, and its word counted before. */
function quotedThere({ writer }: Edit, resource: Resource, claim: Claim, row: Row | undefined): Quoting[] {
  const { id, source_id, char_start, char_end } = claim
  const before = row as (Row & Claim) | undefined // a row of that table
  const countsAnew = before?.rank === 'deprecated' && claim.rank !== 'deprecated'
  if (source_id === null || (before && passageOf(before) === passageOf(claim) && !countsAnew)) return []
  const overlaps = sql`source_id = ${source_id} and char_start < ${char_end} and char_end > ${char_start} and id <> ${id}`
  const rows = writer.findAll(resource, overlaps) as (Row & Claim)[] // rows of that table
  return rows.map((other) => ({ called: `the claim '${other.id}'`, claim: other }))
}

const passageOf = ({ source_id, paragraph, char_start, char_end, quote }: Claim) =>
  JSON.stringify([source_id, paragraph, char_start, char_end, quote])

const fixedId = (record: AnyRecord, row: Row | undefined): Fault[] =>
  row && record.id !== row.id
    ? [{ pointer: '/id', code: 'fixed_id', detail: 'An id does not change. Merge the record into another instead.' }]
    : []

/** A record without the fields that are faulty. */
function soundPart({ fields }: Resource, { record, faults }: Checked): AnyRecord {
  const faulty = new Set(faults.map(({ pointer }) => pointer?.split('/')[1]))
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, faulty.has(name) ? initial(field) : record[name]]),
  ) as AnyRecord
}

/** The values without evidence, but for those that had none before. */
function newGaps(edit: Edit, resource: Resource, record: AnyRecord, posted: Claim[], row: Row | undefined): Fault[] {
  const standing = row ? claimsAbout(edit, resource.name, row.id) : []
  const before = new Set(row ? missingEvidence(resource, row, standing).map(({ detail }) => detail) : [])
  return missingEvidence(resource, record, [...standing, ...posted]).filter(({ detail }) => !before.has(detail))
}

/** A claim sent beside a record, as if it had been sent by itself, and its place in the body. */
type Posted = { at: string; claim: Body }

/** What is sent as claims beside a record, and what is wrong with it as a list of claims. */
function readClaims(edit: Edit, { name, expansions }: Resource, id: unknown, claims: unknown) {
  const { resource: of } = (expansions.claims ?? {}) as { resource?: string }
  const resource = edit.directory.get(of ?? 'claims') as Resource
  const faults: Fault[] = []
  const fault = (pointer: string, detail: string, code = 'invalid_value') => faults.push({ pointer, code, detail })
  if (!Array.isArray(claims) || claims.length > mostClaims)
    fault('/claims', `Is a list of at most ${mostClaims} claims.`)
  const taken = new Set<string>()
  const inputs = (Array.isArray(claims) ? claims.slice(0, mostClaims) : []).flatMap(
    (given: unknown, index): Posted[] => {
      const at = `/claims/${index}`
      if (typeof given !== 'object' || given === null || Array.isArray(given)) {
        fault(at, 'Is a claim: an object.')
        return []
      }
      const about: Body = { subject: name, subject_id: id }
      const claim: Body = { ...given, ...about }
      for (const [field, value] of Object.entries(given))
        if (field in about && about[field] !== value)
          fault(`${at}/${field}`, 'Names another record. Leave it out here.')
      claim.id ??= newId(resource, claim, (of, candidate) => taken.has(candidate) || isTaken(edit, of, candidate))
      if (taken.has(String(claim.id)) || isUsed(edit, resource, String(claim.id)))
        fault(`${at}/id`, `'${claim.id}' is the id of another claim.`, 'id_taken')
      taken.add(String(claim.id))
      return [{ at, claim }]
    },
  )
  return { resource, inputs, faults }
}

const isUsed = (edit: Edit, { name }: Resource, id: string) => exists(edit, name, id) || isSpent(edit, name, id)

const mostClaims = 1000

/** A record that would lie within itself. */
export function treeFaults({ writer }: Edit, resource: Resource, record: AnyRecord): Fault[] {
  const { tree, fields, name } = resource
  const loops = (tree?.above(record) ?? []).filter((start) => {
    const found = new Set([start])
    for (const id of found) {
      const row = writer.find(resource, id)
      if (row && id !== record.id) for (const next of tree?.above(row) ?? []) found.add(next)
    }
    return found.has(record.id)
  })
  return loops.map((id) => {
    const [field] =
      Object.entries(fields).find(
        ([field, { references }]) => references === name && [record[field]].flat().includes(id),
      ) ?? []
    return { pointer: `/${field}`, code: 'loop', detail: `'${id}' lies within this record itself.` }
  })
}
