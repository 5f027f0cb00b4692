/**
 * Filters: each knows its parameter, its sentence and its SQL. The same list drives parsing, the OpenAPI document
 * and the documentation test. A filter that can *lead* offers an index in the order of lists; the others are checked
 * on each record that the leading one brings.
 */
import { type SQL, sql } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import { readPeriod } from './dates.ts'
import { clip, type Parameter, refuse, refuseUnlisted } from './parameters.ts'
import type { Field, Resource } from './resource.ts'
import { readTextQuery, toMatch } from './text.ts'

/** A way into the records: tables joined so that they come in the order of (`date`, `id`). */
export type Branch = { from: SQL; where: SQL; date?: SQL }
export type Condition = {
  /** Holds for a row of the resource's table. */
  where: SQL
  /** The ways in if this filter leads, and how narrow they usually are (1 is narrowest). */
  lead?: { rank: number; branches: Branch[] }
}

export type Scope = {
  resource: Resource
  parameter: string
  /** The values of another parameter of the same request. */
  beside(parameter: string): string[] | undefined
}

export type Filter = Parameter & {
  /** An index serves it in the order of lists. */
  leading?: true
  read(values: string[], scope: Scope): Condition
}

/** One of the values, as one bound parameter. */
export const isIn = (column: SQL | SQLiteColumn, values: readonly (string | number)[]) =>
  values.length === 1
    ? sql`${column} = ${values[0]}`
    : sql`${column} in (select value from json_each(${JSON.stringify(values)}))`

const fieldSchema = (f: Field): Record<string, unknown> => {
  if (f.vocabulary) return { type: 'string', enum: Object.keys(f.vocabulary) }
  const plain = {
    text: 'string',
    code: 'string',
    id: 'string',
    day: 'string',
    instant: 'string',
    list: 'string',
    json: 'string',
  }
  const type = f.kind in plain ? 'string' : f.kind
  if (f.kind === 'day') return { type, format: 'date' }
  if (f.kind === 'instant') return { type, format: 'date-time' }
  return { type }
}

/** The value of a field as it is typed in a query; a code gets its nearest neighbour named when it is misspelt. */
export function readValue(f: Field, typed: string, parameter: string): string | number {
  const value = toTyped(f, typed)
  if (value !== undefined && f.schema.safeParse(value).success)
    return typeof value === 'boolean' ? Number(value) : value
  if (f.vocabulary) throw refuseUnlisted(parameter, typed, Object.keys(f.vocabulary))
  throw refuse(parameter, `'${clip(typed)}' is not ${forms[f.kind] ?? 'a value of this field'}.`)
}

const forms: Partial<Record<Field['kind'], string>> = {
  id: 'an id (small letters and digits, joined by single hyphens)',
  integer: 'a whole number',
  number: 'a number in its range',
  boolean: 'true or false',
  day: 'a day of the calendar (YYYY-MM-DD)',
  instant: 'an instant (2025-07-20T12:00:00Z) or a day (2025-07-20)',
}

function toTyped(f: Field, typed: string): string | number | boolean | undefined {
  switch (f.kind) {
    case 'integer':
    case 'number':
      return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(typed) ? Number(typed) : undefined
    case 'boolean':
      return { true: true, false: false }[typed]
    case 'instant': {
      const whole = /^\d{4}-\d{2}-\d{2}$/.test(typed) ? `${typed}T00:00:00Z` : typed
      return /^\d{4}-\d{2}-\d{2}T/.test(whole) && !Number.isNaN(Date.parse(whole)) && readPeriod(whole.slice(0, 10))
        ? new Date(whole).toISOString()
        : undefined
    }
    default:
      return typed
  }
}

/** The filters that a scalar field has by itself: its own name, `not_`, and bounds where values have an order. */
export function fieldFilters(name: string, f: Field, leading: boolean): [string, Filter][] {
  const values = (typed: string[], { parameter }: Scope) => typed.map((value) => readValue(f, value, parameter))
  const schema = fieldSchema(f)
  const not: Filter = {
    description: `None of these in \`${name}\`; records without a value stay.`,
    schema,
    many: true,
    read: (typed, scope) => ({ where: sql`${isIn(f.column, values(typed, scope))} is not true` }),
  }
  const bound = (operator: string, words: string): Filter => ({
    description: `\`${name}\` ${words}; records without a value drop.`,
    schema,
    many: false,
    read: (typed, scope) => ({ where: sql`${f.column} ${sql.raw(operator)} ${values(typed, scope)[0]}` }),
  })
  const ordered: [string, Filter][] = [
    [`${name}_gt`, bound('>', 'above this')],
    [`${name}_gte`, bound('>=', 'this or above')],
    [`${name}_lt`, bound('<', 'below this')],
    [`${name}_lte`, bound('<=', 'this or below')],
  ]
  return [
    [name, equals(name, f, leading)],
    [`not_${name}`, not],
    ...(['integer', 'number', 'day', 'instant'].includes(f.kind) ? ordered : []),
  ]
}

const equals = (name: string, f: Field, leading: boolean): Filter => ({
  description: f.description,
  schema: fieldSchema(f),
  many: true,
  ...(leading && { leading }),
  read: (typed, { parameter, resource: { table } }) => {
    const wanted = typed.map((value) => readValue(f, value, parameter))
    const branches = wanted.map((value) => ({ from: sql`${table}`, where: sql`${f.column} = ${value}` }))
    return { where: isIn(f.column, wanted), ...(leading && { lead: { rank: name === 'id' ? 0 : 8, branches } }) }
  },
})

/** The filter of a field under another name: `dataset` for `dataset_id`. */
export const sameAs = (name: string, f: Field, description: string, example: string): Filter => ({
  ...equals(name, f, true),
  description,
  example,
})

const slugSchema = { type: 'string', pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 80 }
const slugForm = /^(?=.{1,80}$)[a-z0-9]+(-[a-z0-9]+)*$/

export function readSlugs(values: string[], parameter: string): string[] {
  for (const value of values)
    if (!slugForm.test(value))
      throw refuse(
        parameter,
        `'${clip(value)}' is not an id (small letters and digits, joined by single hyphens).`,
        'invalid_id',
      )
  return values
}

/** Records that the link table has under a term of this kind. `all` asks for each of the values instead of any. */
export const linked = (kind: string, rank: number, description: string, example: string, all = false): Filter => ({
  description,
  schema: slugSchema,
  example,
  many: true,
  leading: true,
  read: (values, scope) => linkCondition(scope.resource, kind, rank, readSlugs(values, scope.parameter), all),
})

/** Like `linked`, for keys such as `ucdp-dyad:857`: `parts` names what stands between the colons. */
export const linkedByCode = (kind: string, parts: string[], description: string, example: string): Filter => ({
  description,
  schema: { type: 'string', pattern: `^[^:]+${':.+'.repeat(parts.length - 1)}$` },
  example,
  many: true,
  leading: true,
  read: (values, scope) => {
    for (const value of values)
      if (value.split(':').length < parts.length || value.split(':').includes(''))
        throw refuse(scope.parameter, `'${clip(value)}' is not of the form ${parts.join(':')}, such as ${example}.`)
    return linkCondition(scope.resource, kind, 1, values, false)
  },
})

function linkCondition(
  { name, viewOf, table }: Resource,
  kind: string,
  rank: number,
  keys: string[],
  all: boolean,
): Condition {
  const term = (key: string) =>
    sql`(select term from terms where resource = ${viewOf ?? name} and kind = ${kind} and key = ${key})`
  const has = (key: string) =>
    sql`exists (select 1 from links where term = ${term(key)} and date = ${dateOf(table)} and id = ${table.id})`
  const from = sql`links cross join ${table} on ${table.n} = links.n`
  const lead = (key: string, rest: string[]): Branch => ({
    from,
    where: sql.join([sql`links.term = ${term(key)}`, ...rest.map(has)], sql` and `),
    date: sql`links.date`,
  })
  const [first = '', ...rest] = keys
  return all
    ? { where: sql.join(keys.map(has), sql` and `), lead: { rank, branches: [lead(first, rest)] } }
    : {
        where: sql`(${sql.join(keys.map(has), sql` or `)})`,
        lead: { rank, branches: keys.map((key) => lead(key, [])) },
      }
}

/** The date that the link table orders a record by. */
export const dateOf = (table: Resource['table']) =>
  'date_key' in table ? sql`coalesce(${table.date_key}, '')` : sql`''`

/** `role` and `side` hold for the same participant as `actor`; both read the whole of it, so that their order is free. */
export const participation = (
  key: 'role' | 'side',
  column: SQLiteColumn,
  vocabulary: Record<string, string>,
  description: string,
): Filter => ({
  description,
  schema: { type: 'string', enum: Object.keys(vocabulary) },
  many: true,
  read: (values, scope) => {
    const terms = Object.keys(vocabulary)
    const other = values.find((value) => !terms.includes(value))
    if (other !== undefined) throw refuseUnlisted(scope.parameter, other, terms)
    const wanted = ['role', 'side', 'actor'].flatMap((name) => {
      const given = name === key ? values : scope.beside(name)
      return given ? [isIn(sql.raw(`party.value ->> '${name === 'actor' ? 'actor_id' : name}'`), given)] : []
    })
    return { where: sql`exists (select 1 from json_each(${column}) as party where ${sql.join(wanted, sql` and `)})` }
  },
})

type DateColumns = Record<'date_start' | 'date_end' | 'date_precision' | 'date_key', SQLiteColumn>

/** First and last day a record may lie on: a bound that is not known counts as the one that is; an interval without end goes on. */
const firstDay = (c: DateColumns) => sql`${c.date_key}`
const lastDay = (c: DateColumns) =>
  sql`case when ${c.date_end} is not null then ${c.date_end} when ${c.date_precision} = 'interval' then '9999-12-31' else ${c.date_start} end`

const periodForm =
  'a year, month or day (2025, 2025-04, 2025-04-10) or two of them as first/last, either end .. for open, first not after last'

const period =
  (description: string, example: string, where: (c: DateColumns, from: SQL | null, to: SQL | null) => SQL[]) =>
  (columns: DateColumns): Filter => ({
    description,
    schema: { type: 'string' },
    example,
    many: false,
    read: ([typed = ''], { parameter }) => {
      const found = readPeriod(typed)
      if (!found) throw refuse(parameter, `'${clip(typed)}' is not ${periodForm}.`, 'invalid_date')
      const { from, to } = found
      const bounds = where(columns, from === null ? null : sql`${from}`, to === null ? null : sql`${to}`)
      return { where: sql.join([sql`${columns.date_key} is not null`, ...bounds], sql` and `) }
    },
  })

export const datetime = period(
  'Overlaps the dates of the record: a year, month, day, or interval with `..` for an open end. A record known only by its month is found from any day of it; an interval without end goes on. Undated records drop.',
  '2025-04-01/2025-06-30',
  (c, from, to) => [...(to ? [sql`${firstDay(c)} <= ${to}`] : []), ...(from ? [sql`${lastDay(c)} >= ${from}`] : [])],
)

export const datetimeWithin = period(
  'The dates of the record lie wholly inside this period. Undated records drop, and intervals that go on unless the period is open.',
  '2025',
  (c, from, to) => [...(from ? [sql`${firstDay(c)} >= ${from}`] : []), ...(to ? [sql`${lastDay(c)} <= ${to}`] : [])],
)

/** Full text over what the resource declares as its texts. */
export const textFilter: Filter = {
  description:
    'Words that all match, in any order, without regard to case, accents, hyphens or odd spaces (no stemming); `"quoted phrases"`; `-word` leaves out; `attack*` is a prefix.',
  schema: { type: 'string', maxLength: 1000 },
  many: false,
  read: ([typed = ''], { resource, parameter }) => {
    const match = readMatch(typed, parameter)
    const tagged = `({names body} : (${match})) AND tags : ${resource.viewOf ?? resource.name}`
    return { where: sql`${resource.table.n} in (select rowid & 2147483647 from texts where texts match ${tagged})` }
  },
}

/** What is typed in `q` as an FTS5 query. */
export function readMatch(typed: string, parameter: string, lastIsPrefix = false): string {
  const query = readTextQuery(typed)
  const words = [...query.all, ...query.none].reduce((sum, phrase) => sum + phrase.words.length, 0)
  if (query.all.length === 0)
    throw refuse(
      parameter,
      query.none.length ? 'Only leaves words out; give at least one to find.' : 'Has no word to look for.',
      'empty_query',
    )
  if (words > 32) throw refuse(parameter, `Has ${words} words; 32 are the most.`, 'too_many_words')
  const last = query.all.at(-1)
  if (lastIsPrefix && last && !typed.trimEnd().endsWith('"')) last.prefix = true
  return toMatch(query)
}
