/** Snippets: a window of the text as it is written, and places in it that match when they are folded. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { toSnippet } from '../../src/engine/snippet.ts'
import { fold, readTextQuery, wordsOf } from '../../src/engine/text.ts'

const marked = (texts: string[], typed: string) => {
  const { snippet, highlights } = toSnippet(texts, readTextQuery(typed))
  return highlights.map(([start, end]) => snippet.slice(start, end))
}

t.test('a short text is shown whole, its matches highlighted as they are written', async (t) => {
  t.strictSame(toSnippet(['Tried to cross\u2011border', 'Ka\u0304bul'], readTextQuery('cross-border kabul')), {
    snippet: 'Tried to cross\u2011border · Ka\u0304bul',
    highlights: [
      [9, 21],
      [24, 30],
    ],
  })
})

t.test('offsets count UTF-16 units', async (t) => {
  t.strictSame(toSnippet(['\u{1f54a} peace'], readTextQuery('peace')).highlights, [[3, 8]])
  t.strictSame(
    toSnippet(['\u{1f102} one'], readTextQuery('1')).highlights,
    [[0, 2]],
    'two units that fold to two others',
  )
})

t.test('phrases, prefixes and single words are highlighted as whole words', async (t) => {
  t.strictSame(marked(['In North Waziristan, north of Waziristan'], '"north waziristan"'), ['North Waziristan'])
  t.strictSame(marked(['Taliban and talks'], 'tal*'), ['Taliban', 'talks'])
  t.strictSame(marked(['Sirajuddin Haqqani, the Haqqanis'], '"sirajuddin haqq'), [])
  t.strictSame(marked(['A suicide attack, no suicidal attacker'], '"suicide att*"'), ['suicide attack'])
  t.strictSame(marked(['A suicide attack, no suicidal attacker'], '"suic* attack"'), ['suicide attack'])
  t.strictSame(marked(['one two'], 'tw'), [])
})

t.test('matches that overlap are one, and none spans two texts', async (t) => {
  t.strictSame(marked(['a b c'], '"a b" "b c"'), ['a b c'])
  t.strictSame(marked(['a', 'b'], '"a b" b'), ['b'])
})

t.test('what is left out is not highlighted', async (t) => {
  t.strictSame(marked(['one two'], 'one -three'), ['one'])
})

t.test('a long text is cut between words around the first match', async (t) => {
  const text = `${'before '.repeat(50)}here ${'after '.repeat(50)}`
  const { snippet, highlights } = toSnippet([text], readTextQuery('here'))
  t.equal(snippet, `…${'before '.repeat(5)}here ${'after '.repeat(20).trim()}…`)
  t.strictSame(highlights, [[36, 40]])
})

t.test('lines are joined, and a cut leaves no separator at an end', async (t) => {
  t.equal(toSnippet(['two\nlines\tof it'], null).snippet, 'two lines of it')
  t.equal(toSnippet(['a'.repeat(150), 'b'.repeat(20)], null).snippet, `${'a'.repeat(150)}…`)
})

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc
    .array(fc.constantFrom('K\u0101bul', 'ka', 'b', '\u{1f54a}', 'ﷺ', '½', '\n', 'a'.repeat(170)), { maxLength: 60 })
    .map((parts) => parts.join(' ')),
)

t.test(
  'a snippet is a piece of the text, whole characters, about 160 units; highlights lie in it, in order',
  async () => {
    fc.assert(
      fc.property(
        fc.array(text, { maxLength: 4 }),
        fc.constantFrom('ka', 'ka* b', 'a*', '"ka b"', '1', 'صلى'),
        (texts, typed) => {
          const query = readTextQuery(typed)
          const { snippet, highlights } = toSnippet(texts, query)
          const piece = snippet.replace(/^…/, '').replace(/…$/, '')
          assert.ok(snippet.length <= 162)
          assert.ok(snippet.isWellFormed())
          assert.ok(
            texts
              .join(' · ')
              .replace(/[\t\n]/g, ' ')
              .includes(piece),
          )
          const ends = highlights.flat()
          assert.ok(
            ends.every((end, index) => end <= snippet.length && (index === 0 || end >= (ends[index - 1] as number))),
          )
          const first = query.all.flat().map(({ word }) => word)
          for (const [start, end] of highlights) {
            const words = wordsOf(snippet.slice(start, end))
            assert.ok(
              (end > start && words.some((word) => first.some((wanted) => word.startsWith(wanted)))) ||
                snippet.endsWith('…'),
            )
          }
        },
      ),
      { numRuns: 500 },
    )
  },
)

t.test('whatever a text matches is highlighted', async () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 30 }), fc.nat(), (text, at) => {
      const words = wordsOf(text)
      const word = words[at % Math.max(words.length, 1)]
      if (word === undefined) return
      const { snippet, highlights } = toSnippet([text], readTextQuery(`"${word}"`))
      assert.ok(highlights.some(([start, end]) => fold(snippet.slice(start, end)).includes(word)))
    }),
    { numRuns: 500 },
  )
})
