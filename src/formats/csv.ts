/**
 * CSV (RFC 4180): CRLF, UTF-8, a header line; empty means null, a list is a JSON cell. A text cell that a spreadsheet
 * would run as a formula gets a leading apostrophe unless `guard` is off; numbers are never guarded.
 */
import { columnOf } from '../engine/body.ts'
import type { FieldKind } from '../engine/resource.ts'
import { type SQL, sql } from '../engine/sql.ts'
import type { Options, View } from './format.ts'
import { membersOfView, row, textFormat } from './text.ts'

export const csv = textFormat({
  name: 'csv',
  title: 'CSV',
  description: 'RFC 4180 with CRLF and a header line; empty means null, a list is a JSON cell.',
  mediaType: 'text/csv',
  parameters: {
    bom: {
      description: 'CSV: `1` begins the file with a byte order mark, for Excel.',
      schema: { type: 'string', enum: ['1'] },
      many: false,
    },
    guard: {
      description:
        'CSV: `off` leaves text that begins with `= + - @ TAB CR` as it is, for machines. Else it gets a leading apostrophe, so that no spreadsheet runs it.',
      schema: { type: 'string', enum: ['off'] },
      many: false,
    },
  },
  record: (view, options, lead) => {
    const cells = columns(view).map(({ name, value }) => {
      const field = view.resource.fields[name]
      const stored = field && !view.expand.some((path) => path.split('.')[0] === name)
      return stored ? toCell(columnOf(row, field.column), field.kind, options, field.column.notNull) : expanded(value)
    })
    return toLine(cells, lead)
  },
  head: (view, options) =>
    toHead(
      columns(view).map(({ name }) => name),
      options,
    ),
  between: '\r\n',
  end: '\r\n',
  tail: '',
})

const columns = (view: View) => [...new Map(membersOfView(view).map((member) => [member.name, member])).values()]

/** The first line: names, which need no quotation marks. */
export const toHead = (names: readonly string[], { bom }: Options) => `${bom ? '\ufeff' : ''}${names.join(',')}\r\n`

/** A part of a format string, and the values it takes. */
type Cell = { form: '%s' | '"%w"' | '%s%w"' | '%s%w%s'; values: SQL[] }

/** Cells as a line after `lead`; null is empty. One function for the whole line copies each value once. */
export const toLine = (cells: readonly Cell[], lead = '') =>
  sql`format(${sql.raw(`'${lead}${cells.map(({ form }) => form).join()}'`)}, ${sql.join(
    cells.flatMap(({ values }) => values),
    sql`, `,
  )})`

/** A stored value of a kind as a cell, null where there is none; `given` says that there always is one. */
export function toCell(stored: SQL, kind: FieldKind, { guard }: Options, given = false): Cell {
  switch (kind) {
    case 'boolean':
      return plain(sql`iif(${stored}, 'true', 'false')`)
    case 'integer':
    case 'number':
    case 'id':
    case 'code':
    case 'day':
    case 'instant':
      return plain(stored)
    case 'text':
      return quoted(stored, guard === 'off' ? mark : guarded(stored), given)
    case 'json':
      return quoted(stored, mark, given)
    case 'list': // never null
      return { form: '"%w"', values: [stored] }
  }
}

const plain = (value: SQL): Cell => ({ form: '%s', values: [value] })

/** What an expansion gives, worked out once. */
const expanded = (json: SQL) => plain(sql`'"' || replace(nullif(${json}, 'null'), '"', '""') || '"'`)

/** Between quotation marks, those inside doubled; null stays empty. `%w` ends at a NUL, which no text has. */
function quoted(stored: SQL, opening: SQL, given: boolean): Cell {
  if (given) return { form: '%s%w"', values: [opening, stored] }
  const unlessNull = (text: SQL) => sql`iif(${stored} is null, '', ${text})`
  return { form: '%s%w%s', values: [unlessNull(opening), sql`ifnull(${stored}, '')`, unlessNull(mark)] }
}

const mark = sql.raw(`'"'`)

/** The opening mark, and the apostrophe. All that is guarded sorts before letters: one comparison tells most text. */
const guarded = (stored: SQL) => sql`iif(${stored} < 'A' and ${stored} glob ${formula}, '"''', '"')`
const formula = sql.raw("'[=+@\t\r-]*'")
