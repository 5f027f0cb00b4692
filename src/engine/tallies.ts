/**
 * Tallies: records counted and summed together, all of them and under each key of a list, by the months and by the years in which they
 * may have begun and ended, so that statistics over many records look at few rows. The records are what is true; the
 * tallies are kept by the same write, and can be counted anew at any time.
 */
import type { Database } from 'better-sqlite3'
import { openInserts } from './inserts.ts'
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

/** Tallies inside an open transaction. */
export function openTallies(connection: Database): Tallies {
  const counts = openCounts()
  return { add: counts.add, write: () => writeCounts(connection, counts.take()) }
}

/** What is to be added to the tallies of a resource: the keys of rows, and their numbers one row after the other. */
export type Counted = { tallied: Tallied; keys: string[]; numbers: Float64Array }

/** Counts without a database. `dataset` is that of every record, where records do not say it themselves. */
export function openCounts(dataset?: string) {
  const counts = new Map<Resource, Groups>()
  return {
    add(resource: Resource, record: AnyRecord, sign: 1 | -1) {
      if (!resource.tallied) return
      const groups = madeIn(counts, resource, () => new Map())
      const place = madeIn(groups, `${dataset ?? record.dataset_id} ${monthsOf(record)}`, () => new Map())
      for (const key of keysOf(resource.tallied, record)) addTo(place, key, record, resource.tallied, sign)
    },
    /** Gives what was counted, and begins anew. */
    take(): Counted[] {
      const taken = [...counts].flatMap(([{ tallied }, groups]) => (tallied ? [toCounted(tallied, groups)] : []))
      counts.clear()
      return taken
    },
  }
}

/** By dataset, first and last month, and then by key: the count, then of each field its sum and the records that have it. */
type Groups = Map<string, Map<string, number[]>>

/** What stands in a map, or is put there now. */
function madeIn<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key)
  if (found !== undefined) return found
  const made = make()
  map.set(key, made)
  return made
}

function addTo(place: Map<string, number[]>, key: string, record: AnyRecord, { sums }: Tallied, sign: number) {
  const numbers = madeIn(place, key, () => Array(1 + 2 * sums.length).fill(0))
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
function keysOf({ list, key }: Tallied, record: AnyRecord): Iterable<string> {
  const ids = (record[list] as Record<string, string | null>[])
    .map((element) => element[key] as string | null)
    .filter((id) => id !== null)
  return new Set([...(ids.length ? ids : ['']), everything])
}

/** The first and the last month a record may lie in. A bound that is not known counts as the one that is. */
function monthsOf({ date_start, date_end, date_precision }: AnyRecord): string {
  const first = String(date_start ?? date_end ?? '')
  const last = date_end ?? (date_precision === 'interval' && date_start ? '9999-99' : first)
  return `${first.slice(0, spans.month)} ${String(last).slice(0, spans.month)}`
}

/** By months and by years, in the order of the table, which is several times as fast as any other. */
function toCounted(tallied: Tallied, months: Groups): Counted {
  const width = numbersOf(tallied).length
  const rows = Object.entries({ month: months, year: toYears(months) })
    .flatMap(([span, groups]) =>
      [...groups].flatMap(([place, keys]) =>
        [...keys].map(([key, counted]) => ({ key: `${span} ${key} ${place}`, counted })),
      ),
    )
    .filter(({ counted }) => counted.some((number) => number !== 0)) // else the same record, taken out and put back
    .sort((a, b) => (a.key < b.key ? -1 : 1))
  const numbers = new Float64Array(rows.length * width)
  rows.forEach(({ counted }, index) => {
    numbers.set(counted, index * width)
  })
  return { tallied, keys: rows.map(({ key }) => key), numbers }
}

/** Adds what was counted to the tallies. */
export function writeCounts(connection: Database, counts: readonly Counted[]) {
  for (const { tallied, keys, numbers } of counts) {
    const names = numbersOf(tallied)
    const columns = [...place, ...names]
    const sums = names.map((name) => `${name} = ${name} + excluded.${name}`)
    const inserts = openInserts(
      connection,
      (rows) => `insert into tallies (${columns.join()}) values ${rows} on conflict do update set ${sums.join()}`,
      `(${columns.map(() => '?').join()})`,
    )
    const drop = connection.prepare(
      `delete from tallies where ${place.map((name) => `${name} = ?`).join(' and ')} and count = 0`,
    )
    const lessened: string[][] = []
    keys.forEach((row, index) => {
      const [span = '', key = '', dataset = '', first = '', last = ''] = row.split(' ')
      const group = [span, key, dataset, first === last ? first : '', first, last]
      const counted = numbers.subarray(index * names.length, (index + 1) * names.length)
      inserts.add(...group, ...counted)
      if ((counted[0] as number) <= 0) lessened.push(group)
    })
    inserts.end()
    for (const group of lessened) drop.run(...group)
  }
}

const place = ['span', 'key', 'dataset_id', 'period', 'first', 'last']

function toYears(months: Groups): Groups {
  const years: Groups = new Map()
  for (const [place, keys] of months) {
    const [dataset, first = '', last = ''] = place.split(' ')
    const name = [dataset, first.slice(0, spans.year), last.slice(0, spans.year)].join(' ')
    const year = madeIn(years, name, (): Map<string, number[]> => new Map())
    for (const [key, counted] of keys) {
      const sum = year.get(key)
      year.set(key, sum ? sum.map((number, index) => number + (counted[index] as number)) : counted)
    }
  }
  return years
}

/** Leads from a record to each id that it counts under, once, as `counted.value`; to null if it has none. `only` holds for the element that has the id, under the name `value`. */
export function toKeys({ table, tallied }: Resource, only: readonly SQL[] = []): SQL {
  if (!tallied) return sql``
  const id = sql.raw(`value ->> '${tallied.key}'`)
  const list = sql`${table}.${sql.identifier(tallied.list)}`
  return sql`left join json_each((select json_group_array(distinct ${id}) from json_each(${list}) where ${sql.join([sql`${id} is not null`, ...only], sql` and `)})) as counted`
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
