/** Writes as the document shows them: what they need beside their body, and what they answer. */
import type { oas31, ZodOpenApiOperationObject } from 'zod-openapi'
import { scopes } from '../store/keys.ts'
import { errorResponses } from './openapi-errors.ts'
import { headerRefs } from './openapi-headers.ts'
import type { ParameterComponents } from './openapi-parameters.ts'
import type { WriteRoute } from './write-route.ts'

/** What a write says in headers, each a component. */
export const writeParameters: Record<string, oas31.ParameterObject> = {
  'Change-Reason': {
    name: 'Change-Reason',
    in: 'header',
    required: true,
    description: 'Why, in 1 to 500 characters, percent-encoded UTF-8. It stands in the history of the record.',
    schema: { type: 'string', minLength: 1 },
    example: 'Corrected%20after%20the%20second%20report',
  },
  'If-Match': {
    name: 'If-Match',
    in: 'header',
    required: true,
    description:
      'The `ETag` of the record as it was read, so that nobody else’s change is lost. Only the revision counts; `*` is any.',
    schema: { type: 'string' },
    example: '"r1"',
  },
  'Idempotency-Key': {
    name: 'Idempotency-Key',
    in: 'header',
    description:
      'A new one for each write, such as a UUID, and the same for its retries: for 24 hours a retry gets the first answer and changes nothing.',
    schema: { type: 'string', minLength: 1, maxLength: 255 },
    example: '6f3a1c52-5a0e-4a53-9f0e-0a4d3c1c9b7e',
  },
}

export const securitySchemes: Record<string, oas31.SecuritySchemeObject> = {
  key: {
    type: 'http',
    scheme: 'bearer',
    description: `A key, made by \`sourcebook key create\`. Its scope says what it may do:\n${Object.entries(scopes)
      .map(([name, meaning]) => `- \`${name}\`: ${meaning}`)
      .join('\n')}`,
  },
}

const answers: Record<WriteRoute['status'], string> = {
  200: 'The record as it is now.',
  201: 'The record, with what the server keeps about it.',
  204: 'It is gone.',
}

/** The operation, in which a write to one record leads to the record, and a new one to its first page of history. */
export function toWriteOperation(route: WriteRoute, { refsOf }: ParameterComponents): ZodOpenApiOperationObject {
  const { operationId, tag, summary, scope, body, status, schema, conditional, resource } = route
  const headers = ['Change-Reason', ...(conditional ? ['If-Match'] : []), 'Idempotency-Key']
  const reads = { [`get${resource.singular}`]: linkTo(resource.singular) }
  return {
    operationId,
    tags: [tag],
    summary,
    description: `${route.description}\n\nNeeds a key of scope \`${scope}\`.`,
    security: [{ key: [] }],
    parameters: [
      ...refsOf({ ...route, parameters: {} }),
      ...headers.map((name) => ({ $ref: `#/components/parameters/${name}` })),
    ],
    ...(body && {
      requestBody: {
        required: true,
        content: Object.fromEntries(
          body.mediaTypes.map((mediaType) => [mediaType, { schema: body.schema, example: body.example }]),
        ),
      },
    }),
    responses: {
      [status]: {
        description: answers[status],
        headers: headerRefs([
          'Change-Seq',
          'Cache-Control',
          'X-Request-Id',
          ...(schema ? (['ETag', status === 201 ? 'Location' : 'Content-Location'] as const) : []),
        ]),
        ...(schema && { content: { 'application/json': { schema } }, links: reads }),
      },
      ...errorResponses(route.errors),
    },
  }
}

const linkTo = (singular: string) => ({
  operationId: `get${singular}`,
  parameters: { id: '$response.body#/id' },
  description: 'The record, alone.',
})
