/** What comes first, what a cursor serves, and how SQLite goes about it. */
import t from 'tap'
import { isBounded } from '../../src/engine/find.ts'
import { readQuery } from '../../src/engine/query.ts'
import type { AnyRecord } from '../../src/engine/resource.ts'
import type { SQL } from '../../src/engine/sql.ts'
import type { Reader } from '../../src/engine/statement.ts'
import type { Route, Whole } from '../../src/http/route.ts'
import { readGiven } from '../../src/http/url.ts'
import { directory } from '../../src/model/index.ts'
import { searchRoutes } from '../../src/routes/search.ts'
import { statsRoutes } from '../../src/routes/stats.ts'
import { curated, openSeeded, readProblem, resourceOf } from '../support.ts'
import { searching } from './searching.ts'

const { app, store, connection, write } = await openSeeded(t)
const { page, walk } = searching(app)
const imported = { dataset_id: 'ucdp-ged', licence: 'CC-BY-4.0' }

/** A record of which little is said, on a day or undated. */
function made(resource: string, id: string, values: Record<string, unknown>, day?: string): AnyRecord {
  const fields = Object.entries(resourceOf(resource).fields).filter(
    ([, field]) => !field.managed && !field.column.hasDefault,
  )
  const dates = day === undefined ? {} : { date_start: day, date_end: day, date_precision: 'day' }
  return { ...Object.fromEntries(fields.map(([name]) => [name, null])), ...values, ...dates, id }
}

t.test('imported records follow the curated ones, newest first, unless their name is what is typed', async (t) => {
  const ambush = (id: string, day?: string) => made('events', id, { type: 'attack', title: 'Ambush at Zzyzx' }, day)
  const denial = { speech_act: 'denial', text: 'Nobody at Zzyzx, where nobody ever was, did it.' }
  write((writer) => {
    for (const event of [
      ambush('z-old', '1990-05-01'),
      ambush('z-new', '2023-05-01'),
      ambush('a-new', '2023-05-01'),
      ambush('undated'),
    ])
      writer.put(resourceOf('events'), event, imported)
    writer.put(resourceOf('actors'), made('actors', 'zzyzx', { kind: 'armed_group', name: 'Zzyzx' }), imported)
    writer.put(resourceOf('events'), ambush('curated', '1980-05-01'), curated)
    writer.put(resourceOf('statements'), made('statements', 'denial', denial), curated)
  })
  const expected = [
    'actors/zzyzx',
    'events/curated',
    'statements/denial',
    'events/z-new',
    'events/a-new',
    'events/z-old',
    'events/undated',
  ]
  t.strictSame(await walk('q=zzyzx'), expected)
  t.strictSame(await walk('q=zzyzx', 1), expected, 'one by one')
  t.strictSame(await walk('q=zzyzx&datetime=1980/2000'), ['events/curated', 'events/z-old'])
})

t.test('of more than 2,000 curated matches the newest 2,000 are ranked, the others follow newest first', async (t) => {
  const day = (index: number) => new Date(Date.UTC(2000, 0, 1 + index)).toISOString().slice(0, 10)
  const text = (index: number) => `Qwertz ${'and more '.repeat(index % 3)}`
  write((writer) => {
    for (let index = 0; index < 2010; index++) {
      const denial = made('statements', `many-${index}`, { speech_act: 'denial', text: text(index) }, day(index))
      writer.put(resourceOf('statements'), denial, curated)
    }
    const event = made('events', 'many-imported', { type: 'attack', title: 'Qwertz' }, day(5))
    writer.put(resourceOf('events'), event, imported)
  })
  const found = await walk('q=qwertz', 400)
  t.equal(found.length, 2011)
  t.equal(new Set(found).size, 2011)
  t.strictSame(
    found.slice(0, 2),
    ['statements/many-2007', 'statements/many-2004'],
    'the shortest first, then the newest',
  )
  const oldest = [9, 8, 7, 6, 5, 4, 3, 2, 1, 0].map((index) => `statements/many-${index}`)
  t.strictSame(found.slice(2000), [...oldest.slice(0, 4), 'events/many-imported', ...oldest.slice(4)])
})

t.test('a cursor serves its own query only', async (t) => {
  const { page: first } = await page('q=kabul&limit=2')
  for (const query of ['q=kabuli', 'q=kabul&sort=date', 'q=kabul&resource=claims', 'q=kabul&complete=1', ''])
    t.match(
      await readProblem(app, `/v1/search?${query}&cursor=${first.next_cursor}`),
      { errors: [{ code: 'invalid_cursor' }] },
      query,
    )
  t.equal(
    (await page(`limit=5&q=kabul&cursor=${first.next_cursor}`)).data.length,
    5,
    'limit and order of parameters may change',
  )
})

t.test('a cursor that was tampered with is refused', async (t) => {
  for (const query of ['', 'q=kabul', 'q=kabul&sort=date']) {
    const { page: first } = await page(`${query}&limit=1`)
    const [signature] = JSON.parse(Buffer.from(String(first.next_cursor), 'base64url').toString()) as [string]
    for (const [key, place] of [
      ['no day', '0 events x'],
      ['2025-02-30', '0 events x'],
      [null, '0 nothing x'],
      [null, '7 events x'],
      [null, ''],
      [0, '1  x'],
      [0, '1  99999999999999999999'],
      ['2025-02-30', '2 events x'],
      [{}, '0 events x'],
    ]) {
      const cursor = Buffer.from(JSON.stringify([signature, key, place])).toString('base64url')
      const { errors } = await readProblem(app, `/v1/search?${query}&cursor=${cursor}`)
      t.match(errors, [{ parameter: 'cursor', code: 'invalid_cursor' }], `${query} ${key} ${place}`)
    }
  }
})

/** An answer that is not made yet. */
function answerTo(query: string, reader = store.reader): Whole {
  const url = `/v1/search?${query}`
  const asked = { url, given: readGiven(url), path: {}, accept: undefined, store: { ...store, reader } }
  const answer = searchRoutes()[0]?.handle(asked as unknown as Parameters<Route['handle']>[0]) // search reads nothing else of what is asked
  return answer as Whole
}

/** How SQLite goes about the statements of a search that read events. */
function planOf(query: string): string[] {
  const details: string[] = []
  const explain = ({ text, values }: SQL) => {
    const plan = store.reader.connection.prepare(`explain query plan ${text}`).all(...values) as { detail: string }[]
    if (text.includes('"events"')) details.push(...plan.map(({ detail }) => detail))
  }
  const reader: Reader = {
    ...store.reader,
    all: (statement) => {
      explain(statement)
      return store.reader.all(statement)
    },
    get: (statement) => {
      explain(statement)
      return store.reader.get(statement)
    },
  }
  answerTo(query, reader).body()
  return details
}

t.test('a page of the timeline takes events from their index of dates, without sorting them', async (t) => {
  for (const query of ['', 'sort=date', 'country=PK']) {
    const plan = planOf(query)
    t.ok(plan.length > 0)
    t.strictSame(
      plan.filter(
        (detail) => detail === 'SCAN event_rows' || /^USE TEMP B-TREE FOR (LAST TERM OF )?ORDER BY/.test(detail),
      ),
      [],
      query,
    )
  }
})

t.test('a page of what is found looks at the events that match, and at no others', async (t) => {
  for (const query of [
    'q=kabul',
    'q=kabul&sort=date',
    'q=kabul&sort=-date',
    'q=kabul&country=PK',
    'q=kabul&actor=ttp',
  ]) {
    const plan = planOf(query)
    t.ok(
      plan.some((detail) => /^SCAN texts VIRTUAL TABLE INDEX/.test(detail)),
      query,
    )
    t.strictSame(
      plan.filter((detail) => /^SCAN event_rows/.test(detail)),
      [],
      query,
    )
  }
})

t.test('a search that may look at very many records is broad; one that an index bounds is not', async (t) => {
  const broad = ['q=frequ*', 'q=f*', 'q=frequent+usual', 'q=frequent+-usual', `q=${'frequent+'.repeat(9)}`]
  const quick = ['', 'sort=date', 'q=frequent', 'q=frequent+ttp', 'q=ttp&sort=date', 'actor=ttp', 'datetime=2025']
  const isBroad = (query: string) => answerTo(query).isBroad?.()
  t.strictSame([...broad, ...quick].filter(isBroad), [], 'among few records nothing is')
  connection.exec(`
    with recursive numbers(n) as (select 1000000 union all select n + 1 from numbers where n < 1100000)
    insert into event_rows (n, id, revision, seq, created_at, updated_at, dataset_id, licence, type, title)
    select n, 'many-' || n, 1, n, '', '', 'ucdp-ged', '', 'attack', '' from numbers;
    insert into texts (rowid, names, body, tags) select n, '', 'frequent usual', 'events' from events where n between 1000000 and 1010000`)
  for (const query of broad) t.ok(isBroad(query), query)
  for (const query of quick) t.notOk(isBroad(query), query)
  const isListBounded = (resource: string, q: string) =>
    isBounded(store.reader, readQuery(resourceOf(resource), new Map([['q', q]]), directory, false))
  t.strictSame(
    ['frequent', 'f*', '-f* usual'].map((q) => isListBounded('events', q)),
    [true, false, false],
  )
  t.strictSame(
    ['frequent', 'f*'].map((q) => isListBounded('operations', q)),
    [true, false],
    'a prefix reads the words of all resources',
  )
  t.ok(isBroad('q=f*&resource=operations'))
  const isStatsBroad = (query: string) => {
    const url = `/v1/events/stats?${query}`
    const asked = { url, given: readGiven(url), path: {}, accept: undefined, store }
    const answer = statsRoutes()[0]?.handle(asked as never) as Whole // statistics read nothing else of what is asked
    return answer.isBroad?.()
  }
  t.strictSame(
    ['q=taliban', 'q=t*'].map((q) => isStatsBroad(`by=type&actor=ttp&place=pakistan&${q}`)),
    [false, true],
  )
})
