/**
 * What claims say, in form: a value that the field may hold, an element of a list, members of a group of fields.
 * What is neither a field nor a group, such as `assessment`, holds anything but text without a visible character.
 */

import { type DateGroup, dateFault, saidDateFault } from '../engine/dates.ts'
import { escapePointer, type Fault } from '../engine/errors.ts'
import { type Field, type Fields, initial, type Resource } from '../engine/resource.ts'
import { isVisible } from '../engine/text.ts'
import { filledElement, formFaults, nearestName, unknownField } from './check.ts'

/** What a claim says, and of which field, list or group of its subject. */
type Saying = { field: string; value: unknown }

/** What is wrong with the value of a claim whose field the subject has. Each fault says what may stand there. */
export function claimedFaults(resource: Resource, { field: name, value }: Saying): Fault[] {
  const { fields } = resource
  const field = fields[name]
  if (field?.kind === 'list') return elementFaults(name, field, value)
  if (field) return valueFaults('/value', name, field, value)
  const members = membersOf(fields, name)
  if (Object.keys(members).length) {
    const faults = memberFaults(name, members, value)
    return faults.length ? faults : contradictionsAmong(resource, value as object)
  }
  if (typeof value !== 'string' || isVisible(value)) return []
  return [{ pointer: '/value', code: 'invalid_value', detail: 'Has no visible character: say what the source says.' }]
}

/** Where a claim says a field of its subject, as a JSON pointer into the claim; undefined if it says nothing of it. */
export function placeIn({ fields }: Resource, { field, value }: Saying, name: string): string | undefined {
  if (field === name) return '/value'
  const { evidence, group } = fields[name] ?? {}
  if (field !== evidence && field !== group) return undefined
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? `/value/${name}` : '/value'
}

/** The fields of a group, those that need no evidence last. */
function membersOf(fields: Fields, group: string): Fields {
  const entries = Object.entries(fields)
  return Object.fromEntries([
    ...entries.filter(([, { evidence }]) => evidence === group),
    ...entries.filter(([, field]) => field.group === group),
  ])
}

function elementFaults(name: string, field: Field, value: unknown): Fault[] {
  const form = `A claim on '${name}' says one element of that list; each further one has a claim of its own.`
  const element = filledElement(field, value)
  const faults = formFaults('', field, [element]).map((fault) =>
    explained({ ...fault, pointer: `/value${fault.pointer?.slice('/0'.length)}` }, form),
  )
  return faults.length || !isDated(element) ? faults : datesFaults(dateFault(element))
}

const isDated = (value: unknown): value is DateGroup =>
  typeof value === 'object' && value !== null && 'date_precision' in value

const datesFaults = (fault: ReturnType<typeof dateFault>): Fault[] =>
  fault ? [{ pointer: `/value/${fault.field}`, code: 'invalid_date', detail: fault.detail }] : []

/** What the members of a group say against each other. What one of them lacks beside it another claim may say. */
function contradictionsAmong(resource: Resource, said: object): Fault[] {
  const dates = datesFaults(saidDateFault(said)) // each member has the form of its field
  const nothing = Object.fromEntries(Object.entries(resource.fields).map(([name, field]) => [name, initial(field)]))
  const found = (part: object) => resource.contradictions?.({ ...nothing, ...part, id: '' }) ?? []
  const alone = Object.entries(said).flatMap(([name, part]) => found({ [name]: part }).map(({ detail }) => detail))
  const among = found(said).filter(({ detail }) => !alone.includes(detail))
  return [
    ...dates,
    ...among.map(({ field, detail }) => ({ pointer: `/value/${field}`, code: 'contradiction', detail })),
  ]
}

const valueFaults = (pointer: string, name: string, field: Field, value: unknown): Fault[] =>
  formFaults(pointer, field, value).map((fault) =>
    explained(fault, `A claim on '${name}' says what that field may hold: ${field.description}`),
  )

function memberFaults(group: string, members: Fields, value: unknown): Fault[] {
  const names = Object.keys(members)
  const form = (example: string | undefined) =>
    `A claim on '${group}' says one or more of its fields, ${names.join(', ')}${example ? `, such as ${example}` : ''}.`
  if (typeof value !== 'object' || value === null || Array.isArray(value) || Object.keys(value).length === 0)
    return [
      {
        pointer: '/value',
        code: 'invalid_value',
        detail: `Is no object with fields of ${group}. ${form(exampleOf(members, names, value))}`,
      },
    ]
  return Object.entries(value).flatMap(([key, part]) => {
    const pointer = `/value/${escapePointer(key)}`
    const member = Object.hasOwn(members, key) ? members[key] : undefined
    if (member) return valueFaults(pointer, key, member, part)
    const near = nearestName(key, names)
    return [explained(unknownField(pointer, near), form(exampleOf(members, near ? [near] : names, part)))]
  })
}

/** A value by itself under the first of the fields that could hold it. */
function exampleOf(members: Fields, names: readonly string[], value: unknown): string | undefined {
  const name = value === null ? undefined : names.find((name) => members[name]?.schema.safeParse(value).success)
  return name === undefined ? undefined : JSON.stringify({ [name]: value })
}

const explained = (fault: Fault, form: string): Fault => ({ ...fault, detail: `${fault.detail} ${form}` })
