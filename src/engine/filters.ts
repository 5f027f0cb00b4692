/**
 * Filters: each knows its parameter, its sentence and its SQL. The same list drives parsing, the OpenAPI document
 * and the documentation test. A filter that can *lead* offers an index in the order of lists; the others are checked
 * on each record that the leading one brings.
 */
import { type SQL, sql } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import { isDay, type Period, readPeriod } from './dates.ts'
import { clip, type Parameter, refuse, refuseUnlisted } from './parameters.ts'
import type { Field, Resource } from './resource.ts'
import { readTextQuery, type TextQuery, toMatch } from './text.ts'

/**
 * A way into the records: `drive` is the table or index that is walked, `join` leads from it to the records. It comes
 * by date and id if it has an `order` of its own, or in the order of days if `day` can bound it.
 */
export type Branch = {
  drive: SQL
  join?: SQL
  where: SQL
  /** Checked on each record it brings. */
  also?: SQL[]
  /** The walked index's own columns of the record's number, date (empty when undated) and id. */
  order?: Record<'n' | 'date' | 'id', SQL>
  day?: (operator: '>=' | '<=', dayNumber: SQL) => SQL
}

export type Condition = {
  /** Holds for a row of the resource's table. */
  where: SQL
  /** The same, where it is checked on few rows instead of all. */
  check?: SQL
  /**
   * The ways in if this filter leads, and how narrow they usually are (1 is narrowest). No record comes by two of
   * them if they are `disjoint`.
   */
  lead?: { rank: number; branches: Branch[]; disjoint?: boolean }
  /** The days that a record's dates overlap, or lie within. */
  window?: Period & { overlap: boolean }
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

const instantForm = /^[^T]*T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/

function toTyped(f: Field, typed: string): string | number | boolean | undefined {
  switch (f.kind) {
    case 'integer':
    case 'number':
      return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(typed) ? Number(typed) : undefined
    case 'boolean':
      return { true: true, false: false }[typed]
    case 'instant': {
      const zoned = typed.replace(/ (\d{2}:\d{2})$/, '+$1') // the plus sign of a zone, read as a space
      const whole = isDay(typed) ? `${typed}T00:00:00Z` : zoned
      return instantForm.test(whole) && isDay(whole.slice(0, 10)) && !Number.isNaN(Date.parse(whole))
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
    variantOf: name,
    ...(f.references && { references: f.references }),
    read: (typed, scope) => ({ where: sql`${isIn(f.column, values(typed, scope))} is not true` }),
  }
  const bound = (operator: string, words: string): Filter => ({
    description: `\`${name}\` ${words}; records without a value drop.`,
    schema,
    many: false,
    variantOf: name,
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
  ...(f.references && { references: f.references }),
  read: (typed, { parameter, resource: { table } }) => {
    const wanted = [...new Set(typed.map((value) => readValue(f, value, parameter)))]
    const branches = wanted.map((value) => ({ drive: sql`${table}`, where: sql`${f.column} = ${value}` }))
    return {
      where: isIn(f.column, wanted),
      ...(leading && { lead: { rank: name === 'id' ? 0 : 8, branches, disjoint: true } }),
    }
  },
})

/** The filter of a field under another name: `dataset` for `dataset_id`. It leads where the field does. */
export const sameAs = (name: string, f: Field, description: string, example: string): Filter => ({
  ...equals(name, f, false),
  description,
  example,
  read: (typed, scope) => equals(name, f, scope.resource.indexed.includes(name)).read(typed, scope),
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

/**
 * Records that the link table has under a term of this kind, which is a resource in the singular. `all` asks for each
 * of the values instead of any.
 */
export const linked = (kind: string, rank: number, description: string, example: string, all = false): Filter => ({
  description,
  schema: slugSchema,
  example,
  many: true,
  leading: true,
  references: `${kind}s`,
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

/** The number of a term, or null if no record has it. */
export const termFor = ({ name, viewOf }: Resource, kind: string, key: string) =>
  sql`(select term from terms where resource = ${viewOf ?? name} and kind = ${kind} and key = ${key})`

function linkCondition(resource: Resource, kind: string, rank: number, keys: string[], all: boolean): Condition {
  const { table } = resource
  const has = (key: string) =>
    sql`exists (select 1 from links where term = ${termFor(resource, kind, key)} and date = ${dateOf(table)} and id = ${table.id})`
  const join = sql`cross join ${table} on ${table.n} = links.n`
  const lead = (key: string, rest: string[]): Branch => ({
    drive: sql`links`,
    join,
    where: sql`links.term = ${termFor(resource, kind, key)}`,
    also: rest.map(has),
    order: { n: sql`links.n`, date: sql`links.date`, id: sql`links.id` },
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

/** `role` and `side` hold for the same participant as `actor`, and for each of `actor_all`; both read the whole of it, so that their order is free. */
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
    const asked = (name: string) => (name === key ? values : scope.beside(name))
    const has = (actors: string[] | undefined) => {
      const wanted = Object.entries({ role: asked('role'), side: asked('side'), actor_id: actors })
      const parts = wanted.flatMap(([name, given]) =>
        given ? [isIn(sql.raw(`party.value ->> '${name}'`), given)] : [],
      )
      return sql`exists (select 1 from json_each(${column}) as party where ${sql.join(parts, sql` and `)})`
    }
    const each = scope.beside('actor_all') ?? []
    return { where: sql.join([has(scope.beside('actor')), ...each.map((actor) => has([actor]))], sql` and `) }
  },
})

type DateColumns = Record<'date_start' | 'date_end' | 'date_precision' | 'date_key', SQLiteColumn>

/** The last day a record may lie on: a bound that is not known counts as the one that is; an interval without end goes on, beyond any day. The first is `date_key`. */
const lastDay = (c: DateColumns) =>
  sql`case when ${c.date_end} is not null then ${c.date_end} when ${c.date_precision} = 'interval' then '9999-99-99' else ${c.date_start} end`

const periodForm =
  'a year, month or day (2025, 2025-04, 2025-04-10) or two of them as first/last, either end .. for open, first not after last'

const period =
  (description: string, example: string, overlap: boolean) =>
  (columns: DateColumns): Filter => ({
    description,
    schema: { type: 'string' },
    example,
    many: false,
    read: ([typed = ''], { parameter }) => {
      const found = readPeriod(typed)
      if (!found) throw refuse(parameter, `'${clip(typed)}' is not ${periodForm}.`, 'invalid_date')
      const [first, last] = overlap ? [lastDay(columns), columns.date_key] : [columns.date_key, lastDay(columns)]
      const bounds = [
        ...(found.from === null ? [] : [sql`${first} >= ${found.from}`]),
        ...(found.to === null ? [] : [sql`${last} <= ${found.to}`]),
      ]
      const where = sql.join([sql`${columns.date_key} is not null`, ...bounds], sql` and `)
      return { where, window: { ...found, overlap } }
    },
  })

export const datetime = period(
  'Overlaps the dates of the record: a year, month, day, or interval with `..` for an open end. A record known only by its month is found from any day of it; an interval without end goes on. Undated records drop.',
  '2025-04-01/2025-06-30',
  true,
)

export const datetimeWithin = period(
  'The dates of the record lie wholly inside this period. Undated records drop, and intervals that go on unless the period is open.',
  '2025',
  false,
)

/** Full text over what the resource declares as its texts. */
export const textFilter: Filter = {
  description:
    'Words that all match, in any order, without regard to case, accents, hyphens or odd spaces (no stemming); `"quoted phrases"`; `-word` leaves out; `attack*` is a prefix.',
  schema: { type: 'string', maxLength: 1000 },
  many: false,
  read: ([typed = ''], { resource, parameter }) => {
    const query = readText(typed, parameter)
    return textCondition(resource.table, toMatch(query, resource.viewOf ?? resource.name))
  },
}

/** The text index has one row a record, at day * 2^31 + n, so that a range of its rows is a range of days. */
export function textCondition(table: Resource['table'], match: string): Condition {
  const matches = sql`texts match ${match}`
  const dayOf =
    'date_key' in table ? sql`coalesce(cast(julianday(${table.date_key}) - 1721058.5 as integer), 0)` : sql`0`
  return {
    where: sql`${table.n} in (select rowid & 2147483647 from texts where ${matches})`,
    check: sql`exists (select 1 from texts where ${matches} and rowid = ${dayOf} * 2147483648 + ${table.n})`,
    lead: {
      rank: 2,
      branches: [
        {
          drive: sql`texts`,
          join: sql`cross join ${table} on ${table.n} = texts.rowid & 2147483647`,
          where: matches,
          day: (operator, number) =>
            operator === '>='
              ? sql`texts.rowid >= (${number}) * 2147483648`
              : sql`texts.rowid < (${number} + 1) * 2147483648`,
        },
      ],
    },
  }
}

const longestText = 1000

/**
 * What is typed in `q`; with `complete`, the last word is not finished.
 *
 * @throws InvalidQuery if there is nothing to find, or too much.
 */
export function readText(typed: string, parameter: string, complete = false): TextQuery {
  if (typed.length > longestText)
    throw refuse(parameter, `Has ${typed.length} characters; ${longestText} are the most.`, 'too_long')
  const query = readTextQuery(typed, complete)
  const words = [...query.all, ...query.none].reduce((sum, phrase) => sum + phrase.words.length, 0)
  if (query.all.length === 0)
    throw refuse(
      parameter,
      query.none.length ? 'Only leaves words out; give at least one to find.' : 'Has no word to look for.',
      'empty_query',
    )
  if (words > 32) throw refuse(parameter, `Has ${words} words; 32 are the most.`, 'too_many_words')
  return query
}
