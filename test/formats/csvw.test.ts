/** The metadata of CSV files: it names the columns that the file has, types that its cells are of, and the licence and citation that a JSON file names. */
import { parse } from 'csv-parse/sync'
import t from 'tap'
import { ucdpGed } from '../../src/imports/ucdp-ged.ts'
import { resources } from '../../src/model/index.ts'
import { gedRow } from '../imports/rows.ts'
import { openImporting, toCsv } from '../imports/support.ts'
import { ask, read, readProblem } from '../support.ts'

const { app, connection, load, file } = await openImporting(t, { seeded: true })
await load('ucdp-ged', file('ged231.csv', toCsv(ucdpGed.columns, [gedRow])))

type Metadata = {
  url: string
  'dc:license': { '@id': string }[]
  'dc:rights': string
  'dc:bibliographicCitation': string
  tableSchema: { columns: { name: string; 'dc:description': string; datatype: string; required: boolean }[] }
}
const metadataOf = (file: string) => read<Metadata>(app, file.replace('.csv', '.csv-metadata.json'))

/** Whether a cell can be read as a type. */
const forms: Record<string, (cell: string) => boolean> = {
  string: () => true,
  integer: (cell) => /^-?\d+$/.test(cell),
  number: (cell) => /^-?\d+(\.\d+)?(e[+-]\d+)?$/.test(cell),
  boolean: (cell) => ['true', 'false'].includes(cell),
  date: (cell) => /^\d{4}-\d\d-\d\d$/.test(cell),
  datetime: (cell) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(cell),
  json: (cell) => typeof JSON.parse(cell) === 'object' || cell !== '',
}

for (const { name } of resources)
  t.test(`${name}: the columns are those of the file, and its cells are of their types`, async (t) => {
    const { columns } = (await metadataOf(`/v1/${name}.csv`)).tableSchema
    const [head = [], ...lines] = parse((await ask(app, `/v1/${name}.csv`)).text) as string[][]
    t.same(
      columns.map(({ name }) => name),
      head,
    )
    for (const [at, { name, datatype, required }] of columns.entries()) {
      const cells = lines.map((line) => line[at] ?? '')
      if (required) t.notOk(cells.includes(''), name)
      t.same(
        cells.filter((cell) => cell !== '' && !forms[datatype]?.(cell)),
        [],
        `${name} is ${datatype}`,
      )
    }
  })

t.test('what a column means and of what type it is', async (t) => {
  const query = '/v1/events.csv?fields=id,date_start,latitude,fatalities_best,is_aggregate,participants&expand=claims'
  const { url, tableSchema } = await metadataOf(query)
  t.equal(url, query.slice('/v1/'.length))
  t.same(
    tableSchema.columns.map(({ name, datatype, required }) => [name, datatype, required]),
    [
      ['id', 'string', true],
      ['date_start', 'date', false],
      ['latitude', 'number', false],
      ['fatalities_best', 'integer', false],
      ['is_aggregate', 'boolean', true],
      ['participants', 'json', true],
      ['claims', 'json', false],
      ['claims_more', 'json', false],
    ],
  )
  t.equal(tableSchema.columns[2]?.['dc:description'], 'Degrees, WGS 84.')
})

t.test('licence and citation are those of the datasets that the query finds, as in a JSON file', async (t) => {
  for (const query of ['', '?dataset=ucdp-ged', '?dataset=sourcebook&limit=1', '?country=NO']) {
    const found = await metadataOf(`/v1/events.csv${query}`)
    const { licence, citation } = await read<{ licence: string; citation: string }>(app, `/v1/events.json${query}`)
    t.same([found['dc:rights'], found['dc:bibliographicCitation']], [licence, citation], query)
  }
  const { 'dc:license': licences, 'dc:bibliographicCitation': citation } = await metadataOf('/v1/events.csv')
  t.same(licences, [{ '@id': 'https://spdx.org/licenses/CC-BY-4.0.html' }])
  t.match(citation, /^Sourcebook, curated records\..*\nSundberg, R\./)
})

t.test('a CSV file links to its metadata, however it was asked for, and no other format does', async (t) => {
  const link = (query: string) =>
    `</v1/places.csv-metadata.json${query}>; rel="describedby"; type="application/csvm+json"`
  const csv = { headers: { accept: 'text/csv' } }
  t.ok((await ask(app, '/v1/places.csv?kind=city')).headers.link?.includes(link('?kind=city')))
  t.ok((await ask(app, '/v1/places', csv)).headers.link?.includes(link('')))
  t.notMatch((await ask(app, '/v1/places.geojson')).headers.link, 'describedby')
  const { headers } = await ask(app, '/v1/places.csv-metadata.json?kind=city')
  t.equal(headers['content-type'], 'application/csvm+json')
})

t.test('what the file refuses, its metadata refuses', async (t) => {
  t.match(await readProblem(app, '/v1/places.csv-metadata.json?kynd=city&cursor=x'), {
    errors: [{ parameter: 'kynd' }, { parameter: 'cursor', code: 'page_only' }],
  })
})

t.test('every dataset is cited, however many there are', async (t) => {
  const write =
    connection.prepare(`insert into datasets (id, revision, seq, created_at, updated_at, dataset_id, licence, title, citation)
    select ?, 1, 1000000 + ?, created_at, updated_at, dataset_id, 'MIT', ?, ? from datasets where id = 'sourcebook'`)
  const cite = connection.prepare(
    "update actors set dataset_id = ? where id = (select id from actors where dataset_id = 'sourcebook' limit 1)",
  )
  for (let count = 1; count <= 21; count++) {
    write.run(`notes-${count}`, count, `Notes ${count}`, `Notes of field team ${count}.`)
    cite.run(`notes-${count}`)
  }
  const { 'dc:bibliographicCitation': citation } = await metadataOf('/v1/actors.csv')
  t.equal(citation.match(/^Notes of field team \d+\.$/gm)?.length, 21)
})
