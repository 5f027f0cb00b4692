/** Files to import that are refused: at once, before they are sent if the client asks, and as soon as they are too large. */
import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import t from 'tap'
import { buildApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { ucdpGed } from '../../src/imports/ucdp-ged.ts'
import { openStore } from '../../src/store/open.ts'
import { listen, open, readAnswers } from '../http/raw.ts'
import { type Headers, large, openImportRoom } from './importing.ts'

const { room, port, key, ask, send, ended, uploads } = await openImportRoom(t)
const { connection, store } = room

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
  t.same((await ask('GET', '/v1/imports')).json.data, [], 'what broke off left nothing')
})

t.test('a file is limited as it is sent and as it is unpacked', async (t) => {
  const other = openStore(store.path)
  const limited = await buildApp(other, readConfig({ SOURCEBOOK_LOG: 'silent', SOURCEBOOK_IMPORT_MB: '1' }))
  t.teardown(() => limited.close().then(() => other.close()))
  const at = await listen(limited)
  const file = large()
  const told = await send('/v1/imports/ucdp-ged', file, {}, at)
  t.match(told, { status: 413, json: { code: 'body_too_large', detail: /larger than 1 MB, .*SOURCEBOOK_IMPORT_MB/ } })
  const untold = await fetch(`http://127.0.0.1:${at}/v1/imports/ucdp-ged`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'text/csv', 'Change-Reason': 'x' },
    body: new Blob([file]).stream(),
    duplex: 'half',
  } as RequestInit)
  t.equal(untold.status, 413, 'also where its length is not told')
  t.same(uploads(), [])
  const zeros = gzipSync(Buffer.concat([Buffer.from(`${ucdpGed.columns.join()}\n`), Buffer.alloc(2 * 1024 * 1024)]))
  const { json } = await send('/v1/imports/ucdp-ged', zeros, {}, at)
  t.match(await ended(json.id), { state: 'failed', failure: 'The file unpacks to more than 1 MB.' })
})
