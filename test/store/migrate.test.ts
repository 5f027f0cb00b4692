import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import t from 'tap'
import { migrate } from '../../src/store/migrate.ts'
import { openForWriting, openStore, SetupError } from '../../src/store/open.ts'
import { lockServing } from '../../src/store/serving.ts'
import { makeOlder } from './older.ts'

const folder = t.testdir({})
const path = (name: string) => join(folder, name)

/** Makes a file with SQLite itself, as any program would. */
function make(name: string, sql: string) {
  const connection = new Sqlite(path(name))
  connection.exec(sql)
  connection.close()
}

/** Migrates a file; the connection is closed whatever comes of it. */
function migrateFile(name: string): number {
  const connection = openForWriting(path(name))
  try {
    return migrate(connection)
  } finally {
    connection.close()
  }
}

migrateFile('ours')

t.test('a new file gets every migration, once', async (t) => {
  const { entries } = JSON.parse(readFileSync(new URL('../../migrations/meta/_journal.json', import.meta.url), 'utf8'))
  t.equal(migrateFile('new'), entries.length)
  t.equal(migrateFile('new'), 0)
})

t.test('external ids that were links move into their own table, and nothing else does', async (t) => {
  const { entries } = JSON.parse(readFileSync(new URL('../../migrations/meta/_journal.json', import.meta.url), 'utf8'))
  const connection = new Sqlite(':memory:')
  t.teardown(() => connection.close())
  for (const { tag } of (entries as { tag: string }[]).slice(0, 10)) {
    if (tag === '0009_identifiers')
      connection.exec(`
        insert into terms values (1, 'events', 'external_id', 'ucdp-dyad:857'), (2, 'events', 'actor', 'ttp'), (3, 'actors', 'external_id', 'ucdp-actor:356');
        insert into links values (1, '2020-01-01', 'b', 12), (1, '2020-01-01', 'a', 11), (2, '2020-01-01', 'a', 11), (3, '', 'ttp', 4)`)
    connection.exec(readFileSync(new URL(`../../migrations/${tag}.sql`, import.meta.url), 'utf8'))
  }
  const rows = (table: string) => connection.prepare(`select * from ${table}`).raw().all()
  t.same(rows('identifiers'), [
    ['actors', 'ucdp-actor:356', '', 'ttp', 4],
    ['events', 'ucdp-dyad:857', '2020-01-01', 'a', 11],
    ['events', 'ucdp-dyad:857', '2020-01-01', 'b', 12],
  ])
  t.same(rows('links'), [[2, '2020-01-01', 'a', 11]])
  t.same(rows('terms'), [[2, 'events', 'actor', 'ttp']])
})

t.test('a migrated file is read while it is written', async (t) => {
  const connection = openForWriting(path('ours'))
  t.equal(connection.pragma('journal_mode', { simple: true }), 'wal')
  t.equal(connection.pragma('synchronous', { simple: true }), 2)
  t.equal(connection.pragma('foreign_keys', { simple: true }), 1)
  const store = openStore(path('ours'))
  connection.exec('begin immediate; update state set seq = 7')
  t.match(store.version(), /^[0-9a-f]{8}-0$/)
  connection.exec('commit')
  t.match(store.version(), /^[0-9a-f]{8}-7$/)
  store.close()
  connection.close()
})

t.test('a migrated file is whole', async (t) => {
  const connection = openForWriting(path('ours'))
  t.equal(connection.pragma('integrity_check', { simple: true }), 'ok')
  t.same(connection.pragma('foreign_key_check'), [])
  connection.close()
})

make('other', 'create table notes (text); insert into notes values (1)')
make(
  'migrated',
  "create table __drizzle_migrations (id, hash, created_at); insert into __drizzle_migrations values (1, 'x', 1)",
)
copyFileSync(path('ours'), path('newer'))
make('newer', "insert into __drizzle_migrations (hash, created_at) select 'later', 1 from __drizzle_migrations")
copyFileSync(path('ours'), path('damaged'))
truncateSync(path('damaged'), 20_000)
writeFileSync(path('text'), 'no database, but long enough to be looked into for one'.repeat(20))

const refused: [name: string, words: string, expected: RegExp][] = [
  [
    'other',
    'the database of another program',
    /other is an SQLite database, but not one of Sourcebook\. Set SOURCEBOOK_DB/,
  ],
  [
    'migrated',
    'the database of another program that migrates as we do',
    /migrated is an SQLite database, but not one of/,
  ],
  [
    'newer',
    'a database newer than the program',
    /newer is newer than this program \(\d+ migrations, \d+ known\)\. Update/,
  ],
  ['damaged', 'a damaged database', /damaged: the file is damaged; restore a backup\. Set SOURCEBOOK_DB/],
  ['text', 'no database', /text: the file is not an SQLite database\. Set SOURCEBOOK_DB/],
]

for (const [name, words, message] of refused)
  t.test(`${words} is refused by a sentence, and left as it is`, async (t) => {
    const digest = () =>
      createHash('sha256')
        .update(readFileSync(path(name)))
        .digest('hex')
    const before = digest()
    t.throws(() => migrateFile(name), { constructor: SetupError, message })
    t.equal(digest(), before)
    t.notOk(existsSync(path(`${name}-wal`)))
  })

t.test('an older database is not changed under the server of an older program', async (t) => {
  copyFileSync(path('ours'), path('served'))
  const older = new Sqlite(path('served'))
  makeOlder(older)
  older.close()
  const { release } = lockServing(path('served'))
  t.throws(() => migrateFile('served'), {
    constructor: SetupError,
    message: /served is older than this program, and being served by an older one, .* End that server first/,
  })
  release()
  t.equal(migrateFile('served'), 1, 'without one it is brought up to date')
})

t.test('a public knowledge base is not taken for a private one', async (t) => {
  migrateFile('public')
  const connection = openForWriting(path('public'))
  t.teardown(() => connection.close())
  t.throws(
    () => migrate(connection, 'private'),
    Object.assign(new SetupError(), {
      message:
        /is public: who may read is chosen when it is made\. Set SOURCEBOOK_DB to a new file to make a private one/,
    }),
  )
})
