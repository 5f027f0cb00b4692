/**
 * Finding: the numbers of the records that a query matches, in its order. One filter with an index leads, narrowed to
 * the days asked for; the others are checked on each record it brings. Every page starts where the last one ended.
 */
import { type Position, writeCursor } from './cursor.ts'
import { dayNumber, isDay, shiftDay } from './dates.ts'
import type { Branch, Condition } from './filters.ts'
import type { Listing, Query } from './query.ts'
import type { Resource } from './resource.ts'
import { type SQL, sql } from './sql.ts'
import type { Reader } from './statement.ts'

export type Page = { numbers: number[]; next: string | null }

/** The page after the query's cursor: the numbers of its records, in order. */
export function findPage(reader: Reader, query: Query, way: Way): Page {
  const limit = query.limit ?? 50
  const found = findAfter(reader, query, way, query.after, limit + 1)
  const rows = found.slice(0, limit)
  const last = rows.at(-1)
  return {
    numbers: rows.map((row) => row.n),
    next: found.length > limit && last ? writeCursor(query.signature(), last) : null,
  }
}

export type Found = Position & { n: number }

/** At most `limit` records after a position: part by part, each by its own index, for as long as there is room. */
export function findAfter(reader: Reader, query: Listing, way: Way, after: Position | null, limit: number): Found[] {
  const found: Found[] = []
  for (const part of partsOf(query)) {
    if (found.length === limit) break
    if (part !== 'undated' && after?.key === null) continue
    const from = part === 'undated' && after?.key !== null ? null : after
    found.push(...reader.all<Found>(segment(query, way, from, part, limit - found.length)))
  }
  return found
}

/**
 * What a list is made of, in its order. Records without a sort key come last either way. Those that overlap a period
 * began at most 31 days before it, or are among the few that are longer, which all began before the others.
 */
export type Part = 'dated' | 'undated' | 'recent' | 'long'

function partsOf(query: Listing): Part[] {
  const { sort } = query
  if (sort.key.notNull) return ['dated']
  const days = sort.name === 'date' ? daysOf(query) : undefined
  if (!days) return ['dated', 'undated']
  if (days.reach === undefined) return ['dated']
  return sort.descending ? ['recent', 'long'] : ['long', 'recent']
}

/** How a query is answered: the branches of the leading filter, and what is checked on each record they bring. */
export type Way = {
  branches: Branch[]
  disjoint: boolean
  rest: SQL[]
  /** What the branches bring, counted up to `narrow`, where several filters could lead. */
  rows: number | undefined
}

/** Rows that a filter is counted up to when several could lead: past this, all are wide. */
export const narrow = 2000

/** The filter that brings the fewest records leads; between wide ones, the one that is narrower by its kind. */
export function chooseWay(reader: Reader, query: Listing): Way {
  const candidates = query.conditions
    .filter((condition) => condition.lead)
    .sort((a, b) => (a.lead?.rank ?? 0) - (b.lead?.rank ?? 0))
  const several = candidates.length > 1
  let [leader] = candidates
  let rows = narrow
  for (const candidate of several ? candidates : []) {
    const fewer = countRows(reader, candidate.lead?.branches ?? [], rows)
    if (fewer < rows) [leader, rows] = [candidate, fewer]
  }
  return {
    branches: leader?.lead?.branches ?? [{ drive: sql`${query.resource.table}`, where: sql`true` }],
    disjoint: leader?.lead?.disjoint ?? leader === undefined,
    rest: query.conditions.filter((condition) => condition !== leader).map(checked),
    rows: several ? rows : undefined,
  }
}

const checked = ({ check, where }: Condition) => check ?? where

/** The rows that branches bring, counted up to a bound. */
export function countRows(reader: Reader, branches: readonly Branch[], bound: number): number {
  let rows = 0
  for (const { drive, where } of branches) {
    rows +=
      reader.get<{ rows: number }>(
        sql`select count(*) as rows from (select 1 from ${drive} where ${where} limit ${bound - rows})`,
      )?.rows ?? 0
    if (rows >= bound) break
  }
  return rows
}

/** Rows that may be looked at while others wait. */
const few = 100_000

/** So many records may have what is kept beside them unpacked while others wait: it takes a tenth of a millisecond each. */
const fewUnpacked = 50

const unpacksMany = ({ resource, expand, limit }: Listing & Partial<Pick<Query, 'expand' | 'limit'>>) =>
  Number(limit) > fewUnpacked && expand?.some((name) => resource.expansions[name]?.kind === 'beside')

/**
 * Is the cost of a page known beforehand, and small? It is if an index gives the records in order and nothing else has to hold,
 * if the leading filter brings few, or if there are few at all. Anything else may look at every record in vain.
 */
export function isBounded(
  reader: Reader,
  query: Listing & Partial<Pick<Query, 'count' | 'facets' | 'expand' | 'limit'>>,
  choose: () => Way = () => chooseWay(reader, query),
): boolean {
  if (unpacksMany(query)) return false
  if (isUnforeseen(reader, query.conditions)) return false
  const { branches, rest, rows } = choose()
  const leads = query.conditions.some((condition) => condition.lead)
  const byDate = query.sort.name === 'date'
  const dense = byDate ? query.conditions.filter((condition) => condition.window).length : 0
  const inOrder = rest.length === dense && (byDate || !leads)
  if (inOrder && !query.count && !query.facets?.length) return true
  if (leads && (rows ?? countRows(reader, branches, narrow)) < narrow) return true
  return isSmall(reader, query.resource)
}

/** Has a resource few records? */
export const isSmall = (reader: Reader, { table }: Resource): boolean => hasFewer(reader, sql`${table}`, few)

/** Records whose words are read while others wait, a few times over. */
const fewTexts = 10_000

/** Does a condition cost what the words of all records cost, of whatever resource they are? */
export const isUnforeseen = (reader: Reader, conditions: readonly Condition[]): boolean =>
  conditions.some(({ broad }) => broad) && !hasFewer(reader, sql`texts_docsize`, fewTexts)

/** That there are many is found once, because everybody waits while rows are counted. */
function hasFewer(reader: Reader, table: SQL, bound: number): boolean {
  const many = `${bound} of ${table.text}`
  if (reader.known.has(many)) return false
  const fewer = countRows(reader, [{ drive: table, where: sql`true` }], bound) < bound
  if (!fewer) reader.known.add(many)
  return fewer
}

/** The statement for one part of a list. */
export function segment(query: Listing, way: Way, after: Position | null, part: Part, limit: number): SQL {
  const dated = part !== 'undated'
  const direction = sql.raw(query.sort.descending ? 'desc' : 'asc')
  const selects = branchesOf(query, way, part).map(({ branch, rest }) => {
    const { n, key, id, bounds } = orderOf(query, branch, after, dated)
    const checks = [...(branch.also ?? []), ...rest]
    const conditions = [branch.where, ...checks, ...bounds]
    const joined = sql`${branch.drive} ${branch.join ?? sql``}`
    const from = inOwnOrder(query, branch) && !checks.length ? branch.drive : joined
    if (branch.day && query.sort.name === 'date' && dated) {
      const found = checks.length || after ? conditions : [branch.where, branch.day('>=', sql`1`)]
      const matches = sql`${found === conditions ? joined : branch.drive} where ${sql.join(found, sql` and `)}`
      conditions.push(wholeDays(matches, branch.day, query.sort.descending, limit))
    }
    return sql`select ${n} as n, ${dated ? key : sql`null`} as key, ${id} as id from ${from} where ${sql.join(conditions, sql` and `)}`
  })
  const order = dated ? sql`key ${direction}, id ${direction}` : sql`id ${direction}`
  return sql`${sql.join(selects, way.disjoint ? sql` union all ` : sql` union `)} order by ${order} limit ${limit}`
}

/** Does the order of a branch serve the sort? By date and id it does; by id alone where no record is dated. */
const inOwnOrder = ({ sort, resource: { table } }: Listing, { order }: Branch) =>
  (sort.name === 'date' || (sort.name === 'id' && !table.date_key)) && order

/** What a branch is ordered by, and what bounds it: the segment, and the position it continues from. */
function orderOf(query: Listing, branch: Branch, after: Position | null, dated: boolean) {
  const {
    sort,
    resource: { table },
  } = query
  const own = inOwnOrder(query, branch)
  const { n, date, id } = own || { n: sql`${table.n}`, date: sql`${sort.key}`, id: sql`${table.id}` }
  const key = own && sort.name === 'id' ? id : date
  const bounds: SQL[] = []
  if (key !== date) bounds.push(sql`${date} = ''`)
  if (!sort.key.notNull)
    bounds.push(own ? sql`${key} ${sql.raw(dated ? '>' : '=')} ''` : sql`${key} is ${sql.raw(dated ? 'not ' : '')}null`)
  const beyond = sql.raw(sort.descending ? '<' : '>')
  if (after)
    bounds.push(dated ? sql`(${key}, ${id}) ${beyond} (${after.key}, ${after.id})` : sql`${id} ${beyond} ${after.id}`)
  if (after && branch.day && sort.name === 'date' && isDay(String(after.key)))
    // a forged cursor may hold anything
    bounds.push(branch.day(sort.descending ? '<=' : '>=', sql`${BigInt(dayNumber(String(after.key)))}`))
  return { n, key, id, bounds }
}

/**
 * A text index is in the order of days, not of ids within a day. So that ties come by id all the same, the days of
 * the first `limit` matches are read whole, and then sorted.
 */
function wholeDays(matches: SQL, day: NonNullable<Branch['day']>, descending: boolean, limit: number): SQL {
  const nth = sql`(select texts.rowid >> 31 from ${matches} order by texts.rowid ${sql.raw(descending ? 'desc' : 'asc')} limit 1 offset ${limit - 1})`
  return day(descending ? '>=' : '<=', sql`coalesce(${nth}, ${sql.raw(descending ? '0' : '9999999')})`)
}

/** Records longer than this are few, and have a branch of their own. */
const shortDays = 31

/** The days that the conditions leave: the first and last on which a record may begin, and those it has to reach. */
function daysOf({ conditions }: Listing) {
  const windows = conditions.flatMap(({ window }) => (window ? [window] : []))
  if (!windows.length) return undefined
  const starts = windows.flatMap((w) => (w.from === null ? [] : [w.overlap ? shiftDay(w.from, -shortDays) : w.from]))
  const reached = windows.flatMap((w) => (w.overlap && w.from !== null ? [w.from] : []))
  const ends = windows.flatMap((w) => (w.to === null ? [] : [w.to]))
  return { from: starts.sort().at(-1), reach: reached.sort().at(-1), to: ends.sort()[0] }
}

/** The branches of a part, within its days; all of them for `dated`. */
export function branchesOf(query: Listing, { branches, rest }: Way, part: Part) {
  const { table } = query.resource
  const { date_key, date_end, date_long } = table
  const whole = branches.map((branch) => ({ branch, rest }))
  const days = daysOf(query)
  if (!days || part === 'undated' || !date_key || !date_end || !date_long) return whole
  const { from, to, reach } = days
  const within = branches.map((branch) => {
    const bounds = [
      ...(from === undefined ? [] : [dayBound(table, branch, '>=', from)]),
      ...(to === undefined ? [] : [dayBound(table, branch, '<=', to)]),
    ]
    return { branch: { ...branch, where: sql.join([branch.where, ...bounds], sql` and `) }, rest }
  })
  if (part === 'recent' || from === undefined || reach === undefined) return within
  const long = sql`(select ${table.n} as n from ${table} where ${date_long} = 1 and ${date_key} < ${from}
    and (${date_end} is null or ${date_end} >= ${reach}))`
  const branch: Branch = {
    drive: sql`${long} as long`,
    join: sql`cross join ${table} on ${table.n} = long.n`,
    where: sql`true`,
  }
  const longer = { branch, rest: query.conditions.map(checked) }
  return part === 'long' ? [longer] : [...within, longer]
}

const dayBound = (table: Resource['table'], branch: Branch, operator: '>=' | '<=', day: string): SQL => {
  if (branch.day) return branch.day(operator, sql`${BigInt(dayNumber(day))}`)
  const date = branch.order?.date ?? (table.date_key ? sql`${table.date_key}` : sql`null`)
  return sql`${date} ${sql.raw(operator)} ${day}`
}
