/** A database that was put where another lay begins a new epoch; one that lies where it lay goes on. */
import { copyFileSync, cpSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { migrate } from '../../src/store/migrate.ts'
import { openForWriting } from '../../src/store/open.ts'
import { dropForeignLog, leaveMark } from '../../src/store/place.ts'

const pathIn = (t: Test) => join(t.testdir({}), 'base.sqlite')

/** Opens a database as every command does, and gives its epoch. */
function open(path: string): string {
  dropForeignLog(path)
  const connection = openForWriting(path)
  migrate(connection)
  const epoch = connection.prepare('select epoch from state').pluck().get() as string
  connection.close()
  return epoch
}

/** What a start of the server does. */
function start(path: string): string {
  const epoch = open(path)
  const connection = openForWriting(path)
  leaveMark(connection)
  connection.exec('update state set seq = seq + 1')
  connection.close()
  return epoch
}

t.test('commands and starts go on with the epoch of the first', async (t) => {
  const path = pathIn(t)
  const first = open(path)
  t.match(first, /^[0-9a-f]{8}$/)
  t.same([start(path), open(path), start(path), open(path)], [first, first, first, first])
})

t.test('a file that is put beside another name, or into another folder, begins a new epoch', async (t) => {
  const path = pathIn(t)
  const first = start(path)
  copyFileSync(path, `${path}2`)
  t.not(start(`${path}2`), first)
  const folder = t.testdir({ moved: {} })
  const elsewhere = join(folder, 'moved', 'base.sqlite')
  start(join(folder, 'base.sqlite'))
  renameSync(join(folder, 'base.sqlite'), elsewhere)
  t.not(open(elsewhere), first)
})

t.test('an older copy that is written over the file, in place, begins a new epoch, and only one', async (t) => {
  const path = pathIn(t)
  const first = start(path)
  copyFileSync(path, `${path}-copy`)
  t.equal(start(path), first)
  writeFileSync(path, readFileSync(`${path}-copy`))
  const second = open(path)
  t.not(second, first)
  t.equal(start(path), second)
})

t.test('the same copy put back twice begins two epochs', async (t) => {
  const path = pathIn(t)
  start(path)
  copyFileSync(path, `${path}-copy`)
  const epochs = [1, 2].map(() => {
    rmSync(path)
    copyFileSync(`${path}-copy`, path)
    return start(path)
  })
  t.not(epochs[0], epochs[1])
})

t.test('a replica as new as the file that was lost begins a new epoch, though its mark is the same', async (t) => {
  const path = pathIn(t)
  const first = start(path)
  cpSync(path, `${path}-replica`)
  rmSync(path)
  renameSync(`${path}-replica`, path)
  t.not(open(path), first)
})

t.test('without the note, or with one that is damaged, a new epoch begins', async (t) => {
  const path = pathIn(t)
  const first = start(path)
  rmSync(`${path}-place`)
  const second = open(path)
  t.not(second, first)
  writeFileSync(`${path}-place`, '{"marks":')
  t.not(open(path), second)
})
