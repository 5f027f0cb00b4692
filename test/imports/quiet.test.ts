/** Rows that are as they were and of which nothing is to be said: no event is made of them, and nobody can tell. */
import fc from 'fast-check'
import t from 'tap'
import { erase } from '../../src/commands/erase.ts'
import type { AnyRecord } from '../../src/engine/resource.ts'
import { ucdpGed } from '../../src/imports/ucdp-ged.ts'
import { read } from '../support.ts'
import { furnish } from '../writes/newsroom.ts'
import { gedRow } from './rows.ts'
import { type Importing, openImporting, toCsv } from './support.ts'

type Row = Record<string, unknown>
const csv = (rows: readonly Row[]) => toCsv(ucdpGed.columns, rows)

const rowOf = (id: number) =>
  fc
    .record({
      low: fc.constantFrom(0, 9), // 9 is above best, and warned of
      country_id: fc.constantFrom(770, 700, 99_999), // Pakistan, Afghanistan, nowhere
      day: fc.constantFrom('2021-03-04', '1999-01-31', '2022-12-31'),
      adm_1: fc.constantFrom('Khyber Pakhtunkhwa province', ''),
    })
    .map(({ day, ...cells }): Row => ({ ...gedRow, ...cells, id, date_start: day, date_end: day }))
const file = fc.subarray([1, 2, 3, 4, 5, 6, 7, 8], { minLength: 1 }).chain((ids) => fc.tuple(...ids.map(rowOf)))

/** What an import says of the rows of a file, and what its release covers. */
async function tellOf({ app, load, file }: Importing, rows: readonly Row[], release: string) {
  const { warnings, rejections, counts } = await load('ucdp-ged', file('ged.csv', csv(rows)), {
    release,
    withdraw: true,
  })
  const { releases } = await read<AnyRecord & { releases: AnyRecord[] }>(app, '/v1/datasets/ucdp-ged')
  const { covers_start, covers_end } = releases.at(-1) as AnyRecord
  return { warnings, rejections, read: counts.read, warned: counts.warned, covers_start, covers_end }
}

t.test('a release is told of as it is on its own, however much of it stands already', async (t) => {
  const run = async (before: readonly Row[], now: readonly Row[]) => {
    const [after, alone] = [await openImporting(t), await openImporting(t)]
    await tellOf(after, before, '22.1')
    t.strictSame(await tellOf(after, now, '23.1'), await tellOf(alone, now, '23.1'))
  }
  const changed = fc.tuple(file, file).map(([before, now]) => [before, [...before, ...now].slice(-8)] as const)
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.tuple(file, file), changed), ([before, now]) => run(before, now)),
    { numRuns: 20 },
  )
})

t.test('a row that got one cell more is rejected, as it would be in the first release', async (t) => {
  const { load, file } = await openImporting(t)
  const rows = [1, 2, 3].map((id) => ({ ...gedRow, id }))
  await load('ucdp-ged', file('ged231.csv', csv(rows)))
  const lines = csv(rows).split('\n')
  lines[2] += ',"more"'
  const { counts } = await load('ucdp-ged', file('ged241.csv', lines.join('\n')))
  t.match(counts, { read: 3, unchanged: 2, rejected: 1, withdrawn: 0 })
})

t.test('what a release covers is what its rows say, also where a correction says otherwise', async (t) => {
  const importing = await openImporting(t)
  const { app, load, file } = importing
  const rows = [1, 2].map((id) => ({ ...gedRow, id, date_start: '2021-03-04', date_end: '2021-03-04' }))
  await load('ucdp-ged', file('ged231.csv', csv(rows)))
  const { send } = furnish(importing)
  const claim = {
    id: 'earlier',
    subject: 'events',
    subject_id: 'ucdp-ged-1',
    field: 'date',
    value: { date_edtf: '2019-01-01', date_start: '2019-01-01', date_end: '2019-01-01' },
  }
  const { status, text } = await send('POST', '/v1/claims', {
    ...claim,
    stance: 'assigned',
    rank: 'preferred',
    note: 'Counted.',
  })
  t.equal(status, 201, text)
  t.match(await read(app, '/v1/events/ucdp-ged-1'), { date_start: '2019-01-01' })
  t.match(await tellOf(importing, rows, '24.1'), { covers_start: '2021-03-04', covers_end: '2021-03-04' })
})

t.test('what a release covers is what its rows say, also where an event was merged into another', async (t) => {
  const importing = await openImporting(t)
  const { load, file } = importing
  const rows = ['2021-03-04', '2022-12-31'].map((day, at) => ({
    ...gedRow,
    id: at + 1,
    date_start: day,
    date_end: day,
  }))
  await load('ucdp-ged', file('ged231.csv', csv(rows)))
  const { status, text } = await furnish(importing).send(
    'POST',
    '/v1/events/ucdp-ged-2/merge',
    { into: 'ucdp-ged-1' },
    { 'If-Match': '*' },
  )
  t.equal(status, 200, text)
  t.match(await tellOf(importing, rows, '24.1'), { covers_start: '2021-03-04', covers_end: '2022-12-31' })
})

t.test('that rows name what was erased is said of each release that holds them', async (t) => {
  const { connection, load, file } = await openImporting(t)
  const eraseOne = (resource: string, id: string) =>
    erase(connection, resource, id, 'Asked for.', '2025-09-02T00:00:00.000Z')
  await load('ucdp-ged', file('ged231.csv', csv([gedRow])))
  eraseOne('events', 'ucdp-ged-7')
  eraseOne('actors', 'ucdp-actor-356')
  const rows = [1, 2].map((id) => ({ ...gedRow, id }))
  for (const release of ['24.1', '25.1']) {
    const { notices } = await load('ucdp-ged', file('ged.csv', csv(rows)), { release })
    t.same(
      notices,
      [
        'Of the actors and places that rows name 1 were erased, and stay away; events name them in the words of the rows: actors/ucdp-actor-356.',
      ],
      release,
    )
  }
})
