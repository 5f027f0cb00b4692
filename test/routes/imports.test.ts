/** Imports over HTTP: a file becomes a job, one at a time, that is written whole or not at all. */
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import t from 'tap'
import { allImports, buildApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { datasets } from '../../src/imports/datasets.ts'
import { titles } from '../../src/imports/titles.ts'
import { ucdpGed } from '../../src/imports/ucdp-ged.ts'
import { openStore } from '../../src/store/open.ts'
import { gedLines } from '../bench/data.ts'
import { open, readAnswers } from '../http/raw.ts'
import { gedRow } from '../imports/rows.ts'
import { toCsv } from '../imports/support.ts'
import { openNewsroom } from '../writes/newsroom.ts'

const room = await openNewsroom(t)
const { app, connection, store } = room
await app.listen({ host: '127.0.0.1', port: 0 })
const { port } = app.server.address() as { port: number }
const key = room.key('import', 'Lena')
const rows = [1, 2, 3].map((id) => ({ ...gedRow, id, relid: `PAK-2021-1-768-${id}` }))
const csv = (list: readonly Record<string, unknown>[]) => toCsv(ucdpGed.columns, list)
const large = [...gedLines(20_000)].join('')

type Job = {
  id: string
  state: string
  release: string | null
  progress: { rows: number; bytes: number }
  failure: string | null
  report: Record<string, unknown> | null
  ended_at: string | null
}
type Headers = Record<string, string | undefined>

const only = (headers: Headers) =>
  Object.entries(headers).filter((pair): pair is [string, string] => pair[1] !== undefined)

async function ask(method: string, path: string, body?: string | Buffer, headers: Headers = {}, at = port) {
  const all = { Authorization: `Bearer ${key}`, ...headers }
  const answer = await fetch(`http://127.0.0.1:${at}${path}`, {
    method,
    headers: only(all),
    ...(body !== undefined && { body: new Uint8Array(Buffer.from(body)) }),
  })
  return {
    status: answer.status,
    headers: answer.headers,
    json: (await answer.json()) as Job & Record<string, unknown>,
  }
}

const send = (path: string, body: string | Buffer, headers: Headers = {}, at = port) =>
  ask('POST', path, body, { 'Content-Type': 'text/csv', 'Change-Reason': 'A%20new%20release.', ...headers }, at)

const job = async (id: string) => (await ask('GET', `/v1/imports/${id}`)).json

/** The job, once it has come to what is waited for; a minute and a half at most. */
async function until(id: string, isSo: (job: Job) => boolean): Promise<Job> {
  for (let tries = 0; tries < 1800; tries++) {
    const now = await job(id)
    if (isSo(now)) return now
    await setTimeout(50)
  }
  throw new Error(`the import ${id} does not come so far: ${JSON.stringify(await job(id))}`)
}
const ended = (id: string) => until(id, ({ ended_at }) => ended_at !== null)

const uploads = () => (existsSync(`${store.path}-imports`) ? readdirSync(`${store.path}-imports`) : [])
const count = () => connection.prepare("select count(*) from events where dataset_id = 'ucdp-ged'").pluck().get()

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
  const first = await send('/v1/imports/ucdp-ged?release=25.1', large, { 'Idempotency-Key': 'first' })
  const { id } = first.json
  t.match(await until(id, ({ progress }) => progress.rows > 0), { state: 'running', ended_at: null })
  const second = await send('/v1/imports/ucdp-ged', csv(rows))
  t.match(second, { status: 409, json: { code: 'import_running', detail: new RegExp(id) } })

  const body = { kind: 'news', title: 'x', claims: [{ field: 'title', value: 'x', stance: 'assigned', note: 'x' }] }
  const busy = await room.send('POST', '/v1/sources', body)
  t.match([busy.status, busy.json.code, busy.headers['retry-after']], [503, 'busy', '5'])
  const read = await ask('GET', '/v1/actors/ttp')
  t.equal(read.status, 200)

  const replay = await send('/v1/imports/ucdp-ged?release=25.1', large, { 'Idempotency-Key': 'first' })
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

const refusals: [
  words: string,
  path: string,
  headers: Headers,
  body: string,
  status: number,
  code: string,
  detail: RegExp,
][] = [
  [
    'a dataset that may not be passed on',
    '/v1/imports/acled',
    {},
    'x',
    409,
    'not_redistributable',
    /Make a private one/,
  ],
  ['an unknown dataset', '/v1/imports/ucdp', {}, 'x', 404, 'not_found', /There are ucdp-ged, acled, gtd/],
  ['no reason', '/v1/imports/ucdp-ged', { 'Change-Reason': undefined }, 'x', 400, 'invalid_header', /Change-Reason/],
  ['no file', '/v1/imports/ucdp-ged', {}, '', 400, 'invalid_upload', /Send it again as the body/],
  [
    'JSON',
    '/v1/imports/ucdp-ged',
    { 'Content-Type': 'application/json' },
    '{}',
    415,
    'unsupported_media_type',
    /text\/csv/,
  ],
  [
    'another packing',
    '/v1/imports/ucdp-ged',
    { 'Content-Encoding': 'br' },
    'x',
    415,
    'unsupported_media_type',
    /gzip, not with br/,
  ],
  ['an unknown parameter', '/v1/imports/ucdp-ged?dryrun=true', {}, 'x', 400, 'invalid_query', /Did you mean 'dry_run'/],
  ['neither true nor false', '/v1/imports/ucdp-ged?dry_run=1', {}, 'x', 400, 'invalid_query', /dry_run/],
  [
    'a release without end',
    `/v1/imports/ucdp-ged?release=${'9'.repeat(41)}`,
    {},
    'x',
    400,
    'invalid_query',
    /40 characters/,
  ],
]

for (const [words, path, headers, body, status, code, detail] of refusals)
  t.test(`refused at once: ${words}`, async (t) => {
    const jobs = connection.prepare('select count(*) from import_jobs').pluck()
    const before = jobs.get()
    t.match(await send(path, body, headers), { status, json: { code, detail } })
    t.same([jobs.get(), uploads()], [before, []])
  })

t.test('a client that asks before it sends is refused before it has sent', async (t) => {
  const head = (dataset: string) =>
    [
      `POST /v1/imports/${dataset} HTTP/1.1`,
      'Host: localhost',
      `Authorization: Bearer ${key}`,
      'Change-Reason: x',
      'Content-Type: text/csv',
      'Content-Length: 7000000',
      'Expect: 100-continue',
      '',
      '',
    ].join('\r\n')
  const said = async (dataset: string) => {
    const socket = await open(port)
    socket.write(head(dataset))
    const [bytes] = (await once(socket, 'data')) as [Buffer]
    return { status: readAnswers(bytes.toString('latin1'))[0]?.status, socket }
  }
  const refused = await said('acled')
  t.equal(refused.status, 409)
  refused.socket.destroy()

  const taken = await said('ucdp-ged')
  t.equal(taken.status, 100)
  taken.socket.write('id,rel')
  while (uploads().length === 0) await setTimeout(10)
  taken.socket.destroy()
  while (uploads().length > 0) await setTimeout(10)
  t.match(
    (await ask('GET', '/v1/imports?limit=1')).json,
    { data: [{ state: 'cancelled' }] },
    'what broke off left nothing',
  )
})

t.test('a file is limited as it is sent and as it is unpacked', async (t) => {
  const other = openStore(store.path)
  const limited = await buildApp(other, readConfig({ SOURCEBOOK_LOG: 'silent', SOURCEBOOK_IMPORT_MB: '1' }))
  t.teardown(() => limited.close().then(() => other.close()))
  await limited.listen({ host: '127.0.0.1', port: 0 })
  const at = (limited.server.address() as { port: number }).port
  const told = await send('/v1/imports/ucdp-ged', large, {}, at)
  t.match(told, { status: 413, json: { code: 'body_too_large', detail: /larger than 1 MB, .*SOURCEBOOK_IMPORT_MB/ } })
  const untold = await fetch(`http://127.0.0.1:${at}/v1/imports/ucdp-ged`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'text/csv', 'Change-Reason': 'x' },
    body: new Blob([large]).stream(),
    duplex: 'half',
  } as RequestInit)
  t.equal(untold.status, 413, 'also where its length is not told')
  t.same(uploads(), [])
  const zeros = gzipSync(Buffer.concat([Buffer.from(`${ucdpGed.columns.join()}\n`), Buffer.alloc(2 * 1024 * 1024)]))
  const { json } = await send('/v1/imports/ucdp-ged', zeros, {}, at)
  t.match(await ended(json.id), { state: 'failed', failure: 'The file unpacks to more than 1 MB.' })
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
