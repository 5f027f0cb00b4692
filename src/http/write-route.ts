/**
 * What changes something, declared once like what reads: it gives the address, the operation in the OpenAPI document
 * and what a key needs for it. A route that writes records works inside a transaction; how it is answered is the same
 * for all.
 */
import type { z } from 'zod'
import type { Parameter } from '../engine/parameters.ts'
import type { Resource } from '../engine/resource.ts'
import type { Scope } from '../store/keys.ts'
import type { ErrorName } from './openapi-errors.ts'
import type { HeaderName } from './openapi-headers.ts'
import type { RouteLink } from './route.ts'

/** What an operation says in headers beside its body. */
export type SaidInHeader = 'Change-Reason' | 'If-Match' | 'Idempotency-Key'

/** An operation that changes something, as the document shows it. */
export type Operation = {
  method: 'POST' | 'PATCH' | 'DELETE'
  path: string
  operationId: string
  tag: string
  summary: string
  description: string
  pathParameters?: Record<string, Parameter>
  parameters?: Record<string, Parameter>
  scope: Scope
  says: readonly SaidInHeader[]
  /** One that is `optional` is an empty object if it is left out. */
  body?: { mediaTypes: readonly string[]; readonly schema: z.ZodType; example: unknown; optional?: true }
  answer: {
    status: 200 | 201 | 202 | 204
    description: string
    headers: readonly HeaderName[]
    schema?: z.ZodType
    links?: Record<string, RouteLink>
  }
  errors: readonly ErrorName[]
}

export type WriteRoute = Pick<
  Operation,
  'method' | 'path' | 'operationId' | 'tag' | 'summary' | 'description' | 'pathParameters' | 'scope' | 'body' | 'errors'
> & {
  /** Whether what was written about the record goes with it; what others wrote does only if If-Match is `*`. */
  takesAlong?: boolean
  /** Whether If-Match has to name the record as it is. */
  conditional: boolean
  /** Of the answer: 201 and 200 show the record, 204 has no body. */
  status: 200 | 201 | 204
  readonly schema?: z.ZodType
  resource: Resource
  /** What is done with the record of the path, or to have a new one. */
  act: 'create' | 'patch' | 'delete' | 'merge' | 'unmerge'
}
