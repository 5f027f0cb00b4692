import t, { type Test } from 'tap'
import { openSeeded } from '../support.ts'
import { get, listen, open, type Said, talk } from './raw.ts'

const { app } = await openSeeded(t)
const port = await listen(app)

const host = 'Host: localhost\r\n'

/** What a problem document on a socket has to be. */
function isProblem(test: Test, said: Said | undefined, status: number, code: string) {
  test.equal(said?.status, status)
  test.equal(said?.headers['content-type'], 'application/problem+json')
  test.match(said?.headers['x-request-id'], /^[0-9a-f-]{36}$/)
  test.equal(said?.headers['access-control-allow-origin'], '*')
  const document = JSON.parse(said?.body ?? '{}')
  test.match(document, { type: `/docs/errors#${code}`, title: String, status, detail: String, instance: String, code })
}

const garbage: [words: string, bytes: string | Buffer][] = [
  ['random bytes', Buffer.from([0, 255, 1, 2, 13, 10, 13, 10])],
  ['a TLS hello', Buffer.from('16030100c8010000c40303', 'hex')],
  ['an unknown method', `BREW /v1 HTTP/1.1\r\n${host}\r\n`],
  ['an unknown version', `GET /v1 HTTP/9.9\r\n${host}\r\n`],
  ['HTTP/2 without being asked', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ['a space in the path', `GET /v1/act ors HTTP/1.1\r\n${host}\r\n`],
  ['a header without a name', `GET /v1 HTTP/1.1\r\n${host}: x\r\n\r\n`],
  ['a NUL in a header', `GET /v1 HTTP/1.1\r\n${host}X: \0\r\n\r\n`],
  ['two lengths', `POST /v1 HTTP/1.1\r\n${host}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`],
  [
    'a length and chunks',
    `POST /v1 HTTP/1.1\r\n${host}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
  ],
  ['a length that is no number', `POST /v1 HTTP/1.1\r\n${host}Content-Length: x\r\n\r\n`],
]

for (const [words, bytes] of garbage)
  t.test(`${words}: a 400 with a problem document`, async (t) => {
    const answers = await talk(port, bytes)
    t.equal(answers.length, 1)
    isProblem(t, answers[0], 400, 'invalid_request')
    t.equal(answers[0]?.headers.connection, 'close')
  })

t.test('no Host: 400', async (t) => {
  const [said] = await talk(port, 'GET /v1 HTTP/1.1\r\nConnection: close\r\n\r\n')
  isProblem(t, said, 400, 'invalid_request')
})

t.test('two Hosts: 400', async (t) => {
  const [said] = await talk(port, get('/v1', ['Host: elsewhere']))
  isProblem(t, said, 400, 'invalid_request')
})

t.test('HTTP/1.0 needs no Host', async (t) => {
  const [said] = await talk(port, 'GET /v1/actors/ttp HTTP/1.0\r\n\r\n')
  t.equal(said?.status, 200)
  t.match(JSON.parse(said?.body ?? '{}'), { id: 'ttp' })
})

t.test('characters beyond ASCII in the URL: 400, with the address that was meant', async (t) => {
  const detailOf = async (bytes: Uint8Array) => {
    const said = (await talk(port, bytes)).at(-1)
    isProblem(t, said, 400, 'invalid_url')
    return (JSON.parse(Buffer.from(said?.body ?? '', 'latin1').toString()) as { detail: string }).detail
  }
  const start = 'A character stands in the URL as it is, and has to be percent-encoded as UTF-8.'
  const end = "curl encodes a value by itself with -G --data-urlencode 'q=…'."
  const typed = get('/v1/actors?q=café%20😀&limit=1')
  t.equal(await detailOf(Buffer.from(typed)), `${start} Ask for /v1/actors?q=caf%C3%A9%20%F0%9F%98%80&limit=1; ${end}`)
  t.equal(await detailOf(Buffer.from(get('/v1?q=café'), 'latin1')), `${start} Encode ü as %C3%BC; ${end}`)
  t.equal(await detailOf(Buffer.from(get(`/v1?q=${'é'.repeat(90)}`))), `${start} Encode ü as %C3%BC; ${end}`)
  t.match(await detailOf(Buffer.from(`${get('/v1').replace('close', 'keep-alive')}${typed}`)), /Ask for \/v1\/actors/)
})

t.test('a NUL in the path: 400', async (t) => {
  const [said] = await talk(port, get('/v1/\0'))
  isProblem(t, said, 400, 'invalid_url')
})

t.test('a fragment in the path: 400', async (t) => {
  const [said] = await talk(port, get('/v1/actors#top'))
  isProblem(t, said, 400, 'invalid_url')
})

t.test('a target that is no path names nothing', async (t) => {
  const [said] = await talk(port, get('*'))
  isProblem(t, said, 404, 'not_found')
})

t.test('OPTIONS of the whole server: 204', async (t) => {
  const [said] = await talk(port, get('*').replace('GET', 'OPTIONS'))
  t.equal(said?.status, 204)
})

t.test('a whole address as the target is its path, and links stay here', async (t) => {
  const [said] = await talk(port, get('http://elsewhere.example/v1/actors?limit=1'))
  t.equal(said?.status, 200)
  t.notMatch(said?.headers.link, 'elsewhere')
  t.match(said?.headers.link, /<\/v1\/actors\?limit=1&cursor=[^>]+>; rel="next"/)
})

t.test('a URL of 17 KiB: 414', async (t) => {
  const [said] = await talk(port, get(`/v1/actors?q=${'x'.repeat(17 * 1024)}`))
  isProblem(t, said, 414, 'url_too_long')
})

t.test('headers of 40 KiB: 431, although the client is still sending', async (t) => {
  const [said] = await talk(port, get('/v1', [`X-Long: ${'x'.repeat(40 * 1024)}`]))
  isProblem(t, said, 431, 'headers_too_large')
})

t.test('headers of 4 MiB: the connection ends', async (t) => {
  const answers = await talk(port, get('/v1', [`X-Long: ${'x'.repeat(4 * 1024 * 1024)}`]))
  for (const said of answers) isProblem(t, said, 431, 'headers_too_large')
})

t.test('CONNECT: 405', async (t) => {
  const [said] = await talk(port, `CONNECT example.org:443 HTTP/1.1\r\n${host}\r\n`)
  isProblem(t, said, 405, 'method_not_allowed')
  t.equal(said?.headers.allow, 'GET, HEAD, OPTIONS')
})

t.test('TRACE: 405, and nothing of the request comes back', async (t) => {
  const [said] = await talk(port, `TRACE /v1 HTTP/1.1\r\n${host}Connection: close\r\nCookie: secret\r\n\r\n`)
  isProblem(t, said, 405, 'method_not_allowed')
  t.notMatch(said?.body, 'secret')
})

t.test('a wish to upgrade is not granted, and the request answered', async (t) => {
  const answers = await talk(port, `GET /v1 HTTP/1.1\r\n${host}Connection: upgrade\r\nUpgrade: websocket\r\n\r\n`, 1)
  t.equal(answers[0]?.status, 200)
})

t.test('an expectation that nobody knows is no hindrance', async (t) => {
  const [said] = await talk(port, get('/v1', ['Expect: the-spanish-inquisition']))
  t.equal(said?.status, 200)
})

t.test('requests in a row are answered in a row', async (t) => {
  const row = `GET /v1/actors/ttp HTTP/1.1\r\n${host}\r\nGET /v1/nothing HTTP/1.1\r\n${host}\r\n${get('/v1/places/kabul')}`
  const answers = await talk(port, row)
  t.same(
    answers.map(({ status }) => status),
    [200, 404, 200],
  )
})

t.test('garbage behind a request waits for the answer to the request', async (t) => {
  const answers = await talk(port, `GET /v1/places HTTP/1.1\r\n${host}\r\n\0\0garbage\r\n\r\n`)
  t.equal(answers.length, 2)
  t.equal(answers[0]?.status, 200)
  t.match(JSON.parse(answers[0]?.body ?? '{}'), { data: Array, page: { limit: 50, next_cursor: null } })
  isProblem(t, answers[1], 400, 'invalid_request')
})

t.test('garbage in a body that nobody reads does no harm to the answer', async (t) => {
  const chunked = `POST /v1/figures HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\nnot a chunk`
  const [said] = await talk(port, chunked)
  isProblem(t, said, 405, 'method_not_allowed')
})

t.test('a client that stops in the middle of its headers: 400', async (t) => {
  const socket = await open(port)
  socket.end('GET /v1 HTTP/1.1\r\nHost: loc')
  const parts: Buffer[] = []
  for await (const part of socket) parts.push(part)
  t.match(Buffer.concat(parts).toString(), /^HTTP\/1\.1 400 Bad Request\r\n/)
})

t.test('a client that goes silent in the middle of its headers: 408', async (t) => {
  const [headers, whole] = [app.server.headersTimeout, app.server.requestTimeout]
  Object.assign(app.server, { headersTimeout: 200, requestTimeout: 200 })
  const [said] = await talk(port, 'GET /v1 HTTP/1.1\r\nHost: loc')
  Object.assign(app.server, { headersTimeout: headers, requestTimeout: whole })
  isProblem(t, said, 408, 'request_timeout')
})

t.test('after all this the server answers', async (t) => {
  const [said] = await talk(port, get('/v1/actors/ttp'))
  t.equal(said?.status, 200)
})
