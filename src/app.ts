/** The HTTP server over a store. It does not listen. */
import type { IncomingMessage } from 'node:http'
import type { Writable } from 'node:stream'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest, LogController } from 'fastify'
import { allImports, allRoutes, allWrites } from './all-routes.ts'
import type { Config } from './config.ts'
import { onceLoaded } from './engine/once.ts'
import { reservedIds } from './engine/resource.ts'
import { admit } from './http/admit.ts'
import { openCache } from './http/cache.ts'
import { openTrust } from './http/clients.ts'
import { boundConnections } from './http/connections.ts'
import { toRequestId } from './http/entry.ts'
import { openGate } from './http/keys.ts'
import { type Limits, openLimits } from './http/limits.ts'
import { handleWithHints } from './http/meant.ts'
import { installMonitors, monitors } from './http/monitor.ts'
import { installPages } from './http/pages.ts'
import { installProblems, sendProblem, toProblem } from './http/problems.ts'
import type { Asked, Route } from './http/route.ts'
import { recordSchemas } from './http/schemas.ts'
import { sendAnswer, sendMade } from './http/send.ts'
import { openSocketAnswers } from './http/socket.ts'
import { toSurvivors } from './http/survivors.ts'
import { refusingUnknown } from './http/unknown.ts'
import { readGiven, toPath } from './http/url.ts'
import { openWatch } from './http/watch.ts'
import { withoutSchemas } from './http/without-schemas.ts'
import { takeBodies } from './http/write-request.ts'
import type { WriteRoute } from './http/write-route.ts'
import type { openWrites } from './http/writes.ts'
import { directory } from './model/index.ts'
import { openFiles } from './processes/files.ts'
import { openJobs } from './processes/jobs.ts'
import { openLongWrites } from './processes/long-writes.ts'
import { openReaderProcess, type ReaderProcess } from './processes/reader.ts'
import { type ImportRoute, takeFiles } from './routes/import-writes.ts'
import { noteUse, withoutKeys } from './store/keys.ts'
import type { Store } from './store/open.ts'
import { isPublic } from './store/visibility.ts'
import { openWriting } from './store/writing.ts'

/**
 * The server; it writes its log, if it is given one, as JSON, a line each. From when `leaving` is aborted it says that it
 * is not ready, and answers as before.
 */
export async function buildApp(
  store: Store,
  config: Config,
  log?: Writable,
  leaving: AbortSignal = new AbortController().signal,
): Promise<FastifyInstance> {
  const sockets = openSocketAnswers(takesFile, config.SOURCEBOOK_REQUEST_SECONDS * 1000)
  const trust = openTrust(config.SOURCEBOOK_TRUSTED_PROXIES)
  const app = openServer(config, log, sockets, trust)
  sockets.watch(app.server)
  installProblems(app)
  const schemas = recordSchemas(directory)
  const open = isPublic(store.reader.connection)
  const addresses = allRoutes(schemas).flatMap(addressesOf)
  const paths = [...addresses, ...monitors].map(({ path }) => path)
  const writing = openWriting(store.path)
  app.addHook('onClose', async () => writing.close())
  const gate = openGate(store.reader.connection, (id, now) =>
    writing.transact(({ connection }) => noteUse(connection, id, now)),
  )
  const toRead = open ? undefined : 'read'
  const closing = new AbortController()
  app.addHook('preClose', async () => {
    closing.abort()
    await sockets.end()
  })
  const limits = openLimits(config)
  const whyTooMany = boundConnections(app.server, limits, config.SOURCEBOOK_CONNECTIONS, trust, () =>
    app.log.warn('connections are refused: one address has its share of them open, or there are as many as can be'),
  )
  const watch = openWatch(store, AbortSignal.any([leaving, closing.signal]), limits.families)
  app.addHook('onClose', async () => watch.close())
  admit(app, { gate, limits, whyTooMany, watch, toRead, paths })
  if (config.SOURCEBOOK_LOG === 'debug') app.addHook('onResponse', logAnswer)
  const files = openFiles({
    path: store.path,
    address: config.SOURCEBOOK_URL,
    folder: config.SOURCEBOOK_FILES || `${store.path}-files`,
    minutes: config.SOURCEBOOK_FILES_MINUTES,
    version: store.version,
    log: config.SOURCEBOOK_WAL_MB * 1024 * 1024,
  })
  app.addHook('onListen', async () => files.keep((error) => app.log.error({ err: error }, 'a file could not be built')))
  app.addHook('onClose', () => files.close())
  installPages(app, async () => {
    const { documentOf } = await import('./document.ts')
    return () => documentOf(config, open)
  })
  const reader = openReaderProcess(store.path, config.SOURCEBOOK_QUERY_SECONDS)
  app.addHook('onClose', async () => reader.close())
  installMonitors(app, watch)
  const jobs = openJobs({
    path: store.path,
    connection: store.reader.connection,
    writing,
    folder: `${store.path}-imports`,
    mostBytes: config.SOURCEBOOK_IMPORT_MB * 1024 * 1024,
    onFault: (error) => app.log.error({ err: error }, 'an import went wrong'),
  })
  app.addHook('preClose', () => jobs.close())
  const answer = openAnswers({ store, directory, files, jobs }, reader, limits, closing.signal, config, paths)
  for (const { path, parts, route } of addresses)
    app.route({
      method: ['GET', 'HEAD'],
      url: toPattern(path),
      config: route.scope ? { scope: route.scope } : {},
      handler: answer(route, parts),
    })
  const long = openLongWrites(store.path)
  app.addHook('onClose', () => long.idle())
  const loadWrites = onceLoaded(async () => {
    const { openWrites } = await import('./http/writes.ts')
    return openWrites({ reader: store.reader, writing, long, directory, version: store.version })
  })
  app.addHook('onListen', async () => {
    setTimeout(() => loadWrites().catch(() => {}), settling).unref() // the write that needs it tells why
  })
  addWrites(app, allWrites(schemas), loadWrites)
  await addImports(app, { store, writing, jobs, limits, ...sockets })
  return app
}

type Sockets = ReturnType<typeof openSocketAnswers>
type Trust = ReturnType<typeof openTrust>

/** The server without a route, as its settings have it. */
function openServer(config: Config, log: Writable | undefined, sockets: Sockets, trust: Trust): FastifyInstance {
  return fastify({
    schemaController: withoutSchemas,
    logger: toLogger(config, log),
    logController: new LogController({ disableRequestLogging: true }),
    childLoggerFactory: (logger) => logger, // a line names its request itself; most requests have none
    genReqId: toRequestId,
    requestIdHeader: false,
    trustProxy: config.SOURCEBOOK_TRUSTED_PROXIES.length > 0 && trust,
    return503OnClosing: false, // what arrives while the server ends is still answered
    bodyLimit: config.SOURCEBOOK_BODY_KB * 1024,
    requestTimeout: config.SOURCEBOOK_REQUEST_SECONDS * 1000,
    connectionTimeout: config.SOURCEBOOK_IDLE_SECONDS * 1000,
    http: {
      headersTimeout: config.SOURCEBOOK_REQUEST_SECONDS * 1000, // left out, it is a minute
      maxHeaderSize: config.SOURCEBOOK_HEADERS_KB * 1024,
      requireHostHeader: false,
      connectionsCheckingInterval: 1000,
    },
    routerOptions: { maxParamLength: 16 * 1024, querystringParser: () => ({}) },
    frameworkErrors: (error, request, reply) =>
      sendProblem(toProblem(error), request as FastifyRequest, reply as FastifyReply),
    clientErrorHandler: sockets.refuse,
  })
}

/** When what writes records is loaded, in ms: after the first requests, which would wait for it. */
const settling = 500

type Writes = ReturnType<typeof openWrites>

function addWrites(app: FastifyInstance, routes: readonly WriteRoute[], load: () => Promise<Writes>) {
  takeBodies(app)
  for (const route of routes)
    app.route({
      method: route.method,
      url: route.path.replace('{id}', `:id(^(?!(?:${reservedIds.join('|')})$)[^.]+$)`),
      config: { scope: route.scope, ...takes(route) },
      handler: async (request, reply) => (await load())(route)(request, reply),
    })
}

/** Files arrive otherwise than records: what takes them has a context of its own. */
const addImports = (app: FastifyInstance, base: Parameters<ImportRoute['handle']>[0]) =>
  app.register(async (files) => {
    takeFiles(files)
    for (const { handle, ...route } of allImports())
      files.route({
        method: route.method,
        url: route.path.replace('{id}', ':id'),
        config: { scope: route.scope, ...takes(route) },
        handler: (request, reply) => handle(base, request, reply),
      })
  })

const takes = ({ body }: Pick<WriteRoute, 'body'>) => (body ? { takes: body.mediaTypes } : {})

const takesFile = ({ method, url = '' }: IncomingMessage) => method === 'POST' && url.startsWith('/v1/imports/')

type Address = { path: string; parts: Record<string, string>; route: Route }

/** The addresses that a route stands for: one for each value of the part of its path that has a closed list. */
function addressesOf(route: Route): Address[] {
  const closed = Object.entries(route.pathParameters ?? {}).find(([, { schema }]) => Array.isArray(schema.enum))
  if (!closed) return [{ path: route.path, parts: {}, route }]
  const [name, { schema }] = closed
  return (schema.enum as string[]).map((value) => ({
    path: route.path.replace(`{${name}}`, value),
    parts: { [name]: value },
    route,
  }))
}

/** `/v1/places/{id}.geojson` in the router's words; the id of a suffixed path has no dot. */
const toPattern = (path: string) => path.replace(/\{(\w+)\}\./g, ':$1(^[^.]+).').replace(/\{(\w+)\}/g, ':$1(^.+)')

/** How a route is answered. */
function openAnswers(
  base: Pick<Asked, 'store' | 'directory' | 'files' | 'jobs'>,
  reader: ReaderProcess,
  limits: Limits,
  closing: AbortSignal,
  config: Config,
  paths: readonly string[],
) {
  const cache = openCache(config.SOURCEBOOK_CACHE_MB * 1024 * 1024)
  const world = { reader: base.store.reader, directory: base.directory }
  return (route: Route, parts: Record<string, string>) => async (request: FastifyRequest, reply: FastifyReply) => {
    const version = base.store.version() // before the answer, never after: a tag may be older than what it names, not newer
    reply.header('change-seq', version)
    const url = toPath(request.url)
    const { accept } = request.headers
    const key = request.caller ? undefined : `${version} ${accept ?? '*/*'} ${url}` // what is told to a key may be more
    const made = key && cache.get(key)
    if (made) return sendMade(made, request, reply)
    const path = { ...(request.params as Record<string, string>), ...parts } // the names of the route's path, filled by the router
    const given = toSurvivors(base.store.reader, route.parameters, readGiven(url))
    const live = { lastEventId: request.headers['last-event-id'] as string | undefined, closing }
    const asked = { url, given, path, accept, keyed: request.caller !== null, live, ...base }
    const answer = await refusingUnknown(route.parameters, given, world, () => handleWithHints(route, asked, paths))
    const askElsewhere = async () => {
      const release = limits.hold('queries', request.client)
      const asked = { operationId: route.operationId, url, path, accept }
      return reader.ask(asked, () => !request.raw.socket.destroyed).finally(release)
    }
    return sendAnswer(answer, { key, url, version, limits, askElsewhere }, request, reply, cache)
  }
}

/** Addresses are logged without keys, which do not belong there but are sometimes put there. */
const toLogger = ({ SOURCEBOOK_LOG: level }: Config, stream?: Writable) =>
  stream && level !== 'silent' ? { level, stream, serializers: { url: withoutKeys } } : false

function logAnswer(request: FastifyRequest, reply: FastifyReply, done: () => void) {
  const { method, url, id, client } = request
  request.log.debug(
    {
      request: id,
      client: client ?? 'this machine',
      method,
      url,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
    },
    'answered',
  )
  done()
}
