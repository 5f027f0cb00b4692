/**
 * The tables of records, on one page; `tables-kept.ts` has what is kept beside them. A record's columns have the names of
 * its fields; `n` and `date_key` are internal and never leave the server.
 *
 * `n` is the `seq` of the change that made the record: unique over all tables, so that one text index and one
 * link table serve every resource. Lists are JSON in a column of their own, which is what is read; `links`
 * is an index of them (and of places and operations with their ancestors), rebuilt from the records at any time.
 */
import { sql } from 'drizzle-orm/sql/sql'
import { integer } from 'drizzle-orm/sqlite-core/columns/integer'
import { numeric } from 'drizzle-orm/sqlite-core/columns/numeric'
import { real } from 'drizzle-orm/sqlite-core/columns/real'
import { text } from 'drizzle-orm/sqlite-core/columns/text'
import { index } from 'drizzle-orm/sqlite-core/indexes'
import { sqliteTable } from 'drizzle-orm/sqlite-core/table'

const list = (name: string) => text(name, { mode: 'json' }).notNull().default(sql`'[]'`)
const flag = (name: string) => integer(name, { mode: 'boolean' }).notNull().default(false)

const record = () => ({
  n: integer('n').primaryKey(),
  id: text('id').notNull().unique(),
  revision: integer('revision').notNull(),
  seq: integer('seq').notNull().unique(),
  created_at: text('created_at').notNull(),
  updated_at: text('updated_at').notNull(),
  dataset_id: text('dataset_id').notNull(),
  licence: text('licence').notNull(),
})

const dates = () => ({
  date_start: text('date_start'),
  date_end: text('date_end'),
  date_precision: text('date_precision').notNull().default('unknown'),
  date_edtf: text('date_edtf'),
  date_text: text('date_text'),
  date_inferred: flag('date_inferred'),
  date_key: text('date_key').generatedAlwaysAs(sql`coalesce(date_start, date_end)`, { mode: 'virtual' }),
  /** Longer than 31 days, or without end: few, so that a search by date can look at these apart. */
  date_long: integer('date_long').generatedAlwaysAs(
    sql`date_end > date(date_start, '+31 days') or (date_precision = 'interval' and date_start is not null and date_end is null)`,
    { mode: 'virtual' },
  ),
})

const fatalities = () => ({
  fatalities_low: integer('fatalities_low'),
  fatalities_best: integer('fatalities_best'),
  fatalities_high: integer('fatalities_high'),
  deaths_a: integer('deaths_a'),
  deaths_b: integer('deaths_b'),
  deaths_civilians: integer('deaths_civilians'),
  deaths_unknown: integer('deaths_unknown'),
})

export const actors = sqliteTable('actors', {
  ...record(),
  kind: text('kind').notNull(),
  name: text('name').notNull(),
  acronym: text('acronym'),
  description: text('description'),
  country: text('country'),
  status: text('status').notNull().default('unknown'),
  names: list('names'),
  positions: list('positions'),
  external_ids: list('external_ids'),
})

export const places = sqliteTable('places', {
  ...record(),
  kind: text('kind').notNull(),
  name: text('name').notNull(),
  parent_id: text('parent_id'),
  between_ids: list('between_ids'),
  country: text('country'),
  latitude: real('latitude'),
  longitude: real('longitude'),
  names: list('names'),
  external_ids: list('external_ids'),
})

/** Those of the table in which events stand, and of the view by which they are read (`views.ts`). */
export const eventColumns = {
  ...record(),
  type: text('type').notNull(),
  subtype: text('subtype'),
  title: text('title').notNull(),
  summary: text('summary'),
  status: text('status').notNull().default('reported'),
  ...dates(),
  place_id: text('place_id'),
  country: text('country'),
  admin1: text('admin1'),
  admin2: text('admin2'),
  latitude: real('latitude'),
  longitude: real('longitude'),
  location_precision: text('location_precision').notNull().default('unknown'),
  location_text: text('location_text'),
  participants: list('participants'),
  side_a: text('side_a'),
  side_b: text('side_b'),
  ...fatalities(),
  is_aggregate: flag('is_aggregate'),
  part_of_id: text('part_of_id'),
  same_event_ids: list('same_event_ids'),
  operation_id: text('operation_id'),
  classifications: list('classifications'),
  external_ids: list('external_ids'),
  release: text('release'),
  source_line: integer('source_line'),
}

/** A list of an imported event may be the number of one in `lists`; the view `events` has the list in its place. */
export const eventRows = sqliteTable('event_rows', eventColumns, (t) => [
  index('events_by_date').on(t.date_key, t.id),
  index('events_by_update').on(t.updated_at, t.id),
  index('events_by_dataset').on(t.dataset_id, t.date_key, t.id),
  index('events_by_type').on(t.type, t.date_key, t.id),
  index('events_by_country').on(t.country, t.date_key, t.id),
  index('events_by_admin1').on(t.admin1, t.date_key, t.id).where(sql`admin1 is not null`),
  index('events_by_best').on(t.fatalities_best, t.id),
  index('events_long').on(t.date_key, t.date_end, t.id).where(sql`date_long = 1`),
  index('events_parts').on(t.part_of_id).where(sql`part_of_id is not null`),
  index('events_same').on(t.same_event_ids).where(sql`same_event_ids <> '[]'`),
])

export const operations = sqliteTable('operations', {
  ...record(),
  kind: text('kind').notNull(),
  name: text('name').notNull(),
  names: list('names'),
  status: text('status').notNull().default('unknown'),
  ...dates(),
  conducted_by: list('conducted_by'),
  against: list('against'),
  place_ids: list('place_ids'),
  objective: text('objective'),
  outcome: text('outcome'),
  part_of_id: text('part_of_id'),
})

export const visits = sqliteTable('visits', {
  ...record(),
  title: text('title').notNull(),
  ...dates(),
  place_id: text('place_id'),
  level: text('level').notNull().default('unknown'),
  mode: text('mode').notNull(),
  visitors: list('visitors'),
  hosts: list('hosts'),
  agenda: list('agenda'),
  operation_id: text('operation_id'),
  preceded_by_id: text('preceded_by_id'),
})

export const statements = sqliteTable('statements', {
  ...record(),
  speech_act: text('speech_act').notNull(),
  text: text('text').notNull(),
  speakers: list('speakers'),
  addressees: list('addressees'),
  ...dates(),
  visit_id: text('visit_id'),
  event_id: text('event_id'),
})

export const commitments = sqliteTable('commitments', {
  ...record(),
  kind: text('kind').notNull(),
  text: text('text').notNull(),
  status: text('status').notNull().default('unknown'),
  condition: text('condition'),
  promisors: list('promisors'),
  promisees: list('promisees'),
  guarantors: list('guarantors'),
  place_id: text('place_id'),
  visit_id: text('visit_id'),
  ...dates(),
})

export const milestones = sqliteTable('milestones', {
  ...record(),
  question: text('question').notNull(),
  kind: text('kind').notNull(),
  desired_direction: text('desired_direction').notNull().default('none'),
  status: text('status').notNull().default('unknown'),
  baseline: text('baseline'),
  target: text('target'),
  due_on: text('due_on'),
  responsible: list('responsible'),
  commitment_id: text('commitment_id'),
})

export const relationships = sqliteTable('relationships', {
  ...record(),
  from_id: text('from_id').notNull(),
  to_id: text('to_id'),
  place_id: text('place_id'),
  type: text('type').notNull(),
  ...dates(),
})

export const claims = sqliteTable(
  'claims',
  {
    ...record(),
    subject: text('subject').notNull(),
    subject_id: text('subject_id').notNull(),
    field: text('field').notNull(),
    value: text('value', { mode: 'json' }),
    stance: text('stance').notNull(),
    attributed_to_id: text('attributed_to_id'),
    attribution_text: text('attribution_text'),
    source_id: text('source_id'),
    paragraph: integer('paragraph'),
    char_start: integer('char_start'),
    char_end: integer('char_end'),
    quote: text('quote'),
    ...dates(),
    credibility: integer('credibility'),
    rank: text('rank').notNull().default('normal'),
    inferred: flag('inferred'),
    note: text('note'),
    links: list('links'),
    metric: text('metric'),
    of_metric: text('of_metric'),
    population: text('population'),
    qualifier: text('qualifier'),
    value_number: numeric('value_number', { mode: 'number' }),
    low: numeric('low', { mode: 'number' }),
    high: numeric('high', { mode: 'number' }),
    magnitude: integer('magnitude'),
    unit: text('unit'),
    place_id: text('place_id'),
  },
  (t) => [
    index('claims_by_subject').on(t.subject, t.subject_id, t.id),
    index('claims_by_passage').on(t.source_id, t.char_start).where(sql`char_start is not null`),
  ],
)

export const sources = sqliteTable('sources', {
  ...record(),
  kind: text('kind').notNull(),
  title: text('title').notNull(),
  publisher: text('publisher'),
  author_ids: list('author_ids'),
  url: text('url'),
  published_on: text('published_on'),
  accessed_on: text('accessed_on'),
  language: text('language'),
  sha256: text('sha256'),
  reliability: text('reliability'),
  note: text('note'),
  external_ids: list('external_ids'),
})

export const datasets = sqliteTable('datasets', {
  ...record(),
  title: text('title').notNull(),
  publisher: text('publisher'),
  redistributable: flag('redistributable'),
  citation: text('citation'),
  url: text('url'),
  releases: list('releases'),
})
