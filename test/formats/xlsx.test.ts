/** Workbooks, read back by the rules of ECMA-376. */
import fc from 'fast-check'
import t from 'tap'
import type { AnyRecord, Field, Resource } from '../../src/engine/resource.ts'
import { openReader } from '../../src/engine/statement.ts'
import type { File } from '../../src/formats/format.ts'
import { readOrder } from '../../src/formats/order.ts'
import { writeWorkbook } from '../../src/formats/xlsx.ts'
import { lettersOf, toXml } from '../../src/formats/xlsx-cells.ts'
import { directory } from '../../src/model/index.ts'
import { inOrder, openContract } from '../contract/model.ts'
import { ask } from '../support.ts'
import { unzip } from './unzip.ts'

const { app, connection, store, tables, table } = await openContract(t)

type Cell = { type: string; style: number; value: string }
type Sheet = { name: string; rows: Map<string, Cell>[]; xml: string }

const entities: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' }

/** Text as a spreadsheet reads it. */
const fromXml = (xml: string) =>
  xml
    .replace(/&\w+;/g, (entity) => entities[entity] ?? entity)
    .replace(/_x([0-9A-Fa-f]{4})_/g, (_, code) => String.fromCharCode(Number.parseInt(code, 16)))

/** The sheets of a workbook, their cells by column. */
function readWorkbook(bytes: Buffer): Sheet[] {
  const parts = unzip(bytes)
  const text = (name: string) => String(parts.get(name))
  const names = [...text('xl/workbook.xml').matchAll(/<sheet name="([^"]*)"/g)].map(([, name]) => String(name))
  return names.map((name, index) => {
    const xml = text(`xl/worksheets/sheet${index + 1}.xml`)
    const rows = [...xml.matchAll(/<row r="\d+">(.*?)<\/row>/gs)].map(([, row]) => {
      const cells = String(row).matchAll(
        /<c r="([A-Z]+)\d+"(?: s="(\d+)")?(?: t="(\w+)")?>(?:<v>(.*?)<\/v>|<is><t xml:space="preserve">(.*?)<\/t><\/is>)<\/c>/gs,
      )
      return new Map(
        [...cells].map(([, column, style, type, value, inline]) => [
          String(column),
          { type: type ?? 'n', style: Number(style ?? 0), value: fromXml(inline ?? value ?? '') },
        ]),
      )
    })
    return { name, rows, xml }
  })
}

async function open(url: string): Promise<[Sheet, Sheet, Sheet]> {
  const { status, bytes } = await ask(app, url)
  if (status !== 200) throw new Error(`${url} answers ${status}: ${bytes}`)
  return readWorkbook(bytes) as [Sheet, Sheet, Sheet]
}

/** Days since 1899-12-30 as an instant. */
const toInstant = (serial: string) => new Date(Math.round((Number(serial) - 25_569) * 86_400_000)).toISOString()

function toJson({ kind }: Field, cell: Cell | undefined): unknown {
  if (!cell) return null
  const { type, value } = cell
  if (kind === 'boolean') return type === 'b' ? value === '1' : `not a boolean: ${value}`
  if (kind === 'integer' || kind === 'number') return type === 'n' ? Number(value) : `not a number: ${value}`
  if (kind === 'day') return type === 'n' ? toInstant(value).slice(0, 10) : value
  if (kind === 'instant') return type === 'n' ? toInstant(value) : value
  if (type !== 'inlineStr') return `not a text: ${value}`
  return kind === 'list' || kind === 'json' ? JSON.parse(value) : value
}

function recordsOf({ fields }: Resource, { rows: [header, ...rows] }: Sheet): AnyRecord[] {
  const columns = [...(header ?? [])].map(([letters, { value }]) => [letters, value] as const)
  return rows.map((row) => {
    const members = columns.map(([letters, name]) => [name, toJson(fields[name] as Field, row.get(letters))])
    return Object.fromEntries(members) as AnyRecord
  })
}

const lines = ({ rows }: Sheet) => rows.map((row) => [...row.values()].map(({ value }) => value))

for (const { resource, records } of tables)
  t.test(`${resource.name}.xlsx holds every record, in order, in typed cells`, async (t) => {
    const [sheet] = await open(`/v1/${resource.name}.xlsx`)
    t.same(recordsOf(resource, sheet), inOrder(resource, records))
  })

t.test('any text that can be stored comes back as it was', async (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const xml = toXml(text)
      t.equal(fromXml(xml), text)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: XML cannot hold them
      t.notMatch(xml, /[\u0000-\u0008\u000b-\u001f\ufffe\uffff]|[<>]|&(?!(amp|lt|gt);)/)
    }),
    { examples: [['_x0041_'], ['_x000D_\r'], ['\ufffe\ud800'], ['a_x005F_b'], ['__x0041_']] },
  )
})

t.test('nothing that comes from data is a formula', async (t) => {
  connection.exec(
    `update milestones set question = '=HYPERLINK("http://example.org")' where id = (select min(id) from milestones)`,
  )
  const [sheet] = await open('/v1/milestones.xlsx?fields=question&sort=id&limit=1')
  t.same(sheet.rows[1]?.get('A'), { type: 'inlineStr', style: 0, value: '=HYPERLINK("http://example.org")' })
  t.notMatch(sheet.xml, /<f[ >]/)
})

t.test('the header is frozen and filters', async (t) => {
  const [sheet] = await open('/v1/events.xlsx?fields=id,title,country&limit=4')
  t.match(sheet.xml, '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>')
  t.match(sheet.xml, '<autoFilter ref="A1:C5"/>')
})

t.test('the codebook explains each field and each value of its closed lists', async (t) => {
  const [, codebook] = await open('/v1/visits.xlsx?fields=id,mode&limit=1')
  t.equal(codebook.name, 'codebook')
  t.same(lines(codebook).slice(0, 5), [
    ['field', 'type', 'description', 'value', 'meaning'],
    ['id', 'id', 'Stable, readable, unique within the resource.'],
    ['mode', 'code', 'How they met.'],
    ['mode', 'visit', 'The visitors travel to the country of their hosts.'],
    ['mode', 'third_country', 'Two parties meet in a country that is neither of theirs.'],
  ])
})

t.test('the sheet about names query, state, licence and citation', async (t) => {
  const { headers } = await ask(app, '/v1/visits')
  const [, , about] = await open('/v1/visits.xlsx?mode=visit')
  const said = Object.fromEntries(lines(about) as [string, string][])
  t.equal(about.name, 'about')
  t.equal(said.query, '/v1/visits.xlsx?mode=visit')
  t.equal(said.change_seq, headers['change-seq'])
  t.equal(said.licence, 'CC-BY-4.0')
  t.equal(said.citation, table('datasets').find(({ id }) => id === 'sourcebook')?.citation)
})

t.test(
  'a cell holds 32,767 characters; a longer text ends in words that say so, and so does the sheet about',
  async (t) => {
    connection
      .prepare('update milestones set question = ? where id = (select max(id) from milestones)')
      .run('\u{1f54a}'.repeat(20_000))
    const [sheet, , about] = await open('/v1/milestones.xlsx?fields=question&sort=-id&limit=1')
    const { value = '' } = sheet.rows[1]?.get('A') ?? {}
    t.ok(value.length <= 32_767)
    t.ok(value.isWellFormed())
    t.match(value, / … \[cut: 40000 characters\]$/)
    t.match(lines(about).find(([key]) => key === 'cut cells')?.[1], /^1 cells held more than 32767 characters/)
  },
)

t.test('a day before March 1900, which spreadsheets miscount, is text', async (t) => {
  connection.exec(`update milestones set due_on = '1900-02-28' where id = (select min(id) from milestones)`)
  const [sheet] = await open('/v1/milestones.xlsx?fields=due_on&sort=id&limit=1')
  t.same(sheet.rows[1]?.get('A'), { type: 'inlineStr', style: 0, value: '1900-02-28' })
})

/** A workbook with room for so many records. */
function write(room: number, given: [string, string][]): [Sheet, Sheet, Sheet] {
  const { format: _, ...asked } = readOrder({ resource: 'claims', format: 'xlsx', given }, directory)
  const origin = { url: '/v1/claims.xlsx', version: '1', terms: [] }
  const file: File = { ...asked, reader: openReader(store.reader.connection), origin }
  return readWorkbook(Buffer.concat([...writeWorkbook(file, room)])) as [Sheet, Sheet, Sheet]
}

t.test('a sheet that is full is called cut, and the sheet about says what is missing', async (t) => {
  const [sheet, , about] = write(3, [['fields', 'id']])
  t.equal(sheet.name, 'claims (cut)')
  t.equal(sheet.rows.length, 4)
  t.same(lines(about)[1], [
    'CUT',
    'This sheet is full: only the first 3 matching records are here. All are in the CSV and Parquet files of the same query.',
  ])
})

t.test('a sheet that just holds everything is not cut', async (t) => {
  const [sheet, , about] = write(3, [['limit', '3']])
  t.equal(sheet.name, 'claims')
  t.equal(sheet.rows.length, 4)
  t.notOk(lines(about).some(([key]) => key === 'CUT'))
})

t.test('columns are named A to Z, AA and on', async (t) => {
  const letters = lettersOf(703)
  t.same(
    [0, 25, 26, 51, 52, 701, 702].map((index) => letters[index]),
    ['A', 'Z', 'AA', 'AZ', 'BA', 'ZZ', 'AAA'],
  )
})
