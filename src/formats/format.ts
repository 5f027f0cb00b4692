/**
 * A format: how the records of one query are written as a file. Every format takes its records from the same walk
 * over the same query, so that two formats can never disagree. Writing is a plain generator: whoever sends the file
 * takes the next piece when there is room for it, and may stop at any time.
 */
import type { Directory } from '../engine/expansions.ts'
import { chooseWay, type Found, findAfter } from '../engine/find.ts'
import type { Parameter } from '../engine/parameters.ts'
import type { Query } from '../engine/query.ts'
import type { Resource } from '../engine/resource.ts'
import type { Reader } from '../engine/statement.ts'

/** What of each record is written. */
export type View = { resource: Resource; fields: readonly string[]; expand: readonly string[]; directory: Directory }

/** What was asked of the format itself, by the names of its parameters. */
export type Options = Readonly<Record<string, string | undefined>>

/** One value of a closed list; `field` is `names.type` for `type` in each element of the list `names`. */
export type Term = { resource: string; field: string; value: string; meaning: string }

/** Where a file comes from, for formats that say so inside. */
type Origin = {
  /** What was asked, from `/v1` on or with the address of the server. */
  url: string
  /** The point in the sequence of changes at which the records stand. */
  version: string
  terms: readonly Term[]
}

/** A file to be written. */
export type File = {
  reader: Reader
  query: Query
  view: View
  options: Options
  origin: Origin
  /** Hears of every batch of records that has been written. */
  onRecords?(count: number): void
}

export type Format = {
  /** Also the suffix of the path. */
  name: string
  title: string
  /** What a reader of the file has to know. */
  description: string
  mediaType: string
  /** Compressed in itself, and sent as it is. */
  packed: boolean
  /** Kept built for each whole resource. */
  stands: boolean
  /** What can be asked of it beside the query. */
  parameters: Readonly<Record<string, Parameter>>
  /** Whether the resource can be written in it. */
  suits(resource: Resource): boolean
  /** The file in pieces; an empty one only gives others a turn. */
  write(file: File): Generator<Buffer>
}

/** The numbers of all records of a query, in its order: so many at a time, and twice as many each time up to `most`. */
export function* walk(reader: Reader, query: Query, first: number, most = first): Generator<number[]> {
  const way = chooseWay(reader, query)
  let left = query.limit ?? Number.POSITIVE_INFINITY
  let last: Found | undefined
  for (let size = first; left > 0; size = Math.min(2 * size, most)) {
    const found = findAfter(reader, query, way, last ?? null, Math.min(size, left))
    if (found.length) yield found.map(({ n }) => n)
    last = found.at(-1)
    left = found.length < size ? 0 : left - found.length
  }
}
