/**
 * Tallies: records counted and summed together, all of them and under each key of a list, by the months and by the years in which they
 * may have begun and ended, so that statistics over many records look at few rows. The records are what is true; the
 * tallies are kept by the same write, and can be counted anew at any time.
 */
import type { Database } from 'better-sqlite3'
import { lastDay } from './period.ts'
import type { AnyRecord, Resource, Tallied } from './resource.ts'
import { type SQL, sql } from './sql.ts'
import type { Reader } from './statement.ts'

export type Tallies = {
  /** Counts a record that is there now (1), or that is there no longer (-1). Does not touch the database. */
  add(resource: Resource, record: AnyRecord, sign: 1 | -1): void
  /** To be called before the transaction ends. */
  write(): void
}

/** Spans of time, with the characters of a day that name one. */
export const spans = { month: 7, year: 4 } as const
export type Span = keyof typeof spans

/** Tallies inside an open transaction. `dataset` is that of every record, where records do not say it themselves. */
export function openTallies(connection: Database, dataset?: string): Tallies {
  const tallied = new Map<Resource, Groups>()
  return {
    add(resource, record, sign) {
      if (!resource.tallied) return
      const groups = tallied.get(resource) ?? new Map()
      tallied.set(resource, groups)
      const place = `${dataset ?? record.dataset_id} ${monthsOf(record)}`
      for (const key of keysOf(resource.tallied, record))
        addTo(groups, `${key} ${place}`, record, resource.tallied, sign)
    },
    write() {
      for (const [resource, groups] of tallied) if (resource.tallied) writeGroups(connection, resource.tallied, groups)
      tallied.clear()
    },
  }
}

/** Numbers by key, dataset, first and last month: the count, then of each field its sum and the records that have it. */
type Groups = Map<string, number[]>

function addTo(groups: Groups, name: string, record: AnyRecord, { sums }: Tallied, sign: number) {
  let numbers = groups.get(name)
  if (!numbers) {
    numbers = Array(1 + 2 * sums.length).fill(0) as number[]
    groups.set(name, numbers)
  }
  numbers[0] = (numbers[0] as number) + sign
  for (let index = 0, at = 1; index < sums.length; index++, at += 2) {
    const value = record[sums[index] as string]
    if (typeof value !== 'number') continue
    numbers[at] = (numbers[at] as number) + sign * value
    numbers[at + 1] = (numbers[at + 1] as number) + sign
  }
}

/** The key that every record counts under, which is no id. */
export const everything = '*'

/** What a record counts under, each once: the ids that it has, an empty one if it has none, and `everything`. */
function keysOf({ list, key }: Tallied, record: AnyRecord): Iterable<unknown> {
  const ids = (record[list] as Record<string, unknown>[]).map((element) => element[key]).filter((id) => id !== null)
  return new Set([...(ids.length ? ids : ['']), everything])
}

/** The first and the last month a record may lie in. A bound that is not known counts as the one that is. */
function monthsOf({ date_start, date_end, date_precision }: AnyRecord): string {
  const first = String(date_start ?? date_end ?? '')
  const last = date_end ?? (date_precision === 'interval' && date_start ? '9999-99' : first)
  return `${first.slice(0, spans.month)} ${String(last).slice(0, spans.month)}`
}

/** In the order of the table, which is several times as fast as any other. */
function writeGroups(connection: Database, tallied: Tallied, months: Groups) {
  const numbers = numbersOf(tallied)
  const add = connection.prepare(`insert into tallies (${[...place, ...numbers].join()})
    values (${[...place, ...numbers].map(() => '?').join()})
    on conflict do update set ${numbers.map((name) => `${name} = ${name} + excluded.${name}`).join()}`)
  const drop = connection.prepare(
    `delete from tallies where ${place.map((name) => `${name} = ?`).join(' and ')} and count = 0`,
  )
  for (const [span, groups] of Object.entries({ month: months, year: toYears(months) }))
    for (const name of [...groups.keys()].sort()) {
      const [key, dataset, first, last] = name.split(' ')
      const counted = groups.get(name) as number[]
      if (counted.every((number) => number === 0)) continue // the same record, taken out and put back
      const group = [span, key, dataset, first === last ? first : '', first, last]
      add.run(...group, ...counted)
      if ((counted[0] as number) <= 0) drop.run(...group)
    }
}

const place = ['span', 'key', 'dataset_id', 'period', 'first', 'last']

function toYears(months: Groups): Groups {
  const years: Groups = new Map()
  for (const [name, counted] of months) {
    const [key, dataset, first = '', last = ''] = name.split(' ')
    const year = [key, dataset, first.slice(0, spans.year), last.slice(0, spans.year)].join(' ')
    const sum = years.get(year)
    years.set(year, sum ? sum.map((number, index) => number + (counted[index] as number)) : counted)
  }
  return years
}

/** Leads from a record to each id that it counts under, once, as `counted.value`; to null if it has none. */
export function toKeys({ table, tallied }: Resource): SQL {
  if (!tallied) return sql``
  const id = sql.raw(`value ->> '${tallied.key}'`)
  const list = sql`${table}.${sql.identifier(tallied.list)}`
  return sql`left join json_each((select json_group_array(distinct ${id}) from json_each(${list}) where ${id} is not null)) as counted`
}

/**
 * Tallies that are not what the records say, and those that should stand there instead: none, as long as every write
 * keeps them. Looks at every record.
 */
export function findWrongTallies(reader: Reader, resource: Resource): Record<string, unknown>[] {
  const { table, tallied } = resource
  if (!tallied) return []
  const last = lastDay(table as unknown as Parameters<typeof lastDay>[0]) // what is tallied is dated
  const sums = tallied.sums.map((name) => `total(${name}) as ${name}, count(${name}) as ${name}_known`)
  const spanned = Object.entries(spans).map(([span, width]) => `select '${span}' as span, ${width} as width`)
  const counted = (
    key: SQL,
    keys: SQL,
  ) => sql`select span, ${key} as key, dataset_id, substr(coalesce(date_key, ''), 1, width) as first,
      substr(coalesce(${last}, ''), 1, width) as last, count(*) as count, ${sql.raw(sums.join())}
    from (${sql.raw(spanned.join(' union all '))}) cross join ${table} ${keys} group by 1, 2, 3, 4, 5`
  const all = sql`${counted(sql`coalesce(counted.value, '')`, toKeys(resource))} union all ${counted(sql`${everything}`, sql``)}`
  const columns = sql.raw([...place, ...numbersOf(tallied)].join())
  return reader.all(sql`with anew as (select *, iif(first = last, first, '') as period from (${all}))
    select * from (select ${columns} from anew except select ${columns} from tallies)
    union all select * from (select ${columns} from tallies except select ${columns} from anew)`)
}

const numbersOf = ({ sums }: Tallied) => ['count', ...sums.flatMap((name) => [name, `${name}_known`])]
