/** The feed of changes: a copy that applies it has exactly the knowledge base, whatever was done to it meanwhile. */
import { once } from 'node:events'
import t from 'tap'
import { patchRecord } from '../../src/edits/change.ts'
import { deleteRecord } from '../../src/edits/delete.ts'
import { mergeRecord } from '../../src/edits/merge.ts'
import { findChanges, findPoint } from '../../src/engine/changes.ts'
import { Problem } from '../../src/engine/errors.ts'
import type { AnyRecord } from '../../src/engine/resource.ts'
import { directory, resources } from '../../src/model/index.ts'
import { streamChanges } from '../../src/routes/change-stream.ts'
import { randomFrom } from '../records.ts'
import { read, readAll, readProblem, resourceOf } from '../support.ts'
import { assigned, create, openDesk, person } from '../writes/support.ts'

const desk = await openDesk(t)
const { app, edit, row, store, connection } = desk
const names = resources.filter(({ viewOf }) => !viewOf).map(({ name }) => name)

type Change = {
  seq: number
  op: string
  resource: string
  id: string
  into_id: string | null
  at: string
  record: AnyRecord | null
}
type Page = { data: Change[]; page: { next: string } }
type Copy = Map<string, AnyRecord>

const page = (query: string) => read<Page>(app, `/v1/changes?${query}`)

/** Every record, as lists show it. */
async function everything(): Promise<Copy> {
  const copy: Copy = new Map()
  for (const name of names)
    for (const record of await readAll(app, `/v1/${name}`)) copy.set(`${name}/${record.id}`, record)
  return copy
}

function apply(copy: Copy, { resource, id, record }: Change) {
  if (record) copy.set(`${resource}/${id}`, record)
  else copy.delete(`${resource}/${id}`)
}

/** Applies what changed since a point, by pages; gives the next point. */
async function follow(copy: Copy, since: string, limit = 7): Promise<string> {
  const { data, page: next } = await page(`since=${since}&limit=${limit}`)
  for (const change of data) apply(copy, change)
  return data.length < limit ? next.next : follow(copy, next.next, limit)
}

const sorted = (copy: Copy) => [...copy].sort(([a], [b]) => (a < b ? -1 : 1))

t.test('from the beginning, every record comes once, in order, as it is', async (t) => {
  const copy: Copy = new Map()
  const { data } = await page('since=0&limit=1000')
  t.same(
    data.map(({ seq }) => seq),
    data.map(({ seq }) => seq).sort((a, b) => a - b),
  )
  t.equal(new Set(data.map(({ resource, id }) => `${resource}/${id}`)).size, data.length)
  t.match(data[0], { op: 'put', resource: 'actors', into_id: null, at: data[0]?.record?.updated_at })
  t.equal(await follow(copy, '0', 100), store.version())
  t.same(sorted(copy), sorted(await everything()))
})

t.test('where nothing has changed, nothing comes, and the point is the same', async (t) => {
  t.same(await page(`since=${store.version()}`), { data: [], page: { next: store.version() } })
})

t.test('a copy that was made at any point comes to be the present one, through any edits', async (t) => {
  const random = randomFrom(7)
  const pick = <T>(from: readonly T[]): T => from[random(from.length)] as T
  const copies: { copy: Copy; since: string }[] = []
  const done = { create: 0, patch: 0, delete: 0, merge: 0, refused: 0 }
  const ids = () => connection.prepare("select id from actors where id like 'made-%'").pluck().all() as string[]
  const acts: Record<string, (count: number) => void> = {
    create: (count) => create(desk, 'actors', person(`Made ${count}`, { id: `made-${count}` })),
    patch: () =>
      edit((e) => {
        const id = pick(ids())
        patchRecord(e, resourceOf('actors'), row('actors', id), {
          description: `Now ${random(99)}.`,
          claims: [assigned('assessment', `${random(99)}`)],
        })
      }),
    delete: () => edit((e) => deleteRecord(e, resourceOf('actors'), row('actors', pick(ids())))),
    merge: () => edit((e) => mergeRecord(e, resourceOf('actors'), row('actors', pick(ids())), pick(ids()))),
  }
  create(desk, 'actors', person('Made first', { id: 'made-first' }))
  for (let count = 0; count < 120; count++) {
    if (count % 30 === 0) copies.push({ copy: await everything(), since: store.version() })
    const name = ids().length < 2 ? 'create' : pick(['create', 'create', 'patch', 'patch', 'delete', 'merge'])
    try {
      acts[name]?.(count)
      done[name as keyof typeof done]++
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      done.refused++
    }
    if (count % 9 === 0) for (const each of copies) each.since = await follow(each.copy, each.since, 1 + random(20))
  }
  const present = sorted(await everything())
  for (const { copy, since } of copies) {
    t.equal(await follow(copy, since), store.version())
    t.same(sorted(copy), present)
  }
  t.ok(done.create > 10 && done.patch > 10 && done.delete > 5 && done.merge > 5, JSON.stringify(done))
})

t.test('a record that came back is there, one that was merged says where it went', async (t) => {
  create(desk, 'actors', person('Back', { id: 'back' }))
  const since = store.version()
  edit((e) => deleteRecord(e, resourceOf('actors'), row('actors', 'back')))
  create(desk, 'actors', person('Back', { id: 'back' }))
  edit((e) => mergeRecord(e, resourceOf('actors'), row('actors', 'back'), 'ttp'))
  const { data } = await page(`since=${since}&resource=actors`)
  t.match(
    data.find(({ id }) => id === 'back'),
    { op: 'merge', into_id: 'ttp', record: null },
  )
})

t.test('changes of some resources alone', async (t) => {
  const { data } = await page('since=0&resource=visits,datasets&limit=1000')
  t.same([...new Set(data.map(({ resource }) => resource))].sort(), ['datasets', 'visits'])
  t.equal((await readProblem(app, '/v1/changes?resource=figures')).errors?.[0]?.parameter, 'resource')
})

t.test('a point of another epoch, or one that is still to come, means to begin anew', async (t) => {
  const [epoch, seq] = store.version().split('-')
  for (const since of ['0123abcd-4', `${epoch}-${Number(seq) + 1}`])
    t.match(await readProblem(app, `/v1/changes?since=${since}`), { status: 410, code: 'resync_required' }, since)
  for (const since of ['now', '-1', '17', `${epoch}-`, `${epoch}-1x`])
    t.match(
      await readProblem(app, `/v1/changes?since=${since}`),
      { status: 400, errors: [{ parameter: 'since' }] },
      since,
    )
  t.match(await readProblem(app, '/v1/changes/stream?since=0123abcd-4'), { status: 410, code: 'resync_required' })
})

t.test('an answer is not reused without asking, and costs nothing when nothing has changed', async (t) => {
  const first = await app.inject('/v1/changes?since=0')
  t.equal(first.headers['cache-control'], 'no-cache')
  const again = await app.inject({
    url: '/v1/changes?since=0',
    headers: { 'If-None-Match': String(first.headers.etag) },
  })
  t.equal(again.statusCode, 304)
})

/** Reads server-sent events from a server that listens, until `enough`. */
async function listen(query: string, enough: (events: Event[]) => boolean, headers = {}, meanwhile = () => {}) {
  if (!app.server.address()) await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as { port: number }
  const abort = new AbortController()
  const answer = await fetch(`http://127.0.0.1:${port}/v1/changes/stream?${query}`, { headers, signal: abort.signal })
  let text = ''
  let events: Event[] = []
  setTimeout(meanwhile, 50)
  for await (const piece of answer.body as unknown as AsyncIterable<Uint8Array>) {
    text += Buffer.from(piece).toString()
    events = readEvents(text)
    if (enough(events)) break
  }
  abort.abort()
  return { answer, events }
}
type Event = { id: string; data: Change }
const readEvents = (text: string): Event[] =>
  [...text.matchAll(/id: (.*)\ndata: (.*)\n\n/g)].map(([, id = '', data = '']) => ({
    id,
    data: JSON.parse(data) as Change,
  }))

t.test('the stream says the same as the pages, and goes on where it was left', async (t) => {
  const { data } = await page('since=0&limit=120')
  const first = await listen('since=0', (events) => events.length >= 60)
  t.equal(first.answer.headers.get('content-type'), 'text/event-stream; charset=utf-8')
  t.equal(first.answer.headers.get('cache-control'), 'no-store')
  const left = first.events[59] as Event
  const rest = await listen('', (events) => events.length >= 60, { 'Last-Event-ID': left.id })
  const all = [...first.events.slice(0, 60), ...rest.events.slice(0, 60)]
  t.same(
    all.map((event) => event.data),
    data,
  )
  t.ok(all.every(({ id, data }) => id === `${store.version().split('-')[0]}-${data.seq}`))
})

t.test('without a point the stream begins now, and says what happens as it happens', async (t) => {
  const { events } = await listen(
    'resource=actors',
    (heard) => heard.length >= 1,
    {},
    () => {
      create(desk, 'actors', person('Just Now', { id: 'just-now' }))
    },
  )
  t.match(events, [{ data: { op: 'put', resource: 'actors', id: 'just-now', record: { name: 'Just Now' } } }])
})

t.test(
  'when nothing happens the stream says so now and then; it ends when the server does, or another epoch begins',
  async (t) => {
    const closing = new AbortController()
    const pace = { lookEvery: 5, heartbeatEvery: 20 }
    const find = (after: number, limit: number) => findChanges(store.reader, directory, names, after, limit)
    const open = () => streamChanges(store, find, findPoint(store.reader), closing.signal, pace)
    const stream = open()
    let text = ''
    stream.on('data', (piece) => {
      text += piece
      if (text.split(': nothing new').length > 3) closing.abort()
    })
    await once(stream, 'end')
    t.equal(text, `retry: 2000\n\n${': nothing new\n\n'.repeat(3)}`)
    const other = open().resume()
    connection.prepare("update state set epoch = 'ffffffff'").run()
    await once(other, 'end')
  },
)

t.test('the changes of a resource are found by its own, however much of others has changed or gone', async (t) => {
  const statements: string[] = []
  const { reader } = store
  const prepared: typeof reader.prepared = (key, build) => {
    statements.push(build().text)
    return reader.prepared(key, build)
  }
  store.snapshot(() => findChanges({ ...reader, prepared }, directory, ['actors'], 0, 10))
  const [keys = ''] = statements
  const plan = connection.prepare(`explain query plan ${keys}`).all(...Array(5).fill(1)) as { detail: string }[]
  const steps = plan.map(({ detail }) => detail).filter((detail) => / (actors|tombstones) /.test(detail))
  t.same(steps, [
    'SEARCH actors USING COVERING INDEX actors_seq_unique (seq>?)',
    'SEARCH tombstones USING COVERING INDEX tombstones_by_resource (resource=? AND seq>?)',
  ])
})
