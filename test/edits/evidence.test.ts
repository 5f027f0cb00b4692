/** Nothing is known without a source: which values claims support, and what makes a claim no evidence. */
import fc from 'fast-check'
import t from 'tap'
import { checkRecord } from '../../src/edits/check.ts'
import { type Claim, claimFaults, missingEvidence, quoteFaults } from '../../src/edits/evidence.ts'
import { resources } from '../../src/model/index.ts'
import { resourceOf } from '../support.ts'

const passage = { source_id: 'article', paragraph: 1, char_start: 0, char_end: 12, quote: 'Mohsin Naqvi' }
const checked = (name: string, input: object) =>
  checkRecord(resourceOf(name), input as Record<string, unknown>, () => true).record

const claim = (changes: object): Claim =>
  checked('claims', {
    id: 'c',
    subject: 'events',
    subject_id: 'e',
    stance: 'asserted',
    ...passage,
    ...changes,
  }) as Claim

const event = (changes: object) => checked('events', { id: 'e', type: 'attack', title: 'An attack', ...changes })
const lacking = (record: object, ...claims: object[]) =>
  missingEvidence(resourceOf('events'), event(record), claims.map(claim)).map(({ pointer }) => pointer)

t.test('titles, codes and what is null need no evidence', async (t) => {
  t.same(lacking({ summary: 'Our words.', status: 'confirmed' }), [])
})

t.test('a value is supported by a claim on its field or its group that carries the same value', async (t) => {
  const toll = { fatalities_low: 54 }
  t.same(lacking(toll), ['/fatalities_low'])
  t.same(lacking(toll, { field: 'fatalities', value: { fatalities_low: 54 } }), [])
  t.same(lacking(toll, { field: 'fatalities_low', value: 54 }), [])
  t.same(lacking(toll, { field: 'fatalities', value: { fatalities_low: 55 } }), ['/fatalities_low'], 'another value')
  t.same(lacking(toll, { field: 'fatalities', value: { fatalities_best: 54 } }), ['/fatalities_low'], 'another member')
  t.same(lacking(toll, { field: 'figure', value: 54 }), ['/fatalities_low'], 'a figure is of no field')
  t.same(lacking({ fatalities_low: 0 }), ['/fatalities_low'], 'zero is known, not missing')
})

t.test('what has no evidence is shown in the form in which a claim carries it', async (t) => {
  const formOf = (record: object) =>
    missingEvidence(resourceOf('events'), event(record), []).map(({ detail }) =>
      detail.split(':').slice(0, -1).join(':'),
    )
  t.same(formOf({ fatalities_low: 3 }), [
    'No claim supports it. Add one with field \'fatalities\' and value {"fatalities_low":3}',
  ])
  t.same(formOf({ operation_id: 'a' }), ['No claim supports it. Add one with field \'operation_id\' and value "a"'])
})

t.test('a date is supported by its EDTF, and by its days where it has none', async (t) => {
  const days = { date_start: '2025-04-01', date_end: '2025-04-30', date_precision: 'month' }
  const dates = { ...days, date_edtf: '2025-04' }
  t.same(lacking(dates), ['/date_edtf'])
  t.same(lacking(dates, { field: 'date', value: { date_edtf: '2025-04' } }), [])
  t.same(lacking(days), ['/date_start', '/date_end'])
  const said = { date_start: '2025-04-01', date_end: '2025-04-30' }
  t.same(lacking(days, { field: 'date', value: said }), [])
})

t.test('each element of a list is supported by a claim of its own, whatever the order of its keys', async (t) => {
  const ttp = { actor_id: 'ttp', role: 'perpetrator' }
  const army = { text: 'the army', role: 'target' }
  const [first, second] = [
    { field: 'participants', value: { role: 'perpetrator', certainty: 'confirmed', actor_id: 'ttp' } },
    { field: 'participants', value: army },
  ]
  t.same(lacking({ participants: [ttp, army] }), ['/participants/0', '/participants/1'])
  t.same(lacking({ participants: [ttp, army] }, first), ['/participants/1'])
  t.same(lacking({ participants: [ttp, army] }, second, first), [])
  t.same(lacking({ participants: [{ ...ttp, certainty: 'inferred' }] }, first), ['/participants/0'])
})

const faultsOf = (changes: object, subject = 'events') =>
  claimFaults(claim({ field: 'assessment', value: 'So.', ...changes }), resourceOf(subject)).map(
    ({ pointer }) => pointer,
  )
const none = { source_id: null, paragraph: null, char_start: null, char_end: null, quote: null }

t.test('evidence is a passage, or inferred with a note, or assigned with a note', async (t) => {
  t.same(faultsOf({}), [])
  t.same(faultsOf({ ...none, inferred: true, note: 'It follows.' }), [])
  t.same(faultsOf({ ...none, stance: 'assigned', note: 'ISO 3166-1.' }), [])
  t.same(faultsOf(none), ['/quote'])
  t.same(faultsOf({ ...none, inferred: true }), ['/quote'], 'inferred from what?')
  t.same(faultsOf({ ...none, note: 'A note alone.' }), ['/quote'])
  for (const part of Object.keys(passage)) t.same(faultsOf({ [part]: null }), ['/quote'], `without ${part}`)
})

t.test('a quote has as many UTF-16 code units as its offsets say, and at most 25 words', async (t) => {
  t.same(faultsOf({ char_end: 13 }), ['/char_end'])
  t.same(faultsOf({ quote: '\u{1f54a} a', char_end: 4 }), [], 'a pair counts two')
  const words = (count: number) => ({ quote: 'ab '.repeat(count).trim(), char_end: count * 3 - 1 })
  t.same(faultsOf(words(25)), [])
  t.same(faultsOf(words(26)), ['/quote'])
})

t.test('a claim names a field, a group or a list of its subject, figure or assessment', async (t) => {
  const sayings = {
    figure: 'hundreds',
    assessment: 'So.',
    date: { date_edtf: '2025' },
    place: { country: 'PK' },
    fatalities: { fatalities_low: 54 },
    participants: { actor_id: 'ttp', role: 'target' },
    fatalities_low: 54,
    status: 'confirmed',
  }
  for (const [field, value] of Object.entries(sayings)) t.same(faultsOf({ field, value }), [], field)
  t.same(faultsOf({ field: 'agenda' }), ['/field'], 'a field of visits')
  const [seq, misspelt] = ['seq', 'fatalties'].map((field) => claimFaults(claim({ field }), resourceOf('events'))[0])
  t.equal(seq?.detail, "'seq' is kept by the server; no claim can be about it.")
  t.match(misspelt, { pointer: '/field', detail: /Did you mean 'fatalities'\?$/ })
  const china = { field: 'promisors', value: { actor_id: 'china' }, subject: 'commitments' }
  t.same(faultsOf(china, 'commitments'), [])
  t.same(faultsOf({ field: 'fatalities', value: { best: 77 } }), ['/value/best'], 'and says what that may hold')
  t.same(faultsOf({ subject: 'figures' }, 'figures'), ['/subject'], 'figures are claims')
  t.same(
    claimFaults(claim({ field: 'figure', subject: 'nothing' }), undefined).map(({ pointer }) => pointer),
    ['/subject'],
  )
})

t.test('where two claims quote the same characters they read the same', async (t) => {
  const first = { called: "the claim 'first'", claim: claim(passage) }
  const faultsOf = (changes: object) => quoteFaults(claim(changes), [first]).map(({ detail }) => detail)
  t.same(faultsOf({}), [])
  t.same(faultsOf({ char_start: 7, char_end: 18, quote: 'Naqvi’s vis' }), [], 'part of it, and what follows')
  t.same(faultsOf({ char_start: 12, char_end: 15, quote: 'xyz' }), [], 'what follows alone')
  t.same(faultsOf({ quote: 'Mohsin Nadvi' }), [
    'Reads "Mohsin Nadvi" from character 0 to 12, where the claim \'first\' reads "Mohsin Naqvi". Quote the source to the character. If it is that claim that is misread, set its rank to \'deprecated\' until it is corrected: its word does not count then.',
  ])
  t.match(faultsOf({ char_start: 7, char_end: 18, quote: 'Nadvi’s vis' }), [
    /^Reads "Nadvi" from character 7 to 12, where .* reads "Naqvi"/,
  ])
  t.same(faultsOf({ paragraph: 2 }), [
    "Is 2, but the claim 'first' begins at the same character, in paragraph 1. If it is that claim that is misread, set its rank to 'deprecated' until it is corrected: its word does not count then.",
  ])
  const misread = { called: 'another', claim: claim({ ...passage, rank: 'deprecated' }) }
  t.same(quoteFaults(claim({ quote: 'Mohsin Nadvi' }), [misread]), [], 'the word of a deprecated claim does not count')
  t.same(faultsOf({ source_id: 'another', quote: 'Mohsin Nadvi' }), [], 'characters of another source')
  t.same(faultsOf({ ...none, inferred: true, note: 'It follows.' }), [], 'no characters')
})

t.test('no claim of a valid form makes the check fail', async () => {
  const parts = fc.record({
    field: fc.constantFrom('figure', 'date', 'participants', 'fatalities', 'title', 'x'),
    value: fc.jsonValue(),
    inferred: fc.boolean(),
    note: fc.option(fc.constant('A note.')),
    quote: fc.option(fc.string({ minLength: 1 })),
    char_start: fc.option(fc.nat()),
    char_end: fc.option(fc.nat()),
  })
  const subjects = fc.constantFrom(undefined, ...resources)
  const toll = event({
    fatalities_low: 1,
    date_edtf: '2025',
    date_start: '2025-01-01',
    date_end: '2025-12-31',
    date_precision: 'year',
  })
  fc.assert(
    fc.property(parts, subjects, (changes, subject) => {
      claimFaults(claim(changes), subject)
      return Array.isArray(missingEvidence(resourceOf('events'), toll, [claim(changes)]))
    }),
    { numRuns: 500 },
  )
})
