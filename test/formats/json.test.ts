/** JSON, compared to the byte with what JavaScript makes of the same record: SQLite writes it, out of pieces. */
import fc from 'fast-check'
import t from 'tap'
import { ask, openBase } from '../support.ts'
import { idOf, rows, store, texts, values } from './any-text.ts'

const { app, write } = await openBase(t)

/** The dataset of which these records say they are is not there. */
const sources = { licence: '', citation: '' }

t.test('any text, list and JSON is written as JSON.stringify writes it', async () => {
  await fc.assert(
    fc.asyncProperty(texts, values, async (given, json) => {
      write((writer) => store(writer, given, json))
      const actors = Array.from({ length: rows }, (_, index) => ({
        id: idOf(index),
        name: given[index],
        description: given[index + rows],
        acronym: null,
        names: [{ name: given[index], type: 'alias', language: null }],
        positions: [],
      }))
      const claims = json.map((value, index) => ({ id: idOf(index), value, inferred: false, paragraph: null }))
      const { text: lines } = await ask(app, `/v1/actors.ndjson?sort=id&fields=${Object.keys(actors[0] ?? {})}`)
      const { text: file } = await ask(app, `/v1/claims.json?sort=id&fields=${Object.keys(claims[0] ?? {})}`)
      return (
        lines === actors.map((actor) => `${JSON.stringify(actor)}\n`).join('') &&
        file === JSON.stringify({ data: claims, ...sources })
      )
    }),
    { numRuns: 15 },
  )
})

t.test('an expansion holds whole records, and null where there is none', async (t) => {
  write((writer) =>
    store(
      writer,
      Array.from({ length: rows * 2 }, () => 'a "name"'),
      Array.from({ length: rows }, () => ['a "value"', null]),
    ),
  )
  const { text } = await ask(app, '/v1/actors/r000?fields=id,name&expand=claims,claims.source')
  t.match(JSON.parse(text), {
    id: 'r000',
    name: 'a "name"',
    claims: [{ id: 'r000', value: ['a "value"', null], source: null }],
    claims_more: false,
  })
})
