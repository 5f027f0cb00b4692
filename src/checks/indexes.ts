/**
 * The indexes of the records: links, external ids, cells, names, words and tallies. Each is read as it stands and compared with what the
 * records say, looked at one by one. What is compared is a sum of hashes for each record, so that a million fit.
 */
import {
  cellsFor,
  dateFor,
  dayOfTextRow,
  identifiersFor,
  namesFor,
  numberOfTextRow,
  textRow,
  wordsFor,
} from '../edits/findable.ts'
import type { Row } from '../edits/rows.ts'
import type { Resource } from '../engine/resource.ts'
import { everything, findWrongTallies } from '../engine/tallies.ts'
import { type Base, type Check, inWords, type Outcome, openFaults } from './check.ts'
import { openLinks } from './links.ts'
import { everyRow, ownResources } from './rows.ts'

/** Tells of each line of an index: the record it belongs to, and a hash of the rest. */
type Tell = (n: number, hash: number) => void

type Index = {
  name: string
  claim: string
  /** The lines that a record has to have, as hashes. */
  expect(base: Base): (resource: Resource, row: Row) => number[]
  /** The lines that there are. */
  read(base: Base, tell: Tell): void
}

const indexes: Index[] = [
  {
    name: 'links',
    claim: 'The link table has each record under its actors, places, sources and codes, and nothing else.',
    expect(base) {
      const linksOf = openLinks(base)
      return (resource, row) =>
        linksOf(resource, row).map(([kind, key]) =>
          mix(hash(`${resource.name} ${kind} ${key}`), hash(`${dateFor(row)} ${row.id}`)),
        )
    },
    read(base, tell) {
      const terms = readTerms(base)
      const lines = base.connection.prepare('select term, n, date, id from links').raw().iterate()
      for (const [term, n, date, id] of lines as Iterable<[number, number, string, string]>)
        tell(n, mix(terms.get(term) ?? 0, hash(`${date} ${id}`)))
    },
  },
  {
    name: 'identifiers',
    claim: 'The table of external ids has each record under its own, and nothing else.',
    expect: () => (resource, row) =>
      identifiersFor(resource, row).map((key) =>
        mix(hash(`${resource.name} ${key}`), hash(`${dateFor(row)} ${row.id}`)),
      ),
    read(base, tell) {
      const lines = base.connection.prepare('select n, resource, key, date, id from identifiers').raw().iterate()
      for (const [n, resource, key, date, id] of lines as Iterable<[number, string, string, string, string]>)
        tell(n, mix(hash(`${resource} ${key}`), hash(`${date} ${id}`)))
    },
  },
  {
    name: 'cells',
    claim: 'The grid has each located record in its cells, and nothing else.',
    expect: () => (resource, row) =>
      cellsFor(resource, row).map((cell) =>
        mix(hash(`${resource.name} cell ${cell}`), hash([dateFor(row), row.id, row.latitude, row.longitude].join(' '))),
      ),
    read(base, tell) {
      const terms = readTerms(base)
      const lines = base.connection.prepare('select term, n, date, id, latitude, longitude from cells').raw().iterate()
      for (const [term, n, ...rest] of lines as Iterable<[number, number, ...unknown[]]>)
        tell(n, mix(terms.get(term) ?? 0, hash(rest.join(' '))))
    },
  },
  {
    name: 'names',
    claim: 'The table of names has the names of each record, and nothing else.',
    expect: () => (resource, row) => namesFor(resource, row).map((name) => mix(hash(resource.name), hash(name))),
    read(base, tell) {
      const lines = base.connection.prepare('select n, resource, folded from names').raw().iterate()
      for (const [n, resource, name] of lines as Iterable<[number, string, string]>)
        tell(n, mix(hash(resource), hash(name)))
    },
  },
  {
    name: 'texts',
    claim: 'The text index has the words of each record at their places, and nothing else.',
    expect: () => (resource, row) => {
      const day = dayOfTextRow(Number(textRow(row)))
      return Object.entries(wordsFor(resource, row)).flatMap(([column, text]) =>
        text.split(' ').flatMap((word, at) => (word === '' ? [] : [toWord(column, at, word, day)])),
      )
    },
    read(base, tell) {
      base.connection.exec('create virtual table if not exists temp.texts_words using fts5vocab(main, texts, instance)')
      const lines = base.connection.prepare('select doc, col, "offset", term from texts_words').raw().iterate()
      for (const [doc, column, at, word] of lines as Iterable<[number, string, number, string]>)
        tell(numberOfTextRow(doc), toWord(column, at, word, dayOfTextRow(doc)))
    },
  },
]

const toWord = (column: string, at: number, word: string, day: number) =>
  mix(mix(hash(column), at), mix(hash(word), day))

const mend = 'sourcebook check --repair makes it anew from the records.'

export const indexChecks: Check[] = [
  ...indexes.map((index) => ({
    name: index.name,
    claim: index.claim,
    mend,
    run: (base: Base) => compare(index, base),
  })),
  {
    name: 'tallies',
    claim: 'What was counted beforehand, for statistics, is what counting the records gives.',
    mend,
    run: checkTallies,
  },
]

function checkTallies({ connection, reader, directory, onLook }: Base): Outcome {
  const { add, outcome } = openFaults()
  for (const resource of directory.values())
    for (const { key, span, first, last } of findWrongTallies(reader, resource))
      add(
        `${resource.name} of ${key === everything ? 'everybody' : key || 'nobody'}, ${span} ${first === last ? first : `${first} to ${last}`}`,
      )
  const lines = connection.prepare('select count(*) from tallies').pluck().get() as number
  onLook(lines)
  return outcome(inWords(lines, 'lines'))
}

function compare(index: Index, base: Base): Outcome {
  const most = base.connection.prepare('select seq from state').pluck().get() as number
  const sums = new Float64Array(most + 1) // what is expected less what is there
  const { add, outcome } = openFaults()
  let lines = 0
  index.read(base, (n, hash) => {
    lines++
    if (n >= 0 && n <= most) sums[n] = (sums[n] ?? 0) - hash
    else add(`a line that belongs to no record (number ${n})`)
  })
  const expect = index.expect(base)
  for (const resource of ownResources(base))
    for (const row of everyRow(base, resource)) {
      for (const hash of expect(resource, row)) sums[row.n] = (sums[row.n] ?? 0) + hash
      if (sums[row.n] !== 0) add(`${resource.name}/${row.id}`)
      sums[row.n] = 0
    }
  sums.forEach((sum, n) => {
    if (sum !== 0) add(`lines of a record that is not there (number ${n})`)
  })
  return outcome(inWords(lines, 'lines'))
}

const readTerms = ({ connection }: Base) =>
  new Map(
    (
      connection.prepare("select term, resource || ' ' || kind || ' ' || key from terms").raw().all() as [
        number,
        string,
      ][]
    ).map(([term, text]) => [term, hash(text)]),
  )

/** FNV-1a, of 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193)
  return value >>> 0
}

function mix(one: number, other: number): number {
  let value = Math.imul(one ^ Math.imul(other, 0x9e3779b1), 0x85ebca6b)
  value = Math.imul(value ^ (value >>> 15), 0xc2b2ae35)
  return (value ^ (value >>> 13)) >>> 0
}
