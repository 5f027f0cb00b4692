/** The columns of statistics: what tells rows apart, then the numbers. */
import { z } from 'zod'
import { without } from '../engine/groups.ts'
import { sql } from '../engine/sql.ts'
import { type Column, datasetColumn, dimensionsOf } from './dimensions.ts'
import type { Counted } from './facts.ts'
import { measures } from './stats-query.ts'

const countColumn: Column = { name: 'count', kind: 'integer', schema: z.int(), description: 'How many events.' }

/** A sum, and how many events it says nothing of. */
const sumColumns = (measure: string, alone: boolean): Column[] => [
  {
    name: measure,
    kind: 'integer',
    schema: z.int().nullable(),
    description: 'The sum over the events that have a value; null if none has.',
  },
  {
    name: alone ? 'without_value' : `${measure}_without_value`,
    kind: 'integer',
    schema: z.int(),
    description: alone
      ? 'The events that have no value of the measure.'
      : 'The same of this measure, where several are asked for.',
    value: sql.raw(`r.${without(measure)}`),
  },
]

/** Those of one answer. */
export function columnsOf({ dimensions, measures: sums }: Counted): Column[] {
  const columns = [
    ...dimensions.flatMap((dimension) => dimension.columns),
    datasetColumn,
    countColumn,
    ...sums.flatMap((measure) => sumColumns(measure, sums.length === 1)),
  ]
  return [...new Map(columns.map((column) => [column.name, column])).values()]
}

const row = z
  .strictObject(
    Object.fromEntries([
      ...Object.values(dimensionsOf(1))
        .flatMap(({ columns }): Column[] => columns)
        .filter(({ name }) => name !== datasetColumn.name)
        .map(toOptional),
      [datasetColumn.name, datasetColumn.schema.describe(datasetColumn.description)],
      [countColumn.name, countColumn.schema.describe(countColumn.description)],
      ...measures.flatMap((measure) => [...sumColumns(measure, true), ...sumColumns(measure, false)]).map(toOptional),
    ]),
  )
  .meta({ id: 'StatisticsRow', description: 'Events counted together: it has the columns of what was asked.' })

function toOptional({ name, schema, description }: Column): [string, z.ZodType] {
  return [name, schema.optional().describe(description)]
}

export const statsSchema = z
  .strictObject({
    data: z.array(row).describe('In the order that `sort` says.'),
    page: z
      .strictObject({
        limit: z.int().describe('The most rows of this answer.'),
        total: z.int().describe('The rows there are. If these are more than `limit`, the rest is cut.'),
      })
      .describe('How much of the rows this is.'),
  })
  .meta({ id: 'Statistics', description: 'Events counted and summed.' })
