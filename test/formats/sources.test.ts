/** JSON and GeoJSON files say at their end where their records come from. */
import t from 'tap'
import { ucdpGed } from '../../src/imports/ucdp-ged.ts'
import { gedRow } from '../imports/rows.ts'
import { openImporting, toCsv } from '../imports/support.ts'
import { read } from '../support.ts'

const { app, load, file } = await openImporting(t, { seeded: true })
await load('ucdp-ged', file('ged231.csv', toCsv(ucdpGed.columns, [gedRow])))

type Said = { licence: string; citation: string }
const citationOf = async (id: string) => (await read<Said>(app, `/v1/datasets/${id}`)).citation
const curated = await citationOf('sourcebook')
const ucdp = await citationOf('ucdp-ged')

for (const format of ['json', 'geojson'])
  t.test(`${format}: the licence, and the citation of each dataset that is in it`, async (t) => {
    const sourcesOf = async (query: string) => {
      const { licence, citation } = await read<Said>(app, `/v1/events.${format}?${query}`)
      return [licence, ...citation.split('\n')]
    }
    t.same(await sourcesOf('dataset=ucdp-ged'), ['CC-BY-4.0', ...ucdp.split('\n')])
    t.same(await sourcesOf('dataset=sourcebook'), ['CC-BY-4.0', ...curated.split('\n')])
    t.same(await sourcesOf(''), ['CC-BY-4.0', ...curated.split('\n'), ...ucdp.split('\n')])
    t.same(await sourcesOf('id=nowhere'), ['', ''], 'nothing is in it')
  })
