/** A merge that cannot be undone by itself is undone by hand as the README says: what it moved is found by its instant, and every step is an ordinary edit. */
import t from 'tap'
import type { AnyRecord } from '../../src/engine/resource.ts'
import { resources } from '../../src/model/index.ts'
import { look, wrong } from '../checks/whole.ts'
import { readAll } from '../support.ts'
import { openNewsroom } from './newsroom.ts'
import { assigned, person } from './support.ts'

const { app, connection, get, send, make, patch, key } = await openNewsroom(t)
const reader = { Authorization: `Bearer ${key('read')}` }

const party = { actor_id: 'naqvi-again', text: null, role: 'participant', side: null, certainty: 'confirmed' }
const names = [{ name: 'The Other Naqvi', type: 'alias', language: null }]

t.test('the record is made again under another id, and gets back what the merge took from it', async (t) => {
  await make('actors', {
    ...person('Naqvi Again', { id: 'naqvi-again', names }),
    claims: [assigned('name', 'Naqvi Again'), assigned('names', names[0])],
  })
  const before = (await get('/v1/actors/mohsin-naqvi')).json
  await make('events', {
    id: 'a-meeting',
    type: 'meeting',
    title: 'A meeting',
    participants: [party],
    claims: [{ id: 'who-met', ...assigned('participants', party) }],
  })
  t.equal((await send('POST', '/v1/actors/naqvi-again/merge', { into: 'mohsin-naqvi' })).status, 200)

  const past = (await get('/v1/actors/naqvi-again/revisions?limit=1', reader)).json.data as AnyRecord[]
  const { at, before: was } = past[0] as AnyRecord & { before: AnyRecord }
  t.match(was, { id: 'naqvi-again', name: 'Naqvi Again', names })
  const moved = new Map<string, string[]>()
  for (const { name, viewOf } of resources) {
    const found = await readAll(app, `/v1/${name}?updated_at=${String(at)}`)
    if (!viewOf && found.length) moved.set(name, found.map(({ id }) => id).sort())
  }
  t.same(Object.fromEntries(moved), {
    actors: ['mohsin-naqvi'],
    claims: ['mohsin-naqvi-names', 'naqvi-again-name', 'naqvi-again-names', 'who-met'],
    events: ['a-meeting'],
  })

  const again = {
    ...person('Naqvi Again', { id: 'naqvi-of-lahore', names }),
    claims: [assigned('name', 'Naqvi Again'), assigned('names', names[0])],
  }
  await make('actors', again)
  const theirs = { ...party, actor_id: 'naqvi-of-lahore' }
  await patch('/v1/events/a-meeting', { participants: [theirs], claims: [assigned('participants', theirs)] })
  await patch('/v1/actors/mohsin-naqvi', { names: before.names })
  for (const id of ['mohsin-naqvi-names', 'naqvi-again-name', 'naqvi-again-names', 'who-met']) {
    const { headers } = await get(`/v1/claims/${id}`)
    const { status, text } = await send('DELETE', `/v1/claims/${id}`, undefined, { 'If-Match': String(headers.etag) })
    t.equal(status, 204, text)
  }
  t.same((await get('/v1/actors/mohsin-naqvi')).json.names, before.names)
  t.match((await get('/v1/events?actor=naqvi-of-lahore')).json, { data: [{ id: 'a-meeting' }] })
  t.equal((await get('/v1/actors/naqvi-again')).headers.location, '/v1/actors/mohsin-naqvi', 'the old id leads on')
  t.same(wrong(look(connection)), [])
})
