import { once } from 'node:events'
import { get as httpGet, type IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { setTimeout as after } from 'node:timers/promises'
import { MessageChannel } from 'node:worker_threads'
import zlib from 'node:zlib'
import fastify from 'fastify'
import t from 'tap'
import { openCache } from '../../src/http/cache.ts'
import { installProblems } from '../../src/http/problems.ts'
import { type About, sendAnswer } from '../../src/http/send.ts'
import { openSlots, type Slots } from '../../src/http/slots.ts'
import { receive } from '../../src/http/stream.ts'
import { get, listen, open, talk } from './raw.ts'

type Pieces = () => AsyncGenerator<Buffer>

/** A server whose only answer is a file of these pieces. */
async function serve(
  t: { teardown(work: () => unknown): unknown },
  pieces: Pieces,
  slots: Slots = openSlots(10),
): Promise<number> {
  const app = fastify({ forceCloseConnections: true })
  installProblems(app)
  const stream = () => Readable.from(pieces(), { objectMode: false })
  const about: About = {
    key: undefined,
    url: '/',
    version: '1',
    limits: { takeFile() {}, hold: (_kind, client) => slots.take(client) ?? (() => {}) },
    askElsewhere: () => Promise.reject(new Error('a file is made here')),
  }
  app.get('/', (request, reply) => sendAnswer({ mediaType: 'text/plain', stream }, about, request, reply, openCache(0)))
  t.teardown(() => app.close())
  return listen(app)
}

async function ask(port: number, encoding: string): Promise<IncomingMessage> {
  const request = httpGet({ port, host: '127.0.0.1', headers: { 'accept-encoding': encoding }, agent: false })
  const [response] = await once(request, 'response')
  request.on('error', () => {}) // the response has it too
  return response
}

const decoders = {
  identity: undefined,
  gzip: zlib.createGunzip,
  br: zlib.createBrotliDecompress,
  zstd: zlib.createZstdDecompress,
}

const line = (n: number) => Buffer.from(`line ${n} of a file that is made while it is sent\n`)

for (const [encoding, decoder] of Object.entries(decoders)) {
  t.test(`${encoding}: the first piece arrives before the second is made`, async (t) => {
    const gate = Promise.withResolvers<void>()
    const port = await serve(t, async function* () {
      yield line(1)
      await gate.promise
      yield line(2)
    })
    const response = await ask(port, encoding)
    const read = decoder ? response.pipe(decoder()) : response
    const [first] = await once(read, 'data')
    t.equal(String(first), String(line(1)))
    gate.resolve()
    const [second] = await once(read, 'data')
    t.equal(String(second), String(line(2)))
  })

  t.test(`${encoding}: a file that fails half-way breaks the connection`, async (t) => {
    const port = await serve(t, async function* () {
      for (let n = 1; n < 200; n++) yield line(n)
      await after(50)
      throw new Error('the disk has gone')
    })
    const response = await ask(port, encoding)
    await t.rejects(response.toArray(), { code: 'ECONNRESET' })
    t.notOk(response.complete)
  })

  t.test(`${encoding}: a file that fails before its first byte is a problem document`, async (t) => {
    // biome-ignore lint/correctness/useYield: it fails before it can
    const port = await serve(t, async function* () {
      throw new Error('/secret/path: the disk has gone')
    })
    const response = await ask(port, encoding)
    t.equal(response.statusCode, 500)
    t.equal(response.headers['content-type'], 'application/problem+json')
    t.notOk('content-encoding' in response.headers)
    t.notOk('etag' in response.headers)
    const text = String(Buffer.concat(await response.toArray()))
    t.match(JSON.parse(text), { code: 'internal_error', status: 500 })
    t.notMatch(text, 'secret')
  })

  t.test(`${encoding}: pieces of any size arrive as they were made, and their memory is given back`, async (t) => {
    const made: Buffer[] = []
    const sizes = [1, 100_000, 5, 70_000, 3_000_000, 20_000, 20_000, 20_000, 20_000, 100_000, 100_000, 2]
    const letters = sizes.map((size, index) => String.fromCharCode(97 + index).repeat(size)).join('')
    const port = await serve(t, async function* () {
      for (const [index, size] of sizes.entries()) {
        const piece = Buffer.from(new ArrayBuffer(size)).fill(97 + index)
        made.push(piece)
        yield piece
      }
    })
    const response = await ask(port, encoding)
    await after(20) // the server has filled what it may, and waits
    const read = decoder ? response.pipe(decoder()) : response
    t.ok(String(Buffer.concat(await read.toArray())) === letters)
    t.strictSame(
      made.slice(0, 8).map(({ length }) => length),
      [0, 0, 0, 0, 0, 0, 0, 0],
    )
  })

  t.test(`${encoding}: a client that leaves ends the making of its file`, async (t) => {
    const ended = Promise.withResolvers<number>()
    const port = await serve(t, async function* () {
      let n = 0
      try {
        for (;;) {
          yield Buffer.concat(Array.from({ length: 500 }, () => line(n++)))
          await after(1)
        }
      } finally {
        ended.resolve(n)
      }
    })
    const response = await ask(port, encoding)
    await once(response, 'data')
    response.destroy()
    t.ok((await ended.promise) > 0)
  })
}

t.test('HTTP/1.0 hears of a failure too: the connection is reset, not closed', async (t) => {
  const port = await serve(t, async function* () {
    yield line(1)
    await after(50)
    throw new Error('the disk has gone')
  })
  const socket = await open(port)
  socket.removeAllListeners('error')
  const failed = once(socket, 'error').then(
    ([error]) => error,
    (error) => error,
  )
  socket.resume()
  socket.write(get('/').replace('HTTP/1.1', 'HTTP/1.0'))
  t.match(await failed, { code: 'ECONNRESET' })
})

t.test('two files asked for in a row on one connection both arrive as they were made', async (t) => {
  const letters = 'GHIJKLMNOPQRSTUVWXYZ'
  const second = Promise.withResolvers<void>()
  let begun = 0
  const port = await serve(t, async function* () {
    const isFirst = ++begun === 1
    for (const letter of letters) {
      if (!isFirst) second.resolve()
      yield Buffer.from(new ArrayBuffer(20_000)).fill(letter)
      if (isFirst) await second.promise // so that the second has to wait for the first
    }
  })
  const socket = await open(port)
  socket.write(get('/').replace('close', 'keep-alive') + get('/'))
  await second.promise
  const text = String(Buffer.concat(await socket.toArray()))
  const [head = '', ...files] = text.split(/^HTTP\/1.1 200 OK\r\n/m)
  t.same([head, files.length], ['', 2])
  const whole = /([G-Z])\1{19999}/g
  for (const body of files)
    t.equal(
      body
        .match(whole)
        ?.map(([letter]) => letter)
        .join(''),
      letters,
    )
})

t.test('HEAD makes nothing of a file', async (t) => {
  let made = false
  const port = await serve(t, async function* () {
    made = true
    yield line(1)
  })
  const socket = await open(port)
  socket.end(get('/', ['Accept-Encoding: gzip']).replace('GET', 'HEAD'))
  const text = String(Buffer.concat(await socket.toArray()))
  t.match(text, /^HTTP\/1\.1 200 OK/)
  t.match(text, /content-encoding: gzip/i)
  t.notOk(made)
})

t.test('a file that cannot begin is a problem, and its place is free again', async (t) => {
  const slots = openSlots(1)
  const port = await serve(
    t,
    () => {
      throw new Error('no thread')
    },
    slots,
  )
  t.equal((await talk(port, get('/')))[0]?.status, 500)
  t.equal(slots.taken(), 0)
})

t.test('a file breaks when the thread that writes it ends before it does', async (t) => {
  const { port1, port2 } = new MessageChannel()
  const stream = receive(port1)
  const broken = once(stream.resume(), 'end')
  port2.postMessage(line(1))
  port2.close()
  await t.rejects(broken, { message: 'the thread that wrote a file has ended' })
})
