/** Searches against the slow, obvious model: what each finds, in which order, page by page. */
import t from 'tap'
import type { AnyRecord, Resource } from '../../src/engine/resource.ts'
import { compare, openContract, type Table } from '../contract/model.ts'
import { ask, readAll } from '../support.ts'
import { nameOf, searching } from './searching.ts'

const { app, tables } = await openContract(t)
const { walk } = searching(app)

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
