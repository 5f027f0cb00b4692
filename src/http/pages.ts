/**
 * The pages for people, and the document: `/docs`, `/docs/errors`, `/openapi.json`, and `/`, which leads to them. They
 * load nothing from elsewhere and run no inline script. What they show is made when somebody first asks for it.
 */
import { hash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FastifyInstance } from 'fastify'
import { once } from '../engine/once.ts'
import type { Made } from './cache.ts'
import { chooseMediaType } from './negotiate.ts'
import { caching, sendMade } from './send.ts'

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
  const page = (url: string, mediaType: string, content: () => Promise<Content>) =>
    app.route({
      method: ['GET', 'HEAD'],
      url,
      async handler(request, reply) {
        const made = await content()
        const headers = { ETag: made.tag, 'Cache-Control': caching, 'Content-Type': mediaType }
        return sendMade({ ...made, headers }, request, reply)
      },
    })
  const docs = () => import('./pages-docs.ts')
  const text = kept(async () => JSON.stringify(await document()))
  page('/openapi.json', json, text)
  page('/docs/json', json, text)
  page('/docs/yaml', 'application/x-yaml', text) // JSON is YAML
  const docsPage = (folder: string) => kept(async () => (await docs()).toDocsPage(folder))
  page('/docs', html, docsPage('/docs/static'))
  page('/docs/', html, docsPage('./static'))
  page(
    '/docs/errors',
    html,
    kept(async () => (await import('./pages-errors.ts')).toErrorsPage()),
  )
  page(
    '/docs/static/swagger-initializer.js',
    script,
    kept(async () => (await docs()).toInitializer()),
  )
  page(
    '/docs/static/theme/sourcebook.css',
    style,
    kept(async () => (await docs()).style),
  )
  for (const [name, mediaType] of files) {
    const file = kept(() => readFile(join(folder(), name)))
    page(`/docs/static/${name}`, mediaType, file)
  }
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

/** What a page sends, in whatever encoding. */
type Content = Omit<Made, 'headers'>

/** A page is the same until the server is started anew: it is made, tagged and compressed once. One that fails is made again. */
function kept(make: () => Promise<string | Buffer>): () => Promise<Content> {
  let made: Promise<Content> | undefined
  const toContent = async (): Promise<Content> => {
    const bytes = Buffer.from(await make())
    const tag = `W/"${hash('sha256', bytes, 'base64url').slice(0, 22)}"`
    return { tag, bytes, packed: false, encoded: new Map() }
  }
  return () => {
    made ??= toContent().catch((error: unknown) => {
      made = undefined
      throw error
    })
    return made
  }
}
