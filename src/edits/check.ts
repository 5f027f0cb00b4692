/**
 * Checks a record that somebody wrote, before anything is stored: every fault at once, each with its JSON pointer.
 * What the writer left out is filled with what the field holds when nothing is said. What fields say against each other
 * is looked for when each of them is right by itself.
 */

import { type DateGroup, dateFault } from '../engine/dates.ts'
import { calledHere } from '../engine/elsewhere.ts'
import { escapePointer, type Fault, mostNamed, nearest } from '../engine/errors.ts'
import { meantOf } from '../engine/parameters.ts'
import { type AnyRecord, type Field, initial, isRequired, type Resource } from '../engine/resource.ts'
import { listed, wordOf } from '../engine/wording.ts'
import { type Reference, referencesOf } from './ids.ts'

export type Checked = { record: AnyRecord; faults: Fault[] }

/** Does a record of this id exist? */
export type Exists = (resource: string, id: string) => boolean

/** The id of the record that was meant by what is no id of one, if there is such a record. */
export type Meant = (resource: string, typed: string) => string | undefined

/** `before` is what the record was, if it was there: a value that it had stays as it is, whatever is asked of values today. */
export function checkRecord(
  resource: Resource,
  input: Record<string, unknown>,
  exists: Exists,
  meant: Meant = () => undefined,
  before?: AnyRecord,
): Checked {
  const faults: Fault[] = []
  const record: Record<string, unknown> = {}
  const fields = Object.entries(resource.fields).filter(([, field]) => !field.managed)
  const names = fields.map(([name]) => name)
  const calledElsewhere = (name: string) =>
    partsOf(resource, name).length ? undefined : calledHere(name).find((here) => names.includes(here))
  const meantName = forFirst((name: string) => nearestName(name, names) ?? calledElsewhere(name))
  for (const name of Object.keys(input)) {
    if (names.includes(name)) continue
    const pointer = `/${escapePointer(name)}`
    faults.push(
      resource.fields[name]?.managed
        ? { pointer, code: 'managed_field', detail: 'Is kept by the server; leave it out.' }
        : unknownField(pointer, meantName(name), partsOf(resource, name)),
    )
  }
  for (const [name, field] of fields) {
    const value = filled(field, input[name])
    record[name] = value
    if (before && JSON.stringify(value) === JSON.stringify(before[name])) continue
    if (value === null && isRequired(field)) faults.push(required(name, field))
    else for (const fault of valueFaults(name, field, value, exists, meant)) faults.push(fault)
  }
  const faulty = new Set(faults.flatMap(({ pointer }) => [pointer, /^(.*?)\/date_/.exec(pointer ?? '')?.[1]]))
  for (const [at, group] of dateGroups(resource, record)) {
    if (faulty.has(at)) continue
    const fault = dateFault(group)
    if (fault) faults.push({ pointer: `${at}/${fault.field}`, code: 'invalid_date', detail: fault.detail })
  }
  const contradictions = faults.length ? [] : (resource.contradictions?.(record as AnyRecord) ?? [])
  for (const { field, detail } of contradictions) faults.push({ pointer: `/${field}`, code: 'contradiction', detail })
  return { record: record as AnyRecord, faults }
}

function required(name: string, { description, vocabulary }: Field): Fault {
  const fault: Fault = { pointer: `/${name}`, code: 'required', detail: `Is required: ${description}` }
  if (!vocabulary) return fault
  const allowed = Object.keys(vocabulary)
  return { ...fault, detail: `${fault.detail} One of its values${listed(allowed)}.`, allowed }
}

/** The fields of a group, which has a name in claims but is no field. */
const partsOf = ({ fields }: Resource, group: string): string[] =>
  Object.keys(fields).filter((name) => fields[name]?.evidence === group || fields[name]?.group === group)

/** The date groups of a record and of the elements of its lists, each with its pointer. */
function dateGroups({ fields }: Resource, record: Record<string, unknown>): [string, DateGroup][] {
  const elements = Object.entries(fields).flatMap(([name, { kind }]) => {
    const value = record[name]
    return kind === 'list' && Array.isArray(value)
      ? value.map((element, index): [string, unknown] => [`/${name}/${index}`, element])
      : []
  })
  const objects: [string, unknown][] = [['', record], ...elements]
  return objects.filter((entry): entry is [string, DateGroup] => {
    const [, group] = entry
    return typeof group === 'object' && group !== null && 'date_precision' in group
  })
}

/** A value with what was left out: an empty list, null, the column's default; and the same inside elements of a list. */
export function filled(field: Field, value: unknown): unknown {
  if (value === undefined || value === null) return initial(field)
  return field.kind === 'list' && Array.isArray(value) ? value.map((element) => filledElement(field, element)) : value
}

/** An element of a list with its keys in order, those left out as null or as the field says. */
export function filledElement(field: Field, element: unknown): unknown {
  if (typeof element !== 'object' || element === null || Array.isArray(element)) return element
  const shape = elementShape(field)
  if (!shape) return element
  const given = element as Record<string, unknown>
  const known = shape.map((key) => [key, given[key] ?? field.elementInitial?.[key] ?? null] as const)
  const unknown = Object.entries(given).filter(([key]) => !shape.includes(key))
  return Object.fromEntries([...known, ...unknown])
}

function elementShape({ schema }: Field): string[] | undefined {
  const list = schema.def as unknown as { element?: { shape?: object } } // zod's own view of an array schema
  return list.element?.shape && Object.keys(list.element.shape)
}

/** What stands in a list that is faulty as a whole, such as one that is too long, is not looked up. */
function valueFaults(name: string, field: Field, value: unknown, exists: Exists, meant: Meant): Fault[] {
  const at = `/${name}`
  const form = formFaults(at, field, value)
  const isFaultyList = field.kind === 'list' && form.some(({ pointer }) => pointer === at)
  return withReferences(form, isFaultyList ? [] : referencesOf(at, field, value), exists, meant)
}

/** Faults of form, and those of what is named and not there; what is no id, or that of no record, is told which is meant. */
export function withReferences(
  form: readonly Fault[],
  references: readonly Reference[],
  exists: Exists,
  meant: Meant,
): Fault[] {
  const named = new Map(references.map((reference) => [reference.pointer, reference]))
  const sought = forFirst(meant)
  const hinted = (fault: Fault, { resource, id }: Reference): Fault => {
    const near = sought(resource, id)
    return near === undefined || near === id
      ? fault
      : { ...fault, detail: `${fault.detail} Did you mean '${near}'?`, allowed: [near] }
  }
  const malformed = form.map((fault) => {
    const reference = named.get(fault.pointer ?? '')
    named.delete(fault.pointer ?? '')
    return reference ? hinted(fault, reference) : fault
  })
  const unknown = [...named.values()].filter(({ resource, id }) => !exists(resource, id))
  return [...malformed, ...unknown.map((reference) => hinted(unknownReference(reference), reference))]
}

/** Looks for what is meant as often as an answer names faults, and not beyond that: who sends more waits for no more hints. */
function forFirst<A extends unknown[]>(find: (...given: A) => string | undefined): typeof find {
  let count = 0
  return (...given) => (++count > mostNamed ? undefined : find(...given))
}

const unknownReference = ({ pointer, resource, id }: Reference): Fault => ({
  pointer,
  code: 'unknown_reference',
  detail: `There is no '${id}' in ${resource}.`,
})

/** What is wrong with the form of a value that stands at a pointer, whatever it names. */
export function formFaults(at: string, field: Field, value: unknown): Fault[] {
  const { error } = field.schema.safeParse(value, { error: wordOf })
  const faulty = new Set<string>()
  const meantKey = forFirst((key: string) => nearestName(key, elementShape(field) ?? []))
  return (error?.issues ?? []).flatMap((issue): Fault[] => {
    const pointer = [at, ...issue.path.map((part) => escapePointer(String(part)))].join('/')
    if (faulty.has(pointer)) return [] // the length of what has the wrong type is no second fault
    faulty.add(pointer)
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => unknownField(`${pointer}/${escapePointer(key)}`, meantKey(key)))
    const allowed = issue.code === 'invalid_value' ? issue.values.map(String) : undefined
    const wrong = valueAt(value, issue.path)
    const near = typeof wrong === 'string' ? (field.meant?.(wrong) ?? meantOf(wrong, allowed ?? [])) : undefined
    const detail = sentence(issue.message, near)
    return [{ pointer, code: 'invalid_value', detail, ...(allowed && { allowed }) }]
  })
}

const valueAt = (value: unknown, path: readonly PropertyKey[]) =>
  path.reduce((part, key) => (part as Record<PropertyKey, unknown>)[key], value) // zod found something there

export function unknownField(pointer: string, near: string | undefined, parts: readonly string[] = []): Fault {
  const hint = near ? ` Did you mean '${near}'?` : parts.length ? ` It is a group of fields: ${parts.join(', ')}.` : ''
  return { pointer, code: 'unknown_field', detail: `There is no such field.${hint}` }
}

/** The name that a key is meant to be: misspelt, or short for it alone. */
export function nearestName(key: string, names: readonly string[]): string | undefined {
  const longer = names.filter((name) => name.split('_').includes(key))
  return nearest(key, names) ?? (longer.length === 1 ? longer[0] : undefined)
}

const sentence = (message: string, near: string | undefined) =>
  `${message[0]?.toUpperCase()}${message.slice(1)}.${near ? ` Did you mean '${near}'?` : ''}`
