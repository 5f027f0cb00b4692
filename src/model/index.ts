/** The registry: every resource, in the order in which they are told. */
import type { Resource } from '../engine/resource.ts'
import { actors } from './actors.ts'
import { claims, figures } from './claims.ts'
import { commitments } from './commitments.ts'
import { datasets } from './datasets.ts'
import { events } from './events.ts'
import { milestones } from './milestones.ts'
import { operations } from './operations.ts'
import { places } from './places.ts'
import { relationships } from './relationships.ts'
import { sources } from './sources.ts'
import { statements } from './statements.ts'
import { visits } from './visits.ts'

export const registry = {
  actors,
  places,
  events,
  operations,
  visits,
  statements,
  commitments,
  milestones,
  relationships,
  claims,
  figures,
  sources,
  datasets,
} as const

/** Each resource's own field types are erased here on purpose: the engine treats all alike. */
export const resources = Object.values(registry) as readonly unknown[] as readonly Resource[]

/** Every resource by name. */
export const directory: ReadonlyMap<string, Resource> = new Map(resources.map((resource) => [resource.name, resource]))
