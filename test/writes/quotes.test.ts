/** Quotes are the words of their source: where others quote the same characters, they read the same, or one is told which. */
import t from 'tap'
import { patchRecord } from '../../src/edits/change.ts'
import type { Claim } from '../../src/edits/evidence.ts'
import type { Row } from '../../src/edits/rows.ts'
import { resourceOf } from '../support.ts'
import { create, faultsOf, openDesk, person, problemOf } from './support.ts'

const desk = await openDesk(t)
const { edit, row } = desk
const patch = (resource: string, id: string, body: Record<string, unknown>) =>
  edit((opened) => patchRecord(opened, resourceOf(resource), row(resource, id), body))

/** A claim about a name that quotes the article behind its end, where the seed quotes nothing. */
const quoting = (quote: string, char_start: number) => ({
  field: 'name',
  value: 'X',
  stance: 'reported',
  source_id: 'stratheia-naqvi-kabul-visit',
  paragraph: 1,
  char_start,
  char_end: char_start + quote.length,
  quote,
})

t.test('words that nobody wrote are not quoted where others have quoted what stands there', async (t) => {
  const known = row('claims', 'april-2025-militants-killed-at-least-54') as Row & Claim
  const { source_id, paragraph, char_start, char_end, quote } = known
  const about = { subject: 'actors', subject_id: 'ttp', stance: 'asserted', field: 'assessment', value: 'x' }
  const passage = { source_id, paragraph, char_start, char_end, quote }
  create(desk, 'claims', { ...about, ...passage, id: 'quoted-again' })
  const invented = { ...passage, quote: String(quote).replace(/\w/g, 'x') }
  t.same(
    faultsOf(() => create(desk, 'claims', { ...about, ...invented })),
    ['/quote invalid_claim'],
  )
  const unquoted = { source_id: null, paragraph: null, char_start: null, char_end: null, quote: null }
  create(desk, 'claims', { ...about, ...unquoted, id: 'quotes-later', inferred: true, note: 'It follows.' })
  t.same(
    faultsOf(() => patch('claims', 'quotes-later', invented)),
    ['/quote invalid_claim'],
    'nor by a claim that quoted nothing yet',
  )
})

t.test('claims sent together may not contradict each other in what they quote', async (t) => {
  const claims = [quoting('one two', 90_010), quoting('two three', 90_014), quoting('NOT THIS', 90_010)]
  const { faults } = problemOf(() => create(desk, 'actors', { ...person('X', { id: 'x-1' }), claims }))
  t.same(faults, [
    {
      pointer: '/claims/2/quote',
      code: 'invalid_claim',
      detail:
        'Reads "NOT THI" from character 90010 to 90017, where /claims/0 reads "one two". Quote the source to the character. If it is that claim that is misread, set its rank to \'deprecated\' until it is corrected: its word does not count then.',
    },
  ])
})

t.test(
  'nor by a claim whose quote is changed, which may be moved and corrected where nobody quotes otherwise',
  async (t) => {
    const [one, two] = [quoting('one two', 92_000), quoting('two', 92_004)]
    create(desk, 'actors', {
      ...person('X', { id: 'x-2' }),
      claims: [
        { ...one, id: 'quotes-two-words' },
        { ...two, id: 'quotes-one-word' },
      ],
    })
    const change = (changes: object) => () => patch('claims', 'quotes-two-words', { ...changes })
    t.same(faultsOf(change({ quote: 'one TWO' })), ['/quote invalid_claim'])
    t.same(faultsOf(change({ char_start: 92_001, char_end: 92_008 })), ['/quote invalid_claim'])
    t.same(faultsOf(change({ ...quoting('three', 92_004) })), ['/quote invalid_claim'])
    change({ quote: 'ONE two' })()
    change({ ...quoting('elsewhere', 93_000) })()
    t.equal(row('claims', 'quotes-two-words').quote, 'elsewhere')
  },
)

t.test(
  'a mistake that claims share is corrected in one after the other, while the others are deprecated',
  async (t) => {
    const wrong = { ...quoting('wrong wrd', 95_000), paragraph: 2 }
    const part = { ...quoting('wrd', 95_006), paragraph: 2 }
    create(desk, 'actors', {
      ...person('X', { id: 'x-3' }),
      claims: [
        { ...wrong, id: 'misread-1' },
        { ...wrong, id: 'misread-2' },
        { ...part, id: 'misread-3' },
      ],
    })
    const right = { quote: 'right wor', paragraph: 3 }
    t.same(
      faultsOf(() => patch('claims', 'misread-1', right)),
      ['/quote invalid_claim'],
    )
    for (const id of ['misread-2', 'misread-3']) patch('claims', id, { rank: 'deprecated' })
    patch('claims', 'misread-1', right)
    t.same(
      faultsOf(() => patch('claims', 'misread-2', { rank: 'normal' })),
      ['/quote invalid_claim'],
      'as it is, its word does not come to count again',
    )
    patch('claims', 'misread-2', { ...right, rank: 'normal' })
    patch('claims', 'misread-3', { quote: 'wor', paragraph: 3, rank: 'normal' })
    t.same(
      ['misread-1', 'misread-2', 'misread-3'].map((id) => row('claims', id).quote),
      ['right wor', 'right wor', 'wor'],
    )
    patch('claims', 'misread-3', { note: 'Seen in print.' })
  },
)

t.test('claims that disagree already can be changed otherwise, and one of them be deprecated', async (t) => {
  create(desk, 'actors', {
    ...person('X', { id: 'x-4' }),
    claims: [
      { ...quoting('one two', 97_000), id: 'disagrees-1' },
      { ...quoting('one two', 97_000), id: 'disagrees-2' },
    ],
  })
  desk.connection.prepare("update claims set quote = 'one TWO' where id = 'disagrees-2'").run()
  patch('claims', 'disagrees-1', { note: 'Seen in print.' })
  patch('claims', 'disagrees-2', { rank: 'deprecated' })
  t.same(
    faultsOf(() => patch('claims', 'disagrees-2', { rank: 'preferred' })),
    ['/quote invalid_claim'],
  )
})
