/**
 * The index of many new records: the same rows in `texts`, `links`, `cells` and `names` as `engine/write.ts` makes for
 * one, written in their own order, because a tree that grows at its end is several times as fast, and because the text
 * index writes out what it has gathered whenever a row comes before the last.
 */
import type { Database } from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { dayNumber } from '../engine/dates.ts'
import type { Directory } from '../engine/expansions.ts'
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

/** `isOwn` tells the links that hardly any other record has. Records are those of a dataset, not curated ones. */
export function openIndex(
  connection: Database,
  resource: Resource,
  directory: Directory,
  isOwn: (link: Link) => boolean,
): IndexMany {
  const into = {
    texts: openInserts(
      connection,
      'texts (rowid, names, body, tags)',
      `(cast(? as integer), ?, ?, '${resource.name}')`,
    ),
    links: openInserts(connection, 'links (term, date, id, n)', '(?, ?, ?, ?)', 'on conflict do nothing'),
    cells: openInserts(connection, 'cells (term, date, id, n, latitude, longitude)', '(?, ?, ?, ?, ?, ?)'),
    names: openInserts(connection, 'names (folded, resource, n)', `(?, '${resource.name}', ?)`),
  }
  const terms = openTerms(connection, resource.name)
  const holders = openHolders(connection, directory)
  const folded = openFold()
  const toText = (texts: readonly string[]) => texts.map(folded).join(' \ue000 ')
  let rows: Row[] = []
  const links = openPairs()
  const cells = openPairs()

  function write() {
    const moved = terms.write()
    const order = sortBy(rows.map(({ day }) => day))
    const ranked = order.map((at) => rows[at] as Row)
    for (const { day, n, known, body } of ranked) into.texts.add(day * 2 ** 31 + n, known, body)
    const rankOf = new Int32Array(rows.length)
    order.forEach((at, rank) => {
      rankOf[at] = rank
    })
    links.drain(rankOf, (term, rank) => {
      const { date, id, n } = ranked[rank] as Row
      into.links.add(moved.get(term) ?? term, date, id, n)
    })
    cells.drain(rankOf, (term, rank) => {
      const { date, id, n, latitude, longitude } = ranked[rank] as Row
      into.cells.add(term, date, id, n, latitude, longitude)
    })
    for (const table of Object.values(into)) table.end()
    rows = []
  }

  return {
    add(n, record) {
      const at = rows.length
      const names = [...new Set(resource.names(record as never))]
      const known = resource.about ? names : [...new Set([...names, String(record[resource.title])])]
      const body = resource.texts(record as never).filter((text) => text !== null)
      const date = (record.date_start ?? record.date_end ?? '') as string
      const { latitude, longitude } = record as { latitude?: unknown; longitude?: unknown }
      for (const name of new Set(names.map(folded))) into.names.add(name, n)
      for (const link of resource.links(record as never)) {
        const [kind, key] = link
        if (isOwn(link)) links.add(terms.ofOne(kind, key), at)
        else for (const id of holders(kind, key)) links.add(terms.of(kind, id), at)
      }
      if (resource.grid && typeof latitude === 'number' && typeof longitude === 'number')
        for (const cell of cellsAt(latitude, longitude)) cells.add(terms.of('cell', cell), at)
      rows.push({
        n,
        id: record.id,
        date,
        day: date === '' ? 0 : dayNumber(date),
        latitude,
        longitude,
        known: toText(known),
        body: toText(body),
      })
      if (rows.length === mostGathered) write()
    },
    end: write,
  }
}

type Row = {
  n: number
  id: string
  date: string
  day: number
  latitude: unknown
  longitude: unknown
  known: string
  body: string
}

/** The places of numbers in their order; equal ones stay as they are. */
function sortBy(numbers: readonly number[]): number[] {
  const keys = Float64Array.from(numbers, (number, at) => number * mostGathered + at).sort()
  return Array.from(keys, (key) => key % mostGathered)
}

/** Terms with the records they lead to. */
function openPairs() {
  let pairs = new Float64Array(1 << 16)
  let size = 0
  return {
    add(term: number, at: number) {
      if (size === pairs.length) {
        const larger = new Float64Array(size * 2)
        larger.set(pairs)
        pairs = larger
      }
      pairs[size++] = term * mostGathered + at
    },
    /** Gives every pair in the order of term and rank, and forgets them. */
    drain(rankOf: Int32Array, each: (term: number, rank: number) => void) {
      const sorted = pairs.subarray(0, size)
      for (let index = 0; index < size; index++) {
        const pair = sorted[index] as number
        const at = pair % mostGathered
        sorted[index] = pair - at + (rankOf[at] as number)
      }
      sorted.sort()
      for (const pair of sorted) each(Math.floor(pair / mostGathered), pair % mostGathered)
      size = 0
    },
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
