/** The OpenAPI document of all routes. To make it takes longer than to start the server, which does without until it is asked for. */
import { allImports, allRoutes, allWrites } from './all-routes.ts'
import type { Config } from './config.ts'
import { monitors } from './http/monitor.ts'
import { toOpenApi } from './http/openapi.ts'
import { toOperation } from './http/openapi-writes.ts'
import { recordSchemas } from './http/schemas.ts'
import { directory, resources } from './model/index.ts'
import { vocabularies } from './model/vocabularies.ts'

/** `open`: whether anybody may read. */
export function documentOf(
  config: Config,
  open = config.SOURCEBOOK_VISIBILITY === 'public',
): ReturnType<typeof toOpenApi> {
  const schemas = recordSchemas(directory)
  const contents = {
    open,
    routes: allRoutes(schemas),
    writes: [...allWrites(schemas).map(toOperation), ...allImports()],
    monitors,
    tags: [...tags, ...resources.map(({ name, description }) => ({ name, description }))],
    vocabularies,
  }
  return toOpenApi(contents, config)
}

const tags = [
  { name: 'about', description: 'What the knowledge base holds, and what its words mean.' },
  { name: 'search', description: 'Records of all resources at once, in time or by relevance.' },
  { name: 'statistics', description: 'Events counted and summed, by time, place, actor, dyad or type.' },
  { name: 'changes', description: 'What changed since a point, so that a copy stays in step.' },
  {
    name: 'imports',
    description: 'Whole releases of datasets, sent as files. For holders of a key of scope `import`.',
  },
]
