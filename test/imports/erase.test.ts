/** Erasing imported events: no release of them stays, and the rows beside them stay where they are. */
import zlib from 'node:zlib'
import t from 'tap'
import { erase } from '../../src/erase.ts'
import { ucdpGed } from '../../src/imports/ucdp-ged.ts'
import { addJob, endJob, findJob } from '../../src/store/import-jobs.ts'
import { read } from '../support.ts'
import { furnish } from '../writes/newsroom.ts'
import { gedRow, gtdRow } from './rows.ts'
import { type Importing, openImporting, toCsv } from './support.ts'

const rows = [1, 2, 3, 4, 5, 6].map((id) => ({ ...gedRow, id, source_headline: `news ${id},\nsecret${id}` }))
const csv = (list: readonly Record<string, unknown>[]) => toCsv(ucdpGed.columns, list)
const now = '2025-09-02T00:00:00.000Z'

/** Every row that is kept. */
const kept = ({ connection }: Importing) =>
  (connection.prepare('select data from source_blocks').pluck().all() as Buffer[])
    .map((data) => String(zlib.zstdDecompressSync(data)))
    .join('\n')

t.test('whether it stands, was withdrawn, merged or changed, no row of it is kept', async (t) => {
  const importing = await openImporting(t)
  const { app, connection, load, file } = importing
  await load('ucdp-ged', file('ged231.csv', csv(rows)))
  const body = { into: 'ucdp-ged-1' }
  await furnish(importing).send('POST', '/v1/events/ucdp-ged-2/merge', body, { 'If-Match': '"r1"' })
  const next = rows
    .filter(({ id }) => id !== 5)
    .map((row) => (row.id === 4 ? { ...row, source_headline: 'later secret4' } : row))
  await load('ucdp-ged', file('ged241.csv', csv(next)))
  for (const id of [2, 3, 4, 5]) {
    t.match(kept(importing), `secret${id}`)
    erase(connection, 'events', `ucdp-ged-${id}`, 'Asked for.', now)
    t.notMatch(kept(importing), `secret${id}`, `${id}`)
  }
  for (const id of [1, 6])
    t.match(await read(app, `/v1/events/ucdp-ged-${id}?expand=source_row`), {
      source_row: { id: String(id), source_headline: `news ${id},\nsecret${id}` },
    })
  t.equal(connection.prepare('select count(*) from source_rows').pluck().get(), 2)
})

t.test('a release that still holds it does not bring it back, and says so', async (t) => {
  const { connection, load, file } = await openImporting(t)
  await load('ucdp-ged', file('ged231.csv', csv(rows)))
  for (const id of [3, 4]) erase(connection, 'events', `ucdp-ged-${id}`, 'Asked for.', now)
  const { counts, notices } = await load('ucdp-ged', file('ged241.csv', csv(rows)))
  t.match(counts, { read: 6, new: 0, unchanged: 6, withdrawn: 0 })
  t.same(notices, ['Of the events of the file 2 were erased, and stay away: ucdp-ged-3, ucdp-ged-4.'])
  t.equal(connection.prepare("select count(*) from events where dataset_id = 'ucdp-ged'").pluck().get(), 4)
})

t.test('an actor that rows of a release name comes back with it, and that is said', async (t) => {
  const { connection, load, file } = await openImporting(t)
  await load('ucdp-ged', file('ged231.csv', csv(rows)))
  for (const { id } of rows) erase(connection, 'events', `ucdp-ged-${id}`, 'Asked for.', now)
  erase(connection, 'actors', 'ucdp-actor-356', 'Asked for.', now)
  const { notices } = await load('ucdp-ged', file('ged251.csv', csv(rows)))
  t.same(notices.slice(1), [
    'Of the actors and places that rows name 1 were erased, and are back: erase them again: actors/ucdp-actor-356.',
  ])
})

t.test('an id that ends with .0 in the file is found', async (t) => {
  const importing = await openImporting(t, { visibility: 'private' })
  const row = { ...gtdRow, eventid: '202101010001.0', summary: 'secret' }
  await importing.load('gtd', importing.file('gtd.csv', toCsv(Object.keys(row), [row])))
  t.match(kept(importing), 'secret')
  erase(importing.connection, 'events', 'gtd-202101010001', 'Asked for.', now)
  t.notMatch(kept(importing), 'secret')
})

t.test('what reports of imports show of its dataset goes, their lines and counts stay', async (t) => {
  const importing = await openImporting(t)
  const { connection, load, file } = importing
  await load('ucdp-ged', file('ged231.csv', csv(rows)))
  const reason = {
    reason: 'a rule',
    count: 2,
    examples: [
      { line: 3, what: 'secret' },
      { line: 5, what: '' },
    ],
  }
  const report = JSON.stringify({ read: 6, warnings: [reason], rejections: [reason] })
  const job = {
    release: null,
    dry_run: false,
    withdraw: false,
    key_id: 'k',
    editor: 'Lena',
    reason: 'x',
    bytes: 1,
    sha256: 'x',
  }
  for (const [id, dataset_id] of [
    ['own', 'ucdp-ged'],
    ['other', 'gtd'],
  ] as const) {
    addJob(connection, { id, dataset_id, ...job }, now)
    endJob(connection, id, { state: 'succeeded', rows: 6, bytes: 1, report }, now)
  }
  erase(connection, 'events', 'ucdp-ged-3', 'Asked for.', now)
  const examples = [
    { line: 3, what: '' },
    { line: 5, what: '' },
  ]
  t.match(JSON.parse(findJob(connection, 'own')?.report ?? ''), {
    read: 6,
    warnings: [{ reason: 'a rule', count: 2, examples }],
    rejections: [{ examples }],
  })
  t.equal(findJob(connection, 'other')?.report, report)
})
