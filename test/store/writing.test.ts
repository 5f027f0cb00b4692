/** The connection by which the server writes, while others write to the same file. */
import { join } from 'node:path'
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

const waitOf = () => writing.transact(({ connection }) => connection.pragma('busy_timeout', { simple: true }))

t.test('while somebody else writes it waits in vain once, not at every try', async (t) => {
  t.equal(waitOf(), 250)
  other.exec('begin immediate')
  const times = Array.from({ length: 40 }, () => {
    const start = performance.now()
    t.throws(waitOf, { code: 'SQLITE_BUSY' })
    return performance.now() - start
  })
  t.ok((times[0] as number) >= 200, 'the first waits')
  t.ok(times.filter((ms) => ms >= 200).length < 10, 'of the others hardly one is so long, however busy the machine')
  other.exec('rollback')
})

t.test('once it has written it waits again', async (t) => {
  t.equal(waitOf(), 0, 'the first write that gets through did not wait')
  t.equal(waitOf(), 250)
})

t.test('while the right to write is lent, it is not even tried', async (t) => {
  const takeBack = writing.lend()
  other.exec('begin immediate')
  t.throws(waitOf, { code: 'busy', headers: { 'Retry-After': '5' } })
  other.exec('rollback')
  takeBack()
  t.equal(waitOf(), 250)
})
