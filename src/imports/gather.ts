/**
 * What many new records are found by: the rows that `edits/indexing.ts` makes for one, in the order of their tables,
 * because a tree that grows at its end is several times as fast, and because the text index writes out what it has
 * gathered whenever a row comes before the last. It knows no database, so that a thread of its own can do it
 * (`gathering.ts`). Rows are gathered as columns, numbers among them as typed arrays: a million small objects cost more
 * than all that is done with them.
 */

import { cellsFor, identifiersFor, namesFor, wordsFor } from '../edits/findable.ts'
import { dayNumber } from '../engine/dates.ts'
import type { AnyRecord, Resource } from '../engine/resource.ts'
import { type Counted, openCounts } from '../engine/tallies.ts'
import { fold } from '../engine/text.ts'

/** Records in the order of the text index; their places in it are their ranks. */
export type Gathered = {
  records: Ranked
  /** Rows of the text index, and the words in its columns. */
  texts: { rows: Float64Array; names: string[]; bodies: string[] }
  /** By kind and key, a space between them. */
  links: Postings
  cells: Postings
  identifiers: Postings
  /** By names, folded. */
  names: Postings
  /** With the last records: the tallies of all. */
  counted: Counted[]
}

/** What the rows that find records say of them, by rank. */
export type Ranked = {
  id: string[]
  /** Empty for one that is undated. */
  date: string[]
  n: Float64Array
  /** 0 for one that is not located. */
  latitude: Float64Array
  longitude: Float64Array
}

/** Keys in their order, and for each the ranks of its records, in theirs: those of `keys[at]` end before `ends[at]`. */
export type Postings = { keys: string[]; ends: Int32Array; ranks: Int32Array }

export type Gatherer = {
  /** Gives what was gathered if that is much. */
  add(record: Numbered): Gathered | undefined
  end(): Gathered
}

/**
 * Records gathered before they are written, or fewer: memory, against how often the same pages are written. Numbers are
 * made of it and the place of a record, which is less, and stay whole: a power of two.
 */
const mostGathered = 2 ** 17
/** Characters of their texts. */
const mostText = 2 ** 26

/** Records are those of a dataset, not curated ones. */
export function openGatherer(
  resource: Resource,
  dataset: string,
  { most = mostGathered, text = mostText } = {},
): Gatherer {
  const folded = remembered(longestName, fold)
  const counts = openCounts(dataset)
  let rows = openColumns(resource, folded)
  return {
    add(record) {
      counts.add(resource, record, 1)
      rows.add(record)
      if (rows.count() < most && rows.characters() < text) return
      const full = rows
      rows = openColumns(resource, folded)
      return { ...full.ordered(), counted: [] }
    },
    end: () => ({ ...rows.ordered(), counted: counts.take() }),
  }
}

/** Characters of a text that may come again: a title, a name. */
const longestName = 200

type Numbered = AnyRecord & { n: number }
type Fold = typeof fold

function openColumns(resource: Resource, folded: Fold) {
  const numbers = () => new Float64Array(mostGathered)
  const columns = {
    ids: [] as string[],
    dates: [] as string[],
    names: [] as string[],
    bodies: [] as string[],
    days: numbers(),
    numbers: numbers(),
    latitudes: numbers(),
    longitudes: numbers(),
  }
  const lists = { links: openList(), cells: openList(), identifiers: openList(), names: openList() }

  let characters = 0

  return {
    count: () => columns.ids.length,
    /** Of their texts. */
    characters: () => characters,
    add(record: Numbered) {
      const at = columns.ids.length
      const { names, body } = wordsFor(resource, record, folded)
      const date = (record.date_start ?? record.date_end ?? '') as string
      const cells = cellsFor(resource, record)
      columns.ids.push(record.id)
      columns.dates.push(date)
      columns.names.push(names)
      columns.bodies.push(body)
      characters += names.length + body.length
      columns.days[at] = date === '' ? 0 : dayNumber(date)
      columns.numbers[at] = record.n
      columns.latitudes[at] = cells.length ? (record.latitude as number) : 0
      columns.longitudes[at] = cells.length ? (record.longitude as number) : 0
      for (const cell of cells) lists.cells.add(cell, at)
      for (const [kind, key] of resource.links(record as never)) lists.links.add(`${kind} ${key}`, at)
      for (const key of identifiersFor(resource, record)) lists.identifiers.add(key, at)
      for (const name of namesFor(resource, record, folded)) lists.names.add(name, at)
    },
    ordered(): Omit<Gathered, 'counted'> {
      const order = orderOf(columns.days.subarray(0, columns.ids.length))
      const rankOf = new Int32Array(order.length)
      order.forEach((at, rank) => {
        rankOf[at] = rank
      })
      const texts = (of: string[]) => Array.from(order, (at) => of[at] as string)
      const ranked = (of: Float64Array) => order.map((at) => of[at] as number)
      const n = ranked(columns.numbers)
      return {
        records: {
          id: texts(columns.ids),
          date: texts(columns.dates),
          n,
          latitude: ranked(columns.latitudes),
          longitude: ranked(columns.longitudes),
        },
        texts: {
          rows: ranked(columns.days).map((day, rank) => day * 2 ** 31 + (n[rank] as number)),
          names: texts(columns.names),
          bodies: texts(columns.bodies),
        },
        links: lists.links.ordered(rankOf),
        cells: lists.cells.ordered(rankOf),
        identifiers: lists.identifiers.ordered(rankOf),
        names: lists.names.ordered(rankOf),
      }
    },
  }
}

/** The places of days in their order; equal ones stay as they are. */
const orderOf = (days: Float64Array) =>
  days
    .map((day, at) => day * mostGathered + at)
    .sort()
    .map((key) => key % mostGathered)

/** Records, by their places, under keys. */
function openList() {
  const codes = new Map<string, number>()
  let pairs = new Float64Array(1024)
  let count = 0

  function codeOf(key: string): number {
    const known = codes.get(key)
    if (known !== undefined) return known
    codes.set(key, codes.size)
    return codes.size - 1
  }

  return {
    add(key: string, at: number) {
      if (count === pairs.length) {
        const larger = new Float64Array(2 * count)
        larger.set(pairs)
        pairs = larger
      }
      pairs[count++] = codeOf(key) * mostGathered + at
    },
    ordered(rankOf: Int32Array): Postings {
      const keys = [...codes.keys()].sort()
      const placeOf = new Int32Array(keys.length)
      keys.forEach((key, place) => {
        placeOf[codes.get(key) as number] = place
      })
      const sorted = pairs.subarray(0, count).map((pair) => {
        const at = pair % mostGathered
        return (placeOf[(pair - at) / mostGathered] as number) * mostGathered + (rankOf[at] as number)
      })
      sorted.sort()
      const ends = new Int32Array(keys.length)
      const ranks = new Int32Array(count)
      let end = 0
      sorted.forEach((pair, index) => {
        if (pair === sorted[index - 1]) return // a record is under a key once
        const rank = pair % mostGathered
        ranks[end++] = rank
        ends[(pair - rank) / mostGathered] = end
      })
      return { keys, ends, ranks: ranks.slice(0, end) }
    },
  }
}

/** Texts of which it is kept in mind what was made of them. */
const mostRemembered = 30_000

/** What is made of texts, kept in mind if they are short: the same come again and again. */
export function remembered<T>(longest: number, make: (text: string) => T): (text: string) => T {
  let known = new Map<string, T>()
  return (text) => {
    if (text.length > longest) return make(text)
    const found = known.get(text)
    if (found !== undefined) return found
    const made = make(text)
    if (known.size > mostRemembered) known = new Map()
    known.set(text, made)
    return made
  }
}
