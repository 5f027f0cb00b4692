/** What keeps two records from becoming one: each is found before anything is written, and says what to change first. */

import { errors, type Fault, mostNamed } from '../engine/errors.ts'
import { type AnyRecord, mostElements, type Resource } from '../engine/resource.ts'
import { newDisagreements } from './agreement.ts'
import { formFaults } from './check.ts'
import type { Edit } from './edit.ts'
import type { Row } from './rows.ts'

/** That a record cannot be merged into the one that is named. */
export const refused = (code: string, detail: string) => {
  const fault: Fault = { pointer: '/into', code, detail }
  return errors.InvalidRecord(`/into: ${detail}`, [fault])
}

/** What named the one and the other now names one twice, such as a border or a relationship. */
export function refuseContradiction(resource: Resource, changed: Row, before: Row | undefined) {
  const said = (row: Row | undefined) => (row && resource.contradictions?.(row)) ?? []
  const known = said(before).map(({ detail }) => detail)
  const [added] = said(changed).filter(({ detail }) => !known.includes(detail))
  if (!added) return
  const name = `${resource.name}/${changed.id}`
  throw refused('contradiction', `${name} names both, and would contradict itself. ${added.detail} Change it first.`)
}

/** What named the one agreed with it, and would not with the other, such as an event with the country of its place. */
export function refuseDisagreement(edit: Edit, resource: Resource, changed: Row, before: Row | undefined) {
  const [added] = newDisagreements(edit, resource, changed, before)
  if (!added) return
  const field = added.pointer?.slice(1)
  throw refused(
    'contradiction',
    `${resource.name}/${changed.id} would not agree on its ${field}. ${added.detail} Change it first.`,
  )
}

/** What lies below the one that goes will lie below the one that stays, which therefore must not lie there itself. */
export function refuseLoop({ writer }: Edit, resource: Resource, id: string, survivor: AnyRecord) {
  const { tree } = resource
  if (!tree) return
  const above = tree.above(survivor).filter((holder) => holder !== id)
  const found = new Set(above)
  for (const holder of found) {
    const row = writer.find(resource, holder)
    for (const next of row ? tree.above(row) : []) found.add(next)
  }
  if (found.has(id))
    throw refused(
      'loop',
      `'${survivor.id}' lies within '${id}', by way of ${above.join(', ')}. Merge the other way round.`,
    )
}

/** Both may have nearly as many names as a record has room for. */
export function refuseOverfull({ fields }: Resource, survivor: Row, after: Row) {
  for (const [name, { kind }] of Object.entries(fields)) {
    const [before, now] = [survivor[name], after[name]].map((list) => (Array.isArray(list) ? list.length : 0))
    if (kind !== 'list' || now === undefined || now <= Math.max(mostElements, before ?? 0)) continue
    throw refused(
      'invalid_value',
      `'${survivor.id}' would have ${now.toLocaleString('en')} elements in ${name}, where there is room for ${mostElements.toLocaleString('en')}. Take some away first.`,
    )
  }
}

/** What the survivor would get may have been taken before it was asked of values, such as a language in words. */
export function refuseUnsound({ fields }: Resource, gone: string, survivor: Row, after: Row) {
  for (const [name, field] of Object.entries(fields)) {
    if (field.kind !== 'list') continue
    const [fault] = formFaults('', field, (after[name] as unknown[]).slice((survivor[name] as unknown[]).length))
    if (fault) throw refused('invalid_value', `${name} of '${gone}' cannot be kept: ${fault.detail} Change it first.`)
  }
}

/** A record that names the one that goes, as it is and as it would be. */
type Changed = { resource: Resource; before: Row | undefined; after: Row }

/** As many records as the sentence tells. */
const mostTold = 3

/**
 * Who is fought by the other would fight itself.
 *
 * @throws Opponents with the records in which it would.
 */
export function refuseOpponents(gone: string, into: string, changes: readonly Changed[]) {
  const found = changes.filter(({ resource, before, after }) => {
    const isWithin = (row: Row | undefined, ids: readonly string[]) =>
      row !== undefined &&
      resource.opponents?.(row).some(([some, others]) => ids.some((id) => some.includes(id) && others.includes(id)))
    return isWithin(after, [into]) && !isWithin(before, [gone, into])
  })
  if (!found.length) return
  const told = found.slice(0, mostTold).map(({ resource, after }) => `/v1/${resource.name}/${after.id}`)
  const more = found.length > mostTold ? ` and ${(found.length - mostTold).toLocaleString('en')} more` : ''
  const faults = found.slice(0, mostNamed).map(({ resource, after }) => ({
    code: 'opponents',
    detail: `/v1/${resource.name}/${after.id} has both on opposite sides.`,
  }))
  throw errors.Opponents(
    `'${gone}' and '${into}' are on opposite sides in ${told.join(', ')}${more}: merged, they would be one that is against itself. If they are one, change that first.`,
    faults,
  )
}
