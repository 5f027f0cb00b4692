/** What a record was: revisions, and the past at an instant. */
import t from 'tap'
import { createRecord, patchRecord } from '../../src/edits/change.ts'
import { mergeRecord } from '../../src/edits/merge.ts'
import { resourceOf } from '../support.ts'
import { furnish } from './newsroom.ts'
import { openDesk, person } from './support.ts'

const desk = await openDesk(t)
const { edit, row } = desk
const { get, key } = furnish(desk)
const named = { Authorization: `Bearer ${key('read')}` }
const actors = resourceOf('actors')
const at = (day: number) => `2030-01-0${day}T00:00:00.000Z`

edit((e) => createRecord(e, actors, person('Wali', { id: 'wali', description: 'One.' })), at(1))
edit((e) => patchRecord(e, actors, row('actors', 'wali'), { description: 'Two.' }), at(2))
edit((e) => patchRecord(e, actors, row('actors', 'wali'), { description: 'Three.' }), at(4))

type Revision = { revision: number; editor: string | null; before: Record<string, unknown> | null }
const revisions = (json: Record<string, unknown>) => json.data as Revision[]

t.test('revisions say when, why and what it was before, newest first; who, to those with a key', async (t) => {
  const { json } = await get('/v1/actors/wali/revisions', named)
  t.match(json.data, [
    {
      revision: 3,
      op: 'put',
      at: at(4),
      editor: 'Nadia',
      reason: 'A test.',
      before: { description: 'Two.', revision: 2 },
    },
    {
      revision: 2,
      op: 'put',
      at: at(2),
      editor: 'Nadia',
      reason: 'A test.',
      before: { description: 'One.', revision: 1 },
    },
    { revision: 1, op: 'put', at: at(1), editor: 'Nadia', reason: 'A test.', before: null },
  ])
  const open = await get('/v1/actors/wali/revisions')
  t.same(
    revisions(open.json).map(({ editor }) => editor),
    [null, null, null],
  )
  t.notMatch(open.text, 'Nadia')
  t.notMatch(open.text, 'ed1t0r00')
})

t.test('what was there before a revision has all the fields of a record, in their order', async (t) => {
  const { text, json } = await get('/v1/actors/wali/revisions')
  const now = (await get('/v1/actors/wali')).json
  t.same(Object.keys(revisions(json)[0]?.before ?? {}), Object.keys(now))
  t.ok(JSON.parse(text))
})

t.test('a record that was only seeded has the revision that made it', async (t) => {
  const { json } = await get('/v1/actors/ttp/revisions')
  const { created_at } = row('actors', 'ttp')
  t.same(revisions(json), [{ revision: 1, op: 'put', at: created_at, editor: null, reason: null, before: null }])
})

t.test('revisions come in pages, whose cursors are refused elsewhere', async (t) => {
  const first = await get('/v1/actors/wali/revisions?limit=2')
  t.same(
    revisions(first.json).map(({ revision }) => revision),
    [3, 2],
  )
  const { next_cursor } = first.json.page as { next_cursor: string }
  const second = await get(`/v1/actors/wali/revisions?limit=2&cursor=${next_cursor}`)
  t.same(
    revisions(second.json).map(({ revision }) => revision),
    [1],
  )
  t.same(second.json.page, { limit: 2, next_cursor: null })
  t.equal((await get(`/v1/actors/ttp/revisions?cursor=${next_cursor}`)).json.code, 'invalid_query')
  t.equal((await get('/v1/actors/nobody/revisions')).status, 404)
})

t.test('a record is shown as it was at an instant', async (t) => {
  const past = async (instant: string) => (await get(`/v1/actors/wali?as_of=${instant}`)).json.description
  t.equal(await past(at(1)), 'One.')
  t.equal(await past('2030-01-01T23:59:59Z'), 'One.')
  t.equal(await past(at(2)), 'Two.')
  t.equal(await past('2030-01-03'), 'Two.')
  t.equal(await past('2030-01-04T05:00:00%2B05:00'), 'Three.')
  t.equal(await past('2035-01-01'), 'Three.')
  const before = await get('/v1/actors/wali?as_of=2029-12-31')
  t.equal(before.status, 404)
  t.equal(
    before.json.detail,
    `No actor had the id 'wali' at 2029-12-31T00:00:00.000Z, as far as is known. What is kept of it begins at ${at(1)}: as_of asks when something was written here, datetime when it happened.`,
  )
  t.match((await get('/v1/actors/nobody?as_of=2029-12-31')).json.detail, /as far as is known\.$/)
  t.same((await get('/v1/actors/wali?as_of=2030-01-03&fields=revision,id')).json, { revision: 2, id: 'wali' })
})

t.test('what cannot be asked of the past is refused', async (t) => {
  t.match((await get('/v1/actors/wali?as_of=yesterday')).json.errors, [{ parameter: 'as_of' }])
  t.match((await get('/v1/actors/wali?as_of=2025-02-30')).json.errors, [{ parameter: 'as_of' }])
  t.match((await get('/v1/actors/wali?as_of=2030-01-03&expand=claims')).json.errors, [{ parameter: 'expand' }])
})

t.test('a merged record leads to the other, its history stays with it for keys', async (t) => {
  edit((e) => createRecord(e, actors, person('Walli', { id: 'walli' })), at(7))
  edit((e) => mergeRecord(e, actors, row('actors', 'walli'), 'wali'), at(8))
  const led = await get('/v1/actors/walli?fields=id')
  t.same([led.status, led.headers.location, led.json.code], [308, '/v1/actors/wali?fields=id', 'record_merged'])
  t.equal((await get('/v1/actors/walli/revisions')).headers.location, '/v1/actors/wali/revisions')
  t.match(revisions((await get('/v1/actors/walli/revisions', named)).json)[0], {
    op: 'merge',
    before: { name: 'Walli' },
  })
})
