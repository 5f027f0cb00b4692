/**
 * What statistics are counted from: tallies, where these know the answer, else the matching events themselves. Both
 * give the same rows.
 */
import { shiftDay } from '../engine/dates.ts'
import { type Condition, isIn } from '../engine/filters.ts'
import { narrow } from '../engine/find.ts'
import { findMatches } from '../engine/matches.ts'
import { type Given, splitValues } from '../engine/parameters.ts'
import type { Resource } from '../engine/resource.ts'
import { type SQL, sql } from '../engine/sql.ts'
import type { Reader } from '../engine/statement.ts'
import { everything, type Span, spans } from '../engine/tallies.ts'
import { directory } from '../model/index.ts'
import { events as table } from '../model/views.ts'
import type { Dimension, DimensionName } from './dimensions.ts'

const events = directory.get('events') as Resource

export type Counted = {
  by: readonly DimensionName[]
  dimensions: readonly Dimension[]
  /** Fields that are summed. */
  measures: readonly string[]
  /** The filters as they were given, and what they ask. */
  filters: Given
  conditions: Condition[]
}

/** As `engine/groups.ts` takes them; whether few rows are looked at, and how many groups beside periods they may make. */
export type Facts = { facts: SQL; isNarrow: boolean; groups: number }

export const findFacts = (reader: Reader, counted: Counted): Facts =>
  fromTallies(counted) ?? fromEvents(reader, counted)

function fromEvents(reader: Reader, { dimensions, measures, conditions }: Counted): Facts {
  const { key } = events.sorts.date as Resource['sorts'][string]
  const { clauses, rows } = findMatches(reader, {
    resource: events,
    conditions,
    sort: { name: 'date', key, descending: true },
  })
  const keys = Object.entries(
    Object.assign({}, ...dimensions.map((dimension) => dimension.keys)) as Record<string, SQL>,
  )
  const columns = [
    ...keys.map(([name, value]) => sql`${value} as ${sql.raw(name)}`),
    sql`${table.dataset_id} as dataset_id, 1 as count`,
    ...measures.map((name) => sql.raw(`events.${name} as ${name}, events.${name} is not null as ${name}_known`)),
  ]
  const values = sql.join(
    dimensions.flatMap((dimension) => dimension.values ?? []),
    sql` `,
  )
  const selects = clauses.map(
    ({ from, where }) => sql`select ${sql.join(columns, sql`, `)} from ${from} ${values} where ${where}`,
  )
  return { facts: sql.join(selects, sql` union all `), isNarrow: rows < narrow, groups: rows }
}

/** Of one actor, or of all events, tallies tell only datasets apart beside periods; there are hardly ever more than these. */
const fewDatasets = 8

/** What tallies can tell apart, and what they can be filtered by: one actor or none, datasets, whole months or years. */
const told = ['month', 'year', 'actor', 'dataset']
const filtered = ['actor', 'dataset', 'dataset_id', 'datetime', 'datetime_within']

function fromTallies({ by, measures, filters, conditions }: Counted): Facts | undefined {
  const valuesOf = (name: string) => splitValues(name, filters.get(name), { many: true }) ?? []
  const actors = [...new Set(valuesOf('actor'))]
  const windows = conditions.flatMap(({ window }) => window ?? [])
  const span = (['year', 'month'] as const).find(
    (name) => (name === 'month' || !by.includes('month')) && windows.every((window) => isWhole(window, name)),
  )
  const isTold =
    by.every((name) => told.includes(name)) &&
    measures.every((name) => events.tallied?.sums.includes(name)) &&
    [...filters.keys()].every((name) => filtered.includes(name))
  const byActor = by.includes('actor')
  if (!isTold || !span || actors.length > (byActor ? 0 : 1)) return undefined // an event of two actors is one event
  const width = sql.raw(String(spans.year))
  const year = sql`iif(substr(first, 1, ${width}) = substr(last, 1, ${width}), substr(first, 1, ${width}), '')`
  const keys: Partial<Record<DimensionName, SQL>> = {
    actor: sql`key as actor_id`,
    month: sql`period as month`,
    year: sql`${span === 'year' ? sql`period` : year} as year`,
  }
  const columns = [
    ...by.flatMap((name) => keys[name] ?? []),
    sql`dataset_id, count`,
    ...measures.map((name) => sql.raw(`iif(${name}_known, ${name}, null) as ${name}, ${name}_known`)),
  ]
  const datasets = ['dataset', 'dataset_id'].map(valuesOf)
  const where = [
    sql`span = ${span}`,
    byActor ? sql`key <> ${everything}` : sql`key = ${actors[0] ?? everything}`,
    ...datasets.flatMap((ids) => (ids.length ? isIn(sql`dataset_id`, ids) : [])),
    ...windows.map((window) => within(window, spans[span])),
  ]
  const facts = sql`select ${sql.join(columns, sql`, `)} from tallies where ${sql.join(where, sql` and `)}`
  const isNarrow = !byActor || (span === 'year' && !by.includes('year'))
  return { facts, isNarrow, groups: fewDatasets } // where tallies tell more apart, they are not narrow
}

type Window = NonNullable<Condition['window']>

/** Does a window begin and end with a month, or a year? */
function isWhole({ from, to }: Window, span: Span): boolean {
  const start = span === 'month' ? '-01' : '-01-01'
  return (from ?? start).endsWith(start) && (to === null || shiftDay(to, 1).endsWith(start))
}

/** What overlaps a window of whole months or years, or lies within it; the undated does neither. */
function within({ from, to, overlap }: Window, width: number): SQL {
  const [first, last] = overlap ? [sql`last`, sql`first`] : [sql`first`, sql`last`]
  const bounds = [
    from === null ? sql`first <> ''` : sql`${first} >= ${from.slice(0, width)}`,
    ...(to === null ? [] : [sql`${last} <= ${to.slice(0, width)}`]),
  ]
  return sql.join(bounds, sql` and `)
}
