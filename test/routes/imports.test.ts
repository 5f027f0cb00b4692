/** Imports over HTTP: a file becomes a job, one at a time, that is written whole or not at all. */
import { gzipSync } from 'node:zlib'
import t from 'tap'
import { allImports } from '../../src/all-routes.ts'
import { datasets } from '../../src/imports/datasets.ts'
import { titles } from '../../src/imports/titles.ts'
import { gedRow } from '../imports/rows.ts'
import { csv, type Job, large, openImportRoom, rows } from './importing.ts'

const { room, ask, send, until, ended, uploads, count } = await openImportRoom(t)
const { store } = room

t.test('the datasets that the server names are those that are imported', async (t) => {
  t.same(
    Object.entries(titles),
    datasets.map(({ id, title }) => [id, title]),
  )
})

t.test(
  'a dry run of the example of the document checks everything, writes nothing, and is cancelled no more',
  async (t) => {
    const before = store.version()
    const { body } = allImports().find(({ operationId }) => operationId === 'createImport') ?? {}
    const { status, headers, json } = await send(
      '/v1/imports/ucdp-ged?dry_run=true&release=23.1',
      String(body?.example),
    )
    t.equal(status, 202)
    t.equal(headers.get('location'), `/v1/imports/${json.id}`)
    t.match(json, { state: 'queued', dry_run: true, editor: 'Lena', reason: 'A new release.', report: null })
    const report = { read: 1, new: 1, warnings: [], rejected: 0 }
    t.match(await ended(json.id), { state: 'succeeded', release: '23.1', report })
    t.same([store.version(), count()], [before, 0])
    const late = await ask('DELETE', `/v1/imports/${json.id}`)
    t.match(late, { status: 409, json: { code: 'import_ended', detail: /its state is succeeded/ } })
  },
)

t.test('a release is written, and the next one withdraws; rows that are no event are told by line', async (t) => {
  const bad = { ...gedRow, id: 'x' }
  const first = await send('/v1/imports/ucdp-ged?release=23.1', csv([...rows, bad]))
  const done = await ended(first.json.id)
  t.match(done, {
    state: 'succeeded',
    release: '23.1',
    progress: { rows: 4 },
    report: {
      read: 4,
      new: 3,
      changed: 0,
      unchanged: 0,
      withdrawn: 0,
      rejected: 1,
      already: false,
      rejections: [{ reason: 'id is not a number', count: 1, examples: [{ line: 5, what: 'x' }] }],
    },
  })
  const packed = await send('/v1/imports/ucdp-ged?release=24.1', gzipSync(csv(rows.slice(1))), {
    'Content-Encoding': 'gzip',
  })
  t.match(await ended(packed.json.id), { state: 'succeeded', report: { read: 2, unchanged: 2, withdrawn: 1 } })
  t.equal(count(), 2)
  const { json } = await ask('GET', '/v1/datasets/ucdp-ged')
  t.match(
    (json.releases as { version: string }[]).map(({ version }) => version),
    ['23.1', '24.1'],
  )
})

t.test('a file that is not the dataset fails, without a word about the server’s folders', async (t) => {
  const { json } = await send('/v1/imports/ucdp-ged', 'a,b\n1,2\n')
  const { state, failure, report } = await ended(json.id)
  t.same([state, report], ['failed', null])
  t.match(
    failure,
    /^The file is no file of UCDP GED: its first line lacks the columns id, .*\. Nothing of it was written\.$/,
  )
  t.equal(count(), 2)
})

t.test('one import runs at a time; meanwhile reading goes on, and other writes hear that it is busy', async (t) => {
  const whole = large()
  const first = await send('/v1/imports/ucdp-ged?release=25.1', whole, { 'Idempotency-Key': 'first' })
  const { id } = first.json
  t.match(await until(id, ({ progress }) => progress.rows > 0), { state: 'running', ended_at: null })
  const second = await send('/v1/imports/ucdp-ged', csv(rows))
  t.match(second, { status: 409, json: { code: 'import_running', detail: new RegExp(id) } })

  const body = { kind: 'news', title: 'x', claims: [{ field: 'title', value: 'x', stance: 'assigned', note: 'x' }] }
  const busy = await room.send('POST', '/v1/sources', body)
  t.match([busy.status, busy.json.code, busy.headers['retry-after']], [503, 'busy', '5'])
  const read = await ask('GET', '/v1/actors/ttp')
  t.equal(read.status, 200)

  const replay = await send('/v1/imports/ucdp-ged?release=25.1', whole, { 'Idempotency-Key': 'first' })
  t.match(replay, { status: 202, json: { id } }, 'a retry gets the first answer')
  const other = await send('/v1/imports/ucdp-ged?release=25.1', csv(rows), { 'Idempotency-Key': 'first' })
  t.match(other, { status: 422, json: { code: 'idempotency_key_reused' } })

  t.match(await ask('DELETE', `/v1/imports/${id}`), { status: 200, json: { id, state: 'cancelled', report: null } })
  t.equal((await ask('DELETE', `/v1/imports/${id}`)).status, 200, 'twice is once')
  t.same([count(), uploads()], [2, []], 'nothing of it is left')
  t.equal((await room.send('POST', '/v1/sources', body)).status, 201, 'and others write again')
})

t.test('imports are listed newest first, by pages', async (t) => {
  type List = { data: Job[]; page: { next_cursor: string | null } }
  const all = (await ask('GET', '/v1/imports')).json as unknown as List
  t.same(
    all.data.map(({ state }) => state),
    ['cancelled', 'failed', 'succeeded', 'succeeded', 'succeeded'],
  )
  const first = (await ask('GET', '/v1/imports?limit=3')).json as unknown as List
  const rest = (await ask('GET', `/v1/imports?limit=3&cursor=${first.page.next_cursor}`)).json as unknown as List
  t.same([...first.data, ...rest.data], all.data)
  t.equal(rest.page.next_cursor, null)
  t.equal((await ask('GET', '/v1/imports?cursor=x')).status, 400)
  t.equal((await ask('GET', '/v1/imports/none')).status, 404)
})

t.test('an import is shown to nobody without a key of scope import', async (t) => {
  for (const path of ['/v1/imports', '/v1/imports/x']) {
    t.equal((await ask('GET', path, undefined, { Authorization: undefined })).status, 401)
    for (const scope of ['read', 'write'] as const)
      t.equal((await ask('GET', path, undefined, { Authorization: `Bearer ${room.key(scope)}` })).status, 403)
  }
  t.equal((await ask('GET', '/v1/imports', undefined, { Authorization: `Bearer ${room.key('admin')}` })).status, 200)
})

t.test('a file that lacks most of what is there fails, unless withdraw=true', async (t) => {
  const many = Array.from({ length: 30 }, (_, index) => ({ ...gedRow, id: 101 + index }))
  const whole = await send('/v1/imports/ucdp-ged?release=25.1', csv([...rows.slice(1), ...many]))
  t.match(await ended(whole.json.id), { report: { new: 30, withdrawn: 0, notices: [] } })
  const path = '/v1/imports/ucdp-ged?release=26.1'
  const part = await send(path, csv(rows.slice(1)))
  const failure = /^The file lacks 30 of the 32 records of UCDP GED .* withdraw=true\. Nothing of it was written\.$/
  t.match(await ended(part.json.id), { state: 'failed', failure, report: null })
  t.equal(count(), 32)
  const dry = await send(`${path}&dry_run=true`, csv(rows.slice(1)))
  t.match(await ended(dry.json.id), {
    report: { withdrawn: 30, notices: [/^The import would be refused\. The file lacks 30 of/] },
  })
  const meant = await send(`${path}&withdraw=true`, csv(rows.slice(1)))
  t.match(await ended(meant.json.id), { state: 'succeeded', withdraw: true, report: { withdrawn: 30, notices: [] } })
  t.equal(count(), 2)
})
