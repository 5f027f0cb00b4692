/**
 * Errors as the document and the page show them: one response a status, with each error that has the status and an
 * example of it, which the server gives word for word.
 */
import { z } from 'zod'
import type { oas31, ZodOpenApiResponseObject } from 'zod-openapi'
import { errors, mostNamed } from '../engine/errors.ts'
import { failures } from './openapi-failures.ts'
import { type HeaderName, headerRefs } from './openapi-headers.ts'
import { problemMediaType, toDocument } from './problems.ts'
import { STATUS_CODES } from './status-codes.ts'

export type ErrorName = keyof typeof errors

export const errorNames = Object.keys(errors) as ErrorName[]

/** The problem document of an error, as the server answers a request that goes wrong so; else in the error's own words. */
export function exampleOf(name: ErrorName) {
  const failure = failures[name]
  return failure
    ? toDocument(failure.problem, failure.url.replace(/\?.*/, ''))
    : toDocument(errors[name](), '/v1/events')
}

const fault = z
  .strictObject({
    parameter: z.string().optional().describe('The query parameter at fault.'),
    pointer: z.string().optional().describe('The place in the body at fault, as a JSON Pointer (RFC 6901).'),
    detail: z.string().describe('What is wrong with it, and what to do.'),
    code: z.string().describe('Names the kind of fault; `/docs/errors` lists all.'),
    allowed: z.array(z.string()).optional().describe('What may stand there instead.'),
  })
  .meta({ id: 'Fault', description: 'One thing that is wrong with a request.' })

/** Every error that leaves the server. */
const problemSchema = z
  .strictObject({
    type: z.string().describe('Where the error is explained, relative to the server.'),
    title: z.string().describe('What the error is: the same sentence each time.'),
    status: z.int().describe('The HTTP status.'),
    detail: z.string().describe('What is wrong with this request, and what to do.'),
    instance: z.string().describe('The path that was asked for.'),
    code: z.string().describe('Names the error, for programs. A code never changes its meaning.'),
    errors: z
      .array(fault)
      .max(mostNamed)
      .optional()
      .describe('Every fault of the request, all at once; the first of them if there are more.'),
  })
  .meta({ id: 'Problem', description: 'A problem document (RFC 9457).' })

const statusOf = (name: ErrorName) => errors[name].status
const toComponentName = (status: number) => (STATUS_CODES[status] ?? String(status)).replace(/[^A-Za-z]/g, '')

/** The response of each status that an operation declares, and `OtherError` for those that not all of them declare. */
export function errorComponents(
  operations: readonly { errors: readonly ErrorName[] }[],
): Record<string, ZodOpenApiResponseObject> {
  const declared = operations.flatMap(({ errors }) => errors)
  const statuses = [...new Set(declared.map(statusOf))].sort()
  const named = [...new Set([...declared, ...errorNames])]
  const others = errorNames.filter((name) =>
    operations.some(({ errors }) => !errors.map(statusOf).includes(statusOf(name))),
  )
  return {
    ...Object.fromEntries(
      statuses.map((status) => [
        toComponentName(status),
        toResponse(named.filter((name) => statusOf(name) === status)),
      ]),
    ),
    OtherError: toResponse(others),
  }
}

const toResponse = (names: ErrorName[]): ZodOpenApiResponseObject => ({
  description: names.map((name) => `- ${statusOf(name)} \`${errors[name].code}\`: ${errors[name].title}`).join('\n'),
  headers: headerRefs(['X-Request-Id', ...names.flatMap((name) => headersOf[name] ?? [])]),
  content: {
    [problemMediaType]: {
      schema: problemSchema,
      examples: Object.fromEntries(names.map((name) => [errors[name].code, { $ref: `#/components/examples/${name}` }])),
    },
  },
})

const headersOf: Partial<Record<ErrorName, HeaderName[]>> = {
  MethodNotAllowed: ['Allow'],
  RecordMerged: ['Location'],
  KeyRequired: ['WWW-Authenticate'],
  InvalidKey: ['WWW-Authenticate'],
  ScopeTooSmall: ['WWW-Authenticate'],
  TooManyFailures: ['Retry-After'],
  TooManyRequests: ['Retry-After', 'RateLimit-Policy', 'RateLimit'],
  QueryTooBroad: ['Retry-After'],
  Busy: ['Retry-After'],
  NotReady: ['Retry-After'],
}

/** An example of each error. */
export const errorExamples = (): Record<string, oas31.ExampleObject> =>
  Object.fromEntries(errorNames.map((name) => [name, { summary: errors[name].code, value: exampleOf(name) }]))

/** By status, for one operation. */
export const errorResponses = (names: readonly ErrorName[]): Record<string, oas31.ReferenceObject> =>
  Object.fromEntries([
    ...names.map((name) => [statusOf(name), responseRef(toComponentName(statusOf(name)))] as const),
    ['default', responseRef('OtherError')] as const,
  ])

const responseRef = (name: string) => ({ $ref: `#/components/responses/${name}` })
