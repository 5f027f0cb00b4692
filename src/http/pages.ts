/**
 * The pages for people, and the document: `/docs`, `/docs/errors`, `/openapi.json`, and `/`, which leads to them. They
 * load nothing from elsewhere and run no inline script. They are kept from when the server has answered its first
 * requests, so that it needs no file of theirs any more; the document is made when somebody first asks for it: most
 * servers start without anybody reading it.
 */
import { hash } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { errors } from '../engine/errors.ts'
import { onceLoaded } from '../engine/once.ts'
import type { Made } from './cache.ts'
import { chooseMediaType } from './negotiate.ts'
import { sendProblem } from './problems.ts'
import { caching, sendMade } from './send.ts'
import { toPath } from './url.ts'

/** `load` loads what makes the OpenAPI document. */
export function installPages(app: FastifyInstance, load: () => Promise<() => object>) {
  const openServer = onceLoaded(async () => (await import('./pages-server.ts')).openPages())
  const pages = openKept<Made | undefined>()
  const openDocument = async () => (await import('./pages-server.ts')).openDocument((await load())())
  const make = async (path: string) => toPage(await (path === documentPath ? openDocument() : openServer()), path)
  const pageOf = (asked: string) => {
    const path = asked === '/docs/json' ? documentPath : asked // where the page looks for it
    return pages(path, () => make(path))
  }

  async function send(request: FastifyRequest, reply: FastifyReply) {
    const [path = ''] = toPath(request.url).split('?', 1)
    const page = onePath.test(path) ? await pageOf(path) : undefined
    return page ? sendMade(page, request, reply) : sendProblem(errors.NotFound(), request, reply)
  }

  async function prepare() {
    await load()
    await pageOf('/docs/errors')
    const page = await pageOf('/docs')
    for (const [, path = ''] of String(page?.bytes).matchAll(/ (?:href|src)="(\/docs\/[^"]+)"/g)) await pageOf(path)
    app.log.debug('the pages for people are kept')
  }

  let timer: NodeJS.Timeout | undefined
  const logFault = (error: unknown) => app.log.error({ err: error }, 'the pages for people could not be made')
  app.addHook('onListen', async () => {
    timer = setTimeout(() => prepare().catch(logFault), settling).unref()
  })
  app.addHook('onClose', async () => clearTimeout(timer))
  for (const url of [documentPath, '/docs', '/docs/*']) app.route({ method: ['GET', 'HEAD'], url, handler: send })
  app.route({
    method: ['GET', 'HEAD'],
    url: '/',
    handler: (request, reply) =>
      reply.header('Vary', 'Accept').redirect(chooseMediaType(request.headers.accept, starts).path),
  })
}

/** When the pages are made, in ms: after the first requests, which would wait for it, and after what starts then (`files.ts`). */
const settling = 2000

const documentPath = '/openapi.json'

/** A page that is asked for by any other of its addresses (`%6fpenapi.json`, `./`) would be kept once more for each. */
const onePath = /^(\/\w[\w.-]*)+\/?$/

/** Where a person starts, and where a program does. */
const starts = [
  { mediaType: 'text/html', path: '/docs' },
  { mediaType: 'application/json', path: '/v1' },
]

/** A page as it is sent, in whatever encoding; undefined if there is none. It is the same until the server is started anew. */
async function toPage(server: FastifyInstance, path: string): Promise<Made | undefined> {
  const { statusCode, headers, rawPayload } = await server.inject(path)
  if (statusCode !== 200) return undefined
  const type = String(headers['content-type'])
  const bytes = path.replace(/\/$/, '') === '/docs' ? Buffer.from(mended(rawPayload.toString())) : rawPayload
  const tag = `W/"${hash('sha256', bytes, 'base64url').slice(0, 22)}"`
  const sent = { ETag: tag, 'Cache-Control': caching, 'Content-Type': type }
  return { tag, bytes, headers: sent, packed: false, encoded: new Map() }
}

/** The page of Swagger UI begins with a comment, and takes a telephone for a wide screen. */
const mended = (html: string) =>
  html
    .slice(html.indexOf('<!DOCTYPE'))
    .replace('<meta charset="UTF-8">', '$&\n      <meta name="viewport" content="width=device-width, initial-scale=1">')

/** Keeps what is made under a name, unless it is nothing, or making it failed. */
function openKept<T>() {
  const known = new Map<string, Promise<T>>()
  return (name: string, make: () => Promise<T>): Promise<T> => {
    const found = known.get(name)
    if (found) return found
    const made = make()
    const forget = () => known.delete(name)
    made.then((value) => value ?? forget(), forget)
    known.set(name, made)
    return made
  }
}
