/** Every error and every fault is documented with an example, which is what the server answers. */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { errors } from '../../src/engine/errors.ts'
import { failures } from '../../src/http/openapi-failures.ts'
import { bodyFaults } from '../../src/http/pages-body-faults.ts'
import { queryFaults } from '../../src/http/pages-faults.ts'
import { readProblem } from '../support.ts'
import { openNewsroom } from '../writes/newsroom.ts'
import { document, follow, operations } from './openapi.ts'

const { app, send, key } = await openNewsroom(t)

const examples = document.components.examples as Record<string, { value: { code: string } }>
const catalogue = Object.entries(errors)

t.test('every error of the catalogue has an example', async (t) => {
  t.same(
    Object.entries(examples).map(([name, { value }]) => [name, value.code]),
    catalogue.map(([name, { code }]) => [name, code]),
  )
})

t.test('every error says what happened, and what to do', async (t) => {
  t.same(
    catalogue.filter(([, { title }]) => title.split(/[.:] /).length < 2).map(([name]) => name),
    [],
  )
})

t.test('an operation refers to each error that it can end in, by its status or as another error', async (t) => {
  for (const { operationId, responses } of operations) {
    const said = Object.values(responses).flatMap(({ $ref }) =>
      Object.keys(follow<Response>($ref ?? '#/components').content?.['application/problem+json']?.examples ?? {}),
    )
    t.ok(said.includes('invalid_query') && said.includes('busy') && said.includes('key_required'), operationId)
  }
})
type Response = { content?: Record<string, { examples: Record<string, unknown> }> }

const keys = { read: key('read'), write: key('write', 'another') }

for (const [name, failure] of Object.entries(failures))
  t.test(`the example of ${examples[name]?.value.code} is what the server answers`, async (t) => {
    const { method, url, headers = {}, body, scope } = failure
    const own = { Authorization: scope && `Bearer ${keys[scope]}`, 'Change-Reason': undefined, ...headers }
    const { status, text } =
      method === 'GET'
        ? await app.inject({ method, url, headers }).then((said) => ({ status: said.statusCode, text: said.payload }))
        : await send(method, url, body, own)
    t.equal(status, failure.problem.status)
    t.same(JSON.parse(text), examples[name]?.value)
  })

t.test('the request of every kind of fault has that fault', async (t) => {
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
  const own = new Set<string>(catalogue.map(([, { code }]) => code))
  t.same(
    [...codes].filter((code) => !(code in queryFaults || code in bodyFaults || own.has(code))),
    [],
  )
})
