/**
 * Undoing a merge: the record that went comes back as it was, and so does what the merge made other in other records,
 * member by member, where nobody has changed it since. What was written about the survivor since stays with it.
 */

import { claimsIn } from '../engine/claimable.ts'
import { errors, escapePointer, type Fault, mostNamed } from '../engine/errors.ts'
import { findRevisions } from '../engine/history.ts'
import type { AnyRecord, Resource } from '../engine/resource.ts'
import { sql } from '../engine/sql.ts'
import { newDisagreements } from './agreement.ts'
import { checkRecord, unknownField } from './check.ts'
import { treeFaults } from './check-edit.ts'
import { claimsAbout, type Edit, exists, findSurvivor, originOf, toWritten } from './edit.ts'
import { type Claim, missingEvidence } from './evidence.ts'
import { type Change, changeIds } from './ids.ts'
import { isImported } from './preferred.ts'
import { findReferrers } from './references.ts'
import type { Row } from './rows.ts'
import { guardEvidence, showCorrections, subjectOf } from './settle.ts'
import { findSteps, type Step, type Steps } from './steps.ts'

/**
 * Brings back a record that was merged into another. If something stays as it is, nothing is done unless that may be:
 * `leaveChanged`.
 *
 * @throws NotUnmerged if it cannot be brought back; ChangedSince with what would stay as it is; OnlyEvidence if a value
 * would be left without.
 */
export function unmergeRecord(edit: Edit, resource: Resource, id: string, leaveChanged: boolean) {
  const { writer, reader, directory } = edit
  const claims = claimsIn(directory)
  const steps = readSteps(edit, resource, id)
  const plans = steps.changed.map((step) => planOf(edit, step, resource, steps.into))
  const about = { subject: resource.name, subject_id: id, id }
  const guard = guardEvidence(edit, claims, [...rowsOf(edit, claims, steps), about as unknown as Row]) // only about whom they are is read
  bringBack(edit, resource, id)
  settlePlans(edit, plans)
  for (const { resource: of, row, next } of plans)
    if (row && next && !isSame(next, toWritten(of, row))) writer.put(of, next, originOf(edit, of, next, row))
  const kept = steps.made.filter((claim) => !withdrawMade(edit, claims, claim))
  const lead = reader.connection.prepare(
    'update tombstones set into_id = ? where resource = ? and id = ? and into_id = ?',
  )
  for (const led of steps.led) lead.run(id, resource.name, led, steps.into)
  for (const one of [steps.into, id]) showCorrections(edit, resource.name, one, () => '')
  for (const one of subjectOf(resource, writer.find(resource, id) as Row))
    showCorrections(edit, one.resource, one.id, () => '')
  refuseLoops(edit, resource, id, plans)
  guard()
  const stays = [...plans.filter(({ stays }) => stays).map(({ address }) => address), ...kept.map(addressIn(claims))]
  if (stays.length && !leaveChanged)
    throw errors.ChangedSince(
      undefined,
      stays.slice(0, mostNamed).map((address) => ({
        code: 'changed_since',
        detail: `${address} has been changed since the merge, or is gone.`,
      })),
    )
}

/**
 * Whether a body `{ "leave_changed": … }` says so.
 *
 * @throws InvalidRecord if it holds anything else.
 */
export function readLeaveChanged({ leave_changed: leave = false, ...others }: Record<string, unknown>): boolean {
  const faults: Fault[] = Object.keys(others).map((name) => unknownField(`/${escapePointer(name)}`, undefined))
  if (typeof leave !== 'boolean')
    faults.push({ pointer: '/leave_changed', code: 'invalid_value', detail: 'Is neither true nor false.' })
  if (faults.length) throw errors.InvalidRecord(`${faults[0]?.pointer}: ${faults[0]?.detail}`, faults)
  return leave === true
}

const addressIn =
  ({ name }: Pick<Resource, 'name'>) =>
  (id: string) =>
    `/v1/${name}/${id}`

const refused = (address: string, why: string) =>
  errors.NotUnmerged(`The merge of ${address} cannot be undone by itself: ${why} The README says how to do it by hand.`)

function readSteps(edit: Edit, resource: Resource, id: string): Steps {
  const address = addressIn(resource)
  const steps = findSteps(edit, resource, id)
  if (!steps)
    throw refused(address(id), 'it was done by an older program, or there is more to it than is kept of records.')
  const into = findSurvivor(edit, resource.name, id)
  if (into !== steps.into)
    throw refused(address(id), `${address(steps.into)} has been merged into '${into}' since. Undo that first.`)
  if (!exists(edit, resource.name, into)) throw refused(address(id), `${address(into)} has been withdrawn.`)
  return steps
}

/** What becomes of a record that the merge changed: `next`, unless nothing does; `stays` if not all of it goes back. */
type Plan = {
  resource: Resource
  address: string
  row?: Row | undefined
  next?: AnyRecord | undefined
  stays: boolean
  isSurvivor: boolean
}

function planOf(edit: Edit, [name, id, first, last]: Step, merged: Resource, into: string): Plan {
  const { writer, directory } = edit
  const resource = directory.get(name) as Resource
  const isSurvivor = resource === merged && id === into
  const plan: Plan = { resource, address: addressIn(resource)(id), stays: true, isSurvivor }
  const row = writer.find(resource, id)
  if (!row) return plan
  const stateBefore = pastOf(edit, resource, row, first)
  const [was, became] = [stateBefore(first), stateBefore(last + 1)]
  if (!was || !became) return plan
  const next = toWritten(resource, row)
  let stays = false
  for (const member of Object.keys(next)) {
    if (isSame(was[member], became[member])) continue
    if (isSame(row[member], became[member])) next[member] = was[member]
    else {
      const left = isSurvivor ? withoutGiven(row[member], was[member], became[member]) : undefined
      if (left) next[member] = left
      else stays = true
    }
  }
  return { ...plan, row, next, stays }
}

/** Gives what a record was before a revision from `first` on; undefined if that was erased. */
function pastOf({ reader }: Edit, resource: Resource, row: Row, first: number) {
  const limit = row.revision - first + 1
  const past = findRevisions(reader, resource, row.id, { limit, before: null, whole: true })
  return (revision: number): AnyRecord | undefined =>
    revision > row.revision
      ? row
      : ((past.find((one) => one.revision === revision)?.before as AnyRecord | null) ?? undefined)
}

const isSame = (one: unknown, other: unknown) => JSON.stringify(one ?? null) === JSON.stringify(other ?? null)

/** A list without the elements that a merge gave it; undefined if it did something else. */
function withoutGiven(list: unknown, was: unknown, became: unknown): unknown[] | undefined {
  if (![list, was, became].every(Array.isArray)) return undefined
  const texts = (elements: unknown) => (elements as unknown[]).map((element) => JSON.stringify(element)) // as just seen
  const had = texts(was)
  const has = texts(became)
  if (!had.every((text) => has.includes(text))) return undefined
  return (list as unknown[]).filter((element) => {
    const text = JSON.stringify(element)
    return had.includes(text) || !has.includes(text)
  })
}

/** The record as it was, where what it names has been merged since with that in its place. */
function bringBack(edit: Edit, resource: Resource, id: string) {
  const { reader, writer } = edit
  const address = addressIn(resource)(id)
  const [last] = findRevisions(reader, resource, id, { limit: 1, before: null, whole: true })
  const was = last?.before as (AnyRecord & Row) | null | undefined // a record as a client saw it has what its row has
  if (!was) throw refused(address, 'it was erased.')
  const follow: Change = (of, named) => (exists(edit, of, named) ? named : (findSurvivor(edit, of, named) ?? named))
  const record = Object.fromEntries(
    Object.entries(toWritten(resource, was)).map(([name, value]) => {
      const field = resource.fields[name] as Resource['fields'][string]
      return [name, name === 'id' ? id : changeIds(field, value, follow)]
    }),
  ) as AnyRecord // the same fields
  const { faults } = checkRecord(resource, record, (of, named) => exists(edit, of, named))
  const borne = isImported(was) ? ['invalid_value', 'invalid_date', 'contradiction'] : ['invalid_value'] // what it held, it may hold
  const [fault] = [...faults.filter(({ code }) => !borne.includes(code)), ...newDisagreements(edit, resource, record)]
  if (fault)
    throw refused(address, `its ${fault.pointer?.slice(1)} does not go with what is there now. ${fault.detail}`)
  const dataset = reader.get<{ licence: string }>(sql`select licence from datasets where id = ${was.dataset_id}`)
  if (!dataset) throw refused(address, `its dataset '${was.dataset_id}' is gone.`)
  writer.put(resource, record, { dataset_id: was.dataset_id, licence: dataset.licence })
}

/** A record goes back with its evidence or not at all, and only to what it can be. */
function settlePlans(edit: Edit, plans: readonly Plan[]) {
  const claims = claimsIn(edit.directory)
  const planned = new Map(plans.flatMap((plan) => (plan.resource === claims ? [[plan.row?.id, plan] as const] : [])))
  for (const plan of plans) {
    const { resource, row, next } = plan
    if (resource === claims || plan.isSurvivor || !row || !next) continue // what the survivor would lack is refused
    const own = claimsAbout(edit, resource.name, row.id)
    const back = own.map((claim) => (planned.get(claim.id)?.next ?? claim) as Claim)
    const gaps = (record: AnyRecord, evidence: readonly Claim[]) =>
      isImported(row) ? [] : missingEvidence(resource, record, evidence).map(({ detail }) => detail)
    const known = [...gaps(row, own), ...contradictionsOf(resource, row)]
    const found = [...gaps(next, back), ...contradictionsOf(resource, next)]
    if (!found.some((one) => !known.includes(one)) && !newDisagreements(edit, resource, next, row).length) continue
    for (const one of [plan, ...own.flatMap(({ id }) => planned.get(id) ?? [])]) {
      one.next = undefined
      one.stays = true
    }
  }
}

const contradictionsOf = (resource: Resource, record: AnyRecord) =>
  (resource.contradictions?.(record) ?? []).map(({ detail }) => detail)

/** Claims that go back to the record, or that are taken away. */
const rowsOf = ({ writer }: Edit, claims: Resource, { changed, made }: Steps): Row[] =>
  [...changed.flatMap(([name, id]) => (name === claims.name ? [id] : [])), ...made].flatMap(
    (id) => writer.find(claims, id) ?? [],
  )

/** False if somebody has changed the claim since, or refers to it. */
function withdrawMade(edit: Edit, claims: Resource, id: string): boolean {
  const { writer, reader, directory } = edit
  const row = writer.find(claims, id)
  if (!row) return true
  const made = pastOf(edit, claims, row, 2)(2) // it was new
  if (!made || !isSame(toWritten(claims, made), toWritten(claims, row))) return false
  if (findReferrers(reader, directory, claims, [id], 1).length) return false
  writer.remove(claims, id, { op: 'delete' })
  return true
}

function refuseLoops(edit: Edit, resource: Resource, id: string, plans: readonly Plan[]) {
  if (!resource.tree) return
  const ids = [
    id,
    ...plans.flatMap((plan) => (plan.resource === resource && plan.next && plan.row ? [plan.row.id] : [])),
  ]
  for (const one of ids) {
    const [loop] = treeFaults(edit, resource, edit.writer.find(resource, one) as Row)
    if (loop) throw refused(addressIn(resource)(id), `/v1/${resource.name}/${one} would lie within itself.`)
  }
}
