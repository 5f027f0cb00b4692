/** The check of a record: every fault at once, each by its place; nothing that is sent makes it fail instead. */
import fc from 'fast-check'
import t from 'tap'
import { checkRecord } from '../../src/edits/check.ts'
import type { Resource } from '../../src/engine/resource.ts'
import { resources } from '../../src/model/index.ts'
import { randomFrom, recordOf } from '../records.ts'
import { resourceOf } from '../support.ts'

const own = resources.filter(({ viewOf }) => !viewOf)
const anything = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom('', 'a\u0000b', '\ud800', -1, 1.5, 1e300, true, null, [], [null], {}, [{}], '2025-02-30', 'N O', [
    ['a'],
  ]),
)
const everythingExists = () => true
const pointersOf = ({ faults }: ReturnType<typeof checkRecord>) => faults.map(({ pointer }) => pointer)

const valid = (resource: Resource, seed: number) =>
  recordOf(resource, 'made', randomFrom(seed), () => ['somebody', 'something'])

for (const resource of own) {
  const names = [...Object.keys(resource.fields), '__proto__', 'constructor', 'nothing', '']
  const body = fc.dictionary(fc.oneof(fc.constantFrom(...names), fc.string()), anything, { maxKeys: 12 })

  t.test(
    `${resource.name}: any object is checked, each fault in words at a place of the object or of a field`,
    async () => {
      fc.assert(
        fc.property(body, fc.boolean(), (input, exists) => {
          const { record, faults } = checkRecord(resource, input, () => exists)
          const known = new Set([...Object.keys(input), ...Object.keys(resource.fields)])
          return (
            faults.every(
              ({ pointer = '', detail, code }) =>
                known.has(String(pointer.split('/')[1]).replaceAll('~1', '/').replaceAll('~0', '~')) &&
                /^[A-Z'"].*[.?]$/s.test(detail) &&
                code !== '',
            ) && Object.keys(record).every((name) => name in resource.fields)
          )
        }),
        { numRuns: 150 },
      )
    },
  )

  t.test(`${resource.name}: a valid record has no fault, and one wrong value is the only one found`, async () => {
    const scalars = Object.keys(resource.fields).filter((name) => !resource.fields[name]?.managed)
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom(...scalars), anything, (seed, name, other) => {
        const record = valid(resource, seed)
        if (checkRecord(resource, record, everythingExists).faults.length) return false
        const { faults } = checkRecord(resource, { ...record, [name]: other }, everythingExists)
        return faults.every(
          ({ pointer = '', code }) =>
            pointer.split('/')[1] === name || pointer.includes('date_') || code === 'contradiction',
        )
      }),
      { numRuns: 100 },
    )
  })

  t.test(`${resource.name}: what was left out is filled, and checking again changes nothing`, async () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const record = valid(resource, seed)
        const left = Object.entries(record).filter(([, value]) => value !== null && JSON.stringify(value) !== '[]')
        const once = checkRecord(resource, Object.fromEntries(left), everythingExists)
        const twice = checkRecord(resource, once.record, everythingExists)
        return (
          once.faults.length === 0 &&
          twice.faults.length === 0 &&
          JSON.stringify(twice.record) === JSON.stringify(once.record) &&
          JSON.stringify(Object.keys(once.record)) === JSON.stringify(Object.keys(record))
        )
      }),
      { numRuns: 60 },
    )
  })
}

const visit = {
  id: 'a-visit',
  title: 'A visit',
  mode: 'visit',
  date_start: '2025-07-20',
  date_end: '2025-07-20',
  date_precision: 'day',
}
const visits = resourceOf('visits')

t.test('every fault is found at once, each at its place', async (t) => {
  const checked = checkRecord(
    visits,
    {
      ...visit,
      id: 'A Visit',
      title: '',
      mode: 'vist',
      place_id: 'nowhere',
      visitors: [{ actor_id: 'somebody' }, { capacity: 'Minister' }, { actor_id: 'nobody', text: 'x'.repeat(20_001) }],
      date_end: '2025-07-19',
      licence: 'MIT',
      'a/b~c': 1,
    },
    (_, id) => id === 'somebody',
  )
  t.same(pointersOf(checked).sort(), [
    '/a~1b~0c',
    '/date_end',
    '/id',
    '/licence',
    '/mode',
    '/place_id',
    '/title',
    '/visitors/1',
    '/visitors/2/actor_id',
    '/visitors/2/text',
  ])
  const mode = checked.faults.find(({ pointer }) => pointer === '/mode')
  t.match(mode?.detail, /Did you mean 'visit'\?$/)
  t.same(mode?.allowed, ['visit', 'third_country', 'multilateral', 'remote'])
})

t.test('what is wrong with a value is said in words of ours, once', async (t) => {
  const faultsOf = (of: string, record: object) =>
    checkRecord(resourceOf(of), record as Record<string, unknown>, everythingExists).faults
  const detailsOf = (of: string, record: object) =>
    Object.fromEntries(faultsOf(of, record).map(({ pointer, detail }) => [pointer, detail]))
  const party = { actor_id: 'ttp', text: 7 }
  t.match(detailsOf('events', { type: 'atack', title: 7, fatalities_best: 1.5, latitude: '34', longitude: 181 }), {
    '/type': "Is not one of its values; /v1/vocabularies lists them. Did you mean 'attack'?",
    '/title': 'Is not text.',
    '/fatalities_best': 'Is not a whole number.',
    '/latitude': 'Is not a number.',
    '/longitude': 'Is more than 180.',
  })
  t.match(detailsOf('events', { type: 'clash', subtype: 'remote_explosive' }), {
    '/type': / Did you mean 'armed_clash'\?$/,
    '/subtype': / Did you mean 'remote_explosive_landmine_ied'\?$/,
  })
  t.match(detailsOf('events', { status: 1, date_start: '2025-02-30', date_inferred: 'no', same_event_ids: 'a' }), {
    '/status': 'Is not one of its values: reported, confirmed, disputed, retracted, planned.',
    '/date_start': 'Is not a day of the calendar (YYYY-MM-DD).',
    '/date_inferred': 'Is not true or false.',
    '/same_event_ids': 'Is not a list.',
  })
  t.match(detailsOf('actors', { name: '', names: [{}, 'x', { name: 'A'.repeat(20_001) }], acronym: [] }), {
    '/name': 'Is empty: leave it out where there is nothing to say.',
    '/names/0/name': 'Is required: text.',
    '/names/0/type': 'Is required: one of its values: official, alias, acronym, former, transliteration, metonym.',
    '/names/1': 'Is not an object.',
    '/names/2/name': 'Has more than 20000 characters.',
    '/acronym': 'Is not text.',
  })
  t.match(detailsOf('visits', { visitors: [party], agenda: Array(1001).fill('A topic'), date_start: 2025 }), {
    '/visitors/0/text': 'Is not text.',
    '/date_start': 'Is not a day of the calendar (YYYY-MM-DD).',
    '/agenda': 'Has more than 1000 elements.',
  })
  const fields = resources.flatMap(({ name, fields }) => Object.keys(fields).map((field) => ({ name, field })))
  fc.assert(
    fc.property(fc.constantFrom(...fields), fc.jsonValue(), ({ name, field }, value) => {
      const found = faultsOf(name, { [field]: value })
      return (
        found.every(({ detail }) => !/^(Invalid|Too |Expected|Unrecognized)/.test(detail)) &&
        new Set(found.map(({ pointer, code }) => `${pointer} ${code}`)).size === found.length
      )
    }),
    { numRuns: 1000 },
  )
})

t.test('text has something to see', async (t) => {
  const faultsOf = (title: string) => checkRecord(visits, { ...visit, title }, everythingExists).faults
  for (const title of ['  ', '\t\n', '\u00a0\u200b', '\u200d\u2060\ufeff', '\u3164'])
    t.same(faultsOf(title), [
      {
        pointer: '/title',
        code: 'invalid_value',
        detail: 'Has no visible character: leave it out where there is nothing to say.',
      },
    ])
  for (const title of ['a', '.', '…', 'ء', '\u{1f54a}\u{fe0f}', '会']) t.same(faultsOf(title), [], title)
})

t.test('what the writer leaves out is null, an empty list, or what the field holds then', async (t) => {
  const { record, faults } = checkRecord(visits, { ...visit, visitors: [{ text: 'somebody' }] }, everythingExists)
  t.same(faults, [])
  t.match(record, { level: 'unknown', place_id: null, hosts: [], date_inferred: false, date_edtf: null })
  t.same(record.visitors, [{ actor_id: null, text: 'somebody', capacity: null }])
})

t.test('a reference to nothing is found in fields, lists of ids and lists of objects', async (t) => {
  const nowhere = () => false
  t.same(pointersOf(checkRecord(visits, { ...visit, place_id: 'a', visitors: [{ actor_id: 'b' }] }, nowhere)), [
    '/place_id',
    '/visitors/0/actor_id',
  ])
  const border = { id: 'border', kind: 'border', name: 'Border', between_ids: ['a', 'b'] }
  t.same(pointersOf(checkRecord(resourceOf('places'), border, (_, id) => id === 'a')), ['/between_ids/1'])
})

/** What fields say against each other in records that are right otherwise, by field. */
function contradictionsIn(name: string, record: Record<string, unknown>): Record<string, string> {
  const { faults } = checkRecord(resourceOf(name), record, everythingExists)
  return Object.fromEntries(faults.map(({ pointer, code, detail }) => [`${code} ${pointer}`, detail]))
}

const event = { id: 'an-event', type: 'attack', title: 'An event' }

t.test('deaths are counted from 0', async (t) => {
  const { faults } = checkRecord(resourceOf('events'), { ...event, fatalities_best: -3 }, everythingExists)
  t.match(faults, [{ pointer: '/fatalities_best', code: 'invalid_value' }])
})

t.test('low ≤ best ≤ high: both sides of each pair that does not hold are named', async (t) => {
  t.same(contradictionsIn('events', { ...event, fatalities_low: 10, fatalities_best: 7, fatalities_high: 9 }), {
    'contradiction /fatalities_low': 'Is more than fatalities_high.',
    'contradiction /fatalities_best': 'Is less than fatalities_low.',
    'contradiction /fatalities_high': 'Is less than fatalities_low.',
  })
  t.same(contradictionsIn('events', { ...event, fatalities_low: 7, fatalities_high: 7 }), {})
})

t.test('one coordinate alone is no location', async (t) => {
  t.same(contradictionsIn('events', { ...event, latitude: 33 }), {
    'contradiction /latitude': 'Says where only together with longitude.',
  })
  t.same(contradictionsIn('places', { id: 'a', kind: 'city', name: 'A', longitude: 69 }), {
    'contradiction /longitude': 'Says where only together with latitude.',
  })
})

t.test('only a border lies between places, and between two', async (t) => {
  const place = { id: 'a', kind: 'border', name: 'A' }
  const broken = { 'contradiction /between_ids': 'Names the two sides of a place of kind border, and nothing else.' }
  t.same(contradictionsIn('places', { ...place, between_ids: ['b', 'c'] }), {})
  t.same(contradictionsIn('places', { ...place, between_ids: ['b', 'b'] }), broken)
  t.same(contradictionsIn('places', { ...place, kind: 'city', between_ids: ['b', 'c'] }), broken)
})

t.test('a relationship leads to an actor or to a place, not nowhere and not to both', async (t) => {
  const edge = { id: 'a', from_id: 'b', type: 'opposes' }
  const both = ['contradiction /to_id', 'contradiction /place_id']
  t.same(Object.keys(contradictionsIn('relationships', edge)), both)
  t.same(Object.keys(contradictionsIn('relationships', { ...edge, to_id: 'c', place_id: 'd' })), both)
  t.same(contradictionsIn('relationships', { ...edge, place_id: 'd' }), {})
})

t.test('a figure says what it counts, within its own bounds', async (t) => {
  const figure = { id: 'a', subject: 'places', subject_id: 'b', field: 'figure', stance: 'asserted' }
  t.same(Object.keys(contradictionsIn('claims', figure)), ['contradiction /metric'])
  t.same(Object.keys(contradictionsIn('claims', { ...figure, metric: 'killed', low: 9, value_number: 8 })), [
    'contradiction /low',
    'contradiction /value_number',
  ])
})

t.test('a fault in a list hides no other: what an element names is looked for all the same', async (t) => {
  const party = { text: null, role: 'target', side: null, certainty: 'confirmed' }
  const participants = [{ ...party, actor_id: 'tpp', role: 'attaker' }, { foo: 1 }, null, { ...party, actor_id: 'ttp' }]
  const event = { id: 'made', type: 'attack', title: 'Made', participants, same_event_ids: [7, 'gone', 'N O'] }
  const { faults } = checkRecord(resourceOf('events'), event, (_, id) => id === 'ttp')
  const found = new Map(faults.map(({ pointer, code }) => [pointer, code]))
  t.equal(found.get('/participants/0/role'), 'invalid_value')
  t.equal(found.get('/participants/0/actor_id'), 'unknown_reference')
  t.equal(found.get('/participants/1/foo'), 'unknown_field')
  t.equal(found.get('/participants/2'), 'invalid_value')
  t.equal(found.get('/participants/3/actor_id'), undefined)
  t.equal(found.get('/same_event_ids/0'), 'invalid_value')
  t.equal(found.get('/same_event_ids/1'), 'unknown_reference')
  t.equal(found.get('/same_event_ids/2'), 'invalid_value')
})

t.test('of a list that is far too long that alone is said, and nothing in it is looked up', async (t) => {
  const participants = Array.from({ length: 200_000 }, (_, index) => (index % 2 ? { actor_id: 'gone' } : index))
  const looked: string[] = []
  const exists = (_: string, id: string) => looked.push(id) < 0
  const { faults } = checkRecord(resourceOf('events'), { id: 'made', type: 'attack', title: 'x', participants }, exists)
  t.same(faults, [{ pointer: '/participants', code: 'invalid_value', detail: 'Has more than 1000 elements.' }])
  t.same(looked, [])
})

t.test('every fault is found, and what was meant is looked for as often as an answer names faults', async (t) => {
  const same_event_ids = Array.from({ length: 1000 }, (_, index) => `gone-${index}`)
  const { faults } = checkRecord(
    resourceOf('events'),
    { id: 'made', type: 'attack', title: 'x', same_event_ids },
    () => false,
    (_, id) => id.replace('gone', 'here'),
  )
  t.equal(faults.length, 1000)
  t.equal(faults[99]?.detail, "There is no 'gone-99' in events. Did you mean 'here-99'?")
  t.equal(faults[100]?.detail, "There is no 'gone-100' in events.")
})
