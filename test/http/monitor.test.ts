/** What those ask who keep the server running: /health, /ready, /metrics. */
import t from 'tap'
import { buildApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { openStore } from '../../src/store/open.ts'
import { serve } from '../command.ts'
import { openSeeded } from '../support.ts'
import { furnish } from '../writes/newsroom.ts'
import { open } from './raw.ts'

const base = await openSeeded(t)
const { app, store, connection } = base
const { key } = furnish(base)

/** The value of a figure, by its name with labels. */
function figureOf(text: string, name: string): number | undefined {
  const line = text.split('\n').find((said) => said.startsWith(`${name} `))
  return line === undefined ? undefined : Number(line.slice(name.length + 1))
}

const metrics = async (from = '127.0.0.1', headers: Record<string, string> = {}) => {
  const said = await app.inject({ url: '/metrics', remoteAddress: from, headers })
  return { status: said.statusCode, headers: said.headers, text: said.payload }
}

for (const [url, status] of [
  ['/health', 'ok'],
  ['/ready', 'ready'],
] as const)
  t.test(`${url} says so, to everybody, and is kept by nobody`, async (t) => {
    const { statusCode, headers, payload } = await app.inject({ url, remoteAddress: '192.0.2.1' })
    t.equal(statusCode, 200)
    t.equal(payload, JSON.stringify({ status }))
    t.match(headers, { 'content-type': 'application/json', 'cache-control': 'no-store', 'x-request-id': /./ })
    t.notOk('ratelimit' in headers, 'it is not counted')
    t.equal(
      (await app.inject({ url, headers: { authorization: 'Bearer bad' } })).statusCode,
      200,
      'a bad key is no hindrance',
    )
    t.equal((await app.inject({ method: 'HEAD', url })).payload, '')
    t.equal((await app.inject(`${url}?x=1`)).json().code, 'invalid_query')
    t.equal((await app.inject({ method: 'POST', url })).headers.allow, 'GET, HEAD, OPTIONS')
  })

t.test('a database that is newer than the program is not ready, but the server lives', async (t) => {
  const insert = connection.prepare("insert into __drizzle_migrations (hash, created_at) values ('x', 9e15)")
  const { lastInsertRowid } = insert.run()
  const said = await app.inject('/ready')
  connection.prepare('delete from __drizzle_migrations where rowid = ?').run(lastInsertRowid)
  t.equal(said.statusCode, 503)
  t.equal(said.headers['retry-after'], '5')
  t.match(said.json(), { code: 'not_ready', detail: /another version of the program/ })
  t.equal((await app.inject('/health')).statusCode, 200)
  t.equal((await app.inject('/ready')).statusCode, 200)
})

t.test('a database that cannot be read is not ready, but the server lives', async (t) => {
  const closed = openStore(store.path)
  const other = await buildApp(closed, readConfig({ SOURCEBOOK_LOG: 'silent' }))
  t.teardown(() => other.close())
  closed.close()
  const said = await other.inject('/ready')
  t.equal(said.statusCode, 503)
  t.match(said.json(), { code: 'not_ready', detail: 'The database cannot be read.' })
  t.equal((await other.inject('/health')).statusCode, 200)
})

t.test('the figures are for this machine, and for keys of scope admin', async (t) => {
  t.equal((await metrics()).status, 200)
  t.equal((await metrics('::1')).status, 200)
  t.equal((await metrics('192.0.2.1')).status, 401)
  t.equal((await metrics('127.0.0.1', { 'x-forwarded-for': '192.0.2.1' })).status, 401, 'through a proxy')
  t.equal((await metrics('192.0.2.1', { 'x-forwarded-for': '127.0.0.1' })).status, 401, 'whatever it says of itself')
  t.equal((await metrics('192.0.2.1', { authorization: `Bearer ${key('write')}` })).status, 403)
  t.equal((await metrics('192.0.2.1', { authorization: `Bearer ${key('admin')}` })).status, 200)
})

t.test('no page of another site may read the figures', async (t) => {
  const { headers } = await metrics('127.0.0.1', { origin: 'https://elsewhere.example' })
  t.notOk('access-control-allow-origin' in headers)
})

t.test('the figures are lines that Prometheus reads', async (t) => {
  const { headers, text } = await metrics()
  t.equal(headers['content-type'], 'text/plain; version=0.0.4; charset=utf-8')
  const lines = text.trimEnd().split('\n')
  const told = new Set<string>()
  for (const line of lines) {
    const [, comment, name] = /^# (HELP|TYPE) (\w+) \S/.exec(line) ?? []
    if (comment === 'TYPE') told.add(name as string)
    if (comment) continue
    const sample =
      /^([a-z_]+?)(_bucket|_sum|_count)?(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? (\d+(\.\d+)?(e[+-]\d+)?)$/.exec(line)
    if (!sample || !(told.has(sample[1] as string) || told.has(`${sample[1]}${sample[2]}`))) t.fail(line)
  }
  t.ok(told.size >= 10)
})

t.test('requests are counted by route, method and class of status, with their times', async (t) => {
  const before = (await metrics()).text
  for (const url of ['/v1/actors/ttp', '/v1/actors/ttp', '/v1/actors/nobody', '/nothing', '/%ZZ', '/docs/errors'])
    await app.inject(url)
  await app.inject({ method: 'HEAD', url: '/v1/actors/ttp' })
  const { text } = await metrics()
  const more = (name: string) => (figureOf(text, name) ?? 0) - (figureOf(before, name) ?? 0)
  const count = (labels: string) => more(`sourcebook_requests_total{${labels}}`)
  t.equal(count('route="/v1/actors/{id}",method="GET",status="2xx"'), 2)
  t.equal(count('route="/v1/actors/{id}",method="GET",status="4xx"'), 1)
  t.equal(count('route="/v1/actors/{id}",method="HEAD",status="2xx"'), 1)
  t.equal(count('route="none",method="GET",status="4xx"'), 1)
  t.equal(count('route="/docs/*",method="GET",status="2xx"'), 1)
  t.equal(more('sourcebook_request_seconds_count{route="/v1/actors/{id}"}'), 4)
  t.equal(more('sourcebook_request_seconds_bucket{route="/v1/actors/{id}",le="+Inf"}'), 4)
  t.ok(more('sourcebook_request_seconds_sum{route="/v1/actors/{id}"}') > 0)
})

t.test('the figures show the sequence of changes, imports, and what was refused', async (t) => {
  const limited = await buildApp(store, readConfig({ SOURCEBOOK_LOG: 'silent', SOURCEBOOK_REQUESTS_PER_MINUTE: '1' }))
  t.teardown(() => limited.close())
  for (let n = 0; n < 3; n++) await limited.inject({ url: '/v1', remoteAddress: '192.0.2.1' })
  const { payload } = await limited.inject('/metrics')
  t.equal(figureOf(payload, 'sourcebook_refused_total{limit="requests_per_minute"}'), 2)
  t.equal(figureOf(payload, 'sourcebook_seq'), Number(store.version().split('-')[1]))
  t.equal(figureOf(payload, 'sourcebook_imports{dataset="sourcebook"}'), 0)
  t.ok((figureOf(payload, 'sourcebook_wal_bytes') ?? -1) >= 0)
  t.ok((figureOf(payload, 'process_resident_memory_bytes') ?? 0) > 10_000_000)
})

t.test('told to end, it is no longer ready, while it answers what has begun to arrive', async (t) => {
  const served = await serve(t, { cwd: t.testdir({}) })
  t.equal((await fetch(`${served.url}/ready`)).status, 200)
  const begun = await open(served.port)
  begun.write('GET /ready HTTP/1.1\r\nHost: x\r\n')
  await new Promise((resolve) => setTimeout(resolve, 100))
  const ended = served.end('SIGTERM')
  await new Promise((resolve) => setTimeout(resolve, 100))
  begun.write('\r\n')
  const text = String(Buffer.concat(await begun.toArray()))
  t.match(text, /^HTTP\/1\.1 503 /)
  t.match(text, /"code":"not_ready"/)
  t.match(text, /The server is ending/)
  t.equal(await ended, 0)
})
