/** Fastify without what it would check and write bodies by, which takes as long to load as the rest of it: no route here has a schema for it. */
import type { FastifyServerOptions } from 'fastify'

function compilesNone(): never {
  throw new Error('no route here has a schema for Fastify')
}

/** The option `schemaController`. */
export const withoutSchemas: NonNullable<FastifyServerOptions['schemaController']> = {
  compilersFactory: { buildValidator: compilesNone, buildSerializer: compilesNone },
}
