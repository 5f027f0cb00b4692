/** How SQL is composed. */
import Sqlite from 'better-sqlite3'
import t from 'tap'
import { sql } from '../../src/engine/sql.ts'
import { openReader } from '../../src/engine/statement.ts'
import { events } from '../../src/model/views.ts'

t.test('tables and columns stand by their names, everything else is bound in its order', async (t) => {
  t.same(sql`select ${events.id} from ${events} where ${events.type} = ${'attack'} limit ${50}`, {
    text: 'select "events"."id" from "events" where "events"."type" = +? limit +?',
    values: ['attack', 50],
  })
})

t.test('a part brings its own values along, between those around it', async (t) => {
  const part = sql`b = ${2} and c = ${null}`
  t.same(sql`a = ${1} and (${part}) and d = ${4n}`, {
    text: 'a = +? and (b = +? and c = +?) and d = +?',
    values: [1, 2, null, 4n],
  })
})

t.test('parts are joined by what is said, with nothing before the first', async (t) => {
  t.same(sql.join([sql`a = ${1}`, events.id, sql`c = ${3}`], sql` or `), {
    text: 'a = +? or "events"."id" or c = +?',
    values: [1, 3],
  })
  t.same(sql.join([], sql`, `), { text: '', values: [] })
})

t.test('a text of ours stands as it is, and a name as SQL writes names', async (t) => {
  t.same(sql`${sql.raw('count(*)')} as ${sql.identifier('of')}`, { text: 'count(*) as "of"', values: [] })
})

t.test('a statement is prepared once, and forgotten when 500 others were used since', async (t) => {
  const connection = new Sqlite(':memory:')
  t.teardown(() => connection.close())
  const { statement } = openReader(connection)
  const [first, second] = [statement('select 1'), statement('select 2')]
  for (let other = 3; other <= 500; other++) statement(`select ${other}`)
  t.equal(statement('select 1'), first)
  statement('select 501')
  t.equal(statement('select 1'), first, 'which was used since')
  t.not(statement('select 2'), second)
})
