/** Searches against the slow, obvious model: what each finds, in which order, page by page. */
import type { SQL } from 'drizzle-orm'
import t from 'tap'
import type { AnyRecord, Resource } from '../../src/engine/resource.ts'
import { type Reader, toQuery } from '../../src/engine/statement.ts'
import type { Route } from '../../src/http/route.ts'
import { readGiven } from '../../src/http/url.ts'
import { searchRoutes } from '../../src/routes/search.ts'
import { compare, openContract, type Table } from '../contract/model.ts'
import { ask, curated, readAll, readProblem, resourceOf } from '../support.ts'

const base = await openContract(t)
const { app, tables, write, store } = base
const imported = { dataset_id: 'ucdp-ged', licence: 'CC-BY-4.0' }

type Hit = { resource: string; id: string; date_start: string | null; date_end: string | null }
type Page = { data: Hit[]; page: { next_cursor: string | null } }

const nameOf = ({ resource, id }: Pick<Hit, 'resource' | 'id'>) => `${resource}/${id}`
async function page(query: string): Promise<Page> {
  const { status, text } = await ask(app, `/v1/search?${query}`)
  if (status !== 200) throw new Error(`${query} answers ${status}: ${text}`)
  return JSON.parse(text) as Page
}

/** Everything a search finds, from pages of so many. */
async function walk(query: string, limit = 1000): Promise<string[]> {
  const found: string[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const { data, page: next }: Page = await page(`${query}&limit=${limit}${cursor && `&cursor=${cursor}`}`)
    found.push(...data.map(nameOf))
    cursor = next.next_cursor
  }
  return found
}

const isDated = ({ table }: Resource) => table.date_key !== undefined
const own = tables.filter(({ resource }) => !resource.viewOf)
const order = [...own.filter(({ resource }) => isDated(resource)), ...own.filter(({ resource }) => !isDated(resource))]

/** The records of all tables in the order of days: ties by resource, then id; the resources without dates last, by id. */
function byDate(found: Table[], descending: boolean): string[] {
  const direction = descending ? -1 : 1
  const dayOf = (record: AnyRecord) => (record.date_start ?? record.date_end ?? null) as string | null
  return order
    .flatMap(({ resource }, rank) =>
      (found.find((table) => table.resource === resource)?.records ?? []).map((record) => ({ resource, record, rank })),
    )
    .sort((a, b) => {
      const [x, y] = [dayOf(a.record), dayOf(b.record)]
      if (x !== y) return x === null ? 1 : y === null ? -1 : compare(x, y) * direction
      return a.rank - b.rank || compare(a.record.id, b.record.id) * (isDated(a.resource) ? direction : 1)
    })
    .map(({ resource, record }) => nameOf({ resource: resource.name, id: record.id }))
}

/** What the lists of these resources answer to the same filters. */
async function listed(filters: string, wanted = own): Promise<Table[]> {
  const found: Table[] = []
  for (const { resource } of wanted)
    found.push({ resource, records: await readAll(app, `/v1/${resource.name}?${filters}`) })
  return found
}

/** The resources that have a filter, as their lists say. */
async function having(filter: string): Promise<Table[]> {
  const found: Table[] = []
  for (const table of own)
    if ((await ask(app, `/v1/${table.resource.name}?${filter}&limit=1`)).status === 200) found.push(table)
  return found
}

t.test('the timeline is every record of every resource once, newest first', async (t) => {
  t.strictSame(await walk('sort=-date'), byDate(own, true))
  t.strictSame(await walk(''), byDate(own, true), 'by default too')
})

t.test('sort=date is every record once, oldest first', async (t) => {
  t.strictSame(await walk('sort=date'), byDate(own, false))
})

const texts = [
  'q=kabul',
  'q=the',
  'q=taliban+-ttp',
  'q=%22north+waziristan%22',
  'q=a*+pakistan',
  'q=spaced',
  'q=border&complete=1',
]
const filters = [
  'actor=ttp',
  'actor=ttp,government-of-pakistan',
  'place=pakistan',
  'place=durand-line,kabul',
  'datetime=2025-04-10',
  'datetime=2025',
  'datetime=../2024',
  'country=PK',
  'country=AF,CN',
  'bbox=60,23,78,38',
  'bbox=170,-90,-170,90',
]

for (const query of texts)
  t.test(`${query} finds what the lists find, in every sort`, async (t) => {
    const asPrefix = query.replace('&complete=1', '*')
    const found = await listed(asPrefix)
    t.strictSame(await walk(`${query}&sort=-date`), byDate(found, true))
    t.strictSame(await walk(`${query}&sort=date`), byDate(found, false))
    t.strictSame((await walk(query)).sort(), byDate(found, true).sort())
  })

for (const filter of filters)
  t.test(`${filter} finds what the lists that have it find, and nothing of the others`, async (t) => {
    const found = await listed(filter, await having(filter))
    t.ok(byDate(found, true).length > 0)
    t.strictSame(await walk(filter), byDate(found, true))
    const both = await listed(`${filter}&q=a*`, await having(filter))
    t.strictSame((await walk(`${filter}&q=a*`)).sort(), byDate(both, true).sort(), 'with words to find')
    t.strictSame(await walk(`${filter}&q=a*&sort=-date`), byDate(both, true), 'with words to find, by date')
  })

t.test('filters together find what has them all, of resources that have them all', async (t) => {
  const query = 'actor=ttp&place=pakistan&datetime=2025&country=PK&bbox=60,23,78,38'
  const found = await listed(
    query,
    own.filter(({ resource }) => resource.name === 'events'),
  )
  t.ok(byDate(found, true).includes('events/2025-04-infiltration-repelled'))
  t.strictSame(await walk(query), byDate(found, true))
})

t.test('resource leaves only what is named', async (t) => {
  const wanted = own.filter(({ resource }) => ['events', 'actors', 'claims'].includes(resource.name))
  t.strictSame(await walk('resource=claims,events,actors'), byDate(wanted, true))
  t.strictSame(await walk('resource=actors&country=PK'), byDate(await listed('country=PK', wanted.slice(0, 1)), true))
  t.strictSame(await walk('resource=claims&country=PK'), [])
  t.strictSame(await walk('resource=claims&country=PK&q=a*'), [])
})

for (const query of [
  ...texts,
  ...texts.slice(0, 3).map((text) => `${text}&sort=date`),
  'actor=ttp',
  'q=a*&place=pakistan',
  'resource=actors,visits',
  'sort=date&resource=events,milestones,statements,sources',
])
  t.test(`${query} by pages of three is ${query} as a whole`, async (t) => {
    t.strictSame(await walk(query, 3), await walk(query))
  })

t.test(
  'imported records come after the curated ones, newest first, unless they have the name that is typed',
  async (t) => {
    const event = (id: string, day: string | null) => ({
      ...blank('events'),
      id,
      type: 'attack',
      title: 'Ambush at Zzyzx',
      ...(day && { date_start: day, date_end: day, date_precision: 'day' }),
    })
    write((writer) => {
      const put = (resource: string, record: AnyRecord, origin = imported) =>
        writer.put(resourceOf(resource), record, origin)
      put('events', event('z-imported-old', '1990-05-01'))
      put('events', event('z-imported-new', '2023-05-01'))
      put('events', event('a-imported-new', '2023-05-01'))
      put('events', event('z-imported-undated', null))
      put('events', event('z-curated', '1980-05-01'), curated)
      put('actors', { ...blank('actors'), id: 'z-imported-actor', kind: 'armed_group', name: 'Zzyzx' })
      put(
        'statements',
        {
          ...blank('statements'),
          id: 'z-curated',
          speech_act: 'denial',
          text: 'Nobody at Zzyzx, where nobody ever was, did it.',
        },
        curated,
      )
    })
    const expected = [
      'actors/z-imported-actor',
      'events/z-curated',
      'statements/z-curated',
      'events/z-imported-new',
      'events/a-imported-new',
      'events/z-imported-old',
      'events/z-imported-undated',
    ]
    t.strictSame(await walk('q=zzyzx'), expected)
    t.strictSame(await walk('q=zzyzx', 1), expected, 'one by one')
    t.strictSame(await walk('q=zzyzx&datetime=1980/2000'), ['events/z-curated', 'events/z-imported-old'])
  },
)

t.test('of more than 2,000 curated matches the newest 2,000 are ranked, the others follow newest first', async (t) => {
  const day = (index: number) => new Date(Date.UTC(2000, 0, 1 + index)).toISOString().slice(0, 10)
  write((writer) => {
    for (let index = 0; index < 2010; index++)
      writer.put(
        resourceOf('statements'),
        {
          ...blank('statements'),
          id: `many-${index}`,
          speech_act: 'denial',
          text: `Qwertz ${'and more '.repeat(index % 3)}`,
          date_start: day(index),
          date_end: day(index),
          date_precision: 'day',
        },
        curated,
      )
    const { id, ...rest } = blank('events')
    writer.put(
      resourceOf('events'),
      {
        ...rest,
        id: 'many-imported',
        type: 'attack',
        title: 'Qwertz',
        date_start: day(5),
        date_end: day(5),
        date_precision: 'day',
      },
      imported,
    )
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

/** A record of which nothing is said. */
const blank = (resource: string): AnyRecord =>
  Object.fromEntries(
    Object.entries(resourceOf(resource).fields).flatMap(([name, field]) =>
      field.managed || field.column.hasDefault ? [] : [[name, null]],
    ),
  ) as AnyRecord

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

/** How SQLite goes about the statements of a search that read events. */
function planOf(query: string): string[] {
  const details: string[] = []
  const explain = (statement: SQL) => {
    const { sql, params } = toQuery(statement)
    const plan = store.reader.connection.prepare(`explain query plan ${sql}`).all(...params) as { detail: string }[]
    if (sql.includes('"events"')) details.push(...plan.map(({ detail }) => detail))
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
  const url = `/v1/search?${query}`
  const asked = { url, given: readGiven(url), path: {}, accept: undefined, store: { ...store, reader } }
  const answer = searchRoutes()[0]?.handle(asked as unknown as Parameters<Route['handle']>[0]) // search reads nothing else of what is asked
  if (answer && 'body' in answer) answer.body()
  return details
}

t.test('a page of the timeline takes events from their index of dates, without sorting them', async (t) => {
  for (const query of ['', 'sort=date', 'country=PK']) {
    const plan = planOf(query)
    t.ok(plan.length > 0)
    t.strictSame(
      plan.filter((detail) => detail === 'SCAN events' || /^USE TEMP B-TREE FOR (LAST TERM OF )?ORDER BY/.test(detail)),
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
      plan.filter((detail) => /^SCAN events/.test(detail)),
      [],
      query,
    )
  }
})
