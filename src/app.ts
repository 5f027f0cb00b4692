/** The HTTP server over a store, every route in plain sight. It does not listen. */
import cors from '@fastify/cors'
import helmet from '@fastify/helmet'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { Config } from './config.ts'
import { errors } from './engine/errors.ts'
import { installDocument, toOpenApi } from './http/document.ts'
import { answerGarbage, installProblems, sendProblem, toProblem } from './http/problems.ts'
import { resourceRoutes } from './http/resources.ts'
import type { Route } from './http/route.ts'
import { recordSchemas } from './http/schemas.ts'
import { openCache, sendAnswer } from './http/send.ts'
import { readGiven } from './http/url.ts'
import { directory, resources } from './model/index.ts'
import { rootRoute } from './routes/root.ts'
import { searchRoutes } from './routes/search.ts'
import { vocabularyRoutes } from './routes/vocabularies.ts'
import type { Store } from './store/open.ts'

const longestUrl = 16 * 1024

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

export async function buildApp(store: Store, config: Config): Promise<FastifyInstance> {
  const app = fastify({
    logger: config.SOURCEBOOK_LOG === 'silent' ? false : { level: config.SOURCEBOOK_LOG, stream: process.stderr },
    disableRequestLogging: true,
    requestIdHeader: false,
    exposeHeadRoutes: false,
    return503OnClosing: true,
    bodyLimit: 1024 * 1024,
    requestTimeout: 30_000,
    connectionTimeout: 120_000,
    keepAliveTimeout: 10_000,
    http: { maxHeaderSize: 32 * 1024 },
    routerOptions: { maxParamLength: longestUrl, querystringParser: () => ({}) },
    frameworkErrors: (error, request, reply) =>
      sendProblem(toProblem(error), request as FastifyRequest, reply as FastifyReply),
    clientErrorHandler: answerGarbage,
  })
  installProblems(app)
  app.addHook('onRequest', async (request, reply) => {
    reply.header('X-Request-Id', request.id)
    if (request.url.length > longestUrl) throw errors.UrlTooLong()
  })
  await app.register(cors, corsOptions)
  await app.register(helmet, helmetOptions)
  const cache = openCache(config.SOURCEBOOK_CACHE_MB * 1024 * 1024)
  const routes = allRoutes()
  await installDocument(app, routes, config)
  for (const route of routes) addRoute(app, route, store, cache)
  return app
}

const read = ['GET', 'HEAD']

/** Adds a route; a method that it does not take is 405, not 404. */
function addRoute(app: FastifyInstance, route: Route, store: Store, cache: ReturnType<typeof openCache>) {
  const url = route.path.replace(/\{(\w+)\}/g, ':$1')
  app.route({
    method: read,
    url: url.endsWith(':id') ? `${url}` : url.replace(':id.', ':id(^[^.]+).'),
    handler: (request, reply) => {
      const given = readGiven(request.url)
      const asked = {
        url: request.url,
        given,
        path: request.params as Record<string, string>,
        accept: request.headers.accept,
        store,
        directory,
      }
      return sendAnswer(route.handle(asked), request, reply, store, cache)
    },
  })
  refuseOtherMethods(app, url)
}

export function refuseOtherMethods(app: FastifyInstance, url: string) {
  app.route({
    method: ['POST', 'PUT', 'PATCH', 'DELETE', 'TRACE'],
    url,
    onRequest: async () => {
      throw errors.MethodNotAllowed(undefined, [], { Allow: [...read, 'OPTIONS'].join(', ') })
    },
    handler: () => undefined,
  })
}

/** Anybody may read, from any page. */
const corsOptions = {
  origin: '*',
  methods: read,
  allowedHeaders: ['Authorization', 'Content-Type', 'If-Match', 'If-None-Match', 'Idempotency-Key', 'Change-Reason'],
  exposedHeaders: [
    'ETag',
    'Link',
    'Location',
    'Change-Seq',
    'RateLimit',
    'RateLimit-Policy',
    'Retry-After',
    'X-Request-Id',
    'Content-Disposition',
  ],
  maxAge: 86_400,
  strictPreflight: false,
}

/** Nothing is loaded from elsewhere, nothing runs inline; any site may read the data. */
const helmetOptions = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", 'data:'],
      connectSrc: ["'self'"],
      frameAncestors: ["'none'"],
      baseUri: ["'none'"],
      formAction: ["'none'"],
    },
  },
  crossOriginResourcePolicy: { policy: 'cross-origin' as const },
  strictTransportSecurity: false,
}
