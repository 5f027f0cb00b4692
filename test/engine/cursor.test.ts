/** Cursors are opaque and belong to one query: any other text, and any other query, is refused without a crash. */
import fc from 'fast-check'
import t from 'tap'
import { readCursor, signatureOf, writeCursor } from '../../src/engine/cursor.ts'
import { Problem } from '../../src/engine/errors.ts'
import { idsOf } from '../contract/model.ts'
import { ask, readPage, readProblem } from '../support.ts'
import { openWorld } from './world.ts'

const { app } = await openWorld(t, 60)
const query = '/v1/events?country=PK,AF&sort=-fatalities_best&limit=4'
const first = await readPage(app, query)
const cursor = first.page.next_cursor as string

/** What an answer to a cursor that is not of this query has to be. */
async function isRefused(url: string) {
  const { status, code, errors } = await readProblem(app, url)
  const [fault] = errors ?? []
  return (
    [status, code, errors?.length, fault?.parameter, fault?.code].join() === '400,invalid_query,1,cursor,invalid_cursor'
  )
}

t.test('a cursor needs no escaping', async (t) => {
  t.match(cursor, /^[A-Za-z0-9_-]+$/)
  t.equal(encodeURIComponent(cursor), cursor)
})

t.test('a cursor holds any position, and gives it back to its own query only', async () => {
  const key = fc.oneof(
    fc.constant(null),
    fc.string({ unit: 'grapheme' }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
  )
  fc.assert(
    fc.property(key, fc.string({ unit: 'grapheme' }), fc.string(), (key, id, text) => {
      const position = readCursor(writeCursor(signatureOf(text), { key, id }), signatureOf(text))
      if (position.id !== id || !Object.is(position.key ?? null, key === 0 ? 0 : key)) return false
      try {
        readCursor(writeCursor(signatureOf(text), { key, id }), signatureOf(`${text}!`))
        return false
      } catch (error) {
        return error instanceof Problem
      }
    }),
  )
})

t.test('any text but a cursor is refused by name', async () => {
  const json = fc.json().map((text) => Buffer.from(text).toString('base64url'))
  const bytes = fc.uint8Array().map((array) => Buffer.from(array).toString('base64url'))
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.string(), json, bytes), async (text) => {
      return text === '' || text.includes('\\0') || isRefused(`${query}&cursor=${encodeURIComponent(text)}`)
    }),
    { numRuns: 300 },
  )
})

for (const changed of ['country=PK,AF&sort=-fatalities_best', 'q=attack', 'datetime=2024/..', 'actor=ttp', 'sort=seq'])
  t.test(`a cursor of ${changed} that was cut or changed is refused, or leads somewhere in the same list`, async () => {
    const list = `/v1/events?${changed}`
    const all = new Set(idsOf((await readPage(app, `${list}&limit=1000`)).data))
    const whole = (await readPage(app, `${list}&limit=4`)).page.next_cursor as string
    const [signature, key, id] = JSON.parse(Buffer.from(whole, 'base64url').toString())
    const keys = fc.oneof(fc.constantFrom(key, null, -1, 1e300, '', 'x', '2025-02-30', '99999-01-01'), fc.string())
    const forged = fc
      .tuple(keys, fc.oneof(fc.constantFrom(id, '', '~'), fc.string()))
      .map((position) => Buffer.from(JSON.stringify([signature, ...position])).toString('base64url'))
    const cut = fc
      .tuple(fc.nat(whole.length - 1), fc.constantFrom('', 'A', 'z', '_', '-9'))
      .map(([at, other]) => whole.slice(0, at) + other + whole.slice(at + 1))
    await fc.assert(
      fc.asyncProperty(fc.oneof(forged, cut), async (other) => {
        const { status, text } = await ask(app, `${list}&limit=4&cursor=${other}`)
        if (status === 400) return isRefused(`${list}&limit=4&cursor=${other}`)
        return status === 200 && idsOf(JSON.parse(text).data).every((one) => all.has(one))
      }),
      { numRuns: 80 },
    )
  })

t.test('a cursor of the first page is refused with any other filter or sort', async (t) => {
  const [path = '', own = ''] = query.split('?')
  for (const other of [
    'country=PK',
    'country=PK,AF',
    'sort=-fatalities_best',
    `${own}&type=attack`,
    `${own}&has=admin1`,
  ])
    t.ok(await isRefused(`${path}?${other}&cursor=${cursor}`), other)
  t.ok(await isRefused(`${path}?country=PK,AF&sort=fatalities_best&cursor=${cursor}`), 'the other direction')
  t.ok(await isRefused(`/v1/actors?cursor=${cursor}`), 'another resource')
})

t.test('a cursor goes on with another limit, other fields, a count, and its filters in another order', async (t) => {
  const next = idsOf((await readPage(app, `${query}&cursor=${cursor}`)).data)
  const same = `/v1/events?sort=-fatalities_best&limit=4&cursor=${cursor}&country=PK,AF`
  t.same(idsOf((await readPage(app, same)).data), next)
  t.same(
    idsOf((await readPage(app, `${same.replace('limit=4', 'limit=2')}&fields=id&count=exact`)).data),
    next.slice(0, 2),
  )
})

t.test('an empty cursor is an empty value', async (t) => {
  t.equal((await readProblem(app, `${query}&cursor=`)).errors?.[0]?.code, 'empty_value')
})
