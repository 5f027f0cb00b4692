/**
 * The pages for people, and the document: `/docs`, `/docs/errors`, `/openapi.json`, and `/`, which leads to them. They
 * load nothing from elsewhere and run no inline script. What they show is made when somebody first asks for it.
 */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { once } from '../engine/once.ts'
import { compress } from './compress.ts'
import { chooseEncoding, chooseMediaType } from './negotiate.ts'
import { isKnown } from './send.ts'

const json = 'application/json'
const html = 'text/html; charset=utf-8'
const script = 'application/javascript; charset=utf-8'
const style = 'text/css; charset=utf-8'

/** Files of Swagger UI that its page loads, by media type. */
const files = Object.entries({
  'swagger-ui.css': style,
  'index.css': style,
  'swagger-ui-bundle.js': script,
  'favicon-32x32.png': 'image/png',
  'favicon-16x16.png': 'image/png',
})

/** `document`: the OpenAPI document. */
export function installPages(app: FastifyInstance, document: () => Promise<object>) {
  const send = openSender()
  const page = (url: string, mediaType: string, make: () => Promise<string | Buffer>) =>
    app.route({
      method: ['GET', 'HEAD'],
      url,
      onSend: send,
      handler: async (_, reply) => reply.type(mediaType).send(await make()),
    })
  const docs = () => import('./pages-docs.ts')
  const text = once(async () => Buffer.from(JSON.stringify(await document())))
  page('/openapi.json', json, text)
  page('/docs/json', json, text)
  page('/docs/yaml', 'application/x-yaml', text) // JSON is YAML
  page('/docs', html, async () => (await docs()).toDocsPage('/docs/static'))
  page('/docs/', html, async () => (await docs()).toDocsPage('./static'))
  page('/docs/errors', html, async () => (await import('./pages-errors.ts')).toErrorsPage())
  page('/docs/static/swagger-initializer.js', script, async () => (await docs()).toInitializer())
  page('/docs/static/theme/sourcebook.css', style, async () => (await docs()).style)
  for (const [name, mediaType] of files) page(`/docs/static/${name}`, mediaType, () => readFile(join(folder(), name)))
  app.route({
    method: ['GET', 'HEAD'],
    url: '/',
    handler: (request, reply) =>
      reply.header('Vary', 'Accept').redirect(chooseMediaType(request.headers.accept, starts).path),
  })
}

const folder = once(() => dirname(fileURLToPath(import.meta.resolve('@fastify/swagger-ui/static/index.css'))))

/** Where a person starts, and where a program does. */
const starts = [
  { mediaType: 'text/html', path: '/docs' },
  { mediaType: json, path: '/v1' },
]

/** Pages are the same until the server is started anew: each is tagged, and compressed once. */
function openSender() {
  const compressed = new Map<string, Promise<Buffer>>()
  return async ({ headers, method }: FastifyRequest, reply: FastifyReply, payload: unknown) => {
    if (reply.statusCode !== 200) return payload
    const bytes = typeof payload === 'string' ? Buffer.from(payload) : (payload as Buffer) // what `page` makes
    const hash = createHash('sha256').update(bytes).digest('base64url').slice(0, 22)
    const tag = `W/"${hash}"`
    reply.removeHeader('Content-Length')
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
