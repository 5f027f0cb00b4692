/** An import that is killed leaves the knowledge base as it was before or as it is after, and readers read on meanwhile. */
import { once } from 'node:events'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Database } from 'better-sqlite3'
import t from 'tap'
import { openForWriting, openStore } from '../../src/store/open.ts'
import { writeGed } from '../bench/data.ts'
import { run, start } from '../command.ts'

const state = (connection: Database) => ({
  events: connection.prepare('select count(*) from events').pluck().get(),
  links: connection.prepare('select count(*) from links').pluck().get(),
  rows: connection.prepare('select count(*) from source_rows').pluck().get(),
  seq: connection.prepare('select seq from state').pluck().get(),
  releases: connection.prepare("select json_array_length(releases) from datasets where id = 'ucdp-ged'").pluck().get(),
  indexes: connection.prepare("select count(*) from sqlite_schema where type = 'index'").pluck().get(),
})

t.test('killed at any moment, all of it stands or nothing', async (t) => {
  const folder = t.testdir({})
  const env = { SOURCEBOOK_DB: join(folder, 'base.sqlite') }
  const [first, next] = [join(folder, 'ged231.csv'), join(folder, 'ged241.csv')]
  await writeGed(first, 500, 1)
  await writeGed(next, 6000, 2)
  t.equal((await run(['import', 'ucdp-ged', first], { env })).code, 0)
  const connection = openForWriting(env.SOURCEBOOK_DB)
  t.teardown(() => connection.close())
  const before = state(connection)
  t.equal(before.events, 507, '500 of the release beside those of the seed')

  const began = performance.now()
  const dry = await run(['import', 'ucdp-ged', next, '--dry-run'], { env })
  const whole = performance.now() - began
  t.match(dry.out, /read 6000, new 5\d\d\d, changed \d+, unchanged \d+, warned \d+, rejected 0, withdrawn \d+/)
  t.same(state(connection), before, 'a dry run leaves everything as it is')

  for (const part of [0.3, 0.5, 0.65, 0.8, 0.95]) {
    const child = start(['import', 'ucdp-ged', next, '--withdraw'], { env })
    const ended = once(child, 'close')
    await setTimeout(whole * part)
    child.kill('SIGKILL')
    await ended
    const stands = state(connection)
    t.same(stands.seq === before.seq ? stands : before, before, `killed after ${Math.round(part * 100)} % of its time`)
    t.equal(connection.pragma('integrity_check', { simple: true }), 'ok')
    connection.exec("insert into texts (texts) values ('integrity-check')")
    if (stands.seq !== before.seq) break // it was through already
  }
  t.equal((await run(['import', 'ucdp-ged', next, '--withdraw'], { env })).code, 0, 'and the next one goes through')
  t.equal(state(connection).events, 6007)
})

t.test('told to end when all is written and about to stand, it goes on, and says that it was imported', async (t) => {
  const folder = t.testdir({})
  const env = { SOURCEBOOK_DB: join(folder, 'base.sqlite') }
  t.equal((await run(['seed'], { env })).code, 0)
  for (const release of ['23.1', '24.1', '25.1']) {
    const path = join(folder, `ged${release.replace('.', '')}.csv`)
    await writeGed(path, 6000, Number.parseInt(release, 10))
    const child = start(['import', 'ucdp-ged', path, '--withdraw'], { env })
    const said = child.stdout?.setEncoding('utf8').toArray()
    const closed = once(child, 'close')
    const log = () => statSync(`${env.SOURCEBOOK_DB}-wal`, { throwIfNoEntry: false })?.size ?? 0
    while (child.exitCode === null && log() === 0) await setTimeout(1)
    const isHeard = child.exitCode === null && child.kill('SIGTERM') // what is written goes to the log all at once
    t.same(await closed, [0, null])
    t.match((await said)?.join(''), `UCDP GED ${release} was imported\n`)
    if (isHeard) return
  }
  t.fail('it ended each time before it could be told to')
})

t.test('readers read on as before while an import is written', async (t) => {
  const folder = t.testdir({})
  const env = { SOURCEBOOK_DB: join(folder, 'base.sqlite') }
  const path = join(folder, 'ged231.csv')
  await writeGed(path, 3000)
  t.equal((await run(['migrate'], { env })).code, 0)
  const store = openStore(env.SOURCEBOOK_DB)
  t.teardown(() => store.close())
  const child = start(['import', 'ucdp-ged', path], { env })
  const seen = new Set<unknown>()
  const closed = once(child, 'close')
  let running = true
  closed.then(() => {
    running = false
  })
  while (running) {
    seen.add(store.reader.connection.prepare("select count(*) from events where dataset_id = 'ucdp-ged'").pluck().get())
    await setTimeout(2)
  }
  seen.add(store.reader.connection.prepare("select count(*) from events where dataset_id = 'ucdp-ged'").pluck().get())
  t.same([...seen], [0, 3000], 'nothing, then all of it')
})
