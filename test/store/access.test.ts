/** Who may use a knowledge base after a backup was put in the place of it. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import t from 'tap'
import { backup, restore } from '../../src/commands/backup.ts'
import { createKey, listKeys, revokeKey } from '../../src/store/keys.ts'
import { migrate } from '../../src/store/migrate.ts'
import { openForWriting, SetupError } from '../../src/store/open.ts'
import { lockServing } from '../../src/store/serving.ts'
import type { Visibility } from '../../src/store/visibility.ts'
import { run } from '../command.ts'

const quiet = { write: () => {} }
const made = '2025-08-01T00:00:00.000Z'
const now = '2025-08-03T00:00:00.000Z'

function within<T>(path: string, work: (connection: Database) => T): T {
  const connection = openForWriting(path)
  try {
    return work(connection)
  } finally {
    connection.close()
  }
}

const make = (path: string, visibility: Visibility = 'public') => within(path, (base) => migrate(base, visibility))

/** Gives the id of a new key. */
const addKey = (path: string, name: string, expires_at: string | null = null) =>
  within(path, (base) => createKey(base, { scope: 'read', name, expires_at }, made)).slice(4, 12)

const revokedOf = (path: string) =>
  Object.fromEntries(within(path, listKeys).map(({ name, revoked_at }) => [name, revoked_at]))

/** A base with three keys, its backup, and what is done to the base afterwards. */
async function makeBackup(t: { testdir(content: Record<string, never>): string }) {
  const folder = t.testdir({})
  const [path, copy] = [join(folder, 'base.sqlite'), join(folder, 'backup.sqlite')]
  make(path)
  const ids = { lost: addKey(path, 'lost'), kept: addKey(path, 'kept'), old: addKey(path, 'old', '2025-08-02') }
  await backup(path, copy, false, quiet)
  return { path, copy, ids }
}

t.test('a key that was revoked since the backup was made stays revoked, and is named', async (t) => {
  const { path, copy, ids } = await makeBackup(t)
  within(path, (base) => revokeKey(base, ids.lost, '2025-08-02T00:00:00.000Z'))
  const later = addKey(path, 'later')
  const { said } = await restore(path, copy, now, quiet)
  t.equal(said[2], `Revoked, as in the database that it replaces: ${ids.lost} (lost).`)
  t.same(revokedOf(path), { lost: '2025-08-02T00:00:00.000Z', kept: null, old: null })
  t.notOk(
    within(path, listKeys).some(({ id }) => id === later),
    'one that was made since opens nothing',
  )
})

t.test('a key that was made to expire earlier is revoked', async (t) => {
  const { path, copy } = await makeBackup(t)
  within(path, (base) => base.exec("update keys set expires_at = '2025-08-02' where name = 'lost'"))
  await restore(path, copy, now, quiet)
  t.same(revokedOf(path), { lost: now, kept: null, old: null })
})

t.test('where no key was revoked nothing is said of keys', async (t) => {
  const { path, copy } = await makeBackup(t)
  const { said } = await restore(path, copy, now, quiet)
  t.equal(said.length, 2)
})

const lost: [why: string, lose: (path: string) => void][] = [
  ['there is no database to be replaced', (path) => rmSync(path)],
  ['the one to be replaced cannot be read', (path) => writeFileSync(path, readFileSync(path).fill(0x5a))],
]

for (const [why, lose] of lost)
  t.test(`when ${why}, the keys that are open are named`, async (t) => {
    const { path, copy, ids } = await makeBackup(t)
    lose(path)
    const { said } = await restore(path, copy, now, quiet)
    const line = said.at(-2) ?? '' // before what is said of erased records
    t.match(line, /^These keys open it again: .* sourcebook key revoke ID\.$/)
    t.same(
      Object.entries(ids).map(([name, id]) => line.includes(`${id} (${name})`)),
      [true, true, false],
      'all but the one that has expired',
    )
  })

const pairs: [Visibility, Visibility][] = [
  ['private', 'public'],
  ['public', 'private'],
]

for (const [one, other] of pairs)
  t.test(`a ${one} knowledge base does not take the place of a ${other} one`, async (t) => {
    const folder = t.testdir({})
    const [from, path] = [join(folder, 'from.sqlite'), join(folder, 'base.sqlite')]
    make(from, one)
    make(path, other)
    const before = readFileSync(path)
    await t.rejects(restore(path, from, now, quiet), {
      constructor: SetupError,
      message: `${from} is a ${one} knowledge base, and ${path} is a ${other} one. Move ${path} away first, with what lies beside it, or set SOURCEBOOK_DB to another file.`,
    })
    t.ok(readFileSync(path).equals(before))
    const fresh = { SOURCEBOOK_DB: join(folder, 'fresh.sqlite') }
    t.match(await run(['restore', from], { env: { ...fresh, SOURCEBOOK_VISIBILITY: other } }), {
      code: 1,
      out: '',
      err: `${from} is a ${one} knowledge base, and SOURCEBOOK_VISIBILITY is ${other}. Set it to ${one} if that is meant.\n`,
    })
    t.match(
      await run(['restore', from], { env: fresh }),
      { code: 0 },
      'what is meant if nothing is set is not asked for',
    )
  })

t.test('what is being served is no backup', async (t) => {
  const { path, copy } = await makeBackup(t)
  const { release } = lockServing(copy)
  t.teardown(release)
  await t.rejects(restore(path, copy, now, quiet), {
    constructor: SetupError,
    message: `${copy} is being served by another process: it is no backup. sourcebook backup makes one of it.`,
  })
})
