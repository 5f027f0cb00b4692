/** Every scalar field filters under its own name, and finds what a plain look through all records finds. */
import t from 'tap'
import { type AnyRecord, type Field, isNullable, isOrdered, isScalar } from '../../src/engine/resource.ts'
import { randomFrom } from '../records.ts'
import { readPage, readProblem } from '../support.ts'
import { compare, idsOf, inOrder, openContract, type Table } from './model.ts'

const { app, tables } = await openContract(t)

type Case = { parameter: string; value: string; holds(record: AnyRecord): boolean }

const typed = (value: unknown) => encodeURIComponent(String(value))
const isMissing = (field: Field, value: unknown) =>
  value === null || (field.kind === 'list' && (value as unknown[]).length === 0)

/** A few of the values that a field has, those least like each other. */
function valuesOf(records: AnyRecord[], name: string): unknown[] {
  const all = [...new Set(records.map((record) => record[name]).filter((value) => value !== null))].sort(compare)
  return all.length < 5 ? all : [all[0], all[Math.floor(all.length / 2)], all.at(-2), all.at(-1)]
}

function casesOf(records: AnyRecord[], name: string, field: Field): Case[] {
  const values = valuesOf(records, name)
  const some = values.slice(0, 2)
  const list = some.map(typed).join()
  const bounds = isOrdered(field) && some.length ? values.filter((_, index) => index % 2 === 0) : []
  return [
    ...values.map((value) => ({
      parameter: name,
      value: typed(value),
      holds: (r: AnyRecord) => r[name] === value,
    })),
    ...(some.length
      ? [
          { parameter: name, value: `${list},${list}`, holds: (r: AnyRecord) => some.includes(r[name]) },
          { parameter: `not_${name}`, value: list, holds: (r: AnyRecord) => !some.includes(r[name]) },
        ]
      : []),
    ...bounds.flatMap((bound): Case[] => {
      const with_ = (operator: string, holds: (order: number) => boolean): Case => ({
        parameter: `${name}_${operator}`,
        value: typed(bound),
        holds: (r) => r[name] !== null && holds(compare(r[name], bound)),
      })
      return [
        with_('gt', (order) => order > 0),
        with_('gte', (order) => order >= 0),
        with_('lt', (order) => order < 0),
        with_('lte', (order) => order <= 0),
      ]
    }),
  ]
}

const presence = (name: string, field: Field): Case[] => [
  { parameter: 'has', value: name, holds: (record) => !isMissing(field, record[name]) },
  { parameter: 'lacks', value: name, holds: (record) => isMissing(field, record[name]) },
]

async function find({ resource }: Table, cases: Case[]) {
  const query = cases.map(({ parameter, value }) => `${parameter}=${value}`).join('&')
  const { data } = await readPage(app, `/v1/${resource.name}?limit=1000&fields=id&${query}`)
  return { query, found: idsOf(data) }
}

const expect = ({ resource, records }: Table, cases: Case[]) =>
  idsOf(
    inOrder(
      resource,
      records.filter((record) => cases.every(({ holds }) => holds(record))),
    ),
  )

for (const table of tables) {
  const { resource, records } = table
  const fields = Object.entries(resource.fields)
  const scalars = fields.filter(([, field]) => isScalar(field))
  const cases = [
    ...scalars.flatMap(([name, field]) => casesOf(records, name, field)),
    ...fields.flatMap(([name, field]) => (isNullable(field) || field.kind === 'list' ? presence(name, field) : [])),
  ]

  t.test(
    `${resource.name}: each field finds the records that have the value, and its bounds those beyond it`,
    async (t) => {
      for (const one of cases) {
        const { query, found } = await find(table, [one])
        t.same(found, expect(table, [one]), query)
      }
    },
  )

  t.test(`${resource.name}: filters together find what holds for all of them`, async (t) => {
    const random = randomFrom(7)
    for (let index = 0; index < 40; index++) {
      const picked = [0, 0, 0].map(() => cases[random(cases.length)] as Case)
      const together = picked.filter(({ parameter }, at) => picked.findIndex((c) => c.parameter === parameter) === at)
      const { query, found } = await find(table, together)
      t.same(found, expect(table, together), query)
    }
  })

  t.test(`${resource.name}: a value that the field cannot have is refused by name`, async (t) => {
    for (const [name, field] of scalars) {
      const wrong = { text: '%00', json: '', list: '' }[field.kind as string] ?? 'N!O'
      const { code, errors } = await readProblem(app, `/v1/${resource.name}?${name}=${wrong}`)
      t.same([code, errors?.length, errors?.[0]?.parameter], ['invalid_query', 1, name], name)
      if (field.vocabulary) t.same(errors?.[0]?.allowed, Object.keys(field.vocabulary))
    }
  })

  t.test(`${resource.name}: lists and JSON have no filter of their own name`, async (t) => {
    for (const [name] of fields.filter(([, field]) => !isScalar(field))) {
      const { errors } = await readProblem(app, `/v1/${resource.name}?${name}=a`)
      t.same([errors?.[0]?.parameter, errors?.[0]?.code], [name, 'unknown_parameter'])
    }
  })
}
