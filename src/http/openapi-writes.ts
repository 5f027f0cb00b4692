/** What changes something, as the document shows it: what it needs beside its body, and what it answers. */
import type { oas31, ZodOpenApiOperationObject } from 'zod-openapi'
import { scopes } from '../store/keys.ts'
import { errorResponses } from './openapi-errors.ts'
import { headerRefs } from './openapi-headers.ts'
import type { ParameterComponents } from './openapi-parameters.ts'
import type { Operation, SaidInHeader, WriteRoute } from './write-route.ts'

/** What a write says in headers, each a component. */
export const writeParameters: Record<SaidInHeader, oas31.ParameterObject> = {
  'Change-Reason': {
    name: 'Change-Reason',
    in: 'header',
    required: true,
    description: 'Why, in 1 to 500 characters, percent-encoded UTF-8. It stands in the history.',
    schema: { type: 'string', minLength: 1 },
    example: 'Corrected%20after%20the%20second%20report',
  },
  'If-Match': {
    name: 'If-Match',
    in: 'header',
    required: true,
    description:
      'The `ETag` of the record as it was read alone, so that nobody else’s change is lost: `"r3"` for its revision 3. Only the revision counts, so that it can be made of the field `revision`, also of an answer with `fields` or `expand`, and `"r3-gzip"` or the `W/"r3"` that a proxy makes of it will do; `*` is any. Claims that were written about the record meanwhile do not move it: they stay beside what is changed.',
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

/** A write to a record: it leads to the record. */
export function toOperation(route: WriteRoute): Operation {
  const { status, schema, conditional, resource } = route
  const reads = { [`get${resource.singular}`]: linkTo(resource.singular) }
  return {
    ...route,
    says: ['Change-Reason', ...(conditional ? (['If-Match'] as const) : []), 'Idempotency-Key'],
    answer: {
      status,
      description: answers[status],
      headers: ['Change-Seq', ...(schema ? (['ETag', status === 201 ? 'Location' : 'Content-Location'] as const) : [])],
      ...(schema && { schema, links: reads }),
    },
  }
}

const linkTo = (singular: string) => ({
  operationId: `get${singular}`,
  parameters: { id: '$response.body#/id' },
  description: 'The record, alone.',
})

export function toChangingOperation(
  { operationId, tag, summary, scope, says, body, answer, errors, ...route }: Operation,
  { refsOf }: ParameterComponents,
): ZodOpenApiOperationObject {
  const { status, description, headers, schema, links } = answer
  return {
    operationId,
    tags: [tag],
    summary,
    description: `${route.description}\n\nNeeds a key of scope \`${scope}\`.`,
    security: [{ key: [] }],
    parameters: [
      ...refsOf({ tag, operationId, parameters: {}, ...route }),
      ...says.map((name) => ({ $ref: `#/components/parameters/${name}` })),
    ],
    ...(body && {
      requestBody: {
        required: !body.optional,
        content: Object.fromEntries(
          body.mediaTypes.map((mediaType) => [mediaType, { schema: body.schema, example: body.example }]),
        ),
      },
    }),
    responses: {
      [status]: {
        description,
        headers: headerRefs([...headers, 'Cache-Control', 'X-Request-Id']),
        ...(schema && { content: { 'application/json': { schema } } }),
        ...(links && { links }),
      },
      ...errorResponses(errors),
    },
  }
}
