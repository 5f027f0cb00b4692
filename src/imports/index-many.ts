/**
 * The index of many new records: the same rows in `texts`, `links`, `cells` and `names` as `engine/write.ts` makes for
 * one, written in their own order, because a tree that grows at its end is several times as fast, and because the text
 * index writes out what it has gathered whenever a row comes before the last. A term is written by one statement, which
 * takes the ranks of its records as JSON: to bind every row would cost twice as much.
 */
import type { Database } from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { dayNumber } from '../engine/dates.ts'
import type { Directory } from '../engine/expansions.ts'
import { namesFor, wordsFor } from '../engine/findable.ts'
import { cellsAt } from '../engine/geo.ts'
import type { AnyRecord, Link, Resource } from '../engine/resource.ts'
import { fold } from '../engine/text.ts'
import { above } from '../engine/write.ts'
import { openInserts } from './inserts.ts'
import { openTerms } from './terms.ts'

export type IndexMany = {
  add(n: number, record: AnyRecord): void
  /** To be called before the transaction ends. */
  end(): void
}

/** Records gathered before they are written: memory, against how often the same pages are written. A power of two. */
const mostGathered = 2 ** 17

/** What the text index gathers before it writes: while much comes at once, and else (its default). */
const textBytes = { many: 64 * 1024 * 1024, few: 1024 * 1024 }

type Row = {
  n: number
  id: string
  date: string
  day: number
  latitude: unknown
  longitude: unknown
  known: string
  body: string
  /** The terms that it shares with other records, and those of its grid cells. */
  links: number[]
  cells: number[]
}

/** `isOwn` tells the links that hardly any other record has. Records are those of a dataset, not curated ones. */
export function openIndex(
  connection: Database,
  resource: Resource,
  directory: Directory,
  isOwn: (link: Link) => boolean,
): IndexMany {
  connection.exec(
    'create temp table if not exists ranked (rank integer primary key, date text, id text, n integer, latitude real, longitude real)',
  )
  const texts = openInserts(
    connection,
    'texts (rowid, names, body, tags)',
    `(cast(? as integer), ?, ?, '${resource.name}')`,
    1, // before each statement of several rows the text index writes out what it has gathered
  )
  const names = openInserts(connection, 'names (folded, resource, n)', `(?, '${resource.name}', ?)`)
  const ranks = openInserts(connection, 'ranked (rank, date, id, n, latitude, longitude)', '(?, ?, ?, ?, ?, ?)')
  const forget = connection.prepare('delete from ranked')
  const ofRanks = 'from json_each(?) as given cross join ranked on rank = given.value'
  const link = connection.prepare(`insert into links (term, date, id, n) select ?, date, ranked.id, n ${ofRanks}`)
  const linkEach = connection.prepare(
    `insert into links (term, date, id, n) select ? + given.key, date, ranked.id, n ${ofRanks}`,
  )
  const locate = connection.prepare(
    `insert into cells (term, date, id, n, latitude, longitude) select ?, date, ranked.id, n, latitude, longitude ${ofRanks}`,
  )
  const gather = connection.prepare("insert into texts (texts, rank) values ('hashsize', cast(? as integer))")
  gather.run(textBytes.many)
  const terms = openTerms(connection, resource.name)
  const holders = openHolders(connection, directory)
  const folded = openFold()
  let rows: Row[] = []
  let own = new Map<string, OwnLinks>()

  function write() {
    const order = sortBy(rows.map(({ day }) => day))
    const rankOf = new Int32Array(rows.length)
    const [linked, located] = [openLists(), openLists()]
    order.forEach((at, rank) => {
      const { n, id, date, day, latitude, longitude, known, body, links, cells } = rows[at] as Row
      rankOf[at] = rank
      texts.add(day * 2 ** 31 + n, known, body)
      ranks.add(rank, date, id, n, latitude, longitude)
      for (const term of links) linked.add(term, rank)
      for (const term of cells) located.add(term, rank)
    })
    for (const table of [texts, names, ranks]) table.end()
    for (const [kind, { keys, ats }] of own) {
      const sorted = keys.map((key, index) => ({ key, rank: rankOf[ats[index] as number] as number })).sort(byKey)
      const first = terms.make(
        kind,
        sorted.map(({ key }) => key),
      )
      if (first !== undefined) linkEach.run(first, JSON.stringify(sorted.map(({ rank }) => rank)))
      else for (const { key, rank } of sorted) linked.add(terms.of(kind, key), rank)
    }
    for (const [term, ranked] of linked.all()) link.run(term, JSON.stringify(ranked))
    for (const [term, ranked] of located.all()) locate.run(term, JSON.stringify(ranked))
    forget.run()
    rows = []
    own = new Map()
  }

  /** Gives the numbers of the terms that the record shares with others; its own are gathered apart. */
  function termsOf(links: readonly Link[], at: number): number[] {
    return links.flatMap((link) => {
      const [kind, key] = link
      if (!isOwn(link)) return holders(kind, key).map((id) => terms.of(kind, id))
      const { keys, ats } = own.get(kind) ?? { keys: [], ats: [] }
      if (keys.length === 0) own.set(kind, { keys, ats })
      keys.push(key)
      ats.push(at)
      return []
    })
  }

  return {
    add(n, record) {
      const { names: known, body } = wordsFor(resource, record, folded)
      const date = (record.date_start ?? record.date_end ?? '') as string
      const { latitude, longitude } = record as { latitude?: unknown; longitude?: unknown }
      for (const name of namesFor(resource, record, folded)) names.add(name, n)
      const located = resource.grid && typeof latitude === 'number' && typeof longitude === 'number'
      rows.push({
        n,
        id: record.id,
        date,
        day: date === '' ? 0 : dayNumber(date),
        latitude,
        longitude,
        known,
        body,
        links: termsOf(resource.links(record as never), rows.length),
        cells: located ? cellsAt(latitude, longitude).map((cell) => terms.of('cell', cell)) : [],
      })
      if (rows.length === mostGathered) write()
    },
    end() {
      write()
      gather.run(textBytes.few)
    },
  }
}

/** Keys that are terms of one record, and where that stands among those gathered. */
type OwnLinks = { keys: string[]; ats: number[] }

const byKey = (a: { key: string }, b: { key: string }) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)

/** The places of numbers in their order; equal ones stay as they are. */
function sortBy(numbers: readonly number[]): number[] {
  const keys = Float64Array.from(numbers, (number, at) => number * mostGathered + at).sort()
  return Array.from(keys, (key) => key % mostGathered)
}

/** Terms with the ranks of their records, each once; those of a term are to be added one after the other. */
function openLists() {
  const lists = new Map<number, number[]>()
  return {
    add(term: number, rank: number) {
      const list = lists.get(term)
      if (!list) lists.set(term, [rank])
      else if (list.at(-1) !== rank) list.push(rank)
    },
    /** In the order of terms. */
    all: () => [...lists].sort(([a], [b]) => a - b),
  }
}

/** A key and, if its kind is a tree, all that holds it. */
function openHolders(connection: Database, directory: Directory) {
  const db = drizzle(connection)
  const trees = new Set([...directory.values()].flatMap(({ tree }) => (tree ? [tree.kind] : [])))
  const known = new Map<string, readonly string[]>()
  return (kind: string, key: string): readonly string[] => {
    if (!trees.has(kind)) return [key]
    const name = `${kind} ${key}`
    const holders = known.get(name) ?? above(db, kind, key, directory)
    known.set(name, holders)
    return holders
  }
}

/** Folds texts, and keeps in mind what came of them: names come again and again. */
function openFold() {
  let known = new Map<string, string>()
  return (text: string): string => {
    const found = known.get(text)
    if (found !== undefined) return found
    const made = fold(text)
    if (known.size > 30_000) known = new Map()
    known.set(Buffer.from(text).toString(), made) // a copy: a cell is a view of its piece of the file
    return made
  }
}
