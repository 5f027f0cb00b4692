/**
 * A small world of events for property tests: every precision of dates, spans of a day to years, points near the
 * antimeridian and the poles, ties and missing values; and the slow, obvious model of what their dates say.
 */
import fc from 'fast-check'
import type { AnyRecord } from '../../src/engine/resource.ts'
import { type Random, randomFrom } from '../records.ts'
import { type Base, curated, openBase, readAll, resourceOf, type Scope } from '../support.ts'

const dayMs = 86_400_000
const firstOfWindow = Date.parse('2023-11-01T00:00:00Z')
const daysOfWindow = 900

/** Every day that the world knows; what goes on without end goes on to the last of them. */
const days: readonly string[] = Array.from({ length: daysOfWindow }, (_, index) =>
  new Date(firstOfWindow + index * dayMs).toISOString().slice(0, 10),
)

const pick = <T>(random: Random, from: readonly T[]): T => from[random(from.length)] as T
const maybe = <T>(random: Random, value: T): T | null => (random(3) === 0 ? null : value)

function datesOf(random: Random) {
  const start = days[100 + random(600)] as string
  const lastOf = (length: number) => days[Math.min(days.indexOf(start) + length, 860)] as string
  const month = { start: `${start.slice(0, 7)}-01`, end: days.findLast((day) => day.startsWith(start.slice(0, 7))) }
  const group = (date_precision: string, date_start: string | null, date_end: string | null | undefined) => ({
    date_precision,
    date_start,
    date_end: date_end ?? null,
  })
  switch (random(12)) {
    case 0:
      return group('day', start, start)
    case 1:
      return group('days', start, lastOf(random(6)))
    case 2:
      return group('week', start, lastOf(6))
    case 3:
      return group('month', month.start, month.end)
    case 4:
      return group('year', '2024-01-01', '2024-12-31')
    case 5:
      return group('interval', start, lastOf(pick(random, [0, 1, 29, 30, 31, 32, 60, 250])))
    case 6:
      return group('interval', start, null)
    case 7:
      return group('interval', null, start)
    case 8:
      return group('before', null, start)
    case 9:
      return group('after', start, null)
    case 10:
      return pick(random, [group('approximate', start, lastOf(90)), group('approximate', null, start)])
    default:
      return group('unknown', null, null)
  }
}

const actors = ['ttp', 'army', 'is-k', 'police']
const places = [
  { id: 'pakistan', parent_id: null },
  { id: 'waziristan', parent_id: 'pakistan' },
  { id: 'fiji', parent_id: null },
]
const words = ['attack', 'suicide', 'North Waziristan', 'police', 'mosque', 'convoy']

function eventOf(index: number, random: Random): AnyRecord {
  const located = random(4) > 0
  const longitude = pick(random, [random(3600) / 10 - 180, 179.5 + random(10) / 10 - 0.5, -180 + random(10) / 10, 180])
  return {
    id: `${pick(random, ['a', 'k', 'z'])}-${index}`,
    type: pick(random, ['attack', 'protest', 'armed_clash']),
    title: [0, 0, 0].map(() => pick(random, words)).join(' '),
    country: maybe(random, pick(random, ['PK', 'AF', 'FJ'])),
    admin1: maybe(random, pick(random, ['Khyber', 'Balochistan'])),
    place_id: maybe(random, pick(random, places).id),
    latitude: located ? pick(random, [random(1800) / 10 - 90, random(50) / 10, 90, -90]) : null,
    longitude: located ? longitude : null,
    fatalities_best: maybe(random, random(5)),
    participants: actors
      .filter(() => random(3) === 0)
      .map((actor_id) => ({ actor_id, text: null, role: 'participant', side: null, certainty: 'confirmed' })),
    ...datesOf(random),
  }
}

/** A knowledge base with so many events, and what it answers about them. */
export async function openWorld(scope: Scope, count = 400, seed = 1): Promise<Base & { events: AnyRecord[] }> {
  const base = await openBase(scope)
  const random = randomFrom(seed)
  base.write((writer) => {
    const dataset = { id: 'sourcebook', title: 'Sourcebook', licence: 'CC-BY-4.0' }
    writer.put(resourceOf('datasets'), dataset, curated)
    for (const place of places)
      writer.put(
        resourceOf('places'),
        { ...place, kind: 'region', name: place.id, between_ids: [], names: [] },
        curated,
      )
    for (const id of actors)
      writer.put(
        resourceOf('actors'),
        { id, kind: 'other', name: id, names: [], positions: [], external_ids: [] },
        curated,
      )
    for (let index = 0; index < count; index++) {
      const lists = { same_event_ids: [], classifications: [], external_ids: [] }
      writer.put(resourceOf('events'), { ...eventOf(index, random), ...lists }, curated)
    }
  })
  return { ...base, events: await readAll(base.app, '/v1/events') }
}

/** The days on which a record may have happened, or on which it went on; none if it is undated. */
function daysOf(record: AnyRecord): { days: string[]; goesOn: boolean } {
  const start = record.date_start as string | null
  const end = record.date_end as string | null
  const goesOn = record.date_precision === 'interval' && start !== null && end === null
  const first = start ?? end
  const last = goesOn ? (days.at(-1) as string) : (end ?? start)
  if (first === null || last === null) return { days: [], goesOn: false }
  return { days: days.filter((day) => first <= day && day <= last), goesOn }
}

/** A period as it is typed, with the days that it means. */
export type Period = { typed: string; days: string[]; open: boolean }

const end = fc.oneof(
  fc.constantFrom('2023', '2024', '2025'),
  fc.constantFrom(...new Set(days.map((day) => day.slice(0, 7)))),
  fc.constantFrom(...days),
)
const open = fc.constantFrom('..', '')

const daysBetween = (first: string, last: string) =>
  days.filter((day) => (isOpen(first) || day >= first) && (isOpen(last) || day.slice(0, last.length) <= last))
const isOpen = (typed: string) => typed === '..' || typed === ''

/** Years, months, days, and intervals of them with either end open. */
export const period: fc.Arbitrary<Period> = fc.oneof(
  end.map((typed) => ({ typed, days: days.filter((day) => day.startsWith(typed)), open: false })),
  fc
    .tuple(fc.oneof(end, open), fc.oneof(end, open))
    .filter(([first, last]) => isOpen(first) || isOpen(last) || daysBetween(first, last).length > 0)
    .map(([first, last]) => ({ typed: `${first}/${last}`, days: daysBetween(first, last), open: isOpen(last) })),
)

export const overlaps = (record: AnyRecord, { days: asked }: Period) => {
  const wanted = new Set(asked)
  return daysOf(record).days.some((day) => wanted.has(day))
}

export const liesWithin = (record: AnyRecord, { days: asked, open }: Period) => {
  const { days: own, goesOn } = daysOf(record)
  const wanted = new Set(asked)
  return own.length > 0 && own.every((day) => wanted.has(day)) && (!goesOn || open)
}
