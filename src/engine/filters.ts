/**
 * Filters: each knows its parameter, its sentence and its SQL. The same list drives parsing, the OpenAPI document
 * and the documentation test. A filter that can *lead* offers an index in the order of lists; the others are checked
 * on each record that the leading one brings.
 */
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import { isDay, type Period } from './dates.ts'
import { errors, type Fault, Problem } from './errors.ts'
import { findLonger } from './meant.ts'
import { clip, notListed, type Parameter, refuse, refuseUnlisted, type World } from './parameters.ts'
import type { Field, Resource } from './resource.ts'
import { type SQL, sql } from './sql.ts'
import { wordOf } from './wording.ts'

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
  /** What it costs is not known beforehand, whether it leads or not. */
  broad?: boolean
  /** The days that a record's dates overlap, or lie within. */
  window?: Period & { overlap: boolean }
}

type Scope = {
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
export function isIn(column: SQL | SQLiteColumn, values: readonly (string | number)[]): SQL {
  const [first, ...others] = values
  return first === undefined || others.length
    ? sql`${column} in (select value from json_each(${JSON.stringify(values)}))`
    : sql`${column} = ${first}`
}

/** How the values of a field stand in a list, and what they name. Of text that an index finds it is known at once what no record has. */
const listed = (
  f: Field,
  description: string,
  leading: boolean,
): Pick<Parameter, 'description' | 'many' | 'separator' | 'references' | 'unknown'> => ({
  description: f.commas ? `${description} A comma in a value is written \`%2C\`.` : description,
  many: true,
  ...(f.commas && { separator: null }),
  ...(f.references && { references: f.references }),
  ...((f.known || (leading && f.commas)) && { unknown: (value, world) => unknownValue(f, value, world) }),
})

function unknownValue({ column, known }: Field, value: string, world: World): ReturnType<typeof notListed> | undefined {
  const all = known?.(world)
  if (all) return all.includes(value) ? undefined : notListed(value, all)
  const meant = findLonger(world.reader, column, value)
  if (!meant.length) return undefined
  const names = meant.map((name) => `'${clip(name)}'`).join(', ')
  const detail = `No record has '${clip(value)}' there. Did you mean ${meant.length > 1 ? 'one of ' : ''}${names}?`
  return { code: 'invalid_value', detail, allowed: meant }
}

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
  const read = f.schema.safeParse(value, { error: wordOf })
  if (value !== undefined && read.success) return typeof value === 'boolean' ? Number(value) : value
  if (f.vocabulary) throw refuseUnlisted(parameter, typed, Object.keys(f.vocabulary))
  const [issue] = read.error?.issues ?? []
  const isBeyond = typeof value === 'number' && issue?.code.startsWith('too_')
  const form = forms[f.kind] && !isBeyond ? `is not ${forms[f.kind]}` : issue?.message
  const meant = f.meant?.(typed)
  const hint = meant ? ` Did you mean '${meant}'?` : ''
  const code = f.kind === 'id' ? 'invalid_id' : 'invalid_value'
  throw refuse(parameter, `'${clip(typed)}' ${form}.${hint}`, code, meant ? [meant] : undefined)
}

/** The values of a list, each as `readValue` has it; all that cannot be used are told at once, but ids, whose hints are looked for one by one. */
function readValues(f: Field, typed: readonly string[], { parameter }: Scope): (string | number)[] {
  const faults: Fault[] = []
  const values = typed.flatMap((value) => {
    try {
      return readValue(f, value, parameter)
    } catch (error) {
      if (!(error instanceof Problem) || f.kind === 'id') throw error
      faults.push(...error.faults)
      return []
    }
  })
  if (faults.length) throw errors.InvalidQuery(undefined, faults)
  return values
}

const forms: Partial<Record<Field['kind'], string>> = {
  id: 'an id (small letters and digits, joined by single hyphens)',
  integer: 'a whole number',
  number: 'a number',
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
  const schema = fieldSchema(f)
  const not: Filter = {
    ...listed(f, `None of these in \`${name}\`; records without a value stay.`, leading),
    schema,
    variantOf: name,
    read: (typed, scope) => ({ where: sql`${isIn(f.column, readValues(f, typed, scope))} is not true` }),
  }
  const bound = (operator: string, words: string): Filter => ({
    description: `\`${name}\` ${words}; records without a value drop.`,
    schema,
    many: false,
    variantOf: name,
    read: ([typed = ''], { parameter }) => ({
      where: sql`${f.column} ${sql.raw(operator)} ${readValue(f, typed, parameter)}`,
    }),
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
  ...listed(f, f.description, leading),
  schema: fieldSchema(f),
  ...(leading && { leading }),
  read: (typed, scope) => {
    const wanted = [...new Set(readValues(f, typed, scope))]
    const branches = wanted.map((value) => ({
      drive: sql`${scope.resource.table}`,
      where: sql`${f.column} = ${value}`,
    }))
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
