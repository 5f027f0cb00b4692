/** Quotes against the text of their source. */
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import t from 'tap'
import { readSeed, SeedError, seedFolder } from '../../src/commands/seed.ts'
import { openSourceText } from '../../src/commands/source-text.ts'
import type { Claim } from '../../src/edits/evidence.ts'
import { SetupError } from '../../src/store/open.ts'
import { readShared, withoutShared } from '../support.ts'
import { editSeed, recordsIn } from './seed-folder.ts'

const folder = t.testdir({})

/** A text of this wording in a file, and the source that has its SHA-256. */
function openText(text: string) {
  const path = join(folder, 'text.txt')
  writeFileSync(path, text)
  const sha256 = createHash('sha256').update(text).digest('hex')
  return openSourceText(path, [{ id: 'other' }, { id: 'told', sha256 }])
}

const passage = (quote: string, char_start: number, paragraph: number) =>
  ({ quote, char_start, char_end: char_start + quote.length, paragraph }) as Claim

const text = 'One line\nand its second.\n\n  \nTwo: 2\u202f600 km\u2011long.\n\nThree.\n'

t.test('a quote that stands at its offsets, in its paragraph, has no fault', async (t) => {
  const { sourceId, faults } = openText(text)
  t.equal(sourceId, 'told')
  t.same(faults(passage('line\nand', 4, 1)), [])
  t.same(faults(passage('2\u202f600 km\u2011long', text.indexOf('2\u202f'), 2)), [])
  t.same(faults(passage('Three.', text.indexOf('Three'), 3)), [])
})

const wrong: [title: string, claim: Claim, pointer: string, detail: string][] = [
  [
    'other words',
    passage('One lime', 0, 1),
    '/quote',
    'The text does not have these words; quote them to the character.',
  ],
  [
    'another space',
    passage('2 600', 35, 2),
    '/quote',
    'The text does not have these words; quote them to the character.',
  ],
  [
    'another place',
    passage('Three.', 3, 1),
    '/quote',
    'The text has these words, but not there: char_start 50, char_end 56, paragraph 3.',
  ],
  ['another paragraph', passage('Three.', 50, 2), '/paragraph', 'The passage stands in paragraph 3.'],
]

for (const [title, claim, pointer, detail] of wrong)
  t.test(`a passage with ${title} is told what the text has`, async (t) => {
    t.same(openText(text).faults(claim), [{ pointer, code: 'invalid_seed', detail }])
  })

t.test('every slice of a text is a quote of it, and no other words of its length are', async (t) => {
  const { faults } = openText(text)
  fc.assert(
    fc.property(fc.nat(text.length - 1), fc.integer({ min: 1, max: 20 }), fc.string(), (start, length, other) => {
      const quote = text.slice(start, start + length)
      t.notOk(faults(passage(quote, start, 1)).some(({ pointer }) => pointer === '/quote'))
      const changed = other.padEnd(quote.length, 'x').slice(0, quote.length)
      t.equal(
        faults(passage(changed, start, 1)).some(({ pointer }) => pointer === '/quote'),
        changed !== quote,
      )
    }),
  )
})

t.test('a text that is not there, of no source, or not UTF-8 is a sentence', async (t) => {
  const refused = (path: string, sources: { id: string; sha256?: string }[], message: RegExp) =>
    t.throws(() => openSourceText(path, sources), { constructor: SetupError, message })
  refused(join(folder, 'none'), [], /^The text \S+none cannot be read \(ENOENT\)\.$/)
  const path = join(folder, 'latin1.txt')
  const bytes = Buffer.from('K\u00e4bul', 'latin1')
  writeFileSync(path, bytes)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  refused(
    path,
    [{ id: 'a' }],
    new RegExp(`latin1\\.txt is the text of none of the sources: its SHA-256 is ${sha256}, and no source has one\\.$`),
  )
  refused(path, [{ id: 'a', sha256: 'ab' }], /, a has ab\.$/)
  refused(path, [{ id: 'a', sha256 }], /latin1\.txt is not UTF-8\.$/)
})

t.test(
  'the seed stands the comparison; a quote changed to one of equal length does not',
  { skip: withoutShared },
  async (t) => {
    const article = join(folder, 'article.txt')
    writeFileSync(article, readShared('seed/article.txt'))
    t.equal(readSeed(seedFolder, article).length, readSeed(seedFolder).length)
    const line = recordsIn('claims.ndjson').findIndex(({ quote }) => quote === 'In June') + 1
    const claims = readFileSync(join(seedFolder, 'claims.ndjson'), 'utf8').replace(
      '"quote": "In June"',
      '"quote": "In July"',
    )
    const changed = editSeed(folder, { 'claims.ndjson': () => claims.trimEnd().split('\n') })
    t.doesNotThrow(() => readSeed(changed), 'without the text it cannot be known')
    t.throws(() => readSeed(changed, article), {
      constructor: SeedError,
      message: `claims.ndjson:${line} quote The text does not have these words; quote them to the character.`,
    })
  },
)
