import { once } from 'node:events'
import fc from 'fast-check'
import t from 'tap'
import { allRoutes } from '../../src/all-routes.ts'
import { ask, openSeeded } from '../support.ts'
import { get, listen, open, readAnswers, type Said, talk } from './raw.ts'

const { app } = await openSeeded(t)
const port = await listen(app)

/** Says it all, hangs up, and hears what the server still says. */
async function say(bytes: string | Uint8Array): Promise<Said[]> {
  const socket = await open(port)
  const parts: Buffer[] = []
  socket.on('data', (part) => parts.push(part))
  socket.end(bytes)
  await once(socket, 'close')
  return readAnswers(Buffer.concat(parts).toString('latin1'))
}

/** No fault of the server's, no words but ours, and a problem document if it is a problem. */
function isSound({ status, headers, body }: Said): boolean {
  const leaks = /SQLITE|better-sqlite3|node_modules|\.ts:\d|at \w+ \(|no such column|syntax error/i
  if (status >= 500 || (status >= 400 && leaks.test(body.replaceAll('snapshot.sqlite', '')))) return false
  if (status < 400) return true
  const document = JSON.parse(Buffer.from(body, 'latin1').toString()) as Record<string, unknown>
  return (
    headers['content-type'] === 'application/problem+json' &&
    document.status === status &&
    ['type', 'title', 'detail', 'instance', 'code'].every((name) => typeof document[name] === 'string')
  )
}

/** Answers until the client hangs up. */
const endless = '/v1/changes/stream'
const routes = allRoutes()
const names = [...new Set(routes.flatMap(({ parameters }) => Object.keys(parameters)))]

/** Text that something or other gives a meaning to. */
const tricky = fc.constantFrom(
  ...[
    '',
    '*',
    '"',
    '""',
    "'",
    "' or 1=1 --",
    '(',
    ')',
    'NEAR(a b)',
    'a AND',
    'NOT',
    'x:y',
    '-',
    '--',
    '^',
    '{a b}:c',
    '\\',
  ],
  ...[
    '%00',
    '%0a',
    '%ZZ',
    '%',
    '%C3%28',
    '%ED%A0%80',
    '%F0%9F%92%A3',
    '\u00e9',
    '\u202e',
    '+',
    ',',
    ',,',
    '/',
    '..',
    '../..',
  ],
  ...[
    'null',
    'true',
    'NaN',
    '-0',
    '1e999',
    '0x10',
    '9'.repeat(400),
    '-1',
    '1.5',
    '1;drop table actors',
    '[]',
    '{}',
    '$ne',
  ],
  ...['2025', '2025-02-30', '2025-04/..', '../2025', '2025/2024', '0000', '9999-12-31', '-2025-01-01', '2025-W01'],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'ttp',
    'actors',
    'pakistan',
    'claims.source',
    '-date',
    '60,23,78,38',
  ],
)
const value = fc.oneof(
  tricky,
  fc.array(tricky, { maxLength: 4 }).map((parts) => parts.join(',')),
  fc.string({ unit: 'binary', maxLength: 30 }).map((text) => encodeURIComponent(text.toWellFormed())),
)
const pair = fc.tuple(fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...names) }, value), value)
const address = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...routes.map(({ path }) => path)) },
  fc
    .array(fc.oneof(fc.constantFrom('v1', 'actors', 'places.csv', 'pakistan.geojson'), value), { maxLength: 4 })
    .map((parts) => `/${parts.join('/')}`),
)
const target = fc.tuple(address, value, fc.array(pair, { maxLength: 3 })).map(([path, id, pairs]) => {
  const query = pairs.map((part) => part.join('=')).join('&')
  return path.replace('{id}', id) + (query && `?${query}`)
})

t.test('no address is a fault of the server', async (t) => {
  await fc.assert(
    fc.asyncProperty(target, async (url) => {
      const answers = await talk(port, Buffer.from(get(url), 'utf8'), url.startsWith(endless) ? 3 : 60)
      return answers.length > 0 && answers.every(isSound)
    }),
    { numRuns: 250 },
  )
  t.pass()
})

const start = fc.constantFrom('GET /v1 HTTP/1.1\r\n', 'POST /v1/actors HTTP/1.1\r\nHost: x\r\n', 'GET ', '\r\n', '')
const line = fc.constantFrom(
  ...[
    'Host: x\r\n',
    'Host: x\r\nHost: y\r\n',
    'Content-Length: 5\r\n',
    'Content-Length: -1\r\n',
    '\r\n',
    '\n',
    '\r',
    '\0',
  ],
  ...['Transfer-Encoding: chunked\r\n', 'Transfer-Encoding: gzip\r\n', 'Expect: 100-continue\r\n', 'Upgrade: h2c\r\n'],
  ...[
    'Connection: close\r\n',
    'Connection: upgrade\r\n',
    ': x\r\n',
    'A\r\n',
    ' folded\r\n',
    'ffffffffffff\r\n',
    '5\r\nhello\r\n',
    '0\r\n\r\n',
  ],
)
const noise = fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes))
const message = fc
  .tuple(
    start,
    fc.array(fc.oneof({ weight: 3, arbitrary: line.map((text) => Buffer.from(text)) }, noise), { maxLength: 8 }),
  )
  .map(([first, parts]) => Buffer.concat([Buffer.from(first), ...parts]))

t.test('no bytes on a socket are a fault of the server', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(message, noise), async (bytes) => (await say(bytes)).every(isSound)),
    { numRuns: 300 },
  )
  t.pass()
})

const header = fc.oneof(
  fc.constantFrom(
    '*',
    '*/*',
    '',
    ';',
    ',',
    'W/',
    '"',
    'W/"',
    '"r1"',
    'q=1',
    'gzip;q=',
    'gzip;q=1e9',
    '*;q=0',
    'bytes=0-1',
  ),
  fc.string({ unit: 'grapheme-ascii', maxLength: 40 }),
)
const headers = fc.dictionary(
  fc.constantFrom(
    'accept',
    'accept-encoding',
    'if-none-match',
    'if-match',
    'range',
    'content-type',
    'origin',
    'x-request-id',
    'accept-version',
    'te',
  ),
  header,
)

t.test('no header is a fault of the server', async (t) => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('/v1', '/v1/actors', '/v1/actors/ttp', '/v1/actors.csv'),
      headers,
      async (url, given) => {
        const { status } = await ask(app, url, { headers: given })
        return status === 200 || status === 304 || status === 406
      },
    ),
    { numRuns: 100 },
  )
  t.pass()
})

t.test('after all this the server answers', async (t) => {
  const [said] = await talk(port, get('/v1/actors/ttp'))
  t.equal(said?.status, 200)
  t.match(JSON.parse(said?.body ?? '{}'), { id: 'ttp' })
})
