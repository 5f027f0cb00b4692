/**
 * Search: records of any resource in one order. By date it merges the lists of the resources. By relevance it walks
 * three steps: exact names, curated records by rank, the rest newest first. Each record comes in the first step that
 * has it, so that pages lose nothing and repeat nothing.
 */
import { columnOf, membersOf, toObject } from './body.ts'
import { type Position, writeCursor } from './cursor.ts'
import type { Condition } from './filters.ts'
import { chooseWay, countRows, findAfter, isBounded, isSmall, isUnforeseen } from './find.ts'
import type { Listing } from './query.ts'
import type { AnyRecord, Resource } from './resource.ts'
import { type SQL, sql } from './sql.ts'
import type { Reader } from './statement.ts'
import { fold, hasPrefix, type Phrase, type TextQuery, toMatch } from './text.ts'
import { textCondition } from './text-filter.ts'

export type Search = {
  /** The resources to look in, each with what its records have to be. */
  sources: Source[]
  /** Whether the sources are fewer than all, or have conditions. */
  narrowed: boolean
  text: TextQuery | null
  sort: 'relevance' | 'date' | '-date'
  limit: number
  after: Place | null
  signature: string
}

type Source = { resource: Resource; conditions: Condition[] }

/** Where a record stands: its step, its key there, its resource and id (for ranked records, the row of the text index). */
export type Place = { step: number; key: string | number | null; of: string; id: string }
type Hit = Omit<Place, 'step'> & { n: number }

export type Match = { resource: Resource; record: AnyRecord }

/** Tells who is curated in the text index. */
const curated = 'curated'
/** Matches that are ranked, the newest; ranking more costs more than it tells. */
const ranked = 2000

/** The page after the search's cursor. */
export function findMatches(reader: Reader, search: Search): { matches: Match[]; next: string | null } {
  const { sources, limit, after, signature } = search
  const steps = sources.length ? stepsOf(reader, search) : []
  const found: (Hit & { step: number })[] = []
  for (const [step, find] of steps.entries()) {
    const start = after?.step ?? 0
    if (step < start || found.length > limit) continue
    const hits = find(step === start ? after : null, limit + 1 - found.length)
    found.push(...hits.map((hit) => ({ ...hit, step })))
  }
  const page = found.slice(0, limit)
  const records = readRecords(
    reader,
    sources,
    page.map(({ n }) => n),
  )
  const last = page.at(-1)
  return {
    matches: page.flatMap(({ n }) => records.get(n) ?? []),
    next: last && found.length > limit ? writeCursor(signature, toPosition(last)) : null,
  }
}

const toPosition = ({ step, key, of, id }: Place): Position => ({ key, id: [step, of, id].join(' ') })

/** Words that are quickly counted for a rank, however frequent each is. */
const fewWords = 8
/** Records that have a frequent word: where all words are, a search may look at many records that have not all of them. */
const frequent = 2000

/** May a page take so long that nothing else should wait for it? */
export function isBroad(reader: Reader, search: Search): boolean {
  const { sources, text, narrowed, sort } = search
  if (
    isUnforeseen(
      reader,
      matching(search).flatMap(({ conditions }) => conditions),
    )
  )
    return true
  if (text && isCostly(reader, text)) return !sources.every(({ resource }) => isSmall(reader, resource))
  return narrowed && !matching(search).every((source) => isBounded(reader, inOrder(source, sort !== 'date')))
}

function isCostly(reader: Reader, query: TextQuery): boolean {
  const { all, none } = query
  const words = wordsIn([...all, ...none])
  if (words.length > fewWords || hasPrefix(query)) return true
  const rows = (word: string) => [{ drive: sql`texts`, where: sql`texts match ${`"${word}"`}` }]
  const isFrequent = (word: string) => countRows(reader, rows(word), frequent) === frequent
  return words.length > 1 && wordsIn(all).every(isFrequent)
}

const wordsIn = (phrases: readonly Phrase[]) => phrases.flat().map(({ word }) => word)

/** At most `limit` records of one step after a place. */
type Step = (after: Place | null, limit: number) => Hit[]

function stepsOf(reader: Reader, search: Search): Step[] {
  const { text, sort } = search
  if (sort !== 'relevance' || !text) {
    const wanted = matching(search)
    return [(after, limit) => findByDate(reader, wanted, sort === '-date', after, limit)]
  }
  const exact = findExact(reader, search, text)
  const numbers = exact.map(({ n }) => n)
  return [
    (after, limit) => exact.filter((hit) => !after || compareExact(hit, after) > 0).slice(0, limit),
    (after, limit) => reader.all(rankedAfter(search, text, numbers, after, limit)),
    (after, limit) => findByDate(reader, restOf(reader, search, text, numbers), true, after, limit),
  ]
}

/** The sources, of records that match. */
const matching = ({ sources, text }: Search): Source[] =>
  text ? sources.map((source) => withMatch(source, text, toMatch(text, source.resource.name))) : sources

const withMatch = ({ resource, conditions }: Source, text: TextQuery, match: string): Source => ({
  resource,
  conditions: [...conditions, textCondition(resource.table, match, hasPrefix(text))],
})

const without = ({ resource, conditions }: Source, numbers: number[]): Source => ({
  resource,
  conditions: [...conditions, { where: sql`${resource.table.n} not in ${listed(numbers)}` }],
})

/** What neither has the name that is typed nor was ranked. Where every curated match was, only what is imported is left. */
function restOf(reader: Reader, search: Search, text: TextQuery, exact: number[]): Source[] {
  const newest = reader.all<Hit>(sql`select n from (${newestCurated(search, text, exact)})`).map(({ n }) => n)
  if (newest.length === ranked) return matching(search).map((source) => without(source, [...exact, ...newest]))
  const imported = ({ name }: Resource) => `tags : ${name} NOT tags : ${curated}`
  return search.sources
    .filter(({ resource }) => reader.get(sql`select 1 from texts where texts match ${imported(resource)} limit 1`))
    .map((source) => without(withMatch(source, text, `${toMatch(text)} AND (${imported(source.resource)})`), exact))
}

const listed = (numbers: number[]) => sql`(select value from json_each(${JSON.stringify(numbers)}))`

/** The number of the record that a row of the text index is of. */
const number = sql`texts.rowid & 2147483647`

/** A row of the text index is of a record that is searched for. */
function isAmong({ sources, narrowed }: Search): SQL {
  if (!narrowed) return sql`true`
  const ways = sources.map(({ resource: { table }, conditions }) => {
    const all = [sql`${table.n} = ${number}`, ...conditions.map(({ check, where }) => check ?? where)]
    return sql`exists (select 1 from ${table} where ${sql.join(all, sql` and `)})`
  })
  return sql`(${sql.join(ways, sql` or `)})`
}

/** Records of which a name is what is typed: titles first, then aliases. */
function findExact(reader: Reader, search: Search, text: TextQuery): Hit[] {
  const name = wordsIn(text.all).join(' ')
  const named = reader.all<{ n: number }>(sql`select n from names where folded = ${name}`).map(({ n }) => n)
  if (!named.length) return []
  const match = `${toMatch(text)} AND names : "${name}"`
  const found = reader.all<{ n: number }>(
    sql`select ${number} as n from texts where texts match ${match} and ${number} in ${listed(named)} and ${isAmong(search)}`,
  )
  const records = readRecords(
    reader,
    search.sources,
    found.map(({ n }) => n),
  )
  return [...records]
    .map(([n, { resource, record }]) => {
      const isTitle = fold(String(record[resource.title])) === name
      return { n, key: isTitle ? 0 : 1, of: resource.name, id: record.id }
    })
    .sort(compareExact)
}

const compareExact = (a: Omit<Hit, 'n'>, b: Omit<Hit, 'n'>) =>
  Number(a.key) - Number(b.key) || compareText(a.of, b.of) || compareText(a.id, b.id)

const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/** The newest curated matches, with their rank (BM25, where a word in a name counts ten times) if it is asked for. */
const newestCurated = (search: Search, text: TextQuery, exact: number[], rank = sql`null`) =>
  sql`select texts.rowid as row, ${number} as n, ${rank} as key from texts where texts match ${toMatch(text, curated)} and ${number} not in ${listed(exact)} and ${isAmong(search)} order by texts.rowid desc limit ${ranked}`

function rankedAfter(search: Search, text: TextQuery, exact: number[], after: Place | null, limit: number): SQL {
  const rank = sql`bm25(texts, 10.0, 1.0, 0.0)`
  const beyond = after ? sql`(key, -row) > (${after.key}, -${BigInt(after.id)})` : sql`true`
  return sql`select n, key, '' as of, cast(row as text) as id from (${newestCurated(search, text, exact, rank)}) where ${beyond} order by key, row desc limit ${limit}`
}

/** The lists of the sources as one: newest or oldest first, ties by resource and then id; undated records come last, and after them the resources that have no dates. */
function findByDate(reader: Reader, sources: Source[], descending: boolean, after: Place | null, limit: number): Hit[] {
  const order = [...sources.filter(isDated), ...sources.filter((source) => !isDated(source))]
  const last = after ? order.findIndex(({ resource }) => resource.name === after.of) : -1
  const hits = order.flatMap((source, rank) => {
    const start = startIn(source, rank - last, descending, after)
    if (start === 'passed') return []
    const listing = inOrder(source, descending)
    const found = findAfter(reader, listing, chooseWay(reader, listing), start, limit)
    return found.map(({ n, key, id }) => ({ n, key: isDated(source) ? key : null, of: source.resource.name, id, rank }))
  })
  return hits.sort((a, b) => compareDates(a.key, b.key, descending) || a.rank - b.rank).slice(0, limit)
}

const isDated = ({ resource: { table } }: Source) => table.date_key !== undefined

const inOrder = ({ resource, conditions }: Source, descending: boolean): Listing => {
  const { date_key, id } = resource.table
  const sort = date_key ? { name: 'date', key: date_key, descending } : { name: 'id', key: id, descending: false }
  return { resource, conditions, sort }
}

function compareDates(a: Place['key'], b: Place['key'], descending: boolean): number {
  if (a === b) return 0
  if (a === null || b === null) return a === null ? 1 : -1
  return compareText(String(a), String(b)) * (descending ? -1 : 1)
}

/** Before and after every id. */
const ends = { first: '', last: '~' }

/**
 * Where the list of a source goes on after a place. `distance` is how many sources it comes after that of the place:
 * those before it are through with the day of the place, those after it have not begun.
 */
function startIn(
  source: Source,
  distance: number,
  descending: boolean,
  after: Place | null,
): Position | null | 'passed' {
  if (after === null) return null
  const { key, id } = after
  if (!isDated(source)) {
    if (key !== null || distance > 0) return null
    return distance < 0 ? 'passed' : { key: id, id }
  }
  if (distance === 0) return { key, id }
  const begun = distance < 0
  if (key === null && begun) return 'passed'
  return { key, id: begun === descending ? ends.first : ends.last }
}

/** The records of these numbers, each as the interface shows it. */
function readRecords(reader: Reader, sources: Source[], numbers: number[]): Map<number, Match> {
  const found = new Map<number, Match>()
  const wanted = JSON.stringify(numbers)
  for (const { resource } of sources) {
    const statement = reader.prepared(
      `search ${resource.name}`,
      () =>
        sql`select ${columnOf('r', resource.table.n)} as n, ${toObject(membersOf(resource, 'r'))} as record from json_each(${sql.placeholder('numbers')}) as wanted cross join ${resource.table} as r on ${columnOf('r', resource.table.n)} = wanted.value`,
    )
    for (const { n, record } of statement.all(wanted) as { n: number; record: string }[])
      found.set(n, { resource, record: JSON.parse(record) as AnyRecord })
  }
  return found
}
