/**
 * A route that writes, declared once like one that reads: it gives the address, the operation in the OpenAPI document
 * and what a key needs for it. Its handler works inside a transaction; how a write is answered is the same for all.
 */
import type { z } from 'zod'
import type { Body } from '../engine/check-edit.ts'
import type { Edit } from '../engine/edit.ts'
import type { Parameter } from '../engine/parameters.ts'
import type { Resource } from '../engine/resource.ts'
import type { Row } from '../engine/write.ts'
import type { Scope } from '../store/keys.ts'
import type { ErrorName } from './openapi-errors.ts'

export type WriteRoute = {
  method: 'POST' | 'PATCH' | 'DELETE'
  path: string
  operationId: string
  tag: string
  summary: string
  description: string
  pathParameters?: Record<string, Parameter>
  scope: Scope
  /** Whether If-Match has to name the record as it is. */
  conditional: boolean
  body?: { mediaTypes: readonly string[]; schema: z.ZodType; example: unknown }
  /** Of the answer: 201 and 200 show the record, 204 has no body. */
  status: 200 | 201 | 204
  schema?: z.ZodType
  errors: readonly ErrorName[]
  resource: Resource
  /** Gives the id of the record that the answer shows. `row` is the record of the path, if it names one. */
  write(edit: Edit, body: Body, row: Row | undefined): string
}
