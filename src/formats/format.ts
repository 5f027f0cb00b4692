/**
 * A format: how the records of one query are written. Each format gives SQL for one record as text, and what stands
 * before, between and after records; rendering is the same for all, so that two formats can never disagree.
 */
import { type SQL, sql } from 'drizzle-orm'
import { type Member, membersOf } from '../engine/body.ts'
import { type Directory, expandedMembers } from '../engine/expansions.ts'
import type { Resource } from '../engine/resource.ts'
import type { Reader } from '../engine/statement.ts'

/** What of each record is written. */
export type View = { resource: Resource; fields: readonly string[]; expand: readonly string[]; directory: Directory }

export type Format = {
  /** Also the suffix of the path. */
  name: string
  title: string
  /** What a reader of the file has to know. */
  description: string
  mediaType: string
  /** One record as text. `row` is the alias of its table. */
  record(view: View, options: FormatOptions): SQL
  head(view: View, options: FormatOptions): string
  between: string
  tail: string
  /** Written after the last record, if there is one. */
  end: string
}

/** `bom`: a byte order mark for Excel. `guard`: an apostrophe before text that a spreadsheet would run as a formula. */
export type FormatOptions = { bom: boolean; guard: boolean }

export const row = 'r'

/** The members of each record: its fields, then what expansions add or replace. */
export const membersOfView = ({ resource, fields, expand, directory }: View): Member[] => [
  ...membersOf(resource, row, [...fields]),
  ...expandedMembers(resource, row, expand, directory),
]

/** The records of these numbers, in this order, as bytes. Null if there are none. */
export function render(
  reader: Reader,
  format: Format,
  view: View,
  options: FormatOptions,
  numbers: number[],
): Buffer | null {
  const key = [format.name, options.guard, view.resource.name, view.fields, view.expand].join(' ')
  const statement = reader.prepared(
    key,
    () => sql`
      select cast(group_concat(${format.record(view, options)}, ${sql.placeholder('between')}) as blob) as bytes
      from json_each(${sql.placeholder('numbers')}) as wanted
      cross join ${view.resource.table} as ${sql.raw(row)} on ${sql.raw(row)}.n = wanted.value`,
  )
  const { bytes } = statement.get(format.between, JSON.stringify(numbers)) as { bytes: Buffer | null }
  return bytes
}
