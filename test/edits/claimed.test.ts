/** What a claim says has the form of what it is about: a value of the field, an element of the list, members of the group. */
import fc from 'fast-check'
import t from 'tap'
import { claimedFaults } from '../../src/edits/claimed.ts'
import { evidenceNames } from '../../src/engine/claimable.ts'
import { resources } from '../../src/model/index.ts'
import { randomFrom, recordOf } from '../records.ts'
import { resourceOf } from '../support.ts'

const found = (field: string, value: unknown, of = 'events') => claimedFaults(resourceOf(of), { field, value })
const toLine = ({ pointer, detail }: { pointer?: string; detail: string }) => `${pointer} ${detail}`
const linesOf = (...args: Parameters<typeof found>) => found(...args).map(toLine)
const placesOf = (...args: Parameters<typeof found>) => found(...args).map(({ pointer, code }) => `${pointer} ${code}`)

const toll =
  "A claim on 'fatalities' says one or more of its fields, fatalities_low, fatalities_best, fatalities_high, deaths_a, deaths_b, deaths_civilians, deaths_unknown"

t.test('a claim on a field says a value that the field may hold, null where it may be null', async (t) => {
  for (const [field, value] of Object.entries({
    type: 'explosion',
    fatalities_best: 77,
    country: null,
    place_id: 'kabul',
  }))
    t.same(linesOf(field, value), [], field)
  t.same(linesOf('fatalities_best', 'many'), [
    "/value Is not a number. A claim on 'fatalities_best' says what that field may hold: Best estimate of all deaths; null if no source gives the total.",
  ])
  t.match(linesOf('country', 'XX'), [
    /^\/value Is not a country code of two capitals \(ISO 3166-1 alpha-2\), such as PK\. A claim/,
  ])
  const [type] = found('type', 'explosin')
  t.match(type, { pointer: '/value', code: 'invalid_value', detail: /Did you mean 'explosion'\?/ })
  t.ok(type?.allowed?.includes('armed_clash'))
  t.same(placesOf('type', null), ['/value invalid_value'], 'an event is never without a type')
})

t.test('a claim on a group says at least one of its fields and no other, in an object', async (t) => {
  t.same(linesOf('fatalities', { fatalities_best: 77, fatalities_high: null }), [])
  t.same(linesOf('date', { date_edtf: '2025-04', date_precision: 'month', date_inferred: false }), [])
  t.same(linesOf('place', { country: 'PK', location_precision: 'country' }), [])
  t.same(linesOf('fatalities', 77), [
    `/value Is no object with fields of fatalities. ${toll}, such as {"fatalities_low":77}.`,
  ])
  t.same(linesOf('fatalities', { best: 77 }), [
    `/value/best There is no such field. Did you mean 'fatalities_best'? ${toll}, such as {"fatalities_best":77}.`,
  ])
  t.same(linesOf('fatalities', {}), [`/value Is no object with fields of fatalities. ${toll}.`])
  t.match(linesOf('date', '2025-04'), [/^\/value Is no object .*, such as \{"date_edtf":"2025-04"\}\.$/])
  t.same(placesOf('date', { date_start: '2025-99-99', 'f/o': 1 }), [
    '/value/date_start invalid_value',
    '/value/f~1o unknown_field',
  ])
  t.same(placesOf('date', { date_edtf: 'July 2025' }), ['/value/date_edtf invalid_value'])
  t.same(placesOf('fatalities', { type: 'attack' }), ['/value/type unknown_field'], 'a field of no group')
})

t.test(
  'what the members of a claim say against each other is found, and what one lacks another claim may say',
  async (t) => {
    t.same(linesOf('date', { date_start: '2025-05-02', date_end: '2025-05-01' }), [
      '/value/date_end Lies before date_start.',
    ])
    t.same(linesOf('date', { date_edtf: '2025-05', date_start: '2025-05-02', date_end: '2025-05-31' }), [
      '/value/date_edtf Says 2025-05-01 to 2025-05-31, not what date_start and date_end say.',
    ])
    t.same(linesOf('date', { date_edtf: '2025-05', date_precision: 'day' }), [
      '/value/date_precision Is day, which needs date_start and date_end, the same day. Beside date_edtf 2025-05 stand date_start 2025-05-01, date_end 2025-05-31 and date_precision month.',
    ])
    t.same(placesOf('date', { date_precision: 'unknown', date_edtf: '2025' }), ['/value/date_precision invalid_date'])
    t.same(placesOf('date', { date_precision: 'before', date_edtf: '2025' }), ['/value/date_edtf invalid_date'])
    t.same(placesOf('fatalities', { fatalities_low: 9, fatalities_best: 7 }), [
      '/value/fatalities_low contradiction',
      '/value/fatalities_best contradiction',
    ])
    for (const date of [
      { date_edtf: '2024-06~', date_start: '2024-05-01', date_end: '2024-08-31' },
      { date_edtf: '[..2025-07-19]', date_precision: 'before' },
      { date_edtf: '2024-06/..', date_precision: 'interval', date_end: null },
      { date_start: '2025-05-02', date_precision: 'month' },
      { date_edtf: null, date_start: null, date_end: null },
      { date_edtf: '2025-21', date_start: '2025-03-01' },
      { date_precision: 'unknown', date_text: 'one day' },
      { date_precision: 'month' },
    ])
      t.same(linesOf('date', date), [], JSON.stringify(date))
    t.same(linesOf('place', { latitude: 34 }), [], 'the longitude may have a claim of its own')
    const position = { title: 'Minister', date_start: '2025-05-02', date_end: '2025-05-01', date_precision: 'interval' }
    t.same(linesOf('positions', position, 'actors'), ['/value/date_end Lies before date_start.'])
  },
)

t.test('a claim on a list says one element, where what may be left out may be left out', async (t) => {
  t.same(linesOf('participants', { actor_id: 'ttp', role: 'perpetrator' }), [])
  t.same(linesOf('place_ids', 'kabul', 'operations'), [])
  t.same(placesOf('participants', { actor: 'ttp' }), ['/value/role invalid_value', '/value/actor unknown_field'])
  t.match(linesOf('participants', { actor: 'ttp', role: 'targte' }), [
    /^\/value\/role .*Did you mean 'target'\? A claim on 'participants' says one element of that list; each further one has a claim of its own\.$/,
    /^\/value\/actor .*Did you mean 'actor_id'\?/,
  ])
  t.same(placesOf('participants', [{ actor_id: 'ttp', role: 'target' }]), ['/value invalid_value'], 'not the list')
  t.same(placesOf('participants', null), ['/value invalid_value'])
})

t.test('what is no field and no group says anything that can be seen', async (t) => {
  for (const field of ['assessment', 'figure'])
    for (const value of ['hundreds', null, { a: [1] }, false]) t.same(linesOf(field, value), [])
  t.same(linesOf('assessment', ' \u200b'), ['/value Has no visible character: say what the source says.'])
})

t.test('whatever a record holds can be claimed of it, field by field', async () => {
  const own = resources.filter(({ viewOf }) => !viewOf)
  fc.assert(
    fc.property(fc.constantFrom(...own), fc.nat(), (resource, seed) => {
      const record = recordOf(resource, 'made', randomFrom(seed), () => ['somebody', 'something'])
      return evidenceNames(resource).every((name) => {
        const field = resource.fields[name]
        const values = field?.kind === 'list' ? (record[name] as unknown[]) : [record[name]]
        return !field || values.every((value) => claimedFaults(resource, { field: name, value }).length === 0)
      })
    }),
    { numRuns: 200 },
  )
})

t.test('any JSON is checked, each fault in words at a place of the value', async () => {
  const cases = fc.constantFrom(
    ...resources.flatMap((resource) => evidenceNames(resource).map((field) => ({ resource, field }))),
  )
  const value = fc.oneof(
    fc.jsonValue(),
    fc.dictionary(
      fc.constantFrom('date_start', 'country', '__proto__', 'toString', 'actor_id', 'role'),
      fc.jsonValue(),
    ),
  )
  fc.assert(
    fc.property(cases, value, ({ resource, field }, value) =>
      claimedFaults(resource, { field, value }).every(
        ({ pointer, detail }) => /^\/value(\/|$)/.test(pointer ?? '') && /^[A-Z'"].*[.)]$/s.test(detail),
      ),
    ),
    { numRuns: 500 },
  )
})
