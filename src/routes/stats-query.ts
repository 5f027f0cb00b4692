/** A question to the statistics: its parameters, beside the filters of events, and what they ask. */
import { isIn } from '../engine/filters.ts'
import type { Fill, Grouping } from '../engine/groups.ts'
import { type Given, type Parameter, type Reading, refuse, startReading } from '../engine/parameters.ts'
import { filterParameters, readConditions, readLimit } from '../engine/query.ts'
import type { Resource } from '../engine/resource.ts'
import { sql } from '../engine/sql.ts'
import { csv } from '../formats/csv.ts'
import type { Options } from '../formats/format.ts'
import { directory } from '../model/index.ts'
import { cellSides, type Dimension, type DimensionName, dimensionsOf } from './dimensions.ts'
import type { Counted } from './facts.ts'

const events = directory.get('events') as Resource
const filters = filterParameters(events)

export type Question = Counted & {
  order: Grouping['order']
  fill: Fill | undefined
  limit: number
  /** Whether there may be more rows than the limit lets through. */
  cut: boolean
  /** Of CSV. */
  options: Options
}

/** Rows of an answer in JSON, if the client does not say, and at most; and of a file. */
const usualRows = 1000
const mostRows = 10_000
const mostRowsOfFile = 100_000

/** The sums there are, each of the field of its name: whatever counts the dead. */
export const measures = Object.entries(events.fields).flatMap(([name, { evidence }]) =>
  evidence === 'fatalities' ? [name] : [],
)

const dimensions: Record<string, Dimension> = dimensionsOf(1)
const names = Object.keys(dimensions) as DimensionName[]
const listed = (words: Record<string, string>) =>
  Object.entries(words)
    .map(([name, description]) => `\n- \`${name}\`: ${description}.`)
    .join('')
const sumWords = Object.fromEntries(
  measures.map((name) => [name, `the sum of this field; null if no event of the row has a value`]),
)

/** The parameters beside the filters. */
const own: Record<string, Parameter> = {
  by: {
    description: `One or two of these; what has no value is a row with null.${listed(
      Object.fromEntries(names.map((name) => [name, (dimensions[name] as Dimension).description])),
    )}`,
    schema: { type: 'string', enum: names },
    many: true,
    required: true,
    example: 'year',
  },
  measure: {
    description: `What is given of each row. Default \`fatalities_best\`.${listed({ count: 'how many events; every row has it', ...sumWords })}`,
    schema: { type: 'string', enum: ['count', ...measures] },
    many: true,
    example: 'fatalities_low',
  },
  cell_degrees: {
    description: `The side of a cell, in degrees: ${cellSides.map((side) => `\`${side}\``).join(', ')}. Default \`1\`; \`0.5\` is the grid of PRIO-GRID.`,
    schema: { type: 'number', enum: [...cellSides] },
    many: false,
    example: '0.5',
  },
  zero_fill: {
    description:
      '`true` (or `1`) gives periods without events a row of zeros, for each dataset and other value that is found: within `datetime` and `datetime_within`, else between the first and the last period found, and nowhere beyond the days of which the dataset has events. `false` (or `0`) is the default.',
    schema: { type: 'string', enum: ['true', 'false', '1', '0'] },
    many: false,
  },
  sort: {
    description: `What comes first: anything in \`by\`, or what is measured; \`-\` for descending. What has no value comes last either way. Default: the period in \`by\`, else \`-count\`.${listed(
      Object.fromEntries(
        [...names, 'count', ...measures].map((name) => [
          name,
          name in dimensions ? 'by this dimension' : 'by this number',
        ]),
      ),
    )}`,
    schema: { type: 'string', enum: [...names, 'count', ...measures].flatMap((name) => [name, `-${name}`]) },
    many: false,
    example: '-count',
  },
  limit: {
    description: `At most so many rows. In JSON 1 to ${mostRows}, more is clamped, default ${usualRows}; \`page.total\` says how many there are. A file has all of them; more than ${mostRowsOfFile} are refused.`,
    schema: { type: 'integer', minimum: 1 },
    many: false,
  },
}

export const statsParameters: Record<string, Parameter> = { ...own, ...filters }
export const statsFileParameters: Record<string, Parameter> = { ...statsParameters, ...csv.parameters }

/**
 * Reads a question. `file` is true for CSV.
 *
 * @throws InvalidQuery with one fault for each parameter that cannot be used.
 */
export function readQuestion(given: Given, file: boolean): Question {
  const reading = startReading(given, file ? statsFileParameters : statsParameters)
  const conditions = readConditions(events, given, reading)
  const side = Number(reading.one('cell_degrees') ?? 1)
  const by = reading.attempt(() => readBy(given, reading)) ?? []
  if (given.has('cell_degrees') && !by.includes('cell')) reading.fault(missing('cell_degrees', 'cell'))
  const wanted = given.has('measure') ? reading.many('measure') : ['fatalities_best']
  const sums = wanted.filter((name) => name !== 'count')
  const all: Record<string, Dimension> = dimensionsOf(side, readTaking(given, reading))
  const chosen = by.map((name) => all[name] as Dimension) // the parameter's enum holds no other
  const order = reading.attempt(() => readOrder(reading.one('sort'), by, sums)) ?? []
  const fill = ['true', '1'].includes(reading.one('zero_fill') ?? '')
  const periods = Object.fromEntries(
    chosen.flatMap(({ keys, width }) => (width ? [[Object.keys(keys)[0], width]] : [])),
  )
  if (fill && by.length && !Object.keys(periods).length) reading.fault(missing('zero_fill', 'day, month or year'))
  const limit = reading.attempt(() => readLimit(reading.one('limit'), true, false)) ?? null
  const options = Object.fromEntries(Object.keys(csv.parameters).map((name) => [name, reading.one(name)]))
  reading.end()
  const ties = new Set([...chosen.flatMap(keysOf), 'dataset_id'])
  return {
    by,
    dimensions: chosen,
    measures: sums,
    filters: new Map([...given].filter(([name]) => Object.hasOwn(filters, name))),
    conditions,
    order: [...order, ...[...ties].map((name) => ({ name, descending: false }))],
    fill: fill ? { periods, ...outermost(conditions), covered } : undefined,
    limit: Math.min(limit ?? (file ? mostRowsOfFile : usualRows), file ? mostRowsOfFile : mostRows),
    cut: !file || (limit !== null && limit <= mostRowsOfFile),
    options,
  }
}

/** How the actors that are counted take part: with `actor`, role and side are those of that one. */
const readTaking = (given: Given, reading: Reading) =>
  ['actor', 'actor_all'].some((name) => given.has(name))
    ? []
    : ['role', 'side'].flatMap((name) => {
        const wanted = reading.many(name)
        return wanted.length ? isIn(sql`value ->> ${name}`, wanted) : []
      })

const missing = (parameter: string, what: string) => ({
  parameter,
  code: 'missing_parameter',
  detail: `Needs ${what} in by.`,
})

function readBy(given: Given, reading: Reading): DimensionName[] {
  if (!given.has('by'))
    throw refuse(
      'by',
      'Is missing. Say by what to count, such as by=year or by=month,type.',
      'missing_parameter',
      names,
    )
  const by = reading.many('by') as DimensionName[] // the parameter's enum holds no other
  if (by.length > 2) throw refuse('by', `Names ${by.length}; two are the most.`, 'too_many_values')
  return by
}

/** What is asked to come first, as columns of a row. */
function readOrder(
  typed: string | undefined,
  by: readonly DimensionName[],
  sums: readonly string[],
): Grouping['order'] {
  const usual = by.find((name) => dimensions[name]?.width) ?? '-count'
  const [descending, name] = [(typed ?? usual).startsWith('-'), (typed ?? usual).replace(/^-/, '')]
  if (name === 'count' || sums.includes(name)) return [{ name, descending }]
  if (!by.includes(name as DimensionName))
    throw refuse('sort', `'${name}' is neither in by nor in measure. Add it there, or sort by what is.`)
  return keysOf(dimensions[name] as Dimension).map((key) => ({ name: key, descending }))
}

/** What tells the values of a dimension apart: that of datasets has no key but that of every row. */
function keysOf({ keys }: Dimension): string[] {
  const names = Object.keys(keys)
  return names.length ? names : ['dataset_id']
}

/** The days that all windows leave; null where none bounds them. */
function outermost(conditions: Counted['conditions']): Pick<Fill, 'from' | 'to'> {
  const windows = conditions.flatMap(({ window }) => window ?? [])
  const [from = null] = windows
    .flatMap((window) => window.from ?? [])
    .sort()
    .reverse()
  const [to = null] = windows.flatMap((window) => window.to ?? []).sort()
  return { from, to }
}

const covered: Fill['covered'] = (dataset) => ({
  first: sql`(select min(date_key) from events where dataset_id = ${dataset})`,
  last: sql`(select max(date_key) from events where dataset_id = ${dataset})`,
})
