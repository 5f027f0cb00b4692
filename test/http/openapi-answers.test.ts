/** What the OpenAPI document promises is what the server answers: examples, schemas, links, headers and errors. */
import { Ajv2020 } from 'ajv/dist/2020.js'
import t from 'tap'
import { allRoutes } from '../../src/all-routes.ts'
import { questions } from '../../src/http/openapi-about.ts'
import { exampleId } from '../../src/routes/imports.ts'
import { addJob } from '../../src/store/import-jobs.ts'
import { createKey } from '../../src/store/keys.ts'
import { ask, openSeeded, read, readPage } from '../support.ts'
import { document, ending, exampleOf, follow, type Operation, operations, parametersOf } from './openapi.ts'

const { app, connection } = await openSeeded(t)
const routes = allRoutes()

const now = '2025-08-01T00:00:00.000Z'
const key = createKey(connection, { scope: 'import', name: 'Lena', expires_at: null }, now)
/** Those that the operation cannot do without. */
const headersOf = ({ security }: Operation): Record<string, string> =>
  security ? { Authorization: `Bearer ${key}` } : {}

const job = {
  id: exampleId,
  dataset_id: 'ucdp-ged',
  release: '23.1',
  dry_run: false,
  withdraw: false,
  bytes: 640,
  sha256: 'a'.repeat(64),
}
addJob(connection, { ...job, key_id: key.slice(4, 12), editor: 'Lena', reason: 'The release of the year.' }, now)

const validator = new Ajv2020({ strict: false, validateFormats: false, allErrors: true })
validator.addSchema({ $id: 'document', ...document })

/** What a JSON Schema of the document finds wrong; empty if nothing. `at` is the way to the schema. */
function faultsOf(body: unknown, at: readonly string[]): string[] {
  const pointer = at.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')
  const validate = validator.getSchema(`document#/${pointer}`)
  if (!validate) return [`no schema at ${pointer}`]
  validate(body)
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}

const answerOf = (path: string, mediaType: string) => [
  'paths',
  path,
  'get',
  'responses',
  '200',
  'content',
  mediaType,
  'schema',
]

for (const operation of ending) {
  t.test(`the example of ${operation.operationId} is answered as the document and the zod schema say`, async (t) => {
    const { status, headers, text } = await ask(app, exampleOf(operation), { headers: headersOf(operation) })
    t.equal(status, 200)
    const mediaType = headers['content-type']?.split(';')[0] ?? ''
    const body = mediaType.includes('json') ? JSON.parse(text) : text
    t.same(faultsOf(body, answerOf(operation.path, mediaType)), [])
    const route = routes.find(({ operationId }) => operationId === operation.operationId)
    const content = route?.content.find((said) => said.mediaType === mediaType)
    t.equal(content?.schema.safeParse(body).error, undefined)
    t.notSame(body.data ?? body.features ?? body, [], 'it finds something')
    const told = Object.keys(operation.responses['200']?.headers ?? {}).filter(
      (name) => !/^(Link|RateLimit.*)$/.test(name),
    ) // not every page has a next, and this machine has no limits
    t.same(
      told.filter((name) => !headers[name.toLowerCase()]),
      [],
      'the headers',
    )
  })
}

t.test('every file is answered as the document says', async (t) => {
  const files = operations.filter(({ path }) => path.endsWith('.{format}'))
  for (const { path } of files)
    for (const format of ['json', 'geojson']) {
      const { status, text, headers } = await ask(app, path.replace('{format}', format))
      if (status === 404 && format === 'geojson') continue // the resource has no coordinates
      t.same(faultsOf(JSON.parse(text), answerOf(path, headers['content-type'] ?? '')), [], `${path} ${format}`)
    }
})

t.test('with every expansion a record is answered as the document says', async (t) => {
  for (const operation of operations.filter(({ path }) => path.endsWith('/{id}'))) {
    const expand = parametersOf(operation).find(({ name }) => name === 'expand')?.schema.items?.enum ?? []
    const url = exampleOf(operation) + (expand.length ? `?expand=${expand}` : '')
    t.same(faultsOf(await read(app, url, headersOf(operation)), answerOf(operation.path, 'application/json')), [], url)
  }
})

t.test('a schema of the document refuses what the server does not answer', async (t) => {
  t.same(faultsOf({ data: [], page: { limit: '50', next_cursor: null } }, answerOf('/v1/events', 'application/json')), [
    '/page/limit must be integer',
  ])
})

/** What a parameter needs beside it: what its operation requires, and what it says that it needs. */
function besideOf(operation: Operation & { path: string }, name: string): string {
  const { path } = operation
  if (name === 'near') return '&radius_km=50'
  if (name === 'radius_km') return '&near=34.53,69.17'
  if (name === 'cell_degrees') return '&by=cell'
  if (name === 'complete' || (name === 'sort' && path === '/v1/search')) return '&q=taliban'
  const required = parametersOf(operation).filter((p) => p.required && p.in === 'query' && p.name !== name)
  return required.map((p) => `&${p.name}=${p.example}`).join('')
}

t.test('the example of every parameter is taken', async (t) => {
  const tried = new Set<string>()
  for (const operation of ending) {
    const [base = ''] = exampleOf(operation).split('?')
    for (const { $ref } of operation.parameters) {
      const { name, in: where, example } = follow<{ name: string; in: string; example?: unknown }>($ref)
      if (tried.has($ref) || where !== 'query' || example === undefined) continue
      tried.add($ref)
      const beside = besideOf(operation, name)
      const { status, text } = await ask(app, `${base}?${name}=${encodeURI(String(example))}${beside}`, {
        headers: headersOf(operation),
      })
      if (status !== 200) t.fail(`${$ref}: ${text}`)
    }
  }
  t.ok(tried.size > 300)
})

t.test('only what is prose, or comes from an answer, has no example', async (t) => {
  const without = Object.values(document.components.parameters).filter(({ example }) => example === undefined)
  const names = new Set(without.map(({ name }) => name.replace(/^not_/, '')))
  const prose = [
    'cursor',
    'title',
    'description',
    'summary',
    'text',
    'objective',
    'outcome',
    'condition',
    'question',
    'note',
    'quote',
  ]
  const others = [
    'baseline',
    'target',
    'attribution_text',
    'location_text',
    'side_a',
    'side_b',
    'citation',
    'url',
    'sha256',
    'release',
    'admin1',
  ]
  t.same(
    [...names].filter((name) => !prose.includes(name) && !others.includes(name)),
    [],
  )
})

t.test('links lead from the example of a list to its record, and from a record to its claims', async (t) => {
  const from = operations.flatMap((operation) =>
    Object.entries(operation.responses['200']?.links ?? {}).map(([name, link]) => ({ operation, name, link })),
  )
  t.ok(from.length > 40)
  for (const { operation, name, link } of from) {
    const target = operations.find(({ operationId }) => operationId === link.operationId) as Operation & {
      path: string
    }
    const known = parametersOf(target).map((parameter) => parameter.name)
    t.same(
      Object.keys(link.parameters).filter((parameter) => !known.includes(parameter)),
      [],
      name,
    )
    const body = await read<object>(app, exampleOf(operation), headersOf(operation))
    const values = Object.entries(link.parameters).map(([key, said]) => [key, evaluate(said, body)] as const)
    if (values.some(([, value]) => value === null)) continue
    const url = values.reduce((path, [key, value]) => path.replace(`{${key}}`, String(value)), target.path)
    const query = values.filter(([key]) => !target.path.includes(`{${key}}`)).map(([key, value]) => `${key}=${value}`)
    if (name !== 'next') await read(app, `${url}?${query.join('&')}`, headersOf(target))
  }
})

/** A runtime expression of OpenAPI on an answer, or the value itself. */
const evaluate = (said: string, body: unknown): unknown =>
  said.startsWith('$response.body#/')
    ? said
        .slice('$response.body#/'.length)
        .split('/')
        .reduce((inside, key) => (inside as Record<string, unknown>)[key], body)
    : said

t.test('the link to the next page is that page', async (t) => {
  const first = await readPage(app, '/v1/claims?limit=3')
  const link = operations.find(({ operationId }) => operationId === 'listClaims')?.responses['200']?.links?.next
  t.equal(link?.operationId, 'listClaims')
  const cursor = evaluate(link?.parameters.cursor ?? '', first)
  const second = await readPage(app, `/v1/claims?limit=3&cursor=${cursor}`)
  const both = await readPage(app, '/v1/claims?limit=6')
  t.same([...first.data, ...second.data], both.data)
})

t.test('every address that the page begins with is answered, and finds something', async (t) => {
  const urls = [...document.info.description.matchAll(/\]\((\/[^)]+)\)/g)].map(([, url]) => url as string)
  t.ok(urls.length > 8)
  for (const url of urls) {
    const { status, text, headers } = await ask(app, url)
    t.equal(status, 200, url)
    if (headers['content-type'] === 'application/json') t.notSame(JSON.parse(text).data, [], url)
  }
})

t.test('the four questions of the page are answered by the requests beside them', async (t) => {
  const answers = await Promise.all(questions.map(({ request }) => readPage(app, request)))
  const [visits, figures, commitments, watched] = answers.map(({ data }) => data) as [Told[], Told[], Told[], Told[]]
  const visit = visits.find(({ id }) => id === '2025-07-20-naqvi-kabul')
  t.same(
    visit?.visitors?.map(({ actor_id }) => actor_id),
    ['mohsin-naqvi'],
  )
  t.same(
    visit?.hosts?.map(({ actor_id }) => actor_id),
    ['sirajuddin-haqqani', 'mohammad-nabi-omari'],
  )
  t.same(figures.map(({ quote }) => quote).sort(), ['at least 54 militants killed', 'killed around 71'])
  const promise = commitments.find(({ text }) => text?.startsWith('The Taliban crack down'))
  t.same(
    [promise?.promisors?.[0]?.actor_id, promise?.status, promise?.condition],
    ['afghan-taliban', 'conditional', null],
  )
  t.equal(commitments.find(({ text }) => text === 'The possibility of more trade.')?.condition, 'Kabul cooperates.')
  t.equal(watched.length, 7)
  t.ok(watched.some(({ question }) => question?.startsWith('Are leaders of the TTP being detained')))
})

t.test('what the page begins with fits a screen: no answer is longer than 3 KB', async (t) => {
  const [, begin = ''] = /### Begin here([\s\S]*?)###/.exec(document.info.description) ?? []
  for (const [, url = ''] of begin.matchAll(/\]\((\/v1\/[^)]+\?[^)]+)\)/g)) {
    const { bytes } = await ask(app, url)
    t.ok(bytes.length < 3072, `${url} answers ${bytes.length} bytes`)
  }
})

type Party = { actor_id: string | null }
type Told = Partial<Record<'id' | 'quote' | 'text' | 'status' | 'condition' | 'question', string>> &
  Partial<Record<'visitors' | 'hosts' | 'promisors', Party[]>>
