/** The log of the real command: a line of JSON each, by request, and never a secret. */
import { once } from 'node:events'
import t from 'tap'
import { run, serve } from './command.ts'
import { get, open, talk } from './http/raw.ts'

const cwd = t.testdir({})
const made = await run(['key', 'create', '--scope', 'write', '--name', 'Nadia'], { cwd })
const key = made.out.trim()
t.match(key, /^sbk_[a-z0-9]{8}_\S{43}$/)
const secret = key.slice(13)

const served = await serve(t, { cwd, env: { SOURCEBOOK_LOG: 'debug' } })
const bearer = (sent: string) => [`Authorization: Bearer ${sent}`]
const post = (body: string) =>
  get('/v1/actors', [
    ...bearer(key),
    'Change-Reason: A%20test',
    'X-Request-Id: the-write',
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
  ]).replace('GET', 'POST') + body
const answers = [
  await talk(
    served.port,
    get('/v1/actors/ttp', [...bearer(key), 'Cookie: session=hidden-cookie', 'X-Request-Id: the-read']),
  ),
  await talk(served.port, get('/v1/actors/ttp', bearer(`${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}`))),
  await talk(served.port, get('/v1/actors/ttp', bearer(`Basic ${secret}`))),
  await talk(served.port, get(`/v1/actors?key=${key}`)),
  await talk(served.port, get(`/v1/actors/${key}`)),
  await talk(served.port, get('/v1/actors', ['X-Request-Id: bad "id"\\n'])),
  await talk(served.port, post('{"kind":"person","name":"Hidden Body"}')),
  await talk(served.port, 'garbage\r\n\r\n'),
].map(([said]) => said)
const gone = await open(served.port)
gone.write('GET /v1/claims.ndjson HTTP/1.1\r\nHost: x\r\n\r\n')
await once(gone, 'data')
gone.destroy()
t.equal(await served.end('SIGTERM'), 0)
const text = served.printed().err
const lines = text.split('\n').filter(Boolean)

t.test('the requests ended as they should', async (t) => {
  t.same(
    answers.map((said) => said?.status),
    [200, 401, 401, 400, 404, 200, 422, 400],
  )
})

t.test('every line is an object with level, time and message', async (t) => {
  t.ok(lines.length >= 10, `${lines.length} lines`)
  for (const line of lines) t.match(JSON.parse(line), { level: Number, time: Number, msg: String })
})

t.test('a line names its request, as the answer does', async (t) => {
  const logged = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
  t.match(
    logged.find(({ request }) => request === 'the-read'),
    { method: 'GET', url: '/v1/actors/ttp', status: 200, msg: 'answered' },
  )
  t.match(
    logged.find(({ request }) => request === 'the-write'),
    { method: 'POST', url: '/v1/actors', status: 422 },
  )
  for (const said of answers.slice(0, -1)) t.ok(logged.some(({ request }) => request === said?.headers['x-request-id']))
  t.match(
    logged.find(({ msg }) => msg === 'refused a key'),
    { request: String, address: '127.0.0.1', key: undefined, reason: 'unknown' },
  )
})

t.test('no key, no header and no body is in it', async (t) => {
  t.notMatch(text, secret)
  t.notMatch(text, secret.slice(0, -1))
  for (const word of ['Bearer', 'hidden-cookie', 'Hidden Body']) t.notMatch(text, word)
  t.match(text, `"url":"/v1/actors?key=${key.slice(0, 12)}_…"`)
})
