/** How a write is answered. What was acknowledged is on the disk. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Body } from '../edits/check-edit.ts'
import { changesMany } from '../edits/many.ts'
import type { Directory } from '../engine/expansions.ts'
import { startReading } from '../engine/parameters.ts'
import type { Reader } from '../engine/statement.ts'
import type { Writing } from '../store/writing.ts'
import { doWrite, type Sent } from './do-write.ts'
import { hashOf, type Wrote } from './idempotency.ts'
import type { Caller } from './keys.ts'
import { readGiven, toPath } from './url.ts'
import { readBody, readIdempotencyKey, readReason } from './write-request.ts'
import type { WriteRoute } from './write-route.ts'

/** Where writes are done that change many records, so that nobody who reads waits for them. */
export type LongWrites = {
  /** Does it when those before are done. */
  do(sent: Sent): Promise<Wrote>
  /** When none is being done. */
  idle(): Promise<void>
}

/** `reader` and `version` are of a connection that reads. */
type Base = { reader: Reader; writing: Writing; long: LongWrites; directory: Directory; version(): string }

/** The handler of a route. The caller has been let in before. */
export const openWrites =
  ({ reader, writing, long, directory, version }: Base) =>
  (route: WriteRoute) =>
  async (request: FastifyRequest, reply: FastifyReply) => {
    const sent = readSent(route, request)
    const short = async () => {
      await long.idle()
      return writing.insist(() => writing.transact((writer) => doWrite(writer, directory, route, sent)))
    }
    const wrote = await (changesMany(reader, route, sent) ? long.do(sent) : short())
    reply.code(wrote.status).headers(wrote.headers).header('Change-Seq', version())
    return reply.send(wrote.status === 204 ? undefined : wrote.body)
  }

function readSent(route: WriteRoute, request: FastifyRequest): Sent {
  const url = toPath(request.url)
  startReading(readGiven(url), {}).end()
  const { headers } = request
  const key = readIdempotencyKey(headers['idempotency-key'] as string | undefined)
  return {
    operationId: route.operationId,
    url,
    id: (request.params as { id?: string }).id,
    match: headers['if-match'],
    reason: readReason(headers['change-reason'] as string | undefined), // a header that Node does not know is one text
    retry: key === undefined ? undefined : { key, bodyHash: hashOf(request.body) },
    body: readSentBody(route, request),
    caller: request.caller as Caller, // a route that writes needs a scope
  }
}

const readSentBody = ({ body }: WriteRoute, { body: sent, headers }: FastifyRequest): Body =>
  !body || (body.optional && sent === undefined) ? {} : readBody(sent, headers['content-type'], body.mediaTypes)
