/** Writing over HTTP: what is sent, what comes back, what is refused, and what a retry gets. */
import t from 'tap'
import { examples } from '../../src/model/examples.ts'
import { resources } from '../../src/model/index.ts'
import { written } from '../support.ts'
import { openNewsroom } from './newsroom.ts'

const room = await openNewsroom(t)
const { send, get } = room
const writable = resources.filter(({ viewOf }) => !viewOf)

for (const resource of writable) {
  const { name } = resource
  const { created, patched } = examples[name] as (typeof examples)[string]
  const { claims = [], ...fields } = created as { claims?: object[] }

  t.test(`${name}: what is posted is what is read`, async (t) => {
    const made = await send('POST', `/v1/${name}`, created)
    t.equal(made.status, 201, made.text)
    t.equal(made.headers.etag, '"r1"')
    t.equal(made.headers['change-seq'], room.store.version())
    const location = String(made.headers.location)
    t.match(location, new RegExp(`^/v1/${name}/[a-z0-9-]+$`))
    const record = await get(location)
    t.same(record.json, made.json)
    const sent = Object.fromEntries(Object.keys(fields).map((field) => [field, written(name, record.json)[field]]))
    t.match(sent, fields)
    const read = await get(`/v1/claims.ndjson?subject=${name}&subject_id=${record.json.id}&sort=seq`)
    const lines = read.text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line))
    t.equal(lines.length, claims.length)
    t.match(lines, claims)
  })

  t.test(`${name}: the example is changed by a merge patch, and by nobody else meanwhile`, async (t) => {
    const path = `/v1/${name}/${resource.example}`
    const before = await get(path)
    const etag = String(before.headers.etag)
    const changed = await send('PATCH', path, patched, { 'If-Match': etag })
    t.equal(changed.status, 200, changed.text)
    t.match(changed.json, patched)
    t.same({ ...written(name, changed.json), ...patched }, { ...written(name, before.json), ...patched })
    t.equal(changed.headers.etag, `"r${Number(before.json.revision) + 1}"`)
    t.same((await get(path)).json, changed.json)
    const late = await send('PATCH', path, patched, { 'If-Match': etag })
    t.same([late.status, late.json.code], [412, 'stale_revision'])
  })
}

t.test('what was deleted answers 410 with the reason, what was merged leads on', async (t) => {
  const { headers } = await send('POST', '/v1/milestones', examples.milestones?.created)
  const path = String(headers.location)
  t.equal((await send('DELETE', path, undefined, { 'If-Match': '"r2"' })).status, 412)
  t.equal((await send('DELETE', path, undefined)).status, 428)
  const gone = await send('DELETE', path, undefined, { 'If-Match': '"r1-gzip"', 'Change-Reason': 'Was%20a%20test.' })
  t.same([gone.status, gone.text], [204, ''])
  const after = await get(path)
  t.same([after.status, after.json.code], [410, 'record_withdrawn'])
  t.match(after.json.detail, /Was a test\.$/)
  t.equal((await send('PATCH', path, {}, { 'If-Match': '*' })).status, 410)

  const { headers: made } = await send('POST', '/v1/actors', {
    ...(examples.actors?.created as object),
    id: 'interior',
  })
  const merged = await send('POST', `${made.location}/merge`, { into: 'government-of-pakistan' })
  t.same([merged.status, merged.json.id], [200, 'government-of-pakistan'])
  t.equal(merged.headers['content-location'], '/v1/actors/government-of-pakistan')
  const led = await get('/v1/actors/interior?expand=claims')
  t.same([led.status, led.headers.location], [308, '/v1/actors/government-of-pakistan?expand=claims'])
  t.same((await send('PATCH', '/v1/actors/interior', {}, { 'If-Match': '*' })).json.code, 'already_merged')
})
