/** Many records are taken away at once: nothing is left of them but what is left of each that is taken away by itself. */
import t from 'tap'
import type { Writer } from '../../src/edits/write.ts'
import { openReader } from '../../src/engine/statement.ts'
import { findWrongTallies } from '../../src/engine/tallies.ts'
import { curated, resourceOf } from '../support.ts'
import { openDesk } from '../writes/support.ts'

const events = resourceOf('events')
const desk = await openDesk(t)
const { connection, write, findability } = desk

/** Some are dated, some lie somewhere, and each has participants, deaths, words and ids of its own. */
const toEvent = (index: number) => ({
  id: `event-${index}`,
  type: 'attack',
  title: `Attack number${index} by nobody`,
  date_precision: index % 3 ? 'day' : 'unknown',
  ...(index % 3 && { date_start: `2020-0${1 + (index % 9)}-11`, date_end: `2020-0${1 + (index % 9)}-11` }),
  ...(index % 2 && { latitude: 30 + index / 10, longitude: 70, location_precision: 'exact' }),
  fatalities_low: index,
  participants: [{ actor_id: index % 5 ? 'ttp' : 'is-k', text: null, role: 'perpetrator', side: 'b', certainty: null }],
  same_event_ids: [],
  classifications: [],
  external_ids: [{ scheme: 'other', value: `e${index}` }],
})

write((writer) => {
  for (let index = 0; index < 150; index++) writer.put(events, toEvent(index), curated)
})
const numbers = connection.prepare("select n from events where id like 'event-%' order by n").pluck().all() as number[]
const idOf = connection.prepare('select id from events where n = ?').pluck()

/** All that is there after some work, which is then undone. */
function after(work: (writer: Writer) => void) {
  connection.exec('begin')
  try {
    write(work)
    const tables = ['events', 'tombstones', 'revisions', 'tallies', 'state'].map((name) =>
      connection.prepare(`select * from ${name} order by 1, 2, 3`).all(),
    )
    const wrong = findWrongTallies(openReader(connection), events)
    return { ids: connection.prepare('select id from events').pluck().all(), found: findability(), tables, wrong }
  } finally {
    connection.exec('rollback')
  }
}

const eachOf = (going: readonly number[]) => (writer: Writer) => {
  for (const n of going) writer.remove(events, idOf.get(n) as string, { op: 'delete' })
}
const allOf = (going: readonly number[]) => (writer: Writer) => writer.removeAll(events, going, { op: 'delete' })

t.test('very many, which are taken out by one look at all', async (t) => {
  const going = numbers.filter((_, index) => index % 4 === 1)
  const left = after(allOf(going))
  t.same(left, after(eachOf(going)))
  t.equal(left.ids.length, 7 + 150 - 38)
  t.same(left.wrong, [])
})

t.test('one of 157, which is looked for by itself', async (t) => {
  const going = numbers.slice(60, 61)
  const left = after(allOf(going))
  t.same(left, after(eachOf(going)))
  t.equal(left.ids.length, 156)
})

t.test('none', async (t) => {
  t.same(after(allOf([])), after(eachOf([])))
})

t.test('what was changed before in the same transaction is gone as what was not', async (t) => {
  const change = (writer: Writer) => writer.put(events, { ...toEvent(1), title: 'Another', fatalities_low: 9 }, curated)
  for (const going of [numbers, numbers.slice(1, 2)]) {
    const left = after((writer) => {
      change(writer)
      allOf(going)(writer)
    })
    const other = after((writer) => {
      change(writer)
      writer.index()
      eachOf(going)(writer)
    })
    t.same(left, other)
    t.same(left.wrong, [])
  }
})
