/** Which answers are kept. */
import t from 'tap'
import { type Made, openCache } from '../../src/http/cache.ts'

const made = (bytes = 10_000): Made => ({
  tag: '"r1"',
  headers: {},
  bytes: Buffer.alloc(bytes),
  packed: false,
  encoded: new Map(),
})

t.test('an answer was made before when it is made the second time', async (t) => {
  const cache = openCache(1_000_000)
  t.notOk(cache.wasMade('a'))
  t.notOk(cache.wasMade('b'))
  t.ok(cache.wasMade('a'))
  t.ok(cache.wasMade('a'))
})

t.test('what was made is forgotten when as much again has been made as is remembered twice', async (t) => {
  const cache = openCache(64 * 100) // remembers 100 characters of keys
  cache.wasMade('first')
  for (let key = 1000; key < 1024; key++) cache.wasMade(String(key)) // 96 characters more
  t.ok(cache.wasMade('first'))
  for (let key = 2000; key < 2026; key++) cache.wasMade(String(key)) // 104 characters more
  t.notOk(cache.wasMade('first'))
})

t.test('the oldest answers go when there is no room for another', async (t) => {
  const cache = openCache(200_000) // of 21,001 each with its key and the room for its encodings, nine
  for (let key = 0; key < 10; key++) cache.set(String(key), made())
  t.equal(cache.get('0'), undefined)
  t.equal(cache.get('1')?.bytes.length, 10_000)
  t.equal(cache.get('9')?.bytes.length, 10_000)
})

t.test('an answer that needs more than an eighth of the room is not kept', async (t) => {
  const cache = openCache(200_000)
  cache.set('large', made(13_000))
  t.equal(cache.get('large'), undefined)
})
