/**
 * The OpenAPI document, read from the declarations of the routes. What several operations share (parameters, closed
 * lists, headers, errors) is a component and stands in it once.
 */
import {
  createDocument,
  type oas31,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathItemObject,
  type ZodOpenApiPathsObject,
} from 'zod-openapi'
import type { Config } from '../config.ts'
import { version } from '../version.ts'
import type { Monitor } from './monitor.ts'
import { aboutTheApi } from './openapi-about.ts'
import { errorComponents, errorExamples, errorResponses } from './openapi-errors.ts'
import { answerHeaders, headerComponents, headerRefs } from './openapi-headers.ts'
import { type ParameterComponents, parameterComponents } from './openapi-parameters.ts'
import { byValues, schemaRef, toPlain, type Vocabularies, vocabularySchemas } from './openapi-schemas.ts'
import { securitySchemes, toChangingOperation, writeParameters } from './openapi-writes.ts'
import type { Content, Route } from './route.ts'
import type { Operation } from './write-route.ts'

export type Contents = {
  routes: readonly Route[]
  writes: readonly Operation[]
  monitors: readonly Monitor[]
  /** Everybody may read: only what changes something, or says so itself, asks for a key. */
  open: boolean
  /** In the order of the page. */
  tags: readonly { name: string; description: string }[]
  vocabularies: Vocabularies
}

export function toOpenApi(
  { routes, writes, monitors, tags, vocabularies, open }: Contents,
  config: Config,
): oas31.OpenAPIObject {
  const closed = byValues(vocabularies)
  const parameters = parameterComponents(
    [...routes, ...writes.map((operation) => ({ parameters: {}, ...operation }))],
    closed,
  )
  const document = createDocument({
    openapi: '3.1.1',
    info: {
      title: 'Sourcebook',
      version,
      summary: 'A knowledge base of security events in which every stated value has its source.',
      description: aboutTheApi,
      license: { name: 'MIT', identifier: 'MIT' },
      contact: { name: 'The maintainers of this server' },
    },
    servers: [{ url: config.SOURCEBOOK_URL || '/', description: 'This knowledge base.' }],
    security: open ? [] : [{ key: [] }],
    tags: [...tags],
    paths: { ...toPaths(routes, writes, parameters), ...Object.fromEntries(monitors.map(toMonitorPath)) },
    components: {
      securitySchemes,
      parameters: { ...parameters.components, ...writeParameters },
      headers: headerComponents,
      responses: {
        NotModified: {
          description: 'Nothing has changed since the answer that `If-None-Match` names.',
          headers: answerHeaders(),
        },
        ...errorComponents([...routes, ...writes, ...monitors]),
      },
      examples: errorExamples(),
    },
  }) as oas31.OpenAPIObject // the version asked for is 3.1
  const { schemas = {}, ...others } = document.components ?? {}
  const plain = Object.entries(schemas).map(([name, schema]) => [name, toPlain(schema as oas31.SchemaObject, closed)])
  const used = JSON.stringify([plain, others.parameters])
  const lists = Object.entries(vocabularySchemas(vocabularies)).filter(([name]) =>
    used.includes(`"${schemaRef(name).$ref}"`),
  )
  return { ...document, components: { schemas: Object.fromEntries([...plain, ...lists]), ...others } }
}

/** What each address takes, reading first. */
function toPaths(
  routes: readonly Route[],
  writes: readonly Operation[],
  parameters: ParameterComponents,
): ZodOpenApiPathsObject {
  const paths: Record<string, ZodOpenApiPathItemObject> = {}
  for (const route of routes) paths[route.path] = { get: toOperation(route, parameters) }
  for (const route of writes)
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: toChangingOperation(route, parameters) }
  return paths
}

const toOperation = (route: Route, { refsOf }: ParameterComponents): ZodOpenApiOperationObject => ({
  operationId: route.operationId,
  tags: [route.tag],
  summary: route.summary,
  description: withExample(withScope(route), route.example),
  ...(route.scope && { security: [{ key: [] }] }),
  parameters: refsOf(route),
  responses: {
    200: {
      description: route.summary,
      headers: answerHeaders(route.headers),
      content: toContent(route.content),
      ...(route.links && { links: route.links }),
    },
    304: { $ref: '#/components/responses/NotModified' },
    ...errorResponses(route.errors),
  },
})

/** What is asked of the server itself has no tag, and no place in the sequence of changes. */
const toMonitorPath = (monitor: Monitor): [string, ZodOpenApiPathItemObject] => [
  monitor.path,
  {
    get: {
      operationId: monitor.operationId,
      tags: [monitor.tag],
      summary: monitor.summary,
      description: withExample(monitor.description, monitor.path),
      parameters: [],
      security: monitor.errors.includes('KeyRequired') ? [{}, { key: [] }] : [],
      responses: {
        200: {
          description: monitor.summary,
          headers: headerRefs(['Cache-Control', 'Vary', 'X-Request-Id']),
          content: toContent(monitor.content),
        },
        ...errorResponses(monitor.errors),
      },
    },
  },
]

const withScope = ({ description, scope }: Route) =>
  scope ? `${description}\n\nNeeds a key of scope \`${scope}\`.` : description

const withExample = (description: string, url: string) => `${description}\n\nExample: [\`${url}\`](${url})`

const toContent = (content: readonly Content[]) =>
  Object.fromEntries(content.map(({ mediaType, schema }) => [mediaType, { schema }]))
