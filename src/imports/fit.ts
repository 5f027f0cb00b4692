/**
 * What an event has room for. A title and the words of a side are made of several cells, and a cell may list very many:
 * what is too much is cut, with a warning, as a cell that is too long by itself is.
 */

import { mostElements as most } from '../engine/resource.ts'
import type { ImportedEvent, Warn } from './dataset.ts'
import { cut, longest } from './values.ts'

/** The event as it can be stored; the same if there is room for all of it. */
export function toFit(event: ImportedEvent, warn: Warn): ImportedEvent {
  const { title, side_a, side_b, participants, classifications } = event
  const texts = [title, side_a, side_b, ...participants.map(({ text }) => text)]
  if (!texts.some(isLong) && participants.length <= most && classifications.length <= most) return event
  const fit = <T extends string | null>(name: string, text: T) => (isLong(text) ? cutNamed(name, text, warn) : text)
  return {
    ...event,
    title: fit('title', title),
    side_a: fit('side_a', side_a),
    side_b: fit('side_b', side_b),
    participants: firstOf('participants', participants, warn).map((one) => ({
      ...one,
      text: fit('a participant', one.text),
    })),
    classifications: firstOf('classifications', classifications, warn),
  }
}

const isLong = (text: string | null): text is string => text !== null && text.length > longest

/** As many elements of a list as an event has room for. */
export function firstOf<T>(name: string, list: T[], warn: Warn): T[] {
  if (list.length <= most) return list
  warn(`${name} would be more than 1,000 and were cut; source_row has all of them`, `${list.length} elements`)
  return list.slice(0, most)
}

function cutNamed(name: string, text: string, warn: Warn): string {
  warn(
    `${name} would be longer than 20,000 characters and was cut; source_row has all of it`,
    `${text.length} characters`,
  )
  return cut(text)
}
