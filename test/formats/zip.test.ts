import fc from 'fast-check'
import t from 'tap'
import { zip } from '../../src/formats/zip.ts'
import { unzip } from './unzip.ts'

const pieces = fc.array(
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  { maxLength: 6 },
)
const archives = fc.uniqueArray(
  fc.record({ name: fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' }), content: pieces }),
  {
    maxLength: 5,
    selector: ({ name }) => name,
  },
)

t.test('what goes into an archive comes out of it', async (t) => {
  fc.assert(
    fc.property(archives, (entries) => {
      const found = unzip(Buffer.concat([...zip(entries)]))
      t.same(
        [...found],
        entries.map(({ name, content }) => [name, Buffer.concat(content)]),
      )
    }),
    { numRuns: 50 },
  )
})

t.test('the same content gives the same bytes', async (t) => {
  const make = () => Buffer.concat([...zip([{ name: 'a.txt', content: [Buffer.from('one'), Buffer.from('two')] }])])
  t.same(make(), make())
})

t.test('an entry is written while it is made', async (t) => {
  let made = 0
  const written = zip([
    {
      name: 'long.txt',
      content: (function* () {
        for (;;) yield Buffer.from(`line ${made++}\n`)
      })(),
    },
  ])
  for (let i = 0; i < 5; i++) written.next()
  t.ok(made <= 5)
  written.return(undefined)
})
