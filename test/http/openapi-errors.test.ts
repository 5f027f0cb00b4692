/** Every error and every fault is documented with an example, which is what the server answers. */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { errors } from '../../src/engine/errors.ts'
import { bodyFaults } from '../../src/http/pages-body-faults.ts'
import { queryFaults } from '../../src/http/pages-faults.ts'
import { openSeeded, readProblem } from '../support.ts'
import { document, follow, operations } from './openapi.ts'

const { app } = await openSeeded(t)

const examples = document.components.examples as Record<
  string,
  { value: { code: string; detail: string; type: string } }
>

t.test('every error of the catalogue has an example', async (t) => {
  t.same(Object.keys(examples).sort(), Object.keys(errors).sort())
  for (const [name, { code }] of Object.entries(errors)) t.equal(examples[name]?.value.code, code)
})

t.test('every operation refers to every error: by its status, or as another error', async (t) => {
  const codes = Object.values(errors).map(({ code }) => code)
  for (const { operationId, responses } of operations) {
    const said = Object.values(responses).flatMap(({ $ref }) =>
      Object.keys(follow<Response>($ref ?? '#/components').content?.['application/problem+json']?.examples ?? {}),
    )
    t.same(
      said.filter((code) => !codes.includes(code)),
      [],
      operationId,
    )
    t.ok(said.includes('invalid_query') && said.includes('busy'), operationId)
  }
})
type Response = { content?: Record<string, { examples: Record<string, unknown> }> }

/** Requests with the example that the server answers, word for word. */
const requests: [keyof typeof errors, { method?: 'GET' | 'POST'; url: string; headers?: Record<string, string> }][] = [
  ['InvalidQuery', { url: '/v1/events?typ=attack' }],
  ['InvalidUrl', { url: '/v1/events?%ZZ=1' }],
  ['RecordNotFound', { url: '/v1/actors/TTP' }],
  ['NotAcceptable', { url: '/v1/actors/ttp', headers: { accept: 'image/png' } }],
  ['UrlTooLong', { url: `/v1/events?id=${'a'.repeat(17_000)}` }],
]
for (const [name, request] of requests)
  t.test(`the example of ${errors[name].code} is what the server answers`, async (t) => {
    const { statusCode, body } = await app.inject({ method: 'GET', ...request })
    t.equal(statusCode, errors[name].status)
    t.same(JSON.parse(body), examples[name]?.value)
  })

t.test('the example of every kind of fault has that fault', async (t) => {
  for (const [code, { request }] of Object.entries(queryFaults)) {
    const problem = await readProblem(app, request)
    t.same([...new Set(problem.errors?.map((fault) => fault.code))], [code], request)
  }
})

t.test('every kind of fault that a query can have is explained', async (t) => {
  const root = join(import.meta.dirname, '../../src')
  const files = ['engine/{parameters,query,filters,geo,cursor,search}.ts', 'http/*.ts', 'routes/*.ts'].flatMap(
    (pattern) => globSync(pattern, { cwd: root }),
  )
  const source = files.map((file) => readFileSync(join(root, file), 'utf8')).join('\n')
  const codes = new Set(source.match(/(?<=')(?:unknown|repeated|empty|invalid|missing|page|too)_\w+(?=')/g))
  t.ok(codes.has('invalid_box'))
  t.same(
    [...codes].filter((code) => !(code in queryFaults || code in bodyFaults)),
    [],
  )
})
