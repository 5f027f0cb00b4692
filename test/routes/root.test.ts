/** The root of the interface: what there is, how much of it, and what the datasets cover. */
import t from 'tap'
import type { AnyRecord } from '../../src/engine/resource.ts'
import { resources } from '../../src/model/index.ts'
import { openSeeded, read, readAll, resourceOf } from '../support.ts'

type Root = {
  resources: { name: string; count: number }[]
  datasets: { id: string; events: number; covers_start: string | null; covers_end: string | null }[]
}

const { app, write } = await openSeeded(t)
const rootOf = () => read<Root>(app, '/v1')
const coverOf = async (id: string) => {
  const { events, covers_start, covers_end } = (await rootOf()).datasets.find((dataset) => dataset.id === id) ?? {}
  return [events, covers_start, covers_end]
}

t.test('each resource is told with the number of its records', async (t) => {
  const { resources: told } = await rootOf()
  const counted = await Promise.all(
    resources.map(async ({ name }) => ({ name, count: (await readAll(app, `/v1/${name}?fields=id`)).length })),
  )
  t.match(told, counted)
})

t.test('a dataset without an event covers nothing', async (t) => {
  t.same(await coverOf('gtd'), [0, null, null])
})

/** Events of a dataset with these dates. */
const add = (dates: Partial<Record<'date_start' | 'date_end' | 'date_precision', string>>[]) =>
  write((writer) => {
    for (const [index, date] of dates.entries()) {
      const event = {
        id: `${JSON.stringify(date).replace(/[^0-9]+/g, '-')}x${index}`,
        type: 'attack',
        title: 'An event',
      }
      writer.put(resourceOf('events'), { ...event, ...date } as AnyRecord, { dataset_id: 'gtd', licence: 'MIT' })
    }
  })

t.test('a dataset covers the days from its first event to its last', async (t) => {
  add([
    {},
    { date_start: '2001-03-01', date_end: '2001-03-01', date_precision: 'day' },
    { date_start: '2010-01-10', date_end: '2010-02-09', date_precision: 'month' },
    { date_start: '2010-01-31', date_end: '2010-01-31', date_precision: 'day' },
  ])
  t.same(await coverOf('gtd'), [4, '2001-03-01', '2010-02-09'])
})

t.test('a long event ends later than those that began after it', async (t) => {
  add([{ date_start: '2005-01-01', date_end: '2012-12-31', date_precision: 'interval' }])
  t.same(await coverOf('gtd'), [5, '2001-03-01', '2012-12-31'])
})

t.test('an event with one bound counts by that', async (t) => {
  add([
    { date_end: '1999-12-31', date_precision: 'before' },
    { date_start: '2020-01-01', date_precision: 'after' },
  ])
  t.same(await coverOf('gtd'), [7, '1999-12-31', '2020-01-01'])
})
