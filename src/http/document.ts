/**
 * The document and the pages for people: `/openapi.json`, `/docs`, `/docs/errors`, and `/`, which leads to them. They
 * load nothing from elsewhere and run no inline script.
 */
import { createHash } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import type { Config } from '../config.ts'
import { errors } from '../engine/errors.ts'
import { compress } from './compress.ts'
import { chooseEncoding, chooseMediaType } from './negotiate.ts'
import { type Contents, toOpenApi } from './openapi.ts'
import { docsPage } from './pages-docs.ts'
import { toErrorsPage } from './pages-errors.ts'
import { sendProblem } from './problems.ts'
import { isKnown } from './send.ts'

export async function installDocument(app: FastifyInstance, contents: Contents, config: Config) {
  const document = once(() => toOpenApi(contents, config))
  await app.register(async (pages) => {
    pages.addHook('onRoute', takeHead)
    pages.setNotFoundHandler((request, reply) => sendProblem(errors.NotFound(), request, reply))
    pages.addHook('onSend', openSender())
    await pages.register(swagger, { mode: 'static', specification: { document: {} as never } }) // the page transforms it into ours
    await pages.register(swaggerUi, {
      ...docsPage,
      transformSpecification: document,
      transformSpecificationClone: false,
    })
    pages.get('/openapi.json', (_, reply) =>
      reply.type('application/json').send(Buffer.from(JSON.stringify(document()))),
    )
    pages.get('/docs/errors', (_, reply) => reply.type('text/html; charset=utf-8').send(toErrorsPage()))
    pages.get('/', (request, reply) =>
      reply.header('Vary', 'Accept').redirect(chooseMediaType(request.headers.accept, starts).path),
    )
  })
}

/** Made when it is first asked for, because most servers start without anybody reading it. */
function once<T>(make: () => T): () => T {
  let made: T | undefined
  return () => (made ??= make())
}

/** Where a person starts, and where a program does. */
const starts = [
  { mediaType: 'text/html', path: '/docs' },
  { mediaType: 'application/json', path: '/v1' },
]

/** A page answers HEAD as it answers GET. */
function takeHead(route: RouteOptions) {
  if (route.method === 'GET') route.method = ['GET', 'HEAD']
}

/** Pages are the same until the server is started anew: each is tagged, files by their own tag, and compressed once. */
function openSender() {
  const compressed = new Map<string, Promise<Buffer>>()
  return async ({ headers, method }: FastifyRequest, reply: FastifyReply, payload: unknown) => {
    if (reply.statusCode !== 200) return payload
    const bytes = isPage(payload) ? Buffer.from(toPage(payload)) : await toBytes(payload)
    const hash = createHash('sha256').update(bytes).digest('base64url').slice(0, 22)
    const tag = String(reply.getHeader('ETag') ?? `W/"${hash}"`)
    reply.removeHeader('Content-Length').removeHeader('Accept-Ranges')
    reply.headers({ ETag: tag, 'Cache-Control': 'public, max-age=60, stale-while-revalidate=300' })
    if (isKnown(headers['if-none-match'], tag)) {
      reply.code(304)
      return null
    }
    const { encoding } = chooseEncoding(headers['accept-encoding'])
    if (encoding !== 'identity') reply.header('Content-Encoding', encoding)
    if (method === 'HEAD') return null
    if (encoding === 'identity') return bytes
    const made = compressed.get(`${hash} ${encoding}`) ?? compress(bytes, encoding)
    compressed.set(`${hash} ${encoding}`, made)
    return made
  }
}

/** The page of Swagger UI, which begins with a comment, and takes a telephone for a wide screen. */
const isPage = (payload: unknown): payload is string =>
  typeof payload === 'string' && payload.includes('<div id="swagger-ui">')

const toPage = (html: string) =>
  html
    .slice(html.indexOf('<!DOCTYPE'))
    .replace('<meta charset="UTF-8">', '$&\n      <meta name="viewport" content="width=device-width, initial-scale=1">')

/** Fastify sends text, bytes, or a stream of them. */
const toBytes = async (payload: unknown): Promise<Buffer> =>
  typeof payload === 'string'
    ? Buffer.from(payload)
    : Buffer.isBuffer(payload)
      ? payload
      : buffer(payload as AsyncIterable<Buffer>)
