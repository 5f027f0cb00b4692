/** Any question to the statistics is answered as a plain look at every event answers it. */
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import t from 'tap'
import { namesOfCountries } from '../../src/model/countries.ts'
import { period } from '../engine/world.ts'
import { ask, read, readAll, readPage } from '../support.ts'
import { type Asked, idOf, modelOf } from './model.ts'
import { openCounting } from './world.ts'

const { app, events } = await openCounting(t, 300, 300, 60)
const names = new Map<string, unknown>()
for (const [resource, field] of Object.entries({ actors: 'name', places: 'name', datasets: 'title' }))
  for (const record of await readAll(app, `/v1/${resource}`)) names.set(`${resource} ${record.id}`, record[field])
for (const [code, name] of Object.entries(namesOfCountries())) names.set(`countries ${code}`, name)
for (const event of events) {
  const dyad = idOf(event, 'ucdp-dyad')
  names.set(`dyads ${dyad}`, `${event.side_a} – ${event.side_b}`)
  names.set(`conflicts of dyads ${dyad}`, idOf(event, 'ucdp-conflict'))
}

const dimensions: string[] = [
  'day',
  'month',
  'year',
  'type',
  'subtype',
  'violence',
  'actor',
  'dyad',
  'country',
  'admin1',
  'place',
  'dataset',
  'cell',
]
const measures = ['fatalities_low', 'fatalities_best', 'fatalities_high', 'deaths_b', 'deaths_civilians']
const actors = ['ttp', 'army', 'is-k', 'nobody', 'ucdp-actor-5000', 'ucdp-actor-130']

/** With the days that it bounds, for filling with zeros. */
type Filter = { parameter: string; typed: string; from?: string | null; to?: string | null }

const plain = (parameter: string, ...typed: string[]) =>
  fc.constantFrom(...typed).map((one): Filter => ({ parameter, typed: one }))

const windows = fc
  .tuple(
    fc.constantFrom('datetime', 'datetime_within'),
    fc.oneof(
      period.map(({ typed }) => typed),
      fc.constantFrom(
        '2024',
        '2024-03',
        '2024-02/2024-12',
        '2023/2024',
        '1990/2010',
        '2005/..',
        '../2014-06',
        '2024-03-02/..',
      ),
    ),
  )
  .map(([parameter, typed]): Filter => ({ parameter, typed, ...boundsOf(typed) }))

/** The first day and the last of a period as it is typed. */
function boundsOf(typed: string): { from: string | null; to: string | null } {
  const [first = '', last = first] = typed.split('/')
  const isOpen = (end: string) => end === '' || end === '..'
  const end = (text: string) =>
    text.length === 4
      ? `${text}-12-31`
      : text.length === 7
        ? `${text}-${new Date(Date.UTC(Number(text.slice(0, 4)), Number(text.slice(5)), 0)).getUTCDate()}`
        : text
  return { from: isOpen(first) ? null : `${first}-01-01`.slice(0, 10), to: isOpen(last) ? null : end(last) }
}

const filters = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: plain('actor', ...actors, 'ttp,army') },
      { weight: 4, arbitrary: windows },
      { weight: 2, arbitrary: plain('dataset', 'ucdp-ged', 'acled', 'sourcebook', 'ucdp-ged,acled') },
      plain('dataset_id', 'ucdp-ged', 'sourcebook'),
      plain('country', 'PK', 'PK,AF', 'SY'),
      plain('type', 'attack', 'armed_clash,explosion'),
      plain('place', 'pakistan', 'fiji'),
      plain('bbox', '170,-90,-170,90', '60,20,75,40', '-180,-90,180,90'),
      plain('q', 'attack', 'police', 'government'),
      plain('role', 'participant', 'perpetrator'),
      plain('has', 'fatalities_best', 'latitude,participants'),
      plain('lacks', 'participants', 'country'),
      plain('fatalities_best_gte', '2'),
    ),
    { maxLength: 3 },
  )
  .map((all) => all.filter((one, at) => all.findIndex(({ parameter }) => parameter === one.parameter) === at))

const question = fc.record({
  by: fc.oneof(
    {
      weight: 1,
      arbitrary: fc.uniqueArray(fc.constantFrom<string[]>('month', 'year', 'actor', 'dataset'), {
        minLength: 1,
        maxLength: 2,
      }),
    },
    { weight: 2, arbitrary: fc.uniqueArray(fc.constantFrom(...dimensions), { minLength: 1, maxLength: 2 }) },
  ),
  measures: fc.option(fc.subarray(['count', ...measures], { minLength: 1 }), { nil: undefined }),
  side: fc.constantFrom(undefined, 0.5, 2, 10),
  zeros: fc.boolean(),
  sort: fc.option(fc.tuple(fc.constantFrom('', '-'), fc.nat()), { nil: undefined }),
  limit: fc.constantFrom(3, 50, 10_000),
  filters,
})

const same = (a: unknown, b: unknown) => JSON.stringify(inOrder(a)) === JSON.stringify(inOrder(b))
const inOrder = (rows: unknown) =>
  (rows as Record<string, unknown>[]).map((row) => Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)))

/** A cell as a value of the kind of another. */
const toTyped = (cell: string, like: unknown) => (cell === '' ? null : typeof like === 'number' ? Number(cell) : cell)

/** The nearest and furthest of the bounds of several windows. */
const outermost = (all: Filter[]) => ({
  from:
    all
      .flatMap(({ from }) => from ?? [])
      .sort()
      .at(-1) ?? null,
  to: all.flatMap(({ to }) => to ?? []).sort()[0] ?? null,
})

t.test('rows, order, zeros, names and limits are those of the model, in JSON and in CSV', async () => {
  await fc.assert(
    fc.asyncProperty(question, async ({ by, measures: wanted, side, zeros, sort, limit, filters: all }) => {
      const sums = wanted ? wanted.filter((name) => name !== 'count') : ['fatalities_best']
      const hasPeriod = by.some((name) => ['day', 'month', 'year'].includes(name))
      const isSmall = by.length === 1 || by.some((name) => ['year', 'dataset'].includes(name)) // the model is slow
      const sortable = [...by, 'count', ...sums]
      const asked: Asked = {
        by,
        measures: sums,
        side: side ?? 1,
        role: all.some(({ parameter }) => parameter === 'actor')
          ? undefined
          : all.find(({ parameter }) => parameter === 'role')?.typed,
        sort: sort && `${sort[0]}${sortable[sort[1] % sortable.length]}`,
        fill: zeros && hasPeriod && isSmall ? outermost(all) : undefined,
      }
      const filter = all.map(({ parameter, typed }) => `${parameter}=${typed}`).join('&')
      const query = [
        `by=${by}&limit=${limit}`,
        ...(wanted ? [`measure=${wanted}`] : []),
        ...(side && by.includes('cell') ? [`cell_degrees=${side}`] : []),
        ...(asked.fill ? ['zero_fill=true'] : []),
        ...(asked.sort ? [`sort=${asked.sort}`] : []),
        filter,
      ].join('&')
      const { data: matches } = await readPage(app, `/v1/events?limit=1000&${filter}`) // all of them
      const rows = modelOf(matches, events, { ...asked, side: by.includes('cell') ? asked.side : 1 }, (resource, id) =>
        id === null ? null : (names.get(`${resource} ${id}`) ?? null),
      )
      const { data, page } = await read<{ data: object[]; page: object }>(app, `/v1/events/stats?${query}`)
      if (!same(data, rows.slice(0, limit)))
        throw new Error(
          `${query}\n${JSON.stringify(data.slice(0, 20))}\ninstead of\n${JSON.stringify(rows.slice(0, 20))}`,
        )
      if (JSON.stringify(page) !== JSON.stringify({ limit, total: rows.length }))
        throw new Error(`${query}: ${JSON.stringify(page)} instead of ${rows.length} rows`)
      const { text } = await ask(app, `/v1/events/stats.csv?${query}`)
      const cells = parse(text, { columns: true }) as Record<string, string>[]
      const typed = cells.map((row, at) =>
        Object.fromEntries(
          Object.entries(row).map(([name, cell]) => [name, toTyped(cell, (data[at] as Record<string, unknown>)[name])]),
        ),
      )
      if (!same(typed, data)) throw new Error(`${query}: the CSV says otherwise\n${text.slice(0, 500)}`)
    }),
    { numRuns: 100 },
  )
})
