/** Tallies are what the events say, after every kind of write; and statistics are taken from them where they can be. */
import { readFileSync } from 'node:fs'
import t from 'tap'
import { patchRecord } from '../../src/edits/change.ts'
import { deleteRecord } from '../../src/edits/delete.ts'
import { eraseRecord } from '../../src/edits/erase.ts'
import { mergeRecord } from '../../src/edits/merge.ts'
import { showPreferred } from '../../src/edits/preferred.ts'
import type { Row } from '../../src/edits/rows.ts'
import { openReader } from '../../src/engine/statement.ts'
import { findWrongTallies } from '../../src/engine/tallies.ts'
import type { Route, Whole } from '../../src/http/route.ts'
import { readGiven } from '../../src/http/url.ts'
import { ucdpGed } from '../../src/imports/ucdp-ged.ts'
import { findFacts } from '../../src/routes/facts.ts'
import { statsRoutes } from '../../src/routes/stats.ts'
import { readQuestion } from '../../src/routes/stats-query.ts'
import { gedLines } from '../bench/data.ts'
import { gedRow } from '../imports/rows.ts'
import { openImporting, toCsv } from '../imports/support.ts'
import { addRecords } from '../records.ts'
import { type Base, curated, read, resourceOf } from '../support.ts'
import { assigned, create, openDesk, person } from '../writes/support.ts'

const events = resourceOf('events')
const wrong = ({ connection }: Pick<Base, 'connection'>) => findWrongTallies(openReader(connection), events)
const total = ({ connection }: Pick<Base, 'connection'>) =>
  connection.prepare("select sum(count) from tallies where span = 'year' and key = '*'").pluck().get()

t.test('a tally that is not what the events say is found, and so is one that is missing', async (t) => {
  const desk = await openDesk(t)
  t.same(wrong(desk), [])
  desk.connection.exec("update tallies set fatalities_low = 3 where span = 'month' and key = 'ttp'")
  t.match(wrong(desk), [
    { span: 'month', key: 'ttp', period: '2025-04', fatalities_low: 54 },
    { span: 'month', key: 'ttp', period: '2025-04', fatalities_low: 3 },
  ])
  desk.connection.exec("delete from tallies where span = 'month' and key = 'ttp'")
  t.match(wrong(desk), [{ span: 'month', key: 'ttp', dataset_id: 'sourcebook', count: 1, fatalities_low: 54 }])
})

t.test('an edit, a merge of actors, a delete and an erasure keep them', async (t) => {
  const desk = await openDesk(t)
  const { edit, row } = desk
  const other = create(desk, 'actors', person('Someone'))
  const party = (actor_id: string) => ({
    actor_id,
    text: null,
    role: 'participant',
    side: null,
    certainty: 'confirmed',
  })
  const participants = [party('ttp'), party(other), party(other)]
  const made = create(desk, 'events', {
    id: 'tallied',
    type: 'attack',
    title: 'An attack.',
    date_start: '2024-12-30',
    date_end: '2025-01-02',
    date_precision: 'days',
    date_edtf: '2024-12-30/2025-01-02',
    fatalities_best: 4,
    participants,
    claims: [
      assigned('date', { date_start: '2024-12-30', date_end: '2025-01-02', date_edtf: '2024-12-30/2025-01-02' }),
      assigned('fatalities', { fatalities_best: 4 }),
      ...participants.slice(0, 2).map((value) => assigned('participants', value)),
    ],
  })
  const ofActor = (id: string) =>
    desk.connection
      .prepare(
        "select period, first, last, count, fatalities_best, fatalities_low_known from tallies where span = 'month' and key = ?",
      )
      .all(id)
  t.same(ofActor(other), [
    { period: '', first: '2024-12', last: '2025-01', count: 1, fatalities_best: 4, fatalities_low_known: 0 },
  ])
  t.same(wrong(desk), [], 'made')

  edit((e) => mergeRecord(e, resourceOf('actors'), row('actors', other), 'ttp'))
  t.same(ofActor(other), [])
  t.same(wrong(desk), [], 'merged')

  edit((e) => patchRecord(e, events, row('events', made), { participants: [] }))
  t.same(wrong(desk), [], 'edited')
  edit((e) => deleteRecord(e, events, row('events', made)))
  t.same(wrong(desk), [], 'deleted')
  const before = total(desk)
  edit((e) => eraseRecord(e, events, '2025-06-north-waziristan-suicide-attack', 'It must not stay.'))
  t.same(wrong(desk), [], 'erased')
  t.equal(total(desk), Number(before) - 1)
})

t.test('any records, written one by one, keep them', async (t) => {
  const desk = await openDesk(t)
  await addRecords(desk, 16, 4)
  t.same(wrong(desk), [])
  await addRecords(desk, 16, 5) // partly under the same ids
  t.same(wrong(desk), [])
})

t.test('an import in bulk keeps them', async (t) => {
  const base = await openImporting(t, { seeded: true })
  await base.load('ucdp-ged', base.file('ged231.csv', [...gedLines(400, 6)].join('')))
  t.equal(total(base), 407)
  t.same(wrong(base), [])
})

t.test('the releases after an import keep them: changes, withdrawals, what comes back, and corrections', async (t) => {
  const base = await openImporting(t, { seeded: true })
  const release = async (name: string, rows: readonly Record<string, unknown>[]) =>
    (await base.load('ucdp-ged', base.file(name, toCsv(ucdpGed.columns, rows)), { now: '2025-09-01T00:00:00.000Z' }))
      .counts
  const [one, two, three, four] = [1, 2, 3, 4].map((id) => ({ ...gedRow, id, relid: `PAK-2021-1-768-${id}` }))
  const all = [one, two, three, four] as Record<string, unknown>[]
  t.match(await release('ged231.csv', all), { new: 4 })
  t.same(wrong(base), [], 'new')
  const changed = [
    { ...two, best: 9, high: 9 },
    { ...three, date_prec: 2, date_start: '2021-02-27 00:00:00.000', date_end: '2021-03-02 00:00:00.000' },
    { ...four, side_b_new_id: 9999, side_b: 'Another' },
  ]
  t.match(await release('ged241.csv', changed), { changed: 3, withdrawn: 1 })
  t.same(wrong(base), [], 'changed and withdrawn')
  base.write((writer) => {
    const event = writer.find(events, 'ucdp-ged-2') as Row
    const claim = { id: 'corrected', subject: 'events', subject_id: 'ucdp-ged-2', rank: 'preferred' }
    const said = { ...assigned('fatalities', { fatalities_best: 2 }), links: [], date_precision: 'unknown' }
    writer.put(resourceOf('claims'), { ...claim, ...said }, curated)
    const shown = showPreferred(openReader(base.connection), events, event)
    writer.put(events, shown, { dataset_id: 'ucdp-ged', licence: 'CC-BY-4.0' })
  })
  t.same(wrong(base), [], 'corrected')
  t.match(await release('ged251.csv', all), { new: 1, changed: 3 })
  t.same(wrong(base), [], 'come back')
  t.match(await release('ged251.csv', all), { unchanged: 4 })
  t.same(wrong(base), [], 'the same again')
})

t.test('a database from before there were tallies gets them when it is brought up', async (t) => {
  const desk = await openDesk(t)
  await addRecords(desk, 8, 6)
  const migration = (name: string) => readFileSync(new URL(`../../migrations/${name}.sql`, import.meta.url), 'utf8')
  const [, byActor] = migration('0006_tallies').split('--> statement-breakpoint')
  desk.connection.exec(`delete from tallies; ${byActor}; ${migration('0011_tally-of-all')}`)
  t.same(wrong(desk), [])
  t.ok(Number(total(desk)) > 8)
})

const questions: [query: string, source: 'tallies' | 'events', isNarrow: boolean, why: string][] = [
  ['by=month&actor=ttp', 'tallies', true, 'the months of one actor'],
  ['by=year,month&actor=ttp&datetime=2005-03/2014', 'tallies', true, 'in whole months'],
  ['by=year&actor=ttp&dataset=ucdp-ged&datetime_within=2005/..', 'tallies', true, 'of one dataset, from a year on'],
  ['by=actor&datetime=2005/2014', 'tallies', true, 'the actors of ten years'],
  ['by=dataset,actor', 'tallies', true, 'the actors of each dataset'],
  ['by=actor&datetime=2005-03/2014-06', 'tallies', false, 'by months these are many'],
  ['by=actor,year', 'tallies', false, 'these are many rows'],
  ['by=day&actor=ttp', 'events', true, 'days are not tallied'],
  ['by=month&actor=ttp&datetime=2005-03-02/..', 'events', true, 'nor are parts of months'],
  ['by=month&actor=ttp,is-k', 'events', true, 'an event of both counts once'],
  ['by=actor&actor=ttp', 'events', true, 'who takes part beside it'],
  ['by=month&actor=ttp&type=attack', 'events', true, 'types are not tallied'],
  ['by=month&actor=ttp&not_dataset_id=acled', 'events', true, 'only what is tallied filters'],
  ['by=year', 'tallies', true, 'all events are counted together too'],
  ['by=month,dataset&datetime=2005/2014', 'tallies', true, 'by month as well'],
  ['by=day', 'events', false, 'every event is looked at'],
  ['by=year&type=armed_clash', 'events', false, 'and here most'],
  ['by=type&datetime=2010-03', 'events', true, 'few are of one month'],
  ['by=year&external_id=ucdp-dyad:10100&country=PK', 'events', true, 'few have the id'],
]

t.test('what is counted from tallies, what from events, and what looks at few rows', async (t) => {
  const base = await openImporting(t, { seeded: true })
  await base.load('ucdp-ged', base.file('ged231.csv', [...gedLines(2500, 7)].join('')))
  const { reader } = base.store
  for (const [query, source, isNarrow, why] of questions) {
    const given = new Map(query.split('&').map((pair) => pair.split('=') as [string, string]))
    const found = findFacts(reader, readQuestion(given, false))
    const from = / from tallies /.test(found.facts.text) ? 'tallies' : 'events'
    t.same([from, found.isNarrow], [source, isNarrow], `${query}: ${why}`)
  }
  await t.test('zeros wait elsewhere where they may be many', async (t) => {
    const isBroad = (query: string) => {
      const url = `/v1/events/stats?${query}`
      const asked = { url, given: readGiven(url), path: {}, accept: undefined, store: base.store }
      const answer = statsRoutes()[0]?.handle(asked as unknown as Parameters<Route['handle']>[0]) // statistics read nothing else of what is asked
      return (answer as Whole).isBroad?.()
    }
    t.equal(isBroad('by=month&actor=ttp&zero_fill=true'), false)
    t.equal(isBroad('by=day&dataset=sourcebook'), false)
    t.equal(isBroad('by=day,type&dataset=sourcebook&zero_fill=true'), true, '8 events, 13,000 days')
    t.equal(isBroad('by=month,type&dataset=sourcebook&zero_fill=true'), false)
    t.equal(isBroad('by=day'), true)
  })
  await t.test('tallies are met by their key, in the order of the groups', async (t) => {
    for (const query of ['by=month&actor=ttp', 'by=actor&datetime=2005/2014', 'by=month']) {
      const given = new Map(query.split('&').map((pair) => pair.split('=') as [string, string]))
      const { text, values } = findFacts(reader, readQuestion(given, false)).facts
      const plan = reader.connection.prepare(`explain query plan ${text}`).all(...values) as { detail: string }[]
      t.match(plan, [{ detail: /^SEARCH tallies USING PRIMARY KEY \(span=\?/ }])
    }
  })
  await t.test('a question that looks at many is answered all the same', async (t) => {
    const { data } = await read<{ data: { count: number }[] }>(
      base.app,
      '/v1/events/stats?by=day&limit=10000&dataset=ucdp-ged',
    )
    t.equal(
      data.reduce((sum, { count }) => sum + count, 0),
      2500,
    )
  })
})
