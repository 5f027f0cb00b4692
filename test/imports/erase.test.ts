/** Erasing imported events: no release of them stays, and the rows beside them stay where they are. */
import zlib from 'node:zlib'
import t from 'tap'
import { erase } from '../../src/commands/erase.ts'
import { ucdpGed } from '../../src/imports/ucdp-ged.ts'
import { addJob, endJob, findJob } from '../../src/store/import-jobs.ts'
import { read } from '../support.ts'
import { furnish } from '../writes/newsroom.ts'
import { acledRow, gedRow, gtdRow } from './rows.ts'
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

t.test('an erased actor or place that rows of a release name stays away, and the event has their words', async (t) => {
  const { app, connection, load, file } = await openImporting(t)
  await load('ucdp-ged', file('ged231.csv', csv([gedRow])))
  erase(connection, 'events', 'ucdp-ged-7', 'Asked for.', now)
  erase(connection, 'actors', 'ucdp-actor-142', 'Asked for.', now)
  erase(connection, 'actors', 'ucdp-actor-356', 'Asked for.', now)
  erase(connection, 'places', 'pakistan', 'Asked for.', now)
  const { notices } = await load('ucdp-ged', file('ged251.csv', csv(rows.slice(0, 2))))
  t.same(notices, [
    'Of the actors and places that rows name 3 were erased, and stay away; events name them in the words of the rows: actors/ucdp-actor-142, actors/ucdp-actor-356, places/pakistan.',
  ])
  for (const gone of ['actors/ucdp-actor-356', 'places/pakistan'])
    t.equal((await app.inject(`/v1/${gone}`)).statusCode, 410, gone)
  t.match(await read(app, '/v1/events/ucdp-ged-2'), {
    place_id: null,
    country: 'PK',
    participants: [
      { actor_id: null, text: 'Government of Pakistan', side: 'a' },
      { actor_id: null, text: 'TTP', side: 'b' },
    ],
  })
})

const erasedByName = [
  {
    dataset: 'acled',
    row: acledRow,
    next: { ...acledRow, event_id_cnty: 'PAK2' },
    ids: ['acled-pak12345', 'acled-pak2'],
    actor: 'jua-jamaat-ul-ahrar',
    text: 'JuA: Jamaat-ul-Ahrar',
  },
  {
    dataset: 'gtd',
    row: gtdRow,
    next: { ...gtdRow, eventid: '201412160042' },
    ids: ['gtd-201412160041', 'gtd-201412160042'],
    actor: 'tehrik-i-taliban-pakistan-ttp',
    text: 'Tehrik-i-Taliban Pakistan (TTP)',
  },
]

for (const { dataset, row, next, ids, actor, text } of erasedByName)
  t.test(`${dataset}: an erased actor stays away, and the event has its name in words`, async (t) => {
    const { app, connection, load, file } = await openImporting(t, { visibility: 'private' })
    await load(dataset, file('1.csv', toCsv(Object.keys(row), [row])))
    const [first, second] = ids
    erase(connection, 'events', first ?? '', 'Asked for.', now)
    t.equal(erase(connection, 'actors', actor, 'Asked for.', now), 1)
    await load(dataset, file('2.csv', toCsv(Object.keys(row), [next])))
    t.equal((await app.inject(`/v1/actors/${actor}`)).statusCode, 410)
    const { participants } = await read<{ participants: { text: string | null }[] }>(app, `/v1/events/${second}`)
    t.match(
      participants.filter((one) => one.text === text),
      [{ actor_id: null, text }],
    )
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
