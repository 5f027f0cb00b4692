/** Any filters together, in any sort, page by page: the answer is that of a plain look through all records. */
import fc from 'fast-check'
import t from 'tap'
import type { AnyRecord } from '../../src/engine/resource.ts'
import { fold } from '../../src/engine/text.ts'
import { idsOf, inOrder } from '../contract/model.ts'
import { type Page, read, readAll, readPage, resourceOf } from '../support.ts'
import { liesWithin, openWorld, overlaps, period } from './world.ts'

const resource = resourceOf('events')
const { app, events, write } = await openWorld(t, 500, 2)

type Asked = { parameter: string; typed: string; holds(record: AnyRecord): boolean }

const equal = (parameter: string, values: string[]) =>
  fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 2 }).map(
    (wanted): Asked => ({
      parameter,
      typed: wanted.join(),
      holds: (record) => wanted.includes(String(record[parameter])),
    }),
  )

const takesPart = (record: AnyRecord, actor: string) =>
  (record.participants as { actor_id: string }[]).some(({ actor_id }) => actor_id === actor)

const box = fc.tuple(
  fc.integer({ min: -180, max: 170 }),
  fc.integer({ min: -90, max: 80 }),
  fc.integer({ min: 1, max: 200 }),
  fc.integer({ min: 1, max: 90 }),
)

const filters: fc.Arbitrary<Asked>[] = [
  equal('type', ['attack', 'protest', 'armed_clash', 'riot']),
  equal('country', ['PK', 'AF', 'FJ', 'IN']),
  equal('admin1', ['Khyber', 'Balochistan', 'Sindh']),
  equal('id', idsOf(events).slice(0, 5)),
  equal('date_precision', ['day', 'interval', 'unknown', 'before']),
  period.map((asked) => ({ parameter: 'datetime', typed: asked.typed, holds: (record) => overlaps(record, asked) })),
  period.map((asked) => ({
    parameter: 'datetime_within',
    typed: asked.typed,
    holds: (record) => liesWithin(record, asked),
  })),
  fc.subarray(['ttp', 'army', 'is-k', 'nobody'], { minLength: 1, maxLength: 3 }).map((actors) => ({
    parameter: 'actor',
    typed: actors.join(),
    holds: (record) => actors.some((actor) => takesPart(record, actor)),
  })),
  fc.subarray(['ttp', 'army', 'police'], { minLength: 1, maxLength: 2 }).map((actors) => ({
    parameter: 'actor_all',
    typed: actors.join(),
    holds: (record) => actors.every((actor) => takesPart(record, actor)),
  })),
  fc.constantFrom('pakistan', 'waziristan', 'fiji').map((place) => ({
    parameter: 'place',
    typed: place,
    holds: ({ place_id: id }) => id === place || (place === 'pakistan' && id === 'waziristan'),
  })),
  box.map(([west, south, width, height]) => {
    const north = Math.min(90, south + height)
    const east = west + width > 180 ? west + width - 360 : west + width
    return {
      parameter: 'bbox',
      typed: [west, south, east, north].join(),
      holds: ({ latitude: lat, longitude: lon }) =>
        lat !== null &&
        lon !== null &&
        Number(lat) >= south &&
        Number(lat) <= north &&
        (west <= east ? Number(lon) >= west && Number(lon) <= east : Number(lon) >= west || Number(lon) <= east),
    }
  }),
  fc.constantFrom('attack', 'north', 'police convoy', 'nothing').map((typed) => ({
    parameter: 'q',
    typed: encodeURIComponent(typed),
    holds: ({ title, admin1 }) => {
      const words = fold(`${title} ${admin1 ?? ''}`).split(' ')
      return typed.split(' ').every((word) => words.includes(word))
    },
  })),
  fc.integer({ min: 0, max: 5 }).map((least) => ({
    parameter: 'fatalities_best_gte',
    typed: String(least),
    holds: ({ fatalities_best: best }) => best !== null && Number(best) >= least,
  })),
  fc.constantFrom('fatalities_best', 'country', 'participants', 'date_start').map((name) => ({
    parameter: 'has',
    typed: name,
    holds: (record) => record[name] !== null && JSON.stringify(record[name]) !== '[]',
  })),
]

const sorts = Object.keys(resource.sorts).flatMap((name) => [name, `-${name}`])
const some = fc
  .array(fc.oneof(...filters), { maxLength: 4 })
  .map((asked) => asked.filter((one, at) => asked.findIndex(({ parameter }) => parameter === one.parameter) === at))

async function walk(query: string, limit: number): Promise<string[]> {
  const walked: string[] = []
  let cursor: string | null = null
  do {
    const next = cursor === null ? '' : `&cursor=${cursor}`
    const { data, page }: Page = await readPage(app, `/v1/events?fields=id&limit=${limit}&${query}${next}`)
    walked.push(...idsOf(data))
    cursor = page.next_cursor
  } while (cursor !== null && walked.length <= events.length)
  return walked
}

t.test('a walk by cursor and a file give what a sort and a filter in memory give', async () => {
  await fc.assert(
    fc.asyncProperty(some, fc.constantFrom(...sorts), fc.integer({ min: 1, max: 40 }), async (asked, sort, limit) => {
      const meant = events.filter((record) => asked.every(({ holds }) => holds(record)))
      const expected = idsOf(inOrder(resource, meant, sort)).join()
      const query = [`sort=${sort}`, ...asked.map(({ parameter, typed }) => `${parameter}=${typed}`)].join('&')
      const file = idsOf(await readAll(app, `/v1/events?fields=id&${query}`)).join()
      if (file !== expected) throw new Error(`the file of ${query} holds ${file} instead of ${expected}`)
      const walked = (await walk(query, Math.max(limit, Math.ceil(meant.length / 12)))).join()
      if (walked !== expected) throw new Error(`the walk of ${query} gives ${walked} instead of ${expected}`)
    }),
    { numRuns: 200 },
  )
})

t.test('count=exact and facets tell of the same records', async () => {
  await fc.assert(
    fc.asyncProperty(some, async (asked) => {
      const meant = events.filter((record) => asked.every(({ holds }) => holds(record)))
      const query = asked.map(({ parameter, typed }) => `${parameter}=${typed}`).join('&')
      type Told = Page & { facets: { type: { count: number }[] } }
      const { page, facets } = await read<Told>(app, `/v1/events?limit=1&count=exact&facets=type&${query}`)
      const sum = facets.type.reduce((total, { count }) => total + count, 0)
      return page.total === meant.length && sum === meant.length
    }),
    { numRuns: 60 },
  )
})

t.test('a walk goes on where it stopped while records are added before and after it', async (t) => {
  const { data, page } = await readPage(app, '/v1/events?sort=id&limit=200')
  const last = data.at(-1)?.id as string
  const [model] = events
  write((writer) => {
    for (const id of ['0-before', 'zz-after'])
      writer.put(resource, { ...(model as AnyRecord), id }, { dataset_id: 'sourcebook', licence: 'CC-BY-4.0' })
  })
  const rest = idsOf((await readPage(app, `/v1/events?sort=id&limit=1000&cursor=${page.next_cursor}`)).data)
  const expected = [...idsOf(events), 'zz-after'].sort().filter((id) => id > last)
  t.same(rest, expected)
})
