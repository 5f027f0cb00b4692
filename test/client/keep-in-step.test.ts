/**
 * Keeping in step: copies that began with a snapshot, and apply what the server says has changed (in pages, as a stream,
 * by the client), are the knowledge base, record by record, through edits, kills, imports, erasing and a restored backup.
 */
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import Sqlite from 'better-sqlite3'
import t from 'tap'
import { type Change, createClient, SourcebookError } from '../../src/client/client.ts'
import type { Resource } from '../../src/engine/resource.ts'
import { resources } from '../../src/model/index.ts'
import { gedLines } from '../bench/data.ts'
import { run, serve } from '../command.ts'

const folder = t.testdir({})
const env: Record<string, string> = { SOURCEBOOK_DB: join(folder, 'base.sqlite'), SOURCEBOOK_FILES_MINUTES: '0' }
/** The server ends with the file, not with the test that starts it. */
const start = () => serve(t, { env })
let served = await start()
env.PORT = String(served.port)
const { url } = served
const tables = resources.filter(({ viewOf }) => !viewOf)

const makeKey = async (scope: string) => (await run(['key', 'create', '--scope', scope], { env })).out.trim()
const client = createClient({ url, key: await makeKey('write'), reason: 'A test.', tries: 8 })
const importKey = await makeKey('import')

type Copy = Map<string, unknown>
type Told = Pick<Change, 'resource' | 'id' | 'record'>
const apply = (copy: Copy, { resource, id, record }: Told) =>
  record ? copy.set(`${resource}/${id}`, record) : copy.delete(`${resource}/${id}`)

/** Everything that there is, as the lists show it. */
async function everything(): Promise<Copy> {
  const copy: Copy = new Map()
  for (const { name } of tables)
    for (const line of (await (await fetch(`${url}/v1/${name}.ndjson`)).text()).split('\n'))
      if (line !== '') apply(copy, { resource: name as 'actors', ...told(line) })
  return copy
}
const told = (line: string) => {
  const record = JSON.parse(line) as Told['record'] & { id: string }
  return { id: record.id, record }
}

/** The snapshot as a copy, and the point at which it stands. */
async function snapshot(): Promise<{ copy: Copy; point: string }> {
  const answer = await fetch(`${url}/v1/snapshot.sqlite`)
  const file = new Sqlite(Buffer.from(await answer.arrayBuffer()))
  const copy: Copy = new Map()
  for (const resource of tables)
    for (const row of file.prepare(`select * from ${resource.name}`).all() as Record<string, unknown>[])
      copy.set(`${resource.name}/${row.id}`, toRecord(resource, row))
  const point = file.prepare("select value from about where key = 'change_seq'").pluck().get() as string
  file.close()
  return { copy, point }
}

const toRecord = ({ fields }: Resource, row: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => {
      const kind = fields[name]?.kind
      if (kind === 'boolean') return [name, value === 1]
      return [name, (kind === 'list' || kind === 'json') && value !== null ? JSON.parse(String(value)) : value]
    }),
  )

type Follower = { copy: Copy; point: string; resyncs: number }

/** Begins anew, because what it follows is no longer known. */
async function resync(follower: Follower) {
  Object.assign(follower, await snapshot())
  follower.resyncs++
}

/** By pages, whenever it is asked to. */
async function readPages(follower: Follower) {
  for (;;) {
    const answer = await fetch(`${url}/v1/changes?since=${follower.point}&limit=37`)
    if (answer.status === 410) {
      await resync(follower)
      continue
    }
    const { data, page } = (await answer.json()) as { data: Told[]; page: { next: string } }
    for (const change of data) apply(follower.copy, change)
    follower.point = page.next
    if (data.length < 37) return
  }
}

const stop = new AbortController()

/** By the stream, as a browser's EventSource does: it comes back with the id of the last event. */
async function listen(follower: Follower) {
  while (!stop.signal.aborted) {
    try {
      const headers = { 'Last-Event-ID': follower.point }
      const answer = await fetch(`${url}/v1/changes/stream`, { headers, signal: stop.signal })
      if (answer.status === 410) await resync(follower)
      else if (answer.body) await hear(answer.body, follower)
    } catch {
      await setTimeout(50) // the server is away
    }
  }
}

async function hear(body: ReadableStream<Uint8Array>, follower: Follower) {
  let text = ''
  for await (const piece of body.pipeThrough(new TextDecoderStream())) {
    const blocks = (text + piece).split('\n\n')
    text = blocks.pop() ?? ''
    for (const block of blocks) {
      const [, id, data] = /^id: (.*)\ndata: (.*)$/m.exec(block) ?? []
      if (id === undefined || data === undefined) continue
      apply(follower.copy, JSON.parse(data) as Told)
      follower.point = id
    }
  }
}

/** By the client. */
async function sync(follower: Follower) {
  while (!stop.signal.aborted)
    try {
      for await (const change of client.sync({ since: follower.point, live: true, signal: stop.signal })) {
        apply(follower.copy, change)
        follower.point = change.point
      }
    } catch (error) {
      if (!(error instanceof SourcebookError && error.code === 'resync_required')) throw error
      await resync(follower)
    }
}

const begin = async (): Promise<Follower> => ({ ...(await snapshot()), resyncs: 0 })
const followers = { pages: await begin(), stream: await begin(), client: await begin() }
const following = [listen(followers.stream), sync(followers.client)]
t.teardown(async () => {
  stop.abort()
  await Promise.all(following)
})

const sorted = (copy: Copy) => [...copy].sort(([a], [b]) => (a < b ? -1 : 1))

/** Fails unless every copy comes to be what there is, within half a minute. */
async function inStep(t: Tap, when: string) {
  const present = sorted(await everything())
  const text = JSON.stringify(present)
  await readPages(followers.pages)
  for (const [name, follower] of Object.entries(followers)) {
    for (let tries = 0; tries < 300 && JSON.stringify(sorted(follower.copy)) !== text; tries++) await setTimeout(100)
    t.same(sorted(follower.copy), present, `${name}: ${when}`)
  }
  return present.length
}
type Tap = { same(found: unknown, wanted: unknown, words: string): unknown }

const said = (field: string, value: string) => [{ field, value, stance: 'assigned' as const, note: 'A test.' }]
const makeSource = (title: string) => client.sources.create({ kind: 'news', title, claims: said('title', title) })

t.test('made, changed, merged and deleted records are in every copy', async (t) => {
  const kept = await makeSource('Kept')
  const gone = await makeSource('Gone')
  await client.sources.update(kept, { publisher: 'Dawn', claims: said('publisher', 'Dawn') })
  await client.sources.delete(gone)
  const one = await client.actors.create({ kind: 'person', name: 'Wali Khan', claims: said('name', 'Wali Khan') })
  await client.actors.merge(one.id, 'ttp')
  await inStep(t, 'after edits')
})

async function send(release: string, seed: number) {
  const headers = { Authorization: `Bearer ${importKey}`, 'Content-Type': 'text/csv', 'Change-Reason': 'x' }
  const body = [...gedLines(120, seed)].join('')
  const answer = await fetch(`${url}/v1/imports/ucdp-ged?release=${release}&withdraw=true`, {
    method: 'POST',
    headers,
    body,
  })
  const at = String(answer.headers.get('location'))
  for (let tries = 0; tries < 600; tries++) {
    const job = (await (await fetch(`${url}${at}`, { headers })).json()) as Job
    if (job.ended_at !== null) return job.report
    await setTimeout(100)
  }
  throw new Error(`the import of ${release} does not end`)
}
type Job = { ended_at: string | null; report: { new: number; changed: number; withdrawn: number } | null }

t.test('a release is in every copy, and what the next one changes and withdraws', async (t) => {
  t.match(await send('23.1', 1), { new: 120 })
  await inStep(t, 'after an import')
  const next = await send('24.1', 2)
  t.ok(next && next.withdrawn > 20 && next.changed > 20, JSON.stringify(next))
  await inStep(t, 'after the next release')
})

t.test('what was acknowledged before the server was killed is in every copy', async (t) => {
  for (let round = 0; round < 2; round++) {
    let count = 0
    const edits = (async () => {
      for (; count < 60; count++) await makeSource(`Round ${round}, number ${count}`)
    })()
    edits.catch(() => {}) // the server is away for longer than a write is tried again
    while (count < 15) await setTimeout(5)
    await served.end('SIGKILL')
    served = await start()
    await edits.catch(() => {})
    await inStep(t, `after kill ${round + 1}`)
  }
})

t.test('what was erased is in no copy', async (t) => {
  const { id } = await makeSource('Erased')
  await inStep(t, 'before')
  const { code, err } = await run(['erase', 'sources', id, '--reason', 'Asked for.'], { env })
  t.equal(code, 0, err)
  await inStep(t, 'after erasing')
  t.notOk(followers.client.copy.has(`sources/${id}`))
})

t.test('after a restored backup every copy hears that it has to begin anew, and is in step again', async (t) => {
  const backup = join(folder, 'backup.sqlite')
  t.equal((await run(['backup', backup], { env })).code, 0)
  await makeSource('Lost with the disk')
  await inStep(t, 'before the loss')
  await served.end('SIGTERM')
  t.equal((await run(['restore', backup], { env })).code, 0)
  served = await start()
  await makeSource('Made after the loss')
  const count = await inStep(t, 'after the restored backup')
  t.same(
    Object.values(followers).map(({ resyncs }) => resyncs),
    [1, 1, 1],
  )
  t.notOk(followers.stream.copy.has('sources/lost-with-the-disk'))
  t.comment(`${count} records compared`)
})
