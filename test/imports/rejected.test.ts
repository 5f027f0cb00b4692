/** Rows of which no event can be made: what becomes of the events that they are of, and what is said. */
import t from 'tap'
import { ucdpGed } from '../../src/imports/ucdp-ged.ts'
import { read, readProblem } from '../support.ts'
import { acledRow, gedRow } from './rows.ts'
import { openImporting, toCsv } from './support.ts'

const ged = (...changes: object[]) =>
  toCsv(
    ucdpGed.columns,
    changes.map((change) => ({ ...gedRow, ...change })),
  )
const many = (count: number, change: object = {}) =>
  Array.from({ length: count }, (_, at) => ({ id: at + 1, ...change }))

t.test('an event whose row cannot be read stays as it was, and is named', async (t) => {
  const { app, load, file } = await openImporting(t)
  await load('ucdp-ged', file('ged231.csv', ged({ id: 1 }, { id: 2 }, { id: 3 }, { id: 4 })))
  const cut = `${ged({ id: 2, date_start: 'soon' }, { id: 4 })}"3","only two cells"\n`
  const { counts, notices } = await load('ucdp-ged', file('ged241.csv', cut))
  t.match(counts, { read: 3, unchanged: 1, rejected: 2, withdrawn: 1 })
  t.match(notices, [
    'Of the rejected rows 2 are of events that are there, which stay as they were: ucdp-ged-2, ucdp-ged-3.',
  ])
  t.match(await read(app, '/v1/events/ucdp-ged-2'), { revision: 1, release: '23.1', date_start: '2021-03-04' })
  t.match(await read(app, '/v1/events/ucdp-ged-3'), { revision: 1 })
  t.match(await readProblem(app, '/v1/events/ucdp-ged-1'), { status: 410 }, 'the file has no row of this one')
})

t.test('a row that can be read counts, though another of its id cannot', async (t) => {
  const { load, file } = await openImporting(t)
  await load('ucdp-ged', file('ged231.csv', ged({ id: 1 }, { id: 2 })))
  const { counts } = await load(
    'ucdp-ged',
    file('ged241.csv', ged({ id: 1, date_start: 'x' }, { id: 1, best: 2, high: 2 }, { id: 2 })),
  )
  t.match(counts, { changed: 1, unchanged: 1, rejected: 1, withdrawn: 0 })
})

t.test('a row that comes again is told, also where a file has the rows of the last one in another order', async (t) => {
  const { load, file } = await openImporting(t)
  await load('ucdp-ged', file('ged231.csv', ged(...many(5))))
  const turned = [3, 4, 5, 1, 2, 3].map((id) => ({ id }))
  const { counts, rejections } = await load('ucdp-ged', file('ged241.csv', ged(...turned)))
  t.match(counts, { unchanged: 5, rejected: 1, withdrawn: 0 })
  t.match(rejections, [{ reason: 'its id stands in an earlier line', examples: [{ line: 7, what: 'ucdp-ged-3' }] }])
})

t.test('in a file of ACLED too', async (t) => {
  const { load, file } = await openImporting(t, { visibility: 'private' })
  const acled = (...changes: object[]) =>
    toCsv(
      Object.keys(acledRow),
      changes.map((change) => ({ ...acledRow, ...change })),
    )
  await load('acled', file('a.csv', acled({}, { event_id_cnty: 'PAK2' })))
  const { counts } = await load(
    'acled',
    file('b.csv', acled({ event_date: '30th of January' }, { event_id_cnty: 'PAK2' })),
  )
  t.match(counts, { unchanged: 1, rejected: 1, withdrawn: 0 })
})

t.test('a file that is refused says which rows it was refused for', async (t) => {
  const { load, file } = await openImporting(t)
  const sentence =
    /^\S+ has no row that is an event of UCDP GED\. Rows were rejected: 1 × date_start or date_end is not a day \(line 2: soon \/ 2021-03-04[^)]*\); 1 × id is not a number \(line 3: x\)\. Nothing of it was written\.$/
  await t.rejects(load('ucdp-ged', file('x.csv', ged({ date_start: 'soon' }, { id: 'x' }))), { message: sentence })
  await load('ucdp-ged', file('ged231.csv', ged(...many(100))))
  const partial = file('ged241.csv', ged(...many(60), ...many(40, { id: 'x' })))
  const reason =
    /lacks 40 of the 100 records .* Rows were rejected: 40 × id is not a number \(line 62: x\)\. Nothing of it was written\.$/
  await t.rejects(load('ucdp-ged', partial), { message: reason })
  const { refusal, counts } = await load('ucdp-ged', partial, { dryRun: true })
  t.match(refusal, reason)
  t.match(counts, { withdrawn: 40, rejected: 40 })
})

t.test('the name of a release is a name', async (t) => {
  const { load, file } = await openImporting(t)
  const path = file('ged231.csv', ged({}))
  for (const release of ['', '   ', 'a\nb', 'x'.repeat(41)])
    await t.rejects(load('ucdp-ged', path, { release }), {
      message: /is no name of a release: it has 1 to 40 characters/,
    })
})

t.test('the same rows in another file are no other release', async (t) => {
  const { load, file } = await openImporting(t)
  t.equal((await load('ucdp-ged', file('ged231.csv', ged({})))).already, false)
  t.equal(
    (await load('ucdp-ged', file('again.csv', ged({}).replaceAll('\n', '\r\n')), { release: '23.1' })).already,
    true,
  )
  t.equal((await load('ucdp-ged', file('ged241.csv', ged({})))).already, false, 'a release of another name is')
})
