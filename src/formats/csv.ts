/**
 * CSV (RFC 4180): CRLF, UTF-8, a header line; empty means null, a list is a JSON cell. A text cell that a spreadsheet
 * would run as a formula gets a leading apostrophe unless `guard` is off; numbers are never guarded.
 */
import { type SQL, sql } from 'drizzle-orm'
import { columnOf } from '../engine/body.ts'
import type { Field } from '../engine/resource.ts'
import { type Format, type FormatOptions, membersOfView, row } from './format.ts'

export const csv: Format = {
  name: 'csv',
  title: 'CSV',
  description: 'RFC 4180 with CRLF and a header line; empty means null, a list is a JSON cell.',
  mediaType: 'text/csv',
  record: (view, options) => {
    const cells = columns(view).map(({ name, value }) => {
      const field = view.resource.fields[name]
      const expanded = view.expand.some((path) => path.split('.')[0] === name)
      return field && !expanded ? cell(field, options) : quoted(value)
    })
    return sql.join(cells, sql` || ',' || `)
  },
  head: (view, { bom }) =>
    `${bom ? '\ufeff' : ''}${columns(view)
      .map(({ name }) => name)
      .join(',')}\r\n`,
  between: '\r\n',
  end: '\r\n',
  tail: '',
}

const columns = (view: Parameters<typeof membersOfView>[0]) => [
  ...new Map(membersOfView(view).map((member) => [member.name, member])).values(),
]

function cell({ column, kind }: Field, { guard }: FormatOptions): SQL {
  const stored = columnOf(row, column)
  switch (kind) {
    case 'integer':
    case 'number':
      return sql`coalesce(${stored}, '')`
    case 'boolean':
      return sql`iif(${stored}, 'true', 'false')`
    case 'id':
    case 'code':
    case 'day':
    case 'instant':
      return sql`coalesce(${stored}, '')`
    case 'text':
      return quoted(guard ? guarded(stored) : stored)
    case 'list':
    case 'json':
      return quoted(stored)
  }
}

/** Between quotation marks, those inside doubled; null is empty. */
const quoted = (value: SQL) => sql`coalesce('"' || replace(${value}, '"', '""') || '"', '')`

const guarded = (value: SQL) =>
  sql`iif(substr(${value}, 1, 1) in ('=', '+', '-', '@', char(9), char(13)), '''' || ${value}, ${value})`
