/**
 * What is asked by those who keep the server running: whether it lives, whether it is ready, its figures. The first two
 * need no key, also of a private knowledge base: they reveal nothing of what it holds. The figures are for this
 * machine, and for keys of scope `admin`; no page of another site may read them.
 */
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { errors } from '../engine/errors.ts'
import { startReading } from '../engine/parameters.ts'
import { type Family, toText } from './metrics.ts'
import type { ErrorName } from './openapi-errors.ts'
import type { Route } from './route.ts'
import { readGiven, toPath } from './url.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who is let in without a key, whatever the knowledge base: everybody, or this machine alone. */
    open?: 'to everybody' | 'to this machine'
  }
}

export type Monitor = Pick<Route, 'path' | 'operationId' | 'tag' | 'summary' | 'description' | 'content'> & {
  open: 'to everybody' | 'to this machine'
  contentType: string
  errors: readonly ErrorName[]
  /** The body. */
  answer(watched: Watched): string
}

export type Watched = {
  /** Why the server should not be asked now; undefined if it should. */
  whyNotReady(): string | undefined
  families: readonly Family[]
}

const json = 'application/json'

const isSaid = (id: string, status: string, description: string) =>
  z.strictObject({ status: z.literal(status).describe(description) }).meta({ id, description })

export const monitors: readonly Monitor[] = [
  {
    path: '/health',
    operationId: 'getHealth',
    tag: 'about',
    summary: 'Whether the server lives',
    description: 'Answers as long as the process does; it does not look at the data. For whoever restarts it.',
    open: 'to everybody',
    contentType: json,
    content: [{ mediaType: json, schema: isSaid('Health', 'ok', 'The server lives.') }],
    errors: ['InvalidQuery'],
    answer: () => '{"status":"ok"}',
  },
  {
    path: '/ready',
    operationId: 'getReadiness',
    tag: 'about',
    summary: 'Whether the server is ready',
    description:
      'Ready as long as the database is there, is of the form that this program knows, and the server is not ending. For whoever sends it requests.',
    open: 'to everybody',
    contentType: json,
    content: [{ mediaType: json, schema: isSaid('Readiness', 'ready', 'The server is ready.') }],
    errors: ['InvalidQuery', 'NotReady'],
    answer({ whyNotReady }) {
      const reason = whyNotReady()
      if (reason !== undefined) throw errors.NotReady(reason, [], { 'Retry-After': '5' })
      return '{"status":"ready"}'
    },
  },
  {
    path: '/metrics',
    operationId: 'getMetrics',
    tag: 'about',
    summary: 'Figures of the server',
    description:
      'In the text format of Prometheus: requests by route, method and class of status, their times, what was refused by a limit, files and streams under way, the write-ahead log, the sequence of changes, imports, memory, the delay of the event loop. A request from the machine of the server, past any proxy, needs no key, any other one of scope `admin`.',
    open: 'to this machine',
    contentType: 'text/plain; version=0.0.4; charset=utf-8',
    content: [{ mediaType: 'text/plain', schema: z.string() }],
    errors: ['InvalidQuery', 'KeyRequired', 'ScopeTooSmall'],
    answer: ({ families }) => toText(families),
  },
]

export function installMonitors(app: FastifyInstance, watched: Watched) {
  for (const { path, open, contentType, answer } of monitors)
    app.route({
      method: ['GET', 'HEAD'],
      url: path,
      config: { open },
      handler: (request, reply) => {
        startReading(readGiven(toPath(request.url)), {}).end()
        if (open === 'to this machine') reply.removeHeader('Access-Control-Allow-Origin')
        reply.headers({ 'Cache-Control': 'no-store', 'Content-Type': contentType })
        return reply.send(Buffer.from(answer(watched)))
      },
    })
}
