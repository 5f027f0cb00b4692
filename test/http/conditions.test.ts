import { once } from 'node:events'
import { gunzipSync } from 'node:zlib'
import t from 'tap'
import { buildApp } from '../../src/app.ts'
import { readSeed, seed, seedFolder } from '../../src/commands/seed.ts'
import { openStore, type Store } from '../../src/store/open.ts'
import { ask, config, curated, openBase, openSeeded, resourceOf } from '../support.ts'
import { get, listen, open, readAnswers } from './raw.ts'

const { app, store, write } = await openSeeded(t)

/** A record that is worth compressing. */
const large = '/v1/events/2025-04-infiltration-repelled'

const addresses = [
  '/v1',
  '/v1/vocabularies',
  '/v1/vocabularies.csv',
  '/v1/actors/ttp',
  large,
  '/v1/actors/ttp?fields=id',
  '/v1/actors/ttp?expand=claims',
  '/v1/places/pakistan.geojson',
  '/v1/actors',
  '/v1/actors?limit=2',
  '/v1/actors.csv',
  '/v1/places.geojson',
]

t.test('a record alone has a strong tag of its revision', async (t) => {
  t.equal((await ask(app, '/v1/actors/china')).headers.etag, '"r1"')
  t.equal((await ask(app, '/v1/places/kabul.geojson')).headers.etag, '"r1-geojson"')
  t.equal(
    (await ask(app, '/v1/places/kabul', { headers: { accept: 'application/geo+json' } })).headers.etag,
    '"r1-geojson"',
  )
})

t.test('an encoded record has a strong tag of its own', async (t) => {
  for (const encoding of ['gzip', 'br', 'zstd']) {
    const { headers } = await ask(app, large, { headers: { 'accept-encoding': encoding } })
    t.equal(headers['content-encoding'], encoding)
    t.equal(headers.etag, `"r1-${encoding}"`)
  }
  t.equal((await ask(app, large)).headers.etag, '"r1"')
})

t.test('a tag of another encoding is not the one asked for', async (t) => {
  const headers = { 'if-none-match': '"r1-gzip"', 'accept-encoding': 'br' }
  t.equal((await ask(app, large, { headers })).status, 200)
})

t.test('a list, a file, a choice of fields and an expansion have weak tags', async (t) => {
  for (const url of ['/v1', '/v1/actors', '/v1/actors.csv', '/v1/actors/ttp?fields=id', '/v1/actors/ttp?expand=claims'])
    t.match((await ask(app, url)).headers.etag, /^W\/"[\w-]{22}"$/)
})

for (const url of addresses)
  for (const encoding of ['identity', 'br'])
    t.test(`${url} in ${encoding} is not sent to whoever has it`, async (t) => {
      const headers = { 'accept-encoding': encoding }
      const first = await ask(app, url, { headers })
      t.equal(first.status, 200)
      const tag = first.headers.etag ?? ''
      for (const known of [
        tag,
        `"x", ${tag}`,
        `W/"a,b" , ${tag}`,
        '*',
        tag.startsWith('W/') ? tag.slice(2) : `W/${tag}`,
      ]) {
        const again = await ask(app, url, { headers: { ...headers, 'if-none-match': known } })
        t.equal(again.status, 304, known)
        t.equal(again.text, '')
        for (const name of ['etag', 'vary', 'cache-control', 'change-seq'])
          t.equal(again.headers[name], first.headers[name], name)
        for (const name of ['content-type', 'content-length', 'content-encoding']) t.notOk(name in again.headers, name)
      }
      for (const other of ['"r0"', '""', tag.replaceAll('"', ''), tag.slice(0, -2)])
        t.equal((await ask(app, url, { headers: { ...headers, 'if-none-match': other } })).status, 200, other)
    })

for (const url of addresses)
  t.test(`HEAD of ${url} has the headers of GET and no body`, async (t) => {
    for (const encoding of ['identity', 'gzip']) {
      const headers = { 'accept-encoding': encoding }
      const head = await ask(app, url, { method: 'HEAD', headers })
      const get = await ask(app, url, { headers })
      t.equal(head.text, '')
      t.equal(head.status, 200)
      const own = ['date', 'x-request-id', 'transfer-encoding']
      const kept = Object.entries(get.headers).filter(([name]) => !own.includes(name))
      for (const [name, value] of kept) t.equal(head.headers[name], value, name)
    }
  })

t.test('HEAD of a page that is not yet made knows all but its length and encoding', async (t) => {
  const headers = { 'accept-encoding': 'gzip' }
  const head = await ask(app, '/v1/claims?limit=3&sort=-id', { method: 'HEAD', headers })
  const get = await ask(app, '/v1/claims?limit=3&sort=-id', { headers })
  t.match(head.headers.link, /rel="next"/)
  const missing = Object.keys(get.headers).filter((name) => !(name in head.headers))
  t.same(missing.sort(), ['content-encoding', 'content-length'])
  for (const name of ['link', 'etag', 'content-type', 'change-seq']) t.equal(head.headers[name], get.headers[name])
})

t.test('everything depends on Accept, Accept-Encoding and the key, and may be kept for a minute', async (t) => {
  for (const url of addresses) {
    const { headers } = await ask(app, url)
    t.equal(headers.vary, 'Accept, Accept-Encoding, Authorization')
    t.equal(headers['cache-control'], 'public, max-age=60, stale-while-revalidate=300')
    t.match(headers['change-seq'], /^[0-9a-f]{8}-\d+$/)
  }
})

t.test('another query, format or page has another tag', async (t) => {
  const urls = ['/v1/actors', '/v1/actors?limit=1', '/v1/actors?limit=2', '/v1/actors.json', '/v1/places']
  const tags = await Promise.all(urls.map(async (url) => (await ask(app, url)).headers.etag))
  const csv = (await ask(app, '/v1/actors', { headers: { accept: 'text/csv' } })).headers.etag
  t.equal(new Set([...tags, csv]).size, urls.length + 1)
})

t.test('a tag is the same in every process on the same file', async (t) => {
  const beside = openStore(store.path)
  const other = await buildApp(beside, config)
  for (const url of addresses) t.equal((await ask(other, url)).headers.etag, (await ask(app, url)).headers.etag)
  await other.close()
  beside.close()
})

t.test('whoever has a list or file already costs no query', async (t) => {
  const refuse = () => {
    throw new Error('a query ran')
  }
  const idle: Store = {
    ...store,
    reader: { ...store.reader, all: refuse, get: refuse, prepared: refuse },
    snapshot: refuse,
  }
  const other = await buildApp(idle, { ...config, SOURCEBOOK_CACHE_MB: 0 })
  for (const url of ['/v1/actors', '/v1/actors?q=ttp&facets=kind&count=exact', '/v1/actors.csv', '/v1']) {
    const tag = (await ask(app, url)).headers.etag ?? ''
    t.equal((await ask(other, url, { headers: { 'if-none-match': tag } })).status, 304)
  }
  t.equal((await ask(other, '/v1/actors')).status, 500)
  await other.close()
})

t.test('an answer that was made twice is at hand, for whoever accepts anything and whoever does not say', async (t) => {
  let ran = 0
  const counted: Store = {
    ...store,
    snapshot: (read) => {
      ran++
      return store.snapshot(read)
    },
  }
  const other = await buildApp(counted, config)
  const first = await ask(other, '/v1/actors', { headers: { accept: '*/*' } })
  await ask(other, '/v1/actors')
  t.equal(ran, 2)
  const again = await ask(other, '/v1/actors')
  t.equal(ran, 2)
  t.equal(again.text, first.text)
  t.equal(again.headers.etag, first.headers.etag)
  await ask(other, '/v1/actors', { headers: { accept: 'application/json' } })
  t.equal(ran, 3)
  await other.close()
})

t.test('the memory of a page is given back when it was sent, unless it is kept', async (t) => {
  const made: Buffer[] = []
  const watched: Store = {
    ...store,
    reader: {
      ...store.reader,
      prepared(key, build) {
        const statement = store.reader.prepared(key, build)
        if (!key.startsWith('page json ')) return statement
        const get = (...values: unknown[]) => {
          const row = statement.get(...values) as { bytes: Buffer }
          made.push(row.bytes)
          return row
        }
        return { get } as typeof statement // a page asks it for nothing else
      },
    },
  }
  const other = await buildApp(watched, config)
  const texts: string[] = []
  for (let time = 0; time < 3; time++) texts.push((await ask(other, '/v1/claims')).text)
  const packed = await ask(other, '/v1/claims?limit=40', { headers: { 'accept-encoding': 'gzip' } })
  t.equal(JSON.parse(gunzipSync(packed.bytes).toString()).data.length, 40)
  t.same(
    made.map(({ length }) => length > 0),
    [false, true, false],
  )
  t.equal(JSON.parse(texts[0] ?? '').data.length, 50)
  t.same(texts, [texts[0], texts[0], texts[0]])
  await other.close()
})

t.test('pages that wait for a slow reader arrive whole', async (t) => {
  const other = await buildApp(store, config)
  t.teardown(() => other.close())
  const urls = Array.from({ length: 24 }, (_, index) => `/v1/claims?limit=${500 - index}`)
  const socket = await open(await listen(other))
  const parts: Buffer[] = []
  socket.on('data', (part) => parts.push(part)).pause()
  socket.write(urls.map((url) => `GET ${url} HTTP/1.1\r\nHost: localhost\r\n\r\n`).join(''))
  await new Promise((resolve) => setTimeout(resolve, 300)) // by then the socket holds all it can
  socket.resume()
  socket.write(get('/ready'))
  await once(socket, 'close')
  const said = readAnswers(Buffer.concat(parts).toString('latin1')).map(({ body }) => body)
  t.equal(said.length, 25)
  for (const [index, url] of urls.entries()) t.ok(said[index] === (await ask(app, url)).bytes.toString('latin1'), url)
})

t.test('a change gives every list another tag, and its record another revision', async (t) => {
  const actors = resourceOf('actors')
  const urls = ['/v1/actors', '/v1/actors.csv', '/v1']
  const before = await Promise.all(urls.map(async (url) => (await ask(app, url)).headers.etag))
  t.equal(JSON.parse((await ask(app, '/v1/actors?kind=company')).text).data.length, 0)
  write((writer) => {
    const ttp = writer.find(actors, 'ttp')
    const { id, name, ...rest } = JSON.parse(JSON.stringify(ttp))
    const own = Object.entries(rest).filter(([field]) => actors.fields[field] && !actors.fields[field].managed)
    writer.put(actors, { id, name: `${name} (changed)`, ...Object.fromEntries(own), kind: 'company' }, curated)
  })
  const after = await Promise.all(urls.map(async (url) => (await ask(app, url)).headers.etag))
  for (const [index, tag] of after.entries()) t.not(tag, before[index])
  t.equal((await ask(app, '/v1/actors/ttp')).headers.etag, '"r2"')
  t.equal((await ask(app, '/v1/actors/ttp', { headers: { 'if-none-match': '"r1"' } })).status, 200)
  t.equal((await ask(app, '/v1/actors/china')).headers.etag, '"r1"')
  t.match(JSON.parse((await ask(app, '/v1/actors?kind=company')).text).data, [{ id: 'ttp' }])
  t.match((await ask(app, '/v1/actors?kind=company&fields=name')).text, /\(changed\)/)
})

t.test('two knowledge bases never share a tag of a list', async (t) => {
  const twin = await openBase(t, (connection) => seed(connection, readSeed(seedFolder)))
  t.not((await ask(twin.app, '/v1/actors')).headers.etag, (await ask(app, '/v1/actors')).headers.etag)
})
