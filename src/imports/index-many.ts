/**
 * The index of many new records: the same rows in `texts`, `links`, `identifiers`, `cells`, `names` and `tallies` as
 * `engine/indexing.ts` makes for one, gathered beside (`gathering.ts`) and written in the order of their tables.
 */
import type { Directory } from '../engine/expansions.ts'
import { above } from '../engine/indexing.ts'
import type { Resource } from '../engine/resource.ts'
import type { Reader } from '../engine/statement.ts'
import { writeCounts } from '../engine/tallies.ts'
import type { Gathered, Listing } from './gather.ts'
import { openGathering, type Rows, type StoredRow } from './gathering.ts'
import { openInserts } from './inserts.ts'
import { openTerms } from './terms.ts'

export type IndexMany = {
  /** The row of a record, as it is stored. */
  add(row: StoredRow): void
  /** Waits while many records are on their way. */
  turn(): Promise<void>
  /** No more records will be added: what is left is gathered meanwhile. */
  last(): void
  /** To be called before the transaction ends. */
  end(): Promise<void>
  /** Leaves what is not written. */
  close(): void
}

/** What the text index gathers before it writes: while much comes at once, and else (its default). */
const textBytes = { many: 64 * 1024 * 1024, few: 1024 * 1024 }

export function openIndex(reader: Reader, resource: Resource, directory: Directory, rows: Rows): IndexMany {
  const gather = reader.connection.prepare("insert into texts (texts, rank) values ('hashsize', cast(? as integer))")
  gather.run(textBytes.many)
  const gathering = openGathering(resource, rows)
  const write = openWrite(reader, resource, directory)
  return {
    add: gathering.add,
    async turn() {
      for (const gathered of await gathering.turn()) write(gathered)
    },
    last: gathering.last,
    async end() {
      for (const gathered of await gathering.end()) write(gathered)
      gather.run(textBytes.few)
    },
    close: gathering.close,
  }
}

function openWrite(reader: Reader, resource: Resource, directory: Directory) {
  const { connection } = reader
  const texts = openInserts(
    connection,
    'texts (rowid, names, body, tags)',
    `(cast(? as integer), ?, ?, '${resource.name}')`,
    1, // before each statement of several rows the text index writes out what it has gathered
  )
  const links = openInserts(connection, 'links (term, date, id, n)', '(?, ?, ?, ?)')
  const cells = openInserts(connection, 'cells (term, date, id, n, latitude, longitude)', '(?, ?, ?, ?, ?, ?)')
  const identifiers = openInserts(
    connection,
    'identifiers (resource, key, date, id, n)',
    `('${resource.name}', ?, ?, ?, ?)`,
  )
  const typed = openInserts(connection, 'names (resource, folded, n)', `('${resource.name}', ?, ?)`)
  const holders = openHolders(reader, directory)
  const termOf = openTerms(reader, resource)

  function termsOf(link: string): number[] {
    const space = link.indexOf(' ')
    const kind = link.slice(0, space)
    return holders(kind, link.slice(space + 1)).map((key) => termOf(kind, key))
  }

  return (gathered: Gathered) => {
    const { ids, dates, numbers, rows, names, bodies, latitudes, longitudes } = gathered
    for (const [rank, row] of rows.entries()) texts.add(row, names[rank], bodies[rank])
    for (const [term, ranks] of byTerm(gathered.links, termsOf))
      for (const rank of ranks) links.add(term, dates[rank], ids[rank], numbers[rank])
    for (const [term, ranks] of byTerm(gathered.cells, (cell) => [termOf('cell', cell)]))
      for (const rank of ranks)
        cells.add(term, dates[rank], ids[rank], numbers[rank], latitudes[rank], longitudes[rank])
    for (const [key, ranks] of eachOf(gathered.identifiers))
      for (const rank of ranks) identifiers.add(key, dates[rank], ids[rank], numbers[rank])
    for (const [name, ranks] of eachOf(gathered.named)) for (const rank of ranks) typed.add(name, numbers[rank])
    for (const inserts of [texts, links, cells, identifiers, typed]) inserts.end()
    writeCounts(connection, gathered.counted)
  }
}

/** The keys of a listing, each with the ranks of its records. */
function* eachOf({ keys, ends, ranks }: Listing): Generator<[key: string, ranks: Int32Array]> {
  let start = 0
  for (const [at, key] of keys.entries()) {
    const end = ends[at] as number
    yield [key, ranks.subarray(start, end)]
    start = end
  }
}

/** The same by terms, in their order. Several keys may lie in what one term stands for. */
function byTerm(listing: Listing, termsOf: (key: string) => number[]): [term: number, ranks: Int32Array][] {
  const found = new Map<number, Int32Array>()
  for (const [key, ranks] of eachOf(listing))
    for (const term of termsOf(key)) {
      const others = found.get(term)
      found.set(term, others ? Int32Array.from(new Set([...others, ...ranks])).sort() : ranks)
    }
  return [...found].sort(([a], [b]) => a - b)
}

/** A key and, if its kind is a tree, all that holds it. */
function openHolders(reader: Reader, directory: Directory) {
  const trees = new Set([...directory.values()].flatMap(({ tree }) => (tree ? [tree.kind] : [])))
  return (kind: string, key: string): readonly string[] =>
    trees.has(kind) ? above(reader, kind, key, directory) : [key]
}
