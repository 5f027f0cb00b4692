/**
 * Global Terrorism Database (its terms do not allow passing it on). Columns and codes after START (2021), "Global
 * Terrorism Database Codebook: Methodology, Inclusion Criteria, and Variables", University of Maryland. −9 and −99 say
 * that something is not known; a cell that is empty, that nothing is said.
 */
import { countryCalled } from '../model/countries.ts'
import { type Cell, type Dataset, type ImportedEvent, lookUp, Rejection, type ToEvent, type Warn } from './dataset.ts'
import { attackTypes, openCodes } from './gtd-codes.ts'
import { openDates } from './gtd-dates.ts'
import { toLocation } from './location.ts'
import type { Parties } from './parties.ts'
import { titles } from './titles.ts'
import { readLong, readName, readNumber } from './values.ts'

// biome-ignore format: as in the codebook
const columns = [
  'eventid', 'iyear', 'imonth', 'iday', 'approxdate', 'extended', 'resolution', 'country', 'country_txt', 'region', 'region_txt', 'provstate',
  'city', 'latitude', 'longitude', 'specificity', 'vicinity', 'location', 'summary', 'crit1', 'crit2', 'crit3', 'doubtterr', 'alternative',
  'alternative_txt', 'multiple', 'success', 'suicide', 'attacktype1', 'attacktype1_txt', 'attacktype2', 'attacktype2_txt', 'attacktype3',
  'attacktype3_txt', 'targtype1', 'targtype1_txt', 'targsubtype1', 'targsubtype1_txt', 'corp1', 'target1', 'natlty1', 'natlty1_txt', 'targtype2',
  'targtype2_txt', 'targsubtype2', 'targsubtype2_txt', 'corp2', 'target2', 'natlty2', 'natlty2_txt', 'targtype3', 'targtype3_txt', 'targsubtype3',
  'targsubtype3_txt', 'corp3', 'target3', 'natlty3', 'natlty3_txt', 'gname', 'gsubname', 'gname2', 'gsubname2', 'gname3', 'gsubname3', 'motive',
  'guncertain1', 'guncertain2', 'guncertain3', 'individual', 'nperps', 'nperpcap', 'claimed', 'claimmode', 'claimmode_txt', 'claim2', 'claimmode2',
  'claimmode2_txt', 'claim3', 'claimmode3', 'claimmode3_txt', 'compclaim', 'weaptype1', 'weaptype1_txt', 'weapsubtype1', 'weapsubtype1_txt',
  'weaptype2', 'weaptype2_txt', 'weapsubtype2', 'weapsubtype2_txt', 'weaptype3', 'weaptype3_txt', 'weapsubtype3', 'weapsubtype3_txt', 'weaptype4',
  'weaptype4_txt', 'weapsubtype4', 'weapsubtype4_txt', 'weapdetail', 'nkill', 'nkillus', 'nkillter', 'nwound', 'nwoundus', 'nwoundte', 'property',
  'propextent', 'propextent_txt', 'propvalue', 'propcomment', 'ishostkid', 'nhostkid', 'nhostkidus', 'nhours', 'ndays', 'divert', 'kidhijcountry',
  'ransom', 'ransomamt', 'ransomamtus', 'ransompaid', 'ransompaidus', 'ransomnote', 'hostkidoutcome', 'hostkidoutcome_txt', 'nreleased', 'addnotes',
  'scite1', 'scite2', 'scite3', 'dbsource', 'INT_LOG', 'INT_IDEO', 'INT_MISC', 'INT_ANY', 'related',
]

export const gtd: Dataset = {
  id: 'gtd',
  title: titles.gtd,
  columns: columns.map((name) => name.toLowerCase()),
  needed: ['eventid', 'iyear', 'imonth', 'iday', 'country_txt', 'attacktype1', 'gname', 'nkill'],
  releaseOf: (fileName) => /(\d{4})dist/i.exec(fileName)?.[1] ?? null, // month and year; there are files of some years
  part: ['days'],
  eventId: (cell) => /^(\d{12})(?:\.0+)?$/.exec(cell)?.[1]?.replace(/^/, 'gtd-') ?? null,
  ownSchemes: ['gtd-event'],
  reading: 1,
  read: readRows,
}

/** Reads a cell of the named column, empty where the codebook says that it is not known. */
type Read = (name: string, cells: readonly string[]) => string

/** Where −9 is a number of degrees. */
const isDegrees = (name: string) => name === 'latitude' || name === 'longitude'

function readRows(column: (name: string) => Cell, parties: Parties): ToEvent {
  const readers = new Map(columns.map((name) => [name, column(name.toLowerCase())]))
  const at: Read = (name, cells) => {
    const cell = readers.get(name)?.(cells).trim() ?? ''
    return !isDegrees(name) && /^-(9|99)(\.0+)?$/.test(cell) ? '' : cell
  }
  const readDates = openDates(at)
  const readCodes = openCodes(at)
  return (cells, warn) => {
    const id = at('eventid', cells).replace(/\.0+$/, '')
    const eventId = gtd.eventId(id)
    if (eventId === null) return new Rejection('eventid has not twelve digits', id)
    const dates = readDates(cells, warn)
    if (dates instanceof Rejection) return dates
    if (id.slice(0, 4) !== at('iyear', cells)) warn('eventid does not begin with iyear', `${id}, ${at('iyear', cells)}`)
    const attack = lookUp(attackTypes, at('attacktype1', cells))
    if (!attack) warn('attacktype1 is no code of the codebook', at('attacktype1', cells))
    const named = at('country_txt', cells)
    const country = countryCalled(named)
    if (!country && named !== 'International') warn('country_txt is no country that is known here', named)
    const suicide = at('suicide', cells) === '1' && attack?.type === 'explosion'
    const perpetrators = readPerpetrators(at, cells, parties)
    const targets = readTargets(at, cells)
    return {
      id: eventId,
      type: attack?.type ?? 'other',
      subtype: suicide ? 'suicide_bomb' : (attack?.subtype ?? null),
      title: toTitle(at, cells, perpetrators.names),
      summary: readLong('summary', at('summary', cells), warn),
      status: 'reported',
      ...dates,
      place_id: country ? parties.placeOf(country, named) : null,
      ...readLocation(at, cells, country?.code ?? null, warn),
      participants: [...perpetrators.participants, ...targets.participants],
      side_a: perpetrators.names.join('; ') || null,
      side_b: targets.names.join('; ') || null,
      ...readDeaths(at, cells, warn),
      is_aggregate: false,
      part_of_id: null,
      same_event_ids: [],
      operation_id: null,
      classifications: readCodes(cells),
      external_ids: [{ scheme: 'gtd-event', value: id }],
    }
  }
}

function toTitle(at: Read, cells: readonly string[], names: readonly string[]): string {
  const what = readName(at('attacktype1_txt', cells)) ?? 'Attack'
  const target = readName(at('target1', cells)) ?? readName(at('targtype1_txt', cells))
  const where = [at('city', cells), at('provstate', cells), at('country_txt', cells)].find(isKnown) ?? 'place unknown'
  const sides = [names[0] ?? 'unknown perpetrators', ...(target && isKnown(target) ? [target] : [])]
  return `${what}: ${sides.join(' – ')}, ${readName(where)}`
}

const isKnown = (text: string) => text !== '' && !/^unknown$/i.test(text)

const precisions = { '1': 'exact', '2': 'admin2', '3': 'admin2', '4': 'admin1', '5': 'country' } as const

/** `specificity` 1 to 5; `vicinity` 1 is near the place. */
function readLocation(at: Read, cells: readonly string[], country: string | null, warn: Warn) {
  const precision = lookUp(precisions, at('specificity', cells)) ?? ('unknown' as const)
  const city = readName(at('city', cells))
  const location = toLocation(
    {
      country,
      admin1: readName(at('provstate', cells)),
      admin2: null,
      latitude: at('latitude', cells),
      longitude: at('longitude', cells),
      location_precision: precision === 'exact' && at('vicinity', cells) === '1' ? 'near' : precision,
    },
    warn,
  )
  const text = readLong('location', at('location', cells), warn)
  return { ...location, location_text: text ?? (city && isKnown(city) ? city : null) }
}

type Participants = { participants: ImportedEvent['participants']; names: string[] }

/** Up to three groups. `guncertain` says that a group is only suspected; `claimed` that it claims the attack itself. */
function readPerpetrators(at: Read, cells: readonly string[], parties: Parties): Participants {
  const found: Participants = { participants: [], names: [] }
  for (const [group, sub, uncertain, claim] of groups) {
    const name = readName(at(group, cells))
    if (name === null || !isKnown(name)) continue
    const suspected = at(uncertain, cells) === '1'
    const certainty = suspected ? 'suspected' : at(claim, cells) === '1' ? 'claimed' : 'confirmed'
    const kind = at('individual', cells) === '1' ? 'unidentified' : 'armed_group'
    const actor_id = parties.actorByName([name], () => ({ kind, name: Buffer.from(name).toString(), country: null }))
    found.participants.push({
      actor_id,
      text: actor_id === null ? name : null,
      role: 'perpetrator',
      side: 'a',
      certainty,
    })
    found.names.push(name)
    const text = readName(at(sub, cells))
    if (text !== null) found.participants.push({ actor_id: null, text, role: 'associated', side: 'a', certainty })
  }
  return found
}

const groups = [
  ['gname', 'gsubname', 'guncertain1', 'claimed'],
  ['gname2', 'gsubname2', 'guncertain2', 'claim2'],
  ['gname3', 'gsubname3', 'guncertain3', 'claim3'],
] as const

/** Up to three targets, in the words of the dataset: who it was, and of which body. */
function readTargets(at: Read, cells: readonly string[]): Participants {
  const found: Participants = { participants: [], names: [] }
  for (const number of [1, 2, 3]) {
    const [target, body] = [readName(at(`target${number}`, cells)), readName(at(`corp${number}`, cells))]
    const known = [target, body].filter((name) => name !== null && isKnown(name))
    const [first, second] = known
    if (!first) continue
    const text = second && second !== first ? `${first} (${second})` : first
    found.participants.push({ actor_id: null, text, role: 'target', side: 'b', certainty: 'confirmed' })
    found.names.push(text)
  }
  return found
}

/** Deaths of all, and of the perpetrators. Where a toll was divided between attacks it is a fraction, and bounded here. */
function readDeaths(at: Read, cells: readonly string[], warn: Warn) {
  const read = (name: string) => {
    const value = readNumber(at(name, cells))
    if (value !== undefined && (value ?? 0) < 1e9) return value
    warn('a number of deaths is not a count', `${name} ${at(name, cells)}`)
    return null
  }
  const [killed, perpetrators] = [read('nkill'), read('nkillter')]
  const whole = (value: number | null) => (value !== null && Number.isInteger(value) ? value : null)
  const divided = killed !== null && whole(killed) === null
  if (divided) warn('nkill is a fraction of a toll that was divided', `nkill ${killed}`)
  if (killed !== null && perpetrators !== null && perpetrators > killed)
    warn('nkillter is more than nkill', `nkillter ${perpetrators}, nkill ${killed}`)
  return {
    fatalities_low: divided ? Math.floor(killed) : null,
    fatalities_best: whole(killed),
    fatalities_high: divided ? Math.ceil(killed) : null,
    deaths_a: whole(perpetrators),
    deaths_b: null,
    deaths_civilians: null,
    deaths_unknown: null,
  }
}
