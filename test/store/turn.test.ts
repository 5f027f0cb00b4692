/** Taking turns at writing. */
import t from 'tap'
import { openForWriting } from '../../src/store/open.ts'
import { beginInTurn, doInTurn } from '../../src/store/turn.ts'
import { openBase } from '../support.ts'

t.test('who writes meanwhile is waited for, which is said once', async (t) => {
  const { connection, store } = await openBase(t)
  const other = openForWriting(store.path)
  t.teardown(() => other.close())
  other.exec('begin immediate')
  let waits = 0
  const begun = beginInTurn(connection, () => {
    waits++
    setTimeout(() => other.exec('rollback'), 300)
  })
  await begun
  t.equal(waits, 1)
  t.ok(connection.inTransaction)
})

t.test('nothing else is waited for', async (t) => {
  const { connection } = await openBase(t)
  connection.exec('begin')
  await t.rejects(
    beginInTurn(connection, () => t.fail('there is nobody to wait for')),
    /within a transaction/,
  )
  connection.exec('rollback')
  t.throws(() => doInTurn(() => connection.exec('no sql')), /syntax error/)
})
