/** What is done for every request before its route has it, and for every answer before it leaves. */
import type { FastifyInstance } from 'fastify'
import type { Scope } from '../store/keys.ts'
import { isLocal, toClient } from './clients.ts'
import type { WhyTooMany } from './connections.ts'
import { checkRequest, refuseUnrouted, sendOptions } from './entry.ts'
import { everyAnswer } from './headers.ts'
import { type Gate, requireScope } from './keys.ts'
import type { Limits } from './limits.ts'
import type { Watch } from './watch.ts'

export type Admission = {
  gate: Gate
  limits: Limits
  whyTooMany: WhyTooMany
  watch: Watch
  /** What a key needs to read; undefined if nobody needs one. */
  toRead: Scope | undefined
  /** Of which the nearest is named when nothing is at an address. */
  paths: readonly string[]
}

export function admit(app: FastifyInstance, { gate, limits, whyTooMany, watch, toRead, paths }: Admission) {
  for (const name of ['caller', 'client', 'counts', 'figures'] as const) app.decorateRequest(name, null)
  app.addHook('onRoute', watch.observe)
  app.addHook('onResponse', watch.note)
  app.addHook('onRequest', (request, reply, done) => {
    const { scope, open, figures } = request.routeOptions.config ?? {}
    request.figures = figures ?? watch.unrouted
    reply.headers(everyAnswer).header('x-request-id', request.id)
    checkRequest(request.raw)
    if (request.method === 'OPTIONS') return sendOptions(app, request, reply)
    if (open === 'to everybody') return done()
    const tooMany = whyTooMany(request.raw.socket)
    if (tooMany) throw tooMany
    request.caller = gate.identify(request)
    request.client = toClient(request)
    limits.takeRequest(request)
    const needed = open === 'to this machine' ? (isLocal(request) ? undefined : 'admin') : (scope ?? toRead)
    if (needed) requireScope(request.caller, needed)
    if (request.is404) refuseUnrouted(app, request, paths)
    done()
  })
  app.addHook('onSend', (request, reply, payload, done) => {
    if (request.headers.authorization !== undefined) reply.header('Cache-Control', 'private, no-store') // for the holder of the key alone
    limits.show(request, reply)
    done(null, payload)
  })
}
