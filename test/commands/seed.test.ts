/** Seeding: twice is once, what was edited is left alone, and every fault is named before anything is written. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { readSeed, SeedError, seed, seedFolder } from '../../src/commands/seed.ts'
import type { AnyRecord } from '../../src/engine/resource.ts'
import { ask, type Base, curated, openBase, read, readAll, resourceOf, type Scope, written } from '../support.ts'
import { change, type Edit, editSeed, recordsIn } from './seed-folder.ts'

const root = t.testdir({})
const edited = (edits: Record<string, Edit>) => editSeed(root, edits)

const lineOf = (file: string, id: string) => recordsIn(file).findIndex((record) => record.id === id) + 1

/** The faults of a folder, each as `file:line field detail`. */
function faultsOf(folder: string): string[] {
  try {
    readSeed(folder)
    return []
  } catch (error) {
    if (error instanceof SeedError) return error.message.split('\n')
    throw error
  }
}

const all = readSeed(seedFolder)

/** A knowledge base with the seed, beside what a fault in a folder must leave as it is. */
async function openWithSeed(scope: Scope): Promise<Base> {
  const base = await openBase(scope)
  seed(base.connection, all)
  return base
}

t.test('the seed loads whole, and seeding again changes nothing', async (t) => {
  const { connection, app } = await openBase(t)
  t.same(seed(connection, all), { added: all.length, updated: 0, unchanged: 0, leftAlone: [], notInSeed: [] })
  const before = await readAll(app, '/v1/claims')
  t.match(seed(connection, readSeed(seedFolder)), { added: 0, updated: 0, unchanged: all.length, leftAlone: [] })
  t.same(await readAll(app, '/v1/claims'), before, 'not even a revision')
})

t.test('a record that was edited is left alone and named; the others follow their lines', async (t) => {
  const { connection, app, write } = await openWithSeed(t)
  const ttp = written('actors', await read<AnyRecord>(app, '/v1/actors/ttp'))
  write((writer) => writer.put(resourceOf('actors'), { ...ttp, description: 'Edited by a curator.' }, curated))
  const changed = (words: string) =>
    edited({
      'actors.ndjson': (all) =>
        change('ttp', { description: words })(change('is-k', { description: words })(all) as AnyRecord[]),
    })
  const report = seed(connection, readSeed(changed('Described anew.')))
  t.match(report, { added: 0, updated: 1, unchanged: all.length - 2, leftAlone: ['actors/ttp'] })
  t.match(await read(app, '/v1/actors/ttp'), { description: 'Edited by a curator.', revision: 2 })
  t.match(await read(app, '/v1/actors/is-k'), { description: 'Described anew.', revision: 2 })
  t.match(seed(connection, readSeed(changed('And again.'))), { updated: 1 }, 'what seeding wrote is no edit')
})

t.test('a record that was removed is not brought back', async (t) => {
  const { connection, app } = await openWithSeed(t)
  connection.prepare("delete from milestones where id = 'arrests'").run()
  t.match(seed(connection, all), { added: 0, leftAlone: ['milestones/arrests'] })
  t.equal((await ask(app, '/v1/milestones/arrests')).status, 404)
})

t.test('a new line is added to a seeded knowledge base', async (t) => {
  const { connection, app } = await openWithSeed(t)
  const line = { id: 'ucdp-ged-2', title: 'Another dataset', licence: 'CC0-1.0' }
  const folder = edited({ 'datasets.ndjson': (records) => [...records, line] })
  t.match(seed(connection, readSeed(folder)), { added: 1, updated: 0, leftAlone: [] })
  t.match(await read(app, '/v1/datasets/ucdp-ged-2'), { title: 'Another dataset', dataset_id: 'ucdp-ged-2' })
})

const source = 'stratheia-naqvi-kabul-visit'
const naqvi = '2025-07-20-naqvi-kabul'
const claim = (changes: object) => ({
  id: 'tested',
  subject: 'actors',
  subject_id: 'ttp',
  field: 'assessment',
  value: 'It is tested.',
  stance: 'assessed',
  source_id: source,
  paragraph: 1,
  char_start: 0,
  char_end: 12,
  quote: 'Mohsin Naqvi',
  ...changes,
})
const claims = recordsIn('claims.ndjson').length
const withClaim = (changes: object) => edited({ 'claims.ndjson': (records) => [...records, claim(changes)] })

/** One fault each: what was done to the seed, and the words that name it. */
const faults: [title: string, edits: Record<string, Edit>, expected: string][] = [
  [
    'a line that is not JSON',
    { 'visits.ndjson': (records) => ['{"id": "a",', ...records] },
    'visits.ndjson:1 line is not JSON: ',
  ],
  [
    'a line that is no object',
    { 'visits.ndjson': (records) => ['[1]', ...records] },
    'visits.ndjson:1 line is not a JSON object.',
  ],
  [
    'a line in which a member stands twice',
    { 'visits.ndjson': (records) => ['{"id":"a","title":"A","title":"B"}', ...records] },
    'visits.ndjson:1 line has /title twice. Say it once.',
  ],
  [
    'a field that does not exist',
    { 'places.ndjson': change('kabul', { nmae: 'Kabul' }) },
    `places.ndjson:${lineOf('places.ndjson', 'kabul')} nmae There is no such field. Did you mean 'name'?`,
  ],
  [
    'a misspelt code',
    { 'events.ndjson': change('2025-niftac-act', { type: 'legislaton' }) },
    `events.ndjson:${lineOf('events.ndjson', '2025-niftac-act')} type Is not one of its values; /v1/vocabularies lists them`,
  ],
  [
    'a misspelt code in a list',
    { 'actors.ndjson': change('stratheia', { names: [{ name: 'S', type: 'alais' }] }) },
    `actors.ndjson:${lineOf('actors.ndjson', 'stratheia')} names.0.type Is not one of its values: official, alias`,
  ],
  [
    'a reference to nothing',
    { 'visits.ndjson': change(naqvi, { place_id: 'kabull' }) },
    "visits.ndjson:2 place_id There is no 'kabull' in places.",
  ],
  [
    'a reference to nothing in a list',
    { 'visits.ndjson': change(naqvi, { visitors: [{ actor_id: 'naqvi' }] }) },
    "visits.ndjson:2 visitors.0.actor_id There is no 'naqvi' in actors.",
  ],
  [
    'an id that comes twice',
    { 'visits.ndjson': (records) => [...records, records[0]] },
    "visits.ndjson:3 id 'dar-kabul-before-2025-07-20' stands in line 1 already.",
  ],
  [
    'an id that is none',
    { 'datasets.ndjson': (records) => [...records, { id: 'A B', title: 'A', licence: 'B' }] },
    'datasets.ndjson:5 id Is not an id',
  ],
  [
    'a date in a list that contradicts itself',
    {
      'actors.ndjson': change('ishaq-dar', {
        positions: [{ title: 'Minister', date_precision: 'day', date_start: '2025-01-01' }],
      }),
    },
    `actors.ndjson:${lineOf('actors.ndjson', 'ishaq-dar')} positions.0.date_precision Is day, which needs date_start and date_end`,
  ],
  ['a field left out', { 'visits.ndjson': change(naqvi, { title: undefined }) }, 'visits.ndjson:2 title Is required'],
  [
    'a day that the calendar does not have',
    { 'milestones.ndjson': change('arrests', { due_on: '2025-02-30' }) },
    'milestones.ndjson:7 due_on Is not a day of the calendar',
  ],
  [
    'dates that contradict each other',
    { 'visits.ndjson': change(naqvi, { date_end: '2025-07-19' }) },
    'visits.ndjson:2 date_end Lies before date_start.',
  ],
  [
    'a field that the server keeps',
    { 'visits.ndjson': change(naqvi, { revision: 3 }) },
    'visits.ndjson:2 revision Is kept by the server; leave it out.',
  ],
  [
    'a value without evidence',
    { 'actors.ndjson': change('is-k', { acronym: 'ISK' }) },
    'actors.ndjson:3 acronym No claim supports it. Add one with field \'acronym\' and value "ISK":',
  ],
  [
    'an element of a list without evidence',
    { 'visits.ndjson': change(naqvi, { agenda: ['Trade'] }) },
    'visits.ndjson:2 agenda.0 No claim supports it. Add one with field \'agenda\' and value "Trade":',
  ],
  [
    'a control character',
    { 'visits.ndjson': change(naqvi, { title: 'a\u0007b' }) },
    'visits.ndjson:2 title Has a control character or half of a character.',
  ],
]

for (const [title, edits, expected] of faults)
  t.test(`reported by file, line and field, and alone: ${title}`, async (t) => {
    const found = faultsOf(edited(edits))
    t.equal(found.length, 1, found.join('\n'))
    t.equal(found[0]?.slice(0, expected.length), expected)
  })

const wrongClaims: [title: string, changes: object, field: string, detail: RegExp][] = [
  ['about a resource that is none', { subject: 'actor' }, 'subject', /'actor' is no resource/],
  ['about a record that is none', { subject_id: 'tpp' }, 'subject_id', /There is no 'tpp' in actors/],
  ['on a field that is none', { field: 'nmae' }, 'field', /'nmae' is no field, group or list of actors/],
  ['that says what the field cannot hold', { field: 'name', value: 7 }, 'value', /Is not text\./],
  ['whose quote is longer than its offsets', { char_end: 11 }, 'char_end', /has 12 UTF-16 code units, not 11/],
  ['with half a passage', { paragraph: undefined }, 'quote', /A passage needs all of/],
  ['with a quote of 26 words', { quote: 'ab '.repeat(26).trim(), char_end: 77 }, 'quote', /more than 25 words/],
  [
    'without a passage or a reason',
    { source_id: undefined, paragraph: undefined, char_start: undefined, char_end: undefined, quote: undefined },
    'quote',
    /inferred, or its stance assigned, with a note/,
  ],
]

for (const [title, changes, field, detail] of wrongClaims)
  t.test(`reported by file, line and field: a claim ${title}`, async (t) => {
    const found = faultsOf(withClaim(changes))
    t.match(found[0], new RegExp(`^claims\\.ndjson:${claims + 1} ${field} .*${detail.source}`))
    t.equal(found.length, 1, found.join('\n'))
  })

t.test('a folder without the dataset of curated records, or with a file of no resource, is refused', async (t) => {
  const folder = edited({ 'datasets.ndjson': (records) => records.filter(({ id }) => id !== 'sourcebook') })
  writeFileSync(join(folder, 'event.ndjson'), '{"id":"a"}\n')
  t.same(faultsOf(folder), [
    "event.ndjson:1 file is of no resource. Did you mean 'events.ndjson'?",
    "datasets.ndjson:1 id 'sourcebook' is missing: what is curated has its licence.",
  ])
})

t.test('a file with a byte order mark, CRLF and empty lines is read; one that is not UTF-8 is refused', async (t) => {
  const folder = edited({})
  const path = join(folder, 'visits.ndjson')
  const text = readFileSync(path, 'utf8')
  writeFileSync(path, `\ufeff${text.replaceAll('\n', '\r\n\r\n')}`)
  t.same(faultsOf(folder), [])
  writeFileSync(path, Buffer.from(text.replace('Kabul', 'K\u00e4bul'), 'latin1'))
  t.match(faultsOf(folder)[0], 'visits.ndjson:1 file is not UTF-8.')
})

t.test('every fault is reported at once, and nothing is written', async (t) => {
  const { connection, store } = await openWithSeed(t)
  const before = store.version()
  const folder = edited(
    Object.fromEntries([
      ['milestones.ndjson', () => ['{']],
      ['places.ndjson', change('kabul', { nmae: 'Kabul' })],
      ['events.ndjson', change('2025-niftac-act', { type: 'legislaton' })],
      ['visits.ndjson', change(naqvi, { place_id: 'kabull', date_end: '2025-07-32' })],
      ['actors.ndjson', change('is-k', { acronym: 'ISK' })],
      ['claims.ndjson', (records: AnyRecord[]) => [...records, claim({ char_end: 11 })]],
    ]) as Record<string, Edit>,
  )
  const kabul = lineOf('places.ndjson', 'kabul')
  t.same(
    faultsOf(folder).map((fault) => fault.split(' ').slice(0, 2).join(' ')),
    [
      'actors.ndjson:3 acronym',
      `places.ndjson:${kabul} nmae`,
      'events.ndjson:2 type',
      'visits.ndjson:2 date_end',
      'visits.ndjson:2 place_id',
      'milestones.ndjson:1 line',
      `claims.ndjson:${claims + 1} char_end`,
    ],
  )
  t.throws(() => seed(connection, readSeed(folder)))
  t.equal(store.version(), before)
})
