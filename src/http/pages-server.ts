/**
 * What makes the document and the pages for people: plugins of Fastify in a server of their own, which does not listen.
 * The one that does asks it for each page once (`pages.ts`).
 */
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import Fastify, { type FastifyInstance } from 'fastify'
import { docsPage } from './pages-docs.ts'
import { toErrorsPage } from './pages-errors.ts'

/** `document`: the OpenAPI document. */
export async function openPages(document: object): Promise<FastifyInstance> {
  const app = Fastify()
  await app.register(swagger, { mode: 'static', specification: { document: document as never } }) // it is of OpenAPI 3.1, the type of 2
  await app.register(swaggerUi, docsPage)
  app.get('/openapi.json', (_, reply) =>
    reply.type('application/json').send(Buffer.from(JSON.stringify(app.swagger()))),
  )
  app.get('/docs/errors', (_, reply) => reply.type('text/html; charset=utf-8').send(toErrorsPage()))
  await app.ready()
  return app
}
