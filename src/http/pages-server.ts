/**
 * What makes the document and the pages for people: plugins of Fastify in servers of their own, which do not listen. The
 * one that does asks them for each page once (`pages.ts`).
 */
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import Fastify, { type FastifyInstance } from 'fastify'
import { docsPage } from './pages-docs.ts'
import { toErrorsPage } from './pages-errors.ts'
import { withoutSchemas } from './without-schemas.ts'

/** A server of a document, which the plugins read. */
async function openServer(document: object): Promise<FastifyInstance> {
  const app = Fastify({ schemaController: withoutSchemas })
  await app.register(swagger, { mode: 'static', specification: { document: document as never } }) // it is of OpenAPI 3.1, the type of 2
  return app
}

/** For the document, which takes a while to make. */
export async function openDocument(document: object): Promise<FastifyInstance> {
  const app = await openServer(document)
  app.get('/openapi.json', (_, reply) =>
    reply.type('application/json').send(Buffer.from(JSON.stringify(app.swagger()))),
  )
  await app.ready()
  return app
}

/** For the pages, which ask for the document by its address, so that here it may be empty. */
export async function openPages(): Promise<FastifyInstance> {
  const app = await openServer({ openapi: '3.1.0' })
  await app.register(swaggerUi, docsPage)
  app.get('/docs/errors', (_, reply) => reply.type('text/html; charset=utf-8').send(toErrorsPage()))
  await app.ready()
  return app
}
