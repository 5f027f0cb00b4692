/** What is answered while others wait, and what by the process that may take long. */
import t from 'tap'
import { isBounded } from '../../src/engine/find.ts'
import { readQuery } from '../../src/engine/query.ts'
import { ucdpGed } from '../../src/imports/ucdp-ged.ts'
import { directory } from '../../src/model/index.ts'
import { gedRow } from '../imports/rows.ts'
import { openImporting, toCsv } from '../imports/support.ts'
import { resourceOf } from '../support.ts'

const { store, load, file } = await openImporting(t)
const rows = Array.from({ length: 2100 }, (_, at) => ({ ...gedRow, id: at + 1, side_b_new_id: at < 10 ? 357 : 356 }))
await load('ucdp-ged', file('ged231.csv', toCsv(ucdpGed.columns, rows)))

const cases: [query: string, bounded: boolean, why: string][] = [
  ['', true, 'an index has all of it in order'],
  ['sort=id', true, 'so it has by id'],
  ['sort=-updated_at', true, 'and by any sort'],
  ['datetime=2021', true, 'days are a part of that order'],
  ['country=PK', true, 'one filter leads, in the order of days'],
  ['country=PK&datetime=2021/..', true, 'and within days'],
  ['actor=ucdp-actor-357&fatalities_best=3', true, 'one brings few, and the other is checked on them'],
  ['actor=ucdp-actor-357&sort=id', true, 'few can be sorted'],
  ['actor=ucdp-actor-357&count=exact', true, 'and counted'],
  ['country=PK&fatalities_best=3', false, 'one brings many, of which none may hold'],
  ['country=PK&actor=ucdp-actor-356', false, 'both bring many, and may have none in common'],
  ['country=PK&sort=id', false, 'many would be sorted'],
  ['fatalities_best=3', false, 'all would be looked at'],
  ['count=exact', false, 'all would be counted'],
  ['facets=type', false, 'all would be counted by value'],
  ['country=PK&facets=type', false, 'many would be'],
  ['q=pakistan', true, 'a word has an index by days'],
  ['q=pak*', false, 'what a prefix costs is not known beforehand'],
]

const isSoon = (query: string) =>
  isBounded(store.reader, readQuery(resourceOf('events'), new Map(new URLSearchParams(query)), directory, false))

t.test('of few records everything is bounded', async (t) => {
  for (const [query] of cases) t.ok(isSoon(query), query)
})

t.test('of many records what an index brings in order is, and what is few', async (t) => {
  for (const many of ['100000 of "events"', '10000 of texts_docsize']) store.reader.known.add(many) // as once it was found
  for (const [query, bounded, why] of cases) t.equal(isSoon(query), bounded, `${query}: ${why}`)
})

t.test(
  'of many records the rows that were received are unpacked elsewhere, of a page as it is usual at once',
  async (t) => {
    t.equal(isSoon('expand=source_row'), true)
    t.equal(isSoon('expand=source_row&limit=50'), true)
    t.equal(isSoon('expand=source_row&limit=51'), false)
    t.equal(isSoon('expand=claims&limit=200'), true, 'claims stand in indexes')
  },
)
