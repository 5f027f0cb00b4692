/** Statistics: events counted, and their deaths summed, by time, place, actor or type. */
import { z } from 'zod'
import { columnOf, toJson, toObject } from '../engine/body.ts'
import { isUnforeseen } from '../engine/find.ts'
import { type Fill, type Rows, writeGroups } from '../engine/groups.ts'
import { once } from '../engine/once.ts'
import { invalid } from '../engine/parameters.ts'
import { sql } from '../engine/sql.ts'
import type { Reader } from '../engine/statement.ts'
import { toCell, toHead, toLine } from '../formats/csv.ts'
import { row } from '../formats/text.ts'
import { chooseMediaType } from '../http/negotiate.ts'
import { licences } from '../http/resources.ts'
import type { Answer, Asked, Route } from '../http/route.ts'
import { withParameters } from '../http/url.ts'
import type { Store } from '../store/open.ts'
import { type Facts, findFacts } from './facts.ts'
import { columnsOf, statsSchema } from './stats-columns.ts'
import { type Question, readQuestion, statsFileParameters, statsParameters } from './stats-query.ts'

const json = { mediaType: 'application/json', schema: statsSchema }
const csv = { mediaType: 'text/csv', schema: z.string() }
const path = '/v1/events/stats'

const about: Pick<Route, 'tag' | 'description' | 'headers' | 'errors'> = {
  tag: 'statistics',
  description: `How many events, and how many deaths they report, by one or two of time, place, actor, dyad, type and dataset, under any filters of \`/v1/events\`.

- **Datasets are never added up**, because they report the same events: every row is of one \`dataset_id\`. Ask for one with \`dataset\`.
- A period holds an event only if its dates lie wholly within it; those that are vaguer are together in a row with null, and so is whatever has no value of what is counted by.
- By actor, an event counts once for each of its actors: such rows do not add up to the number of events.
- A sum is over the events that have a value; \`without_value\` says how many have none.`,
  errors: ['InvalidQuery', 'NotAcceptable'],
}

export const statsRoutes = (): Route[] => [
  {
    ...about,
    path,
    operationId: 'getEventStatistics',
    summary: 'Events counted and summed',
    parameters: statsParameters,
    content: [json],
    headers: ['Link'],
    links: {
      events: {
        operationId: 'listEvents',
        parameters: {
          datetime_within: '$response.body#/data/0/year',
          dataset: '$response.body#/data/0/dataset_id',
        },
        description: 'The events of the first row, by year.',
      },
    },
    example: `${path}?by=year&measure=fatalities_low`,
    handle: (asked) => answer(asked, chooseMediaType(asked.accept, [json, csv]) === csv),
  },
  {
    ...about,
    path: `${path}.csv`,
    operationId: 'exportEventStatisticsAsCSV',
    summary: 'Events counted and summed, as CSV',
    parameters: statsFileParameters,
    content: [csv],
    headers: ['Link', 'Content-Disposition'],
    example: `${path}.csv?by=year&measure=fatalities_low`,
    handle: (asked) => {
      const disposition = { 'Content-Disposition': 'attachment; filename="event-statistics.csv"' }
      return { ...answer(asked, true), headers: disposition }
    },
  },
]

function answer({ given, url, store }: Asked, file: boolean): Answer {
  const question = readQuestion(given, file)
  const facts = once(() => findFacts(store.reader, question))
  return {
    mediaType: (file ? csv : json).mediaType,
    links: () => [...alternates(url), ...licences(store)],
    isBroad: () => isBroad(store, question, facts),
    body: () => {
      const { total, bytes } = store.snapshot(() => findRows(store, question, facts(), file))
      const { limit, cut, options } = question
      if (total > limit && !cut)
        throw invalid([
          {
            parameter: 'limit',
            code: 'invalid_limit',
            detail: `There are ${total} rows, and ${limit} are the most of a file. Count by less, filter, or say how many rows are wanted.`,
          },
        ])
      const names = columnsOf(question).map(({ name }) => name)
      return file
        ? wrapped(toHead(names, options), bytes, bytes ? '\r\n' : '')
        : wrapped('{"data":[', bytes, `],"page":${JSON.stringify({ limit, total })}}`)
    },
  }
}

/** Are many rows looked at, or many made? */
function isBroad({ reader }: Store, question: Question, facts: () => Facts): boolean {
  if (isUnforeseen(reader, question.conditions)) return true
  const { isNarrow, groups } = facts()
  return !isNarrow || (question.fill !== undefined && groups * periodsOf(reader, question.fill) > mostZeros)
}

/** Rows of zeros that are made while others wait. */
const mostZeros = 20_000

/** How many periods the days of all events span. */
function periodsOf(reader: Reader, { periods }: Fill): number {
  const days = reader.get<{ days: number | null }>(
    sql`select julianday((select max(date_key) from events)) - julianday((select min(date_key) from events)) as days`,
  )
  const length = { 10: 1, 7: 28, 4: 365 }[Math.max(...Object.values(periods))] ?? 1
  return 2 + (days?.days ?? 0) / length
}

function findRows({ reader }: Store, question: Question, { facts }: Facts, file: boolean): Rows {
  const { dimensions, measures, fill, order, limit, options } = question
  const keys = [...new Set(dimensions.flatMap((dimension) => Object.keys(dimension.keys)))]
  const join = sql.join(
    dimensions.flatMap(({ named }) => named ?? []),
    sql` `,
  )
  const cells = columnsOf(question).map((column) => ({ ...column, value: column.value ?? columnOf(row, column) }))
  const record = file
    ? toLine(cells.map(({ value, kind }) => toCell(value, kind, options)))
    : toObject(cells.map(({ name, value, kind }) => ({ name, ...toJson(value, kind) })))
  const writing = { record, join, between: file ? '\r\n' : ',' }
  return writeGroups(reader, { facts, keys, measures, fill, order, limit }, writing)
}

const wrapped = (head: string, bytes: Buffer | null, tail: string) =>
  Buffer.concat([Buffer.from(head), bytes ?? Buffer.alloc(0), Buffer.from(tail)])

/** The same in the other format (RFC 8288). */
function alternates(url: string): string[] {
  const [, query] = withParameters(url, { bom: null, guard: null }).split('?')
  const to = (address: string, mediaType: string) =>
    `<${address}${query ? `?${query}` : ''}>; rel="alternate"; type="${mediaType}"`
  return [to(path, json.mediaType), to(`${path}.csv`, csv.mediaType)]
}
