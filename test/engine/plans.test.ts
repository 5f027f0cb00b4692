/** Each filter that says it leads is served by an index, in the order of the list: nothing is scanned or sorted. */
import t from 'tap'
import type { Filter } from '../../src/engine/filters.ts'
import { chooseWay, findPage, isBounded, segment } from '../../src/engine/find.ts'
import { once } from '../../src/engine/once.ts'
import { filtersOf, readQuery } from '../../src/engine/query.ts'
import type { Resource } from '../../src/engine/resource.ts'
import type { Reader } from '../../src/engine/statement.ts'
import { directory, resources } from '../../src/model/index.ts'
import { addRecords } from '../records.ts'
import { openSeeded, resourceOf } from '../support.ts'

const base = await openSeeded(t)
await addRecords(base, 30)
base.connection.exec('analyze') // as after an import: the planner knows what is narrow
const { reader } = base.store

/** How SQLite answers a page of a list: for the records that have its sort key, and for those that have none. */
function planOf(resource: Resource, parameters: Record<string, string>, after: 'start' | 'middle'): string {
  const query = readQuery(resource, new Map(Object.entries(parameters)), directory, false)
  const way = chooseWay(reader, query)
  const parts = query.sort.key.notNull ? (['dated'] as const) : (['dated', 'undated'] as const)
  return parts
    .map((part) => {
      const dated = query.sort.name === 'date' ? '2025-04-01' : 'm'
      const key = part === 'undated' ? null : dated
      const { text, values } = segment(query, way, after === 'start' ? null : { key, id: 'm' }, part, 51)
      const rows = reader.connection.prepare(`explain query plan ${text}`).all(...values) as { detail: string }[]
      return rows.map(({ detail }) => detail).join('\n')
    })
    .join('\n')
}

const sorts = (plan: string) => plan.includes('USE TEMP B-TREE FOR')
const scans = (plan: string) =>
  plan.split('\n').filter((step) => step.startsWith('SCAN') && !/SUBQUERY|CONSTANT/.test(step))

/** Two values that a filter takes, whether or not anything has them. */
function valuesFor(name: string, { schema, example }: Filter): string[] {
  if (Array.isArray(schema.enum)) return schema.enum.slice(0, 2)
  if (name === 'country') return ['PK', 'AF']
  return [example ?? 'a', String(schema.pattern).includes(':') ? `${example?.split(':')[0]}:b:b` : 'b']
}

for (const resource of resources)
  for (const [name, filter] of filtersOf(resource)) {
    if (!filter.leading) continue
    const { defaultSort } = resource
    const opposite = defaultSort.startsWith('-') ? defaultSort.slice(1) : `-${defaultSort}`

    t.test(`${resource.name}: ${name} leads through an index, whichever way the list runs`, async (t) => {
      for (const sort of [defaultSort, opposite])
        for (const count of [1, 2])
          for (const after of ['start', 'middle'] as const) {
            const typed = valuesFor(name, filter).slice(0, count).join()
            const plan = planOf(resource, { [name]: typed, sort }, after)
            t.same(scans(plan), [], `${name}=${typed} by ${sort} from the ${after}`)
            t.notOk(sorts(plan), plan)
            t.match(plan, /USING (COVERING )?(INDEX|PRIMARY KEY|INTEGER PRIMARY KEY)/)
          }
    })
  }

t.test('a list without a filter walks the index of its sort', async (t) => {
  t.match(planOf(resourceOf('events'), {}, 'start'), /events_by_date/)
  t.match(planOf(resourceOf('events'), { sort: '-updated_at' }, 'start'), /events_by_update/)
  t.match(planOf(resourceOf('events'), { sort: '-fatalities_best' }, 'start'), /events_by_best/)
  t.match(planOf(resourceOf('events'), { sort: 'seq' }, 'start'), /event_rows_seq_unique/)
  for (const sort of ['-date', 'date', 'updated_at', '-updated_at', '-fatalities_best', 'id', '-id', 'seq'])
    for (const after of ['start', 'middle'] as const)
      t.notOk(sorts(planOf(resourceOf('events'), { sort }, after)), sort)
})

t.test('periods, boxes and words have indexes of their own', async (t) => {
  const events = resourceOf('events')
  t.match(planOf(events, { datetime: '2025-04' }, 'start'), /events_by_date/)
  t.match(
    planOf(events, { datetime: '2025-04', country: 'PK' }, 'start'),
    /events_by_country \(country=\? AND date_key/,
  )
  t.match(planOf(events, { bbox: '69,32,71,34' }, 'start'), /SEARCH cells USING PRIMARY KEY/)
  t.match(planOf(events, { near: '34.5,69.2', radius_km: '50' }, 'start'), /SEARCH cells USING PRIMARY KEY/)
  t.match(planOf(events, { q: 'attack' }, 'start'), /SCAN texts VIRTUAL TABLE INDEX/)
  for (const box of ['69,32,71,34', '179,0,-179,4']) t.notOk(sorts(planOf(events, { bbox: box }, 'middle')), box)
})

t.test('of filters that could lead the narrower does, counted once for all that is asked of a page', async (t) => {
  const query = readQuery(resourceOf('events'), new Map(Object.entries({ country: 'PK', id: 'a' })), directory, false)
  const counts: string[] = []
  const counting: Reader = {
    ...reader,
    get: (query) => {
      counts.push(query.text)
      return reader.get(query)
    },
  }
  const choose = once(() => chooseWay(counting, query))
  t.ok(isBounded(counting, query, choose))
  t.same(findPage(counting, query, choose()).numbers, [])
  t.match(counts, [/"events"."id" = /, /"events"."country" = /])
  t.equal(counts.length, 2)
  t.match(choose().branches[0]?.where.text, /"events"."id" = /)
})
