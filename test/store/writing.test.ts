/** The connection by which the server writes, while others write to the same file. */
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import t from 'tap'
import { migrate } from '../../src/store/migrate.ts'
import { openForWriting } from '../../src/store/open.ts'
import { openWriting } from '../../src/store/writing.ts'

const path = join(t.testdir({}), 'a.sqlite')
const other = openForWriting(path)
migrate(other)
const writing = openWriting(path)
t.teardown(() => {
  writing.close()
  other.close()
})

const write = () => writing.transact(({ connection }) => connection.pragma('busy_timeout', { simple: true }))

t.test('it waits for nobody', async (t) => {
  t.equal(write(), 0)
  other.exec('begin immediate')
  t.throws(write, { code: 'SQLITE_BUSY' })
  other.exec('rollback')
})

t.test('who insists writes when somebody else has ended, and everybody else has a turn before', async (t) => {
  const events: string[] = []
  other.exec('begin immediate')
  const written = writing.insist(write).then(() => events.push('written'))
  await turn()
  events.push('something else')
  other.exec('rollback')
  await written
  t.same(events, ['something else', 'written'])
})

t.test('who insists in vain hears that somebody else writes', async (t) => {
  other.exec('begin immediate')
  await t.rejects(writing.insist(write), { code: 'SQLITE_BUSY' })
  other.exec('rollback')
})

t.test('what fails for another reason is done once', async (t) => {
  let times = 0
  const attempt = () => {
    times++
    throw new Error('no')
  }
  await t.rejects(writing.insist(attempt), { message: 'no' })
  t.equal(times, 1)
})

t.test('while the right to write is lent, it is not even tried', async (t) => {
  const takeBack = writing.lend()
  other.exec('begin immediate')
  t.throws(write, { code: 'busy', headers: { 'Retry-After': '5' } })
  other.exec('rollback')
  takeBack()
  t.equal(write(), 0)
})
