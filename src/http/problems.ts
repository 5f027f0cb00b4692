/**
 * Errors as RFC 9457 problem documents, on every path: those of ours, those of the router, and what comes before
 * routing. No driver message, no stack and no path ever leaves the server.
 */
import type { Socket } from 'node:net'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { errors, Problem } from '../engine/errors.ts'

export const problemMediaType = 'application/problem+json'

/** The document of a problem. `type` names the error in the documentation that the server carries. */
export const toDocument = (problem: Problem, instance: string) => ({
  type: `/docs/errors#${problem.code}`,
  title: problem.title,
  status: problem.status,
  detail: problem.message,
  instance,
  code: problem.code,
  ...(problem.faults.length && { errors: problem.faults }),
})

export function sendProblem(problem: Problem, request: FastifyRequest, reply: FastifyReply) {
  const document = toDocument(problem, instanceOf(request.url))
  return reply
    .code(problem.status)
    .headers({ ...problem.headers, 'Cache-Control': 'no-store', 'Content-Type': problemMediaType })
    .send(JSON.stringify(document))
}

/** The path of a request without its query, short enough to repeat. */
const instanceOf = (url: string) => (url.split('?')[0] ?? '/').slice(0, 200)

export function installProblems(app: FastifyInstance) {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const problem = toProblem(error)
    if (problem.status === 500) request.log.error({ err: error }, 'failed to answer')
    return sendProblem(problem, request, reply)
  })
  app.setNotFoundHandler((request, reply) => sendProblem(errors.NotFound(), request, reply))
}

/** What goes wrong in Fastify itself, and what SQLite says when it is busy, as problems of ours. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  const { code, statusCode } = error as Partial<FastifyError>
  switch (code) {
    case 'FST_ERR_BAD_URL':
      return errors.InvalidUrl()
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return errors.UnsupportedMediaType()
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return errors.BodyTooLarge()
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return errors.UrlTooLong()
    case 'SQLITE_BUSY':
      return errors.Busy(undefined, [], { 'Retry-After': '1' })
  }
  return statusCode && statusCode >= 400 && statusCode < 500 ? errors.InvalidRequest() : errors.Internal()
}

/** Requests that cannot be parsed never reach a route: the socket gets the problem and is closed. */
export function answerGarbage(error: NodeJS.ErrnoException, socket: Socket) {
  if (error.code === 'ECONNRESET' || !socket.writable) return socket.destroy()
  const problem = problemOfParser(error.code)
  const body = JSON.stringify(toDocument(problem, '/'))
  socket.end(
    `HTTP/1.1 ${problem.status} ${reasons[problem.status] ?? 'Bad Request'}\r\nContent-Type: ${problemMediaType}\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  )
}

const reasons: Record<number, string> = { 408: 'Request Timeout', 431: 'Request Header Fields Too Large' }

function problemOfParser(code: string | undefined): Problem {
  if (code === 'HPE_HEADER_OVERFLOW') return errors.HeadersTooLarge()
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return errors.RequestTimeout()
  return errors.InvalidRequest()
}
