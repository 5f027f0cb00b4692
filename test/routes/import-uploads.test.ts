/** Files to import as they arrive, through real sockets: one at a time, never for ever, and whatever ends one leaves nothing. */
import { once } from 'node:events'
import { existsSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { dirname } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { buildApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { ucdpGed } from '../../src/imports/ucdp-ged.ts'
import { startImport } from '../../src/processes/importer.ts'
import { openForWriting } from '../../src/store/open.ts'
import { listen, open, readAnswers, type Said } from '../http/raw.ts'
import { gedRow } from '../imports/rows.ts'
import { toCsv } from '../imports/support.ts'
import { openSeeded, type Scope } from '../support.ts'
import { furnish } from '../writes/newsroom.ts'

const base = await openSeeded(t)
const { store } = base
const key = furnish(base).key('import', 'Lena')
const folder = `${store.path}-imports`

type Served = { app: FastifyInstance; port: number }

async function serve(scope: Pick<Scope, 'teardown'>, settings: Record<string, string>): Promise<Served> {
  const app = await buildApp(store, readConfig({ SOURCEBOOK_LOG: 'silent', ...settings }))
  scope.teardown(() => app.close())
  return { app, port: await listen(app) }
}

/** Ends a file that stalls after 30 seconds, as it does if nothing is set. */
const usual = await serve(t, { SOURCEBOOK_IMPORT_MB: '1' })
const { app, port } = usual
const file = toCsv(ucdpGed.columns, [gedRow])

const head = (length: number, more: string[] = []) =>
  [
    'POST /v1/imports/ucdp-ged?dry_run=true HTTP/1.1',
    'Host: localhost',
    `Authorization: Bearer ${key}`,
    'Change-Reason: x',
    ...(more.some((line) => line.startsWith('Content-Type')) ? [] : ['Content-Type: text/csv']),
    `Content-Length: ${length}`,
    ...more,
    '',
    '',
  ].join('\r\n')

/** The first answer on a socket, which is then closed. */
async function answerOn(socket: Socket): Promise<Said> {
  let text = ''
  for await (const part of socket) {
    text += (part as Buffer).toString('latin1')
    const [said] = readAnswers(text)
    if (said && said.body.length === Number(said.headers['content-length'])) return said
  }
  throw new Error(`the connection ended after '${text}'`)
}

async function say(...parts: (string | Buffer)[]): Promise<Said> {
  const socket = await open(port)
  for (const part of parts) socket.write(part)
  return answerOn(socket)
}

async function figure(name: string, { app }: Served = usual): Promise<number> {
  const line = (await app.inject('/metrics')).payload.split('\n').find((each) => each.startsWith(`${name} `))
  return Number(line?.split(' ')[1])
}

/** Waits until something is so, for 20 seconds at most: what becomes so only because a file stalls comes later. */
async function becomes(isSo: () => boolean | Promise<boolean>) {
  for (const end = Date.now() + 20_000; Date.now() < end; ) {
    if (await isSo()) return
    await after(50)
  }
  throw new Error('it does not come so far')
}

const uploads = () => (existsSync(folder) ? readdirSync(folder) : [])
const isFree = async (served = usual) =>
  (await figure('sourcebook_uploads_open', served)) === 0 && uploads().length === 0

/** A file that has begun to arrive. */
async function begin({ port }: Served = usual): Promise<Socket> {
  const socket = await open(port)
  socket.write(head(1000))
  socket.write('id,rel')
  await becomes(() => uploads().length === 1)
  return socket
}

/** A dry run of one row, from its sending to its end. */
async function goesThrough() {
  const { status, body } = await say(head(file.length), file)
  if (status !== 202) return false
  const { id } = JSON.parse(body) as { id: string }
  const headers = { Authorization: `Bearer ${key}` }
  await becomes(async () => (await app.inject({ url: `/v1/imports/${id}`, headers })).json().ended_at !== null)
  return true
}

t.test('while a file arrives, a second one is refused before a byte of it is taken', async (t) => {
  const first = await begin()
  const second = await say(head(1000, ['Expect: 100-continue']))
  t.equal(second.status, 503, 'and not told to go on')
  t.equal(second.headers['retry-after'], '5')
  t.match(JSON.parse(second.body), {
    code: 'busy',
    detail:
      'A file to import is arriving already, and one is taken at a time. Try again after the seconds in Retry-After.',
  })
  const third = await say(head(1000, ['Idempotency-Key: third']), 'id,rel')
  t.equal(third.status, 503, 'whether it waits to be told or not')
  t.equal(uploads().length, 1)
  first.destroy()
  await becomes(isFree)
  t.equal(await goesThrough(), true)
})

t.test('a client that leaves gives its place back', async (t) => {
  const socket = await begin()
  socket.end()
  await becomes(isFree)
  t.equal(await goesThrough(), true)
})

t.test('nothing is kept of a client that leaves while its file waits for the database', async (t) => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  let served: WeakRef<Socket> | undefined
  app.server.once('connection', (socket: Socket) => {
    served = new WeakRef(socket)
  })
  const held = openForWriting(store.path)
  t.teardown(() => held.close())
  held.exec('begin immediate')
  const socket = await open(port)
  socket.write(`${head(1000)}id,rel`)
  await becomes(async () => (await figure('sourcebook_uploads_open')) === 1)
  socket.resetAndDestroy()
  await becomes(() => served?.deref()?.destroyed !== false)
  held.exec('rollback')
  await becomes(isFree)
  await becomes(() => {
    collect()
    return served?.deref() === undefined
  })
  t.pass('its connection is forgotten')
})

t.test('a file that stalls is ended with a sentence, and gives its place back', async (t) => {
  const hasty = await serve(t, { SOURCEBOOK_REQUEST_SECONDS: '2' })
  const socket = await begin(hasty)
  const drip = setInterval(() => socket.write('x'), 200)
  const said = await answerOn(socket)
  clearInterval(drip)
  t.equal(said.status, 408)
  t.match(JSON.parse(said.body), {
    code: 'request_timeout',
    detail: /^Less than 256 KiB of the file came in 2 seconds/,
  })
  await becomes(() => isFree(hasty))
  const next = await begin(hasty)
  next.destroy()
  await becomes(() => isFree(hasty))
})

t.test('a file that goes on arriving may take longer than a request', async (t) => {
  const { port } = await serve(t, { SOURCEBOOK_REQUEST_SECONDS: '2' })
  const socket = await open(port)
  const piece = Buffer.alloc(512 * 1024, 'x')
  const pieces = 70
  socket.write(head(pieces * piece.length))
  for (let sent = 0; sent < pieces; sent++) {
    if (!socket.write(piece)) await once(socket, 'drain')
    await after(50)
  }
  t.equal((await answerOn(socket)).status, 202)
})

t.test('what is refused for what it is gives its place back', async (t) => {
  const large = 2 * 1024 * 1024
  const chunk = `${large.toString(16)}\r\n${'x'.repeat(large)}\r\n0\r\n\r\n`
  const untold = head(0).replace('Content-Length: 0', 'Transfer-Encoding: chunked')
  for (const [status, ...parts] of [
    [413, head(large)],
    [413, untold, chunk],
    [400, untold, '0\r\n\r\n'],
    [415, head(2, ['Content-Type: application/json']), '{}'],
    [415, head(file.length, ['Content-Encoding: br']), file],
  ] as const) {
    t.equal((await say(...parts)).status, status)
    await becomes(isFree)
  }
  t.equal(await goesThrough(), true)
})

t.test('a fault of the server gives the place back', async (t) => {
  rmSync(folder, { recursive: true, force: true })
  writeFileSync(folder, 'no folder')
  const { status, body } = await say(head(file.length), file)
  t.match([status, JSON.parse(body).code], [500, 'internal_error'])
  t.equal(await figure('sourcebook_uploads_open'), 0)
  rmSync(folder)
  t.equal(await goesThrough(), true)
})

t.test('an import whose process cannot be made has failed, and the next one goes through', async (t) => {
  const { execPath } = process
  for (const path of ['/no/such/program', '\0']) {
    process.execPath = path
    const { status, body } = await say(head(file.length), file)
    process.execPath = execPath
    t.equal(status, 202)
    const url = `/v1/imports/${JSON.parse(body).id}`
    const read = async () => (await app.inject({ url, headers: { Authorization: `Bearer ${key}` } })).json()
    await becomes(async () => (await read()).ended_at !== null)
    t.match(await read(), { state: 'failed', failure: 'The server could not import it, and has logged why.' })
  }
  t.equal(await goesThrough(), true)
})

t.test('a failure that names a folder of the server is for its log alone', async (t) => {
  const { path } = store
  const order = { id: 'x', dataset: 'ucdp-ged', bytes: 1, release: null, dryRun: true, withdraw: false }
  const limits = { mostBytes: 1, now: '2025-08-01T00:00:00.000Z' }
  const gone = startImport(path, { ...order, ...limits, file: `${path}-none` }, () => {})
  t.match(await gone.ended, { fault: String })
  const elsewhere = startImport(`${path}-imports/none/x`.repeat(200), { ...order, ...limits, file: path }, () => {})
  t.match(await elsewhere.ended, { fault: /^Cannot use the database / })

  process.chdir(dirname(path))
  symlinkSync(path, 'e')
  writeFileSync('words', 'These are no rows.')
  const letter = startImport('e', { ...order, ...limits, mostBytes: 100, file: 'words' }, () => {})
  t.match(await letter.ended, { failure: /e/ }, 'which a sentence with a letter of its name does not')
  const within = startImport('e/x', { ...order, ...limits, file: 'words' }, () => {})
  t.match(await within.ended, { fault: /^Cannot use the database / })
})

t.test('an import goes on where its process may not choose its priority', async (t) => {
  const folder = t.testdir({
    'sandbox.mjs':
      "import os from 'node:os'\nimport { syncBuiltinESMExports } from 'node:module'\nos.setPriority = () => { throw new Error('EPERM') }\nsyncBuiltinESMExports()",
    'ged231.csv': file,
  })
  const { NODE_OPTIONS: before = '' } = process.env
  t.teardown(() => {
    process.env.NODE_OPTIONS = before
  })
  process.env.NODE_OPTIONS = `${before} --import=${folder}/sandbox.mjs`
  const order = { id: 'x', dataset: 'ucdp-ged', file: `${folder}/ged231.csv`, bytes: file.length, release: '23.1' }
  const rest = { dryRun: true, withdraw: false, mostBytes: 1e6, now: '2025-08-01T00:00:00.000Z' }
  const { ended } = startImport(store.path, { ...order, ...rest }, () => {})
  t.match(await ended, { release: '23.1', report: /"read":1,/ })
})
