/** Values of cells: text, numbers and days as a field may hold them. What is not there is null. */
import { dayNumber, isDay } from '../engine/dates.ts'
import type { RecordOf } from '../engine/resource.ts'
import { fold, isVisible } from '../engine/text.ts'
import type { events } from '../model/events.ts'
import type { Warn } from './dataset.ts'

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const unclean = /[\u0000-\u0008\u000b-\u001f\u007f\ud800-\udfff]/
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const controls = /\r\n?|[\u0000-\u0008\u000b-\u001f\u007f]/g

/** Characters of a text. */
export const longest = 20_000

/**
 * The text of a cell, its control characters taken out; null if there is nothing to see. What is too long is cut, and
 * `onCut` hears how long it was. The cell itself is kept as it is in the source row.
 */
export function readText(cell: string, onCut?: (length: number) => void): string | null {
  const clean = unclean.test(cell)
    ? cell.toWellFormed().replace(controls, (found) => (found[0] === '\r' ? '\n' : ' '))
    : cell
  const text = clean.trim()
  if (!isVisible(text)) return null
  if (text.length <= longest) return text
  onCut?.(text.length)
  return cut(text)
}

/** The beginning of a text that is too long, with no spaces at its end. */
export const cut = (text: string) => text.slice(0, longest).trimEnd().toWellFormed()

/** The text of a column that may be long; a warning if it is cut. */
export const readLong = (column: string, cell: string, warn: Warn) =>
  readText(cell, (length) =>
    warn(`${column} is longer than 20,000 characters and was cut; source_row has all of it`, `${length} characters`),
  )

/** The text of a cell on one line, as in a name. */
export const readName = (cell: string): string | null => {
  const text = readText(cell)
  return text !== null && /\s\s|[^\S ]/.test(text) ? text.replace(/\s+/g, ' ') : text
}

/** A number in digits, with a decimal point or without; null if the cell is empty, undefined if it is anything else. */
export function readNumber(cell: string): number | null | undefined {
  if (cell === '') return null
  return /^\d{1,15}(\.\d+)?$/.test(cell) ? Number(cell) : undefined
}

/** A whole number as `readNumber` reads it: 84 of `84` and `84.0`. */
export function readCount(cell: string): number | null | undefined {
  const value = readNumber(cell)
  return value === null || Number.isSafeInteger(value) ? value : undefined
}

/** Days of the calendar with their numbers, each looked at once; there are few. */
export type Calendar = (day: string) => number | undefined

/** Gives the number of a day, undefined if the calendar does not have it. */
export function openCalendar(): Calendar {
  const known = new Map<string, number | undefined>()
  return (day) => {
    if (known.has(day)) return known.get(day)
    const number = isDay(day) ? dayNumber(day) : undefined
    if (known.size < 100_000) known.set(`${day} `.slice(0, -1), number)
    return number
  }
}

export type Dates = Pick<
  RecordOf<typeof events.fields>,
  'date_start' | 'date_end' | 'date_precision' | 'date_edtf' | 'date_text' | 'date_inferred'
>

/** A span of days of which one is meant, in EDTF: the day, month or year if it is one, else one of a set. */
export function toEdtf(start: string, end: string): string {
  if (start === end) return start
  if (start.endsWith('-01-01') && end.endsWith('-12-31') && start.slice(0, 4) === end.slice(0, 4))
    return start.slice(0, 4)
  const month = start.slice(0, 7)
  if (start.endsWith('-01') && end.startsWith(month) && end === lastOf(month)) return month
  return `[${start}..${end}]`
}

/** The last day of a month. */
export const lastOf = (month: string) => {
  const [year = 0, number = 1] = month.split('-').map(Number)
  return `${month}-${new Date(Date.UTC(2000 + (year % 400), number, 0)).getUTCDate()}`
}

/** Letters and digits of a name, joined by hyphens, as an id; empty if it has none that an id may hold. */
export const toSlug = (name: string) => (fold(name).match(/[a-z0-9]+/g) ?? []).join('-').slice(0, 80).replace(/-$/, '')
