/**
 * Days, periods, and what a record's date group says. A day is `YYYY-MM-DD` in the proleptic Gregorian calendar,
 * years 0000 to 9999; days compare as text.
 */
import { createRequire } from 'node:module'
import { once } from './once.ts'

/** Both ends inclusive; null is open. */
export type Period = { from: string | null; to: string | null }

const dayForm = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/

/** `2025`, `2025-04`, `2025-04-10`, or two of these with `/` between, either end `..` for open. Undefined if it is none of these. */
export function readPeriod(text: string): Period | undefined {
  const ends = text.split('/')
  if (ends.length === 1) return readDay(text)
  if (ends.length !== 2) return undefined
  const [first = '', last = ''] = ends
  const from = first === '..' || first === '' ? { from: null } : readDay(first)
  const to = last === '..' || last === '' ? { to: null } : readDay(last)
  if (!from || !to) return undefined
  const period = { from: from.from, to: to.to }
  if (period.from !== null && period.to !== null && period.from > period.to) return undefined
  return period
}

/** What somebody means who writes years, months and days, or first and last, otherwise: `2014-2016`, `20140105`, `5 January 2014`, `01/2014`. */
export function periodMeant(typed: string): string | undefined {
  if (typed.length > 48 || !/\d/.test(typed)) return undefined
  const plain = typed
    .replace(/\b(\d{4}-\d\d-\d\d)T[\d:.]+Z?/g, '$1')
    .replace(/\b(?:(\d{1,2})[a-z]{0,2}[ -])?([a-z]{3,9})\.?,?[ -](?:(\d{1,2})[a-z]{0,2},? )?(\d{4})\b/gi, numbered)
    .replace(/\b(\d{4})(\d\d)(\d\d)\b/g, '$1-$2-$3')
    .replace(/^(\d{4})[/.](\d{1,2})(?:[/.](\d{1,2}))?$/, joined)
    .replace(/^(\d{1,2})[/.](\d{4})$/, '$2-$1')
    .replace(/^(\d{1,2})\.(\d{1,2})\.(\d{4})$/, '$3-$2-$1')
    .replace(/^(\d{3})0s$/, (_, decade: string) => `${decade}0/${decade}9`)
    .replace(/(?<=-)\d(?!\d)/g, '0$&')
  const ends = plain.split(/ *(?:\/|\.\.|[,:–—]| to |-(?=\d{4}(?!\d)))+ */)
  const [first, last] = [ends[0] || '..', ends[1] || '..']
  const ways = ends.length === 2 ? [`${first}/${last}`, `${last}/${first}`] : [plain]
  return ways.find((way) => readPeriod(way) !== undefined)
}

/** The same where only a day will do. */
export function dayMeant(typed: string): string | undefined {
  const meant = periodMeant(typed)
  return meant !== undefined && isDay(meant) ? meant : undefined
}

const joined = (_: string, ...parts: (string | undefined)[]) => parts.slice(0, 3).filter(Boolean).join('-')

/** A date whose month has a name, in numbers: of `5 January 2014` and `Jan 5, 2014` the same. */
function numbered(whole: string, before: string | undefined, name: string, after: string | undefined, year: string) {
  const month = months.findIndex((month) => month.startsWith(name.toLowerCase())) + 1
  return month === 0 ? whole : joined(whole, year, String(month), before ?? after)
}

const months = 'january february march april may june july august september october november december'.split(' ')

/** The first and last day of a year, month or day. */
function readDay(text: string): { from: string; to: string } | undefined {
  const [, year, month, day] = dayForm.exec(text) ?? []
  if (year === undefined) return undefined
  if (month === undefined) return { from: `${year}-01-01`, to: `${year}-12-31` }
  const days = daysIn(Number(year), Number(month))
  if (days === undefined) return undefined
  if (day === undefined) return { from: `${year}-${month}-01`, to: `${year}-${month}-${days}` }
  return Number(day) >= 1 && Number(day) <= days ? { from: text, to: text } : undefined
}

function daysIn(year: number, month: number): number | undefined {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  return [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
}

export const isDay = (text: string) => text.length === 10 && readDay(text) !== undefined

/** Days from 0000-01-01 (day 1) to a day; the high part of a record's place in the text index. */
export const dayNumber = (day: string) => Math.round(Date.parse(`${day}T00:00:00Z`) / 86_400_000) + 719_529

/** The day so many days later, kept within the years 0000 to 9999. */
export function shiftDay(day: string, days: number): string {
  const shifted = new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString()
  return /^\d{4}-/.test(shifted) ? shifted.slice(0, 10) : days < 0 ? '0000-01-01' : '9999-12-31'
}

export type DateGroup = {
  date_start: string | null
  date_end: string | null
  date_precision: string
  date_edtf: string | null
}

/** What a date group says that contradicts itself, as a sentence, or undefined. */
export function dateFault(date: DateGroup): { field: keyof DateGroup; detail: string } | undefined {
  const { date_start: start, date_end: end, date_precision: precision, date_edtf: text } = date
  if (start !== null && end !== null && start > end) return { field: 'date_end', detail: 'Lies before date_start.' }
  if (precision === 'unknown' && (start ?? end ?? text) !== null)
    return {
      field: 'date_precision',
      detail: `Is unknown although a date is given; say how precise the date is.${beside(text)}`,
    }
  if (precision !== 'unknown' && (start ?? end) === null)
    return { field: 'date_precision', detail: `Is ${precision}, which needs date_start or date_end.${beside(text)}` }
  if (precision === 'before' && (start !== null || end === null))
    return { field: 'date_end', detail: 'With precision before there is a date_end and no date_start.' }
  if (precision === 'after' && (start === null || end !== null))
    return { field: 'date_start', detail: 'With precision after there is a date_start and no date_end.' }
  const [least, most] = spans[precision] ?? [0, Number.POSITIVE_INFINITY]
  const length = start === null || end === null ? 0 : dayNumber(end) - dayNumber(start) + 1
  if (length < least || length > most)
    return {
      field: 'date_precision',
      detail: `Is ${precision}, which needs date_start and date_end, ${toWords(least, most)}.${beside(text)}`,
    }
  return text === null ? undefined : edtfFault(date, text)
}

/** What members of a date group say against each other; of those that are left out the EDTF tells the days, if it can. */
export function saidDateFault(said: Partial<DateGroup>): ReturnType<typeof dateFault> {
  const { date_edtf: text = null, date_precision: given } = said
  const told = text === null ? undefined : readEdtf(text)
  const { date_start: start = told?.from, date_end: end = told?.to } = said
  if (start === undefined || end === undefined || (given === undefined && (start ?? end) === null)) return undefined
  const vague = text !== null && /[~%]/.test(text)
  const precision = given ?? (vague ? 'approximate' : 'interval') // both take any days in order
  const fault = dateFault({ date_start: start, date_end: end, date_edtf: text, date_precision: precision })
  return fault && (Object.hasOwn(said, fault.field) ? fault : { ...fault, field: 'date_edtf' })
}

/** Days from the first to the last, both counted, as the vocabulary of precisions has them. */
const spans: Record<string, readonly [number, number]> = {
  day: [1, 1],
  days: [2, 6],
  week: [7, 7],
  month: [8, 31],
  year: [32, 366],
}

function toWords(least: number, most: number): string {
  if (least < most) return `${least} to ${most} days`
  return most === 1 ? 'the same day' : `${most} days`
}

/** What goes beside a date in EDTF, as a further sentence; empty where only software for EDTF could tell. */
function beside(text: string | null): string {
  const said = text === null ? undefined : readEdtf(text)
  if (!text || !said) return ''
  const days = Object.entries({ date_start: said.from, date_end: said.to }).filter(([, day]) => day !== null)
  if (!days.length) return ''
  const parts = days.map(([name, day]) => `${name} ${day}`)
  return ` Beside date_edtf ${text} stand ${parts.join(', ')} and date_precision ${precisionOf(text, said)}.`
}

function precisionOf(text: string, { from, to }: Period): string {
  if (text.includes('/')) return 'interval'
  if (from === null || to === null) return from === null ? 'before' : 'after'
  const length = dayNumber(to) - dayNumber(from) + 1
  const [precision = 'approximate'] =
    Object.entries(spans).find(([, [least, most]]) => length >= least && length <= most) ?? []
  return /[~%]/.test(text) ? 'approximate' : precision
}

/** Text that only software for EDTF could compare with days is taken as it is. */
function edtfFault(date: DateGroup, text: string): { field: 'date_edtf'; detail: string } | undefined {
  const said = readEdtf(text)
  if (!said || date.date_precision === 'approximate') return undefined
  return said.from === date.date_start && said.to === date.date_end
    ? undefined
    : {
        field: 'date_edtf',
        detail: `Says ${said.from ?? '..'} to ${said.to ?? '..'}, not what date_start and date_end say.`,
      }
}

/** The days that plain EDTF names, whatever it says of how sure they are. */
const readEdtf = (text: string) =>
  readPeriod(
    text
      .replace(/[?~%]/g, '')
      .replace(/^\[\.\.(.*)\]$/, '../$1')
      .replace(/^\[(.*)\.\.\]$/, '$1/..'),
  )

const require = createRequire(import.meta.url)

/** The parser of EDTF, loaded when the first date is checked. */
const parser = once(() => (require('edtf') as typeof import('edtf')).default)

/** Whether a text is a date in EDTF. It is bounded before it is parsed: the parser's time grows with its length. */
export function isEdtf(text: string): boolean {
  if (text.length > 64) return false
  const parse = parser()
  try {
    parse(text)
    return true
  } catch {
    return false
  }
}
