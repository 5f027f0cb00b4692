/** Who deletes a record by its revision takes along nothing that somebody else has added to it unseen. */
import t from 'tap'
import { createRecord } from '../../src/edits/change.ts'
import { resourceOf } from '../support.ts'
import { furnish } from './newsroom.ts'
import { assigned, openDesk, person } from './support.ts'

const desk = await openDesk(t)
const { get, send, key } = furnish(desk)
const colleague = { Authorization: `Bearer ${key('write', 'Ali')}` }

const add = (id: string, name = id) =>
  desk.edit((edit) => createRecord(edit, resourceOf('actors'), person(name, { id })), '2025-09-01T00:00:00.000Z')
const claim = (about: string, id: string, headers = {}) =>
  send('POST', '/v1/claims', { id, subject: 'actors', subject_id: about, ...assigned('assessment', 'Odd.') }, headers)
const remove = (id: string, match: string) => send('DELETE', `/v1/actors/${id}`, undefined, { 'If-Match': match })
const patch = (id: string, match: string, headers = {}) =>
  send('PATCH', `/v1/actors/${id}`, { description: 'Other.' }, { 'If-Match': match, ...headers })

t.test('a claim that a colleague has written is named, and goes only if anything may', async (t) => {
  add('one')
  await claim('one', 'theirs', colleague)
  const { status, json } = await remove('one', '"r1"')
  t.same([status, json.code], [412, 'written_by_others'])
  const today = new Date().toISOString().slice(0, 10)
  t.same(json.errors, [
    { code: 'written_by_others', detail: `/v1/claims/theirs was written by somebody else on ${today}.` },
  ])
  t.equal((await get('/v1/claims/theirs')).status, 200)
  t.equal((await remove('one', '*')).status, 204)
  t.equal((await get('/v1/claims/theirs')).status, 410)
})

t.test('of very many claims that colleagues have written it is told how many there are', async (t) => {
  add('many')
  const claims = Array.from({ length: 101 }, (_, index) => ({
    id: `theirs-${index}`,
    ...assigned('assessment', 'Odd.'),
  }))
  await send('PATCH', '/v1/actors/many', { claims }, { 'If-Match': '"r1"', ...colleague })
  const { json } = await remove('many', '"r1"')
  t.equal((json.errors as unknown[]).length, 100)
  t.match(json.detail, / There are 101 records, of which errors names 100\.$/)
})

t.test('a claim that a colleague has changed is one that they have written', async (t) => {
  add('two')
  await claim('two', 'changed')
  await send('PATCH', '/v1/claims/changed', { value: 'Very odd.' }, { 'If-Match': '"r1"', ...colleague })
  t.equal((await remove('two', '"r1"')).json.code, 'written_by_others')
})

t.test('a record that a colleague has merged into it is named, and what was said about that', async (t) => {
  add('three')
  add('former', 'three')
  await send('POST', '/v1/actors/former/merge', { into: 'three' }, colleague)
  const { json } = await remove('three', '"r1"')
  t.match(json.errors, [
    { detail: /^\/v1\/actors\/former was merged into it by somebody else on / },
    { detail: /^\/v1\/claims\/.* was written by somebody else on / },
  ])
})

t.test('a change of one’s own does not show what a colleague wrote', async (t) => {
  add('four')
  await claim('four', 'before-mine', colleague)
  t.equal((await patch('four', '"r1"')).status, 200)
  t.equal((await remove('four', '"r2"')).json.code, 'written_by_others')
})

t.test('what one wrote oneself goes, and what was there when a colleague changed the record', async (t) => {
  add('five')
  await claim('five', 'mine')
  t.equal((await remove('five', '"r1"')).status, 204)
  add('six')
  await claim('six', 'before-theirs', colleague)
  t.equal((await patch('six', '"r1"', colleague)).status, 200)
  t.equal((await remove('six', '"r1"')).json.code, 'stale_revision')
  t.equal((await remove('six', '"r2"')).status, 204)
})
