/** Text as it is read: folded into words, each at its place, and what is typed into words, phrases, exclusions and prefixes. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { fold, isCleanText, locateWords, readTextQuery, wordsOf } from '../../src/engine/text.ts'

const anyText = fc.string({ unit: 'binary', maxLength: 40 })

t.test('fold', async (t) => {
  const same: [string, string][] = [
    ['Azm\u2011e\u2011Istehkam', 'azm e istehkam'],
    ['Tehrik-i-Taliban\u202fPakistan', 'tehrik i taliban pakistan'],
    ['K\u0101bul', 'kabul'],
    ['Ka\u0304bul', 'kabul'],
    ['Naqvi’s one\u2011day visit', 'naqvi s one day visit'],
    ['Isteh\u00adkam \u200eTTP\u200f', 'istehkam ttp'],
    ['STRASSE Straße STRAẞE', 'strasse strasse strasse'],
    ['ΣΑΣ σας', 'σασ σασ'],
    ['2,500 deaths (66%)', '2 500 deaths 66'],
    ['طالبان ۲۰۲۵', 'طالبان ۲۰۲۵'],
    ['“…” – •', ''],
  ]
  for (const [text, folded] of same) t.equal(fold(text), folded, `folds '${text}'`)
})

t.test('folding what is folded changes nothing', async () => {
  fc.assert(fc.property(anyText, (text) => fold(fold(text)) === fold(text)))
})

t.test('located words are the words, each at its place', async (t) => {
  t.strictSame(locateWords('At Ka\u0304bul\u2011i ﬁne'), [
    { word: 'at', start: 0, end: 2 },
    { word: 'kabul', start: 3, end: 9 },
    { word: 'i', start: 10, end: 11 },
    { word: 'fine', start: 12, end: 15 },
  ])
  const plainOrAny = fc.oneof(
    anyText,
    fc.string({ maxLength: 40 }),
    fc.array(anyText).map((texts) => texts.join(' ab ')),
  )
  fc.assert(
    fc.property(plainOrAny, (text) => {
      const located = locateWords(text)
      assert.deepEqual(
        located.map(({ word }) => word),
        wordsOf(text),
      )
      return located.every(({ word, start, end }) => fold(text.slice(start, end)).includes(word))
    }),
  )
})

t.test('clean text has no control characters but tab and newline, and no half characters', async (t) => {
  t.ok(isCleanText('two\nlines\tand a \u{1f54a}'))
  for (const text of ['a\0', 'a\r', '\u001b', '\u007f', '\ud83d', 'a\udd4a'])
    t.notOk(isCleanText(text), JSON.stringify(text))
})

t.test('queries are read as words, phrases, exclusions and prefixes', async (t) => {
  const phrase = (words: string) =>
    words.split(' ').map((word) => ({ word: word.replace('*', ''), prefix: word.endsWith('*') }))
  t.strictSame(readTextQuery('suicide "north waziristan" -police attack*'), {
    all: [phrase('suicide'), phrase('north waziristan'), phrase('attack*')],
    none: [phrase('police')],
  })
  t.strictSame(
    readTextQuery('Azm\u2011e-Istehkam'),
    { all: [phrase('azm e istehkam')], none: [] },
    'joined words follow each other',
  )
  t.strictSame(readTextQuery('-"in Kabul" x'), { all: [phrase('x')], none: [phrase('in kabul')] })
  t.strictSame(readTextQuery('"never closed'), { all: [phrase('never closed')], none: [] })
  for (const [typed, words] of Object.entries({
    '"suicide att*"': 'suicide att*',
    '"suicide att"*': 'suicide att*',
    '"suicide att "*': 'suicide att*',
    '"sui* att* north"': 'sui* att* north',
    '"suicide att*': 'suicide att*',
    '"suicide * att"': 'suicide att',
    '"suicide-att**"': 'suicide att*',
    'tehrik-e-t*': 'tehrik e t*',
    '*attack': 'attack',
  }))
    t.strictSame(readTextQuery(typed), { all: [phrase(words)], none: [] }, typed)
  t.strictSame(
    readTextQuery('* - "" ""* "*" (-) NEAR('),
    { all: [phrase('near')], none: [] },
    'signs without a word are dropped',
  )
})

t.test('complete takes the last word as a prefix unless it is left out or its quotation is closed', async (t) => {
  const prefixes = (typed: string) => readTextQuery(typed, true).all.map((phrase) => phrase.at(-1)?.prefix)
  t.strictSame(prefixes('sirajuddin haqq'), [false, true])
  t.strictSame(prefixes('"north waz'), [true])
  t.strictSame(prefixes('"north waziristan"'), [false])
  t.strictSame(prefixes('"north waziristan" po'), [false, true])
  t.strictSame(prefixes('attack -pol'), [false])
})
