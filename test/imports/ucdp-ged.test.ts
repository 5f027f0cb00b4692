/** UCDP GED: the real sample, read as the codebook of version 23.1 has it. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { checkRecord } from '../../src/edits/check.ts'
import { ucdpGed } from '../../src/imports/ucdp-ged.ts'
import { read, readAll, readPage, resourceOf, withoutShared, written } from '../support.ts'
import { gedRow } from './rows.ts'
import { openImporting, sample, toCsv } from './support.ts'

const samplePath = join(fileURLToPath(new URL('../../../shared', import.meta.url)), sample)
const skip = { skip: withoutShared }

t.test('the sample of 1,000 real rows', skip, async (t) => {
  const { app, load, connection } = await openImporting(t, { seeded: true })
  const outcome = await load('ucdp-ged', samplePath)

  t.same(outcome.counts, { read: 1000, new: 1000, changed: 0, unchanged: 0, warned: 13, rejected: 0, withdrawn: 0 })
  t.same(
    outcome.warnings.map(({ reason, count, examples }) => [reason, count, examples[0]]),
    [['low ≤ best ≤ high does not hold', 13, { line: 408, what: 'low 3, best 2, high 2' }]],
  )
  t.equal(outcome.release, '23.1', 'the release is that of the file name')

  const event = await read<Record<string, unknown>>(app, '/v1/events/ucdp-ged-1648')
  t.match(event, {
    type: 'armed_clash',
    subtype: null,
    title: 'Government of Algeria – GIA, Batna province',
    summary: null,
    status: 'reported',
    date_start: '1998-04-11',
    date_end: '1998-04-12',
    date_precision: 'days',
    date_edtf: '[1998-04-11..1998-04-12]',
    place_id: 'algeria',
    country: 'DZ',
    admin1: 'Batna province',
    admin2: 'Batna commune',
    latitude: 35.555278,
    longitude: 6.178611,
    location_precision: 'near',
    location_text: 'Batna town (area of), Batna district, Batna province',
    side_a: 'Government of Algeria',
    side_b: 'GIA',
    fatalities_low: 2,
    fatalities_best: 2,
    fatalities_high: 2,
    deaths_a: 1,
    deaths_b: 0,
    deaths_civilians: 1,
    deaths_unknown: 0,
    is_aggregate: false,
    release: '23.1',
    source_line: 2,
    dataset_id: 'ucdp-ged',
    licence: 'CC-BY-4.0',
  })
  t.same(event.participants, [
    { actor_id: 'ucdp-actor-109', text: null, role: 'participant', side: 'a', certainty: 'confirmed' },
    { actor_id: 'ucdp-actor-538', text: null, role: 'participant', side: 'b', certainty: 'confirmed' },
  ])
  t.same(event.external_ids, [
    { scheme: 'ucdp-event', value: '1648' },
    { scheme: 'ucdp-conflict', value: '386' },
    { scheme: 'ucdp-dyad', value: '829' },
    { scheme: 'ucdp-relid', value: 'ALG-1998-1-3-114' },
  ])
  t.same(event.classifications, [
    { scheme: 'ucdp', field: 'type_of_violence', code: '1', label: 'State-based conflict' },
    { scheme: 'ucdp', field: 'where_prec', code: '2', label: 'Within about 25 km of a known point' },
    { scheme: 'ucdp', field: 'date_prec', code: '2', label: 'Two to six days' },
    { scheme: 'ucdp', field: 'event_clarity', code: '1', label: 'Clear event' },
  ])

  const count = async (query: string) => (await readPage(app, `/v1/events?limit=1&count=exact&${query}`)).page.total
  t.equal(await count('dataset=ucdp-ged&actor=ttp'), 22, 'events of the TTP join the seeded actor')
  t.equal(await count('dataset=ucdp-ged&actor=ttp&actor_all=government-of-pakistan'), 20)
  t.equal(await count('dataset=ucdp-ged&place=pakistan'), 34, 'and those in Pakistan the seeded place')
  t.equal(await count('external_id=ucdp-dyad:857'), 20)
  t.equal(await count('external_id=ucdp-event:1648'), 1)
  t.equal(await count('external_id=ucdp-relid:ALG-1998-1-3-114'), 1)
  t.equal(await count('classification=ucdp:type_of_violence:3'), 160)
  t.equal(await count('is_aggregate=true&dataset=ucdp-ged'), 66)
  t.equal(await count('country=YE&place=yemen'), 15, '“Yemen (North Yemen)” is Yemen')
  t.equal(await count('country=RS&place=serbia'), 7, '“Serbia (Yugoslavia)” is Serbia')
  t.equal(await count('dataset=ucdp-ged&role=perpetrator'), 160, 'only one-sided violence has a direction')
  t.equal(await count('dataset=ucdp-ged&actor=ucdp-actor-1&role=victim'), 160)
  t.equal(await count('dataset=ucdp-ged&q=aleppo'), 38, 'text is found in the names of provinces')

  t.match(await read(app, '/v1/places/yemen'), {
    kind: 'country',
    country: 'YE',
    dataset_id: 'ucdp-ged',
    external_ids: [{ scheme: 'iso3166', value: 'YE' }, { scheme: 'gwno', value: '678' }, {}, {}],
  })
  t.match(await read(app, '/v1/actors/ucdp-actor-538'), {
    kind: 'armed_group',
    name: 'GIA',
    external_ids: [{ scheme: 'ucdp-actor', value: '538' }],
    dataset_id: 'ucdp-ged',
  })

  await t.test('the row as it was received, with line breaks and quotation marks', async (t) => {
    const { source_row } = await read<{ source_row: Record<string, string> }>(
      app,
      '/v1/events/ucdp-ged-430343?expand=source_row',
    )
    t.same(Object.keys(source_row), ucdpGed.columns, 'every column is there')
    t.equal(source_row.where_description, 'Guarapiche\nSucre')
    t.equal(source_row.source_article, '"PROVEA,2010-09-30,Informe Anual Octubre 2009 – Septiembre 2010"')
    t.equal(source_row.gwnob, '')
    const { data } = await readPage(app, '/v1/events?dataset=ucdp-ged&limit=200&expand=source_row')
    for (const record of data)
      t.equal(`ucdp-ged-${(record.source_row as Record<string, string>).id}`, record.id, 'each has its own row')
  })

  await t.test('what was made of the rows holds by the rules of what is written here', async (t) => {
    for (const [name, count] of [
      ['events', 1000],
      ['actors', 270],
      ['places', 57],
    ] as const) {
      const records = await readAll(app, `/v1/${name}?dataset=ucdp-ged`)
      t.equal(records.length, count, name)
      const checked = records.map((record) => checkRecord(resourceOf(name), written(name, record), () => true))
      const wrong = checked.filter(({ faults }) => faults.some(({ code }) => code !== 'contradiction'))
      t.same(wrong, [], name)
      const contradicted = checked.filter(({ faults }) => faults.length > 0)
      t.equal(contradicted.length, name === 'events' ? 13 : 0, 'kept as given: low ≤ best ≤ high does not hold')
    }
  })

  t.equal(connection.pragma('integrity_check', { simple: true }), 'ok')
})

t.test('rows that break a rule of the codebook are kept as given, and counted by the rule', async (t) => {
  const { app, load, file } = await openImporting(t)
  const cases: [string, Record<string, unknown>, Record<string, unknown>, string | null][] = [
    ['sound', {}, { date_precision: 'day', fatalities_best: 1 }, null],
    ['a low above best', { low: 3 }, { fatalities_low: 3, fatalities_best: 1 }, 'low ≤ best ≤ high does not hold'],
    ['a best above high', { best: 2, deaths_b: 1 }, { fatalities_best: 2 }, 'low ≤ best ≤ high does not hold'],
    ['deaths that do not add up', { deaths_a: 0 }, { deaths_a: 0 }, 'deaths by side do not add up to best'],
    ['a whole number with a point', { best: '1.0', low: '1.00' }, { fatalities_best: 1, fatalities_low: 1 }, null],
    ['a power of ten', { best: '1e3' }, { fatalities_best: null }, 'a number of deaths is not a count'],
    ['a number in another base', { high: '0x10' }, { fatalities_high: null }, 'a number of deaths is not a count'],
    ['half a death', { high: '1.5' }, { fatalities_high: null }, 'a number of deaths is not a count'],
    ['a negative count', { deaths_b: -1 }, { deaths_b: null }, 'a number of deaths is not a count'],
    [
      'three days said to be one',
      { date_end: '2021-03-06 00:00:00.000' },
      { date_precision: 'days', date_edtf: '[2021-03-04..2021-03-06]' },
      'date_prec does not allow the days from date_start to date_end',
    ],
    [
      'dates the wrong way round',
      { date_start: '2021-03-05', date_prec: 2 },
      { date_start: '2021-03-04', date_end: '2021-03-05', date_precision: 'days' },
      'date_end lies before date_start, and was taken for it',
    ],
    [
      'a place that is none',
      { latitude: 91 },
      { latitude: null, longitude: null, location_precision: 'admin1' },
      'latitude and longitude are no place on earth',
    ],
    [
      'a number that is none in decimals',
      { latitude: '0x22' },
      { latitude: null, longitude: null, location_precision: 'admin1' },
      'latitude and longitude are no place on earth',
    ],
    ['a point in powers of ten', { latitude: '3.3e1' }, { latitude: 33, location_precision: 'exact' }, null],
    [
      'half a point, near a place in a district',
      { longitude: '', where_prec: 2, adm_2: 'Miran Shah' },
      { latitude: null, longitude: null, location_precision: 'admin2' },
      'only one of latitude and longitude is given',
    ],
    [
      'no point, but a precision that is that of no point',
      { latitude: '', longitude: '', where_prec: 4, adm_2: 'Miran Shah' },
      { latitude: null, longitude: null, admin2: 'Miran Shah', location_precision: 'admin1' },
      null,
    ],
    [
      'the point where nothing is',
      { latitude: '0.000', longitude: '-0', adm_1: '' },
      { latitude: null, longitude: null, location_precision: 'country' },
      'latitude and longitude are both 0, where nothing is',
    ],
    ['a point on the equator', { latitude: '0' }, { latitude: 0, location_precision: 'exact' }, null],
    [
      'no point, and no division',
      { latitude: '', longitude: '', adm_1: '', country_id: 9999, country: 'Atlantis' },
      { latitude: null, location_precision: 'unknown' },
      'country_id is no Gleditsch–Ward number that is known here',
    ],
    [
      'an unknown country',
      { country_id: 9999, country: 'Atlantis' },
      { country: null, place_id: null },
      'country_id is no Gleditsch–Ward number that is known here',
    ],
    [
      'a country beside the number of another',
      { country_id: 432, country: 'Yemen (North Yemen)' },
      { country: 'ML', place_id: 'mali' },
      'country and country_id name two countries; country_id was taken',
    ],
    ['a country by its former name', { country_id: 678, country: 'Yemen (North Yemen)' }, { country: 'YE' }, null],
    ['a union beside one of its countries', { country_id: 345, country: 'Yugoslavia' }, { country: 'RS' }, null],
    ['an unknown code', { where_prec: 8 }, { location_precision: 'unknown' }, 'where_prec is no code of the codebook'],
    [
      'a whole month',
      { date_start: '2021-03-01', date_end: '2021-03-31', date_prec: 4 },
      { date_precision: 'month', date_edtf: '2021-03' },
      null,
    ],
    [
      'part of a month',
      { date_end: '2021-03-20', date_prec: 4 },
      { date_precision: 'month', date_edtf: '[2021-03-04..2021-03-20]' },
      null,
    ],
    [
      'a whole year',
      { date_start: '2021-01-01', date_end: '2021-12-31', date_prec: 5 },
      { date_precision: 'year', date_edtf: '2021' },
      null,
    ],
    ['a week', { date_end: '2021-03-10', date_prec: 3 }, { date_precision: 'week' }, null],
    [
      'spaces around what cells say',
      { id: ' 99 ', date_prec: ' 1', date_end: ' 2021-03-04 ', where_prec: '2 ', best: ' 1 ', side_b_new_id: ' 356' },
      { date_precision: 'day', location_precision: 'near', fatalities_best: 1, external_ids: [{ value: '99' }] },
      null,
    ],
    ['an aggregate', { event_clarity: 2 }, { is_aggregate: true }, null],
    [
      'no place but a country',
      { adm_1: '', latitude: '', longitude: '', where_prec: 6 },
      { latitude: null, location_precision: 'country', title: 'Government of Pakistan – TTP, Pakistan' },
      null,
    ],
    [
      'control characters',
      { where_coordinates: 'Miran\u0000Shah\r\ntown' },
      { location_text: 'Miran Shah\ntown' },
      null,
    ],
  ]
  const rows = cases.map(([, given], index) => ({ ...gedRow, id: index + 1, ...given }))
  const outcome = await load('ucdp-ged', file('ged231.csv', toCsv(ucdpGed.columns, rows)))
  t.equal(outcome.counts.new, cases.length)
  for (const [index, [name, , expected]] of cases.entries())
    t.match(await read(app, `/v1/events/ucdp-ged-${String(rows[index]?.id).trim()}`), expected, name)
  const counted = cases.flatMap(([, , , reason]) => (reason === null ? [] : [reason]))
  t.equal(outcome.counts.warned, counted.length)
  for (const { reason, count } of outcome.warnings)
    t.equal(count, counted.filter((one) => one === reason).length, reason)
  t.notMatch(await read(app, '/v1/places/mali'), { names: [{ name: 'Yemen (North Yemen)' }] }, 'which is not its name')
})

t.test('only what cannot be an event is rejected, with its line', async (t) => {
  const { load, file } = await openImporting(t)
  const rows = [
    { ...gedRow, id: 1 },
    { ...gedRow, id: 'x' },
    { ...gedRow, id: 2, date_start: '1998-02-30' },
    { ...gedRow, id: 3, side_a: '', side_b: ' ' },
    { ...gedRow, id: 1 },
  ]
  const text = `${toCsv(ucdpGed.columns, rows)}"4","too few"\n`
  const { counts, rejections } = await load('ucdp-ged', file('ged231.csv', text))
  t.same(counts, { read: 6, new: 1, changed: 0, unchanged: 0, warned: 0, rejected: 5, withdrawn: 0 })
  t.same(
    rejections.map(({ reason, examples }) => [reason, examples[0]]),
    [
      ['id is not a number', { line: 3, what: 'x' }],
      ['date_start or date_end is not a day', { line: 4, what: '1998-02-30 / 2021-03-04 00:00:00.000' }],
      ['neither side is named', { line: 5, what: '' }],
      ['it has another number of cells than the header, 49', { line: 7, what: '2' }],
      ['its id stands in an earlier line', { line: 6, what: 'ucdp-ged-1' }],
    ],
  )
})
