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
      const links = resource.links(record as never).map(([kind, key]) => `${kind} ${key}`)
      lists.links.add(links, at)
      lists.cells.add(cells, at)
      lists.identifiers.add(identifiersFor(resource, record), at)
      lists.names.add(namesFor(resource, record, folded), at)
    },
    ordered(): Omit<Gathered, 'counted'> {
      const order = orderOf(columns.days.subarray(0, columns.ids.length))
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
        links: lists.links.ordered(order),
        cells: lists.cells.ordered(order),
        identifiers: lists.identifiers.ordered(order),
        names: lists.names.ordered(order),
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
  const ends = new Int32Array(mostGathered)
  let given = new Int32Array(1024) // the codes of the keys of a record, up to its end, then those of the next
  let count = 0

  function codeOf(key: string): number {
    const known = codes.get(key)
    if (known !== undefined) return known
    codes.set(key, codes.size)
    return codes.size - 1
  }

  return {
    /** The keys of the next record. It is under each once. */
    add(keys: readonly string[], at: number) {
      const start = count
      for (const key of keys) {
        const code = codeOf(key)
        if (count === given.length) given = doubled(given)
        given[count] = code
        if (given.indexOf(code, start) === count) count++
      }
      ends[at] = count
    },
    /** By the places of records in the order of their ranks. */
    ordered(places: Float64Array): Postings {
      const keys = [...codes.keys()].sort()
      const orderOf = new Int32Array(keys.length)
      keys.forEach((key, order) => {
        orderOf[codes.get(key) as number] = order
      })
      const next = startsOf(given.subarray(0, count), orderOf)
      const ranks = new Int32Array(count)
      places.forEach((at, rank) => {
        for (let index = ends[at - 1] ?? 0; index < (ends[at] as number); index++) {
          const order = orderOf[given[index] as number] as number
          const end = next[order] as number
          ranks[end] = rank
          next[order] = end + 1
        }
      })
      return { keys, ends: next, ranks }
    },
  }
}

function doubled(numbers: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * numbers.length)
  larger.set(numbers)
  return larger
}

/** Where the records of each key begin, keys in their order, if those of the one before end there. */
function startsOf(codes: Int32Array, orderOf: Int32Array): Int32Array {
  const starts = new Int32Array(orderOf.length + 1)
  for (const code of codes) add(starts, (orderOf[code] as number) + 1, 1)
  for (let order = 1; order < starts.length; order++) add(starts, order, starts[order - 1] as number)
  return starts.slice(0, -1)
}

function add(numbers: Int32Array, at: number, more: number) {
  numbers[at] = (numbers[at] as number) + more
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
