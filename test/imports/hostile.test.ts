/** Words that no code and no name should be, in every column of every dataset. */
import t from 'tap'
import { checkRecord } from '../../src/edits/check.ts'
import { datasets } from '../../src/imports/datasets.ts'
import { readAll, resourceOf, written } from '../support.ts'
import { acledRow, gedRow, gtdRow } from './rows.ts'
import { openImporting, toCsv } from './support.ts'

/** What every object has, ids that are part of addresses, days at the ends of the calendar, and what is not seen. */
const words = ['constructor', '__proto__', 'Stream', 'STATS', '\0', '\u202e', '9999-12-31', '01 January 0000', '-1']

const sound = {
  'ucdp-ged': { row: gedRow as Record<string, unknown>, idOf: (n: number) => n },
  acled: { row: acledRow, idOf: (n: number) => `PAK${n}` },
  gtd: { row: gtdRow, idOf: (n: number) => 201400000000 + n },
}

for (const dataset of datasets)
  t.test(`${dataset.id}: whatever a cell says, its row is rejected or gives a sound event`, async (t) => {
    const { app, load, file } = await openImporting(t, { visibility: 'private' })
    const { row, idOf } = sound[dataset.id]
    const [key = ''] = dataset.needed
    const rows = dataset.columns.flatMap((column) => words.map((word) => ({ [column]: word })))
    const given = rows.map((said, index) => ({ ...row, [key]: idOf(index + 1), ...said }))
    const { counts } = await load(dataset.id, file('x.csv', toCsv(dataset.columns, given)), { release: '1' })
    t.equal(counts.read, rows.length)
    t.equal(counts.new + counts.rejected, rows.length)
    const events = await readAll(app, `/v1/events?dataset=${dataset.id}`)
    t.equal(events.length, counts.new)
    const faulty = events.flatMap((event) => {
      const { faults } = checkRecord(resourceOf('events'), written('events', event), () => true)
      return faults
        .filter(({ code }) => code !== 'contradiction') // a row that breaks its codebook is kept as given
        .map(({ pointer, detail }) => `${event.id} ${pointer} ${detail}`)
    })
    t.same(faulty, [])
  })
