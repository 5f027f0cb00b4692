import t from 'tap'
import { ask, openSeeded } from '../support.ts'

const { app } = await openSeeded(t)

for (const [url, allow] of [
  ['/v1', 'GET, HEAD, OPTIONS'],
  ['/v1/actors', 'GET, HEAD, POST, OPTIONS'],
  ['/v1/actors.csv', 'GET, HEAD, OPTIONS'],
  ['/v1/actors/ttp', 'GET, HEAD, PATCH, DELETE, OPTIONS'],
  ['/v1/actors/ttp/merge', 'POST, OPTIONS'],
  ['/v1/places/kabul.geojson', 'GET, HEAD, OPTIONS'],
] as const)
  t.test(`OPTIONS of ${url} tells a page on another site what it may send`, async (t) => {
    const { status, headers, text } = await ask(app, url, { method: 'OPTIONS' })
    t.equal(status, 204)
    t.equal(text, '')
    t.match(headers, {
      allow,
      'access-control-allow-origin': '*',
      'access-control-allow-methods': allow,
      'access-control-allow-headers':
        'Authorization, Content-Type, If-Match, If-None-Match, Idempotency-Key, Change-Reason',
      'access-control-max-age': '86400',
    })
    t.notOk('content-length' in headers)
  })

t.test('OPTIONS of nothing is answered too, so that a page can read that it is not there', async (t) => {
  const { status, headers } = await ask(app, '/nothing', { method: 'OPTIONS' })
  t.equal(status, 204)
  t.equal(headers.allow, 'OPTIONS')
  t.equal(headers['access-control-allow-origin'], '*')
})

t.test('any site may read every answer, and the headers that matter', async (t) => {
  for (const url of [
    '/v1',
    '/v1/actors',
    '/v1/actors.csv',
    '/v1/actors/ttp',
    '/v1/actors/nobody',
    '/nothing',
    '/%ZZ',
  ]) {
    const { headers } = await ask(app, url, { headers: { origin: 'https://elsewhere.example' } })
    t.equal(headers['access-control-allow-origin'], '*')
    t.equal(
      headers['access-control-expose-headers'],
      'ETag, Link, Location, Change-Seq, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id, Content-Disposition, Accept-Ranges, Content-Range',
    )
    t.notOk('access-control-allow-credentials' in headers)
  }
})

t.test('every answer keeps browsers to what it says', async (t) => {
  for (const url of ['/v1', '/v1/actors.csv', '/nothing', '/%ZZ']) {
    const { headers } = await ask(app, url)
    t.match(headers, {
      'content-security-policy': /^default-src 'none'; script-src 'self'; .*frame-ancestors 'none'/,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'cross-origin',
      vary: 'Accept, Accept-Encoding, Authorization',
    })
  }
})

t.test('a request is called what the client calls it, if that is a name', async (t) => {
  const called = async (name: string) =>
    (await ask(app, '/v1', { headers: { 'x-request-id': name } })).headers['x-request-id']
  for (const name of ['checkout-42', '01HZX3.7:a_b', 'x'.repeat(128)]) t.equal(await called(name), name)
  for (const name of ['', 'short', 'with space', 'new\tline', 'quote"quote', 'x'.repeat(129), 'naïve-name'])
    t.match(await called(name), /^[0-9a-f]{8}-[0-9a-f]{4}-4/, name)
  t.equal(
    (await ask(app, '/nothing', { headers: { 'x-request-id': 'checkout-42' } })).headers['x-request-id'],
    'checkout-42',
  )
})

t.test('every answer has a request id of its own', async (t) => {
  const ids = []
  for (const url of ['/v1', '/v1', '/v1/actors/ttp', '/nothing', '/%ZZ'])
    ids.push(
      (await ask(app, url, { headers: { 'x-request-id': 'mine', 'request-id': 'mine' } })).headers['x-request-id'],
    )
  for (const id of ids) t.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  t.equal(new Set(ids).size, 5)
})
