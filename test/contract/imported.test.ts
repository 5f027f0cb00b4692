/**
 * Every kind of answer about imported events against a slow obvious look at each of them: lists and their pages, files,
 * counts, facets and search, under filters put together at random.
 */
import { parse } from 'csv-parse/sync'
import t from 'tap'
import type { AnyRecord } from '../../src/engine/resource.ts'
import { wordsOf } from '../../src/engine/text.ts'
import { gedLines } from '../bench/data.ts'
import { openImporting } from '../imports/support.ts'
import { type Random, randomFrom } from '../records.ts'
import { ask, type Page, read, readAll, readPage, resourceOf } from '../support.ts'
import { idsOf, inOrder } from './model.ts'

const { app, load, file } = await openImporting(t, { seeded: true })
await load('ucdp-ged', file('ged231.csv', [...gedLines(300, 11)].join('')))
const events = resourceOf('events')
const all = await readAll(app, '/v1/events?sort=id')

type Case = { query: string; holds(record: AnyRecord): boolean }
type Party = { actor_id: string | null; role: string; side: string | null }

const pick = <T>(random: Random, from: readonly T[]): T => from[random(from.length)] as T
const partiesOf = (record: AnyRecord) => record.participants as Party[]
const textOf = (record: AnyRecord) => events.texts(record as never).filter((text) => text !== null)
const places = new Map((await readAll(app, '/v1/places')).map((place) => [place.id, place] as const))

/** A place and all that it lies in. */
function placesOf(id: unknown): unknown[] {
  const place = places.get(String(id))
  return place ? [id, ...[place.parent_id, ...(place.between_ids as unknown[])].flatMap(placesOf)] : []
}

/** Undated records have no days; none of these events goes on without end. */
const daysOf = ({ date_start, date_end }: AnyRecord) =>
  [date_start ?? date_end, date_end ?? date_start] as [string | null, string | null]

/** Each gives a filter whose value some record has, and what it says of a record. */
const cases: ((random: Random, record: AnyRecord) => Case)[] = [
  (_, { country }) => ({ query: `country=${country}`, holds: (r) => r.country === country }),
  (_, { country }) => ({ query: `not_country=${country}`, holds: (r) => r.country !== country }),
  (_, { type }) => ({ query: `type=${type},riot`, holds: (r) => r.type === type || r.type === 'riot' }),
  (_, { admin1 }) => ({
    query: `admin1=${encodeURIComponent(String(admin1))}`,
    holds: (r) => r.admin1 === String(admin1),
  }),
  (_, { fatalities_best: best }) => ({
    query: `fatalities_best_gte=${best ?? 3}`,
    holds: (r) => r.fatalities_best !== null && Number(r.fatalities_best) >= Number(best ?? 3),
  }),
  (random) => {
    const field = pick(random, ['latitude', 'fatalities_best', 'admin2', 'summary', 'operation_id'])
    return { query: `has=${field}`, holds: (r) => r[field] !== null }
  },
  (random) => {
    const field = pick(random, ['date_text', 'fatalities_high', 'admin1'])
    return { query: `lacks=${field}`, holds: (r) => r[field] === null }
  },
  (random, record) => {
    const day = String(daysOf(record)[0] ?? '2001-01-01')
    const typed = pick(random, [day.slice(0, 4), day.slice(0, 7), day])
    return {
      query: `datetime=${typed}`,
      holds: (r) => overlap(daysOf(r), [typed, `${typed}~`]),
    }
  },
  (_, record) => {
    const from = String(daysOf(record)[0] ?? '2001-01-01')
    return {
      query: `datetime=${from}/..`,
      holds: (r) => overlap(daysOf(r), [from, '~']),
    }
  },
  (_, record) => {
    const year = String(daysOf(record)[0] ?? '2001').slice(0, 4)
    return {
      query: `datetime_within=${year}`,
      holds: (r) => daysOf(r).every((day) => day?.startsWith(year)),
    }
  },
  (random, record) => {
    const actor = pick(random, partiesOf(record))?.actor_id ?? 'ttp'
    return { query: `actor=${actor}`, holds: (r) => partiesOf(r).some((p) => p.actor_id === actor) }
  },
  (random, record) => {
    const { actor_id: actor, role } = pick(random, partiesOf(record)) ?? { actor_id: 'ttp', role: 'victim' }
    return {
      query: `actor=${actor ?? 'ttp'}&role=${role}`,
      holds: (r) => partiesOf(r).some((p) => p.actor_id === (actor ?? 'ttp') && p.role === role),
    }
  },
  (_, record) => {
    const actors = partiesOf(record).flatMap((p) => p.actor_id ?? [])
    const wanted = actors.length ? actors : ['ttp']
    return {
      query: `actor_all=${wanted}`,
      holds: (r) => wanted.every((actor) => partiesOf(r).some((p) => p.actor_id === actor)),
    }
  },
  (_, { place_id }) => {
    const place = placesOf(place_id).at(-1) ?? 'pakistan'
    return { query: `place=${place}`, holds: (r) => placesOf(r.place_id).includes(place) }
  },
  (random, record) => {
    const [latitude, longitude] = [Number(record.latitude ?? 33), Number(record.longitude ?? 70)]
    const size = pick(random, [0.5, 3, 20])
    const [west, south, east, north] = [longitude - size, latitude - size, longitude + size, latitude + size]
    return {
      query: `bbox=${[west, south, east, north].map((side) => side.toFixed(6))}`,
      holds: (r) =>
        r.latitude !== null &&
        Number(r.latitude) >= Number(south.toFixed(6)) &&
        Number(r.latitude) <= Number(north.toFixed(6)) &&
        Number(r.longitude) >= Number(west.toFixed(6)) &&
        Number(r.longitude) <= Number(east.toFixed(6)),
    }
  },
  (random, record) => {
    const codes = record.classifications as { scheme: string; field: string; code: string }[]
    const { scheme, field, code } = pick(random, codes) ?? { scheme: 'ucdp', field: 'where_prec', code: '1' }
    return {
      query: `classification=${scheme}:${field}:${code}`,
      holds: (r) =>
        (r.classifications as typeof codes).some((c) => c.scheme === scheme && c.field === field && c.code === code),
    }
  },
  (random, record) => {
    const ids = record.external_ids as { scheme: string; value: string }[]
    const { scheme, value } = pick(random, ids) ?? { scheme: 'ucdp-dyad', value: '857' }
    return {
      query: `external_id=${scheme}:${value}`,
      holds: (r) => (r.external_ids as typeof ids).some((id) => id.scheme === scheme && id.value === value),
    }
  },
  () => ({ query: 'dataset=ucdp-ged', holds: (r) => r.dataset_id === 'ucdp-ged' }),
  (random, record) => {
    const word = pick(random, textOf(record).flatMap(wordsOf))
    return { query: `q=${encodeURIComponent(word)}`, holds: (r) => textOf(r).flatMap(wordsOf).includes(word) }
  },
  (random, record) => {
    const start = pick(random, textOf(record).flatMap(wordsOf)).slice(0, 1 + random(4))
    return {
      query: `q=${encodeURIComponent(start)}*`,
      holds: (r) =>
        textOf(r)
          .flatMap(wordsOf)
          .some((word) => word.startsWith(start)),
    }
  },
  (random, record) => {
    const words = wordsOf(pick(random, textOf(record)))
    const at = random(words.length)
    const phrase = words.slice(at, at + 2).join(' ')
    const other = pick(random, textOf(pick(random, all)).flatMap(wordsOf))
    const says = (r: AnyRecord, typed: string) =>
      textOf(r).some((text) => ` ${wordsOf(text).join(' ')} `.includes(` ${typed} `))
    return {
      query: `q=${encodeURIComponent(`"${phrase}" -${other}`)}`,
      holds: (r) => says(r, phrase) && !says(r, other),
    }
  },
]

const overlap = ([first, last]: [string | null, string | null], [from, to]: [string, string]) =>
  first !== null && last !== null && first <= to && last >= from

/** One to three filters of different names, taken from one record, so that most find something. */
function draw(random: Random, from = cases) {
  const record = pick(random, all)
  const namesOf = ({ query }: Case) => query.split('&').map((pair) => pair.split('=')[0])
  const together: Case[] = []
  for (const make of [0, 0, 0].slice(random(3)).map(() => pick(random, from))) {
    const drawn = make(random, record)
    if (!together.some((other) => namesOf(other).some((name) => namesOf(drawn).includes(name)))) together.push(drawn)
  }
  const expected = all.filter((r) => together.every(({ holds }) => holds(r)))
  return { query: together.map(({ query }) => query).join('&'), expected }
}

/** The ids of every page of a list or search. */
async function walk(address: string): Promise<string[]> {
  const ids: string[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const { data, page }: Page = await readPage(app, `${address}${cursor && `&cursor=${cursor}`}`)
    ids.push(...idsOf(data))
    cursor = page.next_cursor
  }
  return ids
}

const sorts = ['-date', 'date', 'id', '-id', 'fatalities_best', '-fatalities_best', '-seq']

t.test('a list, its pages and its count are what a look at every event finds', async (t) => {
  const random = randomFrom(1)
  let found = 0
  for (let index = 0; index < 120; index++) {
    const { query, expected } = draw(random)
    const sort = pick(random, sorts)
    const address = `/v1/events?fields=id&sort=${sort}&${query}`
    const ids = idsOf(inOrder(events, expected, sort))
    t.same(await walk(`${address}&limit=${20 + random(80)}`), ids, address)
    t.equal((await readPage(app, `${address}&limit=1&count=exact`)).page.total, ids.length, address)
    found += ids.length
  }
  t.ok(found > 1000, `${found} records were found`)
})

t.test('a file holds the same records in the same order, whatever its format', async (t) => {
  const random = randomFrom(2)
  for (let index = 0; index < 40; index++) {
    const { query, expected } = draw(random)
    const ids = idsOf(inOrder(events, expected))
    const fileOf = async (format: string) => (await ask(app, `/v1/events.${format}?fields=id&${query}`)).text
    t.same(
      (parse(await fileOf('csv'), { columns: true }) as AnyRecord[]).map(({ id }) => id),
      ids,
      query,
    )
    t.same(idsOf((JSON.parse(await fileOf('json')) as Page).data), ids, query)
    t.same(idsOf((JSON.parse(await fileOf('geojson')) as { features: AnyRecord[] }).features), ids, query)
    t.same(idsOf(await readAll(app, `/v1/events?fields=id&${query}`)), ids, query)
  }
})

t.test('facets count each value under all filters, the most frequent first', async (t) => {
  const random = randomFrom(3)
  for (let index = 0; index < 60; index++) {
    const { query, expected } = draw(random)
    const field = pick(random, ['country', 'type', 'admin1', 'dataset_id', 'is_aggregate', 'fatalities_best'])
    const counts = new Map<unknown, number>()
    for (const record of expected) counts.set(record[field], (counts.get(record[field]) ?? 0) + 1)
    const values = [...counts].map(([value, count]) => ({ value, count }))
    const { facets, facets_more } = await read<Faceted>(app, `/v1/events?limit=1&fields=id&facets=${field}&${query}`)
    const given = facets[field] ?? []
    t.same(
      given.map(({ count }) => count),
      values
        .map(({ count }) => count)
        .sort((a, b) => b - a)
        .slice(0, 20),
      query,
    )
    for (const { value, count } of given) t.equal(count, counts.get(value), `${field} ${value} of ${query}`)
    t.equal(facets_more.includes(field), values.length > 20, query)
  }
})

type Faceted = { facets: Record<string, { value: unknown; count: number }[]>; facets_more: string[] }

const searchable = ['q', 'actor', 'place', 'datetime', 'country', 'bbox']

t.test('search by date finds what the list finds, in its order', async (t) => {
  const random = randomFrom(4)
  const probe = cases.filter((make) =>
    searchable.includes(String(make(random, all[0] as AnyRecord).query.split('=')[0])),
  )
  const able = probe.filter((make) => !make(random, all[0] as AnyRecord).query.includes('&'))
  t.equal(able.length, 9, 'kinds of filters are those of search')
  for (let index = 0; index < 60; index++) {
    const { query, expected } = draw(random, able)
    const sort = pick(random, ['-date', 'date'])
    const found = await walk(`/v1/search?resource=events&sort=${sort}&limit=${20 + random(80)}&${query}`)
    t.same(found, idsOf(inOrder(events, expected, sort)), `${query}&sort=${sort}`)
  }
})
