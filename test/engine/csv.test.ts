/** The CSV reader against csv-parse, which is slow and right. */
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import t from 'tap'
import { CsvError, openCsvReader } from '../../src/engine/csv.ts'

/** The records of a text that arrives in pieces which end at these places. */
function read(text: string, cuts: number[] = [], delimiter = ',') {
  const reader = openCsvReader(delimiter)
  const ends = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].sort((a, b) => a - b)
  const pieces = [0, ...ends].map((start, index) => text.slice(start, ends[index]))
  return pieces.flatMap((piece, index) => [...reader.read(piece, index === pieces.length - 1)])
}

const cell = fc.oneof(
  fc.constantFrom('', 'a', ' b ', 'ü', '"', '""', ',', '\n', '\r\n', 'a\nb', '“', '\u{1f600}'),
  fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', ' '), maxLength: 8 }),
)
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
const plain = (text: string) => /[",\r\n]/.test(text)
const written = fc
  .tuple(cell, fc.boolean())
  .map(([text, always]) => ({ text, raw: always || plain(text) ? quoted(text) : text }))
const breaks = fc.constantFrom('\n', '\r\n')
const file = fc
  .tuple(fc.array(fc.array(written, { minLength: 1, maxLength: 5 }), { maxLength: 8 }), breaks, fc.boolean())
  .map(([rows, lineBreak, ends]) => {
    const lines = rows.map((row) => row.map(({ raw }) => raw).join(','))
    return lines.join(lineBreak) + (ends ? lineBreak : '')
  })
const cuts = fc.array(fc.nat(200), { maxLength: 6 })

t.test('a file cut into any pieces reads as csv-parse reads it whole', async () => {
  fc.assert(
    fc.property(file, cuts, (text, at) => {
      const expected = parse(text, { relax_column_count: true, skip_empty_lines: true }) as string[][]
      return JSON.stringify(read(text, at).map(({ cells }) => cells)) === JSON.stringify(expected)
    }),
    { numRuns: 3000 },
  )
})

t.test('what csv-parse refuses is refused, whatever the pieces', async () => {
  const any = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n'), maxLength: 12 })
  fc.assert(
    fc.property(any, cuts, (text, at) => {
      const ours = attempt(() => read(text, at).map(({ cells }) => cells))
      const theirs = attempt(() => parse(text, { relax_column_count: true, skip_empty_lines: true }) as string[][])
      return JSON.stringify(ours) === JSON.stringify(theirs)
    }),
    { numRuns: 5000 },
  )
})

const attempt = <T>(work: () => T): T | 'refused' => {
  try {
    return work()
  } catch {
    return 'refused'
  }
}

t.test('each record knows the line it begins on and its text as written', async (t) => {
  const text = 'a,b\r\n"x\ny","""q"""\r\n\r\nlast,1'
  t.same(read(text, [3, 9, 14]), [
    { cells: ['a', 'b'], line: 1, raw: 'a,b' },
    { cells: ['x\ny', '"q"'], line: 2, raw: '"x\ny","""q"""' },
    { cells: ['last', '1'], line: 5, raw: 'last,1' },
  ])
})

t.test('another delimiter can be given, and the last cell may be empty', async (t) => {
  t.same(
    read('a;b,c;\n', [], ';').map(({ cells }) => cells),
    [['a', 'b,c', '']],
  )
})

t.test('a fault names its line', async (t) => {
  for (const [text, line] of [
    ['a\n"b\nc', 2],
    ['a\nb"c', 2],
    ['a\n"b"c\n', 2],
  ] as const)
    t.match(
      attemptFault(() => read(text)),
      { line },
      JSON.stringify(text),
    )
})

const attemptFault = (work: () => unknown) => {
  try {
    work()
  } catch (error) {
    if (error instanceof CsvError) return error
  }
  throw new Error('nothing was refused')
}

t.test('a quotation mark that is never closed takes in no more than a record may have', async (t) => {
  const reader = openCsvReader()
  t.equal([...reader.read('id,note\n1,"')].length, 1)
  const piece = 'x\n'.repeat(500_000)
  for (let pieces = 0; pieces < 3; pieces++) t.same([...reader.read(piece)], [])
  t.throws(() => [...reader.read(piece)], { line: 2, message: 'a record has more than 4000000 characters' })
})
