/** An import makes in bulk what writing each record alone makes: the same rows, found by the same terms, words and cells. */
import type { Database } from 'better-sqlite3'
import t from 'tap'
import type { Row } from '../../src/engine/rows.ts'
import { openReader } from '../../src/engine/statement.ts'
import { openWriter } from '../../src/engine/write.ts'
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
    numbers: all('select resource, id from links join terms using (term) join records using (n, resource, id)'),
  }
}

t.test('the index after an import is that of the same records written one by one', async (t) => {
  const { connection, load, file } = await openImporting(t)
  await load('ucdp-ged', file('ged231.csv', [...gedLines(200, 3)].join('')))

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
  for (const part of ['links', 'identifiers', 'cells', 'names', 'words', 'numbers'] as const) {
    t.ok(bulk[part].length > 0, `${bulk[part].length} ${part}`)
    t.same(bulk[part], single[part], part)
  }
})

t.test('the indexes of the table stand after an import as before it', async (t) => {
  const { connection, load, file } = await openImporting(t)
  const indexes = () =>
    connection.prepare("select name, sql from sqlite_schema where type = 'index' order by name").all()
  const before = indexes()
  await load('ucdp-ged', file('ged231.csv', [...gedLines(6000, 4)].join('')))
  t.same(indexes(), before)
  t.equal(connection.pragma('integrity_check', { simple: true }), 'ok')
  connection.exec("insert into texts (texts) values ('integrity-check')")
})
