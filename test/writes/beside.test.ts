/** A claim is a change of its own: the record that it is about stays at its revision, and nobody loses anything by that. */
import t from 'tap'
import { createRecord } from '../../src/edits/change.ts'
import { resourceOf } from '../support.ts'
import { furnish } from './newsroom.ts'
import { assigned, openDesk, person } from './support.ts'

const desk = await openDesk(t)
const { get, send, key } = furnish(desk)
const colleague = { Authorization: `Bearer ${key('write', 'Ali')}` }

const add = (id: string) => desk.edit((edit) => createRecord(edit, resourceOf('actors'), person('Wali', { id })))
const claim = (about: string, id: string, name: string, headers = {}) =>
  send('POST', '/v1/claims', { id, subject: 'actors', subject_id: about, ...assigned('name', name) }, headers)
const rename = (id: string, name: string, match: string, claims: unknown[] = []) =>
  send('PATCH', `/v1/actors/${id}`, { name, claims }, { 'If-Match': match })
const namesSaid = async (id: string) =>
  ((await get(`/v1/claims?subject_id=${id}&sort=seq`)).json.data as { value: unknown }[]).map(({ value }) => value)

t.test('a claim that is made, changed and deleted moves the answers that show it, and no others', async (t) => {
  add('one')
  const look = async () => {
    const [alone, expanded] = [await get('/v1/actors/one'), await get('/v1/actors/one?expand=claims')]
    return { alone: alone.text, tag: alone.headers.etag, expanded: expanded.headers.etag }
  }
  const states = [await look()]
  const { headers } = await claim('one', 'odd', 'Walli')
  states.push(await look())
  await send('PATCH', '/v1/claims/odd', { value: 'Whali' }, { 'If-Match': '"r1"' })
  states.push(await look())
  await send('DELETE', '/v1/claims/odd', undefined, { 'If-Match': '"r2"' })
  states.push(await look())
  t.equal(states[0]?.tag, '"r1"')
  t.equal(new Set(states.map(({ alone, tag }) => `${tag} ${alone}`)).size, 1)
  t.equal(new Set(states.map(({ expanded }) => expanded)).size, 4)

  const since = String(headers['change-seq']).replace(/\d+$/, (seq) => String(Number(seq) - 1))
  const changes = (await get(`/v1/changes?since=${since}`)).json.data
  t.match(changes, [{ op: 'delete', resource: 'claims', id: 'odd' }])
  t.equal((changes as unknown[]).length, 1, 'the record is no change')
})

t.test('of two editors who read one revision one adds evidence, the other changes the value: both stand', async (t) => {
  add('two')
  t.equal((await claim('two', 'theirs', 'Walli', colleague)).status, 201)
  const { status, headers } = await rename('two', 'Whali', '"r1"', [assigned('name', 'Whali')])
  t.same([status, headers.etag], [200, '"r2"'])
  t.same(await namesSaid('two'), ['Wali', 'Walli', 'Whali'])
})

t.test('a value whose evidence a colleague took away meanwhile is refused', async (t) => {
  add('three')
  await claim('three', 'gone', 'Walli')
  await send('DELETE', '/v1/claims/gone', undefined, { 'If-Match': '"r1"', ...colleague })
  const { status, json } = await rename('three', 'Walli', '"r1"')
  t.equal(status, 422)
  t.match(json.errors, [{ pointer: '/name', code: 'no_evidence' }])
})

t.test('the evidence of a value that a colleague set meanwhile is not taken away', async (t) => {
  add('four')
  await claim('four', 'needed', 'Walli')
  await rename('four', 'Walli', '"r1"')
  const { status, json } = await send('DELETE', '/v1/claims/needed', undefined, { 'If-Match': '"r1"', ...colleague })
  t.same([status, json.code], [409, 'only_evidence'])
})
