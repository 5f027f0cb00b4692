/** One release after another: what changes, what goes, what comes back, and what a curator has said meanwhile. */
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import Sqlite from 'better-sqlite3'
import t from 'tap'
import type { AnyRecord } from '../../src/engine/resource.ts'
import type { Dataset, ImportedEvent } from '../../src/imports/dataset.ts'
import { importFile } from '../../src/imports/pipeline.ts'
import { ucdpGed } from '../../src/imports/ucdp-ged.ts'
import { ask, curated, read, readAll, readProblem, resourceOf, written } from '../support.ts'
import { furnish } from '../writes/newsroom.ts'
import { gedRow } from './rows.ts'
import { openImporting, toCsv } from './support.ts'

const rows = [1, 2, 3, 4].map((id) => ({ ...gedRow, id, relid: `PAK-2021-1-768-${id}` }))
const csv = (list: readonly Record<string, unknown>[]) => toCsv(ucdpGed.columns, list)
const seqOf = async (connection: { prepare(sql: string): { pluck(): { get(): unknown } } }) =>
  connection.prepare('select seq from state').pluck().get()

t.test('the same file again changes nothing, and says so', async (t) => {
  const { load, file, connection } = await openImporting(t)
  const path = file('ged231.csv', csv(rows))
  t.equal((await load('ucdp-ged', path)).already, false)
  const seq = await seqOf(connection)
  const again = await load('ucdp-ged', path, { now: '2025-09-01T00:00:00.000Z' })
  t.equal(again.already, true)
  t.same(again.counts, { read: 4, new: 0, changed: 0, unchanged: 4, warned: 0, rejected: 0, withdrawn: 0 })
  t.equal(await seqOf(connection), seq)
})

t.test('after an import the log is empty, though readers have the file open', async (t) => {
  const { load, file, store } = await openImporting(t)
  await load('ucdp-ged', file('ged231.csv', csv(rows)))
  t.equal(statSync(`${store.path}-wal`).size, 0)
})

/** UCDP GED as a later program reads it: the title of event 2 is another. */
const readAnew: Dataset = {
  ...ucdpGed,
  reading: ucdpGed.reading + 1,
  read(column, parties) {
    const toEvent = ucdpGed.read(column, parties)
    return (cells, warn) => {
      const event = toEvent(cells, warn) as ImportedEvent
      return event.id === 'ucdp-ged-2' ? { ...event, title: 'As it is read now' } : event
    }
  },
}

t.test('what rows say to a newer program is read from the same file, and the others stay as they are', async (t) => {
  const { app, load, file, connection } = await openImporting(t)
  const path = file('ged231.csv', csv(rows))
  await load('ucdp-ged', path)
  const again = () => importFile(connection, { dataset: readAnew, path, now: '2025-09-01T00:00:00.000Z' })
  const { counts, already, notices } = await again()
  t.same(counts, { read: 4, new: 0, changed: 1, unchanged: 3, warned: 0, rejected: 0, withdrawn: 0 })
  t.equal(already, false)
  t.same(notices, [
    'Of the events changed 1 have the row that they had, which this program reads otherwise: ucdp-ged-2.',
  ])
  t.match(await read(app, '/v1/events/ucdp-ged-2'), { title: 'As it is read now', revision: 2, release: '23.1' })
  t.match(await read(app, '/v1/events/ucdp-ged-1'), { revision: 1 })
  const seq = await seqOf(connection)
  t.match(await again(), { already: true, counts: { unchanged: 4 }, notices: [] })
  t.equal(await seqOf(connection), seq)
})

t.test('a newer release brings rows that are as they were to what a newer program reads', async (t) => {
  const { app, load, file, connection } = await openImporting(t)
  await load('ucdp-ged', file('ged231.csv', csv(rows)))
  const path = file('ged241.csv', csv(rows.toReversed()))
  const { counts } = await importFile(connection, { dataset: readAnew, path, now: '2025-09-01T00:00:00.000Z' })
  t.same(counts, { read: 4, new: 0, changed: 1, unchanged: 3, warned: 0, rejected: 0, withdrawn: 0 })
  t.match(await read(app, '/v1/events/ucdp-ged-2'), { title: 'As it is read now', release: '24.1' })
  t.match(await read(app, '/v1/events/ucdp-ged-1'), { revision: 1, release: '23.1', source_line: 2 })
})

t.test('a newer release updates what it has otherwise and withdraws what it no longer holds', async (t) => {
  const { app, load, file } = await openImporting(t)
  await load('ucdp-ged', file('ged231.csv', csv(rows)))
  const [one, two, , four] = rows
  const next = [
    { ...two, best: 5, high: 5, deaths_b: 4 },
    four,
    { ...gedRow, id: 5 },
    { ...one, source_article: 'now known' },
  ]
  const { counts } = await load('ucdp-ged', file('ged241.csv', csv(next as never)), { now: '2025-09-01T00:00:00.000Z' })
  t.same(counts, { read: 4, new: 1, changed: 2, unchanged: 1, warned: 0, rejected: 0, withdrawn: 1 })

  t.match(await read(app, '/v1/events/ucdp-ged-2'), {
    fatalities_best: 5,
    revision: 2,
    release: '24.1',
    source_line: 2,
    created_at: '2025-08-01T00:00:00.000Z',
    updated_at: '2025-09-01T00:00:00.000Z',
  })
  t.match(await read(app, '/v1/events/ucdp-ged-4'), { revision: 1, release: '23.1', source_line: 5 }, 'unchanged')
  const expanded = await read<AnyRecord>(app, '/v1/events/ucdp-ged-1?expand=source_row')
  t.match(expanded, { revision: 2, source_row: { source_article: 'now known', relid: 'PAK-2021-1-768-1' } })
  t.match(await read(app, '/v1/events/ucdp-ged-2/revisions'), {
    data: [{ op: 'put', reason: 'UCDP GED 24.1 holds it so.', before: { fatalities_best: 1 } }],
  })

  t.match(await readProblem(app, '/v1/events/ucdp-ged-3'), { status: 410, detail: /UCDP GED 24\.1 no longer holds it/ })
  t.same(
    (await readAll(app, '/v1/events?dataset=ucdp-ged')).map(({ id }) => id).sort(),
    [1, 2, 4, 5].map((id) => `ucdp-ged-${id}`),
  )
  for (const query of ['actor=ucdp-actor-356', 'q=miran', 'external_id=ucdp-event:3', 'bbox=70,32,71,34', 'country=PK'])
    t.notOk(
      (await readAll(app, `/v1/events?${query}`)).some(({ id }) => id === 'ucdp-ged-3'),
      query,
    )

  const { releases } = await read<{ releases: AnyRecord[] }>(app, '/v1/datasets/ucdp-ged')
  t.match(releases, [
    { version: '23.1', covers_start: '2021-03-04', covers_end: '2021-03-04', read: 4, new: 4, withdrawn: 0 },
    {
      version: '24.1',
      imported_at: '2025-09-01T00:00:00.000Z',
      read: 4,
      new: 1,
      changed: 2,
      unchanged: 1,
      withdrawn: 1,
    },
  ])
  t.match(releases[0]?.sha256, /^[0-9a-f]{64}$/)

  await t.test('and what comes back goes on where it ended', async (t) => {
    const { counts } = await load('ucdp-ged', file('ged251.csv', csv(rows)), { now: '2025-10-01T00:00:00.000Z' })
    t.match(counts, { new: 1, withdrawn: 1 })
    t.match(await read(app, '/v1/events/ucdp-ged-3?expand=source_row'), {
      revision: 3,
      release: '25.1',
      source_row: { id: '3' },
    })
    t.equal((await readAll(app, '/v1/events?external_id=ucdp-event:3')).length, 1)
    t.equal((await ask(app, '/v1/events/ucdp-ged-5')).status, 410)
  })
})

t.test('a candidate release adds to what is there, and the next whole release replaces it', async (t) => {
  const { load, file } = await openImporting(t)
  await load('ucdp-ged', file('ged231.csv', csv(rows)))
  const month = (id: number) => csv([{ ...gedRow, id, date_start: '2023-05-01', date_end: '2023-05-01' }])
  t.match((await load('ucdp-ged', file('GEDEvent_v23_0_5.csv', month(10)))).counts, { new: 1, withdrawn: 0 })
  t.match((await load('ucdp-ged', file('GEDEvent_v23_0_6.csv', month(11)))).counts, { new: 1, withdrawn: 0 })
  t.match(
    (await load('ucdp-ged', file('GEDEvent_v23_0_6.csv', month(12)))).counts,
    { new: 1, withdrawn: 1 },
    'corrected',
  )
  t.match((await load('ucdp-ged', file('ged241.csv', csv(rows)))).counts, { unchanged: 4, withdrawn: 2 })
})

t.test('an older release does not take the place of a newer one unless that is meant', async (t) => {
  const { load, file, connection } = await openImporting(t)
  const notices = async (name: string, id: number, options = {}) => {
    const path = file(name, csv([...rows, { ...gedRow, id }]))
    return (await load('ucdp-ged', path, options)).notices
  }
  t.match(await notices('ged91.csv', 10), [/^No release was given/], 'its name tells no number')
  t.same(await notices('ged231.csv', 11), [])
  t.same(await notices('GEDEvent_v23_10.csv', 12), [])
  const before = await seqOf(connection)
  const refusal =
    'UCDP GED 23.1 is older than 23.10, which stands, and would take its place: 0 records would change, and 1 be withdrawn; if that is meant, say --withdraw, or over HTTP withdraw=true. Nothing of it was written.'
  await t.rejects(notices('ged231.csv', 13), { message: refusal })
  const dry = await load('ucdp-ged', file('ged231.csv', csv([...rows, gedRow])), { dryRun: true })
  t.match(dry, { refusal, counts: { withdrawn: 1 }, notices: [] })
  t.equal(await seqOf(connection), before, 'and nothing is written')
  const said = 'UCDP GED 23.1 is older than 23.10, which was imported before it: what stands now is the older.'
  t.same(await notices('ged231.csv', 13, { withdraw: true }), [said])
  t.same(await notices('GEDEvent_v23_0_5.csv', 14), [], 'a candidate release replaces none')
  t.same(await notices('ged241.csv', 15), [])
  t.same(
    (await load('ucdp-ged', file('ged231.csv', csv([...rows, { ...gedRow, id: 15 }, { ...gedRow, id: 16 }])))).notices,
    [said.replace('23.10', '24.1')],
    'one that only adds is taken, and that is said',
  )
})

t.test('one event is merged into another, and the next release still withdraws what it no longer holds', async (t) => {
  const importing = await openImporting(t)
  const { app, load, file } = importing
  await load('ucdp-ged', file('ged231.csv', csv(rows)))
  const body = { into: 'ucdp-ged-1' }
  const { status } = await furnish(importing).send('POST', '/v1/events/ucdp-ged-2/merge', body, { 'If-Match': '"r1"' })
  t.equal(status, 200)
  const { counts } = await load('ucdp-ged', file('ged241.csv', csv(rows.slice(0, 3))))
  t.match(counts, { read: 3, unchanged: 3, withdrawn: 1 })
  t.equal((await ask(app, '/v1/events/ucdp-ged-4')).status, 410)
  t.equal((await ask(app, '/v1/events/ucdp-ged-2')).status, 308)

  await t.test('and the other one is still found by what either is called, when its row changes', async (t) => {
    const next = rows.slice(0, 3).map((row) => ({ ...row, low: 2, best: 2, high: 2 }))
    t.match((await load('ucdp-ged', file('ged251.csv', csv(next)))).counts, { changed: 2, unchanged: 1 })
    for (const value of ['ucdp-event:1', 'ucdp-event:2'])
      t.match(await readAll(app, `/v1/events?external_id=${value}`), [{ id: 'ucdp-ged-1', fatalities_best: 2 }], value)
  })
})

t.test('what cannot be done for the planner after an import does not undo it', async (t) => {
  const { app, load, file, connection } = await openImporting(t)
  const path = file('damaged.sqlite', '')
  const damaged = new Sqlite(path)
  damaged.exec('create table a (b primary key); insert into a values (1)')
  damaged.close()
  writeFileSync(path, readFileSync(path).fill(0x5a, 4096))
  connection.prepare('attach ? as damaged').run(path) // the planner looks at it with the rest
  t.throws(() => connection.exec('analyze'), { code: 'SQLITE_CORRUPT' })
  t.match((await load('ucdp-ged', file('ged231.csv', csv(rows)))).counts, { new: 4 })
  t.equal((await readAll(app, '/v1/events?dataset=ucdp-ged')).length, 4)
})

t.test('a dry run tells what would come of it and leaves everything as it is', async (t) => {
  const { load, file, connection } = await openImporting(t)
  await load('ucdp-ged', file('ged231.csv', csv(rows)))
  const seq = await seqOf(connection)
  const { counts } = await load('ucdp-ged', file('ged241.csv', csv(rows.slice(1))), { dryRun: true })
  t.same(counts, { read: 3, new: 0, changed: 0, unchanged: 3, warned: 0, rejected: 0, withdrawn: 1 })
  t.equal(await seqOf(connection), seq)
  t.equal(connection.prepare('select count(*) from events').pluck().get(), 4)
})

t.test(
  'a correction sent over HTTP is shown, the source row keeps what the dataset says, and no release undoes it',
  async (t) => {
    const importing = await openImporting(t)
    const { app, load, file } = importing
    const { send } = furnish(importing)
    const path = '/v1/events/ucdp-ged-1?expand=source_row'
    await load('ucdp-ged', file('ged231.csv', csv(rows)))
    t.match(await read(app, path), { fatalities_best: 1, admin2: null })

    const corrected = { rank: 'preferred', stance: 'assigned', note: 'The hospital counted again.' }
    const claims = [
      { ...corrected, field: 'fatalities', value: { fatalities_best: 4, fatalities_high: 6 } },
      { ...corrected, field: 'admin2', value: 'North Waziristan', id: 'c-1' },
    ]
    const { status, text } = await send('PATCH', '/v1/events/ucdp-ged-1', { claims }, { 'If-Match': '"r1"' })
    t.equal(status, 200, text)
    const shown = { fatalities_best: 4, fatalities_high: 6, fatalities_low: 1, admin2: 'North Waziristan' }
    t.match(await read(app, path), {
      ...shown,
      dataset_id: 'ucdp-ged',
      source_row: { best: '1', high: '1', adm_2: '' },
    })

    const next = rows.map((row) => ({ ...row, adm_2: 'Other', low: 2, best: 2, high: 2, deaths_b: 1 }))
    t.match((await load('ucdp-ged', file('ged241.csv', csv(next)))).counts, { changed: 4 })
    const after = { ...shown, fatalities_low: 2, deaths_b: 1, release: '24.1' }
    t.match(await read(app, path), { ...after, source_row: { best: '2', high: '2', adm_2: 'Other' } })
    t.match(
      await read(app, '/v1/events/ucdp-ged-2'),
      { fatalities_best: 2, admin2: 'Other' },
      'its neighbour is as the dataset says',
    )

    const gone = await send('DELETE', '/v1/claims/c-1', undefined, { 'If-Match': '"r1"' })
    t.equal(gone.status, 204)
    t.match(await read(app, path), { ...after, admin2: 'Other' }, 'without the claim the dataset is heard again')
  },
)

t.test('a record that is not of the dataset keeps its id', async (t) => {
  const { app, load, file, write } = await openImporting(t)
  const own = {
    id: 'ucdp-ged-2',
    type: 'other',
    title: 'Curated',
    participants: [],
    same_event_ids: [],
    classifications: [],
    external_ids: [],
  }
  write((writer) => writer.put(resourceOf('events'), own, curated))
  const { counts, rejections } = await load('ucdp-ged', file('ged231.csv', csv(rows)))
  t.match(counts, { new: 3, rejected: 1 })
  t.match(rejections, [
    { reason: 'a record of another dataset has its id', examples: [{ line: 3, what: 'ucdp-ged-2' }] },
  ])
  t.match(written('events', await read(app, '/v1/events/ucdp-ged-2')), { title: 'Curated' })
})
