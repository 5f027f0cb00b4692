/** Text as it is typed, against the real text index: nothing is a syntax error, and what matches is what a slow reading says. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import Sqlite, { type Database } from 'better-sqlite3'
import fc from 'fast-check'
import t from 'tap'
import { boundary, fold, readTextQuery, toMatch, wordsOf } from '../../src/engine/text.ts'
import { migrate } from '../../src/store/migrate.ts'
import { openForWriting } from '../../src/store/open.ts'

const connection = openForWriting(':memory:')
t.teardown(() => connection.close())
migrate(connection)
const insert = connection.prepare('insert into texts (rowid, names, body, tags) values (?, ?, ?, ?)')
const find = connection.prepare('select rowid from texts where texts match ? order by rowid').pluck()

const toIndexed = (texts: string[]) => texts.map(fold).join(boundary)

/** The index holds these documents, numbered from 1, and nothing else. */
function fill(documents: { names: string[]; body: string[]; tags?: string }[]) {
  connection.exec('delete from texts')
  for (const [index, { names, body, tags = 'events' }] of documents.entries())
    insert.run(index + 1, toIndexed(names), toIndexed(body), tags)
}

/** The documents that a query finds. */
const found = (typed: string, complete = false) => find.all(toMatch(readTextQuery(typed, complete)))

const anyText = fc.string({ unit: 'binary', maxLength: 40 })

/** Words with some of their spellings; the words of the index's own language are among them. */
const vocabulary: Record<string, string[]> = {
  kabul: ['Kabul', 'K\u0101bul', 'KABUL', 'Ka\u0304bul', 'Ka\u00adbul'],
  kabuli: ['Kabuli', 'K\u0101bul\u012b'],
  ka: ['Ka', 'K\u00e1'],
  i: ['i', 'I', '\u0130', '\u012b'],
  and: ['AND', 'and'],
  or: ['OR'],
  not: ['NOT'],
  near: ['NEAR', 'near'],
  names: ['names'],
  curated: ['curated'],
  '71': ['71', '\uff17\uff11'],
}
const typedWord = fc
  .constantFrom(...Object.keys(vocabulary))
  .chain((word) => fc.constantFrom(...(vocabulary[word] ?? [])).map((spelling) => ({ word, spelling })))
const gap = fc.constantFrom(' ', '-', '\u2011', '\u202f', '\u00a0', '’', ' – ', '. ', '\n', '/')
/** A text, and the words it has by construction. */
const text = fc.array(fc.tuple(typedWord, gap), { maxLength: 6 }).map((parts) => ({
  words: parts.map(([{ word }]) => word),
  written: parts.map(([{ spelling }, between]) => spelling + between).join(''),
}))
const document = fc.record({ names: fc.array(text, { maxLength: 2 }), body: fc.array(text, { maxLength: 3 }) })

/** What is looked for, and how it is typed: words joined by hyphens or in quotes, those with a star being prefixes. */
const part = fc
  .record({
    typed: fc.array(fc.tuple(typedWord, gap, fc.boolean()), { minLength: 1, maxLength: 3 }),
    quoted: fc.boolean(),
    excluded: fc.boolean(),
  })
  .map(({ typed, quoted, excluded }) => {
    const words = typed.map(([{ word }, , prefix]) => ({ word, prefix }))
    const spellings = typed.map(([{ spelling }, , prefix]) => spelling + (prefix ? '*' : ''))
    const written = quoted
      ? `"${spellings.map((spelling, index) => spelling + typed[index]?.[1]).join('')}"`
      : spellings.join('\u2011')
    return { words, excluded, written: `${excluded ? '-' : ''}${written}` }
  })

type Part = { words: { word: string; prefix: boolean }[] }

/** The slow reading: the words stand in one of the texts, one after the other. */
const stands = ({ words }: Part, texts: { words: string[] }[]) =>
  texts.some(({ words: all }) =>
    all.some((_, from) =>
      words.every(({ word, prefix }, step) => {
        const there = all[from + step] ?? ''
        return prefix ? there.startsWith(word) : there === word
      }),
    ),
  )

t.test('what matches is what a slow reading of the words says', async () => {
  fc.assert(
    fc.property(
      fc.array(document, { minLength: 1, maxLength: 5 }),
      fc.array(part, { minLength: 1, maxLength: 4 }),
      (documents, parts) => {
        if (parts.every(({ excluded }) => excluded)) return
        fill(
          documents.map(({ names, body }) => ({
            names: names.map(({ written }) => written),
            body: body.map(({ written }) => written),
          })),
        )
        const expected = documents.flatMap(({ names, body }, index) =>
          parts.every((wanted) => stands(wanted, [...names, ...body]) !== wanted.excluded) ? [index + 1] : [],
        )
        assert.deepEqual(found(parts.map(({ written }) => written).join(' ')), expected)
      },
    ),
    { numRuns: 300 },
  )
})

t.test('every text is found by its own words as one phrase, whatever its script', async () => {
  const long = fc.oneof(
    anyText,
    anyText.map((text) => text.padEnd(250, 'a')),
    anyText.map((text) => `${text} x`.repeat(3)),
  )
  fc.assert(
    fc.property(long, (text) => {
      if (wordsOf(text).length === 0) return
      fill([
        { names: [], body: [text] },
        { names: [], body: ['something else'] },
      ])
      assert.deepEqual(found(`"${text.replace(/["*]/g, ' ')}"`), [1])
    }),
    { numRuns: 300 },
  )
})

t.test('a phrase does not span two texts, nor a name and a text', async (t) => {
  fill([{ names: ['Kabul', 'Talks'], body: ['begin', 'today'] }])
  t.strictSame(found('kabul talks begin today'), [1])
  for (const phrase of ['"kabul talks"', '"talks begin"', '"begin today"']) t.strictSame(found(phrase), [], phrase)
})

t.test('tags are not looked into', async (t) => {
  fill([{ names: [], body: ['text'], tags: 'events curated' }])
  t.strictSame(find.all(toMatch(readTextQuery('text'), 'curated')), [1])
  t.strictSame(find.all(toMatch(readTextQuery('text'), 'visits')), [])
  t.strictSame(found('curated'), [])
})

t.test('nothing that is typed is a syntax error', async (t) => {
  fill([{ names: ['a'], body: ['near x nope and or not'] }])
  const signs = ['"', '*', '-', '(', ')', '{', '}', '^', '+', ':', ',', "'", '\\', ' ', '\0', '\ue000', 'a', 'x']
  const words = ['AND', 'OR', 'NOT', 'NEAR(', 'NEAR(a b, 2)', 'names:', '{names body} :', 'tags : curated', '--', '/*']
  const typed = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.array(fc.constantFrom(...signs, ...words), { maxLength: 20 }).map((parts) => parts.join('')),
    fc.array(fc.constantFrom(...signs, ...words), { maxLength: 20 }).map((parts) => parts.join(' ')),
  )
  fc.assert(
    fc.property(typed, fc.boolean(), (query, complete) => {
      if (readTextQuery(query, complete).all.length) found(query, complete)
    }),
    { numRuns: 1000 },
  )
  for (const [query, expected] of [
    ['"x', [1]],
    ['a AND', [1]],
    ['NEAR(', [1]],
    ['nope:x', []],
    ['a OR x', [1]],
    ['a NOT x', [1]],
    ['a -x', []],
  ] as const)
    t.strictSame(found(query), expected, query)
})

t.test('a text index made before prefixes were indexed is read back word for word', async (t) => {
  const old = new Sqlite(':memory:')
  t.teardown(() => old.close())
  old.exec(statements('0001_text-index.sql')[0] as string)
  const add = old.prepare('insert into texts (rowid, names, body, tags) values (?, ?, ?, ?)')
  add.run(
    7,
    toIndexed(['Tehrik\u2011i\u2011Taliban', 'TTP']),
    toIndexed(['Cross\u2011border', 'Ka\u0304bul']),
    'actors curated',
  )
  add.run(2n ** 50n, '', toIndexed(['border border']), 'events')
  const before = instancesOf(old)
  for (const statement of statements('0003_text-prefixes.sql')) old.exec(statement)
  t.equal(before.length, 14)
  t.strictSame(instancesOf(old), before)
})

t.test(
  'a text index made before texts were indexed once keeps each word, but for texts that stand in the names',
  async (t) => {
    const old = new Sqlite(':memory:')
    t.teardown(() => old.close())
    old.exec(
      "create virtual table texts using fts5(names, body, tags, content='', contentless_delete=1, prefix='1 2', tokenize='ascii')",
    )
    const add = old.prepare('insert into texts (rowid, names, body, tags) values (?, ?, ?, ?)')
    const names = toIndexed(['TTP \u2013 Police, Bannu', 'Attack'])
    add.run(
      2n ** 40n,
      names,
      toIndexed(['', 'TTP \u2013 Police, Bannu', 'police', 'Bannu Attack', '', '', 'ban', 'near Bannu']),
      'events',
    )
    add.run(9, '', toIndexed(['Kabul']), 'events')
    add.run(8, toIndexed(['Kabul']), '', 'places curated')
    for (const statement of statements('0008_text-once.sql')) old.exec(statement)
    const rows = instancesOf(old) as [string, bigint, string, bigint][]
    const wordsOf = (doc: bigint, column: string) =>
      rows
        .filter(([, row, col]) => row === doc && col === column)
        .sort((a, b) => Number(a[3] - b[3]))
        .map(([word]) => word)
    t.strictSame(wordsOf(2n ** 40n, 'names'), names.split(' '))
    t.strictSame(wordsOf(2n ** 40n, 'body'), toIndexed(['Bannu Attack', 'ban', 'near Bannu']).split(' '))
    t.strictSame(wordsOf(9n, 'body'), ['kabul'])
    t.strictSame(wordsOf(8n, 'names'), ['kabul'])
    t.strictSame(wordsOf(8n, 'tags'), ['places', 'curated'])
  },
)

const statements = (file: string) =>
  readFileSync(new URL(`../../migrations/${file}`, import.meta.url), 'utf8').split('--> statement-breakpoint')

/** Every word of the text index, with its record, column and place. */
function instancesOf(database: Database) {
  database.exec('create virtual table temp.instances using fts5vocab(main, texts, instance)')
  const rows = database.prepare('select * from temp.instances order by doc, col, offset').safeIntegers().raw().all()
  database.exec('drop table temp.instances')
  return rows
}
