/** The client against a running server: reading, writing, retries, problems, keeping in step. */
import { getEventListeners } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { setTimeout as after } from 'node:timers/promises'
import t from 'tap'
import { type Change, createClient, SourcebookError } from '../../src/client/client.ts'
import { examples } from '../../src/model/examples.ts'
import { resources } from '../../src/model/index.ts'
import { gedLines } from '../bench/data.ts'
import { readAll } from '../support.ts'
import { openNewsroom } from '../writes/newsroom.ts'

const room = await openNewsroom(t)
await room.app.listen({ port: 0, host: '127.0.0.1' })
const { port } = room.app.server.address() as { port: number }
const url = `http://127.0.0.1:${port}`
const reader = createClient({ url: `${url}/` })
const client = createClient({ url, key: room.key('write'), reason: 'A test: é' })

/** What a promise is refused with. */
async function refusal(work: Promise<unknown>): Promise<SourcebookError> {
  const error = await work.then(() => undefined).catch((thrown: unknown) => thrown)
  if (error instanceof SourcebookError) return error
  throw new Error(`not refused: ${String(error)}`)
}

t.test('every resource has its methods, and no other', async (t) => {
  for (const { name } of resources) t.type(reader[name as 'actors'].list, 'function', name)
  t.same(Object.keys(reader).sort(), [...resources.map(({ name }) => name), 'imports', 'read', 'search', 'sync'].sort())
})

t.test('lists are asked by filters, with commas and odd characters in values', async (t) => {
  const { data, page } = await reader.events.list({ type: ['explosion', 'attack'], country: 'PK', count: 'exact' })
  t.ok(data.every((event) => ['explosion', 'attack'].includes(event.type)))
  t.equal(page.total, data.length)
  const named = await reader.actors.list({ name: 'Tehreek-e-Taliban Pakistan', fields: ['id', 'name'] })
  t.same(named.data, [{ id: 'ttp', name: 'Tehreek-e-Taliban Pakistan' }])
  t.same((await reader.actors.list({ name: 'a,b&c=d é' })).data, [])
})

t.test('all records come one after another, over any number of pages', async (t) => {
  const claims = []
  for await (const claim of reader.claims.all({ limit: 100, sort: 'id' })) claims.push(claim)
  t.same(claims, await readAll(room.app, '/v1/claims?sort=id'))
})

t.test('a record comes with its expansions, and as it was', async (t) => {
  const visit = await reader.visits.get('2025-07-20-naqvi-kabul', { expand: ['place', 'claims.source', 'hosts.actor'] })
  t.equal(visit.place?.name, 'Kabul')
  t.equal(visit.claims[0]?.source?.publisher, 'Stratheia')
  t.equal(visit.hosts[0]?.actor?.name, 'Sirajuddin Haqqani')
  t.equal((await reader.actors.get('ttp', { as_of: '2100-01-01' })).id, 'ttp')
})

t.test('a file is what the server answers', async (t) => {
  const file = await reader.actors.file('csv', { kind: 'person' })
  t.equal(file.headers.get('content-type'), 'text/csv; charset=utf-8')
  t.match(await file.text(), /^id,kind,name/)
})

t.test('events are counted, under every filter of events', async (t) => {
  const { data, page } = await reader.events.stats({ by: 'year', country: 'PK', measure: ['count'], zero_fill: true })
  const { json } = await room.get('/v1/events/stats?by=year&country=PK&measure=count&zero_fill=true')
  t.same({ data, page }, json)
  t.ok((data[0]?.count ?? 0) > 0)
})

t.test('a release is imported, looked at and cancelled', async (t) => {
  const importer = createClient({ url, key: room.key('import', 'Lena'), reason: 'The release of the year' })
  const file = [...gedLines(20)].join('')
  const begun = await importer.imports.create('ucdp-ged', file, { release: '23.1', dry_run: true })
  t.match(begun, { dataset_id: 'ucdp-ged', release: '23.1', dry_run: true, editor: 'Lena', reason: /of the year/ })
  let now = begun
  for (const end = Date.now() + 20_000; now.ended_at === null && Date.now() < end; ) {
    await after(50)
    now = await importer.imports.get(begun.id)
  }
  t.match(now, { state: 'succeeded', report: { read: 20, new: 20 } })
  t.same((await importer.imports.list({ limit: 5 })).data, [now])
  t.equal((await refusal(importer.imports.cancel(begun.id))).code, 'import_ended')
  t.equal((await refusal(importer.imports.create('ucdp', new Blob([file])))).code, 'not_found')
})

t.test('search finds, other addresses are read', async (t) => {
  const { data } = await reader.search({ q: 'haqqani', resource: ['actors'] })
  t.equal(data[0]?.id, 'sirajuddin-haqqani')
  t.equal((await reader.read<{ name: string }>('/v1')).name, 'Sourcebook')
})

t.test('records are made, changed, merged and deleted', async (t) => {
  const made = await client.actors.create({
    kind: 'person',
    name: 'Client Made',
    claims: [{ field: 'name', value: 'Client Made', stance: 'assigned', note: 'A test.' }],
  })
  t.match(made, { id: 'client-made', revision: 1, status: 'unknown', names: [] })
  const changed = await client.actors.update(made, { description: 'By the client.' }, { reason: 'Better.' })
  t.match(changed, { revision: 2, description: 'By the client.' })
  const stale = await refusal(client.actors.update(made, { description: 'Late.' }))
  t.same([stale.status, stale.code], [412, 'stale_revision'])
  const { data } = await client.actors.revisions('client-made')
  t.match(data, [
    { revision: 2, reason: 'Better.', editor: 'write' },
    { revision: 1, reason: 'A test: é', before: null },
  ])
  const source = await client.sources.create(examples.sources?.created as Parameters<typeof client.sources.create>[0])
  await client.sources.delete(source)
  t.equal((await refusal(reader.sources.get(source.id))).code, 'record_withdrawn')
  t.equal((await client.actors.merge('client-made', 'ttp')).id, 'ttp')
  t.equal((await reader.actors.get('client-made')).id, 'ttp', 'its address leads there')
  t.match(await client.actors.unmerge('client-made'), { id: 'client-made', description: 'By the client.' })
})

t.test('a problem is an error that names every fault', async (t) => {
  const error = await refusal(client.actors.create({ kind: 'persn' as 'person', name: 'X' }))
  t.match(error, { name: 'SourcebookError', status: 422, code: 'invalid_record' })
  t.same(
    error.errors.map(({ pointer }) => pointer),
    ['/kind', '/name'],
  )
  t.equal((await refusal(reader.actors.get('nobody'))).code, 'record_not_found')
  t.equal((await refusal(reader.actors.create({ kind: 'person', name: 'X' }))).code, 'key_required')
})

type Handle = (request: IncomingMessage, response: ServerResponse, count: number) => void

/** A server that fails as it is told, before the real one. */
async function failing(t: Tap, handle: Handle) {
  let count = 0
  const keys: unknown[] = []
  const server = createServer((request, response) => {
    keys.push(request.headers['idempotency-key'])
    handle(request, response, ++count)
  }).listen(0, '127.0.0.1')
  t.teardown(() => server.close())
  await new Promise((resolve) => server.once('listening', resolve))
  const at = `http://127.0.0.1:${(server.address() as { port: number }).port}`
  return { at, keys, tries: () => count, close: () => server.close() }
}
type Tap = { teardown(work: () => unknown): unknown }

const busy = (response: ServerResponse, after = '0', code = 'busy') =>
  response
    .writeHead(503, { 'Retry-After': after, 'Content-Type': 'application/problem+json' })
    .end(JSON.stringify({ code }))
const fine = (response: ServerResponse) =>
  response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"id":"x"}')

t.test('what fails for a while is asked again, a write under the same key', async (t) => {
  const flaky = await failing(t, (request, response, count) => {
    if (count === 1) request.socket.destroy()
    else if (count === 2) busy(response)
    else fine(response)
  })
  const made = await createClient({ url: flaky.at, key: 'k', reason: 'r' }).sources.create({ kind: 'news', title: 'x' })
  t.same(made, { id: 'x' })
  t.equal(flaky.tries(), 3)
  t.match(flaky.keys[0], /^[0-9a-f]{32}$/)
  t.equal(new Set(flaky.keys).size, 1)
})

t.test('an answer that breaks off is asked for again, and so is a server that a proxy does not reach', async (t) => {
  const flaky = await failing(t, (request, response, count) => {
    if (count === 1) response.writeHead(200).write('{"id":', () => setTimeout(() => request.socket.destroy(), 20))
    else if (count === 2) response.writeHead(502).end('<html>')
    else fine(response)
  })
  t.same(await createClient({ url: flaky.at }).actors.get('x'), { id: 'x' })
  t.equal(flaky.tries(), 3)
  const broken = await failing(t, (request, response) => {
    response.writeHead(200).write('{"id":', () => setTimeout(() => request.socket.destroy(), 20))
  })
  await t.rejects(createClient({ url: broken.at, tries: 1 }).actors.get('x'), {
    name: 'TypeError',
    message: `There was no answer from ${broken.at}: other side closed (UND_ERR_SOCKET)`,
  })
})

t.test('a signal that is used for long keeps nothing of the waits that came before', async (t) => {
  const { signal } = new AbortController()
  const reach: typeof fetch = (address, { signal: _, ...init } = {}) => fetch(address, init) // which keeps something itself
  const flaky = await failing(t, (_, response, count) => (count % 3 ? busy(response) : fine(response)))
  for (let count = 0; count < 10; count++)
    await createClient({ url: flaky.at, fetch: reach }).actors.get('x', {}, { signal })
  t.equal(getEventListeners(signal, 'abort').length, 0)
})

t.test('it waits as long as the server says, and gives up in the end', async (t) => {
  const slow = await failing(t, (_, response, count) => (count === 1 ? busy(response, '1') : fine(response)))
  const start = performance.now()
  await createClient({ url: slow.at }).actors.get('x')
  t.ok(performance.now() - start >= 990)
  const never = await failing(t, (_, response) => busy(response))
  t.equal((await refusal(createClient({ url: never.at, tries: 3 }).actors.get('x'))).code, 'busy')
  t.equal(never.tries(), 3)
})

t.test('what would fail again is not asked again', async (t) => {
  const broad = await failing(t, (_, response) => busy(response, '60', 'query_too_broad'))
  t.equal((await refusal(createClient({ url: broad.at }).events.list())).retryAfter, 60)
  t.equal(broad.tries(), 1)
  const odd = await failing(t, (_, response) => response.writeHead(500).end('<html>'))
  t.match(await refusal(createClient({ url: odd.at }).events.list()), { status: 500, code: 'unknown' })
  t.equal(odd.tries(), 1)
  const login = await failing(t, (_, response) => response.writeHead(200).end('<html>'))
  t.match(await refusal(createClient({ url: login.at }).events.list()), {
    status: 200,
    code: 'unknown',
    message: 'The answer is no JSON: what is asked is no Sourcebook, or a file, which `file` gives.',
  })
  t.equal(login.tries(), 1)
})

t.test('where nobody answers, the error names the server and the reason, and keeps the cause', async (t) => {
  const gone = await failing(t, () => {})
  gone.close()
  const ask = (options: { url: string; fetch?: typeof fetch }) =>
    createClient({ ...options, tries: 1 })
      .actors.get('x')
      .then(String, (error: Error) => error)
  const refused = (await ask({ url: gone.at })) as Error
  t.equal(refused.message, `There was no answer from ${gone.at}: connect ECONNREFUSED ${gone.at.slice(7)}`)
  t.type(refused, TypeError)
  t.match(refused.cause, { code: 'ECONNREFUSED' })
  const cut = await failing(t, ({ socket }) => socket.destroy())
  t.match(await ask({ url: cut.at }), { message: /: other side closed \(UND_ERR_SOCKET\)$/ })
  const inBrowser = new TypeError('Failed to fetch')
  t.match(await ask({ url: 'http://x', fetch: () => Promise.reject(inBrowser) }), {
    message: 'There was no answer from http://x: Failed to fetch',
    cause: inBrowser,
  })
})

t.test(
  'a copy follows the changes: what was missed, then what happens, through a connection that breaks',
  async (t) => {
    const copy = new Map<string, unknown>()
    const apply = ({ resource, id, record }: Change) =>
      record ? copy.set(`${resource}/${id}`, record) : copy.delete(`${resource}/${id}`)
    let point = '0'
    for await (const change of reader.sync()) {
      apply(change)
      point = change.point
    }
    t.equal(point, room.store.version())

    const stop = new AbortController()
    const edits = (async () => {
      for (let count = 0; count < 6; count++) {
        await new Promise((resolve) => setTimeout(resolve, 60))
        if (count === 3) for (const socket of sockets) socket.destroy()
        const source = await client.sources.create({
          kind: 'news',
          title: `Follow ${count}`,
          claims: [{ field: 'title', value: `Follow ${count}`, stance: 'assigned', note: 'x' }],
        })
        if (count % 2) await client.sources.delete(source)
      }
    })()
    for await (const change of reader.sync({ since: point, live: true, signal: stop.signal })) {
      apply(change)
      if (change.op === 'delete' && change.resource === 'sources' && change.id === 'follow-5') stop.abort()
    }
    await edits
    for (const { name, viewOf } of resources) {
      if (viewOf) continue
      const own = [...copy].filter(([key]) => key.startsWith(`${name}/`)).map(([, record]) => record as { id: string })
      t.same(
        own.sort((a, b) => (a.id < b.id ? -1 : 1)),
        await readAll(room.app, `/v1/${name}?sort=id`),
        name,
      )
    }
  },
)

t.test('after a restored backup the copy hears that it has to begin anew', async (t) => {
  const error = await refusal(reader.sync({ since: '0123abcd-7', live: true }).next())
  t.equal(error.code, 'resync_required')
})

const sockets = new Set<import('node:net').Socket>()
room.app.server.on('connection', (socket) => {
  sockets.add(socket)
  socket.on('close', () => sockets.delete(socket))
})
