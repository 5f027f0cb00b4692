/** Of a change only what it made other is kept, and what a record was is told as whole as it was. */
import fc from 'fast-check'
import t from 'tap'
import { curated, resourceOf } from '../support.ts'
import { furnish } from './newsroom.ts'
import { assigned, openDesk, person } from './support.ts'

const desk = await openDesk(t)
const { connection, edit } = desk
const { get, send, key } = furnish(desk)
const named = { Authorization: `Bearer ${key('read')}` }
const events = resourceOf('events')

const keptOf = (resource: string, id: string) =>
  (
    connection
      .prepare('select before from revisions where resource = ? and id = ? order by revision')
      .pluck()
      .all(resource, id) as (string | null)[]
  ).map((text) => JSON.parse(text ?? 'null') as Record<string, unknown> | null)

/** What may be put, null for taking it away. Values repeat, so that a change often leaves members as they were. */
const states = fc.array(
  fc.option(
    fc.record({
      title: fc.constantFrom('One', 'Two "quoted"', 'Three \u2028 lines'),
      summary: fc.constantFrom(null, '', 'Long ago'),
      fatalities_low: fc.constantFrom(null, 0, 54),
      latitude: fc.constantFrom(null, 34, 34.5, -0.1 + 0.3),
      is_aggregate: fc.boolean(),
      participants: fc.constantFrom([], [{ actor_id: 'ttp', text: null, role: 'target', side: 'a', certainty: null }]),
    }),
    { freq: 5 },
  ),
  { minLength: 1, maxLength: 12 },
)

type Told = { revision: number; op: string; at: string; before: unknown }

t.test('whatever was put, taken away and put again: each revision tells the whole record before it', async (t) => {
  let run = 0
  const isTold = async (list: (object | null)[], wholes: boolean[]) => {
    const id = `past-${run++}`
    const url = `/v1/events/${id}`
    const expected: Told[] = []
    const seen: { at: string; now: unknown }[] = []
    let now: unknown = null
    for (const [index, state] of list.entries()) {
      const at = `2030-01-01T00:00:${String(index).padStart(2, '0')}.000Z`
      if (state === null && now === null) continue
      const lists = { same_event_ids: [], classifications: [], external_ids: [] }
      edit(({ writer }) => {
        if (state) writer.put(events, { id, type: 'attack', date_precision: 'unknown', ...lists, ...state }, curated)
        else writer.remove(events, id, { op: 'delete' })
      }, at)
      expected.unshift({ revision: expected.length + 1, op: state ? 'put' : 'delete', at, before: now })
      now = state && (await get(url)).json
      seen.push({ at, now })
    }
    for (const [index, { before }] of expected.entries()) // as programs kept it that kept every record whole
      if (before && wholes[index])
        connection
          .prepare('update revisions set before = ? where id = ? and revision = ?')
          .run(JSON.stringify(before), id, expected[index]?.revision)
    const told = (await get(`${url}/revisions?limit=1000`, named)).json.data ?? []
    t.same(
      (told as Told[]).map(({ revision, op, at, before }) => ({ revision, op, at, before })),
      expected,
    )
    const page = (await get(`${url}/revisions?limit=2`, named)).json
    const { next_cursor: next = null } = (page.page ?? {}) as { next_cursor?: string | null }
    if (next !== null) {
      const second = (await get(`${url}/revisions?limit=2&cursor=${next}`, named)).json.data as Told[]
      t.same(
        second.map(({ before }) => before),
        expected.slice(2, 4).map(({ before }) => before),
      )
    }
    if (now !== null)
      for (const { at, now } of seen) {
        const then = await get(`${url}?as_of=${at}`, named)
        t.same(then.status === 404 ? null : then.json, now)
      }
  }
  await fc.assert(fc.asyncProperty(states, fc.array(fc.boolean(), { minLength: 12 }), isTold), { numRuns: 60 })
})

t.test('what a change leaves as it was is not kept again', async (t) => {
  await send('POST', '/v1/actors', person('Wali', { id: 'wali', description: 'One.' }))
  await send('PATCH', '/v1/actors/wali', { description: 'Two.' }, { 'If-Match': '"r1"' })
  const [none, first] = keptOf('actors', 'wali')
  t.equal(none, null)
  t.same(Object.keys(first ?? {}).sort(), ['description', 'revision', 'seq', 'updated_at'])
  t.match(first, { description: 'One.', revision: 1 })
})

t.test('a claim is kept whole, so that it is found by what it was about, and what goes is, too', async (t) => {
  await send('POST', '/v1/claims', { id: 'odd', subject: 'actors', subject_id: 'ttp', ...assigned('name', 'TTPP') })
  await send('PATCH', '/v1/claims/odd', { note: 'Other.' }, { 'If-Match': '"r1"' })
  await send('DELETE', '/v1/claims/odd', undefined, { 'If-Match': '"r2"' })
  t.match(keptOf('claims', 'odd'), [null, { id: 'odd', subject_id: 'ttp' }, { id: 'odd', note: 'Other.' }])
})
