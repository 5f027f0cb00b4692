/** The HTTP server over a store, every route in plain sight. It does not listen. */
import { randomUUID } from 'node:crypto'
import type { Writable } from 'node:stream'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest, LogController } from 'fastify'
import type { Config } from './config.ts'
import { openFiles } from './files.ts'
import { openCache } from './http/cache.ts'
import { installDocument, toOpenApi } from './http/document.ts'
import { checkRequest, refuseUnrouted, sendOptions } from './http/entry.ts'
import { everyAnswer } from './http/headers.ts'
import { installProblems, sendProblem, toProblem } from './http/problems.ts'
import { resourceRoutes } from './http/resources.ts'
import type { Asked, Route } from './http/route.ts'
import { recordSchemas } from './http/schemas.ts'
import { sendAnswer } from './http/send.ts'
import { openSocketAnswers } from './http/socket.ts'
import { readGiven, toPath } from './http/url.ts'
import { directory, resources } from './model/index.ts'
import { openReaderProcess, type ReaderProcess } from './reader.ts'
import { rootRoute } from './routes/root.ts'
import { searchRoutes } from './routes/search.ts'
import { vocabularyRoutes } from './routes/vocabularies.ts'
import type { Store } from './store/open.ts'

/** Every route of the interface, in the order of the documentation. */
export function allRoutes(): Route[] {
  const schemas = recordSchemas(directory)
  return [
    rootRoute(),
    ...searchRoutes(),
    ...vocabularyRoutes(),
    ...resources.flatMap((resource) => resourceRoutes(resource, directory, schemas)),
  ]
}

/** The OpenAPI document of all routes. */
export const documentOf = (config: Config) => toOpenApi(allRoutes(), config)

/** The server; it writes its log, if it is given one, as JSON, a line each. */
export async function buildApp(store: Store, config: Config, log?: Writable): Promise<FastifyInstance> {
  const sockets = openSocketAnswers()
  const app = fastify({
    logger: log && config.SOURCEBOOK_LOG !== 'silent' ? { level: config.SOURCEBOOK_LOG, stream: log } : false,
    logController: new LogController({ disableRequestLogging: true }),
    childLoggerFactory: (logger) => logger, // a line names its request itself; most requests have none
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    return503OnClosing: false, // what arrives while the server ends is still answered
    bodyLimit: 1024 * 1024,
    requestTimeout: 30_000,
    connectionTimeout: 120_000,
    http: { maxHeaderSize: 32 * 1024, requireHostHeader: false, connectionsCheckingInterval: 1000 },
    routerOptions: { maxParamLength: 16 * 1024, querystringParser: () => ({}) },
    frameworkErrors: (error, request, reply) =>
      sendProblem(toProblem(error), request as FastifyRequest, reply as FastifyReply),
    clientErrorHandler: sockets.refuse,
  })
  sockets.watch(app.server)
  installProblems(app)
  const routes = allRoutes()
  const paths = routes.map(({ path }) => path)
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(everyAnswer).header('X-Request-Id', request.id)
    checkRequest(request.raw)
    if (request.method === 'OPTIONS') return sendOptions(app, request, reply)
    if (request.is404) refuseUnrouted(app, request, paths)
    done()
  })
  if (config.SOURCEBOOK_LOG === 'debug') app.addHook('onResponse', logAnswer)
  const files = openFiles(store.path, config.SOURCEBOOK_URL)
  app.addHook('onClose', () => files.close())
  await installDocument(app, routes, config)
  const reader = openReaderProcess(store.path, config.SOURCEBOOK_QUERY_SECONDS)
  app.addHook('onClose', async () => reader.close())
  const answer = openAnswers({ store, directory, files }, reader, config)
  for (const route of routes) app.route({ method: ['GET', 'HEAD'], url: toPattern(route.path), handler: answer(route) })
  return app
}

/** `/v1/places/{id}.geojson` in the router's words; the id of a suffixed path has no dot. */
const toPattern = (path: string) => path.replace(/\{(\w+)\}\./g, ':$1(^[^.]+).').replace(/\{(\w+)\}/g, ':$1(^.+)')

/** How a route is answered. */
function openAnswers(base: Pick<Asked, 'store' | 'directory' | 'files'>, reader: ReaderProcess, config: Config) {
  const cache = openCache(config.SOURCEBOOK_CACHE_MB * 1024 * 1024)
  return (route: Route) => (request: FastifyRequest, reply: FastifyReply) => {
    const version = base.store.version() // before the answer, never after: a tag may be older than what it names, not newer
    reply.header('Change-Seq', version)
    const url = toPath(request.url)
    const path = request.params as Record<string, string> // the names of the route's path, filled by the router
    const { accept } = request.headers
    const answer = route.handle({ url, given: readGiven(url), path, accept, ...base })
    const askElsewhere = () => reader.ask({ operationId: route.operationId, url, path, accept })
    return sendAnswer(answer, { url, version, askElsewhere }, request, reply, cache)
  }
}

function logAnswer(request: FastifyRequest, reply: FastifyReply, done: () => void) {
  const { method, url, id } = request
  request.log.debug(
    { request: id, method, url, status: reply.statusCode, ms: Math.round(reply.elapsedTime) },
    'answered',
  )
  done()
}
