/** Lists that many imported events have are kept once; nobody who reads can tell. */
import t from 'tap'
import { erase } from '../../src/commands/erase.ts'
import { datasets } from '../../src/imports/datasets.ts'
import { ucdpGed } from '../../src/imports/ucdp-ged.ts'
import { read } from '../support.ts'
import { acledRow, gedRow, gtdRow } from './rows.ts'
import { type Importing, openImporting, toCsv } from './support.ts'

type Row = Record<string, unknown>
const csv = (rows: readonly Row[]) => toCsv(ucdpGed.columns, rows)
const sameDyad = [1, 2, 3].map((id) => ({ ...gedRow, id }))
const now = '2025-09-02T00:00:00.000Z'

const keptLists = ({ connection }: Importing) =>
  connection.prepare('select list from lists order by n').pluck().all() as string[]

const participants = ['ucdp-actor-142', 'ucdp-actor-356']

/** Who takes part in an event, and which codes it has, by the API. */
async function listsOf({ app }: Importing, id: number) {
  const event = (await read(app, `/v1/events/ucdp-ged-${id}`)) as Row
  const actors = (event.participants as Row[]).map(({ actor_id }) => actor_id)
  const violence = (event.classifications as Row[]).find(({ field }) => field === 'type_of_violence')
  return { actors, violence: violence?.code }
}

t.test('lists of three events of one dyad are kept once, and each event has them', async (t) => {
  const importing = await openImporting(t)
  await importing.load('ucdp-ged', importing.file('ged231.csv', csv(sameDyad)))
  t.equal(keptLists(importing).length, 2, 'who takes part, and the codes')
  for (const id of [1, 2, 3]) t.same(await listsOf(importing, id), { actors: participants, violence: '1' }, `${id}`)
})

t.test('a list that one event alone has stands in its row', async (t) => {
  const importing = await openImporting(t)
  await importing.load('ucdp-ged', importing.file('ged231.csv', csv([gedRow])))
  t.same(keptLists(importing), [])
  t.same(await listsOf(importing, 7), { actors: participants, violence: '1' })
})

t.test('it is so in every dataset', async (t) => {
  for (const [dataset, row, id] of [
    ['acled', acledRow, 'event_id_cnty'],
    ['gtd', gtdRow, 'eventid'],
  ] as const) {
    const importing = await openImporting(t, { visibility: 'private' })
    const { columns } = datasets.find((known) => known.id === dataset) as (typeof datasets)[number]
    const ids = [1, 2, 3].map((last) => `${String(row[id as keyof typeof row]).slice(0, -1)}${last}`)
    await importing.load(
      dataset,
      importing.file(
        `${dataset}.csv`,
        toCsv(
          columns,
          ids.map((one) => ({ ...row, [id]: one })),
        ),
      ),
    )
    t.equal(keptLists(importing).length, 2, dataset)
    const { data } = await read<{ data: Row[] }>(
      importing.app,
      `/v1/events?dataset=${dataset}&fields=participants,classifications`,
    )
    t.equal(data.length, 3)
    for (const event of data) t.same(event, data[0])
    t.match(data[0], { participants: [{ side: 'a' }] })
  }
})

t.test(
  'a list of very many codes stands in each row, so that a file of such takes no more memory than its rows',
  async (t) => {
    const importing = await openImporting(t, { visibility: 'private' })
    const { columns } = datasets.find(({ id }) => id === 'acled') as (typeof datasets)[number]
    const tags = Array.from({ length: 60 }, (_, at) => `crowd size=about ${at}`).join('; ')
    const rows = ['IND1', 'IND2', 'IND3'].map((event_id_cnty) => ({ ...acledRow, event_id_cnty, tags }))
    await importing.load('acled', importing.file('acled.csv', toCsv(columns, rows)))
    t.equal(keptLists(importing).length, 1, 'who takes part')
    const { data } = await read<{ data: Row[] }>(importing.app, '/v1/events?dataset=acled&fields=classifications')
    for (const { classifications } of data) t.ok((classifications as Row[]).length > 60)
  },
)

t.test('what a release changes in one of them, the others do not get', async (t) => {
  const importing = await openImporting(t)
  await importing.load('ucdp-ged', importing.file('ged231.csv', csv(sameDyad)))
  const changed = sameDyad.map((row) => (row.id === 2 ? { ...row, type_of_violence: 3 } : row))
  const { counts } = await importing.load('ucdp-ged', importing.file('ged241.csv', csv(changed)))
  t.match(counts, { changed: 1, unchanged: 2 })
  for (const [id, violence] of [
    [1, '1'],
    [2, '3'],
    [3, '1'],
  ] as const)
    t.same(await listsOf(importing, id), { actors: participants, violence }, `${id}`)
})

t.test('an event of which a release changes something else goes on sharing its lists', async (t) => {
  const importing = await openImporting(t)
  await importing.load('ucdp-ged', importing.file('ged231.csv', csv(sameDyad)))
  const sharing = () =>
    importing.connection
      .prepare('select n from event_rows where participants in (select n from lists) order by n')
      .all()
  const before = sharing()
  t.equal(before.length, 2, 'the first that has a list has it in its row')
  await importing.load('ucdp-ged', importing.file('ged241.csv', csv(sameDyad.map((row) => ({ ...row, high: 9 })))))
  t.same(sharing(), before)
})

t.test('a list goes with the last event that has it', async (t) => {
  const importing = await openImporting(t)
  await importing.load('ucdp-ged', importing.file('ged231.csv', csv(sameDyad)))
  const eraseOne = (id: number) => erase(importing.connection, 'events', `ucdp-ged-${id}`, 'Asked for.', now)
  for (const id of [1, 2]) eraseOne(id)
  t.equal(keptLists(importing).length, 2)
  t.same(await listsOf(importing, 3), { actors: participants, violence: '1' })
  eraseOne(3)
  t.same(keptLists(importing), [])
})
