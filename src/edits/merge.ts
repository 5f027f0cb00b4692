/**
 * Merging: two records turn out to be one. What refers to the one that goes refers to the other afterwards, in
 * columns, in elements of lists and in what claims say; its claims become claims about the other, which shows what it
 * showed before; its id leads there, and so do its names and its ids elsewhere.
 */

import { claimsIn } from '../engine/claimable.ts'
import { errors, type Fault } from '../engine/errors.ts'
import type { Resource } from '../engine/resource.ts'
import { sql } from '../engine/sql.ts'
import { claimsAbout, type Edit, findIntended, originOf, toWritten } from './edit.ts'
import type { Claim } from './evidence.ts'
import { type Change, changeClaimed, changeIds } from './ids.ts'
import {
  refuseContradiction,
  refuseDisagreement,
  refused,
  refuseLoop,
  refuseOpponents,
  refuseOverfull,
  refuseUnsound,
} from './mergeable.ts'
import { namesAfter, supportGiven } from './merged-names.ts'
import { changeOriginals, forgetOriginals, isImported } from './preferred.ts'
import { findReferrers } from './references.ts'
import type { Row } from './rows.ts'
import { guardEvidence, showCorrections, subjectOf } from './settle.ts'
import { changedBy, findLed, keepSteps } from './steps.ts'
import { mostChanged } from './touched.ts'

/**
 * Merges `row` into the record `into`.
 *
 * @throws InvalidRecord if that is no other record of the resource, would lie within itself, if what names both would
 * contradict itself, or if what names it would not agree with the other; Opponents; TooManyReferences.
 */
export function mergeRecord(edit: Edit, resource: Resource, row: Row, into: string) {
  const { writer, reader, directory } = edit
  const survivor = writer.find(resource, into)
  if (!survivor) {
    const near = findIntended(edit, resource.name, into)
    throw refused(
      'unknown_reference',
      `There is no '${into}' in ${resource.name}.${near ? ` Did you mean '${near}'?` : ''}`,
    )
  }
  if (into === row.id) throw refused('invalid_value', 'Is the record itself. Name the one that stays.')
  refuseLoop(edit, resource, row.id, survivor)

  const change: Change = (of, id) => (of === resource.name && id === row.id ? into : id)
  const guard = guardEvidence(edit, resource, [row])
  const records = changedRecords(edit, resource, row, survivor, change)
  const joined = records.get(keyOf(resource, into)) as Row // it is among them
  refuseOverfull(resource, survivor, joined)
  refuseUnsound(resource, row.id, survivor, joined)
  const changes = [...records].map(([key, after]) => {
    const of = directory.get(key.split(' ')[0] as string) as Resource
    return { resource: of, before: writer.find(of, after.id), after }
  })
  refuseOpponents(row.id, into, changes)
  for (const { resource: target, before, after: changed } of changes) {
    if (isSame(target, changed, before)) continue
    refuseContradiction(target, changed, before)
    refuseDisagreement(edit, target, changed, before)
    writer.put(target, toWritten(target, changed), originOf(edit, target, changed, changed))
  }
  const led = findLed(reader, resource, row.id)
  writer.remove(resource, row.id, { op: 'merge', into_id: into })
  const forgotten = forgetOriginals(reader, resource, row.id).changes
  const altered = changeOriginals(reader, directory, row.id, change)
  const made = supportGiven(edit, resource, survivor, row.id)
  for (const { resource: of, id } of [{ resource: resource.name, id: into }, ...subjectOf(resource, row)])
    showCorrections(edit, of, id, () => '/into')
  guard()
  const isLost = forgotten + altered > 0 || (resource.rows && isImported(row)) // no revision has what a dataset says beside
  if (!isLost) keepSteps(edit, resource, row.id, { changed: changedBy(edit, changes), made, led, into })
}

/**
 * The id in a body `{ "into": … }`.
 *
 * @throws InvalidRecord if it holds anything else.
 */
export function readInto(body: Record<string, unknown>): string {
  const { into, ...others } = body
  const faults: Fault[] = Object.keys(others).map((name) => ({
    pointer: `/${name}`,
    code: 'unknown_field',
    detail: 'There is no such field. The body is { "into": "…" }.',
  }))
  if (typeof into !== 'string')
    faults.push({ pointer: '/into', code: 'required', detail: 'Is required: the id of the record that stays.' })
  if (faults.length) throw errors.InvalidRecord(`${faults[0]?.pointer}: ${faults[0]?.detail}`, faults)
  return into as string
}

const keyOf = ({ name }: Resource, id: string) => `${name} ${id}`

const isSame = (resource: Resource, row: Row, before: Row | undefined) =>
  before !== undefined && JSON.stringify(toWritten(resource, row)) === JSON.stringify(toWritten(resource, before))

/** What both are called elsewhere: dataset after dataset finds the survivor by either. */
export function union(own: unknown, other: unknown): unknown[] {
  const all = [own, other].flat() as unknown[]
  const texts = all.map((element) => JSON.stringify(element))
  return all.filter((_, index) => texts.indexOf(texts[index] as string) === index)
}

/** Every record that names the one that goes, as it is afterwards, by `<resource> <id>`. */
function changedRecords(edit: Edit, resource: Resource, gone: Row, survivor: Row, change: Change): Map<string, Row> {
  const { writer, reader, directory } = edit
  const { id } = gone
  const records = new Map<string, Row>()
  const alter = (of: Resource, row: Row, work: (row: Row) => void) => {
    const key = keyOf(of, row.id)
    const changed = records.get(key) ?? { ...row }
    work(changed)
    records.set(key, changed)
    if (records.size > mostChanged) throw errors.TooManyReferences()
  }
  for (const referrer of findReferrers(reader, directory, resource, [id], mostChanged + 1, { all: true })) {
    const found = writer.find(referrer.resource, referrer.id) as Row // it was just found
    const field = referrer.resource.fields[referrer.field] as Resource['fields'][string]
    alter(referrer.resource, found, (row) => {
      row[referrer.field] = withoutSelf(changeIds(field, row[referrer.field], change), referrer.resource, row, resource)
    })
  }
  alter(resource, survivor, (row) => {
    if (row.external_ids) row.external_ids = union(row.external_ids, gone.external_ids)
    if (row.names) row.names = namesAfter(resource, row, gone)
  })
  const claims = claimsIn(directory)
  for (const claim of claimsAbout(edit, resource.name, id))
    alter(claims, claim, (row) => {
      row.subject_id = survivor.id
      if (claim.rank === 'preferred') row.rank = 'normal' // it was chosen for the other
      for (const [name, field] of Object.entries(claims.fields)) row[name] = changeIds(field, row[name], change)
    })
  for (const claim of writer.findAll(claims, sql`instr(value, ${`"${id}"`}) > 0`) as (Row & Claim)[])
    alter(claims, claim, (row) => {
      const subject = directory.get(claim.subject)
      if (subject) row.value = changeClaimed(subject, claim, change)
    })
  return records
}

/** A record that named the one that goes, and is the one that stays, does not come to name itself. */
function withoutSelf(value: unknown, of: Resource, { id }: Row, resource: Resource): unknown {
  if (of !== resource) return value
  if (Array.isArray(value)) return value.filter((element) => element !== id)
  return value === id ? null : value
}
