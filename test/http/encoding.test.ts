import zlib from 'node:zlib'
import t from 'tap'
import { ask, openSeeded } from '../support.ts'

const { app } = await openSeeded(t)

const decoders = { br: zlib.brotliDecompressSync, zstd: zlib.zstdDecompressSync, gzip: zlib.gunzipSync }

const addresses = [
  '/v1',
  '/v1/events/2025-04-infiltration-repelled',
  '/v1/actors',
  '/v1/actors.json',
  '/v1/actors.csv',
  '/v1/claims.ndjson',
  '/v1/places.geojson',
  '/v1/vocabularies.csv',
]

for (const [encoding, decode] of Object.entries(decoders))
  for (const url of addresses)
    t.test(`${url} in ${encoding} decodes to the same bytes, the first time and the second`, async (t) => {
      const { bytes } = await ask(app, url)
      for (const _time of ['made', 'kept']) {
        const encoded = await ask(app, url, { headers: { 'accept-encoding': encoding } })
        t.equal(encoded.headers['content-encoding'], encoding)
        t.ok(decode(encoded.bytes).equals(bytes))
        t.ok(encoded.bytes.length < bytes.length)
        const length = encoded.headers['content-length']
        if (length !== undefined) t.equal(length, String(encoded.bytes.length))
      }
    })

t.test('what is made at once has its length, encoded or not', async (t) => {
  for (const encoding of ['identity', 'gzip', 'br', 'zstd']) {
    const { headers, bytes } = await ask(app, '/v1/actors', { headers: { 'accept-encoding': encoding } })
    t.equal(headers['content-length'], String(bytes.length))
  }
})

t.test('what is small is sent as it is', async (t) => {
  for (const url of ['/v1/actors/ttp', '/v1/actors?limit=1&fields=id', '/v1/nothing']) {
    const { headers, bytes } = await ask(app, url, { headers: { 'accept-encoding': 'gzip, br, zstd' } })
    t.ok(bytes.length < 1024)
    t.notOk('content-encoding' in headers)
  }
})

t.test('what is small is encoded for whoever refuses it as it is', async (t) => {
  const plain = await ask(app, '/v1/actors/ttp')
  const { headers, bytes } = await ask(app, '/v1/actors/ttp', { headers: { 'accept-encoding': 'gzip, identity;q=0' } })
  t.equal(headers['content-encoding'], 'gzip')
  t.equal(headers.etag, '"r1-gzip"')
  t.ok(zlib.gunzipSync(bytes).equals(plain.bytes))
})

t.test('whoever refuses every encoding gets 406', async (t) => {
  const { status, text } = await ask(app, '/v1/actors', { headers: { 'accept-encoding': '*;q=0' } })
  t.equal(status, 406)
  t.match(JSON.parse(text), { code: 'not_acceptable', detail: /zstd, br, gzip, identity/ })
})
