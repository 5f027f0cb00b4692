/**
 * ACLED (its terms do not allow passing it on). Columns and codes after "Armed Conflict Location & Event Data Project
 * (ACLED) Codebook" (2023, with the columns of 2024), acleddata.com; older exports write `inter` as numbers.
 */
import { shiftDay } from '../engine/dates.ts'
import { areOther, countryCalled, countryOfNumeric } from '../model/countries.ts'
import { openActors } from './acled-actors.ts'
import { acledType, inters, timePrecisions } from './acled-codes.ts'
import {
  type Cell,
  type Dataset,
  type ImportedEvent,
  lookUp,
  Rejection,
  readersOf,
  type ToEvent,
  type Warn,
} from './dataset.ts'
import { toLocation } from './location.ts'
import type { Parties } from './parties.ts'
import { titles } from './titles.ts'
import { type Dates, lastOf, openCalendar, readCount, readLong, readName } from './values.ts'

// biome-ignore format: as in the codebook
const columns = [
  'event_id_cnty', 'event_date', 'year', 'time_precision', 'disorder_type', 'event_type', 'sub_event_type', 'actor1', 'assoc_actor_1', 'inter1',
  'actor2', 'assoc_actor_2', 'inter2', 'interaction', 'civilian_targeting', 'iso', 'region', 'country', 'admin1', 'admin2', 'admin3', 'location',
  'latitude', 'longitude', 'geo_precision', 'source', 'source_scale', 'notes', 'fatalities', 'tags', 'timestamp',
] as const

export const acled: Dataset = {
  id: 'acled',
  title: titles.acled,
  columns,
  needed: ['event_id_cnty', 'event_date', 'event_type', 'actor1', 'country', 'fatalities'],
  releaseOf: () => null, // an export names its countries and days; the data behind it change every week
  part: ['days', 'countries'],
  eventId: (cell) => (/^[A-Za-z]{2,6}\d{1,12}$/.test(cell) ? `acled-${cell.toLowerCase()}` : null),
  ownSchemes: ['acled-event'],
  reading: 0,
  read: readRows,
}

type Readers = Record<(typeof columns)[number], Cell>

function readRows(column: (name: string) => Cell, parties: Parties): ToEvent {
  const at = readersOf(columns, column)
  const readDates = openDates(at)
  const readActors = openActors(at, parties)
  return (cells, warn) => {
    const id = at.event_id_cnty(cells)
    const eventId = acled.eventId(id)
    if (eventId === null) return new Rejection('event_id_cnty is no country code and number', id)
    const dates = readDates(cells, warn)
    if (dates instanceof Rejection) return dates
    const [numbered, called] = [countryOfNumeric(at.iso(cells)), countryCalled(at.country(cells))]
    const country = numbered ?? called
    if (numbered && called && areOther(numbered, called))
      warn('country and iso name two countries; iso was taken', `${at.country(cells)}, iso ${at.iso(cells)}`)
    if (!country) warn('iso and country are none that is known here', `${at.iso(cells)} ${at.country(cells)}`)
    const type = acledType(at.event_type(cells), at.sub_event_type(cells))
    if (type.type === 'other' && !type.known)
      warn(
        'event_type and sub_event_type are none of the codebook',
        `${at.event_type(cells)} / ${at.sub_event_type(cells)}`,
      )
    const { participants, a, b, title } = readActors(cells, warn)
    const location = readName(at.location(cells))
    const admin1 = readName(at.admin1(cells))
    const what = readName(at.sub_event_type(cells)) ?? readName(at.event_type(cells)) ?? 'Event'
    const where = location ?? admin1 ?? country?.name ?? readName(at.country(cells)) ?? 'place unknown'
    return {
      id: eventId,
      type: type.type,
      subtype: type.subtype,
      title: `${[what, ...(title ? [title] : [])].join(': ')}, ${where}`,
      summary: readLong('notes', at.notes(cells), warn),
      status: 'reported',
      ...dates,
      place_id: country ? parties.placeOf(country, readName(at.country(cells)) ?? '') : null,
      ...toLocation(
        {
          country: country?.code ?? null,
          admin1,
          admin2: readName(at.admin2(cells)),
          latitude: at.latitude(cells),
          longitude: at.longitude(cells),
          location_precision: readPrecision(at, cells, warn),
        },
        warn,
      ),
      location_text: location,
      participants,
      side_a: a,
      side_b: b,
      ...readDeaths(at, cells, warn),
      is_aggregate: false,
      part_of_id: null,
      same_event_ids: [],
      operation_id: null,
      classifications: readCodes(at, cells),
      external_ids: [{ scheme: 'acled-event', value: id }],
    }
  }
}

/** `time_precision`: 1 the day; 2 a week, of which `event_date` is the middle; 3 the month. */
function openDates(at: Readers) {
  const calendar = openCalendar()
  return (cells: readonly string[], warn: Warn): Dates | Rejection => {
    const given = at.event_date(cells)
    const day = toDay(given)
    const number = day === undefined ? undefined : calendar(day)
    if (day === undefined || number === undefined) return new Rejection('event_date is not a day', given)
    if (at.year(cells) !== '' && Number(at.year(cells)) !== Number(day.slice(0, 4)))
      warn('year is not that of event_date', `${at.year(cells)}, ${given}`)
    const precision = lookUp(timePrecisions, at.time_precision(cells))
    if (!precision && at.time_precision(cells) !== '')
      warn('time_precision is no code of the codebook', at.time_precision(cells))
    const text = { date_text: null, date_inferred: false }
    if (precision === 'week') {
      const [start, end] = [shiftDay(day, -3), shiftDay(day, 3)]
      return { date_start: start, date_end: end, date_precision: 'week', date_edtf: `[${start}..${end}]`, ...text }
    }
    if (precision === 'month') {
      const month = day.slice(0, 7)
      return { date_start: `${month}-01`, date_end: lastOf(month), date_precision: 'month', date_edtf: month, ...text }
    }
    return { date_start: day, date_end: day, date_precision: 'day', date_edtf: day, ...text }
  }
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** The day of `2023-01-01`, `01-01-2023`, `1/1/2023` (day first) or `01 January 2023`. */
export function toDay(cell: string): string | undefined {
  const [, iso] = /^\s*(\d{4}-\d{2}-\d{2})(?:$|[T ])/.exec(cell) ?? []
  if (iso) return iso
  const [, day = '', month = '', year] =
    /^\s*(\d{1,2})[-/. ]+([A-Za-z]{3,9}|\d{1,2})[-/., ]+(\d{4})\s*$/.exec(cell) ?? []
  if (year === undefined) return undefined
  const number = /^\d+$/.test(month) ? Number(month) : months.indexOf(month.slice(0, 3).toLowerCase()) + 1
  return number === 0 ? undefined : `${year}-${String(number).padStart(2, '0')}-${day.padStart(2, '0')}`
}

/** `geo_precision`: 1 the place itself, 2 a place nearby, 3 a larger region by its capital or another point. */
function readPrecision(at: Readers, cells: readonly string[], warn: Warn): ImportedEvent['location_precision'] {
  const code = at.geo_precision(cells)
  const precision = lookUp({ '1': 'exact', '2': 'near', '3': 'admin1' } as const, code)
  if (!precision && code !== '') warn('geo_precision is no code of the codebook', code)
  return precision ?? 'unknown'
}

/** Deaths as reported. ACLED takes the lowest report, and 0 where none tells of deaths: no total is known then. */
function readDeaths(at: Readers, cells: readonly string[], warn: Warn) {
  const count = readCount(at.fatalities(cells))
  if (count === undefined) warn('fatalities is not a count', at.fatalities(cells))
  return {
    fatalities_low: count === 0 ? 0 : null,
    fatalities_best: count || null,
    fatalities_high: null,
    deaths_a: null,
    deaths_b: null,
    deaths_civilians: null,
    deaths_unknown: null,
  }
}

/** ACLED's own words and codes. */
function readCodes(at: Readers, cells: readonly string[]): ImportedEvent['classifications'] {
  const several = ['disorder_type', 'tags'] as const
  const single = [
    'event_type',
    'sub_event_type',
    'inter1',
    'inter2',
    'interaction',
    'civilian_targeting',
    'source_scale',
  ] as const
  const given = [
    ...several.flatMap((field) =>
      at[field](cells)
        .split(';')
        .map((word) => [field, word] as const),
    ),
    ...single.map((field) => [field, at[field](cells)] as const),
  ]
  return given.flatMap(([field, word]) => {
    const code = readName(word)?.replace('Demostrations', 'Demonstrations') // misspelt in some exports
    if (!code) return []
    const label = field === 'inter1' || field === 'inter2' ? (lookUp(inters, code)?.label ?? null) : null
    return [{ scheme: 'acled' as const, field, code, label }]
  })
}
