/**
 * The index of many new records: the same rows in `texts`, `links`, `identifiers`, `cells`, `names` and `tallies` as
 * `edits/indexing.ts` makes for one, gathered beside (`gathering.ts`) and written in the order of their tables.
 */
import type { Database } from 'better-sqlite3'
import { above } from '../edits/indexing.ts'
import { openInserts } from '../engine/inserts.ts'
import type { Resource } from '../engine/resource.ts'
import type { Reader } from '../engine/statement.ts'
import { writeCounts } from '../engine/tallies.ts'
import { directory } from '../model/index.ts'
import type { Gathered, Postings, Ranked } from './gather.ts'
import { type Gathering, openGathering, type Shape } from './gathering.ts'
import { openTerms } from './terms.ts'

export type IndexMany = Pick<Gathering, 'add' | 'share'> & {
  /** Writes what has been gathered meanwhile, and waits while many records are on their way. */
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

export function openIndex(reader: Reader, resource: Resource, shape: Shape): IndexMany {
  const setHashSize = reader.connection.prepare(
    "insert into texts (texts, rank) values ('hashsize', cast(? as integer))",
  )
  setHashSize.run(textBytes.many)
  const gathering = openGathering(resource, shape)
  const write = openWrite(reader, resource)
  return {
    add: gathering.add,
    share: gathering.share,
    async turn() {
      for (const gathered of await gathering.turn()) write(gathered)
    },
    last: gathering.last,
    async end() {
      for (const gathered of await gathering.end()) write(gathered)
      setHashSize.run(textBytes.few)
    },
    close: gathering.close,
  }
}

/** Written one after the other, each in the order of its table. */
function openWrite(reader: Reader, resource: Resource) {
  const { connection } = reader
  const writeRanks = openRanks(connection)
  const texts = openInserts(
    connection,
    (rows) => `insert into texts (rowid, names, body, tags) values ${rows}`,
    `(cast(? as integer), ?, ?, '${resource.name}')`,
    1, // before each statement of several rows the text index writes out what it has gathered
  )
  const of = { resource: `'${resource.name}'` }
  const links = openLists(connection, { table: 'links', key: 'term', says: ['date', 'id', 'n'] })
  const cells = openLists(connection, {
    table: 'cells',
    key: 'term',
    says: ['date', 'id', 'n', 'latitude', 'longitude'],
  })
  const identifiers = openLists(connection, { table: 'identifiers', of, key: 'key', says: ['date', 'id', 'n'] })
  const names = openLists(connection, { table: 'names', of, key: 'folded', says: ['n'] })
  const holders = openHolders(reader)
  const termOf = openTerms(reader, resource)

  function termsOf(link: string): number[] {
    const space = link.indexOf(' ')
    const kind = link.slice(0, space)
    return holders(kind, link.slice(space + 1)).map((key) => termOf(kind, key))
  }

  return ({ records, texts: { rows, ...words }, ...gathered }: Gathered) => {
    for (const [rank, row] of rows.entries()) texts.add(row, words.names[rank], words.bodies[rank])
    texts.end()
    writeRanks(records)
    links(byTerm(gathered.links, termsOf))
    cells(byTerm(gathered.cells, (cell) => [termOf('cell', cell)]))
    identifiers(eachOf(gathered.identifiers))
    names(eachOf(gathered.names))
    writeCounts(connection, gathered.counted)
  }
}

/** Puts what the rows of lists say of records beside their ranks, in the place of those before. */
function openRanks(connection: Database) {
  connection.exec(
    'create temp table if not exists ranked (rank integer primary key, id text, date text, n integer, latitude real, longitude real)',
  )
  const forget = connection.prepare('delete from ranked')
  const inserts = openInserts(
    connection,
    (rows) => `insert into ranked (rank, id, date, n, latitude, longitude) values ${rows}`,
    '(?, ?, ?, ?, ?, ?)',
  )
  return ({ id, date, n, latitude, longitude }: Ranked) => {
    forget.run()
    for (const [rank, each] of id.entries())
      inserts.add(rank, each, date[rank], n[rank], latitude[rank], longitude[rank])
    inserts.end()
  }
}

/** Rows of a table that say of a record what they are `of`, a key and what is ranked. */
type Lists = { table: string; of?: Record<string, string>; key: string; says: (keyof Ranked)[] }

/** The records of a key are one statement, which takes their ranks as JSON; if they are fewer, several keys are one. */
const fewRecords = 8

function openLists(connection: Database, { table, of = {}, key, says }: Lists) {
  const into = `insert into ${table} (${[...Object.keys(of), key, ...says].join()})`
  const select = (given: string) =>
    `${into} select ${[...Object.values(of), given, ...says.map((name) => `ranked.${name}`)].join()}`
  const few = openInserts(
    connection,
    (rows) => `${select('column1')} from (values ${rows}) cross join ranked on rank = column2`,
    '(?, ?)',
  )
  const many = connection.prepare(`${select('?')} from json_each(?) as given cross join ranked on rank = given.value`)
  return (lists: Iterable<[key: string | number, ranks: Int32Array]>) => {
    for (const [key, ranks] of lists)
      if (ranks.length >= fewRecords) many.run(key, `[${ranks.join()}]`)
      else for (const rank of ranks) few.add(key, rank)
    few.end()
  }
}

/** The keys of a listing, each with the ranks of its records. */
function* eachOf({ keys, ends, ranks }: Postings): Generator<[key: string, ranks: Int32Array]> {
  let start = 0
  for (const [at, key] of keys.entries()) {
    const end = ends[at] as number
    yield [key, ranks.subarray(start, end)]
    start = end
  }
}

/** The same by terms, in their order. Several keys may lie in what one term stands for. */
function byTerm(postings: Postings, termsOf: (key: string) => number[]): [term: number, ranks: Int32Array][] {
  const found = new Map<number, Int32Array[]>()
  for (const [key, ranks] of eachOf(postings))
    for (const term of termsOf(key)) {
      const parts = found.get(term)
      if (parts) parts.push(ranks)
      else found.set(term, [ranks])
    }
  return [...found].map(([term, parts]) => [term, union(parts)] as [number, Int32Array]).sort(([a], [b]) => a - b)
}

/** Each rank once, in their order. */
function union(parts: readonly Int32Array[]): Int32Array {
  if (parts.length === 1) return parts[0] as Int32Array
  const all = new Set<number>()
  for (const part of parts) for (const rank of part) all.add(rank)
  return Int32Array.from(all).sort()
}

/** A key and, if its kind is a tree, all that holds it. */
function openHolders(reader: Reader) {
  const trees = new Set([...directory.values()].flatMap(({ tree }) => (tree ? [tree.kind] : [])))
  return (kind: string, key: string): readonly string[] =>
    trees.has(kind) ? above(reader, kind, key, directory) : [key]
}
