/** Who may do what: every route that writes says its scope, a private knowledge base is closed without a key. */
import { Writable } from 'node:stream'
import t from 'tap'
import { allImports, allRoutes, allWrites } from '../../src/all-routes.ts'
import { buildApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { openStore } from '../../src/store/open.ts'
import { openSeeded } from '../support.ts'
import { furnish, openNewsroom } from './newsroom.ts'

const room = await openNewsroom(t)
const { app, key, connection } = room
await app.ready()

type Asked = { method: 'GET' | 'POST' | 'PATCH' | 'DELETE'; url: string; headers?: Record<string, string> }
const ask = async (asked: Asked) => {
  const { statusCode, headers, payload } = await app.inject(asked)
  const { code, detail } = (payload ? JSON.parse(payload) : {}) as { code: string; detail: string }
  return { status: statusCode, headers, code, detail }
}
const bearer = (sent: string) => ({ Authorization: `Bearer ${sent}` })

/** Every method and address of the server, read from its router. */
function addresses() {
  const above: string[] = []
  return app
    .printRoutes({ commonPrefix: false })
    .split('\n')
    .flatMap((line) => {
      const [, indent = '', part = '', methods] = /^(.*?)[├└]── (\S+)(?: \((.*)\))?/.exec(line) ?? []
      if (part === '') return []
      above.length = indent.length / 4
      above.push(part)
      const url = above
        .join('')
        .replace(/^\/(?=\/)|\/(?=\/)/g, '')
        .replace(/:(\w+)(\(.*?\+\$?\))?/g, 'ttp')
        .replace('*', 'x')
      return methods ? methods.split(', ').map((method) => ({ method, url })) : []
    })
}

t.test('every route that is not for reading needs a key, and one whose scope reaches', async (t) => {
  const writes = addresses().filter(({ method }) => !['GET', 'HEAD'].includes(method)) as Asked[]
  t.equal(writes.length, allWrites().length + allImports().length)
  const reader = bearer(key('read'))
  for (const { method, url } of writes) {
    const closed = await ask({ method, url })
    t.same([closed.status, closed.code], [401, 'key_required'], `${method} ${url}`)
    t.equal(closed.headers['www-authenticate'], 'Bearer realm="sourcebook"')
    const short = await ask({ method, url, headers: reader })
    t.same([short.status, short.code], [403, 'scope_too_small'], `${method} ${url}`)
    const scope = url.startsWith('/v1/imports/') ? 'import' : 'write'
    t.match(short.headers['www-authenticate'], `error="insufficient_scope", scope="${scope}"`)
  }
})

t.test('a key is taken from the header alone', async (t) => {
  const sent = key('write')
  t.equal((await ask({ method: 'GET', url: `/v1/actors?key=${sent}` })).status, 400)
  t.equal((await ask({ method: 'POST', url: '/v1/actors', headers: { Cookie: `key=${sent}` } })).status, 401)
  for (const Authorization of [sent, `Basic ${sent}`]) {
    const { code, detail } = await ask({ method: 'POST', url: '/v1/actors', headers: { Authorization } })
    t.equal(code, 'invalid_key')
    t.match(detail, /: the word Bearer, a space, and the key\.$/)
  }
})

t.test('a key that is sent has to be good, also where none is needed', async (t) => {
  const good = key('read')
  t.equal((await ask({ method: 'GET', url: '/v1/actors', headers: bearer(good) })).status, 200)
  const bad = await ask({ method: 'GET', url: '/v1/actors', headers: bearer('sbk_nothere0_x') })
  t.same([bad.status, bad.code], [401, 'invalid_key'])
  t.match(bad.headers['www-authenticate'], /error="invalid_token"/)
  connection.prepare('update keys set revoked_at = ? where id = ?').run('2025-01-01T00:00:00.000Z', good.slice(4, 12))
  t.equal((await ask({ method: 'GET', url: '/v1/actors', headers: bearer(good) })).status, 401, 'revoked at once')
})

t.test('what is answered to a key is kept by nobody else', async (t) => {
  const headers = bearer(key('read'))
  for (const url of ['/v1/actors', '/v1/actors/ttp', '/v1/actors.csv', '/v1', '/v1/nothing'])
    t.equal((await app.inject({ url, headers })).headers['cache-control'], 'private, no-store', url)
  t.match((await app.inject('/v1/actors')).headers['cache-control'], /^public/)
})

t.test('the use of a key is noted', async (t) => {
  const sent = key('read')
  await app.inject({ url: '/v1', headers: bearer(sent) })
  const { last_used_at } = connection.prepare('select * from keys where id = ?').get(sent.slice(4, 12)) as Record<
    string,
    string
  >
  t.ok(Date.now() - Date.parse(last_used_at ?? '') < 60_000)
})

t.test('refused keys are limited by address, and logged without the key; a good key is still let in', async (t) => {
  const lines: string[] = []
  const log = new Writable({ write: (line, _, done) => done(void lines.push(String(line))) })
  const store = openStore(room.store.path)
  const logged = await buildApp(store, readConfig({ SOURCEBOOK_LOG: 'info' }), log)
  t.teardown(() => logged.close().then(() => store.close()))
  const guess = (index: number) =>
    logged.inject({ url: '/v1', headers: bearer(`sbk_guessed0_${'x'.repeat(42)}${index % 10}`) })
  for (let index = 0; index < 20; index++) t.equal((await guess(index)).statusCode, 401)
  const limited = await guess(20)
  t.equal(limited.statusCode, 429)
  t.match(limited.headers['retry-after'], /^\d+$/)
  t.equal((await logged.inject({ url: '/v1', headers: bearer(key('read')) })).statusCode, 200)
  const warned = lines.filter((line) => line.includes('refused a key'))
  t.equal(warned.length, 20)
  t.notMatch(lines.join(''), /xxxx/)
  const expired = key('write')
  connection.prepare("update keys set expires_at = '2025-01-01T00:00:00.000Z' where id = ?").run(expired.slice(4, 12))
})

t.test('a private knowledge base answers nothing without a key of scope read', async (t) => {
  const base = await openSeeded({
    testdir: () => t.testdir({}),
    teardown: (work) => t.teardown(work as () => void),
  })
  base.connection.prepare("update state set visibility = 'private'").run()
  const store = openStore(base.store.path)
  const closed = await buildApp(store, readConfig({ SOURCEBOOK_LOG: 'silent' }))
  t.teardown(() => closed.close().then(() => store.close()))
  const paths = [
    ...allRoutes().map(({ example }) => example),
    '/',
    '/docs',
    '/docs/errors',
    '/openapi.json',
    '/v1/nothing',
  ]
  for (const url of paths) {
    const { statusCode, payload } = await closed.inject(url)
    t.same([statusCode, JSON.parse(payload).code], [401, 'key_required'], url)
  }
  const said = { '/health': '{"status":"ok"}', '/ready': '{"status":"ready"}' }
  const visited = addresses()
  t.ok(visited.length > 150, `${visited.length} methods and addresses`)
  for (const { method, url } of visited) {
    const { statusCode, payload } = await closed.inject({ method: method as 'GET', url, remoteAddress: '192.0.2.1' })
    const open = said[url as keyof typeof said]
    if (open === undefined) t.equal(statusCode, 401, `${method} ${url}`)
    else t.same([statusCode, payload], [200, method === 'HEAD' ? '' : open], `${method} ${url} reveals nothing`)
  }
  t.equal((await closed.inject('/metrics')).statusCode, 200, 'the figures are for this machine, which has the file')
  t.equal(
    (await closed.inject({ method: 'OPTIONS', url: '/v1/actors' })).statusCode,
    204,
    'but a browser may ask first',
  )
  const { key: make } = furnish(base)
  for (const scope of ['read', 'write', 'import', 'admin'] as const)
    t.equal((await closed.inject({ url: '/v1/actors', headers: bearer(make(scope)) })).statusCode, 200, scope)
})
