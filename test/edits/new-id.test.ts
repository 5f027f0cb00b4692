/** Ids that the server makes. */
import t from 'tap'
import { newId } from '../../src/edits/new-id.ts'
import { resourceOf } from '../support.ts'

t.test('an id that the server makes is free, however many records have such an id already', async (t) => {
  const tried: string[] = []
  const id = newId(resourceOf('places'), { name: 'Čaman, the crossing' }, (_, candidate) => tried.push(candidate) < 40)
  t.same(tried.slice(0, 3), ['caman-the-crossing', 'caman-the-crossing-2', 'caman-the-crossing-3'])
  t.match(id, /^caman-the-crossing-[0-9a-f]{6}$/)
  t.equal(tried.at(-1), id)
  t.equal(tried.length, 40)
})
