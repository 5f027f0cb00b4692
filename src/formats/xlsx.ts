/**
 * A workbook of three sheets: the records, with typed cells; the codebook; and where they come from. It is written as
 * it is read, so that it costs no memory; what the file says about itself therefore comes last.
 */
import type { Dataset } from '../store/standing.ts'
import { type Column, columnsOf, readRows, type Value } from './columns.ts'
import type { File, Format } from './format.ts'
import { readDatasets } from './sources.ts'
import { type Cell, lettersOf, longestText, styles, toRow, toSerial } from './xlsx-cells.ts'
import { contentTypes, relations, styleSheet, workbook, workbookRelations } from './xlsx-parts.ts'
import { largest, zip } from './zip.ts'

/** Rows of a sheet, its header left out. */
const sheetRows = 1_048_575

export const xlsx: Format = {
  name: 'xlsx',
  title: 'XLSX',
  description:
    'For spreadsheets: typed cells, a codebook and the sources as further sheets. A sheet holds 1,048,575 records and a cell 32,767 characters; where that cuts, the sheet `about` says so, the first sheet is called `… (cut)` and the workbook opens on `about`. Days before March 1900 are text.',
  mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  packed: true,
  stands: false,
  parameters: {},
  suits: () => true,
  write: (file) => writeWorkbook(file, sheetRows),
}

/** What has been written, for the sheets that tell of it. */
type Told = { rows: number; cut: boolean; cutCells: number; datasets: Set<string> }

/** A workbook with at most so many records. */
export const writeWorkbook = (file: File, mostRows: number) => zip(entries(file, mostRows))

function* entries(file: File, mostRows: number) {
  const columns = columnsOf(file.view)
  const told: Told = { rows: 0, cut: false, cutCells: 0, datasets: new Set() }
  yield { name: '[Content_Types].xml', content: [contentTypes] }
  yield { name: '_rels/.rels', content: [relations] }
  yield { name: 'xl/worksheets/sheet1.xml', content: records(file, columns, mostRows, told) }
  yield { name: 'xl/worksheets/sheet2.xml', content: sheet([12, 18, 60, 24, 60], codebook(file, columns)) }
  const datasets = readDatasets(file.reader, told.datasets)
  yield { name: 'xl/worksheets/sheet3.xml', content: sheet([18, 100], about(file, told, datasets)) }
  yield { name: 'xl/styles.xml', content: [styleSheet] }
  const range = `$A$1:$${lettersOf(columns.length).at(-1)}$${told.rows + 1}`
  yield { name: 'xl/workbook.xml', content: [workbook(file.view.resource.name, told.cut, range)] }
  yield { name: 'xl/_rels/workbook.xml.rels', content: [workbookRelations] }
}

const widths: Record<string, number> = { integer: 10, number: 12, boolean: 10, day: 12, instant: 20, code: 16 }

const opening = (sizes: readonly number[]) =>
  Buffer.from(
    `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${sizes
      .map((width, index) => `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1"/>`)
      .join('')}</cols><sheetData>`,
  )

function* records(file: File, columns: readonly Column[], mostRows: number, told: Told): Generator<Buffer> {
  const letters = lettersOf(columns.length)
  const names = columns.map(({ name }) => name)
  yield opening(columns.map(({ field }) => widths[field?.kind ?? ''] ?? 24))
  yield Buffer.from(toRow(1, names, letters, styles.header))
  let bytes = 0
  for (const rows of readRows(file, columns)) {
    const room = mostRows - told.rows
    told.cut = rows.length > room || bytes > roomy
    if (bytes > roomy) break
    const written = rows.slice(0, room).map((row, index) => {
      told.datasets.add(String(row[columns.length]))
      return toRow(
        told.rows + index + 2,
        columns.map((column, at) => toRecordCell(column, row[at] as Value, told)),
        letters,
      )
    })
    told.rows += written.length
    const xml = Buffer.from(written.join(''))
    bytes += xml.length
    yield xml
    if (told.cut) break
  }
  yield Buffer.from(`</sheetData><autoFilter ref="A1:${letters.at(-1)}${told.rows + 1}"/></worksheet>`)
}

/** A sheet with more bytes takes no more rows, so that the archive can still tell its size. */
const roomy = largest - 256 * 1024 * 1024

function toRecordCell({ field }: Column, value: Value, told: Told): Cell {
  if (value === null || typeof value === 'number') return field?.kind === 'boolean' ? value === 1 : value
  if (field?.kind === 'day') return toSerial(value, styles.day)
  if (field?.kind === 'instant') return toSerial(value, styles.instant)
  if (value.length <= longestText) return value
  told.cutCells++
  const note = ` … [cut: ${value.length} characters]`
  return value.slice(0, longestText - note.length).replace(/[\ud800-\udbff]$/, '') + note
}

/** A small sheet, whole. */
function sheet(sizes: readonly number[], rows: Iterable<readonly Cell[]>): Buffer[] {
  const letters = lettersOf(sizes.length)
  const written = Array.from(rows, (cells, index) =>
    toRow(index + 1, cells, letters, index === 0 ? styles.header : styles.prose),
  )
  return [Buffer.concat([opening(sizes), Buffer.from(`${written.join('')}</sheetData></worksheet>`)])]
}

const types: Record<string, string> = {
  integer: 'whole number',
  boolean: 'true or false',
  day: 'day',
  instant: 'instant (UTC)',
  list: 'list (JSON)',
  json: 'JSON',
}

function* codebook({ view, origin }: File, columns: readonly Column[]): Generator<Cell[]> {
  yield ['field', 'type', 'description', 'value', 'meaning']
  for (const { name, field } of columns) {
    yield field
      ? [name, types[field.kind] ?? field.kind, field.description, null, null]
      : [name, 'JSON', view.resource.expansions[name]?.description ?? 'Related records.', null, null]
    for (const term of origin.terms)
      if (field && (term.field === name || term.field.startsWith(`${name}.`)))
        yield [term.field, null, null, term.value, term.meaning]
  }
}

function* about({ view, origin }: File, told: Told, datasets: readonly Dataset[]): Generator<Cell[]> {
  yield ['about', `Sourcebook, ${view.resource.name}`]
  if (told.cut)
    yield [
      'CUT',
      `This sheet is full: only the first ${told.rows} matching records are here. All are in the CSV and Parquet files of the same query.`,
    ]
  if (told.cutCells)
    yield [
      'cut cells',
      `${told.cutCells} cells held more than ${longestText} characters; they end in "[cut: … characters]". The CSV and Parquet files have the whole text.`,
    ]
  yield ['query', origin.url]
  yield ['change_seq', origin.version]
  yield ['records', told.rows]
  yield ['times', 'Instants are UTC. An empty cell means that no source says.']
  for (const { title, licence, citation } of datasets) {
    yield ['dataset', title]
    yield ['licence', licence]
    if (citation !== null) yield ['citation', citation]
  }
}
