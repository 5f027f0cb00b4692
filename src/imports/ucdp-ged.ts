/**
 * UCDP Georeferenced Event Dataset (CC BY 4.0). Columns and codes after Högbladh, Stina (2023), "UCDP GED Codebook
 * version 23.1", Department of Peace and Conflict Research, Uppsala University; what is said of older and of candidate
 * files holds for versions 17.1 to 23.0.x.
 */
import { areOther, countryCalled, countryOfGwno } from '../model/countries.ts'
import type { Cell, Dataset, ImportedEvent, ToEvent, Warn } from './dataset.ts'
import { lookUp, Rejection, readersOf } from './dataset.ts'
import { toLocation } from './location.ts'
import type { NewActor, Parties } from './parties.ts'
import { titles } from './titles.ts'
import { datePrecisions, openCodes } from './ucdp-codes.ts'
import { type Dates, openCalendar, readCount, readLong, readName, readText, toEdtf } from './values.ts'

// biome-ignore format: as in the codebook
const columns = [
  'id', 'relid', 'year', 'active_year', 'code_status', 'type_of_violence', 'conflict_dset_id', 'conflict_new_id', 'conflict_name',
  'dyad_dset_id', 'dyad_new_id', 'dyad_name', 'side_a_dset_id', 'side_a_new_id', 'side_a', 'side_b_dset_id', 'side_b_new_id', 'side_b',
  'number_of_sources', 'source_article', 'source_office', 'source_date', 'source_headline', 'source_original', 'where_prec',
  'where_coordinates', 'where_description', 'adm_1', 'adm_2', 'latitude', 'longitude', 'geom_wkt', 'priogrid_gid', 'country', 'country_id',
  'region', 'event_clarity', 'date_prec', 'date_start', 'date_end', 'deaths_a', 'deaths_b', 'deaths_civilians', 'deaths_unknown', 'best',
  'high', 'low', 'gwnoa', 'gwnob',
] as const

export const ucdpGed: Dataset = {
  id: 'ucdp-ged',
  title: titles['ucdp-ged'],
  columns,
  needed: ['id', 'type_of_violence', 'side_a', 'side_b', 'date_start', 'date_end', 'best'],
  isHeaderless: (cells) =>
    cells.length === columns.length &&
    /^\d+$/.test(cells[0] ?? '') &&
    /^[123]$/.test(cells[columns.indexOf('type_of_violence')] ?? '') &&
    dayForm.test(cells[columns.indexOf('date_start')] ?? ''),
  releaseOf,
  replaces: (release, other) => !isCandidate(release) || release === other,
  eventId: (cell) => (/^\d{1,15}$/.test(cell) ? `ucdp-ged-${cell}` : null),
  ownSchemes: ['ucdp-event', 'ucdp-relid'],
  reading: 0,
  read: readRows,
}

/** `ged231` and `GEDEvent_v23_1` are 23.1; candidate files have three numbers, `GEDEvent_v23_0_5` or `v23.0.5`. */
function releaseOf(fileName: string): string | null {
  const [, written] = /v(\d{2}[._]\d{1,2}(?:[._]\d{1,2})*)/i.exec(fileName) ?? []
  if (written) return written.replaceAll('_', '.')
  const [, year, version] = /ged[-_]?(\d{2})(\d)(?!\d)/i.exec(fileName) ?? []
  return year ? `${year}.${version}` : null
}

/** A candidate release holds one month (or quarter) and adds to what is there; its second number is 0. */
const isCandidate = (release: string) => /^\d+\.0\.\d+/.test(release)

const dayForm = /^(\d{4}-\d{2}-\d{2})(?:$|[ T])/

function readRows(column: (name: string) => Cell, parties: Parties): ToEvent {
  const at = readersOf(columns, column)
  const readDates = openDates(at)
  const readSides = openSides(at, parties)
  const readCodes = openCodes(at)
  return (cells, warn) => {
    const id = at.id(cells)
    const eventId = ucdpGed.eventId(id)
    if (eventId === null) return new Rejection('id is not a number', id)
    const dates = readDates(cells, warn)
    if (dates instanceof Rejection) return dates
    const sides = readSides(cells)
    if (!sides.participants.length) return new Rejection('neither side is named')
    const [numbered, called] = [countryOfGwno(at.country_id(cells)), countryCalled(at.country(cells))]
    const country = numbered ?? called
    if (numbered && called && areOther(numbered, called))
      warn(
        'country and country_id name two countries; country_id was taken',
        `${at.country(cells)}, country_id ${at.country_id(cells)}`,
      )
    if (!country) warn('country_id is no Gleditsch–Ward number that is known here', at.country_id(cells))
    const admin1 = readName(at.adm_1(cells))
    const codes = readCodes(cells, warn)
    return {
      id: eventId,
      type: codes.type,
      subtype: null,
      title: `${sides.title}, ${admin1 ?? country?.name ?? readName(at.country(cells)) ?? 'place unknown'}`,
      summary: null,
      status: 'reported',
      ...dates,
      place_id: country ? parties.placeOf(country, readName(at.country(cells)) ?? '') : null,
      ...toLocation(
        {
          country: country?.code ?? null,
          admin1,
          admin2: readName(at.adm_2(cells)),
          latitude: at.latitude(cells),
          longitude: at.longitude(cells),
          location_precision: codes.location,
        },
        warn,
      ),
      location_text:
        readLong('where_description', at.where_description(cells), warn) ?? readText(at.where_coordinates(cells)),
      participants: sides.participants,
      side_a: sides.a,
      side_b: sides.b,
      ...readDeaths(at, cells, warn),
      is_aggregate: at.event_clarity(cells) === '2',
      part_of_id: null,
      same_event_ids: [],
      operation_id: null,
      classifications: codes.classifications,
      external_ids: externalIds(at, cells, id),
    }
  }
}

type Readers = Record<(typeof columns)[number], Cell>

/** The days as given; the precision is that of `date_prec` if it allows them, else that of the days. */
function openDates(at: Readers) {
  const calendar = openCalendar()
  return (cells: readonly string[], warn: Warn): Dates | Rejection => {
    const first = toDay(at.date_start(cells))
    const last = toDay(at.date_end(cells)) || first
    const from = calendar(first)
    const to = calendar(last)
    if (from === undefined || to === undefined)
      return new Rejection('date_start or date_end is not a day', `${at.date_start(cells)} / ${at.date_end(cells)}`)
    if (from > to) warn('date_end lies before date_start, and was taken for it', `${last} before ${first}`)
    const [start, end] = from > to ? [last, first] : [first, last]
    const days = Math.abs(to - from) + 1
    const code = at.date_prec(cells)
    const coded = lookUp(datePrecisions, code)
    const allowed = coded !== undefined && coded.days[0] <= days && days <= coded.days[1]
    if (!allowed)
      warn('date_prec does not allow the days from date_start to date_end', `date_prec ${code}, ${days} days`)
    const fitting = Object.values(datePrecisions).find((known) => days <= known.days[1])
    return {
      date_start: start,
      date_end: end,
      date_precision: (allowed ? coded : fitting)?.precision ?? 'approximate',
      date_edtf: toEdtf(start, end),
      date_text: null,
      date_inferred: false,
    }
  }
}

/** The day of `1998-04-11 00:00:00.000`; the cell itself if it does not begin with one. */
const toDay = (cell: string) => (cell.length > 10 && /^[ T]/.test(cell.slice(10)) ? cell.slice(0, 10) : cell)

type Sides = Pick<ImportedEvent, 'participants'> & { a: string | null; b: string | null; title: string }

/**
 * Sides a and b as UCDP has them. Only one-sided violence has a direction. A dyad is the same in all its rows, and so
 * are the lists made of it.
 */
function openSides(at: Readers, parties: Parties) {
  const known = new Map<string, Sides>()
  return (cells: readonly string[]): Sides => {
    const [aId, bId] = [at.side_a_new_id(cells), at.side_b_new_id(cells)]
    const [aName, bName] = [at.side_a(cells), at.side_b(cells)]
    const key = `${aId} ${bId} ${at.type_of_violence(cells)} ${aName} ${bName}`
    const found = known.get(key)
    if (found) return found
    const oneSided = at.type_of_violence(cells) === '3'
    const a = toSide(parties, 'a', oneSided ? 'perpetrator' : 'participant', aId, aName, at.gwnoa(cells))
    const b = toSide(parties, 'b', oneSided ? 'victim' : 'participant', bId, bName, at.gwnob(cells))
    const named = [a?.name, b?.name].filter((name) => name !== undefined)
    const participants = [a, b].flatMap((side) => (side ? [side.participant] : []))
    Object.freeze(participants)
    const sides = { participants, a: a?.name ?? null, b: b?.name ?? null, title: named.join(' – ') }
    known.set(Buffer.from(key).toString(), sides) // a copy: a cell is a view of its piece of the file
    return sides
  }
}

type Participant = ImportedEvent['participants'][number]

function toSide(
  parties: Parties,
  side: 'a' | 'b',
  role: Participant['role'],
  cell: string,
  nameCell: string,
  gwno: string,
): { name: string; participant: Participant } | undefined {
  const name = readName(Buffer.from(nameCell).toString())
  if (name === null) return undefined
  const ucdpId = name === 'Civilians' ? '1' : cell // 9999 in older files
  const actor_id = /^\d{1,12}$/.test(ucdpId)
    ? parties.actorById('ucdp-actor', ucdpId, `ucdp-actor-${ucdpId}`, () => toActor(name, gwno))
    : null
  const participant = { actor_id, text: actor_id === null ? name : null, role, side, certainty: 'confirmed' as const }
  return { name, participant }
}

function toActor(name: string, gwno: string): NewActor {
  const state = /^Government of (.+)$/.exec(name)?.[1]
  if (name === 'Civilians') return { kind: 'civilians', name, country: null }
  if (state === undefined) return { kind: 'armed_group', name, country: null }
  return { kind: 'government', name, country: (countryOfGwno(gwno) ?? countryCalled(state))?.code ?? null }
}

/** Counts of deaths as given; what is no count is null. */
function readDeaths(at: Readers, cells: readonly string[], warn: Warn) {
  const count = (name: (typeof columns)[number]) => {
    const value = readCount(at[name](cells))
    if (value === undefined) warn('a number of deaths is not a count', `${name} ${at[name](cells)}`)
    return value ?? null
  }
  const [low, best, high] = [count('low'), count('best'), count('high')]
  const [a, b, civilians, unknown] = [
    count('deaths_a'),
    count('deaths_b'),
    count('deaths_civilians'),
    count('deaths_unknown'),
  ]
  if ((low ?? 0) > (best ?? high ?? Infinity) || (best ?? 0) > (high ?? Infinity))
    warn('low ≤ best ≤ high does not hold', `low ${low}, best ${best}, high ${high}`)
  if (best !== null && a !== null && b !== null && civilians !== null && unknown !== null)
    if (a + b + civilians + unknown !== best)
      warn('deaths by side do not add up to best', `${a} + ${b} + ${civilians} + ${unknown}, best ${best}`)
  return {
    fatalities_low: low,
    fatalities_best: best,
    fatalities_high: high,
    deaths_a: a,
    deaths_b: b,
    deaths_civilians: civilians,
    deaths_unknown: unknown,
  }
}

/** The event's own id and relid, and the conflict and dyad that it belongs to. */
function externalIds(at: Readers, cells: readonly string[], id: string): ImportedEvent['external_ids'] {
  const given = [
    { scheme: 'ucdp-event', value: id },
    { scheme: 'ucdp-conflict', value: readName(at.conflict_new_id(cells)) },
    { scheme: 'ucdp-dyad', value: readName(at.dyad_new_id(cells)) },
    { scheme: 'ucdp-relid', value: readName(at.relid(cells)) },
  ] as const
  return given.flatMap(({ scheme, value }) => (value === null ? [] : [{ scheme, value }]))
}
