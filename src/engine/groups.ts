/**
 * Counting and summing by groups, in one statement: facts, each standing for some records, become rows, and rows the
 * bytes of an answer. Records of different datasets are never added up.
 */
import { type SQL, sql } from './sql.ts'
import type { Reader } from './statement.ts'

export type Grouping = {
  /**
   * Selects the keys (empty or null where a record has no value), dataset_id, count, and of each measure its value
   * and `…_known`, the number of records that have one.
   */
  facts: SQL
  keys: readonly string[]
  measures: readonly string[]
  fill?: Fill | undefined
  /** What comes first, by the columns of a row; what has no value comes last either way. */
  order: readonly { name: string; descending: boolean }[]
  limit: number
}

/** Periods without records get a row, for each dataset and the other keys that are there. */
export type Fill = {
  /** The keys that are periods, with the characters of a day that name one. The longest decides how far it is to the next. */
  periods: Readonly<Record<string, number>>
  /** The days between which to fill; null: from, or to, the outermost period found. */
  from: string | null
  to: string | null
  /** The first and the last day of which a dataset has records: nothing is said of days that it does not cover. */
  covered(dataset: SQL): { first: SQL; last: SQL }
}

/** How rows are written: `record` is SQL over a row under the alias `r`, `join` leads to what it names. */
export type Writing = { record: SQL; join: SQL; between: string }

/** `total` counts the rows beyond the limit too; `bytes` is null if there are none. */
export type Rows = { total: number; bytes: Buffer | null }

/** The column that counts the records without a value of a measure. */
export const without = (measure: string) => `${measure}_without`

export function writeGroups(reader: Reader, grouping: Grouping, { record, join, between }: Writing): Rows {
  const { fill, order, limit } = grouping
  const steps = [sql`grouped as materialized (${toGroups(grouping)})`, ...(fill ? toFilled(grouping, fill) : [])]
  const rows = sql.raw(fill ? 'filled' : 'grouped')
  const sorted = sql.raw(
    order.map(({ name, descending }) => `${name} is null, ${name} ${descending ? 'desc' : 'asc'}`).join(),
  )
  return reader.get<Rows>(sql`with recursive ${sql.join(steps, sql`, `)}
    select (select count(*) from ${rows}) as total, (
      select cast(group_concat(${record}, ${between}) as blob)
      from (select * from ${rows} order by ${sorted} limit ${limit}) as r ${join}) as bytes`) as Rows // it has one row, whatever is found
}

function toGroups({ facts, keys, measures }: Grouping): SQL {
  const sums = measures.map((name) => `sum(${name}) as ${name}, sum(count) - sum(${name}_known) as ${without(name)}`)
  const columns = [
    ...keys.map((name) => `nullif(${name}, '') as ${name}`),
    'dataset_id',
    'sum(count) as count',
    ...sums,
  ]
  return sql`select ${sql.raw(columns.join())} from (${facts}) as facts group by ${sql.raw(['dataset_id', ...keys].map((name) => `facts.${name}`).join())}`
}

/** A calendar for each dataset, and by it a row of zeros for each group. What is there already comes through it as it is. */
function toFilled({ keys, measures }: Grouping, { periods, from, to, covered }: Fill): SQL[] {
  const [finest, width] = Object.entries(periods).sort(([, a], [, b]) => b - a)[0] as [string, number] // a fill has one
  const { first, last } = covered(sql`grouped.dataset_id`)
  const key = sql.raw(finest)
  const low = from === null ? sql`min(${key})` : sql`substr(max(${from}, ${first}), 1, ${width})`
  const high = to === null ? sql`max(${key})` : sql`substr(min(${to}, ${last}), 1, ${width})`
  const others = keys.filter((name) => !(name in periods))
  const zeros = [
    ...keys.map((name) => (name in periods ? `substr(period, 1, ${periods[name]})` : name)),
    ...['dataset_id', '0', ...measures.flatMap(() => ['null', '0'])],
  ]
  const sums = measures.flatMap((name) => [
    `iif(sum(count) = 0, 0, sum(${name})) as ${name}`,
    `sum(${without(name)}) as ${without(name)}`,
  ])
  return [
    sql`calendar (dataset_id, period, until) as (select dataset_id, ${low}, ${high} from grouped group by 1
      union all select dataset_id, ${next(width)}, until from calendar where period < until)`,
    sql.raw(`zeros as (select ${zeros} from calendar join (select distinct ${[...others, 'dataset_id']} from grouped) using (dataset_id)
      where period <= until)`),
    sql.raw(`filled as materialized (select ${[...keys, 'dataset_id', 'sum(count) as count', ...sums]}
      from (select * from grouped union all select * from zeros) group by ${['dataset_id', ...keys]})`),
  ]
}

/** The period after one that is named by so many characters of a day. */
const next = (width: number) =>
  sql.raw(
    width === 4
      ? `printf('%04d', period + 1)`
      : width === 7
        ? `substr(date(period || '-01', '+1 month'), 1, 7)`
        : `date(period, '+1 day')`,
  )
