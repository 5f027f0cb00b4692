/** Files that stand built: length, strong tag, ranges. */
import fc from 'fast-check'
import t from 'tap'
import { readRange } from '../../src/http/built.ts'
import { ask, openSeeded } from '../support.ts'

const { app, store } = await openSeeded(t)
const url = '/v1/events.parquet'
const whole = await ask(app, url)
const { length } = whole.bytes
const tag = String(whole.headers.etag)
const get = (headers: Record<string, string>, method: 'GET' | 'HEAD' = 'GET') => ask(app, url, { method, headers })

t.test('it has a length, a strong tag, takes ranges, and is never compressed', async (t) => {
  const { status, headers, bytes } = await get({ 'accept-encoding': 'zstd, br, gzip' })
  t.equal(status, 200)
  t.match(headers, { 'content-length': String(length), 'accept-ranges': 'bytes', 'change-seq': store.version() })
  t.match(tag, /^"[0-9a-f]{32}"$/)
  t.notOk('content-encoding' in headers)
  t.same(bytes, whole.bytes)
})

t.test('HEAD answers the same headers', async (t) => {
  const { status, headers, bytes } = await get({}, 'HEAD')
  const same = ['content-length', 'accept-ranges', 'etag', 'content-type', 'change-seq']
  t.equal(status, 200)
  t.equal(bytes.length, 0)
  for (const name of same) t.equal(headers[name], whole.headers[name], name)
})

t.test('a range is a part of the file', async (t) => {
  for (const [range, first, last] of [
    ['bytes=0-3', 0, 3],
    ['bytes=100-', 100, length - 1],
    ['bytes=-4', length - 4, length - 1],
    [`bytes=10-${length + 50}`, 10, length - 1],
    ['bytes=-999999999', 0, length - 1],
  ] as const) {
    const { status, headers, bytes } = await get({ range })
    t.equal(status, 206, range)
    t.match(headers, {
      'content-range': `bytes ${first}-${last}/${length}`,
      'content-length': String(last - first + 1),
    })
    t.same(bytes, whole.bytes.subarray(first, last + 1))
  }
})

t.test('a range beyond the end is 416, with the length', async (t) => {
  for (const range of [`bytes=${length}-`, 'bytes=-0', `bytes=${length + 5}-${length + 9}`]) {
    const { status, headers, text } = await get({ range })
    t.equal(status, 416, range)
    t.equal(headers['content-range'], `bytes */${length}`)
    t.match(JSON.parse(text), { code: 'range_not_satisfiable' })
  }
})

t.test('several ranges, other units and what is no range give the whole file', async (t) => {
  for (const range of ['bytes=0-1,5-6', 'lines=0-3', 'bytes=5-2', 'bytes=-', 'bytes=a-b', 'nonsense']) {
    const { status, bytes } = await get({ range })
    t.equal(status, 200, range)
    t.equal(bytes.length, length)
  }
})

t.test('If-Range gives a part of the file that it names, and else the whole', async (t) => {
  t.equal((await get({ range: 'bytes=0-3', 'if-range': tag })).status, 206)
  t.equal((await get({ range: 'bytes=0-3', 'if-range': `W/${tag}` })).status, 200)
  t.equal((await get({ range: 'bytes=0-3', 'if-range': '"another"' })).status, 200)
  t.equal((await get({ range: 'bytes=0-3', 'if-range': 'Mon, 23 Nov 2026 09:00:00 GMT' })).status, 200)
})

t.test('If-None-Match is answered before any range', async (t) => {
  t.equal((await get({ range: 'bytes=0-3', 'if-none-match': tag })).status, 304)
})

t.test('any header gives a range within the file, or none', async (t) => {
  const headers = fc.oneof(
    fc.tuple(fc.nat(), fc.nat()).map(([from, to]) => `bytes=${from}-${to}`),
    fc.nat().map((from) => `bytes=${from}-`),
    fc.nat().map((suffix) => `bytes=-${suffix}`),
    fc.string(),
  )
  fc.assert(
    fc.property(headers, fc.integer({ min: 1, max: 1000 }), (header, bytes) => {
      const range = readRange(header, bytes)
      if (range === undefined || range === 'beyond') return
      t.ok(range.first >= 0 && range.first <= range.last && range.last < bytes, `${header} of ${bytes}`)
    }),
  )
})
