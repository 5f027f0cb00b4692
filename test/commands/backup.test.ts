/** The commands `backup` and `restore` beside a server, and one server a file. */
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import Sqlite from 'better-sqlite3'
import t from 'tap'
import { backup, restore } from '../../src/commands/backup.ts'
import type { Terminal } from '../../src/commands/progress.ts'
import { SetupError } from '../../src/store/open.ts'
import { writeGed } from '../bench/data.ts'
import { run, type Served, serve } from '../command.ts'
import { mountDisk, withoutDisks } from '../disk.ts'

const folder = t.testdir({})
const env = { SOURCEBOOK_DB: join(folder, 'live', 'base.sqlite') }
const path = env.SOURCEBOOK_DB
const copy = join(folder, 'backup.sqlite')
const quiet: Terminal = { write: () => {} }
const now = '2025-08-01T00:00:00.000Z'

/** Milestones made one after another until told to stop; gives the ids that were acknowledged. */
function writeOn(url: string, key: string, hand: string) {
  const ids: string[] = []
  let stopped = false
  const headers = { Authorization: `Bearer ${key}`, 'Change-Reason': 'A%20test.', 'Content-Type': 'application/json' }
  const work = async () => {
    while (!stopped) {
      const id = `by-${hand}-${ids.length}`
      const claims = [{ field: 'question', value: id, stance: 'assigned', note: 'x' }]
      const body = JSON.stringify({ id, kind: 'boolean', question: id, claims })
      const { status } = await fetch(`${url}/v1/milestones`, { method: 'POST', headers, body })
      if (status === 503) continue // somebody else writes for longer than the server waits, and it says so
      if (status !== 201) throw new Error(`${id}: ${status}`)
      ids.push(id)
    }
    return ids
  }
  const done = work()
  return (): Promise<string[]> => {
    stopped = true
    return done
  }
}

const makeKey = async () => (await run(['key', 'create', '--scope', 'write'], { env })).out.trim()
const point = async ({ url }: Served) =>
  ((await (await fetch(`${url}/v1/changes?limit=1000`)).json()) as { page: { next: string } }).page.next
const seqOf = (point: string) => Number(point.split('-')[1])
const statusOf = async ({ url }: Served, at: string) => (await fetch(`${url}${at}`)).status

/** A database as it lies in a file, read without leaving a trace. */
function look<T>(file: string, work: (connection: Sqlite.Database) => T): T {
  const connection = new Sqlite(file, { readonly: true })
  try {
    return work(connection)
  } finally {
    connection.close()
  }
}

t.test('beside a server that is written to', async (t) => {
  const served = await serve(t, { env })
  const stop = writeOn(served.url, await makeKey(), 'a')
  const early = seqOf(await point(served))

  await t.test('a backup has every write that was acknowledged before it', async (t) => {
    const made = await run(['backup', copy], { env })
    t.match(made, { code: 0, err: '' })
    const [, seq] = /^.*backup\.sqlite: as of change (\d+), [\d.]+ MB, integrity checked\n$/.exec(made.out) ?? []
    t.ok(Number(seq) >= early, `at change ${seq}, asked for after ${early}`)
    t.same(readdirSync(folder), ['backup.sqlite', 'live'], 'one file, and nothing beside it')
    t.equal(statSync(copy).mode & 0o777, 0o600, 'only its maker may read it')
    look(copy, (file) => {
      t.equal(file.pragma('integrity_check', { simple: true }), 'ok')
      t.equal(file.pragma('journal_mode', { simple: true }), 'delete')
      const has = file.prepare("select count(*) from milestones where id like 'by-a-%'").pluck().get() as number
      const claims = file.prepare("select count(*) from claims where subject_id like 'by-a-%'").pluck().get()
      t.ok(has > 0, `${has} records`)
      t.equal(claims, has, 'each with its claim')
    })
  })

  await t.test('other commands write, too', async (t) => {
    t.match(await run(['seed'], { env }), { code: 0, out: /added 0, updated 0, unchanged \d+, left alone 0/ })
    t.match(await run(['key', 'create', '--scope', 'read'], { env }), { code: 0 })
    t.match(await run(['migrate'], { env }), { code: 0, out: /up to date/ })
    const release = join(folder, 'live', 'ged231.csv')
    await writeGed(release, 200)
    t.match(await run(['import', 'ucdp-ged', release], { env }), { code: 0, out: /read 200, new 200/ })
    t.ok((await stop()).length > 0, 'and every write of the server was acknowledged')
  })

  await t.test('a second server is refused by a sentence, and so is a restored backup', async (t) => {
    t.match(await run(['serve'], { env: { ...env, PORT: '0' } }), {
      code: 1,
      out: '',
      err: /^The database .*base\.sqlite is being served by another process\. End that one first, or set SOURCEBOOK_DB to another file\.\n$/,
    })
    t.match(await run(['restore', copy], { env }), { code: 1, out: '', err: /is being served by another process/ })
    t.equal(await statusOf(served, '/v1/actors/ttp'), 200)
  })
  await served.end('SIGKILL')
})

const failures: [why: string, to: string, expected: RegExp][] = [
  ['the file is there', copy, /backup\.sqlite is there already\. Name another file, or add --replace\.$/],
  ['it is a folder', folder, /is a folder\. Name a file in it, such as .*\/backup\.sqlite\.$/],
  ['it is the database', path, /is the database itself\. Name another file for its backup\.$/],
  ['there is no such folder', join(folder, 'no/b.sqlite'), /^There is no folder .*\/no for .*b\.sqlite\. Make it/],
]

for (const [why, to, expected] of failures)
  t.test(`no backup is made when ${why}, and one sentence says so`, async (t) => {
    const before = readFileSync(copy)
    await t.rejects(backup(path, to, false, quiet), { constructor: SetupError, message: expected })
    t.ok(readFileSync(copy).equals(before))
  })

t.test('without a database there is nothing to back up', async (t) => {
  const nowhere = { SOURCEBOOK_DB: join(folder, 'nothing.sqlite') }
  t.match(await run(['backup', join(folder, 'x.sqlite')], { env: nowhere }), { code: 2, err: /^There is no database / })
  t.notOk(existsSync(nowhere.SOURCEBOOK_DB))
})

t.test('a damaged database gives no backup, and the one before stays', async (t) => {
  const damaged = join(folder, 'live', 'damaged.sqlite')
  const before = readFileSync(copy)
  writeFileSync(damaged, Buffer.from(before).fill(0x5a, 20 * 4096, 60 * 4096))
  await t.rejects(backup(damaged, copy, true, quiet), { constructor: SetupError, message: /damaged/ })
  t.ok(readFileSync(copy).equals(before))
  await t.rejects(restore(path, damaged, now, quiet), { constructor: SetupError, message: /damaged/ })
  t.same(readdirSync(folder), ['backup.sqlite', 'live'], 'and no half of one')
})

t.test('on a full disk there is no backup, nor a part of one', { skip: withoutDisks }, async (t) => {
  const disk = mountDisk(t, 400)
  const message = /b\.sqlite: the disk is full\.$/
  await t.rejects(backup(path, join(disk, 'b.sqlite'), false, quiet), { constructor: SetupError, message })
  t.same(readdirSync(disk), [])
})

t.test(
  'of a database that cannot be opened where it is that is said, and what to do',
  { skip: withoutDisks },
  async (t) => {
    const disk = mountDisk(t, 4000)
    const [place, still] = [t.testdir({}), join(disk, 'base.sqlite')]
    const [closed, to] = [join(place, 'closed.sqlite'), join(place, 'b.sqlite')]
    copyFileSync(copy, closed)
    chmodSync(closed, 0o600)
    copyFileSync(copy, still)
    const base = new Sqlite(still)
    base.pragma('journal_mode = WAL')
    base.close()
    execFileSync('mount', ['-o', 'remount,ro', disk])
    const opened =
      /base\.sqlite cannot be opened where it is: .* Copy the file to where you may write, and take the copy/
    await t.rejects(backup(still, to, false, quiet), { constructor: SetupError, message: opened })
    await t.rejects(restore(to, still, now, quiet), { constructor: SetupError, message: opened })
    t.match(
      await backup(still, join(disk, 'b.sqlite'), false, quiet).catch(String),
      opened,
      'before the place of the copy',
    )
    t.match(await run(['backup', to], { env: { SOURCEBOOK_DB: closed }, uid: 65_534 }), {
      code: 1,
      err: /closed\.sqlite may not be read\. /,
    })
  },
)

t.test('a backup shows on a terminal how far it is', async (t) => {
  const drawn: string[] = []
  await backup(path, copy, true, { isTTY: true, columns: 200, write: (text) => drawn.push(text) })
  t.match(drawn[0], /backup\.sqlite {2}\[#*-*\] +\d+ % {2}[\d,]+ of [\d,]+ pages/)
})

t.test('a restored backup has what it had, begins a new epoch, and keeps what it replaced', async (t) => {
  const first = await serve(t, { env })
  const stop = writeOn(first.url, await makeKey(), 'b')
  await after(200)
  const ids = await stop()
  const before = await point(first)
  await first.end('SIGKILL') // its log is still there
  const made = await run(['restore', copy], { env })
  t.match(made, { code: 0, err: '' })
  t.match(made.out, /: restored from .*backup\.sqlite, as of change \d+, .* integrity checked\n/)
  const [, kept = ''] = /What stood there is kept as (\S+); delete it/.exec(made.out) ?? []
  const has = "select count(*) from milestones where id like 'by-b-%'"
  t.equal(
    look(kept, (old) => old.prepare(has).pluck().get()),
    ids.length,
  )
  const second = await serve(t, { env })
  t.equal(await statusOf(second, '/v1/milestones/by-a-0'), 200)
  t.equal(await statusOf(second, '/v1/milestones/by-b-0'), 404)
  const refused = await fetch(`${second.url}/v1/changes?since=${before}`)
  t.equal(refused.status, 410)
  t.match(await refused.json(), { code: 'resync_required' })

  await t.test(
    'one that is merely copied over the file, too, and the log of a killed server stays out of it',
    async (t) => {
      const before = await point(second)
      const stop = writeOn(second.url, await makeKey(), 'c')
      await after(200)
      await stop()
      await second.end('SIGKILL')
      t.ok(statSync(`${path}-wal`).size > 0)
      copyFileSync(copy, path)
      const third = await serve(t, { env })
      t.equal(await statusOf(third, '/v1/milestones/by-a-0'), 200)
      t.equal(await statusOf(third, '/v1/milestones/by-c-0'), 404)
      t.equal((await fetch(`${third.url}/v1/changes?since=${before}`)).status, 410)
      await third.end('SIGTERM')
      t.equal(
        look(path, (file) => file.pragma('integrity_check', { simple: true })),
        'ok',
      )
    },
  )
})

t.test('what a restored backup replaced is replaced by nothing', async (t) => {
  const place = join(t.testdir({}), 'base.sqlite')
  copyFileSync(copy, place)
  const { kept } = await restore(place, copy, now, quiet)
  t.equal(kept, `${place}-before-2025-08-01T000000`)
  const again = restore(place, copy, now, quiet)
  await t.rejects(again, { constructor: SetupError, message: /was put aside in this very second\./ })
  t.ok(existsSync(place))
})

t.test('a backup is restored where there was nothing', async (t) => {
  const fresh = join(folder, 'fresh', 'base.sqlite')
  t.match(await run(['restore', copy], { env: { SOURCEBOOK_DB: fresh } }), { code: 0, out: /restored from/ })
  const epochOf = (file: string) => look(file, (base) => base.prepare('select epoch from state').pluck().get())
  t.not(epochOf(fresh), epochOf(copy))
})

t.test('where the database is a link to a file, that file is replaced', async (t) => {
  const [file, link] = [join(folder, 'fresh', 'base.sqlite'), join(folder, 'link.sqlite')]
  symlinkSync(file, link)
  const { kept } = await restore(link, copy, now, quiet)
  t.equal(kept, `${file}-before-2025-08-01T000000`)
  t.ok(lstatSync(link).isSymbolicLink())
  t.equal(
    look(file, (base) => base.pragma('journal_mode', { simple: true })),
    'delete',
    'it is the copy, which nobody has opened yet',
  )
})

t.test('what is no backup is refused by a sentence, and the database stays', async (t) => {
  const text = join(folder, 'text')
  writeFileSync(text, 'no database, but long enough to be looked into for one'.repeat(20))
  const before = readFileSync(path)
  const files: [string, RegExp][] = [
    [text, /text cannot be copied to .*base\.sqlite: the file is not an SQLite database\.$/],
    [join(folder, 'nothing'), /^There is no file .*nothing\.$/],
    [folder, /^There is no file .*\.$/],
    [path, /is the database itself\. Name the file of a backup\.$/],
  ]
  for (const [file, message] of files)
    await t.rejects(restore(path, file, now, quiet), { constructor: SetupError, message })
  t.ok(readFileSync(path).equals(before))
})

const withoutUsers = process.getuid?.() === 0 ? false : 'only root can be somebody else'

t.test(
  'what belongs to another user is not restored by one who cannot give it to them',
  { skip: withoutUsers },
  async (t) => {
    const theirs = t.testdir({})
    const [place, from] = [join(theirs, 'base.sqlite'), join(theirs, 'backup.sqlite')]
    for (const file of [place, from]) {
      copyFileSync(copy, file)
      chmodSync(file, 0o666)
    }
    chmodSync(theirs, 0o777)
    const { code, err } = await run(['restore', from], { env: { SOURCEBOOK_DB: place }, uid: 65_534 })
    t.equal(code, 1)
    t.match(
      err,
      /^The database \S+base\.sqlite belongs to another user or group, .* Restore as that user \(number 0, group 0\), or as root\.\n$/,
    )
    t.same(
      readdirSync(theirs).filter((name) => !name.endsWith('-serve')),
      ['backup.sqlite', 'base.sqlite'],
    )
  },
)
