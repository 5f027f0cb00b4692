/** Ids that the server makes: readable, from what the record says, and free. */
import { randomUUID } from 'node:crypto'
import type { Resource } from '../engine/resource.ts'
import { fold } from '../engine/text.ts'
import type { Exists } from './check.ts'

/** As long as an id may be, but for room to tell it from others. */
const longest = 72

/** An id that no record has. A claim is named by what it is about, a dated record by its day and title. */
export function newId(resource: Resource, input: Record<string, unknown>, isTaken: Exists): string {
  const words = wordsOf(resource, input)
    .flatMap((value) => (typeof value === 'string' ? [value] : []))
    .map((value) =>
      fold(value)
        .replace(/[^a-z0-9]+/g, ' ')
        .trim(),
    )
    .filter((value) => value !== '')
  const base = words.join(' ').slice(0, longest).trim().replaceAll(' ', '-') || resource.singular.toLowerCase()
  for (let count = 1; ; count++) {
    const id = count === 1 ? base : `${base}-${count < 20 ? count : randomUUID().slice(0, 6)}`
    if (!isTaken(resource.name, id)) return id
  }
}

function wordsOf(resource: Resource, input: Record<string, unknown>): unknown[] {
  if (resource.about) return [input.subject_id, input.field, input.metric]
  if (resource.title === 'id')
    return Object.entries(resource.fields).map(([name, { kind }]) =>
      kind === 'id' || kind === 'code' ? input[name] : null,
    )
  return [input.date_start, input[resource.title]]
}
