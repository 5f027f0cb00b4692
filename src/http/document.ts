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
import { compress } from './compress.ts'
import { chooseEncoding, chooseMediaType } from './negotiate.ts'
import { type Contents, toOpenApi } from './openapi.ts'
import { docsPage } from './pages-docs.ts'
import { toErrorsPage } from './pages-errors.ts'
import { isKnown } from './send.ts'

export async function installDocument(app: FastifyInstance, contents: Contents, config: Config) {
  const document = toOpenApi(contents, config)
  await app.register(async (pages) => {
    pages.addHook('onRoute', takeHead)
    pages.addHook('onSend', openSender())
    await pages.register(swagger, { mode: 'static', specification: { document: document as never } }) // its types know older versions
    await pages.register(swaggerUi, docsPage)
    pages.get('/openapi.json', (_, reply) => reply.type('application/json').send(JSON.stringify(document)))
    pages.get('/docs/errors', (_, reply) => reply.type('text/html; charset=utf-8').send(toErrorsPage()))
    pages.get('/', (request, reply) =>
      reply.header('Vary', 'Accept').redirect(chooseMediaType(request.headers.accept, starts).path),
    )
  })
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

/** Pages are the same until the server is started anew: each is tagged by its bytes, and compressed once. */
function openSender() {
  const compressed = new Map<string, Promise<Buffer>>()
  return async ({ headers }: FastifyRequest, reply: FastifyReply, payload: unknown) => {
    if (reply.statusCode !== 200) return payload
    const bytes = await toBytes(payload)
    const tag = `W/"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`
    reply.removeHeader('Content-Length').removeHeader('Last-Modified').removeHeader('Accept-Ranges')
    reply.headers({ ETag: tag, 'Cache-Control': 'public, max-age=60, stale-while-revalidate=300' })
    if (isKnown(headers['if-none-match'], tag)) {
      reply.code(304)
      return null
    }
    const { encoding } = chooseEncoding(headers['accept-encoding'])
    if (encoding === 'identity') return bytes
    reply.header('Content-Encoding', encoding)
    const key = `${tag} ${encoding}`
    const made = compressed.get(key) ?? compress(bytes, encoding)
    compressed.set(key, made)
    return made
  }
}

/** Fastify sends text, bytes, or a stream of them. */
const toBytes = async (payload: unknown): Promise<Buffer> =>
  typeof payload === 'string'
    ? Buffer.from(payload)
    : Buffer.isBuffer(payload)
      ? payload
      : buffer(payload as AsyncIterable<Buffer>)
