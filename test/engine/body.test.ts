/** Records as JSON, as SQLite writes them. */
import t from 'tap'
import { toJson } from '../../src/engine/body.ts'
import { sql } from '../../src/engine/sql.ts'
import { resources } from '../../src/model/index.ts'

t.test('what is quoted as text is stored in columns of text, which hold no number', async (t) => {
  const quoted = resources.flatMap(({ fields }) =>
    Object.values(fields).filter(({ kind }) => toJson(sql``, kind).isText),
  )
  t.ok(quoted.length > 100)
  t.same([...new Set(quoted.map(({ column }) => column.getSQLType()))], ['text'])
})
