/** What undoing a merge refuses, what it leaves, and what it says of it. */
import t from 'tap'
import { claimsAbout, openEdit } from '../../src/edits/edit.ts'
import { openReader } from '../../src/engine/statement.ts'
import { directory } from '../../src/model/index.ts'
import { look, wrong } from '../checks/whole.ts'
import { resourceOf } from '../support.ts'
import { openNewsroom } from './newsroom.ts'
import { assigned, person } from './support.ts'

const { app, connection, get, send, make, patch, write } = await openNewsroom(t)
const edit = openEdit(openReader(connection), directory, '2025-09-01T00:00:00.000Z', { editor: null, reason: '' })
const origin = { dataset_id: 'ucdp-ged', licence: 'CC-BY-4.0' }

async function remove(path: string) {
  const { status, text } = await send('DELETE', path, undefined, { 'If-Match': '*' })
  t.equal(status, 204, text)
}

async function merge(path: string, into: string) {
  const { status, text } = await send('POST', `${path}/merge`, { into })
  t.equal(status, 200, text)
}

const unmerge = (path: string, body: object = {}) => send('POST', `${path}/unmerge`, body)
const party = (actor_id: string) => ({ actor_id, text: null, role: 'participant', side: null, certainty: 'confirmed' })
const meeting = (id: string, ...actors: string[]) => ({
  id,
  type: 'meeting',
  title: 'A meeting',
  participants: actors.map(party),
  claims: actors.map((actor) => assigned('participants', party(actor))),
})

t.test('the record that comes back is the answer, at its address, and in the changes', async (t) => {
  await make('actors', person('Back Again'))
  await make('events', meeting('met-back', 'back-again', 'china'))
  await merge('/v1/actors/back-again', 'ttp')
  const start = String((await get('/v1/actors/ttp')).headers['change-seq'])
  const { status, json, headers } = await unmerge('/v1/actors/back-again')
  t.equal(status, 200)
  t.match(json, { id: 'back-again', name: 'Back Again', revision: 3 })
  t.match(headers, { etag: '"r3"', 'content-location': '/v1/actors/back-again' })
  t.equal((await get('/v1/actors/back-again')).status, 200)
  t.same((await get('/v1/events/met-back')).json.participants, [party('back-again'), party('china')])
  const { data } = (await get(`/v1/changes?since=${start}`)).json as unknown as { data: Record<string, unknown>[] }
  t.same(data.map(({ op, id }) => `${String(op)} ${String(id)}`).sort(), [
    'delete ttp-names',
    'put back-again',
    'put back-again-name',
    'put met-back',
    'put met-back-participants',
    'put ttp',
  ])
})

t.test('what has been changed since is named, and stays as it is if that may be', async (t) => {
  await make('actors', person('Since One'))
  await make('events', meeting('since-1', 'since-one'))
  await make('events', meeting('since-2', 'since-one'))
  await make('events', meeting('since-3', 'since-one'))
  await merge('/v1/actors/since-one', 'ttp')
  await patch('/v1/events/since-1', {
    participants: [party('china')],
    claims: [assigned('participants', party('china'))],
  })
  await patch('/v1/events/since-2', { title: 'Another title' })
  await remove('/v1/events/since-3')
  const refused = await unmerge('/v1/actors/since-one')
  t.match(refused.json, {
    status: 409,
    code: 'changed_since',
    errors: [
      { code: 'changed_since', detail: '/v1/events/since-1 has been changed since the merge, or is gone.' },
      { detail: /^\/v1\/events\/since-3 / },
      { detail: /^\/v1\/claims\/since-3-participants / },
    ],
  })
  t.equal((await get('/v1/actors/since-one')).status, 308, 'nothing was written')
  t.equal((await unmerge('/v1/actors/since-one', { leave_changed: true })).status, 200)
  t.same((await get('/v1/events/since-1')).json.participants, [party('china')])
  t.match((await get('/v1/events/since-2')).json, { title: 'Another title', participants: [party('since-one')] })
})

t.test('names that were given to the survivor since stay, those of the merge go', async (t) => {
  const alias = (name: string) => ({ name, type: 'alias', language: null })
  await make('actors', person('Given One'))
  await make('actors', person('Given Two'))
  await merge('/v1/actors/given-one', 'given-two')
  const names = [alias('Given Since'), alias('Given One')]
  await patch('/v1/actors/given-two', { names, claims: [assigned('names', alias('Given Since'))] })
  t.equal((await unmerge('/v1/actors/given-one')).status, 200)
  t.same((await get('/v1/actors/given-two')).json.names, [alias('Given Since')])
})

t.test('it is refused where a value of the survivor would lose its evidence', async (t) => {
  await make('actors', {
    ...person('Proof One'),
    acronym: 'PO',
    claims: [assigned('name', 'Proof One'), assigned('acronym', 'PO')],
  })
  await make('actors', person('Proof Two'))
  await merge('/v1/actors/proof-one', 'proof-two')
  await patch('/v1/actors/proof-two', { acronym: 'PO' })
  t.match((await unmerge('/v1/actors/proof-one', { leave_changed: true })).json, {
    code: 'only_evidence',
    detail: '/v1/actors/proof-two would be left without evidence for /acronym.',
  })
})

t.test('an imported survivor shows what it showed before', async (t) => {
  await make('actors', person('Shown One'))
  await make('actors', person('Shown Two'))
  const { id, ...two } = (await get('/v1/actors/shown-two')).json
  write((writer) => writer.put(resourceOf('actors'), { id, ...two }, origin))
  const alias = (name: string) => ({ name, type: 'alias', language: null })
  await patch('/v1/actors/shown-two', { claims: [{ ...assigned('names', alias('As we say')), rank: 'preferred' }] })
  await merge('/v1/actors/shown-one', 'shown-two')
  t.same((await get('/v1/actors/shown-two')).json.names, [alias('As we say'), alias('Shown One')])
  t.equal((await unmerge('/v1/actors/shown-one')).status, 200)
  t.same((await get('/v1/actors/shown-two')).json.names, [alias('As we say')])
  t.equal(claimsAbout(edit, 'actors', 'shown-two').length, 2)
})

t.test('places go back into the tree, unless one would lie within itself', async (t) => {
  const place = (id: string, parent_id: string) => ({
    id,
    kind: 'site',
    name: id,
    parent_id,
    claims: [assigned('name', id), assigned('parent_id', parent_id)],
  })
  await make('places', place('valley', 'pakistan'))
  await make('places', place('village', 'valley'))
  await make('places', place('house', 'village'))
  await merge('/v1/places/village', 'valley')
  t.equal((await get('/v1/places/house')).json.parent_id, 'valley')
  t.equal((await unmerge('/v1/places/village')).status, 200)
  t.match((await get('/v1/places?place=village&sort=id')).json, { data: [{ id: 'house' }, { id: 'village' }] })
  await merge('/v1/places/village', 'kabul')
  await patch('/v1/places/valley', { parent_id: 'house', claims: [assigned('parent_id', 'house')] })
  t.match((await unmerge('/v1/places/village')).json, { code: 'not_unmerged', detail: /would lie within itself/ })
})

t.test('who was merged further is undone in the reverse order', async (t) => {
  for (const name of ['Chain One', 'Chain Two', 'Chain Three']) await make('actors', person(name))
  await merge('/v1/actors/chain-one', 'chain-two')
  await merge('/v1/actors/chain-two', 'chain-three')
  t.match((await unmerge('/v1/actors/chain-one')).json, {
    status: 409,
    code: 'not_unmerged',
    detail:
      "The merge of /v1/actors/chain-one cannot be undone by itself: /v1/actors/chain-two has been merged into 'chain-three' since. Undo that first. The README says how to do it by hand.",
  })
  t.equal((await unmerge('/v1/actors/chain-two')).status, 200)
  t.equal((await get('/v1/actors/chain-one')).headers.location, '/v1/actors/chain-two')
  t.equal((await unmerge('/v1/actors/chain-one')).status, 200)
})

t.test('it is refused what was never merged, is gone, or of which no revision says all', async (t) => {
  t.match((await unmerge('/v1/actors/ttp')).json, { status: 409, code: 'not_unmerged' })
  t.match((await unmerge('/v1/actors/nobody')).json, { status: 404, code: 'record_not_found' })
  await make('actors', person('Deleted One'))
  await remove('/v1/actors/deleted-one')
  t.match((await unmerge('/v1/actors/deleted-one')).json, { status: 410 })
  await merge('/v1/actors/chain-one', 'chain-two')
  t.match((await unmerge('/v1/actors/chain-one', { leave: true })).json, { status: 422, code: 'invalid_record' })
  t.match((await unmerge('/v1/actors/chain-one', { leave_changed: 'yes' })).json, { status: 422 })
  connection.exec("update tombstones set steps = null where id = 'chain-one'")
  t.match((await unmerge('/v1/actors/chain-one')).json, { status: 409, detail: /done by an older program/ })
  const { id: _, ...one } = (await get('/v1/events/since-2')).json
  write((writer) => {
    writer.put(resourceOf('events'), { ...one, id: 'ucdp-ged-1' }, origin)
    writer.put(
      resourceOf('actors'),
      {
        id: 'ucdp-actor-1',
        kind: 'armed_group',
        name: 'Lashkar One',
        names: [],
        positions: [],
        external_ids: [],
        status: 'unknown',
      },
      origin,
    )
  })
  await merge('/v1/events/ucdp-ged-1', 'since-2')
  t.match((await unmerge('/v1/events/ucdp-ged-1')).json, { status: 409 }, 'its row is kept no more')
  await patch('/v1/actors/ucdp-actor-1', { claims: [{ ...assigned('acronym', 'LO'), rank: 'preferred' }] })
  await merge('/v1/actors/ucdp-actor-1', 'ttp')
  t.match((await unmerge('/v1/actors/ucdp-actor-1')).json, { status: 409 }, 'what its dataset says is kept no more')
})

t.test('it needs a key, and after all of it nothing is wrong', async (t) => {
  t.equal((await app.inject({ method: 'POST', url: '/v1/actors/chain-one/unmerge', payload: {} })).statusCode, 401)
  t.same(wrong(look(connection)), [])
})

t.test('a merge is undone without a body, too, and one of another form is told what it may hold', async (t) => {
  await make('actors', person('Without Body'))
  await merge('/v1/actors/without-body', 'ttp')
  const refused = await send('POST', '/v1/actors/without-body/unmerge', '')
  t.match(refused, { status: 400, json: { code: 'invalid_body' } }, 'a body that is announced and empty')
  t.match(await send('POST', '/v1/actors/without-body/unmerge', undefined), {
    status: 200,
    json: { id: 'without-body' },
  })
})
