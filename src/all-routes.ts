/** Every route of the interface, in plain sight. To load them loads no server: others read and answer them too. */
import { resourceRoutes } from './http/resources.ts'
import type { Route } from './http/route.ts'
import { recordSchemas } from './http/schemas.ts'
import type { WriteRoute } from './http/write-route.ts'
import { writeRoutes } from './http/write-routes.ts'
import { titles } from './imports/titles.ts'
import { examples } from './model/examples.ts'
import { directory, resources } from './model/index.ts'
import { changeRoutes } from './routes/changes.ts'
import { type ImportRoute, importWriteRoutes } from './routes/import-writes.ts'
import { importRoutes } from './routes/imports.ts'
import { manifestRoutes } from './routes/manifest.ts'
import { rootRoute } from './routes/root.ts'
import { searchRoutes } from './routes/search.ts'
import { statsRoutes } from './routes/stats.ts'
import { vocabularyRoutes } from './routes/vocabularies.ts'

/** Every route of the interface, in the order of the documentation. */
export function allRoutes(schemas = recordSchemas(directory)): Route[] {
  return [
    rootRoute(),
    ...searchRoutes(),
    ...vocabularyRoutes(),
    ...changeRoutes(schemas),
    ...manifestRoutes(),
    ...importRoutes(),
    ...resources.flatMap((resource) => resourceRoutes(resource, directory, schemas)),
    ...statsRoutes(),
  ]
}

/** Every route that writes records, in the order of the documentation. */
export const allWrites = (schemas = recordSchemas(directory)): WriteRoute[] => writeRoutes(directory, schemas, examples)

/** The routes that take files to import, and cancel imports. */
export const allImports = (): ImportRoute[] => importWriteRoutes(titles)
