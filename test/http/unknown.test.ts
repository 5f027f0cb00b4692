import t from 'tap'
import { openImporting, sample } from '../imports/support.ts'
import { readPage, readProblem, readShared, withoutShared } from '../support.ts'

const { app, connection, load, file } = await openImporting(t, { seeded: true })

t.test('a refused value comes with all there are', async (t) => {
  t.same((await readProblem(app, '/v1/events?dataset=foo')).errors, [
    {
      parameter: 'dataset',
      code: 'invalid_value',
      detail: "'foo' is not one of its values: acled, gtd, sourcebook, ucdp-ged.",
      allowed: ['acled', 'gtd', 'sourcebook', 'ucdp-ged'],
    },
  ])
  t.match((await readProblem(app, '/v1/events?external_id=foo:1')).errors, [
    {
      parameter: 'external_id',
      detail: /^'foo' is not one of the schemes: ucdp-event, ucdp-actor, /,
      allowed: ['ucdp-event', 'ucdp-actor'],
    },
  ])
  t.match((await readProblem(app, '/v1/events?country=UK')).errors, [
    { detail: /Did you mean 'GB'\?$/, allowed: ['GB'] },
  ])
})

t.test(
  'other codes of a country are told ours, and a number that two lists give to two countries is not',
  async (t) => {
    const allowed = async (typed: string) =>
      (await readProblem(app, `/v1/events?country=${typed}`)).errors?.map(({ allowed }) => allowed)
    t.same(await allowed('PAK'), [['PK']], 'ISO 3166-1 alpha-3')
    t.same(await allowed('aut'), [['AT']])
    t.same(await allowed('XKX'), [['XK']])
    t.same(await allowed('770'), [['PK']], 'Gleditsch and Ward')
    t.same(await allowed('004'), [['AF']], 'ISO 3166-1 numeric')
    t.same(await allowed('652'), [undefined], 'Syria, or Saint-Barthélemy')
    t.same(await allowed('0'), [undefined])
    t.same(await allowed('DRC'), [['CD']], 'what people call it')
    t.same(await allowed('UAE'), [['AE']])
    t.same(await allowed('Syrian%20Arab%20Republic'), [['SY']])
    t.same(await allowed('PAK,AF,IRN'), [['PK'], ['IR']], 'each of a list')
  },
)

t.test('what names nothing is told beside every other fault, once', async (t) => {
  const { errors = [] } = await readProblem(app, '/v1/events?dataset=foo&actr=ttp&country=XX')
  t.same(errors.map(({ parameter }) => parameter).sort(), ['actr', 'country', 'dataset'])
  const { errors: malformed = [] } = await readProblem(app, '/v1/events?dataset=UCDP%20GED')
  t.match(malformed, [{ code: 'invalid_id' }])
  t.equal(malformed.length, 1)
})

t.test('the name of a place in the place of a point is told where that is', async (t) => {
  const told = async (query: string) => (await readProblem(app, `/v1/events?${query}`)).errors
  const detail =
    "'Kabul' is not latitude,longitude: two numbers within ±90 and ±180. Did you mean '34.5553,69.2075', where 'kabul' lies?"
  t.same(await told('near=Kabul&radius_km=50'), [
    { parameter: 'near', code: 'invalid_point', detail, allowed: ['34.5553,69.2075'] },
  ])
  t.match(await told('near=Kabul&radius=50'), [{ parameter: 'radius' }, { parameter: 'near', detail }])
  const [nowhere] = (await told('near=Atlantis&radius_km=50')) ?? []
  t.equal(nowhere?.detail, "'Atlantis' is not latitude,longitude: two numbers within ±90 and ±180.")
  const [line] = (await told('near=Durand%20Line&radius_km=50')) ?? []
  t.equal(line?.allowed, undefined, 'a border has no point')
})

for (const query of ['dataset=gtd', 'external_id=ucdp-event:999999999', 'actor=nobody', 'country=AX', 'country=YU'])
  t.test(`${query} is of a known kind, and matches nothing`, async (t) => {
    t.same((await readPage(app, `/v1/events?${query}`)).data, [])
  })

t.test('a name that is written as an id is told the id of its record, and a record that is there is not', async (t) => {
  for (const path of [
    'events?actor=',
    'events?actor=ttp,',
    'events/stats?by=year&actor=',
    'claims.csv?not_place_id=kabul&attributed_to_id=',
  ]) {
    const { errors, detail } = await readProblem(app, `/v1/${path}taliban`)
    t.match(
      errors,
      [{ parameter: /^(actor|attributed_to_id)$/, code: 'invalid_id', allowed: ['afghan-taliban'] }],
      path,
    )
    t.match(detail, /: No actor has the id 'taliban'\. Did you mean 'afghan-taliban'\?$/)
  }
  const { errors } = await readProblem(app, '/v1/claims?subject=actors&subject_id=taliban')
  t.match(errors, [{ parameter: 'subject_id', allowed: ['afghan-taliban'] }])
  t.ok((await readPage(app, '/v1/visits?place=kabul')).data.length > 0)
})

t.test('an id that went away is no name, though another record is called so', async (t) => {
  connection.exec(
    "insert into tombstones (resource, id, seq, op, revision, at, reason) values ('actors', 'taliban', 1000000, 'delete', 1, '2026-01-31T00:00:00.000Z', 'x')",
  )
  t.same((await readPage(app, '/v1/events?actor=taliban')).data, [])
})

t.test(
  'a misspelt field of codes is refused, and one of which there are merely no codes matches nothing',
  async (t) => {
    const { errors } = await readProblem(app, '/v1/events.csv?classification=ucdp:type_of_violance:1')
    t.same(errors, [
      {
        parameter: 'classification',
        code: 'invalid_value',
        detail:
          "'type_of_violance' is no field of which events have codes of ucdp here. Did you mean 'type_of_violence'?",
        allowed: ['type_of_violence'],
      },
    ])
    for (const code of ['ucdp:type_of_violence:9', 'ucdp:event_clarity:1', 'gtd:weaptype1:6'])
      t.same((await readPage(app, `/v1/events?classification=${code}`)).data, [], code)
  },
)

t.test('several fields of codes are told from each other', { skip: withoutShared }, async (t) => {
  await load('ucdp-ged', file('ged231.csv', readShared(sample)))
  const { errors } = await readProblem(app, '/v1/events?classification=ucdp:where_pec:1')
  t.match(errors, [{ detail: /Did you mean 'where_prec'\?$/ }])
  t.same(errors?.[0]?.allowed, ['date_prec', 'event_clarity', 'type_of_violence', 'where_prec'])
})
