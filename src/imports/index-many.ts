/**
 * The index of many new records: the same rows in `texts`, `links`, `identifiers`, `cells` and `names` as
 * `engine/indexing.ts` makes for one, written in their own order, because a tree that grows at its end is several times as
 * fast, and because the text index writes out what it has gathered whenever a row comes before the last. Rows are
 * gathered as columns, numbers among them as typed arrays: a million small objects cost more than all that is done with them.
 */
import type { Database } from 'better-sqlite3'
import { dayNumber } from '../engine/dates.ts'
import type { Directory } from '../engine/expansions.ts'
import { cellsFor, identifiersFor, namesFor, wordsFor } from '../engine/findable.ts'
import { above } from '../engine/indexing.ts'
import type { AnyRecord, Resource } from '../engine/resource.ts'
import type { Reader } from '../engine/statement.ts'
import { fold } from '../engine/text.ts'
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

/** Records are those of a dataset, not curated ones. */
export function openIndex(reader: Reader, resource: Resource, directory: Directory): IndexMany {
  const { connection } = reader
  const gather = connection.prepare("insert into texts (texts, rank) values ('hashsize', cast(? as integer))")
  gather.run(textBytes.many)
  const names = openInserts(connection, 'names (folded, resource, n)', `(?, '${resource.name}', ?)`)
  connection.exec('create temp table if not exists identified (key text, date text, id text, n integer)')
  const identifiers = openInserts(connection, 'identified (key, date, id, n)', '(?, ?, ?, ?)')
  const write = openWrite(connection, resource)
  const termOf = openTerms(reader, resource)
  const holders = openHolders(reader, directory)
  const folded = openFold()
  let rows = openGathered()

  return {
    add(n, record) {
      const at = rows.ids.length
      const { names: known, body } = wordsFor(resource, record, folded)
      const date = (record.date_start ?? record.date_end ?? '') as string
      rows.ids.push(record.id)
      rows.dates.push(date)
      rows.names.push(known)
      rows.bodies.push(body)
      rows.days[at] = date === '' ? 0 : dayNumber(date)
      rows.numbers[at] = n
      for (const name of namesFor(resource, record, folded)) names.add(name, n)
      for (const [kind, key] of resource.links(record as never))
        for (const id of holders(kind, key)) rows.links.add(termOf(kind, id), at)
      for (const key of identifiersFor(resource, record)) identifiers.add(key, date, record.id, n)
      const cells = cellsFor(resource, record)
      for (const cell of cells) rows.cells.add(termOf('cell', cell), at)
      rows.latitudes[at] = cells.length ? (record.latitude as number) : 0
      rows.longitudes[at] = cells.length ? (record.longitude as number) : 0
      if (at + 1 < mostGathered) return
      write(rows)
      rows = openGathered()
    },
    end() {
      write(rows)
      names.end()
      identifiers.end()
      connection.exec(
        `insert into identifiers (resource, key, date, id, n) select '${resource.name}', key, date, id, n from identified order by key, date, id;
        delete from identified`,
      )
      gather.run(textBytes.few)
    },
  }
}

type Gathered = ReturnType<typeof openGathered>

function openGathered() {
  const numbers = () => new Float64Array(mostGathered)
  return {
    ids: [] as string[],
    dates: [] as string[],
    names: [] as string[],
    bodies: [] as string[],
    days: numbers(),
    numbers: numbers(),
    latitudes: numbers(),
    longitudes: numbers(),
    links: openPairs(),
    cells: openPairs(),
  }
}

/** Writes what was gathered. A term is written by one statement, which takes the ranks of its records as JSON: to bind every row would cost twice as much. */
function openWrite(connection: Database, resource: Resource) {
  connection.exec(
    'create temp table if not exists ranked (rank integer primary key, date text, id text, n integer, latitude real, longitude real)',
  )
  const texts = openInserts(
    connection,
    'texts (rowid, names, body, tags)',
    `(cast(? as integer), ?, ?, '${resource.name}')`,
    1, // before each statement of several rows the text index writes out what it has gathered
  )
  const ranks = openInserts(connection, 'ranked (rank, date, id, n, latitude, longitude)', '(?, ?, ?, ?, ?, ?)')
  const ofRanks = 'from json_each(?) as given cross join ranked on rank = given.value'
  const link = connection.prepare(`insert into links (term, date, id, n) select ?, date, ranked.id, n ${ofRanks}`)
  const locate = connection.prepare(
    `insert into cells (term, date, id, n, latitude, longitude) select ?, date, ranked.id, n, latitude, longitude ${ofRanks}`,
  )
  const forget = connection.prepare('delete from ranked')

  return (rows: Gathered) => {
    const order = orderOf(rows.days.subarray(0, rows.ids.length))
    const rankOf = new Int32Array(order.length)
    order.forEach((at, rank) => {
      rankOf[at] = rank
      const n = rows.numbers[at] as number
      texts.add((rows.days[at] as number) * 2 ** 31 + n, rows.names[at], rows.bodies[at])
      ranks.add(rank, rows.dates[at], rows.ids[at], n, rows.latitudes[at], rows.longitudes[at])
    })
    texts.end()
    ranks.end()
    for (const [term, ranked] of rows.links.grouped(rankOf)) link.run(term, JSON.stringify(ranked))
    for (const [term, ranked] of rows.cells.grouped(rankOf)) locate.run(term, JSON.stringify(ranked))
    forget.run()
  }
}

/** The places of days in their order; equal ones stay as they are. */
const orderOf = (days: Float64Array) =>
  days
    .map((day, at) => day * mostGathered + at)
    .sort()
    .map((key) => key % mostGathered)

/** Pairs of a whole number and the place of a record. */
function openPairs() {
  let pairs = new Float64Array(1024)
  let count = 0
  return {
    add(number: number, at: number) {
      if (count === pairs.length) {
        const larger = new Float64Array(2 * count)
        larger.set(pairs)
        pairs = larger
      }
      pairs[count++] = number * mostGathered + at
    },
    /** The numbers in their order, each with the ranks of its records, in theirs and each once. */
    *grouped(rankOf: Int32Array): Generator<[number: number, ranks: number[]]> {
      const sorted = pairs.subarray(0, count).map((pair) => {
        const at = pair % mostGathered
        return pair - at + (rankOf[at] as number)
      })
      sorted.sort()
      let ranks: number[] = []
      for (let index = 0; index < count; index++) {
        const pair = sorted[index] as number
        const rank = pair % mostGathered
        if (pair !== sorted[index - 1]) ranks.push(rank)
        const number = (pair - rank) / mostGathered
        if (number === Math.floor((sorted[index + 1] ?? -1) / mostGathered)) continue
        yield [number, ranks]
        ranks = []
      }
    },
  }
}

/** A key and, if its kind is a tree, all that holds it. */
function openHolders(reader: Reader, directory: Directory) {
  const trees = new Set([...directory.values()].flatMap(({ tree }) => (tree ? [tree.kind] : [])))
  const known = new Map<string, readonly string[]>()
  return (kind: string, key: string): readonly string[] => {
    if (!trees.has(kind)) return [key]
    const name = `${kind} ${key}`
    const holders = known.get(name) ?? above(reader, kind, key, directory)
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
