/** Groups of fields that resources share, with the filters and sorts that go with them, and the shapes of their lists. */
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import { z } from 'zod'
import { nearest } from '../engine/errors.ts'
import { sameAs } from '../engine/filters.ts'
import { bbox, near, radius } from '../engine/geo.ts'
import { identified, linked } from '../engine/links.ts'
import { datetime, datetimeWithin } from '../engine/period.ts'
import type { Contradiction, Expansion, Link } from '../engine/resource.ts'
import {
  boolean,
  bounded,
  cleanText,
  code,
  codeElsewhere,
  count,
  day,
  edtf,
  edtfDate,
  id,
  instant,
  integer,
  line,
  lineText,
  list,
  listedElsewhere,
  outOfOrder,
  ownId,
  slug,
  termOf,
  text,
} from '../engine/resource.ts'
import { textFilter } from '../engine/text-filter.ts'
import { countryMeant, countryNames, isCountryCode } from './countries.ts'
import { languageTag } from './languages.ts'
import { vocabularies as v } from './vocabularies.ts'

type Columns<K extends string> = Record<K, SQLiteColumn>
/** Columns of a group, with and without null: the same in every table that has the group. */
type Required<K extends string> = Record<K, SQLiteColumn & { _: { notNull: true } }>
type Optional<K extends string> = Record<K, SQLiteColumn & { _: { notNull: false } }>

export const country = codeElsewhere(
  listedElsewhere(/^[A-Z]{2}$/, isCountryCode, 'a country code of two capitals (ISO 3166-1 alpha-2), such as PK'),
  (typed) => countryMeant(typed) ?? countryMeant(nearest(typed, countryNames()) ?? ''),
)

export const head = (t: Required<'id'>) => ({
  id: ownId(t.id, 'Stable, readable, unique within the resource.'),
})

type Kept = Required<'revision' | 'seq' | 'created_at' | 'updated_at' | 'dataset_id' | 'licence'>

/** What the server keeps about every record. */
export const tail = (t: Kept) => ({
  dataset_id: id(t.dataset_id, 'datasets', 'The dataset the record comes from; `sourcebook` if it is curated here.', {
    managed: true,
    known: ({ reader }) => reader.statement('select id from datasets order by id').pluck().all() as string[],
  }),
  licence: text(t.licence, 'Licence of the record (SPDX identifier), from its dataset.', { managed: true }),
  revision: integer(t.revision, 'How often the record itself was written; 1 when it is new.', { managed: true }),
  seq: integer(t.seq, 'The change that last wrote the record itself, in the sequence of all.', { managed: true }),
  created_at: instant(t.created_at, 'When the record was first written (UTC).', { managed: true }),
  updated_at: instant(t.updated_at, 'When the record itself was last written (UTC).', { managed: true }),
})

type DateColumns = Optional<'date_start' | 'date_end' | 'date_edtf' | 'date_text' | 'date_key'> &
  Required<'date_precision' | 'date_inferred'>

/** `evidence` is null where the dates are those of a claim, which is evidence itself. */
export const dates = (t: DateColumns, group: string | null = 'date') => {
  const evidence = group ? { evidence: group } : {}
  const beside = group ? { group } : {}
  const bound = { ...evidence, impliedBy: 'date_edtf' } // the two must agree
  return {
    date_start: day(
      t.date_start,
      'First day it may have happened on or, with precision `interval`, on which it began.',
      bound,
    ),
    date_end: day(
      t.date_end,
      'Last day, inclusive. With precision `interval`, null means that it goes on; else null means that no source bounds it.',
      bound,
    ),
    date_precision: code(t.date_precision, v.date_precision, 'How exactly the source dates it.', beside),
    date_edtf: edtf(t.date_edtf, 'The date in EDTF (ISO 8601-2); null if no source dates it.', evidence),
    date_text: text(t.date_text, 'The words of the source.', evidence),
    date_inferred: boolean(
      t.date_inferred,
      'Whether part of the date (usually the year) is inferred, not said.',
      beside,
    ),
  }
}

type PlaceColumns = Optional<
  'place_id' | 'country' | 'admin1' | 'admin2' | 'latitude' | 'longitude' | 'location_text'
> &
  Required<'location_precision'>

export const location = (t: PlaceColumns) => ({
  place_id: id(t.place_id, 'places', 'The place, as exactly as a source gives it.', {
    evidence: 'place',
    agrees: ['country'],
  }),
  country: country(t.country, 'Country (ISO 3166-1 alpha-2).', { evidence: 'place' }),
  admin1: line(t.admin1, 'First-level division, as the source names it (`Aleppo governorate`).', { evidence: 'place' }),
  admin2: line(t.admin2, 'Second-level division (district), as the source names it.', { evidence: 'place' }),
  ...coordinates(t, 'place'),
  location_precision: code(
    t.location_precision,
    v.location_precision,
    'What the coordinates stand for. What is imported without any has what its dataset says, but the smallest division that is named for `exact` and `near`.',
    {
      group: 'place',
    },
  ),
  location_text: text(t.location_text, 'The words of the source.', { evidence: 'place' }),
})

export const coordinates = (t: Optional<'latitude' | 'longitude'>, evidence?: string) => ({
  latitude: bounded(-90, 90)(t.latitude, 'Degrees, WGS 84.', { evidence: evidence ?? 'latitude' }),
  longitude: bounded(-180, 180)(t.longitude, 'Degrees, WGS 84.', { evidence: evidence ?? 'longitude' }),
})

const toll = { evidence: 'fatalities' }
type FatalityColumns = Optional<
  | 'fatalities_low'
  | 'fatalities_best'
  | 'fatalities_high'
  | 'deaths_a'
  | 'deaths_b'
  | 'deaths_civilians'
  | 'deaths_unknown'
>

export const fatalities = (t: FatalityColumns) => ({
  fatalities_low: count(t.fatalities_low, 'Lowest number of deaths that a source supports; null if none does.', toll),
  fatalities_best: count(t.fatalities_best, 'Best estimate of all deaths; null if no source gives the total.', toll),
  fatalities_high: count(
    t.fatalities_high,
    'Highest number of deaths that a source supports; null if none does.',
    toll,
  ),
  deaths_a: count(t.deaths_a, 'Deaths on side a: the state, else the perpetrator (UCDP).', toll),
  deaths_b: count(t.deaths_b, 'Deaths on side b.', toll),
  deaths_civilians: count(t.deaths_civilians, 'Deaths of civilians.', toll),
  deaths_unknown: count(t.deaths_unknown, 'Deaths of persons whose side is unknown.', toll),
})

/** What a toll says against itself. Deaths by side are not added up: no source need know all of them. */
export const tollContradictions = (record: Parameters<typeof outOfOrder<Toll>>[0]) =>
  outOfOrder(record, 'fatalities_low', 'fatalities_best', 'fatalities_high')

type Toll = 'fatalities_low' | 'fatalities_best' | 'fatalities_high'

/** A location has both coordinates or neither. */
export function halfLocated({ latitude, longitude }: Record<'latitude' | 'longitude', number | null>): Contradiction[] {
  if ((latitude === null) === (longitude === null)) return []
  const [field, other] = latitude === null ? ['longitude', 'latitude'] : ['latitude', 'longitude']
  return [{ field, detail: `Says where only together with ${other}.` }]
}

/** A party: who, as an actor if we know it, else in words; and in which capacity. */
const party = z
  .strictObject({
    actor_id: slug.nullable().describe('The actor; null if only words name it.'),
    text: lineText.nullable().describe('The party in words, where it is no actor.'),
    capacity: lineText.nullable().describe('The office or part in which it takes part.'),
  })
  .refine((p) => p.actor_id !== null || p.text !== null, 'needs actor_id or text')
  .meta({ id: 'Party', description: 'Who takes part: an actor, or words for one.' })

export type Party = z.infer<typeof party>

export const parties = <C extends SQLiteColumn>(column: C, description: string) =>
  list(column, party, description, { evidence: column.name, elementReferences: { actor_id: 'actors' } })

export const partyIds = (...lists: Party[][]): string[] => lists.flat().flatMap(({ actor_id }) => actor_id ?? [])
export const actorLinks = (...lists: Party[][]): Link[] => partyIds(...lists).map((id) => ['actor', id] as const)

/** A link if there is something to link to. */
export const link = (kind: string, key: string | null): Link[] => (key === null ? [] : [[kind, key]])

export const partyWords = (...lists: Party[][]) =>
  lists.flat().flatMap((p) => [p.text, p.capacity].filter((words) => words !== null))

export const externalId = z
  .strictObject({
    scheme: termOf(v.external_id_scheme).describe('Whose id it is.'),
    value: lineText.describe('The id, as the scheme writes it.'),
  })
  .meta({ id: 'ExternalId', description: 'The id of the same thing elsewhere.' })

export const externalIds = <C extends SQLiteColumn>(column: C) =>
  list(column, externalId, 'Ids of the same thing elsewhere.')

export const identifiersOf = ({ external_ids }: { external_ids: z.infer<typeof externalId>[] }): string[] =>
  external_ids.map(({ scheme, value }) => `${scheme}:${value}`)

const alternativeName = z
  .strictObject({
    name: lineText.describe('The name, as it is written.'),
    type: termOf(v.name_type).describe('What kind of name it is.'),
    language: languageTag.nullable().describe('BCP 47 tag; null if not known.'),
  })
  .meta({ id: 'Name', description: 'Another name of the same thing.' })

export const alternativeNames = <C extends SQLiteColumn>(column: C) =>
  list(column, alternativeName, 'Other names, spellings and acronyms.', { evidence: 'names' })

/** A date group inside an element of a list. */
export const elementDates = {
  date_start: z.iso.date().nullable().describe('First day it may have begun on.'),
  date_end: z.iso.date().nullable().describe('Last day, inclusive; null if it goes on, or if no source bounds it.'),
  date_precision: termOf(v.date_precision).describe('How exactly the source dates it.'),
  date_edtf: edtfDate.nullable().describe('The date in EDTF (ISO 8601-2); null if no source dates it.'),
  date_text: cleanText.nullable().describe('The words of the source.'),
  date_inferred: z.boolean().describe('Whether part of the date (usually the year) is inferred, not said.'),
}
export const elementDatesInitial = { date_precision: 'unknown', date_inferred: false }

/** Filters by who takes part; `words` names the lists that count. */
export const actorFilters = (words: string) => ({
  actor: linked('actor', 3, `Takes part (${words}): any of these actors.`, 'ttp'),
  actor_all: linked('actor', 2, `Takes part (${words}): each of these actors.`, 'ttp,government-of-pakistan', true),
})

export const placeFilter = linked(
  'place',
  5,
  'This place and all within it; a border lies within both its sides. (`place_id` is exact.)',
  'pakistan',
)

export const operationFilter = linked('operation', 3, 'Belongs to this operation or to a part of it.', 'azm-e-istehkam')

export const externalIdFilter = identified(
  ['scheme', 'value'],
  Object.keys(v.external_id_scheme),
  'Carries this id of another scheme.',
  'ucdp-actor:356',
)

export const dateFilters = (t: DateColumns) => ({
  datetime: datetime(t),
  datetime_within: datetimeWithin(t),
})

export const whereFilters = (t: Columns<'latitude' | 'longitude'>) => ({
  bbox: bbox(t),
  near: near(t, 'places'),
  radius_km: radius,
})

/** What every resource is filtered by. */
export const commonFilters = (t: Kept) => ({
  q: textFilter,
  source: linked('source', 4, 'Has a claim from this source.', 'stratheia-naqvi-kabul-visit'),
  dataset: sameAs('dataset_id', tail(t).dataset_id, 'Comes from this dataset.', 'sourcebook'),
})

/** How every resource can be sorted. */
export const commonSorts = (t: Columns<'id' | 'updated_at' | 'seq'>) => ({
  id: { key: t.id, description: 'Id, as text.' },
  updated_at: { key: t.updated_at, description: 'When it was last written.' },
  seq: { key: t.seq, description: 'The sequence of changes.' },
})

export const dateSort = (t: DateColumns) => ({
  date: { key: t.date_key, description: 'date_start, else date_end. Undated records come last.' },
})

/** The claims about a record, each with its source if asked. */
export const claimsExpansion = (resource: string): Record<string, Expansion> => ({
  claims: {
    kind: 'many',
    resource: 'claims',
    field: 'subject_id',
    subject: resource,
    description: 'What sources say about the record: the evidence of each value.',
  },
})

export const one = (resource: string, field: string, description: string): Expansion => ({
  kind: 'one',
  resource,
  field,
  description,
})

export const each = (resource: string, field: string, key: string, description: string): Expansion => ({
  kind: 'each',
  resource,
  field,
  key,
  description,
})
