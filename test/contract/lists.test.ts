/** What every resource answers as a list and alone: in the shape it declares, in the order it promises. */
import t from 'tap'
import { recordSchemas } from '../../src/http/schemas.ts'
import { directory } from '../../src/model/index.ts'
import { ask, type Page, readAll, readPage, readProblem } from '../support.ts'
import { idsOf, inOrder, openContract } from './model.ts'

const { app, tables } = await openContract(t)
const schemas = recordSchemas(directory)

for (const { resource, records } of tables) {
  const { name } = resource

  t.test(`${name}: every record has the fields declared, in their order, and fits its schema`, async (t) => {
    t.ok(records.length > 0, 'there are records')
    const faults = records.flatMap((record) => {
      const parsed = schemas.get(name)?.safeParse(record)
      return parsed?.success ? [] : [`${record.id}: ${parsed?.error.message}`]
    })
    t.same(faults, [])
    t.same([...new Set(records.map((record) => Object.keys(record).join()))], [Object.keys(resource.fields).join()])
  })

  t.test(`${name}: a page holds the first 50 in the default order, and says whether more follow`, async (t) => {
    const { data, page } = await readPage(app, `/v1/${name}`)
    t.same(idsOf(data), idsOf(inOrder(resource, records)).slice(0, 50))
    t.equal(page.limit, 50)
    t.equal(page.next_cursor !== null, records.length > 50)
  })

  t.test(`${name}: a record alone is the row of the list`, async (t) => {
    for (const record of records.slice(0, 12)) {
      const alone = await ask(app, `/v1/${name}/${record.id}`)
      const row = await ask(app, `/v1/${name}?id=${record.id}`)
      t.equal(row.text, `{"data":[${alone.text}],"page":{"limit":50,"next_cursor":null}}`)
    }
  })

  for (const sort of Object.keys(resource.sorts).flatMap((sort) => [sort, `-${sort}`]))
    t.test(`${name}: sort=${sort} walks every record once, three at a time, in the promised order`, async (t) => {
      const filter = records.length > 100 ? '&rank=preferred' : '' // a walk of all claims tells no more than of some
      const whole = filter ? records.filter(({ rank }) => rank === 'preferred') : records
      const walked: string[] = []
      let cursor: string | null = null
      do {
        const next = cursor === null ? '' : `&cursor=${cursor}`
        const { data, page }: Page = await readPage(app, `/v1/${name}?sort=${sort}&limit=3&fields=id${filter}${next}`)
        walked.push(...idsOf(data))
        cursor = page.next_cursor
        if (cursor !== null) t.equal(data.length, 3, 'only the last page is short')
      } while (cursor !== null && walked.length <= whole.length)
      t.same(walked, idsOf(inOrder(resource, whole, sort)))
      t.same(idsOf(await readAll(app, `/v1/${name}?sort=${sort}&fields=id${filter}`)), walked, 'a file has that order')
    })

  t.test(`${name}: limit is clamped to 1000, to 200 with an expansion, and never less than 1`, async (t) => {
    const limitOf = async (query: string) => (await readPage(app, `/v1/${name}?${query}`)).page.limit
    t.equal(await limitOf('limit=7'), 7)
    t.equal(await limitOf('limit=5000'), 1000)
    t.equal(await limitOf('limit=99999999999999999999'), 1000)
    const [path] = Object.keys(resource.expansions)
    if (path) t.equal(await limitOf(`limit=5000&expand=${path}`), 200)
    for (const typed of ['0', '-1', '1.5', 'many']) {
      const { code, errors } = await readProblem(app, `/v1/${name}?limit=${typed}`)
      t.same([code, errors?.[0]?.parameter, errors?.[0]?.code], ['invalid_query', 'limit', 'invalid_limit'])
    }
  })
}
