/** Writes that change many records: a thread does them, and nobody waits for it but who writes. */
import { setImmediate } from 'node:timers/promises'
import Sqlite from 'better-sqlite3'
import t from 'tap'
import { ucdpGed } from '../../src/imports/ucdp-ged.ts'
import { isBusy } from '../../src/store/turn.ts'
import { look, wrong } from '../checks/whole.ts'
import { gedRow } from '../imports/rows.ts'
import { openImporting, toCsv } from '../imports/support.ts'
import { read, type Scope } from '../support.ts'
import { furnish } from './newsroom.ts'

/** So many events with one actor, UCDP's 9001, on side b take the thread. */
const events = 60
const rows = Array.from({ length: events }, (_, at) => ({
  ...gedRow,
  id: 1000 + at,
  relid: `PAK-2021-1-768-${at}`,
  side_b: 'Band of Nine',
  side_b_new_id: 9001,
  side_b_dset_id: 9001,
}))

async function openCrowded(t: Scope) {
  const base = await openImporting(t, { seeded: true })
  await base.load('ucdp-ged', base.file('ged231.csv', toCsv(ucdpGed.columns, rows)))
  const desk = furnish(base)

  async function count(actor: string) {
    const url = `/v1/events?actor=${actor}&dataset=ucdp-ged&count=exact`
    return (await read<{ page: { total: number } }>(base.app, url)).page.total
  }

  /** What comes of a write, and how many reads were answered while others could not write because of it. */
  async function readMeanwhile<T>(writing: Promise<T>) {
    const other = new Sqlite(base.store.path, { timeout: 0 })
    let isDone = false
    let reads = 0
    const done = writing.finally(() => {
      isDone = true
    })
    for (; !isDone; await setImmediate())
      try {
        other.exec('begin immediate; rollback')
      } catch (error) {
        if (!isBusy(error)) throw error
        if ((await desk.get('/v1/actors/ttp')).status === 200) reads++
      }
    other.close()
    return { written: await done, reads }
  }

  const merge = (headers = {}, into = 'is-k') =>
    desk.send('POST', '/v1/actors/ucdp-actor-9001/merge', { into }, headers)
  return { ...desk, count, readMeanwhile, merge }
}

t.test('who reads while an actor of many events is merged is answered', async (t) => {
  const { merge, get, count, readMeanwhile } = await openCrowded(t)
  t.equal(await count('ucdp-actor-9001'), events)
  const { written, reads } = await readMeanwhile(merge())
  t.ok(reads > 0, `${reads} reads were answered`)
  t.match(written, { status: 200, headers: { etag: /^"r\d+"$/ }, json: { id: 'is-k' } })
  t.equal(await count('is-k'), events)
  t.match(await get('/v1/actors/ucdp-actor-9001'), { status: 308 })
})

t.test('who reads while it is undone is answered, too, and everything is as it has to be', async (t) => {
  const { merge, send, count, connection, readMeanwhile } = await openCrowded(t)
  t.equal((await merge()).status, 200)
  const { written, reads } = await readMeanwhile(send('POST', '/v1/actors/ucdp-actor-9001/unmerge', {}))
  t.ok(reads > 0, `${reads} reads were answered`)
  t.match(written, { status: 200, json: { id: 'ucdp-actor-9001', name: 'Band of Nine' } })
  t.equal(await count('ucdp-actor-9001'), events)
  t.same(wrong(look(connection)), [])
})

t.test('so is who reads while a place of many events is moved', async (t) => {
  const { get, send, readMeanwhile } = await openCrowded(t)
  const body = {
    parent_id: 'kabul',
    claims: [{ field: 'parent_id', value: 'kabul', stance: 'assigned', note: 'A test.' }],
  }
  const { written, reads } = await readMeanwhile(send('PATCH', '/v1/places/pakistan', body, { 'If-Match': '*' }))
  t.match(written, { status: 200 })
  t.ok(reads > 0, `${reads} reads were answered`)
  t.match((await get('/v1/events?place=kabul&dataset=ucdp-ged&count=exact')).json, { page: { total: events } })
})

t.test('a write that comes meanwhile is done after it', async (t) => {
  const { merge, send } = await openCrowded(t)
  const merged = merge()
  const after = await send('PATCH', '/v1/actors/is-k', { description: 'Written meanwhile.' }, { 'If-Match': '*' })
  t.match(after, { status: 200, json: { description: 'Written meanwhile.' } })
  const { headers } = await merged
  const revision = (of: Record<string, unknown>) => Number(/\d+/.exec(String(of.etag)))
  t.equal(revision(after.headers), revision(headers) + 1)
})

t.test('what is refused is refused as every write is, and nothing has changed', async (t) => {
  const { merge, count } = await openCrowded(t)
  t.match(await merge({}, 'is-kk'), {
    status: 422,
    json: { errors: [{ pointer: '/into', code: 'unknown_reference' }] },
  })
  t.match(await merge({}, 'government-of-pakistan'), { status: 409, json: { code: 'opponents' } })
  t.equal(await count('ucdp-actor-9001'), events)
})

t.test('a retry gets the first answer', async (t) => {
  const { merge } = await openCrowded(t)
  const [first, again] = [await merge({ 'Idempotency-Key': 'k1' }), await merge({ 'Idempotency-Key': 'k1' })]
  t.match(first, { status: 200 })
  t.same([again.status, again.text, again.headers.etag], [first.status, first.text, first.headers.etag])
})

t.test('two at once are done one after the other', async (t) => {
  const { merge, count } = await openCrowded(t)
  const statuses = (await Promise.all([merge(), merge()])).map(({ status }) => status)
  t.same(statuses, [200, 409], 'the second finds it merged already')
  t.equal(await count('is-k'), events)
})

t.test('who closes the server waits for it', async (t) => {
  const { merge, app, connection } = await openCrowded(t)
  const merged = merge()
  await setImmediate()
  await app.close()
  t.match(await merged, { status: 200 })
  t.equal(connection.prepare("select into_id from tombstones where id = 'ucdp-actor-9001'").pluck().get(), 'is-k')
})
