/** Commands that start at once on a database that is not there yet, or older than the program: one brings it up, the others wait for it. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import t from 'tap'
import { ucdpGed } from '../../src/imports/ucdp-ged.ts'
import { migrate } from '../../src/store/migrate.ts'
import { openForWriting } from '../../src/store/open.ts'
import { type Visibility, visibilityOf } from '../../src/store/visibility.ts'
import { type Ran, run, serve } from '../command.ts'
import { gedRow } from '../imports/rows.ts'
import { toCsv } from '../imports/support.ts'
import { makeOlder } from './older.ts'

const folder = t.testdir({})
const path = (name: string) => join(folder, name)

/** Four processes that bring the same database up. */
const migrateTogether = (name: string, visibilities: Visibility[] = ['public', 'public', 'public', 'public']) =>
  Promise.all(
    visibilities.map((visibility) =>
      run(['migrate'], { env: { SOURCEBOOK_DB: path(name), SOURCEBOOK_VISIBILITY: visibility } }),
    ),
  )

const saying = (ran: Ran[], what: RegExp) => ran.filter(({ out }) => what.test(out)).length

t.test('a new database is made by one of them, and used by all', async (t) => {
  const ran = await migrateTogether('new')
  t.same(
    ran.map(({ code, err }) => [code, err]),
    ran.map(() => [0, '']),
  )
  t.equal(saying(ran, /: \d+ migrations applied\n$/), 1)
  t.equal(saying(ran, /: up to date\n$/), 3)
})

t.test('an older database is brought up by one of them, and used by all', async (t) => {
  const connection = openForWriting(path('old'))
  migrate(connection)
  connection.close()
  const old = new Sqlite(path('old'))
  makeOlder(old)
  old.close()
  const ran = await migrateTogether('old')
  t.same(
    ran.map(({ code, err }) => [code, err]),
    ran.map(() => [0, '']),
  )
  t.equal(saying(ran, /: 1 migrations applied\n$/), 1)
  t.equal(saying(ran, /: up to date\n$/), 3)
})

t.test('who may read is as the one that made it was told, and nobody else changes it', async (t) => {
  const asked: Visibility[] = ['private', 'public', 'private', 'public']
  const ran = await migrateTogether('asked', asked)
  const maker = ran.findIndex(({ out }) => /migrations applied/.test(out))
  const connection = new Sqlite(path('asked'), { readonly: true })
  t.equal(visibilityOf(connection), asked[maker])
  connection.close()
  const isRefused = (visibility: Visibility) => asked[maker] === 'public' && visibility === 'private'
  t.same(
    ran.map(({ code }) => code),
    asked.map((visibility) => (isRefused(visibility) ? 1 : 0)),
  )
})

t.test('a server, an import and a new key make the knowledge base together, and seed it once', async (t) => {
  const env = { SOURCEBOOK_DB: path('all') }
  writeFileSync(path('ged231.csv'), toCsv(ucdpGed.columns, [gedRow]))
  const [served, imported, made] = await Promise.all([
    serve(t, { env }),
    run(['import', 'ucdp-ged', path('ged231.csv')], { env }),
    run(['key', 'create', '--scope', 'write'], { env }),
  ])
  t.equal(imported.code, 0, imported.err)
  t.match(imported.out, /new 1,/)
  t.equal(made.code, 0, made.err)
  t.match([served.printed().out, imported.out].join('').match(/^Seeded .*$/gm), { length: 1 })
  t.equal((await fetch(`${served.url}/v1/events?dataset=ucdp-ged`)).status, 200)
  t.equal(await served.end('SIGTERM'), 0)
})
