/**
 * Errors as RFC 9457 problem documents, on every path: those of ours and those of the router. No driver message, no
 * stack and no path ever leaves the server.
 */
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { errors, mostNamed, Problem } from '../engine/errors.ts'
import { everyAnswer } from './headers.ts'

export const problemMediaType = 'application/problem+json'

/** The document of a problem. `type` names the error in the documentation that the server carries. */
export const toDocument = (problem: Problem, instance: string) => ({
  type: `/docs/errors#${problem.code}`,
  title: problem.title,
  status: problem.status,
  detail: problem.message,
  instance,
  code: problem.code,
  ...(problem.faults.length && { errors: problem.faults.slice(0, mostNamed) }),
})

/** What an answer may have been given before it turned into a problem. */
const ofAnswers = ['ETag', 'Link', 'Content-Encoding', 'Content-Disposition', 'Content-Length']

export function sendProblem(problem: Problem, request: FastifyRequest, reply: FastifyReply) {
  for (const name of ofAnswers) reply.removeHeader(name)
  return reply
    .code(problem.status)
    .headers(everyAnswer)
    .headers({ 'X-Request-Id': request.id, 'Cache-Control': 'no-store', 'Content-Type': problemMediaType })
    .headers(problem.headers)
    .send(Buffer.from(JSON.stringify(toDocument(problem, instanceOf(request.url)))))
}

/** The path of a request without its query, short enough to repeat. */
const instanceOf = (url: string) => (url.split('?')[0] || '/').slice(0, 200)

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The media types of bodies that the route takes. */
    takes?: readonly string[]
  }
}

export function installProblems(app: FastifyInstance) {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const { takes } = request.routeOptions.config
    const problem =
      error.statusCode === 415 && takes ? unsupported(takes, request.headers['content-type']) : toProblem(error)
    if (problem.status === 500)
      request.log.error({ err: error, request: request.id, url: request.url }, 'failed to answer')
    return sendProblem(problem, request, reply)
  })
}

/** A body of a media type that is none of those that an address takes. */
export const unsupported = (takes: readonly string[], contentType: string | undefined): Problem =>
  errors.UnsupportedMediaType(
    `This address takes ${takes.join(' or ')}, not ${contentType?.split(';')[0]?.trim().toLowerCase() || 'a body of no type'}. Say which it is in Content-Type.`,
  )

/** What goes wrong in Fastify itself, and what SQLite and the disk say when they are busy or full, as problems of ours. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  const { code: given = '', statusCode = 500 } = error as Partial<FastifyError>
  const code = String(given)
  if (code.startsWith('SQLITE_BUSY')) return errors.Busy(undefined, [], { 'Retry-After': '1' })
  if (/^(ENOSPC|EDQUOT|SQLITE_(FULL|IOERR_(WRITE|SHMSIZE|FSYNC|TRUNCATE)))/.test(code)) return errors.StorageFull()
  if (code === 'FST_ERR_BAD_URL') return errors.InvalidUrl()
  const known = byStatus[statusCode]
  if (known) return errors[known]()
  return statusCode >= 400 && statusCode < 500 ? errors.InvalidRequest() : errors.Internal()
}

const byStatus: Record<number, keyof typeof errors> = {
  404: 'NotFound',
  413: 'BodyTooLarge',
  414: 'UrlTooLong',
  415: 'UnsupportedMediaType',
}
