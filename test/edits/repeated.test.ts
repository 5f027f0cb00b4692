/** Members that stand twice are found in any JSON, wherever they stand and however their names are written. */
import { setTimeout } from 'node:timers/promises'
import fc from 'fast-check'
import t from 'tap'
import { findRepeated } from '../../src/edits/repeated.ts'

t.test('a member that stands twice is pointed at', async (t) => {
  for (const [text = '', pointer] of [
    ['{"name":"a","name":"b"}', '/name'],
    ['{"a":1,"b":{"a":1},"c":[{"a":1},{"a":1}]}'],
    ['{"a":[0,{"b":1 , "b" :2}]}', '/a/1/b'],
    ['{"a":{},"a":[],"a":"a"}', '/a'],
    ['{"a":1,"\\u0061":2}', '/a'],
    ['{"\\"":1,"\\\\":2,"\\"":3,"\\\\":4}', '/"'],
    ['{"a/b~c":1,"a/b~c":2}', '/a~1b~0c'],
    ['{"a":"a","b":"\\\\","c":"{\\"a\\":1,\\"a\\":2}"}'],
    ['[{},{"":1,"":2},[]]', '/1/'],
    ['["a","a"]'],
    ['"a"'],
    ['3'],
  ])
    t.equal(findRepeated(text), pointer, text)
})

t.test('no JSON that was written from values has any, and each that is put into it is found', async () => {
  const objects = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }), { minKeys: 1 })
  fc.assert(
    fc.property(objects, fc.nat(3), (value, indent) => {
      const text = JSON.stringify({ outer: [value] }, null, indent)
      const [name = ''] = Object.keys(value)
      const again = text.replace('[', () => `[{${JSON.stringify(name)}:0,${JSON.stringify(name)}:1},`)
      const pointer = `/outer/0/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
      return findRepeated(text) === undefined && findRepeated(again) === pointer
    }),
    { numRuns: 500 },
  )
})

t.test('a megabyte is looked through soon, whatever it holds', { timeout: 10_000 }, async (t) => {
  const size = 1024 * 1024
  const fill = (part: string) => part.repeat(size / part.length)
  const members = Array.from({ length: size / 16 }, (_, index) => `"${index.toString().padStart(11, '0')}":1`)
  for (const text of [
    `["${fill('\\\\')}"]`,
    `["${fill('\\"')}"]`,
    `[${fill('"",')}0]`,
    `{${members.join()}}`,
    fill('[') + fill(']'),
  ]) {
    t.equal(findRepeated(text), undefined)
    await setTimeout(0) // so that the time-out is heard
  }
})
