/** What is made once, when it is first asked for. */
import t from 'tap'
import { once, onceLoaded } from '../../src/engine/once.ts'

t.test('it is made when it is first asked for, and kept', async (t) => {
  let count = 0
  const next = once(() => ++count)
  t.equal(count, 0)
  t.same([next(), next()], [1, 1])
})

t.test('what is loaded is loaded for all who ask meanwhile', async (t) => {
  let count = 0
  const next = onceLoaded(async () => ++count)
  t.same([await Promise.all([next(), next()]), await next()], [[1, 1], 1])
})

t.test('what could not be loaded is loaded when it is asked for again', async (t) => {
  let count = 0
  const next = onceLoaded(async () => {
    if (++count === 1) throw new Error('no file can be opened')
    return count
  })
  await t.rejects(next(), { message: 'no file can be opened' })
  t.same([await next(), await next()], [2, 2])
})
