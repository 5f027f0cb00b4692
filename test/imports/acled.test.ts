/** ACLED: rows of our own making under the real header, for its rows may not be passed on. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { checkRecord } from '../../src/edits/check.ts'
import type { AnyRecord } from '../../src/engine/resource.ts'
import { acled, toDay } from '../../src/imports/acled.ts'
import { vocabularies } from '../../src/model/vocabularies.ts'
import { read, readAll, resourceOf, withoutShared, written } from '../support.ts'
import { acledRow } from './rows.ts'
import { openImporting, toCsv } from './support.ts'

const header = join(fileURLToPath(new URL('../../../shared', import.meta.url)), 'data/acled_header.csv')

t.test('the columns are those of a real export', { skip: withoutShared }, async (t) => {
  t.same(acled.columns, readFileSync(header, 'utf8').trim().split(','))
})

t.test('an event with two actors, their associates and the codes of ACLED', async (t) => {
  const { app, load, file } = await openImporting(t, { seeded: true, visibility: 'private' })
  const { counts, release } = await load('acled', file('export.csv', toCsv(acled.columns, [acledRow])))
  t.same(counts, { read: 1, new: 1, changed: 0, unchanged: 0, warned: 0, rejected: 0, withdrawn: 0 })
  t.equal(release, '2025-08-01', 'an export has no release but its day')
  const event = await read<Record<string, unknown>>(app, '/v1/events/acled-pak12345')
  t.match(event, {
    id: 'acled-pak12345',
    type: 'explosion',
    subtype: 'suicide_bomb',
    title: 'Suicide bomb: JuA: Jamaat-ul-Ahrar – Police Forces of Pakistan (2022-), Peshawar',
    summary: 'A bomber struck a mosque.',
    date_start: '2023-01-30',
    date_precision: 'day',
    place_id: 'pakistan',
    country: 'PK',
    location_precision: 'exact',
    side_a: 'Police Forces of Pakistan (2022-)',
    side_b: 'JuA: Jamaat-ul-Ahrar',
    fatalities_low: null,
    fatalities_best: 84,
    fatalities_high: null,
    licence: 'LicenseRef-ACLED-Terms',
    external_ids: [{ scheme: 'acled-event', value: 'PAK12345' }],
  })
  const party = (actor_id: string, role: string, side: string) => ({
    actor_id,
    text: null,
    role,
    side,
    certainty: 'confirmed',
  })
  t.same(event.participants, [
    party('police-forces-of-pakistan-2022', 'participant', 'a'),
    party('civilians-pakistan', 'associated', 'a'),
    party('muslim-group-pakistan', 'associated', 'a'),
    party('jua-jamaat-ul-ahrar', 'participant', 'b'),
  ])
  t.same(
    (event.classifications as { field: string; code: string }[]).map(({ field, code }) => `${field}:${code}`),
    [
      'disorder_type:Political violence',
      'tags:suicide bomb',
      'tags:crowd size=no report',
      'event_type:Explosions/Remote violence',
      'sub_event_type:Suicide bomb',
      'inter1:Rebel group',
      'inter2:State forces',
      'interaction:State forces-Rebel group',
      'source_scale:National',
    ],
  )
  t.match(await read(app, '/v1/actors/jua-jamaat-ul-ahrar'), {
    kind: 'armed_group',
    name: 'JuA: Jamaat-ul-Ahrar',
    acronym: 'JuA',
    names: [{ name: 'Jamaat-ul-Ahrar', type: 'alias' }],
    dataset_id: 'acled',
  })
  t.match(await read(app, '/v1/actors/police-forces-of-pakistan-2022'), { kind: 'state_force', country: 'PK' })
  t.match(await read(app, '/v1/actors/civilians-pakistan'), { kind: 'civilians', country: 'PK' })
  const one = await read<{ source_row: object }>(app, '/v1/events/acled-pak12345?expand=source_row')
  t.match(one.source_row, { source: 'Dawn (Pakistan)', timestamp: '1675799999' })
})

const eventsOf = (app: Parameters<typeof readAll>[0]) => readAll(app, '/v1/events?dataset=acled')

t.test('actors join those that are known by exactly this name, with or without their acronym', async (t) => {
  const { app, load, file } = await openImporting(t, { seeded: true, visibility: 'private' })
  const rows = [
    { ...acledRow, event_id_cnty: 'PAK1', actor1: 'TTP: Tehreek-e-Taliban Pakistan' },
    { ...acledRow, event_id_cnty: 'PAK2', actor1: 'Tehrik‑i‑Taliban  Pakistan' },
    { ...acledRow, event_id_cnty: 'PAK3', actor1: 'Tehreek' },
  ]
  await load('acled', file('x.csv', toCsv(acled.columns, rows)))
  t.same((await readAll(app, '/v1/events?actor=ttp&dataset=acled')).map(({ id }) => id).sort(), [
    'acled-pak1',
    'acled-pak2',
  ])
})

t.test('an actor that a row names is one with that of an earlier row, with or without its acronym', async (t) => {
  const { app, load, file } = await openImporting(t, { visibility: 'private' })
  const rows = ['JuA: Jamaat-ul-Ahrar', 'Jamaat-ul-Ahrar', 'JAMAAT-UL-AHRAR'].map((actor1, at) => ({
    ...acledRow,
    event_id_cnty: `PAK${at}`,
    actor1,
  }))
  await load('acled', file('export.csv', toCsv(acled.columns, rows)))
  for (const id of ['acled-pak0', 'acled-pak1', 'acled-pak2']) {
    const { participants } = await read<{ participants: { actor_id: string }[] }>(app, `/v1/events/${id}`)
    t.equal(participants.at(-1)?.actor_id, 'jua-jamaat-ul-ahrar', id)
  }
})

t.test('every sub-event of the codebook is a type and subtype here', async (t) => {
  const { app, load, file } = await openImporting(t, { visibility: 'private' })
  const names = [
    ...[
      'Government regains territory',
      'Non-state actor overtakes territory',
      'Armed clash',
      'Excessive force against protesters',
    ],
    ...[
      'Protest with intervention',
      'Peaceful protest',
      'Violent demonstration',
      'Mob violence',
      'Chemical weapon',
      'Air/drone strike',
    ],
    ...[
      'Suicide bomb',
      'Shelling/artillery/missile attack',
      'Remote explosive/landmine/IED',
      'Grenade',
      'Sexual violence',
      'Attack',
    ],
    ...['Abduction/forced disappearance', 'Agreement', 'Arrests', 'Change to group/activity', 'Disrupted weapons use'],
    ...[
      'Headquarters or base established',
      'Looting/property destruction',
      'Non-violent transfer of territory',
      'Other',
    ],
  ]
  const rows = names.map((sub_event_type, index) => ({ ...acledRow, event_id_cnty: `PAK${index}`, sub_event_type }))
  const { counts } = await load('acled', file('x.csv', toCsv(acled.columns, rows)))
  t.match(counts, { new: names.length, warned: 0 })
  const subtypes = (await eventsOf(app)).map(({ subtype }) => subtype)
  t.same(subtypes.sort(), Object.keys(vocabularies.event_subtype).sort())
})

t.test('what real exports have otherwise', async (t) => {
  const { app, load, file } = await openImporting(t, { visibility: 'private' })
  const cases: [string, Record<string, unknown>, Record<string, unknown>, string?][] = [
    ['day first', { event_date: '30-01-2023' }, { date_start: '2023-01-30', date_precision: 'day' }],
    ['the month as a word', { event_date: '01 January 2023' }, { date_start: '2023-01-01', date_edtf: '2023-01-01' }],
    [
      'a week',
      { time_precision: 2 },
      {
        date_start: '2023-01-27',
        date_end: '2023-02-02',
        date_precision: 'week',
        date_edtf: '[2023-01-27..2023-02-02]',
      },
    ],
    [
      'a month',
      { time_precision: 3 },
      { date_start: '2023-01-01', date_end: '2023-01-31', date_precision: 'month', date_edtf: '2023-01' },
    ],
    ['inter as numbers', { inter1: 2, inter2: 1, interaction: 12 }, { side_a: 'Police Forces of Pakistan (2022-)' }],
    ['zero deaths', { fatalities: 0 }, { fatalities_low: 0, fatalities_best: null, fatalities_high: null }],
    ['no deaths given', { fatalities: '' }, { fatalities_low: null, fatalities_best: null }],
    [
      'one actor',
      { actor2: '', assoc_actor_2: '', inter2: '' },
      { side_a: 'JuA: Jamaat-ul-Ahrar', side_b: null, title: 'Suicide bomb: JuA: Jamaat-ul-Ahrar, Peshawar' },
    ],
    ['a misspelt disorder', { disorder_type: 'Demostrations; Political violence' }, {}],
    ['only a region', { geo_precision: 3 }, { location_precision: 'admin1' }],
    ['an iso code of two digits', { iso: '4', country: 'Afghanistan' }, { country: 'AF', place_id: 'afghanistan' }],
    [
      'a country beside the code of another',
      { country: 'India' },
      { country: 'PK' },
      'country and iso name two countries; iso was taken',
    ],
    ['a country without a code', { iso: '', country: 'Kosovo' }, { country: 'XK', place_id: 'kosovo' }],
    ['an older type', { event_type: 'Remote violence', sub_event_type: '' }, { type: 'explosion', subtype: null }],
    [
      'a type of tomorrow',
      { event_type: 'Cyber', sub_event_type: 'Hack' },
      { type: 'other', subtype: null },
      'event_type and sub_event_type are none of the codebook',
    ],
    [
      'notes longer than a text may be',
      { notes: 'x'.repeat(20_001) },
      { summary: 'x'.repeat(20_000) },
      'notes is longer than 20,000 characters and was cut; source_row has all of it',
    ],
    ['notes as long as a text may be', { notes: ` ${'x'.repeat(20_000)}\r\n` }, { summary: 'x'.repeat(20_000) }],
    [
      'two actors that are too long for one title',
      { actor1: 'x'.repeat(15_000), actor2: 'y'.repeat(15_000) },
      { title: `Suicide bomb: ${'x'.repeat(15_000)} – ${'y'.repeat(4983)}`, side_b: 'x'.repeat(15_000) },
      'title would be longer than 20,000 characters and was cut; source_row has all of it',
    ],
    [
      'more associates than an event has room for',
      {
        assoc_actor_1: Array.from({ length: 600 }, (_, n) => `a${n}`).join('; '),
        assoc_actor_2: Array.from({ length: 600 }, (_, n) => `b${n}`).join('; '),
      },
      { side_b: 'JuA: Jamaat-ul-Ahrar' },
      'participants would be more than 1,000 and were cut; source_row has all of them',
    ],
    [
      'more tags than an event has room for',
      { tags: Array.from({ length: 1200 }, (_, n) => `tag ${n}`).join(';') },
      { classifications: { length: 1000, 999: { field: 'tags', code: 'tag 998' } } },
      'classifications would be more than 1,000 and were cut; source_row has all of them',
    ],
    ['another year', { year: 2022 }, { date_start: '2023-01-30' }, 'year is not that of event_date'],
    [
      'a code of no codebook',
      { time_precision: 7 },
      { date_precision: 'day' },
      'time_precision is no code of the codebook',
    ],
    ['deaths not said in digits', { fatalities: '1e3' }, { fatalities_best: null }, 'fatalities is not a count'],
    ['deaths in words', { fatalities: 'many' }, { fatalities_best: null }, 'fatalities is not a count'],
  ]
  const rows = cases.map(([, given], index) => ({ ...acledRow, ...given, event_id_cnty: ` PAK${index} ` }))
  const outcome = await load('acled', file('x.csv', toCsv(acled.columns, rows)))
  t.match(outcome.counts, { new: cases.length, rejected: 0 })
  for (const [index, [name, , expected]] of cases.entries())
    t.match(await read(app, `/v1/events/acled-pak${index}`), expected, name)
  const broken = new Set(cases.flatMap(([, , , reason]) => reason ?? []))
  t.same(outcome.warnings.map(({ reason }) => reason).sort(), [...broken].sort())
  t.equal((await readAll(app, '/v1/events?classification=acled:disorder_type:Demonstrations')).length, 1)
  for (const record of await eventsOf(app)) {
    const { faults } = checkRecord(resourceOf('events'), written('events', record as AnyRecord), () => true)
    t.same(faults, [], record.id)
  }
})

t.test('rows that are no event', async (t) => {
  const { load, file } = await openImporting(t, { visibility: 'private' })
  const rows = [
    acledRow,
    { ...acledRow, event_id_cnty: 'PAK2', event_date: '31 February 2023' },
    { ...acledRow, event_id_cnty: '?' },
  ]
  const { rejections } = await load('acled', file('x.csv', toCsv(acled.columns, rows)))
  t.match(rejections, [
    { reason: 'event_date is not a day', examples: [{ line: 3, what: '31 February 2023' }] },
    { reason: 'event_id_cnty is no country code and number', examples: [{ line: 4, what: '?' }] },
  ])
})

t.test('an export of some countries or days withdraws nothing beyond them', async (t) => {
  const { app, load, file } = await openImporting(t, { visibility: 'private' })
  const row = (id: string, event_date: string, country = 'Pakistan', iso = '586') => ({
    ...acledRow,
    event_id_cnty: id,
    event_date,
    year: event_date.slice(0, 4),
    country,
    iso,
  })
  const take = (name: string, rows: object[]) => load('acled', file(name, toCsv(acled.columns, rows as never)))
  await take('pakistan.csv', [
    row('PAK1', '2023-01-10'),
    row('PAK2', '2023-02-10'),
    row('PAK3', '2023-03-10'),
    row('PAK4', '2023-06-01'),
  ])
  const afghan = [row('AFG1', '2023-01-01', 'Afghanistan', '4'), row('AFG2', '2023-12-31', 'Afghanistan', '4')]
  t.match((await take('afghanistan.csv', afghan)).counts, { new: 2, withdrawn: 0 }, 'another country')
  const later = [row('PAK1', '2023-01-10'), row('PAK3', '2023-03-10')]
  t.match((await take('spring.csv', later)).counts, { unchanged: 2, withdrawn: 1 }, 'PAK2 lies in its days')
  t.same((await eventsOf(app)).map(({ id }) => id).sort(), [
    'acled-afg1',
    'acled-afg2',
    'acled-pak1',
    'acled-pak3',
    'acled-pak4',
  ])
})

t.test('an actor whose name may not be an id gets one with a number', async (t) => {
  const { app, load, file } = await openImporting(t, { visibility: 'private' })
  await load('acled', file('x.csv', toCsv(acled.columns, [{ ...acledRow, actor1: 'Stream', assoc_actor_2: 'STATS' }])))
  const { data } = await read<{ data: { id: string; name: string }[] }>(
    app,
    '/v1/actors?name=Stream,STATS&fields=id,name',
  )
  t.same(data, [
    { id: 'stats-2', name: 'STATS' },
    { id: 'stream-2', name: 'Stream' },
  ])
})

t.test('a week at either end of the calendar stays within it', async (t) => {
  const { app, load, file } = await openImporting(t, { visibility: 'private' })
  const weeks = [
    { ...acledRow, time_precision: 2, event_date: '9999-12-30', event_id_cnty: 'PAK1' },
    { ...acledRow, time_precision: 2, event_date: '0000-01-02', event_id_cnty: 'PAK2' },
  ]
  await load('acled', file('x.csv', toCsv(acled.columns, weeks)))
  const { data } = await read<{ data: unknown[] }>(app, '/v1/events?dataset=acled&fields=date_start,date_end&sort=id')
  t.same(data, [
    { date_start: '9999-12-27', date_end: '9999-12-31' },
    { date_start: '0000-01-01', date_end: '0000-01-05' },
  ])
})

t.test('days as ACLED has written them', async (t) => {
  const days: [string, string | undefined][] = [
    ['2023-01-31', '2023-01-31'],
    ['31-01-2023', '2023-01-31'],
    ['1/2/2023', '2023-02-01'],
    ['01 January 2023', '2023-01-01'],
    ['1-Jan-2023', '2023-01-01'],
    ['2023-01-31T00:00:00Z', '2023-01-31'],
    ['31 Foo 2023', undefined],
    ['44927', undefined],
  ]
  for (const [written, day] of days) t.equal(toDay(written), day, written)
})

t.test('a public knowledge base does not take it, and says how to make one that does', async (t) => {
  const { load, file, connection } = await openImporting(t)
  const path = file('x.csv', toCsv(acled.columns, [acledRow]))
  for (const dataset of ['acled', 'gtd'])
    await t.rejects(load(dataset, path), {
      message:
        /^(ACLED|GTD) may not be passed on, and the knowledge base .* is public\. To make a private one, set SOURCEBOOK_VISIBILITY=private and SOURCEBOOK_DB to a new file, and import into that\.$/,
    })
  t.equal(connection.prepare("select count(*) from events where dataset_id <> 'sourcebook'").pluck().get(), 0)
})
