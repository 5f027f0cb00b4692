/** The pages for people, and where they lead: read with GET and HEAD, cached, compressed, nothing inline, nothing from elsewhere. */
import Fastify from 'fastify'
import t from 'tap'
import { documentOf } from '../../src/document.ts'
import { errors } from '../../src/engine/errors.ts'
import { installPages } from '../../src/http/pages.ts'
import { ask, config, openSeeded, read, readProblem } from '../support.ts'

const { app } = await openSeeded(t)

const pages = ['/docs', '/docs/', '/docs/errors', '/docs/static/swagger-ui-bundle.js', '/openapi.json']

t.test('the document is served as the command prints it', async (t) => {
  const { headers } = await ask(app, '/openapi.json')
  t.equal(headers['content-type'], 'application/json')
  t.same(await read(app, '/openapi.json'), JSON.parse(JSON.stringify(documentOf(config))))
  t.same(await read(app, '/docs/json'), await read(app, '/openapi.json'), 'the page shows the same')
})

t.test('what is public asks for a key only to change it, what is private for all of it', async (t) => {
  const [open, closed] = [documentOf(config), documentOf({ ...config, SOURCEBOOK_VISIBILITY: 'private' })]
  t.same([open.security, closed.security], [[], [{ key: [] }]])
  t.equal(open.paths?.['/v1/events']?.get?.security, undefined)
  t.same(open.paths?.['/v1/events']?.post?.security, [{ key: [] }])
  t.same(closed.paths?.['/health']?.get?.security, [])
})

for (const page of pages)
  t.test(`${page} answers HEAD as GET, 304 when it is known, and compressed when asked`, async (t) => {
    const whole = await ask(app, page)
    t.equal(whole.status, 200)
    t.match(whole.headers, { 'cache-control': /max-age=\d+/, vary: /Accept-Encoding/, etag: /^W\/"/ })
    const head = await ask(app, page, { method: 'HEAD' })
    t.equal(head.bytes.length, 0)
    t.same(
      [head.status, head.headers.etag, head.headers['content-type']],
      [200, whole.headers.etag, whole.headers['content-type']],
    )
    const known = await ask(app, page, { headers: { 'if-none-match': whole.headers.etag ?? '' } })
    t.same([known.status, known.bytes.length], [304, 0])
    const small = await ask(app, page, { headers: { 'accept-encoding': 'br' } })
    if (whole.bytes.length < 1024) return t.same(small.bytes, whole.bytes, 'too small for that')
    t.equal(small.headers['content-encoding'], 'br')
    t.ok(small.bytes.length < whole.bytes.length)
  })

for (const page of [...pages, '/'])
  t.test(`${page} refuses other methods and says which it takes`, async (t) => {
    const { statusCode, headers, body } = await app.inject({ method: 'DELETE', url: page })
    t.equal(statusCode, 405)
    t.equal(headers.allow, 'GET, HEAD, OPTIONS')
    t.match(headers['content-type'], /^application\/problem\+json/)
    t.equal(JSON.parse(body).code, 'method_not_allowed')
  })

t.test('a page is made once, and again only if that failed', async (t) => {
  const server = Fastify()
  let made = 0
  installPages(server, async () => () => {
    made++
    if (made === 1) throw new Error('not yet')
    return { openapi: '3.1.1', info: { title: `made ${made}`, version: '1' }, paths: {} }
  })
  const statusOf = async (url: string) => (await server.inject(url)).statusCode
  t.same(
    [await statusOf('/openapi.json'), await statusOf('/openapi.json'), await statusOf('/docs/json')],
    [500, 200, 200],
  )
  t.match(JSON.parse((await server.inject('/docs/json')).payload), { info: { title: 'made 2' } })
})

t.test('what is not among the pages is a problem', async (t) => {
  t.equal((await readProblem(app, '/docs/nowhere')).code, 'not_found')
  t.equal((await readProblem(app, '/docs/static/nothing.js')).code, 'not_found')
})

t.test('a page has one address, so that no other way to write it makes the server keep it again', async (t) => {
  const others = ['/openapi.jso%6e', '/docs/%65rrors', '/docs/static/inde%78.css']
  for (const url of others) t.equal((await ask(app, url)).status, 404, url)
  t.equal((await ask(app, '/docs/static/index.css')).status, 200)
})

t.test('/ leads people to the page and programs to the interface', async (t) => {
  const lead = async (accept: string) => (await ask(app, '/', { headers: { accept } })).headers.location
  t.equal(await lead('text/html,application/xhtml+xml,*/*;q=0.8'), '/docs')
  t.equal(await lead('*/*'), '/docs')
  t.equal(await lead('application/json'), '/v1')
  t.equal((await ask(app, '/', { method: 'HEAD' })).status, 302)
})

t.test('pages run nothing inline and load nothing from elsewhere', async (t) => {
  for (const page of ['/docs', '/docs/', '/docs/errors']) {
    const { text, headers } = await ask(app, page)
    t.match(headers['content-security-policy'], "default-src 'none'; script-src 'self';", page)
    t.notMatch(text, /<script(?![^>]*\ssrc=)|\son\w+=|javascript:/i, `${page}: nothing inline`)
    t.notMatch(text, /(src|href)="(https?:)?\/\/(?!www\.rfc-editor\.org)/, `${page}: nothing from elsewhere`)
  }
})

t.test('the page is plain HTML 5 that fits the width of a telephone', async (t) => {
  for (const page of ['/docs', '/docs/']) {
    const { text } = await ask(app, page)
    t.match(text, /^<!DOCTYPE html>/)
    t.match(text, '<meta name="viewport" content="width=device-width, initial-scale=1">')
  }
})

t.test('every error has its place on the page to which the type of a problem points', async (t) => {
  const { text } = await ask(app, '/docs/errors')
  for (const { code, status, title } of Object.values(errors)) {
    const at = text.indexOf(`<section id="${code}">`)
    const section = text.slice(at, text.indexOf('</section>', at))
    t.ok(at > 0 && section.includes(String(status)) && section.includes(title.replaceAll('"', '&quot;')), code)
  }
  const { code, type } = (await readProblem(app, '/v1/nothing')) as { code: string; type?: string }
  t.equal(type, `/docs/errors#${code}`)
})
