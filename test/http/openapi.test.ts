/** The OpenAPI document: it names every address, explains every word, and says each thing once. */
import t from 'tap'
import { allRoutes } from '../../src/all-routes.ts'
import { errors } from '../../src/engine/errors.ts'
import { resources } from '../../src/model/index.ts'
import { openSeeded } from '../support.ts'
import {
  document,
  follow,
  type Operation,
  operations,
  parametersOf,
  type Schema,
  valueSchema,
  writtenPaths,
} from './openapi.ts'

const { app } = await openSeeded(t)

/** Addresses for people, and the document itself, which the document does not describe. */
const pages = /^\/$|^\/docs(\/|\*|$)|^\/openapi\.json$/

t.test('every address of the server is in the document, and every path of the document is an address', async (t) => {
  await app.ready()
  const told = operations.flatMap((operation) => {
    const [closed] = parametersOf(operation).filter((p) => p.in === 'path' && valueSchema(p).enum)
    const values = closed ? (valueSchema(closed).enum ?? []) : ['']
    return values.map((value) => operation.path.replace(`{${closed?.name}}`, String(value)))
  })
  const served = addresses(app.printRoutes({ commonPrefix: false })).filter((path) => !pages.test(path))
  t.same([...told, ...writtenPaths].sort(), [...new Set(served)].sort())
})

/** The addresses of a route tree, in the words of OpenAPI. */
function addresses(tree: string): string[] {
  const above: string[] = []
  return tree.split('\n').flatMap((line) => {
    const [, indent = '', part = '', methods] = /^(.*?)[├└]── (\S+)(?: \((.*)\))?/.exec(line) ?? []
    if (part === '') return []
    above.length = indent.length / 4
    above.push(part)
    const path = above
      .join('')
      .replace(/^\/(?=\/)|\/(?=\/)/g, '')
      .replace(/:(\w+)(\(.*?\+\$?\))?/g, '{$1}')
    return methods ? [path] : []
  })
}

t.test('what answers JSON answers nothing else, so that generated clients have one type for it', (t) => {
  const mixed = operations
    .filter(({ path }) => !path.includes('{format}'))
    .map(({ operationId, responses }) => [operationId, ...Object.keys(responses['200']?.content ?? {})])
    .filter((types) => types.includes('application/json') && types.length > 2)
  t.same(mixed, [])
  t.end()
})

t.test('every operation has an id of its own, a summary, a description and a tag that is described', async (t) => {
  const ids = operations.map(({ operationId }) => operationId)
  t.equal(new Set(ids).size, ids.length)
  const tags = new Map(document.tags.map(({ name, description }) => [name, description]))
  const bare = operations.filter(
    ({ summary, description, tags: own }) =>
      !/^[A-Z]/.test(summary) || !/\.\n/.test(description) || !own.every((name) => tags.get(name)),
  )
  t.same(
    bare.map(({ operationId }) => operationId),
    [],
  )
})

t.test('tags stand in the order of the registry', async (t) => {
  const names = document.tags.map(({ name }) => name)
  t.same(
    names.slice(-resources.length),
    resources.map(({ name }) => name),
  )
})

const parameters = Object.entries(document.components.parameters)

t.test('every parameter is described', async (t) => {
  t.same(namesOf(parameters.filter(([, { description }]) => !/\S/.test(description))), [])
})

t.test('a list of values is sent with commas', async (t) => {
  const lists = parameters.filter(([, { schema }]) => schema.type === 'array')
  t.ok(lists.length > 100)
  t.same(namesOf(lists.filter(([, { style, explode }]) => style !== 'form' || explode !== false)), [])
})

const namesOf = (entries: [string, unknown][]) => entries.map(([name]) => name)

t.test('what a researcher looks for first stands first, and what negates or compares stands last', async (t) => {
  const events = operations.find(({ operationId }) => operationId === 'listEvents') as (typeof operations)[number]
  const names = parametersOf(events).map(({ name }) => name)
  t.same(names.slice(0, 4), ['q', 'datetime', 'datetime_within', 'actor'])
  const isVariant = (name: string) => /^not_|_(gt|gte|lt|lte)$/.test(name)
  const firstVariant = names.findIndex(isVariant)
  t.ok(names.slice(firstVariant).every(isVariant))
  t.ok(names.indexOf('cursor') < names.indexOf('type'))
})

const isExplained = (value: unknown, description = '') => description.includes(`\`${value}\``)

t.test('every closed list has the meaning of each value', async (t) => {
  const lists = Object.entries(document.components.schemas).filter(([, schema]) => schema.enum)
  t.ok(lists.length > 25)
  const bare = lists.flatMap(([name, { enum: values = [], description }]) =>
    values.flatMap((value) => (isExplained(value, description) ? [] : [`${name} ${value}`])),
  )
  t.same(bare, [])
})

t.test('a parameter that takes the values of a closed list has the meaning of each', async (t) => {
  const bare = parameters.flatMap(([name, parameter]) => {
    const { enum: values = [], type } = valueSchema(parameter)
    if (type === 'boolean' || /^not_/.test(parameter.name) || namesOthers.includes(parameter.name)) return []
    return values.flatMap((value) =>
      isExplained(String(value).replace(/^-/, ''), parameter.description) ? [] : [`${name} ${value}`],
    )
  })
  t.same(bare, [])
})

/** Parameters whose values are names of fields or resources, which are explained as what they are. */
const namesOthers = ['fields', 'facets', 'has', 'lacks', 'resource']

t.test('every schema and every field of it is explained', async (t) => {
  const all = Object.entries(document.components.schemas).flatMap(([name, schema]) => parts(schema, name))
  t.same(namesOf(all.filter(([, { description, $ref }]) => !description && !$ref)), [])
})

/** A schema with everything that it holds by name. */
function parts(schema: Schema, path: string): [string, Schema][] {
  const inner = Object.entries(schema.properties ?? {}).flatMap(([name, part]) => parts(part, `${path}.${name}`))
  const items = Object.entries(schema.items?.properties ?? {}).flatMap(([name, part]) =>
    parts(part, `${path}[].${name}`),
  )
  return [[path, schema], ...inner, ...items]
}

t.test('each thing is said once: every component is referred to, and no two are the same', async (t) => {
  const referred = new Set([...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref]) => ref as string))
  t.same(
    [...referred].filter((ref) => !follow(ref)),
    [],
    'every reference leads to something',
  )
  const { securitySchemes: _named, ...others } = document.components // a scheme is named, not referred to
  const components = Object.entries(others).flatMap(([kind, all]) =>
    Object.keys(all).map((name) => `#/components/${kind}/${name}`),
  )
  t.same(
    components.filter((ref) => !referred.has(ref)),
    [],
  )
  for (const kind of ['schemas', 'parameters', 'responses']) {
    const bodies = Object.values(document.components[kind] ?? {}).map((part) => JSON.stringify(part))
    t.equal(new Set(bodies).size, bodies.length, kind)
  }
})

t.test('no schema leads back to itself, so that tools may write out what it refers to', async (t) => {
  const { schemas } = document.components
  const refsOf = (name: string) => JSON.stringify(schemas[name]).match(/(?<=#\/components\/schemas\/)\w+/g) ?? []
  const checked = new Set<string>()
  const circlesFrom = (name: string, path: readonly string[]): string[] => {
    if (path.includes(name)) return [[...path, name].join(' → ')]
    if (checked.has(name)) return []
    const found = refsOf(name).flatMap((next) => circlesFrom(next, [...path, name]))
    checked.add(name)
    return found
  }
  t.same(
    Object.keys(schemas).flatMap((name) => circlesFrom(name, [])),
    [],
  )
})

t.test('objects are open, because fields may be added within v1', async (t) => {
  t.notMatch(JSON.stringify(document), '"additionalProperties":false')
})

t.test('the document is small enough to load at once', async (t) => {
  const bytes = JSON.stringify(document).length
  t.ok(bytes < 850_000, `${bytes} bytes`)
})

t.test('an operation has the answers that its route declares, and the headers of each', async (t) => {
  for (const { path, operationId, errors: declared } of allRoutes()) {
    const { responses } = operations.find((operation) => operation.operationId === operationId) as Operation
    const statuses = ['200', '304', ...declared.map((name) => String(errors[name].status)), 'default']
    t.same(Object.keys(responses).sort(), [...new Set(statuses)].sort(), path)
    t.ok(responses['200']?.headers?.ETag, path)
  }
})
