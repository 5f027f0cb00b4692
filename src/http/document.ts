/** The OpenAPI document and the page. */
import type { FastifyInstance } from 'fastify'
import type { Config } from '../config.ts'
import type { Route } from './route.ts'

export async function installDocument(_app: FastifyInstance, _routes: Route[], _config: Config) {}

export const toOpenApi = (_routes: Route[], _config: Config): object => ({})
