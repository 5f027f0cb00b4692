/** The OpenAPI document as tests read it: references followed, addresses and parameters listed. */
import { documentOf } from '../../src/document.ts'
import { config } from '../support.ts'

export type Schema = {
  $ref?: string
  type?: string | string[]
  enum?: unknown[]
  description?: string
  items?: Schema
  anyOf?: Schema[]
  properties?: Record<string, Schema>
}
export type Parameter = {
  name: string
  in: 'path' | 'query'
  description: string
  style?: string
  explode?: boolean
  schema: Schema
  example?: unknown
  required?: boolean
}
type Link = { operationId: string; parameters: Record<string, string> }
type Ref = { $ref: string }
type Headers = Record<string, Ref>
type Response = {
  description: string
  headers?: Headers
  content?: Record<string, { schema: Schema; examples?: Record<string, Ref> }>
  links?: Record<string, Link>
}
export type Operation = {
  operationId: string
  tags: string[]
  summary: string
  description: string
  parameters: Ref[]
  /** Where a key is needed, also where anybody may read. */
  security?: object[]
  responses: Record<string, Response & Partial<Ref>>
}
type Document = {
  info: { description: string; version: string }
  servers: { url: string }[]
  tags: { name: string; description: string }[]
  paths: Record<string, { get?: Operation }>
  components: Record<string, Record<string, unknown>> & {
    schemas: Record<string, Schema>
    parameters: Record<string, Parameter>
  }
}

export const document = JSON.parse(JSON.stringify(documentOf(config))) as Document

/** Those that read. */
export const operations = Object.entries(document.paths).flatMap(([path, { get }]) => (get ? [{ path, ...get }] : []))

/** Those whose answer comes to an end. */
export const ending = operations.filter(({ responses }) => !responses['200']?.content?.['text/event-stream'])

/** Addresses that are only written to. */
export const writtenPaths = Object.entries(document.paths).flatMap(([path, { get }]) => (get ? [] : [path]))

/** What a reference of the document points to. */
export const follow = <T>(ref: string): T =>
  ref
    .slice(2)
    .split('/')
    .reduce<unknown>((inside, key) => (inside as Record<string, unknown>)[key], document) as T

export const parametersOf = ({ parameters }: Operation) => parameters.map(({ $ref }) => follow<Parameter>($ref))

/** The example of an operation, which its description links to. */
export function exampleOf({ description }: Operation): string {
  const [, url] = /\nExample: \[`[^`]+`\]\(([^)]+)\)$/.exec(description) ?? []
  if (!url) throw new Error(`no example: ${description}`)
  return url
}

/** The schema of a value, or of each value of a list. */
export const valueSchema = ({ schema }: Parameter): Schema => {
  const one = schema.items ?? schema
  return one.$ref ? follow<Schema>(one.$ref) : one
}
