import Sqlite from 'better-sqlite3'
import t from 'tap'
import { resources } from '../../src/model/index.ts'
import { openContract } from '../contract/model.ts'
import { ask } from '../support.ts'

const { app, store, tables } = await openContract(t)
const { status, bytes } = await ask(app, '/v1/snapshot.sqlite')
const file = new Sqlite(bytes)
t.teardown(() => file.close())

const list = (sql: string) => file.prepare(sql).pluck().all()

t.test('it is a whole database without a log beside it', async (t) => {
  t.equal(status, 200)
  t.same(list('pragma integrity_check'), ['ok'])
  t.same(list('pragma foreign_key_check'), [])
  t.same([bytes[18], bytes[19]], [1, 1], 'the header asks for a rollback journal, not for a write-ahead log')
})

t.test('it has a table or view a resource, what explains them, and nothing internal', async (t) => {
  const names = list("select name from sqlite_schema where type in ('table', 'view') and name not like 'sqlite_%'")
  t.same(names.sort(), [...resources.map(({ name }) => name), 'about', 'codebook', 'vocabularies'].sort())
  for (const { name, fields } of resources)
    t.same(list(`select name from pragma_table_info('${name}')`), Object.keys(fields), name)
})

for (const { resource, records } of tables)
  t.test(`${resource.name} holds every record`, async (t) => {
    const rows = file.prepare(`select * from "${resource.name}" order by id`).all() as Record<string, unknown>[]
    const stored = records.map((record) =>
      Object.fromEntries(
        Object.entries(record).map(([name, value]) => {
          const kind = resource.fields[name]?.kind
          if (kind === 'list' || (kind === 'json' && value !== null)) return [name, JSON.stringify(value)]
          return [name, kind === 'boolean' ? Number(value) : value]
        }),
      ),
    )
    t.same(rows, stored)
  })

t.test('it says at which state of the data it stands, under which licence, and how to cite it', async (t) => {
  const about = Object.fromEntries(file.prepare('select key, value from about').raw().all() as [string, string][])
  t.equal(about.change_seq, store.version())
  t.equal(about.url, '/v1/snapshot.sqlite')
  t.equal(about.licence, 'CC-BY-4.0')
  t.match(about.citation, /^Sourcebook, curated records\. Read from: Fawad Khan Afridi/)
  t.match(about.made_at, /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/)
  const records = tables
    .filter(({ resource }) => !resource.viewOf)
    .reduce((sum, table) => sum + table.records.length, 0)
  t.equal(about.records, String(records))
})

t.test('its codebook explains each field, and its vocabularies each value', async (t) => {
  const explained = (resource: string, field: string) =>
    file.prepare('select type, description from codebook where resource = ? and field = ?').raw().get(resource, field)
  t.same(explained('visits', 'mode'), ['code', 'How they met.'])
  t.same(list("select value from vocabularies where resource = 'visits' and field = 'mode' order by value"), [
    'multilateral',
    'remote',
    'third_country',
    'visit',
  ])
})
