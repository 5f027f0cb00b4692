/** Files with any faults, one release after another, against a plain model of what an import does. */
import { deepEqual, rejects } from 'node:assert/strict'
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import t from 'tap'
import { checkRecord } from '../../src/edits/check.ts'
import { ucdpGed } from '../../src/imports/ucdp-ged.ts'
import { SetupError } from '../../src/store/open.ts'
import { readAll, resourceOf, written } from '../support.ts'
import { gedRow } from './rows.ts'
import { type Importing, openImporting, toCsv } from './support.ts'

type Cells = Record<string, unknown>

const text = fc.oneof(
  fc.constantFrom('', ' ', '0', '-1', '1e9', '999', 'Civilians', 'Pakistan', '1970-01-01', '2021-03-09 00:00:00.000'),
  fc.string({ unit: fc.constantFrom('a', 'é', '"', ',', '\n', '\r', '\0', '\u202e', '😀', ' '), maxLength: 6 }),
)
/** Cells that may hold anything: the row stays an event. */
const free = [
  ...['relid', 'type_of_violence', 'where_prec', 'date_prec', 'event_clarity', 'country', 'country_id', 'adm_1'],
  ...['latitude', 'longitude', 'best', 'low', 'deaths_a', 'side_b', 'side_b_new_id', 'gwnoa', 'source_headline'],
]
/** Cells that leave no event. */
const fatal: Cells[] = [
  { id: '' },
  { id: 'x1' },
  { date_start: '2021-02-30' },
  { date_end: 'soon' },
  { side_a: ' ', side_b: '' },
]
const row = fc
  .tuple(
    fc.integer({ min: 1, max: 12 }),
    fc.dictionary(fc.constantFrom(...free), text, { maxKeys: 3 }),
    fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.constantFrom(...fatal) }),
  )
  .map(([id, cells, fault]) => ({ cells: { ...gedRow, id, ...cells, ...fault } as Cells, isEvent: fault === null }))
const file = fc.record({
  rows: fc.array(row, { minLength: 1, maxLength: 14 }),
  columns: fc.shuffledSubarray([...ucdpGed.columns], { minLength: ucdpGed.columns.length }),
})
type File = typeof file extends fc.Arbitrary<infer F> ? F : never

/** The cells of each event that the file holds: of rows with one id, the first. */
function eventsOf({ rows }: File): Map<unknown, string> {
  const events = new Map<unknown, string>()
  for (const { cells, isEvent } of rows)
    if (isEvent && !events.has(cells.id)) events.set(cells.id, toCsv(ucdpGed.columns, [cells], false))
  return events
}

/** The events that stay because the file has a row of theirs, though one that cannot be read. */
function sparedBy(file: File, before: Map<unknown, string>): [id: unknown, cells: string][] {
  const now = eventsOf(file)
  const named = new Set(file.rows.map(({ cells }) => cells.id as unknown))
  return [...before].filter(([id]) => named.has(id) && !now.has(id))
}

function expect(file: File, before: Map<unknown, string>) {
  const now = eventsOf(file)
  const spared = new Map(sparedBy(file, before))
  const count = (holds: (id: unknown) => boolean) => [...now.keys()].filter(holds).length
  return {
    read: file.rows.length,
    new: count((id) => !before.has(id)),
    changed: count((id) => before.has(id) && before.get(id) !== now.get(id)),
    unchanged: count((id) => before.get(id) === now.get(id)),
    rejected: file.rows.length - now.size,
    withdrawn: [...before.keys()].filter((id) => !now.has(id) && !spared.has(id)).length,
  }
}

async function loadAll({ load, file, app }: Importing, files: readonly File[]) {
  let before = new Map<unknown, string>()
  for (const [index, { columns, rows }] of files.entries()) {
    const given = rows.map(({ cells }) => cells)
    const path = file('ged.csv', toCsv(columns, given))
    const take = () => load('ucdp-ged', path, { release: `2${index}.1` })
    const events = eventsOf({ columns, rows })
    if (events.size === 0) {
      await rejects(take(), SetupError)
      continue
    }
    const { warned: _, ...counts } = (await take()).counts
    deepEqual(counts, expect({ columns, rows }, before))
    const again = await take()
    const nothing = { new: 0, changed: 0, unchanged: events.size, withdrawn: 0 }
    deepEqual([again.already, { ...again.counts, ...nothing }], [true, again.counts])
    before = new Map([...events, ...sparedBy({ columns, rows }, before)])
    const records = await readAll(app, '/v1/events?dataset=ucdp-ged')
    deepEqual(records.map(({ id }) => id).sort(), [...before.keys()].map((id) => `ucdp-ged-${id}`).sort())
    for (const record of records) {
      const { faults } = checkRecord(resourceOf('events'), written('events', record), () => true)
      deepEqual(
        faults.filter(({ code }) => code !== 'contradiction'), // a row that breaks its codebook is kept as given
        [],
      )
    }
  }
}

t.test(
  'whatever the cells, every row is counted once, and the events are those that the last file names',
  async (t) => {
    const folder = t.testdir({})
    await fc.assert(
      fc.asyncProperty(fc.array(file, { minLength: 2, maxLength: 4 }), async (files) => {
        const ends: (() => unknown)[] = []
        const scope = {
          testdir: () => mkdtempSync(join(folder, 'run-')),
          teardown: (end: () => unknown) => ends.push(end),
        }
        try {
          await loadAll(await openImporting(scope), files)
        } finally {
          for (const end of ends) await end()
        }
      }),
      { numRuns: 8, endOnFailure: true },
    )
  },
)
