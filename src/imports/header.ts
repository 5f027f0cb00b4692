/** The first row of a file: which column stands where. Columns are known by their names, whatever their order. */
import type { Cell, Dataset } from './dataset.ts'

export type Header = {
  /** The names in small letters, made unique. */
  names: string[]
  /** The names as they stand in the file, made unique. */
  given: string[]
  /** What curators should know: which columns stand in it more than once. */
  notices: string[]
  /** Whether the first row is data already. */
  headerless: boolean
  column(name: string): Cell
  /** A hash of a row's cells and of how they are read, the same whatever the order of the columns: 53 bits. */
  hash(cells: readonly string[]): number
  /** Whether this was the hash of these cells when they were read otherwise. */
  wasHash(hash: number, cells: readonly string[]): boolean
}

/** More than any release has, with columns of one's own; and few enough to compare each with each. */
const mostColumns = 1000

/** Reads the header, or takes the columns of the dataset for a file without one. Else a sentence on what the file is not. */
export function readHeader(dataset: Dataset, first: readonly string[], others: readonly Dataset[]): Header | string {
  if (first.length > mostColumns)
    return `is no file of ${dataset.title}: its first line names ${first.length} columns, and ${mostColumns} are the most`
  const names = first.map((name) => name.trim().toLowerCase())
  if (dataset.needed.every((name) => names.includes(name))) return toHeader(first, dataset, false)
  if (dataset.isHeaderless?.(first)) return toHeader(dataset.columns, dataset, true)
  const other = others.find(({ needed }) => needed.every((name) => names.includes(name)))
  if (other) return `is a file of ${other.title}: import it as ${other.id}`
  const missing = dataset.needed.filter((name) => !names.includes(name))
  return `is no file of ${dataset.title}: its first line lacks the columns ${missing.join(', ')}`
}

/** What the names of a first line are separated by if it is not commas; undefined if that does not make it a header. */
export function foreignSeparator(datasets: readonly Dataset[], line: string): string | undefined {
  const isHeader = (separator: string) => {
    const names = line.split(separator).map((name) => name.replaceAll('"', '').trim().toLowerCase())
    return datasets.some(({ needed }) => needed.every((name) => names.includes(name)))
  }
  return Object.entries({ semicolons: ';', tabs: '\t' }).find(([, separator]) => isHeader(separator))?.[0]
}

function toHeader(written: readonly string[], dataset: Dataset, headerless: boolean): Header {
  const plain = written.map((name) => name.trim().toLowerCase())
  const names = unique(plain)
  const given = names.map((name, at) => `${written[at]?.trim()}${name.slice(plain[at]?.length)}`)
  const extra = names.filter((name) => !dataset.columns.includes(name)).sort()
  const order = [...dataset.columns, ...extra].map((name) => names.indexOf(name))
  return {
    names,
    given,
    notices: [...new Set(plain)].flatMap((name) => noteRepeated(given.filter((_, at) => plain[at] === name))),
    headerless,
    column: (name) => {
      const at = names.indexOf(name)
      return at < 0 ? () => '' : (cells) => cells[at] ?? ''
    },
    hash: (cells) => hashOf(cells, order, dataset.reading),
    wasHash: (hash, cells) =>
      Array.from({ length: dataset.reading }, (_, reading) => hashOf(cells, order, reading)).includes(hash),
  }
}

/** A name that comes again gets a number that no other has, so that no column is lost. */
function unique(names: readonly string[]): string[] {
  const taken = new Set(names)
  return names.map((name, index) => {
    if (names.indexOf(name) === index) return name
    let number = 2
    while (taken.has(`${name}_${number}`)) number++
    taken.add(`${name}_${number}`)
    return `${name}_${number}`
  })
}

/** Of one column, as often as it stands in the header; one without a name is not spoken of. */
const noteRepeated = ([name, ...others]: string[]): string[] =>
  !name || others.length === 0
    ? []
    : [
        `The header names the column ${name} ${others.length + 1} times: the first was read, and source_row has ${others.length === 1 ? 'the other' : 'the others'} as ${others.join(', ')}.`,
      ]

/** Two multiplicative hashes of 32 bits (after cyrb53), of which 53 bits are kept; a cell that is missing counts too. */
function hashOf(cells: readonly string[], order: readonly number[], reading: number): number {
  let a = 0xdeadbeef + reading
  let b = 0x41c6ce57
  for (const at of order) {
    const cell = at < 0 ? '\u0001' : (cells[at] ?? '')
    for (let index = 0; index < cell.length; index++) {
      const unit = cell.charCodeAt(index)
      a = Math.imul(a ^ unit, 2654435761)
      b = Math.imul(b ^ unit, 1597334677)
    }
    a = Math.imul(a ^ 0x1f, 2654435761)
    b = Math.imul(b ^ 0x1f, 1597334677)
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909)
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909)
  return 4294967296 * (2097151 & b) + (a >>> 0)
}
