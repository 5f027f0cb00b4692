/**
 * What makes the pages for people: plugins of Fastify in a server of their own, which does not listen. The one that does
 * asks it for each page once (`pages.ts`), and answers the document itself.
 */
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import Fastify, { type FastifyInstance } from 'fastify'
import { docsPage } from './pages-docs.ts'
import { toErrorsPage } from './pages-errors.ts'

export async function openPages(): Promise<FastifyInstance> {
  const app = Fastify()
  await app.register(swagger) // the page wants one to be there
  await app.register(swaggerUi, docsPage)
  app.get('/docs/errors', (_, reply) => reply.type('text/html; charset=utf-8').send(toErrorsPage()))
  await app.ready()
  return app
}
