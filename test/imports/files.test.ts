/** Files as they come: columns in any order, with and without a header, encodings, gzip; and files that are something else. */
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import t from 'tap'
import { readHeader } from '../../src/imports/header.ts'
import { ucdpGed } from '../../src/imports/ucdp-ged.ts'
import { SetupError } from '../../src/store/open.ts'
import { gedLines } from '../bench/data.ts'
import { read } from '../support.ts'
import { gedRow, gtdRow } from './rows.ts'
import { openImporting, toCsv } from './support.ts'

const { columns } = ucdpGed
const two = [gedRow, { ...gedRow, id: 8, side_b: 'TTP – “Mohmand” é', where_description: 'a "b"\nc' }]

t.test('what a file holds is the same however it is written', async (t) => {
  const plain = toCsv(columns, two)
  const old = columns.filter(
    (name) => !/^relid$|_dset_id$|^code_status$|^where_description$|^number_of_sources$/.test(name),
  )
  const files: [string, string | Buffer, Record<string, unknown>?][] = [
    ['ged231.csv', plain],
    ['ged231.csv', `\ufeff${plain}`],
    ['ged231.csv', plain.replaceAll('"\n"', '"\r\n"')],
    ['ged231.csv', plain.trimEnd()],
    ['ged231.csv.gz', gzipSync(plain)],
    ['GEDEvent_v23_1.csv', toCsv([...columns].reverse(), two)],
    ['ged231.csv', toCsv([...columns].sort(), two).replace('"best"', '" BEST "')],
    ['ged231.csv', toCsv([...columns, 'a_new_column'], two)],
    ['GEDEvent_v23_0_5.csv', toCsv(columns, two, false), { source_line: 2 }],
    ['ged171.csv', toCsv(old, two), { location_text: 'Miran Shah town' }],
  ]
  const expected = {
    title: 'Government of Pakistan – TTP – “Mohmand” é, Khyber Pakhtunkhwa province',
    location_text: 'a "b"\nc',
    fatalities_best: 1,
    source_line: 3,
  }
  for (const [name, content, differs] of files) {
    const { app, load, file } = await openImporting(t)
    const { counts, release } = await load('ucdp-ged', file(name, content))
    t.same(counts, { read: 2, new: 2, changed: 0, unchanged: 0, warned: 0, rejected: 0, withdrawn: 0 }, name)
    t.equal(release, name.includes('v23_0_5') ? '23.0.5' : name.includes('171') ? '17.1' : '23.1')
    t.match(await read(app, '/v1/events/ucdp-ged-8'), { ...expected, ...differs }, name)
  }
})

t.test('a file of 41 columns keeps what it has, and no relid is made up', async (t) => {
  const { app, load, file } = await openImporting(t)
  const old = columns.filter(
    (name) => !/^relid$|_dset_id$|^code_status$|^where_description$|^number_of_sources$/.test(name),
  )
  t.equal(old.length, 41)
  await load('ucdp-ged', file('ged171.csv', toCsv(old, two)))
  t.same((await read<{ external_ids: unknown }>(app, '/v1/events/ucdp-ged-7')).external_ids, [
    { scheme: 'ucdp-event', value: '7' },
    { scheme: 'ucdp-conflict', value: '404' },
    { scheme: 'ucdp-dyad', value: '857' },
  ])
})

t.test('standard input is read like a file, gzip too', async (t) => {
  for (const content of [Buffer.from(toCsv(columns, two)), gzipSync(toCsv(columns, two))]) {
    const { load } = await openImporting(t)
    const pieces = [content.subarray(0, 1), content.subarray(1, 300), content.subarray(300)]
    const outcome = await load('ucdp-ged', '-', { release: '23.1', standardInput: Readable.from(pieces) })
    t.equal(outcome.counts.new, 2)
  }
})

t.test('lines that are no UTF-8 are read as Windows-1252, and the others as they are', async (t) => {
  const { app, load, file } = await openImporting(t)
  const [first = '', second = ''] = [
    toCsv(columns, [two[1] ?? {}]),
    toCsv(columns, [{ ...gedRow, side_b: 'Ejército' }], false),
  ]
  const content = Buffer.concat([Buffer.from(first), Buffer.from(second, 'latin1')])
  const outcome = await load('ucdp-ged', file('ged231.csv', content))
  t.equal(outcome.foreignLines, 1)
  t.match(await read(app, '/v1/events/ucdp-ged-8'), { title: /“Mohmand” é/ })
  t.match(await read(app, '/v1/events/ucdp-ged-7'), { side_b: 'Ejército' })
})

t.test('a file that is something else is refused with a sentence, before anything is written', async (t) => {
  const { load, file, connection } = await openImporting(t)
  const before = connection.prepare('select seq from state').pluck().get()
  const header = toCsv(columns, [])
  const cases: [string | Buffer, RegExp][] = [
    ['', /x\.csv is empty\.$/],
    ['\n\n', /is empty/],
    [
      'name,age\nx,1\n',
      /is no file of UCDP GED: its first line lacks the columns id, type_of_violence, .*Nothing of it was written\.$/,
    ],
    [
      `${columns.join(',')}${',x'.repeat(1000)}\n`,
      /its first line names 1049 columns, and 1000 are the most\. Nothing of it was written\.$/,
    ],
    ['{"id": 1}', /no file of UCDP GED|is no CSV/],
    [Buffer.from('PK\u0003\u0004rest'), /is a ZIP archive or a spreadsheet/],
    [Buffer.from([0xff, 0xfe, 0x41, 0]), /is UTF-16/],
    [gzipSync(toCsv(columns, two)).subarray(0, 200), /is damaged, or not whole/],
    [`${header}"7","never closed\n`, /is no CSV: on line 2 a quotation mark is never closed/],
    [`${toCsv(columns, two)}7,a"b\n`, /is no CSV: on line 5 /],
    [
      `${columns.join(';')}\n7;"a";x\n`,
      /x\.csv is separated by semicolons, and has to be by commas\. Nothing of it was written\.$/,
    ],
    [header.replaceAll(',', ';'), /is separated by semicolons/],
    [`\ufeff${columns.join('\t')}\r\n`, /is separated by tabs/],
    [header, /has no row that is an event of UCDP GED/],
    [
      toCsv(columns, [{ ...gedRow, id: 'x' }]),
      /has no row that is an event of UCDP GED\. Rows were rejected: 1 × id is not a number \(line 2: x\)\. Nothing of it was written\.$/,
    ],
  ]
  for (const [content, sentence] of cases)
    await t.rejects(load('ucdp-ged', file('x.csv', content)), Object.assign(new SetupError(), { message: sentence }))
  await t.rejects(load('ucdp-ged', '/no/such/file.csv'), { message: 'There is no file /no/such/file.csv.' })
  t.equal(connection.prepare('select seq from state').pluck().get(), before)
  t.equal(connection.prepare('select count(*) from source_blocks').pluck().get(), 0)
})

t.test('a file that turns out to be no CSV after thousands of rows leaves everything as it was', async (t) => {
  const { load, file, connection } = await openImporting(t)
  const rows = [...gedLines(3000, 5)].join('')
  const broken = file('x.csv', `${rows}7,a"b\n`)
  await t.rejects(load('ucdp-ged', broken), { message: /is no CSV: on line \d{4} .* Nothing of it was written\.$/ })
  t.equal(connection.prepare('select count(*) from events').pluck().get(), 0)
  t.match(await load('ucdp-ged', file('x.csv', rows)), { counts: { new: 3000 } })
})

t.test('what never comes to the end of a line is not held without end', async (t) => {
  const { load } = await openImporting(t)
  let given = 0
  const standardInput = Readable.from(
    (function* () {
      for (; given < 100; given++) yield Buffer.alloc(1024 * 1024, 'x')
    })(),
  )
  await t.rejects(load('ucdp-ged', '-', { standardInput }), {
    message: 'Standard input has a line of more than 16 MB: it is no CSV of rows.',
  })
  t.ok(given < 20)
})

t.test('the release is read from the name of the file', async (t) => {
  const names: [string, string | null][] = [
    ['ged231.csv', '23.1'],
    ['ged231-csv.zip', '23.1'],
    ['GEDEvent_v23_1.csv', '23.1'],
    ['GEDEvent_v25_0_12.csv', '25.0.12'],
    ['ucdp_ged_231_sample_1000.csv', '23.1'],
    ['GEDEvent_v24.1.CSV', '24.1'],
    ['events.csv', null],
    ['-', null],
  ]
  for (const [name, release] of names) t.equal(ucdpGed.releaseOf(name), release, name)
})

t.test('a release that nobody named is called after the day, and that is said', async (t) => {
  const { load, file } = await openImporting(t)
  const path = file('events.csv', toCsv(columns, two))
  const { release, notices } = await load('ucdp-ged', path, { dryRun: true })
  t.equal(release, '2025-08-01')
  t.same(notices, [
    'No release was given, and the name of the file tells none: it is called 2025-08-01, after the day of the import. To call it otherwise, say --release, or over HTTP release=.',
  ])
  t.same((await load('ucdp-ged', path, { release: '23.1' })).notices, [])
  t.same((await load('ucdp-ged', file('ged241.csv', toCsv(columns, two)))).notices, [])
})

t.test('a column that stands twice in the header is told, and the row as received has both', async (t) => {
  const { app, load, file } = await openImporting(t)
  const text = toCsv([...columns, 'note', 'best', 'Note', 'note_2', '', ''], [{ ...gedRow, note: 'x', note_2: 'y' }])
  const { notices } = await load('ucdp-ged', file('ged231.csv', text.replace('"x","1",', '"x","1000",')))
  t.same(notices, [
    'The header names the column best 2 times: the first was read, and source_row has the other as best_2.',
    'The header names the column note 2 times: the first was read, and source_row has the other as Note_3.',
  ])
  const event = await read<{ fatalities_best: number; source_row: Record<string, string> }>(
    app,
    '/v1/events/ucdp-ged-7?expand=source_row',
  )
  t.equal(event.fatalities_best, 1)
  t.match(event.source_row, { best: '1', best_2: '1000', note: 'x', note_2: 'y', Note_3: '' })
})

t.test('the row as received has the names of its columns as the file has them', async (t) => {
  const { app, load, file } = await openImporting(t, { visibility: 'private' })
  const names = [...Object.keys(gtdRow), 'INT_LOG', ' Remarks ']
  await load('gtd', file('gtd.csv', toCsv(names, [{ ...gtdRow, INT_LOG: 1, ' Remarks ': 'none' }])))
  const { source_row } = await read<{ source_row: Record<string, string> }>(
    app,
    '/v1/events/gtd-201412160041?expand=source_row',
  )
  t.same(Object.keys(source_row), [...Object.keys(gtdRow), 'INT_LOG', 'Remarks'])
  t.match(source_row, { INT_LOG: '1', Remarks: 'none' })
})

t.test(
  'each event has its own row as received, though the name of a column and what stands in it take two lines',
  async (t) => {
    const { app, load, file } = await openImporting(t)
    const rows = [7, 8, 9].map((id) => ({ ...gedRow, id, 'note\nof ours': `of\n${id}` }))
    await load('ucdp-ged', file('ged231.csv', toCsv([...columns, 'note\nof ours'], rows)))
    const { data } = await read<{ data: { source_row: Record<string, string> }[] }>(
      app,
      '/v1/events?dataset=ucdp-ged&expand=source_row&sort=id',
    )
    t.same(
      data.map(({ source_row }) => [source_row.id, source_row['note\nof ours']]),
      [
        ['7', 'of\n7'],
        ['8', 'of\n8'],
        ['9', 'of\n9'],
      ],
    )
  },
)

t.test('a row has the same hash whatever the order of the columns, and another when any cell differs', async () => {
  const cells = fc.array(fc.string({ maxLength: 5 }), { minLength: columns.length, maxLength: columns.length })
  fc.assert(
    fc.property(cells, fc.nat(columns.length - 1), fc.nat(columns.length - 1), fc.string(), (row, from, at, other) => {
      const straight = readHeader(ucdpGed, columns, [])
      const turned = [...columns.slice(from), ...columns.slice(0, from)]
      const rotated = readHeader(ucdpGed, turned, [])
      if (typeof straight === 'string' || typeof rotated === 'string') return false
      const same = straight.hash(row) === rotated.hash([...row.slice(from), ...row.slice(0, from)])
      const changed = row.with(at, other)
      return same && (straight.hash(changed) === straight.hash(row)) === (other === row[at])
    }),
    { numRuns: 2000 },
  )
})
