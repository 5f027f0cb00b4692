/** An import makes in bulk what writing each record alone makes: the same rows, found by the same terms, words and cells. */
import type { Database } from 'better-sqlite3'
import t from 'tap'
import type { Row } from '../../src/edits/rows.ts'
import { openWriter } from '../../src/edits/write.ts'
import type { AnyRecord } from '../../src/engine/resource.ts'
import { openReader } from '../../src/engine/statement.ts'
import { type Gathered, openGatherer, type Postings, remembered } from '../../src/imports/gather.ts'
import { openGathering } from '../../src/imports/gathering.ts'
import { directory, resources } from '../../src/model/index.ts'
import { gedLines } from '../bench/data.ts'
import { openBase, resourceOf } from '../support.ts'
import { openImporting } from './support.ts'

/** Everything that the index holds, by the ids of records instead of their numbers. */
function indexOf(connection: Database) {
  connection.exec('create virtual table temp.words using fts5vocab(main, texts, instance)')
  const all = (sql: string) => connection.prepare(sql).raw().all().map(String).sort()
  const records = resources
    .filter(({ viewOf }) => !viewOf)
    .map(({ name }) => `select n, '${name}' as resource, id from ${name}`)
  connection.exec(`create temp table records as ${records.join(' union all ')}`)
  return {
    links: all('select resource, kind, key, date, id from links join terms using (term)'),
    identifiers: all(
      'select resource, key, date, id, n = (select n from events where events.id = identifiers.id) from identifiers',
    ),
    cells: all('select resource, kind, key, date, id, latitude, longitude from cells join terms using (term)'),
    names: all('select folded, resource, id from names join records using (n, resource)'),
    words: all(
      'select resource, id, doc >> 31, term, col, offset from words join records on records.n = doc & 2147483647',
    ),
    tallies: all('select * from tallies'),
    numbers: all('select resource, id from links join terms using (term) join records using (n, resource, id)'),
  }
}

for (const [count, how] of [
  [200, 'few records'],
  [2500, 'records that a thread of their own gathers'],
] as const)
  t.test(`the index after an import of ${how} is that of the same records written one by one`, async (t) => {
    const { connection, load, file } = await openImporting(t)
    connection.transaction(() => {
      const writer = openWriter(openReader(connection), directory, '2025-08-01T00:00:00.000Z')
      const put = (place: AnyRecord) =>
        writer.put(resourceOf('places'), place, { dataset_id: 'sourcebook', licence: 'CC-BY-4.0' })
      put({ id: 'world', kind: 'region', name: 'World' })
      for (const [id, country] of [
        ['nepal', 'NP'],
        ['afghanistan', 'AF'],
      ] as const)
        put({ id, kind: 'country', name: id, country, parent_id: 'world' })
      writer.index()
    })()
    await load('ucdp-ged', file('ged231.csv', [...gedLines(count, 3)].join('')))

    const other = await openBase(t)
    const row = (table: string) =>
      connection.prepare(`select * from ${table} order by n`).all() as Record<string, unknown>[]
    other.connection.transaction(() => {
      const writer = openWriter(openReader(other.connection), directory, '2025-08-01T00:00:00.000Z')
      for (const name of ['datasets', 'places', 'actors', 'events']) {
        const resource = resourceOf(name)
        const ids = row(name).map(({ id }) => String(id))
        const reader = openWriter(openReader(connection), directory, '')
        for (const id of ids) {
          const { licence, ...record } = reader.find(resource, id) as Row & { licence: string }
          writer.put(resource, record, { dataset_id: record.dataset_id, licence })
        }
      }
      writer.index()
    })()

    const [bulk, single] = [indexOf(connection), indexOf(other.connection)]
    for (const part of ['links', 'identifiers', 'cells', 'names', 'words', 'tallies', 'numbers'] as const) {
      t.ok(bulk[part].length > 0, `${bulk[part].length} ${part}`)
      t.same(bulk[part], single[part], part)
    }
    const within = (place: string) => bulk.links.filter((link) => link.startsWith(`events,place,${place},`)).length
    t.ok(within('nepal') > 0 && within('afghanistan') > 0)
    t.equal(within('world'), within('nepal') + within('afghanistan'))
  })

t.test('the indexes of the table and the settings of the connection are after an import as before it', async (t) => {
  const { connection, load, file } = await openImporting(t)
  const indexes = () =>
    connection.prepare("select name, sql from sqlite_schema where type = 'index' order by name").all()
  const settings = () =>
    ['busy_timeout', 'cache_size', 'wal_autocheckpoint'].map((name) => connection.pragma(name, { simple: true }))
  const before = [indexes(), settings()]
  await load('ucdp-ged', file('ged231.csv', [...gedLines(6000, 4)].join('')))
  t.same([indexes(), settings()], before)
  t.equal(connection.pragma('integrity_check', { simple: true }), 'ok')
  connection.exec("insert into texts (texts) values ('integrity-check')")
})

t.test('records gathered a few at a time are found by the same as all together', (t) => {
  const resource = resourceOf('events')
  const records = Array.from({ length: 50 }, (_, n) => ({
    n,
    id: `event-${n}`,
    title: `Attack ${n % 7}`,
    summary: null,
    side_a: null,
    side_b: null,
    location_text: null,
    admin1: null,
    admin2: null,
    place_id: null,
    operation_id: null,
    date_end: null,
    participants: [{ actor_id: `actor-${n % 3}`, text: null }],
    classifications: [],
    external_ids: [{ scheme: 'ucdp-dyad', value: String(n % 5) }],
    date_start: `2025-01-${String(31 - (n % 30)).padStart(2, '0')}`,
    latitude: n,
    longitude: n,
  }))
  const gather = (bounds: { most?: number; text?: number }) => {
    const gatherer = openGatherer(resource, 'ucdp-ged', bounds)
    const parts = [...records.map((record) => gatherer.add(record)), gatherer.end()].filter(
      (part) => part !== undefined,
    )
    const listed = (part: Gathered, { keys, ends, ranks }: Postings) =>
      keys.flatMap((key, at) =>
        Array.from(ranks.subarray(ends[at - 1] ?? 0, ends[at]), (rank) => `${key} ${part.records.id[rank]}`),
      )
    return {
      parts: parts.length,
      links: parts.flatMap((part) => listed(part, part.links)).sort(),
      identifiers: parts.flatMap((part) => listed(part, part.identifiers)).sort(),
      cells: parts.flatMap((part) => listed(part, part.cells)).sort(),
      texts: parts
        .flatMap(({ records: { id }, texts: { rows, names } }) =>
          id.map((each, rank) => `${rows[rank]} ${each} ${names[rank]}`),
        )
        .sort(),
      counted: parts.flatMap((part) => part.counted),
    }
  }
  const { parts: some, ...few } = gather({ most: 8 })
  const { parts: one, ...all } = gather({ most: 64 })
  t.same([some, one], [7, 1])
  t.same([all.links.length, all.identifiers.length, all.cells.length, all.texts.length], [50, 50, 100, 50])
  t.same(
    all.counted.map(({ keys }) => keys.length),
    [8],
  )
  t.same(few, all)
  const { parts: short, ...texts } = gather({ text: 100 }) // names of 8 characters each
  t.equal(short, 4)
  t.same(texts, all)
  t.end()
})

t.test('what goes wrong in the thread that gathers is not waited for', async (t) => {
  const gathering = openGathering(resourceOf('events'), { names: ['n', 'participants'], dataset: 'ucdp-ged' })
  for (let n = 0; n < 2000; n++) gathering.add([n, 'no list'], 10)
  await t.rejects(gathering.end(), { name: 'SyntaxError' })
  await t.rejects(gathering.turn(), { name: 'SyntaxError' })
  gathering.close()
})

t.test('what is made of a text is kept in mind if it is short', (t) => {
  const made: string[] = []
  const upper = remembered(3, (text) => {
    made.push(text)
    return text.toUpperCase()
  })
  t.same(['abc', 'abcd', 'abc', 'abcd'].map(upper), ['ABC', 'ABCD', 'ABC', 'ABCD'])
  t.same(made, ['abc', 'abcd', 'abcd'])
  t.end()
})
