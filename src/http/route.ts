/**
 * A route, declared once: it gives the address of the server and its operation in the OpenAPI document. A handler
 * takes what was asked and says what the answer is; how it is sent (conditions, compression, HEAD) is the same for all.
 */
import type { Readable } from 'node:stream'
import type { z } from 'zod'
import type { errors } from '../engine/errors.ts'
import type { Directory } from '../engine/expansions.ts'
import type { Given, Parameter } from '../engine/parameters.ts'
import type { Store } from '../store/open.ts'

export type Asked = {
  /** Path and query, as sent. */
  url: string
  given: Given
  /** The parts of the path that stand in braces. */
  path: Record<string, string>
  /** The Accept header; undefined accepts anything. */
  accept: string | undefined
  store: Store
  directory: Directory
}

export type Answer = {
  mediaType: string
  /** A strong tag for one representation of one revision; without it the answer gets a weak one from the state of the data. */
  tag?: string
  /** RFC 8288 links. */
  links?: string[]
  headers?: Record<string, string>
  /** Made only if the client does not have it already. */
  body(): Body
}

/** Bytes, a stream of them, or bytes with links that are known only when they are made. */
export type Body = Buffer | Readable | { bytes: Buffer; links: string[] }

export type Content = { mediaType: string; schema: z.ZodType }

export type Route = {
  /** As in OpenAPI: `/v1/events/{id}`. */
  path: string
  operationId: string
  tag: string
  summary: string
  description: string
  pathParameters?: Record<string, Parameter>
  parameters: Record<string, Parameter>
  content: Content[]
  errors: (keyof typeof errors)[]
  /** A request that runs against the seed. */
  example: string
  handle(asked: Asked): Answer
}
