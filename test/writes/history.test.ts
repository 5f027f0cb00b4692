/** What a record was: revisions, the past at an instant, and that nothing else tells of a record that is gone. */
import t from 'tap'
import { allRoutes } from '../../src/app.ts'
import { createRecord, patchRecord } from '../../src/engine/change.ts'
import { deleteRecord } from '../../src/engine/delete.ts'
import { mergeRecord } from '../../src/engine/merge.ts'
import { resourceOf } from '../support.ts'
import { furnish } from './newsroom.ts'
import { assigned, openDesk, person } from './support.ts'

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
  t.equal((await get('/v1/actors/wali?as_of=2029-12-31')).status, 404)
  t.same((await get('/v1/actors/wali?as_of=2030-01-03&fields=revision,id')).json, { revision: 2, id: 'wali' })
})

t.test('what cannot be asked of the past is refused', async (t) => {
  t.match((await get('/v1/actors/wali?as_of=yesterday')).json.errors, [{ parameter: 'as_of' }])
  t.match((await get('/v1/actors/wali?as_of=2025-02-30')).json.errors, [{ parameter: 'as_of' }])
  t.match((await get('/v1/actors/wali?as_of=2030-01-03&expand=claims')).json.errors, [{ parameter: 'expand' }])
})

const word = 'Quuxbaz'

t.test('a record that is gone appears nowhere but in its tombstone and, for keys, its revisions', async (t) => {
  const alias = { name: `${word} the Elder`, type: 'alias' }
  const claims = [
    assigned('name', word),
    assigned('names', alias),
    { ...assigned('assessment', `${word} is odd.`), id: 'g-1' },
  ]
  edit((e) => createRecord(e, actors, person(word, { id: 'gone-one', names: [alias], country: null, claims })), at(5))
  const spot = { latitude: 33.3, longitude: 66.6 }
  const evidence = Object.entries(spot).map(([field, value]) => assigned(field, value))
  const place = {
    id: 'gone-two',
    kind: 'city',
    name: `${word}abad`,
    ...spot,
    claims: [assigned('name', `${word}abad`), ...evidence],
  }
  edit((e) => createRecord(e, resourceOf('places'), place), at(5))
  const seen = (await Promise.all(urls.map((url) => get(url)))).filter(({ text }) => text.includes(word))
  t.ok(seen.length > 10, 'it appears while it is there')
  for (const [resource, id] of [
    ['actors', 'gone-one'],
    ['places', 'gone-two'],
  ] as const)
    edit((e) => deleteRecord(e, resourceOf(resource), row(resource, id)), at(6))
  for (const url of urls) t.notMatch((await get(url)).text, word, url)
  t.equal((await get('/v1/actors/gone-one')).status, 410)
  t.equal((await get('/v1/actors/gone-one?as_of=2030-01-05')).status, 410)
  t.equal((await get('/v1/actors/gone-one/revisions')).status, 410)
  t.equal((await get('/v1/claims/g-1/revisions')).status, 410)
  const told = await get('/v1/actors/gone-one/revisions', named)
  t.match(revisions(told.json)[0], { op: 'delete', before: { name: word } })
})

/** Every address that answers of its own accord, and those that look for the word. */
const urls = allRoutes().flatMap(({ path }) => {
  if (/\/\{id\}/.test(path) || /stream|snapshot/.test(path)) return []
  const formats = path.includes('{format}') ? ['csv', 'json', 'ndjson'] : ['']
  return formats.flatMap((format) => {
    const url = path.replace('{format}', format)
    return [url, `${url}?limit=1000&q=${word}`, `${url}?limit=1000`]
  })
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
