/** What a client may ask of a record's shape: fields, expansions, facets, a count; on pages, files and single records. */
import { parse } from 'csv-parse/sync'
import t from 'tap'
import { expansionsOf } from '../../src/engine/expansions.ts'
import { type AnyRecord, type Expansion, isScalar, type Resource } from '../../src/engine/resource.ts'
import { recordSchemas } from '../../src/http/schemas.ts'
import { directory } from '../../src/model/index.ts'
import { ask, curated, read, readAll, readPage, readProblem, resourceOf, written } from '../support.ts'
import { compare, inOrder, openContract } from './model.ts'

const { app, tables, table, write } = await openContract(t)
const schemas = recordSchemas(directory)

const byId = (name: string, id: unknown): AnyRecord | null => table(name).find((record) => record.id === id) ?? null

/** What an expansion adds to a record, or replaces in it, read from the other resources' own answers. */
function expanded(path: string, expansion: Expansion, record: AnyRecord): Record<string, unknown> {
  const [name = '', step = ''] = path.split('.')
  switch (expansion.kind) {
    case 'one':
      return { [name]: byId(expansion.resource, record[expansion.field]) }
    case 'beside':
      return { [name]: null } // nothing here was imported: test/imports shows rows as received
    case 'subject':
      return { [name]: byId(String(record[expansion.subject]), record[expansion.field]) }
    case 'each': {
      const elements = record[expansion.field] as AnyRecord[]
      return { [name]: elements.map((e) => ({ ...e, [step]: byId(expansion.resource, e[expansion.key]) })) }
    }
    case 'many': {
      const all = table(expansion.resource).filter(
        (other) => other[expansion.field] === record.id && (!expansion.subject || other.subject === expansion.subject),
      )
      const sorted = all.sort((a, b) => compare(a.seq, b.seq))
      return { [name]: sorted.slice(0, 100), [`${name}_more`]: sorted.length > 100 }
    }
  }
}

/** A path of two steps puts the second into each record of the first. */
function expectedOf({ expansions }: Resource, path: string, record: AnyRecord): AnyRecord {
  const own = expansions[path]
  if (own) return { ...record, ...expanded(path, own, record) }
  const [root = '', step = ''] = path.split('.')
  const first = expansions[root] as Expansion & { kind: 'many' }
  const deeper = directory.get(first.resource)?.expansions[step] as Expansion
  const added = expanded(root, first, record)
  const inner = (added[root] as AnyRecord[]).map((r) => ({ ...r, ...expanded(step, deeper, r) }))
  return { ...record, ...added, [root]: inner }
}

for (const { resource, records } of tables) {
  const { name } = resource
  const path = `/v1/${name}`
  const some = inOrder(resource, records).slice(0, 60)

  for (const [expansion, { kind }] of Object.entries(expansionsOf(resource, directory)))
    t.test(`${name}: expand=${expansion} shows the records as their own addresses do`, async (t) => {
      const { data } = await readPage(app, `${path}?limit=60&expand=${expansion}`)
      const expected = some.map((record) => expectedOf(resource, expansion, record))
      t.same(data, expected)
      const root = expansion.split('.')[0] as string
      t.ok(
        kind === 'beside' || expected.some((record) => record[root] !== null && JSON.stringify(record[root]) !== '[]'),
        'some record has one',
      )
      const [first] = expected
      t.same(await read(app, `${path}/${first?.id}?expand=${expansion}`), first, 'one record')
      for (const record of data) t.ok(schemas.get(name)?.safeParse(record).success, `${record.id} fits the schema`)
    })

  t.test(`${name}: all expansions together, in files as JSON cells`, async (t) => {
    const all = Object.keys(expansionsOf(resource, directory))
    if (!all.length) return t.equal((await readProblem(app, `${path}?expand=claims`)).errors?.[0]?.parameter, 'expand')
    const lines = await readAll(app, `${path}?limit=20&fields=id&expand=${all.join()}`)
    const { text } = await ask(app, `${path}.csv?limit=20&fields=id&expand=${all.join()}`)
    const rows: Record<string, string>[] = parse(text, { columns: true })
    t.equal(lines.length, Math.min(20, records.length))
    t.same(
      rows.map(({ id, ...cells }) => {
        const values = Object.entries(cells).map(([key, cell]) => [key, cell === '' ? null : JSON.parse(cell)])
        return { id, ...Object.fromEntries(values) }
      }),
      lines,
    )
  })

  t.test(`${name}: fields selects in the order asked, on pages, files and single records`, async (t) => {
    const asked = Object.keys(resource.fields).reverse().slice(3, 9)
    const only = (record: AnyRecord) => Object.fromEntries(asked.map((field) => [field, record[field]]))
    const expected = JSON.stringify(some.map(only))
    const { data } = await readPage(app, `${path}?limit=60&fields=${asked.join()}`)
    t.equal(JSON.stringify(data), expected)
    t.equal(JSON.stringify(await readAll(app, `${path}?limit=60&fields=${asked.join()}`)), expected)
    const alone = await read<AnyRecord>(app, `${path}/${some[0]?.id}?fields=${asked.join()}`)
    t.equal(JSON.stringify(alone), JSON.stringify(only(some[0] as AnyRecord)))
    const csv = await ask(app, `${path}.csv?fields=${asked.join()}`)
    t.equal(csv.text.split('\r\n')[0], asked.join())
  })

  t.test(`${name}: count=exact is the number of all matches, whatever the page`, async (t) => {
    t.equal((await readPage(app, `${path}?limit=1&count=exact`)).page.total, records.length)
    const few = records.filter(({ seq }) => Number(seq) > 510)
    t.equal((await readPage(app, `${path}?limit=1&count=exact&seq_gt=510`)).page.total, few.length)
  })

  t.test(`${name}: facets count the values of any scalar field under all filters`, async (t) => {
    const scalars = Object.entries(resource.fields).filter(([, field]) => isScalar(field))
    const few = records.filter(({ seq }) => Number(seq) > 400)
    for (const [field] of scalars) {
      const { facets, facets_more } = await read<Facets>(app, `${path}?limit=1&seq_gt=400&facets=${field}`)
      const counted = Map.groupBy(few, (record) => record[field])
      const expected = [...counted]
        .map(([value, of]) => ({ value, count: of.length }))
        .sort((a, b) => b.count - a.count || (a.value === null ? -1 : b.value === null ? 1 : compare(a.value, b.value)))
      t.same(facets[field], expected.slice(0, 20), field)
      t.same(facets_more, expected.length > 20 ? [field] : [], `${field}: more`)
    }
    const { facets } = await read<Facets>(app, `${path}?facets=id,seq`)
    t.same(Object.keys(facets), ['id', 'seq'])
  })
}

t.test('an expansion shows the first 100 of a list, and says that there are more', async (t) => {
  const claim = table('claims').find(({ subject }) => subject === 'actors') as AnyRecord
  const stated = { ...written('claims', claim), subject_id: 'niftac' }
  write((writer) => {
    for (let index = 104; index >= 0; index--)
      writer.put(resourceOf('claims'), { ...stated, id: `stated-${index}` }, curated)
  })
  const before = table('claims').filter((r) => r.subject === 'actors' && r.subject_id === 'niftac').length
  const { claims, claims_more } = await read<{ claims: AnyRecord[]; claims_more: boolean }>(
    app,
    '/v1/actors/niftac?expand=claims',
  )
  t.equal(claims.length, 100)
  t.equal(claims_more, true)
  t.equal(claims[before]?.id, 'stated-104', 'in the order in which they were made')
})

type Facets = { facets: Record<string, { value: unknown; count: number }[]>; facets_more: string[] }
