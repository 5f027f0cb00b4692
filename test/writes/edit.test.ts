/** Making and changing records: what is checked, what is refused, what is kept of what was. */
import t from 'tap'
import { mergePatch, patchRecord } from '../../src/edits/change.ts'
import { resourceOf } from '../support.ts'
import { assigned, create, faultsOf, openDesk, person, problemOf } from './support.ts'

const desk = await openDesk(t)
const { edit, row, connection } = desk
const patch = (resource: string, id: string, body: Record<string, unknown>) =>
  edit((opened) => patchRecord(opened, resourceOf(resource), row(resource, id), body))
const seq = () => connection.prepare('select seq from state').pluck().get()

t.test('an id that is left out is made from the name, and is free', async (t) => {
  t.equal(create(desk, 'actors', person('Zarak Khan')), 'zarak-khan')
  t.equal(create(desk, 'actors', person('Zarak Khan the Younger')), 'zarak-khan-the-younger')
  t.equal(create(desk, 'actors', person('عمر')), 'actor')
  t.equal(create(desk, 'actors', person('Stream')), 'stream-2', 'and is no word that stands in addresses')
  t.equal(row('actors', 'zarak-khan').revision, 1)
  t.equal(row('actors', 'zarak-khan').dataset_id, 'sourcebook')
  t.equal(row('claims', 'zarak-khan-name').subject_id, 'zarak-khan', 'its claim is named by what it is about')
})

t.test('a name that a record has already is not given to another one without an id of its own', async (t) => {
  const of = (name: string) => problemOf(() => create(desk, 'actors', person(name)))
  t.match(of('zarak KHĀN'), {
    code: 'name_taken',
    message: '/v1/actors/zarak-khan has this name already. Change that, or give an id of your own if you mean another.',
    faults: [{ pointer: '/name', code: 'name_taken' }],
  })
  t.match(of('TTP').message, /^\/v1\/actors\/ttp has/, 'an acronym is a name')
  t.match(of('Pakistani Taliban').message, /^\/v1\/actors\/ttp has/, 'and so is an alias')
  t.equal(create(desk, 'actors', person('Zarak Khan', { id: 'zarak-khan-of-dir' })), 'zarak-khan-of-dir')
  t.match(of('Zarak Khan').message, /^\/v1\/actors\/zarak-khan, \/v1\/actors\/zarak-khan-of-dir have/)
  const place = { kind: 'city', name: 'TTP', claims: [assigned('name', 'TTP')] }
  t.equal(create(desk, 'places', place), 'ttp', 'a place is no actor')
  t.match(problemOf(() => create(desk, 'places', place)).code, 'name_taken')
  t.equal(problemOf(() => create(desk, 'operations', { kind: 'military', name: 'Azm-e-Istehkam' })).code, 'name_taken')
  const report = { kind: 'report', title: 'Weekly report', claims: [assigned('title', 'Weekly report')] }
  t.equal(create(desk, 'sources', report), 'weekly-report')
  t.equal(create(desk, 'sources', report), 'weekly-report-2', 'titles come again')
})

t.test('a dated record is named by its day and title, an edge by what it joins', async (t) => {
  const day = { date_start: '2025-08-02', date_end: '2025-08-02', date_precision: 'day', date_edtf: '2025-08-02' }
  const meeting = { type: 'meeting', title: 'Border talks in Kabul', ...day }
  t.equal(
    create(desk, 'events', { ...meeting, claims: [assigned('date', { date_edtf: '2025-08-02' })] }),
    '2025-08-02-border-talks-in-kabul',
  )
  const edge = { from_id: 'ttp', to_id: 'is-k', type: 'opposes' }
  t.equal(create(desk, 'relationships', { ...edge, claims: [assigned('type', 'opposes')] }), 'ttp-is-k-opposes')
})

t.test('every fault is named at once, by its place in the body', async (t) => {
  const body = {
    id: 'Bad Id',
    kind: 'persn',
    nam: 'x',
    revision: 3,
    country: 'Pakistan',
    positions: [{ title: 'Minister', organisation_id: 'nobody' }],
    claims: [{ field: 'nam', stance: 'assigned' }, 'no claim', { subject_id: 'ttp', field: 'name', value: 1 }],
  }
  t.same(faultsOf(() => create(desk, 'actors', body)).sort(), [
    '/claims/1 invalid_value',
    '/claims/2/stance required',
    '/claims/2/subject_id invalid_value',
    '/country invalid_value',
    '/id invalid_value',
    '/kind invalid_value',
    '/nam unknown_field',
    '/name required',
    '/positions/0/organisation_id unknown_reference',
    '/revision managed_field',
  ])
  t.match(problemOf(() => create(desk, 'actors', body)).message, / And 9 more: see errors\.$/)
})

t.test(
  'of a closed list the values are told where one is required, of a group of fields what they are called',
  async (t) => {
    const claim = { field: 'name', value: 'Nobody', note: 'Unsaid.' }
    const actor = { name: 'Nobody', claims: [claim] }
    t.match(problemOf(() => create(desk, 'actors', actor)).faults, [
      { pointer: '/kind', code: 'required', allowed: ['person', 'armed_group'] },
      {
        pointer: '/claims/0/stance',
        code: 'required',
        detail:
          'Is required: How the source says it. One of its values: asserted, reported, quoted, assessed, forecast, conditional, question, assigned.',
        allowed: ['asserted', 'reported'],
      },
    ])
    const dated = { type: 'attack', title: 'Attack', date: '2025-07-20' }
    t.same(problemOf(() => create(desk, 'events', dated)).faults, [
      {
        pointer: '/date',
        code: 'unknown_field',
        detail:
          'There is no such field. It is a group of fields: date_start, date_end, date_precision, date_edtf, date_text, date_inferred.',
      },
    ])
  },
)

t.test('what is called or written otherwise elsewhere is told how it is here', async (t) => {
  const attack = { type: 'attack', title: 'Attack' }
  const toldOf = (more: object) => problemOf(() => create(desk, 'events', { ...attack, ...more })).faults[0]?.detail
  t.equal(toldOf({ killed: 4 }), "There is no such field. Did you mean 'fatalities_best'?")
  t.match(toldOf({ fatalities: 4 }), 'It is a group of fields: fatalities_low, fatalities_best, fatalities_high')
  t.match(toldOf({ type: 'bombing' }), "Did you mean 'explosion'?")
  t.match(toldOf({ date_edtf: '3 May 2025' }), "Did you mean '2025-05-03'?")
  const paper = { kind: 'news', title: 'Front page', published_on: 'May 3, 2025' }
  t.match(problemOf(() => create(desk, 'sources', paper)).faults[0], {
    pointer: '/published_on',
    detail: "Is not a day of the calendar (YYYY-MM-DD). Did you mean '2025-05-03'?",
  })
  t.notMatch(
    problemOf(() => create(desk, 'sources', { ...paper, published_on: 'May 2025' })).faults[0]?.detail,
    'Did you mean',
    'a month is no day',
  )
})

t.test(
  'a country is one that ISO 3166-1 has; for its name, or its code of three letters, the code is told',
  async (t) => {
    const faultOf = (country: string) =>
      problemOf(() => create(desk, 'places', { kind: 'site', name: 'Somewhere', country })).faults[0]
    const none = 'Is not a country code of two capitals (ISO 3166-1 alpha-2), such as PK.'
    t.same(faultOf('XX'), { pointer: '/country', code: 'invalid_value', detail: none })
    t.same(faultOf('Iran'), { pointer: '/country', code: 'invalid_value', detail: `${none} Did you mean 'IR'?` })
    t.match(faultOf('PAK'), { detail: `${none} Did you mean 'PK'?` })
    t.match(faultOf('XK'), { code: 'no_evidence' })
  },
)

t.test('a value that needs evidence and has none is refused with how to give it', async (t) => {
  const body = { kind: 'person', name: 'Nobody Said', country: 'PK', claims: [assigned('country', 'AF')] }
  const { status, faults } = problemOf(() => create(desk, 'actors', body))
  t.equal(status, 422)
  t.same(
    faults.map(({ pointer, code }) => [pointer, code]),
    [
      ['/name', 'no_evidence'],
      ['/country', 'no_evidence'],
    ],
  )
  t.match(
    faults[0]?.detail,
    /Add one with field 'name' and value "Nobody Said": a passage .* or stance assigned with a note/,
  )
})

t.test('a claim is checked as evidence: its passage, its field, whom it is about and whom it names', async (t) => {
  const passage = {
    source_id: 'stratheia-naqvi-kabul-visit',
    paragraph: 1,
    char_start: 0,
    char_end: 3,
    quote: 'Mohsin',
  }
  const about = { subject: 'actors', subject_id: 'ttp', stance: 'asserted' }
  t.same(
    faultsOf(() => create(desk, 'claims', { ...about, field: 'nam', value: 'x', ...passage })),
    ['/field invalid_claim', '/char_end invalid_claim'],
  )
  t.same(
    faultsOf(() => create(desk, 'claims', { ...about, field: 'name', value: 'x' })),
    ['/quote invalid_claim'],
  )
  t.same(
    faultsOf(() => create(desk, 'claims', { ...about, subject_id: 'tpt', ...assigned('name', 'x') })),
    ['/subject_id unknown_reference'],
  )
  const position = { title: 'Emir', organisation_id: 'nobody', acting: false }
  t.same(
    faultsOf(() => create(desk, 'claims', { ...about, ...assigned('positions', position) })),
    ['/value/organisation_id unknown_reference'],
  )
})

t.test('records may name each other only if they are there, a record never itself', async (t) => {
  const event = { id: 'own-part', type: 'meeting', title: 'Part of itself', part_of_id: 'own-part' }
  const claims = [assigned('part_of_id', 'own-part')]
  t.same(
    faultsOf(() => create(desk, 'events', { ...event, claims })),
    ['/part_of_id unknown_reference'],
  )
})

t.test('claims sent with a record may name each other', async (t) => {
  const contradiction = [{ claim_id: 'two-tolls-high', type: 'contradicts' }]
  const claims = [
    { id: 'two-tolls-low', ...assigned('figure', null), metric: 'killed', low: 3, links: contradiction },
    { id: 'two-tolls-high', ...assigned('figure', null), metric: 'killed', low: 9 },
  ]
  t.equal(create(desk, 'events', { type: 'attack', title: 'Two tolls', claims }), 'two-tolls')
  t.same(row('claims', 'two-tolls-low').links, [{ claim_id: 'two-tolls-high', type: 'contradicts', note: null }])
})

t.test('an id that is taken is refused', async (t) => {
  t.equal(problemOf(() => create(desk, 'actors', person('TTP', { id: 'ttp' }))).code, 'id_taken')
  const claims = [{ ...assigned('name', 'New'), id: 'mohsin-naqvi-name-p1' }]
  t.same(
    faultsOf(() => create(desk, 'actors', person('New', { claims }))),
    ['/claims/0/id id_taken'],
  )
})

t.test('a place does not come to lie within itself', async (t) => {
  const claims = [assigned('parent_id', 'kabul')]
  t.same(
    faultsOf(() => patch('places', 'afghanistan', { parent_id: 'kabul', claims })),
    ['/parent_id loop'],
  )
})

t.test('a merge patch replaces, adds and takes away, members of objects too', async (t) => {
  t.same(mergePatch({ a: 'b', c: { d: 'e', f: 'g' } }, { a: 'z', c: { f: null } }), { a: 'z', c: { d: 'e' } })
  t.same(mergePatch({ a: ['b'] }, { a: ['c', null] }), { a: ['c', null] })
  t.same(mergePatch({ a: 'c' }, ['b']), ['b'])
  t.same(mergePatch('text', { a: { b: { c: null } } }), { a: { b: {} } })
})

t.test('a patch changes what it names, and keeps what was in a revision', async (t) => {
  create(
    desk,
    'actors',
    person('Gul Agha', {
      description: 'A trader.',
      country: 'AF',
      claims: [assigned('name', 'Gul Agha'), assigned('country', 'AF')],
    }),
  )
  patch('actors', 'gul-agha', { description: 'A trader from Khost.', country: null })
  const now = row('actors', 'gul-agha')
  t.match(now, { description: 'A trader from Khost.', country: null, name: 'Gul Agha', revision: 2 })
  const [made, changed] = connection
    .prepare("select * from revisions where id = 'gul-agha' order by revision")
    .all() as Record<string, string>[]
  t.match(made, { revision: 1, op: 'put', editor: 'Nadia', key_id: 'ed1t0r00', reason: 'A test.', before: null })
  t.match(JSON.parse(changed?.before ?? ''), { description: 'A trader.', country: 'AF', revision: 1 })
})

t.test('a patch that changes nothing leaves no trace', async (t) => {
  const before = seq()
  patch('actors', 'ttp', {})
  patch('actors', 'ttp', { acronym: 'TTP' })
  t.equal(seq(), before)
  t.equal(row('actors', 'ttp').revision, 1)
})

t.test('a patch with claims adds them, and leaves the others', async (t) => {
  const before = connection.prepare("select count(*) from claims where subject_id = 'is-k'").pluck().get() as number
  patch('actors', 'is-k', { acronym: 'ISIS-K', claims: [assigned('acronym', 'ISIS-K')] })
  t.equal(connection.prepare("select count(*) from claims where subject_id = 'is-k'").pluck().get(), before + 1)
  t.same(
    faultsOf(() => patch('actors', 'is-k', { acronym: 'ISKP-X' })),
    ['/acronym no_evidence'],
  )
  t.same(
    faultsOf(() => patch('actors', 'is-k', { id: 'iskp', name: null })),
    ['/name required', '/id fixed_id'],
  )
})

t.test('the only evidence of a value is not changed away', async (t) => {
  create(desk, 'actors', person('Only Once'))
  const { status, code, faults } = problemOf(() => patch('claims', 'only-once-name', { value: 'Twice' }))
  t.same([status, code, faults[0]?.pointer], [409, 'only_evidence', '/name'])
  create(desk, 'claims', { subject: 'actors', subject_id: 'only-once', ...assigned('name', 'Only Once') })
  patch('claims', 'only-once-name', { value: 'Twice' })
  t.equal(row('claims', 'only-once-name').value, 'Twice')
})

t.test('a record is found by what was written, and no more by what was', async (t) => {
  create(desk, 'places', {
    kind: 'city',
    name: 'Miranshah',
    parent_id: 'pakistan',
    claims: [assigned('name', 'Miranshah'), assigned('parent_id', 'pakistan')],
  })
  const found = (query: string) =>
    desk.app
      .inject(`/v1/${query}`)
      .then((answer) => (answer.json() as { data: { id: string }[] }).data.map(({ id }) => id))
  t.ok((await found('places?place=pakistan&limit=100')).includes('miranshah'))
  patch('places', 'miranshah', {
    name: 'Miran Shah',
    parent_id: 'north-waziristan',
    claims: [assigned('name', 'Miran Shah'), assigned('parent_id', 'north-waziristan')],
  })
  t.same(await found('places?place=north-waziristan'), ['miranshah', 'north-waziristan'])
  t.same(await found('places?q=miranshah'), [])
  t.same(await found('places?q=miran'), ['miranshah'])
})
