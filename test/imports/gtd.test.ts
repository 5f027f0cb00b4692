/** The Global Terrorism Database: rows of our own making under the real header, for its rows may not be passed on. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { checkRecord } from '../../src/edits/check.ts'
import { gtd } from '../../src/imports/gtd.ts'
import { read, readAll, resourceOf, withoutShared, written } from '../support.ts'
import { gtdRow } from './rows.ts'
import { openImporting, toCsv } from './support.ts'

const header = join(fileURLToPath(new URL('../../../shared', import.meta.url)), 'data/gtd_header.csv')

t.test('the columns are those of a real release', { skip: withoutShared }, async (t) => {
  t.same(gtd.columns, readFileSync(header, 'utf8').trim().toLowerCase().split(','))
})

t.test('an attack with its perpetrator, target, weapons and deaths', async (t) => {
  const { app, load, file } = await openImporting(t, { visibility: 'private' })
  const { counts, release } = await load('gtd', file('globalterrorismdb_0522dist.csv', toCsv(gtd.columns, [gtdRow])))
  t.same(counts, { read: 1, new: 1, changed: 0, unchanged: 0, warned: 0, rejected: 0, withdrawn: 0 })
  t.equal(release, '0522')
  const event = await read<Record<string, unknown>>(app, '/v1/events/gtd-201412160041')
  t.match(event, {
    type: 'attack',
    subtype: null,
    title: 'Armed Assault: Tehrik-i-Taliban Pakistan (TTP) – School, Peshawar',
    summary: '12/16/2014: Assailants attacked a school.',
    date_start: '2014-12-16',
    date_precision: 'day',
    place_id: 'pakistan',
    admin1: 'Khyber Pakhtunkhwa',
    location_precision: 'exact',
    location_text: 'A school.',
    side_a: 'Tehrik-i-Taliban Pakistan (TTP)',
    side_b: 'School (Army Public School)',
    fatalities_low: null,
    fatalities_best: 157,
    fatalities_high: null,
    deaths_a: 7,
    deaths_civilians: null,
    external_ids: [{ scheme: 'gtd-event', value: '201412160041' }],
    licence: 'LicenseRef-GTD-Terms',
  })
  t.same(event.participants, [
    { actor_id: 'tehrik-i-taliban-pakistan-ttp', text: null, role: 'perpetrator', side: 'a', certainty: 'claimed' },
    { actor_id: null, text: 'School (Army Public School)', role: 'target', side: 'b', certainty: 'confirmed' },
  ])
  const codes = (event.classifications as { field: string; code: string; label: string }[]).map(
    ({ field, code, label }) => `${field}:${code} ${label}`,
  )
  t.same(codes, [
    'attacktype1:2 Armed Assault',
    'attacktype2:3 Bombing/Explosion',
    'targtype1:8 Educational Institution',
    'targsubtype1:49 School/University/Educational Building',
    'weaptype1:5 Firearms',
    'weapsubtype1:2 Automatic or Semi-Automatic Rifle',
    'natlty1:153 Pakistan',
    'claimmode:1 Letter',
    'crit1:1 A political, economic, religious or social goal',
    'crit2:1 Meant to coerce, intimidate or reach a larger audience',
    'crit3:0 Within international humanitarian law',
    'doubtterr:0 No doubt that it was terrorism',
    'success:1 The attack succeeded',
    'suicide:1 Suicide attack',
    'claimed:1 A group claims it',
    'multiple:1 One of several connected attacks',
    'INT_MISC:0 Targets are of the country attacked',
    'specificity:1 City, with its coordinates',
  ])
})

t.test('what real rows have otherwise', async (t) => {
  const { app, load, file } = await openImporting(t, { visibility: 'private' })
  const perpetrator = (certainty: string) => ({ role: 'perpetrator', certainty })
  const cases: [string, Record<string, unknown>, Record<string, unknown>, string?][] = [
    [
      'no day',
      { iday: 0, approxdate: 'Mid-December, 2014' },
      {
        date_start: '2014-12-01',
        date_end: '2014-12-31',
        date_precision: 'month',
        date_edtf: '2014-12',
        date_text: 'Mid-December, 2014',
      },
    ],
    [
      'no month',
      { imonth: 0, iday: 0 },
      { date_start: '2014-01-01', date_end: '2014-12-31', date_precision: 'year', date_edtf: '2014' },
    ],
    [
      'one that went on',
      { extended: 1, resolution: '12/20/2014' },
      {
        date_start: '2014-12-16',
        date_end: '2014-12-20',
        date_precision: 'interval',
        date_edtf: '2014-12-16/2014-12-20',
      },
    ],
    [
      'one that ended before',
      { extended: 1, resolution: '2014-12-01' },
      { date_precision: 'day' },
      'resolution is no day on or after the date',
    ],
    ['deaths not said', { nkill: '', nkillter: '' }, { fatalities_best: null, deaths_a: null }],
    ['deaths not known', { nkill: -99, nkillter: -9 }, { fatalities_best: null, deaths_a: null }],
    ['nobody killed', { nkill: 0, nkillter: 0 }, { fatalities_best: 0, deaths_a: 0 }],
    [
      'a divided toll',
      { nkill: 8.5 },
      { fatalities_low: 8, fatalities_best: null, fatalities_high: 9 },
      'nkill is a fraction of a toll that was divided',
    ],
    ['a power of ten', { nkill: '1e3' }, { fatalities_best: null }, 'a number of deaths is not a count'],
    [
      'more of them killed than persons',
      { nkill: 3 },
      { fatalities_best: 3, deaths_a: 7 },
      'nkillter is more than nkill',
    ],
    ['a suspected group', { guncertain1: 1 }, { participants: [perpetrator('suspected'), {}] }],
    ['no claim', { claimed: -9 }, { participants: [perpetrator('confirmed'), {}] }],
    [
      'three groups',
      { gname2: 'Second', claim2: 1, gname3: 'Third', guncertain3: 1, gsubname: 'Faction' },
      {
        participants: [
          perpetrator('claimed'),
          { text: 'Faction', role: 'associated' },
          perpetrator('claimed'),
          perpetrator('suspected'),
          {},
        ],
        side_a: 'Tehrik-i-Taliban Pakistan (TTP); Second; Third',
      },
    ],
    [
      'an unknown group',
      { gname: 'Unknown' },
      {
        side_a: null,
        participants: [{ role: 'target' }],
        title: 'Armed Assault: unknown perpetrators – School, Peshawar',
      },
    ],
    ['a suicide bombing', { attacktype1: 3 }, { type: 'explosion', subtype: 'suicide_bomb' }],
    ['near the city', { vicinity: 1 }, { location_precision: 'near' }],
    [
      'no location',
      { latitude: '', longitude: '', specificity: 5, location: '' },
      { latitude: null, location_precision: 'country', location_text: 'Peshawar' },
    ],
    [
      'an exact place without its point',
      { latitude: '', longitude: '' },
      { latitude: null, location_precision: 'admin1', location_text: String },
    ],
    ['nine degrees south', { latitude: -9, longitude: -99 }, { latitude: -9, longitude: -99 }],
    ['a country of its time', { country_txt: 'Zaire' }, { country: 'CD', place_id: 'dr-congo' }],
    [
      'a union that went into several countries',
      { country_txt: 'Soviet Union' },
      { country: 'SU', place_id: 'soviet-union' },
    ],
    ['no country', { country_txt: 'International' }, { country: null, place_id: null }],
    [
      'an unknown country',
      { country_txt: 'Atlantis' },
      { country: null },
      'country_txt is no country that is known here',
    ],
    ['an unknown type', { attacktype1: '' }, { type: 'other' }, 'attacktype1 is no code of the codebook'],
  ]
  const rows = cases.map(([, given], index) => ({
    ...gtdRow,
    ...given,
    eventid: ` 2014121600${String(index).padStart(2, '0')} `,
  }))
  const outcome = await load('gtd', file('gtd.csv', toCsv(gtd.columns, rows)))
  t.match(outcome.counts, { new: cases.length, rejected: 0 })
  for (const [index, [name, , expected]] of cases.entries())
    t.match(await read(app, `/v1/events/gtd-2014121600${String(index).padStart(2, '0')}`), expected, name)
  t.same(outcome.warnings.map(({ reason }) => reason).sort(), cases.flatMap(([, , , reason]) => reason ?? []).sort())
  for (const record of await readAll(app, '/v1/events?dataset=gtd')) {
    const { faults } = checkRecord(resourceOf('events'), written('events', record), () => true)
    t.same(faults, [], record.id)
  }
})

t.test('what several cells say together is cut where an event has no room for it', async (t) => {
  const { app, load, file } = await openImporting(t, { visibility: 'private' })
  const [target1, corp1] = ['x'.repeat(15_000), 'y'.repeat(15_000)]
  const { warnings, counts } = await load('gtd', file('gtd.csv', toCsv(gtd.columns, [{ ...gtdRow, target1, corp1 }])))
  t.match(counts, { new: 1, warned: 1 })
  t.same(
    warnings.map(({ reason, examples }) => [reason, examples[0]?.what]),
    [
      ['side_b would be longer than 20,000 characters and was cut; source_row has all of it', '30003 characters'],
      [
        'a participant would be longer than 20,000 characters and was cut; source_row has all of it',
        '30003 characters',
      ],
    ],
  )
  const [event] = await readAll(app, '/v1/events?dataset=gtd&expand=source_row')
  const text = `${target1} (${'y'.repeat(4998)}`
  t.match(event, { side_b: text, participants: [{}, { text }], source_row: { corp1 } })
})

t.test('the file of some years withdraws nothing of the others', async (t) => {
  const { app, load, file } = await openImporting(t, { visibility: 'private' })
  const row = (eventid: string, country_txt = 'Pakistan') => ({
    ...gtdRow,
    eventid,
    iyear: eventid.slice(0, 4),
    imonth: Number(eventid.slice(4, 6)),
    iday: Number(eventid.slice(6, 8)),
    country_txt,
  })
  const whole = [row('201412160041'), row('202101050001'), row('202103050001', 'Iraq'), row('202105050001')]
  await load('gtd', file('globalterrorismdb_0522dist.csv', toCsv(gtd.columns, whole)))
  const half = [row('202101050001'), row('202105050001')]
  const { counts, release } = await load(
    'gtd',
    file('globalterrorismdb_2021Jan-June_1222dist.csv', toCsv(gtd.columns, half)),
  )
  t.equal(release, '1222')
  t.match(counts, { unchanged: 2, withdrawn: 1 })
  t.same((await readAll(app, '/v1/events?dataset=gtd')).map(({ id }) => id).sort(), [
    'gtd-201412160041',
    'gtd-202101050001',
    'gtd-202105050001',
  ])
})

t.test('doubt that it was terrorism is found by its code', async (t) => {
  const { app, load, file } = await openImporting(t, { visibility: 'private' })
  const doubted = { doubtterr: 1, alternative: 1, alternative_txt: 'Insurgency/Guerilla Action' }
  const rows = [
    gtdRow,
    { ...gtdRow, ...doubted, eventid: '201412160042' },
    { ...gtdRow, doubtterr: -9, eventid: '201412160043' },
  ]
  await load('gtd', file('gtd.csv', toCsv(gtd.columns, rows)))
  const ids = async (code: string) => (await readAll(app, `/v1/events?classification=${code}`)).map(({ id }) => id)
  t.same(await ids('gtd:doubtterr:1'), ['gtd-201412160042'])
  t.same(await ids('gtd:alternative:1'), ['gtd-201412160042'])
})

t.test('an export in Latin-1 is read with its letters, and rows that are no attack are told', async (t) => {
  const { app, load, file } = await openImporting(t, { visibility: 'private' })
  const rows = [
    { ...gtdRow, city: 'Bogotá', gname: 'Ejército de Liberación', latitude: '' },
    { ...gtdRow, eventid: '2.01412E+11' },
    { ...gtdRow, eventid: '201402300001', imonth: 2, iday: 30 },
  ]
  const outcome = await load('gtd', file('gtd.csv', Buffer.from(toCsv(gtd.columns, rows), 'latin1')))
  t.match(outcome, { foreignLines: 1, counts: { read: 3, new: 1, rejected: 2 } })
  t.match(await read(app, '/v1/events/gtd-201412160041'), {
    title: 'Armed Assault: Ejército de Liberación – School, Bogotá',
    participants: [{ actor_id: 'ejercito-de-liberacion' }, {}],
  })
  t.match(
    outcome.rejections.map(({ reason, examples }) => [reason, examples[0]?.line]),
    [
      ['eventid has not twelve digits', 3],
      ['iyear, imonth and iday are no date', 4],
    ],
  )
})
