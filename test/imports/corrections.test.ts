/** What curators say of imported events outlasts releases: it goes with an event, comes back with it, and is named where it no longer fits. */
import t from 'tap'
import { erase } from '../../src/commands/erase.ts'
import { ucdpGed } from '../../src/imports/ucdp-ged.ts'
import { ask, read } from '../support.ts'
import { furnish } from '../writes/newsroom.ts'
import { gedRow } from './rows.ts'
import { openImporting, toCsv } from './support.ts'

const rows = [1, 2, 3, 4].map((id) => ({ ...gedRow, id, relid: `PAK-2021-1-768-${id}` }))
const csv = (list: readonly Record<string, unknown>[]) => toCsv(ucdpGed.columns, list)
const assigned = { stance: 'assigned', note: 'The hospital counted again.' }

/** A knowledge base with a release, and somebody who corrects it. */
async function open(t: Parameters<typeof openImporting>[0]) {
  const importing = await openImporting(t)
  const { load, file } = importing
  await load('ucdp-ged', file('ged231.csv', csv(rows)))
  const { send } = furnish(importing)
  const claim = async (id: string, body: object) => {
    const { status, text } = await send('POST', '/v1/claims', { id, subject: 'events', ...assigned, ...body })
    if (status !== 201) throw new Error(text)
  }
  const release = (number: string, list: readonly Record<string, unknown>[], now: string) =>
    load('ucdp-ged', file(`ged${number}.csv`, csv(list)), { now })
  /** Lets a claim about an actor name one about an event, which has to stay then. */
  const name = async (id: string, subject_id: string) => {
    await claim(id, { subject_id, field: 'assessment', value: 'Doubtful.' })
    const about = { subject: 'actors', subject_id: 'ucdp-actor-356', field: 'assessment', value: 'Doubtful.' }
    await claim(`naming-${id}`, { ...about, links: [{ claim_id: id, type: 'contradicts' }] })
  }
  return { ...importing, send, claim, release, name }
}

t.test('an event that comes back has its correction again, and what else was said of it', async (t) => {
  const { app, send, claim, release } = await open(t)
  const about = { subject_id: 'ucdp-ged-1' }
  await claim('toll', {
    ...about,
    rank: 'preferred',
    field: 'fatalities',
    value: { fatalities_best: 4, fatalities_high: 6 },
  })
  await claim('doubt', {
    ...about,
    field: 'assessment',
    value: 'Doubtful.',
    links: [{ claim_id: 'toll', type: 'refines' }],
  })
  await claim('dropped', { ...about, field: 'assessment', value: 'Wrong.' })
  t.equal((await send('DELETE', '/v1/claims/dropped', undefined, { 'If-Match': '"r1"' })).status, 204)

  const gone = await release('241', rows.slice(1), '2025-08-02T00:00:00.000Z')
  t.same(gone.notices, [
    'Of the events withdrawn 1 carried claims of curators, which went with them, and come back if they do: ucdp-ged-1.',
  ])
  for (const path of ['events/ucdp-ged-1', 'claims/toll', 'claims/doubt'])
    t.equal((await ask(app, `/v1/${path}`)).status, 410, path)

  const back = await release('251', rows, '2025-08-03T00:00:00.000Z')
  t.match(back.counts, { new: 1, unchanged: 3 })
  t.same(back.notices, ['Of the events that came back 1 have the claims of curators again that they had: ucdp-ged-1.'])
  t.match(await read(app, '/v1/events/ucdp-ged-1?expand=source_row'), {
    fatalities_best: 4,
    fatalities_high: 6,
    fatalities_low: 1,
    source_row: { best: '1' },
  })
  t.match(await read(app, '/v1/claims/doubt'), { value: 'Doubtful.', links: [{ claim_id: 'toll' }], revision: 3 })
  t.equal((await ask(app, '/v1/claims/dropped')).status, 410, 'what a curator deleted stays deleted')

  await t.test('and it can be taken back as before', async (t) => {
    const { headers } = await ask(app, '/v1/claims/doubt')
    await send('DELETE', '/v1/claims/doubt', undefined, { 'If-Match': headers.etag })
    const toll = await ask(app, '/v1/claims/toll')
    t.equal((await send('DELETE', '/v1/claims/toll', undefined, { 'If-Match': toll.headers.etag })).status, 204)
    t.match(await read(app, '/v1/events/ucdp-ged-1'), { fatalities_best: 1, fatalities_high: 1 })
  })
})

t.test('what an event was before it was withdrawn and came back is told to those with a key alone', async (t) => {
  const importing = await open(t)
  const { app, release } = importing
  const { get, key } = furnish(importing)
  const named = { Authorization: `Bearer ${key('read')}` }
  await release('241', rows.slice(1), '2030-01-02T00:00:00.000Z')
  await release(
    '251',
    [{ ...rows[0], best: 3, high: 3, deaths_b: 2 }, ...rows.slice(1)] as never,
    '2030-01-03T00:00:00.000Z',
  )

  const path = '/v1/events/ucdp-ged-1'
  t.equal((await ask(app, `${path}?as_of=2030-01-01`)).status, 404)
  t.match(await get(`${path}?as_of=2030-01-01`, named), { json: { revision: 1, fatalities_best: 1 } })
  t.match(await read(app, `${path}?as_of=2030-01-03`), { revision: 3, fatalities_best: 3 })
  const came = { revision: 3, op: 'put', before: null }
  t.match(((await read(app, `${path}/revisions`)) as { data: unknown[] }).data, [came])
  t.match((await get(`${path}/revisions`, named)).json.data, [came, { revision: 2, op: 'delete' }, { revision: 1 }])
})

t.test('a claim of somebody who is gone meanwhile stays away, and what links to it loses the link', async (t) => {
  const { app, send, claim, release } = await open(t)
  const actor = {
    id: 'a-doctor',
    kind: 'person',
    name: 'A Doctor',
    claims: [{ field: 'name', value: 'A Doctor', ...assigned }],
  }
  t.equal((await send('POST', '/v1/actors', actor)).status, 201)
  const body = { subject_id: 'ucdp-ged-1', field: 'assessment', value: 'Doubtful.' }
  await claim('theirs', { ...body, attributed_to_id: 'a-doctor' })
  await claim('on-theirs', { ...body, links: [{ claim_id: 'theirs', type: 'refines' }] })
  await release('241', rows.slice(1), '2025-08-02T00:00:00.000Z')
  t.equal((await send('DELETE', '/v1/actors/a-doctor', undefined, { 'If-Match': '"r1"' })).status, 204)
  const { notices } = await release('251', rows, '2025-08-03T00:00:00.000Z')
  t.same(notices, [
    'Of the events that came back 1 have the claims of curators again that they had: ucdp-ged-1.',
    'Of the claims about events that came back 1 no longer link to claims that are gone: on-theirs.',
    'Of the claims about events that came back 1 stay away, because they name what is gone: theirs.',
  ])
  t.equal((await ask(app, '/v1/claims/theirs')).status, 410)
  t.match(await read(app, '/v1/claims/on-theirs'), { value: 'Doubtful.', links: [] })
})

t.test('a claim that comes back names what its place was merged into, and stays away if that is gone', async (t) => {
  const { app, send, claim, release } = await open(t)
  for (const id of ['one', 'other', 'wrong'])
    await send('POST', '/v1/places', {
      id,
      kind: 'city',
      name: id,
      claims: [{ field: 'name', value: id, ...assigned }],
    })
  const place = (place_id: string) => ({ rank: 'preferred', field: 'place', value: { place_id } })
  await claim('there', { subject_id: 'ucdp-ged-1', ...place('one') })
  await claim('nowhere', { subject_id: 'ucdp-ged-2', ...place('wrong') })
  await release('241', rows.slice(2), '2025-08-02T00:00:00.000Z')
  t.equal((await send('POST', '/v1/places/one/merge', { into: 'other' }, { 'If-Match': '"r1"' })).status, 200)
  t.equal((await send('DELETE', '/v1/places/wrong', undefined, { 'If-Match': '"r1"' })).status, 204)

  const { notices } = await release('251', rows, '2025-08-03T00:00:00.000Z')
  t.same(notices, [
    'Of the events that came back 1 have the claims of curators again that they had: ucdp-ged-1.',
    'Of the claims about events that came back 1 stay away, because they name what is gone: nowhere.',
  ])
  t.match(await read(app, '/v1/events/ucdp-ged-1'), { place_id: 'other' })
  t.match(await read(app, '/v1/claims/there'), { value: { place_id: 'other' } })
  t.match(await read(app, '/v1/events/ucdp-ged-2'), { place_id: 'pakistan' })
})

t.test('a correction comes back with its event, though a claim that it links to comes back later', async (t) => {
  const { app, claim, release } = await open(t)
  await claim('theirs', { subject_id: 'ucdp-ged-2', field: 'assessment', value: 'Doubtful.' })
  await claim('standing', { subject_id: 'ucdp-ged-3', field: 'assessment', value: 'Doubtful.' })
  await claim('toll', {
    subject_id: 'ucdp-ged-1',
    rank: 'preferred',
    field: 'fatalities',
    value: { fatalities_high: 9 },
    links: [
      { claim_id: 'theirs', type: 'corroborates' },
      { claim_id: 'standing', type: 'refines' },
    ],
  })
  await release('241', rows.slice(2), '2025-08-02T00:00:00.000Z')
  const one = await release('251', rows.toSpliced(1, 1), '2025-08-03T00:00:00.000Z')
  t.same(one.notices, [
    'Of the events that came back 1 have the claims of curators again that they had: ucdp-ged-1.',
    'Of the claims about events that came back 1 no longer link to claims that are gone: toll.',
  ])
  t.match(await read(app, '/v1/events/ucdp-ged-1'), { fatalities_high: 9 })
  const links = [{ claim_id: 'standing', type: 'refines' }]
  t.match(await read(app, '/v1/claims/toll'), { rank: 'preferred', links })
  const both = await release('261', rows, '2025-08-04T00:00:00.000Z')
  t.same(both.notices, ['Of the events that came back 1 have the claims of curators again that they had: ucdp-ged-2.'])
  t.match(await read(app, '/v1/claims/theirs'), { value: 'Doubtful.' })
  t.match(await read(app, '/v1/events/ucdp-ged-1'), { fatalities_high: 9 })
})

t.test('an event whose claims others name stays as retracted', async (t) => {
  const { app, claim, release, name } = await open(t)
  await name('named', 'ucdp-ged-1')
  await claim('unnamed', { subject_id: 'ucdp-ged-2', field: 'assessment', value: 'Doubtful.' })
  const { counts } = await release('241', rows.slice(2), '2025-08-02T00:00:00.000Z')
  t.match(counts, { withdrawn: 2 })
  t.match(await read(app, '/v1/events/ucdp-ged-1'), { status: 'retracted' })
  t.equal((await ask(app, '/v1/claims/named')).status, 200)
  t.equal((await ask(app, '/v1/events/ucdp-ged-2')).status, 410)
})

t.test('a corrected status is shown also of an event that was withdrawn and stays, which is said', async (t) => {
  const { app, send, claim, release, name } = await open(t)
  const about = { subject_id: 'ucdp-ged-1' }
  await claim('status', { ...about, rank: 'preferred', field: 'status', value: 'disputed' })
  await name('named', 'ucdp-ged-1')
  const gone = await release('241', rows.slice(1), '2025-08-02T00:00:00.000Z')
  t.match(gone.counts, { withdrawn: 1 })
  t.same(gone.notices, [
    'Of the events withdrawn 1 are retracted and still shown, because other records refer to them: ucdp-ged-1.',
    'Of the events retracted 1 have another status, because a correction says so: ucdp-ged-1.',
  ])
  t.match(await read(app, '/v1/events/ucdp-ged-1'), { status: 'disputed' })
  t.match(await read(app, '/v1/events/ucdp-ged-1/revisions'), {
    data: [{ reason: 'UCDP GED 24.1 no longer holds it.', before: { status: 'disputed' } }],
  })

  await claim('more', { ...about, field: 'assessment', value: 'Unrelated.' })
  t.match(await read(app, '/v1/events/ucdp-ged-1'), { status: 'disputed' }, 'another claim changes nothing')
  const next = await release('251', rows.slice(1), '2025-08-03T00:00:00.000Z')
  t.match([next.counts.withdrawn, next.notices], [0, []], 'it is withdrawn once')

  t.equal((await send('DELETE', '/v1/claims/status', undefined, { 'If-Match': '"r1"' })).status, 204)
  t.match(await read(app, '/v1/events/ucdp-ged-1'), { status: 'retracted' }, 'without the correction')
  await claim('again', { ...about, rank: 'preferred', field: 'status', value: 'confirmed' })
  t.match(await read(app, '/v1/events/ucdp-ged-1'), { status: 'confirmed' }, 'with a later one')

  t.match((await release('261', rows, '2025-08-04T00:00:00.000Z')).counts, { changed: 1, unchanged: 3 })
  t.match(await read(app, '/v1/events/ucdp-ged-1'), { status: 'confirmed' })
  t.equal((await send('DELETE', '/v1/claims/again', undefined, { 'If-Match': '"r1"' })).status, 204)
  t.match(await read(app, '/v1/events/ucdp-ged-1'), { status: 'reported' }, 'as the dataset says that holds it again')
})

t.test('an event that a curator retracted goes when a release no longer holds it', async (t) => {
  const { app, claim, release } = await open(t)
  await claim('status', { subject_id: 'ucdp-ged-1', rank: 'preferred', field: 'status', value: 'retracted' })
  const { counts, notices } = await release('241', rows.slice(1), '2025-08-02T00:00:00.000Z')
  t.match(counts, { withdrawn: 1 })
  t.same(notices, [
    'Of the events withdrawn 1 carried claims of curators, which went with them, and come back if they do: ucdp-ged-1.',
  ])
  for (const path of ['events/ucdp-ged-1', 'claims/status']) t.equal((await ask(app, `/v1/${path}`)).status, 410, path)
})

t.test('what was erased does not come back', async (t) => {
  const { app, claim, release, connection } = await open(t)
  await claim('toll', {
    subject_id: 'ucdp-ged-1',
    rank: 'preferred',
    field: 'fatalities',
    value: { fatalities_high: 6 },
  })
  await release('241', rows.slice(1), '2025-08-02T00:00:00.000Z')
  erase(connection, 'events', 'ucdp-ged-1', 'Asked for.', '2025-08-03T00:00:00.000Z')
  const { notices } = await release('251', rows, '2025-08-04T00:00:00.000Z')
  t.same(notices, ['Of the events of the file 1 were erased, and stay away: ucdp-ged-1.'])
  t.equal((await ask(app, '/v1/events/ucdp-ged-1')).status, 410)
  t.equal((await ask(app, '/v1/claims/toll')).status, 410)
})

t.test('a correction that a new release contradicts still stands, and is named', async (t) => {
  const { app, claim, release } = await open(t)
  const about = { rank: 'preferred', field: 'fatalities' }
  await claim('toll', { ...about, subject_id: 'ucdp-ged-1', value: { fatalities_low: 0 } })
  await claim('other', { ...about, subject_id: 'ucdp-ged-2', value: { fatalities_high: 6 } })
  const next = rows.map((row) => ({ ...row, low: 7, best: 8, high: 9 }))
  const { notices } = await release('241', next, '2025-08-02T00:00:00.000Z')
  t.same(notices, [
    'Of the events with corrections 1 say something now that a correction contradicts: ucdp-ged-2.',
    'Of the events with corrections 1 say something else now of what was corrected, and still show the correction: ucdp-ged-1.',
  ])
  t.match(await read(app, '/v1/events/ucdp-ged-2'), { fatalities_low: 7, fatalities_best: 8, fatalities_high: 6 })
})

t.test('an event of which a release changes what was corrected still shows the correction, and is named', async (t) => {
  const { app, claim, release } = await open(t)
  const about = { rank: 'preferred', field: 'fatalities' }
  for (const { id } of rows)
    await claim(`toll-${id}`, { ...about, subject_id: `ucdp-ged-${id}`, value: { fatalities_high: 9 } })
  const [first, second, third, fourth] = rows
  const next = [{ ...first, high: 5 }, { ...second, adm_1: 'Elsewhere' }, { ...third, high: 9 }, fourth]
  const { notices, counts } = await release('241', next as typeof rows, '2025-08-02T00:00:00.000Z')
  t.equal(counts.changed, 3)
  t.same(notices, [
    'Of the events with corrections 2 say something else now of what was corrected, and still show the correction: ucdp-ged-1, ucdp-ged-3.',
  ])
  t.match(await read(app, '/v1/events/ucdp-ged-1'), { fatalities_best: 1, fatalities_high: 9 })
  t.same((await release('251', next as typeof rows, '2025-08-03T00:00:00.000Z')).notices, [], 'it is said once')
})
