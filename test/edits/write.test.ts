/** A write keeps the record, counts its revision and its place among all changes, and keeps every index of it. */
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import t from 'tap'
import { openWriter } from '../../src/edits/write.ts'
import type { AnyRecord } from '../../src/engine/resource.ts'
import { openReader } from '../../src/engine/statement.ts'
import { directory, resources } from '../../src/model/index.ts'
import { migrate } from '../../src/store/migrate.ts'
import { openForWriting } from '../../src/store/open.ts'
import { originOf, randomFrom, recordOf } from '../records.ts'
import { ask, curated, openBase, read, resourceOf, written } from '../support.ts'

const root = t.testdir({})
const own = resources.filter(({ viewOf }) => !viewOf)

function openEmpty(): Database {
  const connection = openForWriting(join(mkdtempSync(join(root, 'base-')), 'base.sqlite'))
  connection.pragma('synchronous = OFF')
  migrate(connection)
  t.teardown(() => connection.close())
  return connection
}

type Put = { resource: string; record: AnyRecord }

const putAll = (connection: Database, puts: Put[]) =>
  connection
    .transaction(() => {
      const writer = openWriter(openReader(connection), directory, '2025-08-01T00:00:00.000Z')
      for (const { resource, record } of puts) writer.put(resourceOf(resource), record, curated)
      writer.index()
    })
    .immediate()

/** Everything that records are found by, with their ids in place of their numbers. */
function indexOf(connection: Database) {
  const all = (sql: string) =>
    connection
      .prepare(sql)
      .all()
      .map((row) => JSON.stringify(row))
      .sort()
  const numbered = own.map(({ name }) => `select n, '${name}/' || id as record from ${name}`).join(' union all ')
  connection.exec("create virtual table if not exists temp.words using fts5vocab('main', 'texts', 'instance')")
  return {
    links: all('select resource, kind, key, date, id from links join terms using (term)'),
    cells: all('select resource, key, date, id, latitude, longitude from cells join terms using (term)'),
    names: all(`select folded, record from names join (${numbered}) using (n)`),
    words: all(
      `select term, doc >> 31 as day, col, "offset" as place, record from temp.words join (${numbered}) on n = doc & 2147483647`,
    ),
  }
}

for (const seed of [1, 2, 3, 4])
  t.test(`after any edits, everything is found as if it had just been written (${seed})`, async (t) => {
    const random = randomFrom(seed)
    const known = new Map(own.map(({ name }) => [name, [] as string[]]))
    const now = new Map<string, Put>()
    const connection = openEmpty()
    for (let round = 0; round < 40; round++) {
      const puts: Put[] = []
      for (let index = 0; index < 1 + random(12); index++) {
        const resource = resourceOf(own[random(own.length)]?.name as string)
        const ids = known.get(resource.name) as string[]
        const id =
          ids.length > 4 || (ids.length && random(2)) ? (ids[random(ids.length)] as string) : `made-${ids.length}`
        if (!ids.includes(id)) ids.push(id)
        const record = recordOf(resource, id, random, (of) => known.get(of)?.concat('nobody') ?? ['nobody'])
        puts.push({ resource: resource.name, record })
        now.set(`${resource.name} ${id}`, { resource: resource.name, record })
      }
      putAll(connection, puts)
    }
    const fresh = openEmpty()
    putAll(fresh, [...now.values()])
    const [kept, made] = [indexOf(connection), indexOf(fresh)]
    t.ok(kept.links.length > 20 && kept.words.length > 100 && kept.cells.length > 0 && kept.names.length > 10)
    t.same(kept.links, made.links)
    t.same(kept.cells, made.cells)
    t.same(kept.names, made.names)
    t.same(kept.words, made.words)
  })

t.test('what is written is what is read, of every resource', async (t) => {
  const { app, write } = await openBase(t)
  const random = randomFrom(9)
  for (const { name } of own)
    for (let index = 0; index < 8; index++) {
      const record = recordOf(resourceOf(name), `made-${index}`, random, () => ['nobody'])
      write((writer) => writer.put(resourceOf(name), record, originOf(resourceOf(name), record)))
      t.same(written(name, await read(app, `/v1/${name}/made-${index}`)), record, `${name} ${index}`)
    }
})

t.test(
  'a write counts the revision, takes the next place among changes, and keeps when the record was made',
  async (t) => {
    const { app, write, store } = await openBase(t)
    const actor = { id: 'ttp', kind: 'armed_group', name: 'TTP', names: [], positions: [], external_ids: [] }
    const put = (changes: object, now: string) =>
      write((writer) => writer.put(resourceOf('actors'), { ...actor, ...changes }, curated), now)
    const seqOf = () => Number(store.version().split('-').at(-1))
    t.equal(seqOf(), 0)
    put({}, '2025-08-01T00:00:00.000Z')
    t.match(await read(app, '/v1/actors/ttp'), {
      revision: 1,
      seq: 1,
      created_at: '2025-08-01T00:00:00.000Z',
      updated_at: '2025-08-01T00:00:00.000Z',
      dataset_id: 'sourcebook',
      licence: 'CC-BY-4.0',
    })
    put({ name: 'Tehreek-e-Taliban Pakistan' }, '2025-08-02T00:00:00.000Z')
    t.match(await read(app, '/v1/actors/ttp'), {
      name: 'Tehreek-e-Taliban Pakistan',
      revision: 2,
      seq: 2,
      created_at: '2025-08-01T00:00:00.000Z',
      updated_at: '2025-08-02T00:00:00.000Z',
    })
    t.equal(seqOf(), 2)
  },
)

t.test('a transaction that fails leaves nothing behind', async (t) => {
  const { app, write, store } = await openBase(t)
  const place = { id: 'kabul', kind: 'city', name: 'Kabul', between_ids: [], names: [], external_ids: [] }
  const before = store.version()
  t.throws(() =>
    write((writer) => {
      writer.put(resourceOf('places'), place, curated)
      writer.put(resourceOf('places'), { ...place, id: 'nameless', name: null } as never, curated)
    }),
  )
  t.equal(store.version(), before)
  t.equal((await ask(app, '/v1/places/kabul')).status, 404)
})

t.test('what very many records lie in stays where it is: one edit would write all their links', async (t) => {
  const { connection, write } = await openBase(t)
  const place = (id: string, parent_id: string | null = null) => ({
    ...{ id, kind: 'region', name: id, parent_id, between_ids: [], names: [], external_ids: [] },
  })
  const put = (...places: AnyRecord[]) =>
    write((writer) => {
      for (const each of places) writer.put(resourceOf('places'), each, curated)
    })
  put(place('asia'), place('crowded'))
  const crowd = (from: number, to: number) =>
    connection.exec(`insert into links (term, date, id, n)
      with recursive numbers (n) as (select ${from} union all select n + 1 from numbers where n < ${to})
      select term, '', 'made-' || numbers.n, numbers.n from numbers, terms where kind = 'place' and key = 'crowded'`)
  crowd(1_000_001, 1_009_999)
  put(place('crowded', 'asia'))
  put(place('crowded'))
  crowd(1_010_000, 1_010_000)
  t.throws(() => put(place('crowded', 'asia')), { code: 'too_many_references', message: /More than 10,000/ })
})
