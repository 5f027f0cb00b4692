/** Filters by when: what may have happened in a period, and what lies wholly inside one, however vague its dates are. */
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import { periodMeant, readPeriod } from './dates.ts'
import type { Filter } from './filters.ts'
import { clip, refuse } from './parameters.ts'
import { sql } from './sql.ts'

type DateColumns = Record<'date_start' | 'date_end' | 'date_precision' | 'date_key', SQLiteColumn>

/** The last day a record may lie on: a bound that is not known counts as the one that is; an interval without end goes on, beyond any day. The first is `date_key`. */
export const lastDay = (c: DateColumns) =>
  sql`case when ${c.date_end} is not null then ${c.date_end} when ${c.date_precision} = 'interval' then '9999-99-99' else ${c.date_start} end`

const periodForm =
  'a year, month or day (2025, 2025-04, 2025-04-10) or two of them as first/last, either end .. for open, first not after last'

function refusePeriod(parameter: string, typed: string) {
  const meant = periodMeant(typed)
  const hint = meant ? ` Did you mean '${meant}'?` : ''
  return refuse(parameter, `'${clip(typed)}' is not ${periodForm}.${hint}`, 'invalid_date', meant ? [meant] : undefined)
}

const period =
  (description: string, example: string, overlap: boolean) =>
  (columns: DateColumns): Filter => ({
    description,
    schema: { type: 'string' },
    example,
    many: false,
    read: ([typed = ''], { parameter }) => {
      const found = readPeriod(typed)
      if (!found) throw refusePeriod(parameter, typed)
      const first = sql`${columns.date_key}`
      const last = lastDay(columns)
      const { from, to } = found
      const begins = sql`${first} >= ${from}`
      const reaches = sql`(${begins} or ${last} >= ${from})` // most begin later, which an index tells without the record
      const bounds = [
        ...(from === null ? [] : [overlap ? reaches : begins]),
        ...(to === null ? [] : [sql`${overlap ? first : last} <= ${to}`]),
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
