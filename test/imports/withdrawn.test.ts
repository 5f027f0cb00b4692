/** What a release no longer holds: when it is taken for a part, what goes, what stays, and what is said of it. */
import t from 'tap'
import { ucdpGed } from '../../src/imports/ucdp-ged.ts'
import { ask, curated, read, readAll, resourceOf } from '../support.ts'
import { gedRow } from './rows.ts'
import { openImporting, toCsv } from './support.ts'

const rows = [1, 2, 3, 4].map((id) => ({ ...gedRow, id, relid: `PAK-2021-1-768-${id}` }))
const csv = (list: readonly Record<string, unknown>[]) => toCsv(ucdpGed.columns, list)
const seqOf = (connection: { prepare(sql: string): { pluck(): { get(): unknown } } }) =>
  connection.prepare('select seq from state').pluck().get()

t.test(
  'a file that lacks more than a tenth, and more than 20, is refused as a part; if that is meant it is taken',
  async (t) => {
    const { load, file, connection } = await openImporting(t)
    const many = Array.from({ length: 210 }, (_, index) => ({ ...gedRow, id: index + 1 }))
    const release = (from: number) => file('ged241.csv', csv(many.slice(from)))
    await load('ucdp-ged', file('ged231.csv', csv(many)))
    const before = seqOf(connection)
    const path = release(22)
    const lack = `${path} lacks 22 of the 210 records of UCDP GED that it would replace`
    const advice =
      'a part of a release cannot be imported like this, because what a file lacks is withdrawn; if that is meant, say --withdraw, or over HTTP withdraw=true.'
    await t.rejects(load('ucdp-ged', path), { message: `${lack}: ${advice} Nothing of it was written.` })
    t.same([seqOf(connection), connection.inTransaction], [before, false], 'and nothing is written')
    const { counts, refusal } = await load('ucdp-ged', path, { dryRun: true })
    t.same([counts.withdrawn, refusal], [22, `${lack}: ${advice} Nothing of it was written.`])
    const meant = await load('ucdp-ged', path, { withdraw: true })
    t.match(meant, { counts: { withdrawn: 22 }, notices: [], refusal: undefined })

    t.match(await load('ucdp-ged', release(40)), { counts: { withdrawn: 18 }, notices: [] }, 'not more than 20 of 188')
    t.match((await load('ucdp-ged', file('ged251.csv', csv(many)))).counts, { new: 40, withdrawn: 0 })
    t.match(
      (await load('ucdp-ged', release(21), { release: '25.1' })).counts,
      { withdrawn: 21 },
      'more than 20, and a tenth of 210',
    )
  },
)

t.test(
  'an event that is withdrawn takes the claims about it along; one that others refer to stays as retracted',
  async (t) => {
    const { app, load, file, write } = await openImporting(t)
    await load('ucdp-ged', file('ged231.csv', csv(rows)))
    const claim = {
      subject: 'events',
      subject_id: 'ucdp-ged-1',
      field: 'assessment',
      value: 'doubtful',
      stance: 'assigned',
      note: 'Seen.',
    }
    const statement = {
      id: 'a-denial',
      speech_act: 'denial',
      text: 'It did not happen.',
      event_id: 'ucdp-ged-2',
      speakers: [],
      addressees: [],
    }
    write((writer) => {
      writer.put(resourceOf('claims'), { id: 'c-1', links: [], ...claim }, curated)
      writer.put(resourceOf('statements'), statement, curated)
    })
    const { counts, notices } = await load('ucdp-ged', file('ged241.csv', csv(rows.slice(2))))
    t.match(counts, { unchanged: 2, withdrawn: 2 })
    t.same(notices, [
      'Of the events withdrawn 1 carried claims of curators, which went with them, and come back if they do: ucdp-ged-1.',
      'Of the events withdrawn 1 are retracted and still shown, because other records refer to them: ucdp-ged-2.',
    ])
    t.equal((await readAll(app, '/v1/events?dataset=ucdp-ged')).length, 3, 'what is retracted is listed')
    t.equal((await readAll(app, '/v1/events?dataset=ucdp-ged&not_status=retracted')).length, 2)
    t.equal((await ask(app, '/v1/events/ucdp-ged-1')).status, 410)
    t.equal((await ask(app, '/v1/claims/c-1')).status, 410)
    t.match(await read(app, '/v1/events/ucdp-ged-2'), { status: 'retracted', revision: 2 })
    t.match((await load('ucdp-ged', file('ged242.csv', csv(rows.slice(2))))).counts, { withdrawn: 0 }, 'once')
    t.match((await load('ucdp-ged', file('ged251.csv', csv(rows)))).counts, { new: 1, changed: 1, unchanged: 2 })
    t.match(await read(app, '/v1/events/ucdp-ged-2'), { status: 'reported', revision: 3 })
  },
)
