/** How much one client may ask for, and whom a request counts for. */
import t from 'tap'
import { buildApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { toLine } from '../../src/http/clients.ts'
import { openWindows } from '../../src/http/windows.ts'
import { openSeeded } from '../support.ts'
import { furnish } from '../writes/newsroom.ts'

const base = await openSeeded(t)
const { store } = base
const { key } = furnish(base)

/** A server with settings of its own, asked from an address elsewhere. */
async function open(t: { teardown(work: () => unknown): unknown }, settings: Record<string, string>) {
  const app = await buildApp(store, readConfig({ SOURCEBOOK_LOG: 'silent', ...settings }))
  t.teardown(() => app.close())
  return async (
    url: string,
    headers: Record<string, string> = {},
    from = '192.0.2.1',
    method: 'GET' | 'HEAD' = 'GET',
  ) => {
    const said = await app.inject({ method, url, headers, remoteAddress: from })
    const { ratelimit, 'ratelimit-policy': policy, 'retry-after': wait, etag } = said.headers as Record<string, string>
    return { status: said.statusCode, limit: ratelimit, policy, wait, etag, said }
  }
}

t.test('every answer says how much a client may ask for, and how much is left', async (t) => {
  const ask = await open(t, { SOURCEBOOK_REQUESTS_PER_MINUTE: '100' })
  for (const [url, left] of [
    ['/v1/actors/ttp', 99],
    ['/v1/actors', 98],
    ['/v1/actors?limit=0', 97],
    ['/nothing', 96],
    ['/docs', 95],
  ] as const) {
    const { policy, limit } = await ask(url)
    t.equal(policy, '"requests";q=100;w=60', url)
    t.equal(limit, `"requests";r=${left};t=60`, url)
  }
})

t.test('one request too many: 429, with the seconds to wait, and nothing of the answer', async (t) => {
  const ask = await open(t, { SOURCEBOOK_REQUESTS_PER_MINUTE: '2' })
  t.equal((await ask('/v1')).status, 200)
  t.equal((await ask('/v1')).status, 200)
  const { status, limit, wait, said } = await ask('/v1')
  t.equal(status, 429)
  t.equal(limit, '"requests";r=0;t=60')
  t.equal(wait, '60')
  t.equal(said.headers['content-type'], 'application/problem+json')
  t.match(said.json(), {
    code: 'too_many_requests',
    detail: '2 requests a minute are the most for one client. Wait for the seconds in Retry-After.',
  })
  t.equal((await ask('/v1', {}, '192.0.2.2')).status, 200, 'another address is another client')
})

t.test('what has not changed costs nothing', async (t) => {
  const ask = await open(t, { SOURCEBOOK_REQUESTS_PER_MINUTE: '10' })
  const { etag = '' } = await ask('/v1/actors')
  const { etag: file = '' } = await ask('/v1/actors.csv')
  for (let n = 0; n < 30; n++) {
    const { status, limit } = await ask(
      ...((n % 2 ? ['/v1/actors', { 'if-none-match': etag }] : ['/v1/actors.csv', { 'if-none-match': file }]) as [
        string,
        Record<string, string>,
      ]),
    )
    t.equal(status, 304)
    t.match(limit, /^"requests";r=8;t=\d+, "files";r=299;t=\d+$/)
  }
})

t.test('files have a limit of their own, whichever way they are asked for; pieces and HEAD do not count', async (t) => {
  const ask = await open(t, { SOURCEBOOK_FILES_PER_MINUTE: '3' })
  t.match((await ask('/v1/actors.csv')).limit, /^"requests";r=11999;t=\d+, "files";r=2;t=\d+$/)
  t.match((await ask('/v1/actors', { accept: 'text/csv' })).limit, /^"requests";r=11998;t=\d+, "files";r=1;/)
  t.equal((await ask('/v1/actors.parquet', { range: 'bytes=0-3' })).status, 206)
  t.equal((await ask('/v1/actors.parquet', {}, '192.0.2.1', 'HEAD')).status, 200)
  const last = await ask('/v1/actors.parquet')
  t.match(last.limit, /^"requests";r=11995;t=\d+, "files";r=0;/)
  t.equal(last.policy, '"requests";q=12000;w=60, "files";q=3;w=60')
  for (const url of ['/v1/actors.csv', '/v1/snapshot.sqlite', '/v1/places.geojson']) {
    const { status, wait, said } = await ask(url)
    t.equal(status, 429, url)
    t.match(wait, /^\d+$/)
    t.match(said.json().detail, /^3 files a minute/)
    t.notOk('content-disposition' in said.headers)
  }
  t.equal((await ask('/v1/actors')).status, 200, 'pages are still answered')
})

t.test('a piece of more than 256 KiB is a file, too', async (t) => {
  const ask = await open(t, { SOURCEBOOK_FILES_PER_MINUTE: '3' })
  const { said, limit } = await ask('/v1/snapshot.sqlite', { range: 'bytes=0-' })
  t.equal(said.statusCode, 206)
  t.ok(Number(said.headers['content-length']) > 256 * 1024)
  t.match(limit, /"files";r=2;/)
  t.match((await ask('/v1/snapshot.sqlite', { range: 'bytes=0-262143' })).limit, /"files";r=2;/)
})

t.test('the holder of a key counts as one client, from wherever; without a key an address does', async (t) => {
  const ask = await open(t, { SOURCEBOOK_REQUESTS_PER_MINUTE: '2' })
  const [first, second] = [key('read'), key('read')].map((sent) => ({ authorization: `Bearer ${sent}` }))
  t.equal((await ask('/v1', first, '192.0.2.1')).limit, '"requests";r=1;t=60')
  t.equal((await ask('/v1', first, '192.0.2.2')).limit, '"requests";r=0;t=60')
  t.equal((await ask('/v1', first, '192.0.2.3')).status, 429)
  t.equal((await ask('/v1', second, '192.0.2.1')).status, 200)
  t.equal((await ask('/v1', {}, '192.0.2.1')).limit, '"requests";r=1;t=60')
})

t.test('0 is no limit, and says nothing', async (t) => {
  const ask = await open(t, { SOURCEBOOK_REQUESTS_PER_MINUTE: '0', SOURCEBOOK_FILES_PER_MINUTE: '0' })
  for (let n = 0; n < 5; n++) t.match(await ask('/v1/actors.csv'), { status: 200, limit: undefined, policy: undefined })
  const files = await open(t, { SOURCEBOOK_REQUESTS_PER_MINUTE: '0', SOURCEBOOK_FILES_PER_MINUTE: '1' })
  t.equal((await files('/v1/actors.csv')).policy, '"files";q=1;w=60')
  t.equal((await files('/v1/actors.csv')).status, 429)
  t.equal((await files('/v1/actors')).status, 200)
})

t.test('what this machine itself asks is not limited; what comes through a proxy is', async (t) => {
  const ask = await open(t, { SOURCEBOOK_REQUESTS_PER_MINUTE: '1' })
  for (const local of ['127.0.0.1', '::1', '::ffff:127.0.0.1', '127.9.9.9'])
    for (let n = 0; n < 3; n++) t.match(await ask('/v1', {}, local), { status: 200, limit: undefined })
  for (const trace of ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via']) {
    const { limit, status } = await ask('/v1', { [trace]: '203.0.113.7' }, '127.0.0.1')
    t.ok(limit !== undefined || status === 429, trace)
  }
})

t.test('X-Forwarded-For counts from a trusted proxy alone', async (t) => {
  const ask = await open(t, { SOURCEBOOK_REQUESTS_PER_MINUTE: '1', SOURCEBOOK_TRUSTED_PROXIES: 'loopback,10.0.0.0/8' })
  const via = (list: string, from: string) => ask('/v1', { 'x-forwarded-for': list }, from).then(({ status }) => status)
  t.equal(await via('203.0.113.1', '127.0.0.1'), 200)
  t.equal(await via('203.0.113.1', '10.1.2.3'), 429, 'the same client through another proxy')
  t.equal(await via('203.0.113.2', '127.0.0.1'), 200)
  t.equal(await via('203.0.113.99, 203.0.113.2', '127.0.0.1'), 429, 'what a client says of itself is not believed')
  t.equal(await via('203.0.113.3', '198.51.100.1'), 200)
  t.equal(await via('203.0.113.4', '198.51.100.1'), 429, 'nobody trusts this proxy: it is the client')
  t.equal(await via('x'.repeat(1000), '10.0.0.1'), 200)
  t.equal(await via('y'.repeat(1000), '10.0.0.1'), 429, 'what is no address is the proxy itself')
})

for (const [address, line] of [
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2::6', '2001:db8:1:2::/64'],
  ['2001:0DB8:0001:0002::', '2001:db8:1:2::/64'],
  ['2001:db8::5:6', '2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
] as const)
  t.test(`${address} is the line ${line}`, async (t) => {
    t.equal(toLine(address), line)
  })

t.test('counts begin anew after a minute; those of too many clients make room', async (t) => {
  let now = 0
  const windows = openWindows(
    () => ({ n: 0 }),
    3,
    () => now,
  )
  windows.of('a').n = 5
  now = 59_999
  t.equal(windows.of('a').n, 5)
  t.equal(windows.secondsLeft(windows.of('a')), 1)
  now = 60_000
  t.equal(windows.of('a').n, 0)
  t.equal(windows.secondsLeft(windows.of('a')), 60)
  for (const client of ['a', 'b', 'c']) windows.of(client).n = 1
  windows.of('d').n = 1
  t.same(
    ['b', 'c', 'd'].map((client) => windows.of(client).n),
    [1, 1, 1],
    'the one whose minute began first has gone',
  )
  t.equal(windows.of('a').n, 0)
})
