/** What a client cannot use up: time, connections, files, streams, and the patience of others. */
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { setTimeout as after } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { buildApp } from '../../src/app.ts'
import { type Config, readConfig } from '../../src/config.ts'
import { openSlots } from '../../src/http/slots.ts'
import { openSeeded } from '../support.ts'
import { furnish } from '../writes/newsroom.ts'
import { get, listen, open, readAnswers, talk } from './raw.ts'

const base = await openSeeded(t)
const { store, connection } = base
const { key } = furnish(base)

/** Copies of an event: so many that a file of them is larger than what a socket holds, and that a query may take long. */
const copies = 100_000
const columns = (connection.pragma('table_info(event_rows)') as { name: string }[]).map(({ name }) => name)
const own: Record<string, string> = {
  id: "'copy-' || i",
  n: '1000000000 + i',
  seq: '1000000000 + i',
  k: '1000000000 + i',
}
const copied = columns.map((name) => own[name] ?? name)
connection.exec(`with recursive counted (i) as (select 1 union all select i + 1 from counted where i < ${copies})
  insert into event_rows (${columns}) select ${copied} from counted, (select * from event_rows where id = '2025-04-infiltration-repelled')`)

type Scope = { teardown(work: () => unknown): unknown }

/** A server that listens, with settings of its own; shorter times than those that may be set, too. */
async function start(t: Scope, settings: Partial<Config>): Promise<{ app: FastifyInstance; port: number }> {
  const app = await buildApp(store, { ...readConfig({ SOURCEBOOK_LOG: 'silent' }), ...settings })
  t.teardown(() => {
    app.server.closeAllConnections()
    return app.close()
  })
  return { app, port: await listen(app) }
}

async function figure(app: FastifyInstance, name: string): Promise<number> {
  const { payload } = await app.inject('/metrics')
  return Number(
    payload
      .split('\n')
      .find((line) => line.startsWith(`${name} `))
      ?.split(' ')[1],
  )
}

/** Waits until a figure is what it should be, for a minute. */
async function becomes(app: FastifyInstance, name: string, value: number): Promise<boolean> {
  for (let tries = 0; tries < 1200; tries++) {
    if ((await figure(app, name)) === value) return true
    await after(50)
  }
  return false
}

const statusOf = async (port: number, path = '/v1/actors/ttp') => (await talk(port, get(path)))[0]?.status

/** Whether a point read is answered while some of what was asked before it is not. */
async function isAnsweredBeside(port: number, asked: readonly Promise<unknown>[]): Promise<boolean> {
  let isOver = false
  void Promise.all(asked).then(() => {
    isOver = true
  })
  return (await statusOf(port)) === 200 && !isOver
}

/** The bytes until the socket closes. */
async function heard(socket: Socket): Promise<string> {
  const parts: Buffer[] = []
  socket.on('data', (part) => parts.push(part))
  if (!socket.closed) await once(socket, 'close')
  return Buffer.concat(parts).toString('latin1')
}

t.test('who sends slowly is cut: headers a byte at a time, a body that does not come, nothing at all', async (t) => {
  const { app, port } = await start(t, { SOURCEBOOK_REQUEST_SECONDS: 1 })
  const [dripping, waiting, silent] = [await open(port), await open(port), await open(port)]
  const drip = setInterval(() => dripping.write('X'), 200)
  dripping.write('GET /v1 HTTP/1.1\r\nHost: x\r\nX-Slow: ')
  waiting.write(
    `POST /v1/actors HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${key('write')}\r\nChange-Reason: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{`,
  )
  const said = await Promise.all([dripping, waiting, silent].map(heard))
  clearInterval(drip)
  for (const text of said.slice(0, 2)) t.equal(readAnswers(text)[0]?.status, 408)
  t.equal(await becomes(app, 'sourcebook_connections_open', 0), true)
})

t.test('who does not read a file is cut, and the file is let go; others are answered meanwhile', async (t) => {
  const { app, port } = await start(t, { SOURCEBOOK_IDLE_SECONDS: 1 })
  const slow = await open(port)
  slow.pause()
  slow.write('GET /v1/events.ndjson?sort=id HTTP/1.1\r\nHost: x\r\n\r\n')
  t.equal(await becomes(app, 'sourcebook_files_open', 1), true)
  t.equal(await statusOf(port), 200)
  t.equal(await becomes(app, 'sourcebook_connections_open', 0), true, 'it is cut')
  t.equal(await figure(app, 'sourcebook_files_open'), 0)
  slow.resume()
  t.notMatch((await heard(slow)).slice(-5), '0\r\n\r\n', 'and what it has does not end as if it were whole')
})

t.test('connections that do nothing are bounded; one too many is told so, and closed', async (t) => {
  const { app, port } = await start(t, { SOURCEBOOK_CONNECTIONS: 200 })
  const idle = await Promise.all(Array.from({ length: 200 }, () => open(port)))
  t.equal(await becomes(app, 'sourcebook_connections_open', 200), true)
  const [said] = await talk(port, get('/v1/actors/ttp'))
  t.equal(said?.status, 503)
  t.equal(said?.headers['retry-after'], '5')
  t.match(JSON.parse(said?.body ?? ''), { code: 'busy', detail: /as many connections as can be/ })
  t.equal((await talk(port, get('/health')))[0]?.status, 200, 'but it lives')
  t.equal(await heard(await open(port)), '', 'and who says nothing hears nothing')
  const flood = (await Promise.all(Array.from({ length: 2000 }, () => open(port).catch(() => undefined)))).concat(idle)
  t.equal(await figure(app, 'sourcebook_connections_open'), 200)
  const count = await new Promise<number>((resolve) => app.server.getConnections((_, n) => resolve(n)))
  t.ok(count <= 400, `${count} connections of 2,200`)
  for (const socket of flood) socket?.destroy()
  t.equal(await becomes(app, 'sourcebook_connections_open', 0), true)
  t.equal(await statusOf(port), 200)
})

t.test('streams of changes are bounded, and a place that is left is free', async (t) => {
  const { app, port } = await start(t, { SOURCEBOOK_STREAMS: 2 })
  const listen = async () => {
    const socket = await open(port)
    socket.write('GET /v1/changes/stream HTTP/1.1\r\nHost: x\r\n\r\n')
    await once(socket, 'data')
    return socket
  }
  const [first] = [await listen(), await listen()]
  const [said] = await talk(port, get('/v1/changes/stream'))
  t.equal(said?.status, 503)
  t.equal(said?.headers['retry-after'], '5')
  t.match(JSON.parse(said?.body ?? ''), { code: 'busy', detail: /listen to the stream of changes/ })
  t.equal(await statusOf(port), 200)
  first?.destroy()
  t.equal(await becomes(app, 'sourcebook_streams_open', 1), true)
  await listen()
})

t.test('fifty files at once: as many are written as may be, the others are told to come again', async (t) => {
  const { app, port } = await start(t, { SOURCEBOOK_FILES_AT_ONCE: 8 })
  const asked = Array.from({ length: 50 }, (_, n) => talk(port, get(`/v1/claims.xlsx?limit=${400 + n}`), 30))
  t.equal(await isAnsweredBeside(port, asked), true, 'a point read does not wait for them')
  const said = (await Promise.all(asked)).map(([one]) => one)
  const whole = said.filter((one) => one?.status === 200).length
  t.ok(whole >= 8, `${whole} files`)
  t.equal(said.filter((one) => one?.status === 503 && one.headers['retry-after'] === '5').length, 50 - whole)
  t.equal(await becomes(app, 'sourcebook_files_open', 0), true)
})

t.test('forty queries at once that take long: as many wait as may, the others are told to come again', async (t) => {
  const { app, port } = await start(t, {})
  const asked = Array.from({ length: 40 }, (_, n) => talk(port, get(`/v1/events?count=exact&fatalities_best=${n}`), 60))
  t.equal(await isAnsweredBeside(port, asked), true, 'a point read does not wait for them')
  const said = (await Promise.all(asked)).map(([one]) => one)
  const whole = said.filter((one) => one?.status === 200).length
  t.ok(whole >= 17, `${whole} answers`)
  t.equal(said.filter((one) => one?.status === 503 && one.headers['retry-after'] === '5').length, 40 - whole)
  t.equal(await becomes(app, 'sourcebook_queries_open', 0), true)
})

t.test('a query whose client has left is not answered when its turn comes', async (t) => {
  const { app, port } = await start(t, {})
  const leaving = await Promise.all(Array.from({ length: 16 }, () => open(port)))
  for (const [n, socket] of leaving.entries())
    socket.write(`GET /v1/events?count=exact&fatalities_low=${n}&facets=type,country HTTP/1.1\r\nHost: x\r\n\r\n`)
  t.equal(await becomes(app, 'sourcebook_queries_open', 16), true)
  for (const socket of leaving) socket.destroy()
  const [said] = await talk(port, get('/v1/events?count=exact&fatalities_low=99'), 30)
  t.equal(said?.status, 200)
  t.equal(await figure(app, 'sourcebook_queries_open'), 0)
})

t.test('a body that is too large is refused, packed or not; packed ones are not taken at all', async (t) => {
  const { port } = await start(t, { SOURCEBOOK_BODY_KB: 2 })
  const post = (headers: string[], body: string) =>
    talk(
      port,
      [
        'POST /v1/actors HTTP/1.1',
        'Host: x',
        'Connection: close',
        `Authorization: Bearer ${key('write')}`,
        'Change-Reason: x',
        'Content-Type: application/json',
        ...headers,
        '',
        body,
      ].join('\r\n'),
    ).then(([said]) => said)
  const long = 'x'.repeat(3000)
  t.equal((await post(['Content-Length: 3000'], long))?.status, 413)
  t.equal((await post(['Transfer-Encoding: chunked'], `bb8\r\n${long}\r\n0\r\n\r\n`))?.status, 413)
  t.equal((await post(['Content-Length: 3000', 'Content-Encoding: gzip'], long))?.status, 413)
  const packed = await post(['Content-Length: 2', 'Content-Encoding: gzip'], '{}')
  t.equal(packed?.status, 415)
  t.match(JSON.parse(packed?.body ?? ''), {
    detail: 'A body is taken as it is, not in Content-Encoding gzip. Send it plain.',
  })
})

t.test('headers have a length that is set', async (t) => {
  const { port } = await start(t, { SOURCEBOOK_HEADERS_KB: 20 })
  t.equal((await talk(port, get('/v1/actors/ttp', [`X: ${'x'.repeat(18_000)}`])))[0]?.status, 200)
  t.equal((await talk(port, get('/v1/actors/ttp', [`X: ${'x'.repeat(21_000)}`])))[0]?.status, 431)
})

t.test(
  'one client has at most half of the places; this machine may have all; what is given back is free',
  async (t) => {
    const slots = openSlots(4)
    const [first, second] = [slots.take('a'), slots.take('a')]
    t.ok(first && second)
    t.notOk(slots.take('a'))
    t.ok(slots.take('b'))
    const last = slots.take(null)
    t.ok(last)
    t.notOk(slots.take('c'))
    first?.()
    first?.()
    t.equal(slots.taken(), 3)
    t.ok(slots.take('a'))
    last?.()
    t.notOk(slots.take('a'))
    t.ok(slots.take(null))
    t.equal(slots.taken(), 4)
  },
)
