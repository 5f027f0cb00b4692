/**
 * Formats made of text: each gives SQL for one record, and what stands before, between and after records. SQLite
 * writes the bytes; a record never becomes a JavaScript object.
 */
import { columnOf, type Member, membersOf } from '../engine/body.ts'
import { expandedMembers } from '../engine/expansions.ts'
import { type SQL, sql } from '../engine/sql.ts'
import type { Reader } from '../engine/statement.ts'
import { type Sources, toSources } from '../store/standing.ts'
import { type File, type Format, type Options, type View, walk } from './format.ts'
import { readDatasets } from './sources.ts'

type Parts = {
  /** One record as text after `lead`. `row` is the alias of its table. */
  record(view: View, options: Options, lead: string): SQL
  head(view: View, options: Options): string
  between: string
  /** Written after the last record, if there is one. */
  end: string
  /** Written last; some formats have room there to say where the records come from. */
  tail: string | ((sources: Sources) => string)
}

export type TextFormat = Format & Parts

type Declared = Pick<Format, 'name' | 'title' | 'description' | 'mediaType'> &
  Partial<Pick<Format, 'parameters' | 'suits'>> &
  Parts

export function textFormat(declared: Declared): TextFormat {
  const format: TextFormat = {
    packed: false,
    stands: false,
    parameters: {},
    suits: () => true,
    write: (file) => writeText(format, file),
    ...declared,
  }
  return format
}

export const row = 'r'

/** The members of each record: its fields, then what expansions add or replace. */
export const membersOfView = ({ resource, fields, expand, directory }: View): Member[] => [
  ...membersOf(resource, row, [...fields]),
  ...expandedMembers(resource, row, expand, directory),
]

/** Few enough records that a piece is made in a millisecond or two; the first are sent before more are found. */
const piece = 128
const found = 32 * piece

function* writeText(format: TextFormat, { reader, query, view, options, onRecords }: File): Generator<Buffer> {
  yield Buffer.from(format.head(view, options))
  const datasets = new Set<string>()
  let cut = format.between.length // before the first there is none
  for (const numbers of walk(reader, query, piece, found))
    for (let start = 0; start < numbers.length; start += piece) {
      const some = numbers.slice(start, start + piece)
      const { bytes, from } = renderPiece(reader, format, view, options, some)
      if (from) for (const id of JSON.parse(from) as string[]) datasets.add(id)
      if (bytes) yield cut ? bytes.subarray(cut) : bytes
      if (bytes) cut = 0
      onRecords?.(some.length)
    }
  const tail = typeof format.tail === 'string' ? format.tail : format.tail(toSources(readDatasets(reader, datasets)))
  yield Buffer.from((cut ? '' : format.end) + tail)
}

/** The records of these numbers, in this order, as bytes, each after what stands between two, and their datasets if the format tells. Null if there are none. */
function renderPiece(reader: Reader, format: TextFormat, view: View, options: Options, numbers: number[]) {
  const from =
    typeof format.tail === 'string'
      ? undefined
      : sql`json_group_array(distinct ${columnOf(row, { name: 'dataset_id' })})`
  const records = () => sql`group_concat(${format.record(view, options, format.between)}, '')`
  return toBytes(
    reader,
    `piece ${format.name} ${JSON.stringify(options)}`,
    view,
    { records, ...(from && { from }) },
    [],
    numbers,
  )
}

/** The records of these numbers, in this order, as bytes, between what stands before and after them. Null if there are none. */
export function render(
  reader: Reader,
  format: TextFormat,
  view: View,
  numbers: number[],
  before: string,
  after: string,
): Buffer | null {
  const [first, between, last] = [sql.placeholder('before'), sql.placeholder('between'), sql.placeholder('after')]
  const records = () => sql`${first} || group_concat(${format.record(view, {}, '')}, ${between}) || ${last}`
  return toBytes(reader, `page ${format.name}`, view, { records }, [before, format.between, after], numbers).bytes
}

/** SQL for the bytes of records, and for their datasets as a JSON list, if these are of use. */
type Made = { records: () => SQL; from?: SQL }

function toBytes(reader: Reader, name: string, view: View, made: Made, bound: string[], numbers: number[]) {
  const { records, from = sql`null` } = made
  const key = [name, view.resource.name, view.fields, view.expand].join(' ')
  const statement = reader.prepared(
    key,
    () => sql`select cast(${records()} as blob) as bytes, ${from} as "from" from json_each(${sql.placeholder('numbers')}) as wanted
      cross join ${view.resource.table} as ${sql.raw(row)} on ${sql.raw(row)}.n = wanted.value`,
  )
  return statement.get(...bound, JSON.stringify(numbers)) as { bytes: Buffer | null; from: string | null }
}
