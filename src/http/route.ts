/**
 * A route, declared once: it gives the address of the server and its operation in the OpenAPI document. A handler
 * takes what was asked and says what the answer is; how it is sent (conditions, compression, HEAD) is the same for all.
 */
import type { Readable } from 'node:stream'
import type { z } from 'zod'
import type { errors } from '../engine/errors.ts'
import type { Directory } from '../engine/expansions.ts'
import type { Given, Parameter } from '../engine/parameters.ts'
import type { Scope } from '../store/keys.ts'
import type { Store } from '../store/open.ts'
import type { Standing } from '../store/standing.ts'
import type { Jobs } from './jobs.ts'
import type { Files } from './stream.ts'

export type Asked = {
  /** Path and query, as sent. */
  url: string
  given: Given
  /** The parts of the path that stand in braces. */
  path: Record<string, string>
  /** The Accept header; undefined accepts anything. */
  accept: string | undefined
  /** Whether a key was sent. */
  keyed?: boolean
  /** What an answer without end has to know: what its client heard last, and when the server ends. */
  live?: { lastEventId: string | undefined; closing: AbortSignal }
  store: Store
  directory: Directory
  files: Files
  /** Only in the process that serves. */
  jobs?: Jobs
}

export type Answer = Whole | Streamed | Built

type Said = {
  mediaType: string
  /** Compressed in itself: sent as it is. */
  packed?: boolean
  /** RFC 8288 links; they are asked for only if the client does not have the answer already. */
  links?(): string[]
  headers?: Record<string, string>
}

/** An answer that is made at once, and only if the client does not have it already. */
export type Whole = Said & {
  /** A strong tag for one representation of one revision, whose bytes are at hand; without it the answer gets a weak one from the state of the data. */
  tag?: string
  /** Depends on more than the data and the request: it is made for every request. */
  momentary?: boolean
  /** Whether making it may take long: then a process of its own makes it, and nothing else waits. */
  isBroad?(): boolean
  /** The bytes, perhaps with links that are known only when they are made. */
  body(): Buffer | Bytes
  /** The same links for HEAD, which makes no body. */
  nextLinks?(): string[]
}

/** `passing`: the memory is of these bytes alone, and nobody looks at it again once they are sent. */
export type Bytes = { bytes: Buffer; links: string[]; passing?: boolean }

/** An answer that is made while it is sent. Nothing is done for it before `stream` is called. */
export type Streamed = Said & {
  tag?: never
  /** What goes on for as long as the client listens, and so is no file. */
  endless?: boolean
  stream(): Readable
}

/** An answer that stands built in a file, at a state of the data of its own. */
export type Built = Said & { tag?: never; file: Standing }

/** A request that an answer leads to, as in OpenAPI: each parameter is a value, or where the answer has it (`$response.body#/id`). */
export type RouteLink = { operationId: string; parameters: Record<string, string>; description: string }

export type Content = { mediaType: string; schema: z.ZodType }

/** What follows from a declaration at length (parameters, content, links) may be worked out when it is first read. */
export type Route = {
  /** As in OpenAPI: `/v1/events/{id}`. A part with a closed list of values stands for an address each. */
  path: string
  operationId: string
  tag: string
  summary: string
  description: string
  pathParameters?: Record<string, Parameter>
  readonly parameters: Record<string, Parameter>
  /**
   * What it answers unless `Accept` asks for something else. What it answers then is the content of another address:
   * a client that is generated from the document has one type for each answer.
   */
  readonly content: Content[]
  /** What the answer has beside the headers of every answer. */
  headers?: ('Link' | 'Content-Disposition')[]
  /** By name. */
  readonly links?: Record<string, RouteLink>
  errors: (keyof typeof errors)[]
  /** What a key needs for it, also where anybody may read; none if nothing is said. */
  scope?: Scope
  /** A request that runs against the seed. */
  example: string
  handle(asked: Asked): Answer | Promise<Answer>
}
