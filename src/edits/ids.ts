/** Ids inside values: what a field, or a claim about a field, says of other records. */

import type { Field, Resource } from '../engine/resource.ts'
import type { Claim } from './evidence.ts'

/** Says what stands in the place of an id of a resource. */
export type Change = (resource: string, id: string) => string

/** A value of a field with its ids changed. Elements of a list that have become the same stand once. */
export function changeIds(field: Field, value: unknown, change: Change): unknown {
  if (field.kind !== 'list' || !Array.isArray(value)) return changeId(field, value, change)
  const changed = value.map((element) => changeElement(field, element, change))
  const texts = changed.map((element) => JSON.stringify(element))
  if (texts.every((text, index) => text === JSON.stringify(value[index]))) return value
  return changed.filter((_, index) => texts.indexOf(texts[index] as string) === index)
}

const changeId = ({ references }: Field, value: unknown, change: Change) =>
  references && typeof value === 'string' ? change(references, value) : value

function changeElement(field: Field, element: unknown, change: Change): unknown {
  if (typeof element !== 'object' || element === null) return changeId(field, element, change)
  return Object.fromEntries(
    Object.entries(element).map(([key, value]) => {
      const of = field.elementReferences?.[key]
      return [key, of && typeof value === 'string' ? change(of, value) : value]
    }),
  )
}

/** What a claim says, with its ids changed: an element of a list, the members of a group, or one value. */
export function changeClaimed({ fields }: Resource, { field: name, value }: Claim, change: Change): unknown {
  const field = fields[name]
  if (field) return field.kind === 'list' ? changeElement(field, value, change) : changeId(field, value, change)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([member, part]) => {
      const of = fields[member]
      return [member, of?.evidence === name ? changeId(of, part, change) : part]
    }),
  )
}

/** A record that a value names, and where it does: a JSON pointer. */
export type Reference = { pointer: string; resource: string; id: string }

/** The records that a value at a pointer names, whatever else is wrong with it. */
export function referencesOf(at: string, { references, elementReferences }: Field, value: unknown): Reference[] {
  if (references && typeof value === 'string') return [{ pointer: at, resource: references, id: value }]
  if (!Array.isArray(value)) return []
  return value.flatMap((element: unknown, index) => {
    if (references)
      return typeof element === 'string' ? [{ pointer: `${at}/${index}`, resource: references, id: element }] : []
    return Object.entries(elementReferences ?? {}).flatMap(([key, resource]) => {
      const id = (element as Record<string, unknown> | null)?.[key]
      return typeof id === 'string' ? [{ pointer: `${at}/${index}/${key}`, resource, id }] : []
    })
  })
}

/** The records that a claim names in what it says, each at its place in the claim. */
export function claimedIds({ fields }: Resource, { field: name, value }: Claim): Reference[] {
  const field = fields[name]
  if (field?.kind === 'list')
    return referencesOf('', field, [value]).map((found) => ({
      ...found,
      pointer: found.pointer.replace('/0', '/value'),
    }))
  if (field) return referencesOf('/value', field, value)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([member, part]) => {
    const of = fields[member]
    return of?.evidence === name ? referencesOf(`/value/${member}`, of, part) : []
  })
}
