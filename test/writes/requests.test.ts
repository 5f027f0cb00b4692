/** What a write has to say beside its body, and bodies that cannot be: each refused with what to do, nothing changed. */
import t from 'tap'
import { examples } from '../../src/model/examples.ts'
import { openNewsroom } from './newsroom.ts'

const room = await openNewsroom(t)
const { send, get, store } = room
const body = examples.milestones?.created as Record<string, unknown>
const refused = async (...args: Parameters<typeof send>) => {
  const before = store.version()
  const { status, json } = await send(...args)
  if (store.version() !== before) throw new Error('something was changed')
  return [status, json.code]
}
const post = (sent: unknown, headers: Record<string, string | undefined> = {}) =>
  refused('POST', '/v1/milestones', sent, headers)

t.test('a reason is needed, in 1 to 500 characters of percent-encoded UTF-8', async (t) => {
  for (const reason of [undefined, '', '  ', 'a'.repeat(501), '%ZZ', '%C3', 'nul%00', 'caf\u00e9', '%20', '%E2%80%8B'])
    t.same(await post(body, { 'Change-Reason': reason }), [400, 'invalid_header'], String(reason).slice(0, 20))
  const accents = encodeURIComponent('é'.repeat(500))
  t.equal((await send('POST', '/v1/milestones', body, { 'Change-Reason': accents })).status, 201)
})

t.test('a body is JSON in UTF-8, and an object', async (t) => {
  for (const sent of ['{', '', '{"a":1,}', 'null x', Buffer.from([0x7b, 0xff, 0x7d]), '{"a":NaN}'])
    t.same(await post(sent), [400, 'invalid_body'], String(sent))
  for (const sent of ['[]', 'null', '"text"', '3']) t.same(await post(sent), [422, 'invalid_record'], sent)
  const { json } = await send('POST', '/v1/milestones', '{\n  "kind": true,\n}')
  t.equal(json.detail, 'The body is not JSON: see line 3, column 1.')
})

t.test('a member that stands twice in a body is refused by its place: either could be meant', async (t) => {
  t.same(await post('{"kind":"count","question":"How many?","kind":"rate"}'), [400, 'invalid_body'])
  const { json } = await send('POST', '/v1/actors', '{"name":"A","claims":[{"field":"name","value":{"a":1,"a":1}}]}')
  t.equal(json.detail, '/claims/0/value/a: Stands twice in the same object, and either could be meant. Send it once.')
  t.match(json.errors, [{ pointer: '/claims/0/value/a', code: 'repeated_member' }])
})

t.test(
  'what no reader could keep is refused: control characters, halves of characters, lost digits, depth, odd keys',
  async (t) => {
    const claim = { subject: 'actors', subject_id: 'ttp', field: 'assessment', stance: 'assigned', note: 'x' }
    const deep = `${'['.repeat(40)}${']'.repeat(40)}`
    for (const value of [
      '"\\u0000"',
      '"\\ud800"',
      '12345678901234567890',
      '1e400',
      deep,
      '{"__proto__":1}',
      '{"\\u0007":1}',
    ])
      t.same(
        await refused('POST', '/v1/claims', `${JSON.stringify(claim).slice(0, -1)},"value":${value}}`),
        [422, 'invalid_record'],
        value,
      )
    const pointed = await send('POST', '/v1/claims', { ...claim, value: { 'a/b': ['ok', '\u0007'] } })
    t.same((pointed.json.errors as { pointer: string }[])[0]?.pointer, '/value/a~1b/1')
    const named = await send('POST', '/v1/claims', '{"note":"x","__proto__":1,"value":{"\\u0007":1}}')
    t.match(named.json.errors, [
      { pointer: '/__proto__', detail: 'No member may have this name.' },
      { pointer: '/value', detail: 'Has a member whose name has a control character or half of a character.' },
    ])
    const kept = { ...claim, value: { a: [1.5, -0.25, 'two\nlines\tand ’', null, true, { b: [] }] } }
    const made = await send('POST', '/v1/claims', kept)
    t.same((await get(String(made.headers.location))).json.value, kept.value)
  },
)

t.test('other media types are refused', async (t) => {
  t.same(await post('a=b', { 'Content-Type': 'application/x-www-form-urlencoded' }), [415, 'unsupported_media_type'])
  t.same(await post(body, { 'Content-Type': 'application/merge-patch+json' }), [415, 'unsupported_media_type'])
  t.same(await post(body, { 'Content-Type': undefined }), [415, 'unsupported_media_type'])
  const tag = { 'If-Match': '*', 'Content-Type': 'application/json-patch+json' }
  t.same(await refused('PATCH', '/v1/actors/ttp', [], tag), [415, 'unsupported_media_type'])
  const detailOf = async (type: string | undefined) =>
    (await send('POST', '/v1/milestones', body, { 'Content-Type': type })).json.detail
  const takes = 'This address takes application/json, not'
  t.equal(await detailOf(undefined), `${takes} a body of no type. Say which it is in Content-Type.`)
  t.equal(await detailOf('Text/Plain; charset=utf-8'), `${takes} text/plain. Say which it is in Content-Type.`)
  t.equal(await detailOf('json'), `${takes} json. Say which it is in Content-Type.`)
  t.match(
    (await send('PATCH', '/v1/actors/ttp', '{}', { ...tag, 'Content-Type': 'text/csv' })).json.detail,
    /^This address takes application\/merge-patch\+json or application\/json, not text\/csv\./,
  )
  t.equal(
    (await send('POST', '/v1/milestones', body, { 'Content-Type': 'application/json; charset=utf-8' })).status,
    201,
  )
})

t.test('a body of more than a megabyte is refused', async (t) => {
  t.same(await post({ ...body, question: 'a'.repeat(1_100_000) }), [413, 'body_too_large'])
})

t.test('of many faults the first 100 are named, and how many there are is said', async (t) => {
  const many = Object.fromEntries(Array.from({ length: 120 }, (_, index) => [`nothing${index}`, 1]))
  const { status, json } = await send('POST', '/v1/milestones', { ...body, ...many })
  t.equal(status, 422)
  t.equal(json.detail, '/nothing0: There is no such field. And 119 more: see the first 100 in errors.')
  t.equal((json.errors as unknown[]).length, 100)
})

t.test('a write has no parameters', async (t) => {
  t.same(await refused('POST', '/v1/milestones?dry_run=true', body), [400, 'invalid_query'])
})

t.test('If-Match names the record as it is, by revision alone', async (t) => {
  const path = String((await send('POST', '/v1/milestones', body)).headers.location)
  const patch = (match: string | undefined) => send('PATCH', path, {}, { 'If-Match': match })
  t.equal((await patch(undefined)).status, 428)
  for (const match of ['"r2"', 'W/"r2"', '"r11"']) t.equal((await patch(match)).status, 412, match)
  for (const match of ['r1', '"x"', '', (await get(`${path}?fields=id`)).headers.etag as string]) {
    const { status, json } = await patch(match)
    t.same([status, json.code], [400, 'invalid_header'], match)
    t.match(json.errors, [{ parameter: 'If-Match', detail: /^names no revision\. It takes "r" and the revision/ }])
  }
  for (const match of ['"r1"', 'W/"r1"', '"r1-zstd"', '"r1-geojson-br"', '*', '"x", "r1"'])
    t.equal((await patch(match)).status, 200, match)
  t.match((await patch('"r2"')).json.detail, /is at revision 1, whose ETag is "r1"/)
})

t.test('a retry with the same key gets the first answer, and changes nothing', async (t) => {
  const retry = { 'Idempotency-Key': 'a-1' }
  const first = await send('POST', '/v1/milestones', body, retry)
  const version = store.version()
  const second = await send('POST', '/v1/milestones', body, retry)
  t.same([second.status, second.text, second.headers.location], [201, first.text, first.headers.location])
  t.equal(second.headers.etag, first.headers.etag)
  t.equal(store.version(), version)
  t.same(await post({ ...body, status: 'met' }, retry), [422, 'idempotency_key_reused'])
})

t.test('a retried change and a retried deletion succeed, though the revision has moved on', async (t) => {
  const path = String((await send('POST', '/v1/milestones', body)).headers.location)
  const change = { 'If-Match': '"r1"', 'Idempotency-Key': 'c' }
  const once = await send('PATCH', path, { status: 'met' }, change)
  const twice = await send('PATCH', path, { status: 'met' }, change)
  t.same([once.status, twice.status, twice.text], [200, 200, once.text])
  const removal = { 'If-Match': '"r2"', 'Idempotency-Key': 'd' }
  t.same(
    [(await send('DELETE', path, undefined, removal)).status, (await send('DELETE', path, undefined, removal)).status],
    [204, 204],
  )
})

t.test('a key for retries holds for one caller, method and path, and not for what was refused', async (t) => {
  const retry = { 'Idempotency-Key': 'shared' }
  t.same(await post({ kind: 'count' }, retry), [422, 'invalid_record'])
  t.equal((await send('POST', '/v1/milestones', body, retry)).status, 201)
  t.equal((await send('POST', '/v1/sources', examples.sources?.created, retry)).status, 201)
  const other = { ...retry, Authorization: `Bearer ${room.key('write')}` }
  const made = await send('POST', '/v1/milestones', { ...body, status: 'met' }, other)
  t.equal(made.status, 201)
  t.same(await post(body, { 'Idempotency-Key': 'a b' }), [400, 'invalid_header'])
  t.same(await post(body, { 'Idempotency-Key': 'a'.repeat(256) }), [400, 'invalid_header'])
})

t.test('after a day the answer is forgotten', async (t) => {
  room.connection.prepare("update idempotency set at = '2020-01-01T00:00:00.000Z' where idempotency_key = 'a-1'").run()
  t.equal((await send('POST', '/v1/milestones', { ...body, status: 'met' }, { 'Idempotency-Key': 'a-1' })).status, 201)
})

t.test('a record that is not there is 404, a view takes no writes', async (t) => {
  t.same(await refused('PATCH', '/v1/actors/nobody', {}, { 'If-Match': '*' }), [404, 'record_not_found'])
  t.same(await refused('DELETE', '/v1/actors/nobody', undefined, { 'If-Match': '*' }), [404, 'record_not_found'])
  t.equal(
    (await send('PATCH', '/v1/actors/TTP', {}, { 'If-Match': '*' })).json.detail,
    "No actor has the id 'TTP'. Ids are small letters and digits, joined by single hyphens. Did you mean 'ttp'?",
  )
  t.same(await refused('POST', '/v1/actors/nobody/merge', { into: 'ttp' }), [404, 'record_not_found'])
  t.same(await refused('POST', '/v1/figures', {}), [405, 'method_not_allowed'])
  t.same(await refused('POST', '/v1/datasets/sourcebook/merge', { into: 'x' }), [404, 'not_found'])
  t.same(await refused('POST', '/v1/actors/ttp/merge', { to: 'x' }), [422, 'invalid_record'])
})

t.test('two editors at once: the second hears of it, and nothing is lost', async (t) => {
  const path = '/v1/actors/mohsin-naqvi'
  const etag = String((await get(path)).headers.etag)
  const edits = ['One says.', 'Two says.'].map((description) =>
    send('PATCH', path, { description }, { 'If-Match': etag }),
  )
  const [one, two] = await Promise.all(edits)
  t.same([one?.status, two?.status].sort(), [200, 412])
  t.equal((await get(path)).json.description, one?.status === 200 ? 'One says.' : 'Two says.')
})

t.test('while somebody else writes it is 503 with Retry-After, and reading goes on', async (t) => {
  room.connection.exec('begin immediate')
  const { status, headers, json } = await send('POST', '/v1/milestones', body)
  t.same([status, json.code, headers['retry-after']], [503, 'busy', '1'])
  t.equal((await get('/v1/actors/ttp')).status, 200)
  room.connection.exec('rollback')
  t.equal((await send('POST', '/v1/milestones', body)).status, 201)
})

t.test('a write that waits for somebody else keeps no read waiting', async (t) => {
  const answered: string[] = []
  room.connection.exec('begin immediate')
  const write = send('POST', '/v1/milestones', { ...body, id: 'after-a-read' }).then(({ status }) =>
    answered.push(`write ${status}`),
  )
  const { status } = await get('/v1/actors/ttp')
  answered.push(`read ${status}`)
  room.connection.exec('rollback')
  await write
  t.same(answered, ['read 200', 'write 201'])
})
