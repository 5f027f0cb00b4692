/**
 * The tables, on one page. A record's columns have the names of its fields; `n` and `date_key` are internal and
 * never leave the server.
 *
 * `n` is the `seq` of the change that made the record: unique over all tables, so that one text index and one
 * link table serve every resource. Lists are JSON in a column of their own, which is what is read; `links`
 * is an index of them (and of places and operations with their ancestors), rebuilt from the records at any time.
 */
import { sql } from 'drizzle-orm'
import {
  blob,
  index,
  integer,
  numeric,
  primaryKey,
  real,
  sqliteTable,
  text,
  uniqueIndex,
} from 'drizzle-orm/sqlite-core'

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

export const events = sqliteTable(
  'events',
  {
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
  },
  (t) => [
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
  ],
)

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

/** One row: the sequence of changes, its epoch (new when a backup is restored), and who may read. */
export const state = sqliteTable('state', {
  one: integer('one').primaryKey(),
  epoch: text('epoch').notNull(),
  seq: integer('seq').notNull(),
  visibility: text('visibility').notNull(),
})

/** What a record can be found by beside its own columns, as a number: an actor, a place, a code, a source of its claims. */
export const terms = sqliteTable(
  'terms',
  {
    term: integer('term').primaryKey(),
    resource: text('resource').notNull(),
    kind: text('kind').notNull(),
    key: text('key').notNull(),
  },
  (t) => [uniqueIndex('terms_by_key').on(t.resource, t.kind, t.key)],
)

/** The records a term leads to, in the order of lists: by date (empty when undated), then id. Without rowid. */
export const links = sqliteTable(
  'links',
  {
    term: integer('term').notNull(),
    date: text('date').notNull(),
    id: text('id').notNull(),
    n: integer('n').notNull(),
  },
  (t) => [primaryKey({ columns: [t.term, t.date, t.id] })],
)

/** The records that carry an id of another scheme, such as `ucdp-dyad:857`, in the order of lists. Without rowid. */
export const identifiers = sqliteTable(
  'identifiers',
  {
    resource: text('resource').notNull(),
    key: text('key').notNull(),
    date: text('date').notNull(),
    id: text('id').notNull(),
    n: integer('n').notNull(),
  },
  (t) => [primaryKey({ columns: [t.resource, t.key, t.date, t.id] })],
)

/** Located records by grid cell (a term of kind `cell`), in the order of lists, with their coordinates. Without rowid. */
export const cells = sqliteTable(
  'cells',
  {
    term: integer('term').notNull(),
    date: text('date').notNull(),
    id: text('id').notNull(),
    n: integer('n').notNull(),
    latitude: real('latitude').notNull(),
    longitude: real('longitude').notNull(),
  },
  (t) => [primaryKey({ columns: [t.term, t.date, t.id] })],
)

/**
 * Events counted and summed together (`engine/tallies.ts`): those of one dataset in which the actor `key` takes part
 * (empty: nobody; `*`: all events), by the months, or the years, in which they may have begun and ended. `first` and `last` are empty
 * when undated; `last` is 9999 or 9999-99 for what goes on; `period` is both if they are the same, else empty.
 * `…_known` are the events that have the value. Without rowid.
 */
export const tallies = sqliteTable(
  'tallies',
  {
    span: text('span').notNull(),
    key: text('key').notNull(),
    dataset_id: text('dataset_id').notNull(),
    period: text('period').notNull(),
    first: text('first').notNull(),
    last: text('last').notNull(),
    count: integer('count').notNull(),
    fatalities_low: integer('fatalities_low').notNull(),
    fatalities_low_known: integer('fatalities_low_known').notNull(),
    fatalities_best: integer('fatalities_best').notNull(),
    fatalities_best_known: integer('fatalities_best_known').notNull(),
    fatalities_high: integer('fatalities_high').notNull(),
    fatalities_high_known: integer('fatalities_high_known').notNull(),
  },
  (t) => [primaryKey({ columns: [t.span, t.key, t.dataset_id, t.period, t.first, t.last] })],
)

/** Names and aliases as they are typed (`engine/text.ts` folds both), for exact matches in search. */
export const names = sqliteTable(
  'names',
  {
    folded: text('folded').notNull(),
    resource: text('resource').notNull(),
    n: integer('n').notNull(),
  },
  (t) => [primaryKey({ columns: [t.folded, t.resource, t.n] }), index('names_by_record').on(t.n)],
)

/** The revision that seeding last wrote of a record: a record at another revision has been curated since. */
export const seeded = sqliteTable(
  'seeded',
  {
    resource: text('resource').notNull(),
    id: text('id').notNull(),
    revision: integer('revision').notNull(),
  },
  (t) => [primaryKey({ columns: [t.resource, t.id] })],
)

/** What stood there and no longer does: withdrawn by a newer release, deleted, or merged into `into_id`. Without rowid. */
export const tombstones = sqliteTable(
  'tombstones',
  {
    resource: text('resource').notNull(),
    id: text('id').notNull(),
    seq: integer('seq').notNull(),
    /** `delete` or `merge`. */
    op: text('op').notNull(),
    into_id: text('into_id'),
    /** The revision it had: a record that comes back goes on from it, so that no tag is given twice. */
    revision: integer('revision').notNull(),
    at: text('at').notNull(),
    reason: text('reason').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.resource, t.id] }),
    uniqueIndex('tombstones_by_seq').on(t.seq),
    index('tombstones_by_resource').on(t.resource, t.seq),
  ],
)

/** Where the row that a record was imported from is kept, and a hash of its cells to tell whether a newer one differs. */
export const sourceRows = sqliteTable('source_rows', {
  n: integer('n').primaryKey(),
  block: integer('block').notNull(),
  hash: integer('hash').notNull(),
})

/** Rows of an imported file as they were received: CSV with its header, compressed (`store/source-rows.ts`). */
export const sourceBlocks = sqliteTable('source_blocks', {
  block: integer('block').primaryKey(),
  dataset_id: text('dataset_id').notNull(),
  release: text('release').notNull(),
  /** Line of the file on which the first row after the header stands. */
  first_line: integer('first_line').notNull(),
  data: blob('data', { mode: 'buffer' }).notNull(),
})

/**
 * Every change of a record that stood already, and every change by an editor: what made `revision`, and the record
 * before it as JSON (null when it was new).
 */
export const revisions = sqliteTable(
  'revisions',
  {
    resource: text('resource').notNull(),
    id: text('id').notNull(),
    revision: integer('revision').notNull(),
    /** `put`, `delete` or `merge`. */
    op: text('op').notNull(),
    at: text('at').notNull(),
    /** Null for the program itself: the seed, an import. */
    key_id: text('key_id'),
    editor: text('editor'),
    reason: text('reason'),
    before: text('before'),
  },
  (t) => [primaryKey({ columns: [t.resource, t.id, t.revision] })],
)

/** What a dataset says of the fields that a claim of rank `preferred` shows otherwise, as JSON. Without rowid. */
export const originals = sqliteTable(
  'originals',
  {
    resource: text('resource').notNull(),
    id: text('id').notNull(),
    field: text('field').notNull(),
    value: text('value').notNull(),
  },
  (t) => [primaryKey({ columns: [t.resource, t.id, t.field] })],
)

/** Who may read, write, import or do everything. The key itself is not here: only its SHA-256, and the part it is named by. */
export const keys = sqliteTable('keys', {
  id: text('id').primaryKey(),
  hash: text('hash').notNull(),
  scope: text('scope').notNull(),
  name: text('name').notNull(),
  created_at: text('created_at').notNull(),
  expires_at: text('expires_at'),
  last_used_at: text('last_used_at'),
  revoked_at: text('revoked_at'),
})

/** The answers to writes that carried an Idempotency-Key, for a day: a retry gets the same answer and changes nothing. */
export const idempotency = sqliteTable(
  'idempotency',
  {
    key_id: text('key_id').notNull(),
    method: text('method').notNull(),
    path: text('path').notNull(),
    idempotency_key: text('idempotency_key').notNull(),
    /** SHA-256 of the body of the request. */
    body_hash: text('body_hash').notNull(),
    /** The record that the answer shows. */
    resource: text('resource').notNull(),
    id: text('id').notNull(),
    status: integer('status').notNull(),
    headers: text('headers', { mode: 'json' }).notNull(),
    body: blob('body', { mode: 'buffer' }).notNull(),
    at: text('at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.key_id, t.method, t.path, t.idempotency_key] }),
    index('idempotency_by_time').on(t.at),
  ],
)

/**
 * Imports over HTTP. Without `ended_at` one is still to be written, or was when its server ended. That it has succeeded
 * is written in the transaction of the import itself.
 */
export const importJobs = sqliteTable('import_jobs', {
  n: integer('n').primaryKey(),
  id: text('id').notNull().unique(),
  dataset_id: text('dataset_id').notNull(),
  /** As it was asked for, and when it has ended as it was taken. */
  release: text('release'),
  dry_run: flag('dry_run'),
  /** Whether it was meant that it withdraws much. */
  withdraw: flag('withdraw'),
  state: text('state').notNull(),
  key_id: text('key_id').notNull(),
  editor: text('editor').notNull(),
  reason: text('reason').notNull(),
  /** Of the file, and its SHA-256. */
  bytes: integer('bytes').notNull(),
  sha256: text('sha256').notNull(),
  created_at: text('created_at').notNull(),
  started_at: text('started_at'),
  ended_at: text('ended_at'),
  rows_read: integer('rows_read').notNull().default(0),
  bytes_read: integer('bytes_read').notNull().default(0),
  /** Why it has failed. */
  failure: text('failure'),
  /** What came of the rows, as JSON. */
  report: text('report', { mode: 'json' }),
})
