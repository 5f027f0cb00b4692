/** Statistics: what a row counts, and what stands in a row of its own. */
import t from 'tap'
import { resourceOf } from '../support.ts'
import { event, openAsking } from './asking.ts'

const { stats, rows, add, write } = await openAsking(t)

const party = (actor_id: string | null, text: string | null = null) => ({
  actor_id,
  text,
  role: 'participant',
  side: null,
  certainty: 'confirmed',
})

const days = (date_start: string | null, date_end: string | null, date_precision = 'days') => ({
  date_start,
  date_end,
  date_precision,
})

t.test('the seed by year: no sum is made up where no source gives the number', async (t) => {
  t.same(await stats('by=year&measure=fatalities_low'), {
    data: [
      { year: 2021, dataset_id: 'sourcebook', count: 1, fatalities_low: null, without_value: 1 },
      { year: 2025, dataset_id: 'sourcebook', count: 4, fatalities_low: 70, without_value: 2 },
      { year: null, dataset_id: 'sourcebook', count: 2, fatalities_low: null, without_value: 2 },
    ],
    page: { limit: 1000, total: 3 },
  })
})

t.test('an event counts in a period only if its dates lie within it; the others are one row with null', async (t) => {
  const own = add(
    days('2010-03-01', '2010-03-31', 'month'),
    days('2010-03-31', '2010-04-01'),
    days('2009-12-31', '2010-01-01'),
    days('2010-03-05', null, 'interval'),
    days(null, null, 'unknown'),
    days(null, '2010-03-09', 'before'),
    days('2010-03-09', null, 'after'),
  )
  const counts = async (by: string) => (await rows(`by=${by}&measure=count&${own}`)).map((row) => [row[by], row.count])
  t.same(
    await counts('day'),
    [
      ['2010-03-09', 2],
      [null, 5],
    ],
    'a bound that is not known counts as the one that is',
  )
  t.same(await counts('month'), [
    ['2010-03', 3],
    [null, 4],
  ])
  t.same(
    await counts('year'),
    [
      [2010, 4],
      [null, 3],
    ],
    'two are undated or go on, one crosses the year',
  )
})

t.test('periods of two lengths stand beside each other', async (t) => {
  const own = add(days('2010-03-01', '2010-03-31', 'month'), days('2010-01-01', '2010-12-31', 'year'))
  t.same(await rows(`by=year,month&measure=count&${own}`), [
    { year: 2010, month: '2010-03', dataset_id: 'sourcebook', count: 1 },
    { year: 2010, month: null, dataset_id: 'sourcebook', count: 1 },
  ])
})

t.test('an actor counts once for an event in which it takes part twice', async (t) => {
  const own = add({ participants: [party('ttp'), party('ttp'), party('china')], fatalities_best: 3 })
  t.same(await rows(`by=actor&sort=actor&${own}`), [
    {
      actor_id: 'china',
      actor_name: 'China',
      dataset_id: 'sourcebook',
      count: 1,
      fatalities_best: 3,
      without_value: 0,
    },
    {
      actor_id: 'ttp',
      actor_name: 'Tehreek-e-Taliban Pakistan',
      dataset_id: 'sourcebook',
      count: 1,
      fatalities_best: 3,
      without_value: 0,
    },
  ])
})

t.test('with a role or a side, actors are counted that take part so; with an actor, these are its own', async (t) => {
  const attacker = { ...party('ttp'), role: 'perpetrator', side: 'b' }
  const attacked = { ...party('government-of-pakistan'), role: 'target', side: 'a' }
  const own = add(
    { participants: [attacker, attacked] },
    { participants: [{ ...attacker, actor_id: null, text: 'x' }] },
  )
  const actors = async (more: string) =>
    (await rows(`by=actor&measure=count&sort=actor&${more}&${own}`)).map((row) => row.actor_id)
  t.same(await actors('role=perpetrator'), ['ttp', null])
  t.same(await actors('role=perpetrator,target&side=a'), ['government-of-pakistan'])
  t.same(await actors('role=perpetrator&actor=ttp'), ['government-of-pakistan', 'ttp'], 'whom it attacks')
})

t.test('events without an actor are a row with null, also those whose participants are words', async (t) => {
  const own = add({ participants: [] }, { participants: [party(null, 'gunmen')] }, { participants: [party('ttp')] })
  t.same(
    (await rows(`by=actor&measure=count&${own}`)).map((row) => [row.actor_id, row.actor_name, row.count]),
    [
      [null, null, 2],
      ['ttp', 'Tehreek-e-Taliban Pakistan', 1],
    ],
  )
})

t.test('datasets are never added up, and one that is asked for stands alone', async (t) => {
  const own = add({ fatalities_best: 2 })
  write((writer) => {
    writer.put(
      resourceOf('events'),
      event('stats-ged', { fatalities_best: 5, admin2: decodeURIComponent(own.slice(7)) }),
      { dataset_id: 'ucdp-ged', licence: 'CC-BY-4.0' },
    )
  })
  t.same(await rows(`by=month&${own}`), [
    { month: '2010-03', dataset_id: 'sourcebook', count: 1, fatalities_best: 2, without_value: 0 },
    { month: '2010-03', dataset_id: 'ucdp-ged', count: 1, fatalities_best: 5, without_value: 0 },
  ])
  t.same(await rows(`by=month&dataset=ucdp-ged&${own}`), [
    { month: '2010-03', dataset_id: 'ucdp-ged', count: 1, fatalities_best: 5, without_value: 0 },
  ])
  t.same(await rows(`by=dataset&sort=dataset&measure=count&${own}`), [
    { dataset_id: 'sourcebook', dataset_title: 'Sourcebook, curated records', count: 1 },
    { dataset_id: 'ucdp-ged', dataset_title: 'UCDP Georeferenced Event Dataset', count: 1 },
  ])
})

t.test('several measures have a number of events without a value each', async (t) => {
  const own = add({ fatalities_low: 1, fatalities_best: null }, { fatalities_low: 2, fatalities_best: 0 })
  t.same(await rows(`by=type&measure=fatalities_low,fatalities_best,fatalities_high&${own}`), [
    {
      type: 'attack',
      dataset_id: 'sourcebook',
      count: 2,
      fatalities_low: 3,
      fatalities_low_without_value: 0,
      fatalities_best: 0,
      fatalities_best_without_value: 1,
      fatalities_high: null,
      fatalities_high_without_value: 2,
    },
  ])
})

t.test('deaths of one side and of civilians are summed as all deaths are', async (t) => {
  const ttp = { participants: [party('ttp')] }
  const own = add({ ...ttp, deaths_civilians: 3, deaths_a: 1 }, { ...ttp, deaths_civilians: 0 }, ttp)
  t.same(await rows(`by=year,actor&measure=deaths_civilians&${own}`), [
    {
      year: 2010,
      actor_id: 'ttp',
      actor_name: 'Tehreek-e-Taliban Pakistan',
      dataset_id: 'sourcebook',
      count: 3,
      deaths_civilians: 3,
      without_value: 1,
    },
  ])
  const [row] = await rows(`by=type&measure=deaths_a,deaths_b,deaths_unknown&sort=-deaths_a&${own}`)
  t.match(row, { deaths_a: 1, deaths_a_without_value: 2, deaths_b: null, deaths_unknown: null })
})

t.test('divisions of the same name in two countries are two rows', async (t) => {
  const own = add({ country: 'PK', admin1: 'Eastern' }, { country: 'AF', admin1: 'Eastern' }, { country: 'AF' })
  t.same(
    (await rows(`by=admin1&measure=count&sort=admin1&${own}`)).map((row) => [
      row.country,
      row.country_name,
      row.admin1,
      row.count,
    ]),
    [
      ['AF', 'Afghanistan', 'Eastern', 1],
      ['AF', 'Afghanistan', null, 1],
      ['PK', 'Pakistan', 'Eastern', 1],
    ],
  )
})

t.test('countries have their names beside their codes, also what is none any more', async (t) => {
  const own = add({ country: 'CI' }, { country: 'TR' }, { country: 'YU' }, {})
  t.same(
    (await rows(`by=country,year&measure=count&sort=country&${own}`)).map((row) => [row.country, row.country_name]),
    [
      ['CI', 'Ivory Coast'],
      ['TR', 'Turkey'],
      ['YU', 'Yugoslavia'],
      [null, null],
    ],
  )
})

t.test("UCDP's types of violence have their codes and their meanings", async (t) => {
  const violence = (code: string, label: string) => [
    { scheme: 'ucdp', field: 'date_prec', code: '1', label: 'Exact day' },
    { scheme: 'ucdp', field: 'type_of_violence', code, label },
  ]
  const own = add(
    { classifications: violence('3', 'One-sided violence'), fatalities_best: 4 },
    { classifications: violence('2', 'Non-state conflict') },
    {},
  )
  t.same(
    (await rows(`by=violence&sort=violence&${own}`)).map((row) => [
      row.ucdp_type_of_violence,
      row.type_of_violence_name,
      row.fatalities_best,
    ]),
    [
      ['2', 'Non-state conflict', null],
      ['3', 'One-sided violence', 4],
      [null, null, null],
    ],
  )
})

t.test('dyads have the sides and the conflict that their events name', async (t) => {
  const dyad = (value: string, conflict: string) => [
    { scheme: 'ucdp-dyad', value },
    { scheme: 'ucdp-conflict', value: conflict },
  ]
  const own = add(
    { external_ids: dyad('70001', '333') },
    { external_ids: dyad('70001', '333'), side_a: 'Government of Afghanistan', side_b: 'Taleban', fatalities_best: 4 },
    { external_ids: dyad('70002', '333') },
    {},
  )
  t.same(
    (await rows(`by=dyad,year&sort=dyad&${own}`)).map((row) => [
      row.ucdp_dyad,
      row.dyad_name,
      row.ucdp_conflict,
      row.count,
      row.fatalities_best,
    ]),
    [
      ['70001', 'Government of Afghanistan – Taleban', '333', 2, 4],
      ['70002', null, null, 1, null],
      [null, null, null, 1, null],
    ],
  )
})

t.test('places are those of the events themselves, by name', async (t) => {
  const own = add({ place_id: 'kabul' }, { place_id: 'afghanistan' }, { place_id: null })
  t.same(
    (await rows(`by=place&measure=count&sort=place&${own}`)).map((row) => [row.place_id, row.place_name, row.count]),
    [
      ['afghanistan', 'Afghanistan', 1],
      ['kabul', 'Kabul', 1],
      [null, null, 1],
    ],
  )
})

t.test('a cell holds its southern and western edge; the poles and the antimeridian lie in one cell each', async (t) => {
  const at = (latitude: number, longitude: number) => ({ latitude, longitude })
  const cells = async (own: string, more = '') =>
    (await rows(`by=cell&measure=count&sort=cell&${own}${more}`)).map((row) => [
      row.cell_south,
      row.cell_west,
      row.count,
    ])
  const near = add(at(34, 70), at(34.999, 70.999), at(35, 70), at(-0.5, -0.5), {})
  t.same(await cells(near), [
    [-1, -1, 1],
    [34, 70, 2],
    [35, 70, 1],
    [null, null, 1],
  ])
  t.same(await cells(near, '&cell_degrees=0.5'), [
    [-0.5, -0.5, 1],
    [34, 70, 1],
    [34.5, 70.5, 1],
    [35, 70, 1],
    [null, null, 1],
  ])
  const edges = add(at(90, 10), at(89.5, 10), at(-90, 10), at(0, 180), at(0, -180), at(0, 179.5))
  t.same(await cells(edges), [
    [-90, 10, 1],
    [0, -180, 2],
    [0, 179, 1],
    [89, 10, 2],
  ])
  t.same(await cells(edges, '&cell_degrees=10'), [
    [-90, 10, 1],
    [0, -180, 2],
    [0, 170, 1],
    [80, 10, 2],
  ])
})

t.test('zero_fill gives periods without events a row of zeros, and changes no other', async (t) => {
  const own = add(days('2010-11-05', '2010-11-05'), days('2011-02-01', '2011-02-01'), days(null, null, 'unknown'))
  t.same(
    (await rows(`by=month&zero_fill=true&${own}`)).map((row) => [
      row.month,
      row.count,
      row.fatalities_best,
      row.without_value,
    ]),
    [
      ['2010-11', 1, null, 1],
      ['2010-12', 0, 0, 0],
      ['2011-01', 0, 0, 0],
      ['2011-02', 1, null, 1],
      [null, 1, null, 1],
    ],
  )
  const within = await rows(`by=month&zero_fill=1&measure=count&datetime=2010-10/2010-12&${own}`)
  t.same(
    within.map((row) => [row.month, row.count]),
    [
      ['2010-10', 0],
      ['2010-11', 1],
      ['2010-12', 0],
    ],
    'as far as the period that is asked for',
  )
  const beyond = await rows(`by=year&zero_fill=1&measure=count&datetime=1990/2040&${own}`)
  t.same([beyond[0]?.year, beyond.at(-1)?.year], [2009, 2025], 'not beyond the first and last day of the dataset')
  t.same(await rows('by=month&zero_fill=false&country=NO'), [], 'nothing found is nothing to fill')
})

t.test('zeros come for each of the other values', async (t) => {
  const own = add({ type: 'attack' }, { type: 'protest', ...days('2012-01-01', '2012-01-01') })
  t.same(
    (await rows(`by=year,type&zero_fill=true&measure=count&${own}`)).map((row) => [row.year, row.type, row.count]),
    [
      [2010, 'attack', 1],
      [2010, 'protest', 0],
      [2011, 'attack', 0],
      [2011, 'protest', 0],
      [2012, 'attack', 0],
      [2012, 'protest', 1],
    ],
  )
})

t.test(
  'without a period the largest counts come first; sort says otherwise, and null comes last either way',
  async (t) => {
    const own = add(
      { type: 'attack', fatalities_best: 1 },
      { type: 'attack' },
      { type: 'protest' },
      { type: 'arrest', fatalities_best: 4 },
    )
    const types = async (sort: string) => (await rows(`by=type${sort}&${own}`)).map((row) => row.type)
    t.same(await types(''), ['attack', 'arrest', 'protest'])
    t.same(await types('&sort=-type'), ['protest', 'attack', 'arrest'])
    t.same(await types('&sort=fatalities_best'), ['attack', 'arrest', 'protest'])
    t.same(await types('&sort=-fatalities_best'), ['arrest', 'attack', 'protest'])
    t.same((await stats(`by=type&limit=2&${own}`)).page, { limit: 2, total: 3 })
  },
)
