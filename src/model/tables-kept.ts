/**
 * The tables of what is kept beside records, which no resource shows: how records are found, what they were, where they
 * were read from, who may write, and what was asked. Those that find records are made of them, and can be made anew.
 */
import { sql } from 'drizzle-orm/sql/sql'
import { blob } from 'drizzle-orm/sqlite-core/columns/blob'
import { integer } from 'drizzle-orm/sqlite-core/columns/integer'
import { real } from 'drizzle-orm/sqlite-core/columns/real'
import { text } from 'drizzle-orm/sqlite-core/columns/text'
import { index, uniqueIndex } from 'drizzle-orm/sqlite-core/indexes'
import { primaryKey } from 'drizzle-orm/sqlite-core/primary-keys'
import { sqliteTable } from 'drizzle-orm/sqlite-core/table'

const flag = (name: string) => integer(name, { mode: 'boolean' }).notNull().default(false)

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

/** Lists that stand in many events of a dataset, as JSON, kept once: who takes part in a dyad, codes that go together. */
export const lists = sqliteTable('lists', {
  n: integer('n').primaryKey(),
  list: text('list').notNull(),
})

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
    /** What a merge changed, by revisions, so that it can be undone; null if it cannot. */
    steps: text('steps', { mode: 'json' }),
  },
  (t) => [
    primaryKey({ columns: [t.resource, t.id] }),
    uniqueIndex('tombstones_by_seq').on(t.seq),
    index('tombstones_by_resource').on(t.resource, t.seq),
    index('tombstones_by_survivor').on(t.into_id).where(sql`into_id is not null`),
  ],
)

/** Where the row that a record was imported from is kept, and a hash of its cells to tell whether a newer one differs. */
export const sourceRows = sqliteTable('source_rows', {
  n: integer('n').primaryKey(),
  block: integer('block').notNull(),
  hash: integer('hash').notNull(),
  /** Whether the row was warned of; null if it is not known. */
  warned: integer('warned', { mode: 'boolean' }),
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
 * before it as JSON (null when it was new); without its id, only the members that the change made others.
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
