/** What was erased and comes back with a backup: whoever restores it is told. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import t from 'tap'
import { backup, restore } from '../../src/commands/backup.ts'
import { erase } from '../../src/commands/erase.ts'
import { readSeed, seed, seedFolder } from '../../src/commands/seed.ts'
import { createRecord } from '../../src/edits/change.ts'
import { deleteRecord } from '../../src/edits/delete.ts'
import { openEdit } from '../../src/edits/edit.ts'
import { openReader } from '../../src/engine/statement.ts'
import { ucdpGed } from '../../src/imports/ucdp-ged.ts'
import { directory } from '../../src/model/index.ts'
import { findUnerased } from '../../src/store/erased.ts'
import { migrate } from '../../src/store/migrate.ts'
import { openForWriting } from '../../src/store/open.ts'
import { gedRow } from '../imports/rows.ts'
import { openImporting, toCsv } from '../imports/support.ts'
import { resourceOf } from '../support.ts'
import { assigned } from '../writes/support.ts'

const quiet = { write: () => {} }
const now = '2025-08-03T00:00:00.000Z'
const folder = t.testdir({})
const [path, copy] = [join(folder, 'base.sqlite'), join(folder, 'backup.sqlite')]
const erasing = join(folder, 'erasing.sqlite') // what `path` was when a record had been erased

function within<T>(work: (connection: Database) => T): T {
  const connection = openForWriting(path)
  try {
    return work(connection)
  } finally {
    connection.close()
  }
}

function edit(work: (opened: ReturnType<typeof openEdit>) => void) {
  within((connection) =>
    connection.transaction(() => {
      const opened = openEdit(openReader(connection), directory, now, { editor: null, reason: 'A test.' })
      work(opened)
      opened.writer.index()
    })(),
  )
}

const people = ['before', 'since', 'deleted', 'stays'].map((id) => ({
  id,
  kind: 'person',
  name: id,
  claims: [assigned('name', id)],
}))

t.test('a restored backup names what was erased since it was made, and nothing else', async (t) => {
  within((connection) => {
    migrate(connection)
    seed(connection, readSeed(seedFolder))
  })
  edit((opened) => {
    for (const person of people) createRecord(opened, resourceOf('actors'), person)
  })
  within((connection) => erase(connection, 'actors', 'before', 'A court said so.', now))
  await backup(path, copy, false, quiet)
  t.same(findUnerased(copy, path), [])

  within((connection) => erase(connection, 'actors', 'since', 'A court said so.', now))
  edit((opened) => {
    const row = opened.writer.find(resourceOf('actors'), 'deleted')
    if (row) deleteRecord(opened, resourceOf('actors'), row)
  })
  t.same(findUnerased(copy, path), [{ resource: 'actors', id: 'since' }], 'its claims go with it')
  await backup(path, erasing, false, quiet)
  const { said } = await restore(path, copy, now, quiet)
  t.equal(
    said.at(-1),
    'Erased since the backup was made, and back with it: actors/since. Erase them again: sourcebook erase RESOURCE ID --reason REASON.',
  )
})

t.test('an imported event is among them, and need not have changed since it was made', async (t) => {
  const { connection, file, load } = await openImporting(t)
  await load('ucdp-ged', file('ged231.csv', toCsv(ucdpGed.columns, [gedRow])))
  const older = file('older.sqlite', '')
  await backup(connection.name, older, true, quiet)
  erase(connection, 'events', 'ucdp-ged-7', 'A court said so.', now)
  t.same(findUnerased(older, connection.name), [{ resource: 'events', id: 'ucdp-ged-7' }])
})

t.test('a copy that lacks tables holds nothing of those, and all that is in the others', async (t) => {
  const older = join(folder, 'older.sqlite')
  await backup(copy, older, false, quiet)
  const connection = openForWriting(older)
  connection.exec('drop table revisions; drop table claims')
  connection.close()
  t.same(findUnerased(older, erasing), [{ resource: 'actors', id: 'since' }])
})

const unknown = (why: string) =>
  `What was erased since the backup was made is not known, because ${why}. Whatever it was is back; erase it again: sourcebook erase RESOURCE ID --reason REASON.`

t.test('where no database is replaced, it is said that what was erased is not known', async (t) => {
  const none = join(folder, 'none.sqlite')
  const { said } = await restore(none, copy, now, quiet)
  t.equal(said.at(-1), unknown('no database is replaced'))
})

t.test('where the database that is replaced is too damaged to be read, too', async (t) => {
  for (const [name, damage] of [
    ['beginning', (bytes: Buffer) => bytes.fill(0x5a, 0, 4096)],
    ['pages', (bytes: Buffer) => bytes.fill(0x5a, 4096)],
    ['everything', () => Buffer.alloc(0)],
  ] as const) {
    const damaged = join(folder, `damaged-${name}.sqlite`)
    writeFileSync(damaged, damage(readFileSync(erasing)))
    const { said } = await restore(damaged, copy, now, quiet)
    t.equal(said.at(-1), unknown('what stood there cannot be read'), name)
  }
})
