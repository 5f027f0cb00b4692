import { once } from 'node:events'
import { existsSync, readdirSync, statSync } from 'node:fs'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import Sqlite from 'better-sqlite3'
import t from 'tap'
import { writeGed } from '../bench/data.ts'
import { run, serve, start } from '../command.ts'
import { open } from '../http/raw.ts'

const cwd = t.testdir({})
const path = join(cwd, 'data/sourcebook.sqlite')

t.test('the first start makes and seeds the database, and says where it listens', async (t) => {
  const served = await serve(t, { cwd })
  t.match(
    served.printed().out,
    /^Seeded data\/sourcebook\.sqlite with [1-9]\d+ records\.\nSourcebook listens on http:\/\/127\.0\.0\.1:\d+\n {2}API {3}http:\S+\/v1\n {2}page {2}http:\S+\/docs\n$/,
  )
  t.equal((await fetch(`${served.url}/v1/actors/ttp`)).status, 200)
  t.equal(await served.end('SIGTERM'), 0)
})

t.test('the start of a private knowledge base says that it asks for a key, and how to make one', async (t) => {
  const env = { SOURCEBOOK_VISIBILITY: 'private', SOURCEBOOK_DB: 'private.sqlite' }
  const first = await serve(t, { cwd, env })
  t.match(
    first.printed().out,
    /\/docs\nIt is private: every address, \/docs too, asks for a key in the header Authorization: Bearer\. There is none yet: sourcebook key create --scope read makes one\.\n$/,
  )
  t.equal(await first.end('SIGTERM'), 0)
  await run(['key', 'create', '--scope', 'read'], { cwd, env })
  const second = await serve(t, { cwd, env })
  t.match(second.printed().out, /Authorization: Bearer\.\n$/)
  t.equal(await second.end('SIGTERM'), 0)
})

const modes = process.platform === 'win32' ? 'Windows has no modes' : false

t.test('what is made of a private knowledge base only its owner may read', { skip: modes }, async (t) => {
  const cwd = t.testdir({})
  const env = { SOURCEBOOK_DB: 'p/base.sqlite' }
  const opened = () =>
    readdirSync(cwd, { recursive: true, encoding: 'utf8' }).filter((name) => statSync(join(cwd, name)).mode & 0o077)
  await run(['migrate'], { cwd, env: { ...env, SOURCEBOOK_VISIBILITY: 'private' } })
  t.same(opened(), [])
  const key = await run(['key', 'create', '--scope', 'read'], { cwd, env })
  const served = await serve(t, { cwd, env })
  const headers = { Authorization: `Bearer ${key.out.trim()}` }
  t.equal((await fetch(`${served.url}/v1/snapshot.sqlite`, { headers, method: 'HEAD' })).status, 200)
  const there = readdirSync(join(cwd, 'p'))
  for (const end of ['', '-wal', '-shm', '-place', '-files']) t.ok(there.includes(`base.sqlite${end}`), end)
  t.same(opened(), ['p/base.sqlite-serve'], 'the lock alone is made before it is known, and is empty')
  t.equal(await served.end('SIGTERM'), 0)
})

t.test('the second start finds its data again', async (t) => {
  const served = await serve(t, { cwd })
  t.match(served.printed().out, /^Sourcebook listens on /)
  const { datasets } = (await (await fetch(`${served.url}/v1`)).json()) as {
    datasets: { id: string; events: number }[]
  }
  t.ok(datasets.some(({ id, events }) => id === 'sourcebook' && events > 0))
  t.equal(await served.end('SIGINT'), 0)
  t.notOk(existsSync(`${path}-wal`))
  t.notOk(existsSync(`${path}-shm`))
})

t.test('while somebody writes it starts all the same, and commands that write wait', async (t) => {
  const env = { SOURCEBOOK_DB: join(cwd, 'busy.sqlite') }
  const first = await serve(t, { cwd, env })
  await first.end('SIGTERM')
  const other = new Sqlite(env.SOURCEBOOK_DB)
  const mark = () => other.pragma('user_version', { simple: true })
  const marked = mark()
  other.exec('begin immediate')
  const served = await serve(t, { cwd, env })
  t.equal((await fetch(`${served.url}/v1/actors/ttp`)).status, 200)
  const made = run(['key', 'create', '--scope', 'read', '--name', 'Lena'], { cwd, env })
  await setTimeout(1500)
  t.equal(mark(), marked)
  other.exec('rollback')
  t.match(await made, { code: 0, err: '' })
  while (mark() === marked) await setTimeout(20)
  other.close()
  t.equal(await served.end('SIGTERM'), 0)
})

t.test('after a kill it starts as after an end', async (t) => {
  const first = await serve(t, { cwd })
  t.equal(await first.end('SIGKILL'), null)
  const second = await serve(t, { cwd })
  t.equal((await fetch(`${second.url}/v1/actors/ttp`)).status, 200)
  t.equal(await second.end('SIGTERM'), 0)
})

t.test('told to end, it answers what has begun to arrive, and leaves no idle connection open', async (t) => {
  const served = await serve(t, { cwd })
  const begun = await open(served.port)
  begun.write('GET /v1/actors/ttp HTTP/1.1\r\nHost: x\r\n')
  const idle = await open(served.port)
  idle.write('GET /v1/actors/ttp HTTP/1.1\r\nHost: x\r\n\r\n')
  await once(idle, 'data') // what was sent before has arrived, too
  const ended = served.end('SIGTERM')
  await once(idle, 'close')
  begun.write('\r\n')
  const text = String(Buffer.concat(await begun.toArray()))
  t.match(text, /^HTTP\/1\.1 200 OK\r\n/)
  t.match(text, /\r\nconnection: close\r\n/i)
  t.match(text, /"id":"ttp"/)
  t.equal(await ended, 0)
})

t.test(
  'told to end, it waits for no file that is still on its way, nor long for what has begun to arrive',
  async (t) => {
    const env = { SOURCEBOOK_DB: join(cwd, 'hanging.sqlite') }
    const served = await serve(t, { cwd, env })
    const key = (await run(['key', 'create', '--scope', 'admin', '--name', 'Lena'], { cwd, env })).out.trim()
    const hang = async (...lines: string[]) => {
      const socket = await open(served.port)
      socket.write(
        [...lines, 'Host: x', `Authorization: Bearer ${key}`, 'Change-Reason: x', 'Content-Length: 9'].join('\r\n'),
      )
      return socket
    }
    const upload = await hang('POST /v1/imports/ucdp-ged HTTP/1.1', 'Content-Type: text/csv', 'Expect: 100-continue')
    upload.write('\r\n\r\n')
    t.match(String((await once(upload, 'data'))[0]), /^HTTP\/1\.1 100 /)
    upload.write('id')
    const body = await hang('POST /v1/actors HTTP/1.1', 'Content-Type: application/json')
    body.write('\r\n\r\n{')
    const headers = await hang('GET /v1 HTTP/1.1')
    await setTimeout(500) // until they are read, its connection looks idle
    const ended = served.end('SIGTERM')
    const heard: string[] = []
    const hear = async (name: string, socket: Socket) => {
      const text = String(Buffer.concat(await socket.toArray()))
      heard.push(name)
      t.match(
        text,
        /^HTTP\/1\.1 503 [\s\S]*"detail":"The server is ending, and did not wait for the rest of the request\./,
      )
    }
    await Promise.all([hear('body', body), hear('headers', headers), hear('file', upload)])
    t.equal(heard[0], 'file', 'which is told at once')
    t.equal(await ended, 0)
    t.same(readdirSync(join(cwd, 'hanging.sqlite-imports')), [])
  },
)

t.test('told to end, it says that it is not ready for as long as is set, and answers all else meanwhile', async (t) => {
  const served = await serve(t, { cwd, env: { SOURCEBOOK_DRAIN_SECONDS: '1' } })
  const ended = served.end('SIGTERM')
  const statusOf = async (path: string) => (await fetch(`${served.url}${path}`)).status
  while ((await statusOf('/ready')) !== 503) await setTimeout(20)
  t.equal(await statusOf('/v1/actors/ttp'), 200)
  t.equal(await statusOf('/health'), 200)
  t.equal(await ended, 0)
})

t.test('told to end twice, it waits no longer, and still answers what has begun', async (t) => {
  const served = await serve(t, { cwd, env: { SOURCEBOOK_DRAIN_SECONDS: '100' } })
  const begun = await open(served.port)
  begun.write('GET /v1/actors/ttp HTTP/1.1\r\nHost: x\r\n')
  served.end('SIGTERM')
  while ((await fetch(`${served.url}/ready`)).status !== 503) await setTimeout(20)
  const ended = served.end('SIGTERM')
  await isDeaf(served.url)
  begun.write('\r\n')
  t.match(String(Buffer.concat(await begun.toArray())), /^HTTP\/1\.1 200 OK\r\n/)
  t.equal(await ended, 0)
  t.notOk(existsSync(`${path}-wal`))
})

t.test('told to end three times, it does at once', async (t) => {
  const served = await serve(t, { cwd, env: { SOURCEBOOK_DRAIN_SECONDS: '100' } })
  const begun = await open(served.port)
  begun.write('GET /v1/actors/ttp HTTP/1.1\r\nHost: x\r\n')
  begun.on('error', () => {}) // it is broken off
  served.end('SIGINT')
  while ((await fetch(`${served.url}/ready`)).status !== 503) await setTimeout(20)
  served.end('SIGINT')
  await isDeaf(served.url)
  t.equal(await served.end('SIGINT'), null, 'killed')
})

/** Waits until nobody is let in any more. */
async function isDeaf(url: string) {
  const isHeard = () => fetch(`${url}/health`).then(Boolean, () => false)
  for (let left = 200; await isHeard(); left--) {
    if (left === 0) throw new Error('it goes on listening')
    await setTimeout(20)
  }
}

t.test('what it logs is JSON, a line each; requests only at debug, without a fault at info nothing', async (t) => {
  const lines = (text: string) =>
    text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Record<string, unknown>)
  const info = await serve(t, { cwd })
  for (const url of ['/v1', '/nothing', '/v1/actors?limit=0']) await (await fetch(`${info.url}${url}`)).text()
  await info.end('SIGTERM')
  t.equal(info.printed().err, '')

  const debug = await serve(t, { cwd, env: { SOURCEBOOK_LOG: 'debug' } })
  const { headers } = await fetch(`${debug.url}/v1/actors?limit=0`)
  await debug.end('SIGTERM')
  t.match(
    lines(debug.printed().err).find(({ msg }) => msg === 'answered'),
    {
      request: headers.get('x-request-id'),
      method: 'GET',
      url: '/v1/actors?limit=0',
      status: 400,
      ms: Number,
    },
  )
})

t.test('it goes on serving when nobody reads its log any more', async (t) => {
  const child = start(['serve'], { cwd, env: { SOURCEBOOK_LOG: 'debug' } })
  t.teardown(() => child.kill('SIGKILL'))
  let out = ''
  for await (const text of child.stdout?.iterator({ destroyOnReturn: false }) ?? []) {
    out += text
    if (/\/docs\n/.test(out)) break
  }
  const [, url] = /listens on (\S+)\n/.exec(out) ?? []
  child.stderr?.destroy()
  for (let at = 0; at < 3; at++) t.equal((await fetch(`${url}/v1/actors/ttp`)).status, 200)
  child.kill('SIGTERM')
  t.same(await once(child, 'exit'), [0, null])
})

t.test('told to end, files in flight end whole or break, and the log is taken into the file', async (t) => {
  const env = { SOURCEBOOK_DB: join(cwd, 'files.sqlite') }
  const release = join(cwd, 'ged231.csv')
  const rows = 14_000
  await writeGed(release, rows)
  t.equal((await run(['import', 'ucdp-ged', release], { env })).code, 0)
  const served = await serve(t, { env })
  const path = '/v1/events.ndjson?dataset=ucdp-ged'
  const stalled = await open(served.port)
  stalled.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`)
  await once(stalled, 'readable') // and takes nothing
  const read = await fetch(`${served.url}${path}`)
  const ended = served.end('SIGTERM')
  const lines = (await read.text()).split('\n').length - 1
  t.equal(lines, rows, 'who reads on gets all of it')
  t.equal(await ended, 0, 'who takes nothing does not keep it')
  const [outcome] = await Promise.allSettled([stalled.toArray()])
  if (outcome?.status === 'fulfilled')
    t.notMatch(Buffer.concat(outcome.value).subarray(-5).toString('latin1'), '0\r\n\r\n', 'and gets no end')
  else t.match(outcome?.reason, { code: 'ECONNRESET' }, 'and gets no end')
  t.notOk(existsSync(`${env.SOURCEBOOK_DB}-wal`))
})
