/** What an answer leads to, as links of the OpenAPI document: from a list to its records and its next page, from a record to what is beside it. */
import type { Directory } from '../engine/expansions.ts'
import type { Resource } from '../engine/resource.ts'
import type { RouteLink } from './route.ts'

type Links = Record<string, RouteLink>

/** `Actors`, as in operation ids. */
export const plural = ({ name }: Resource) => `${name[0]?.toUpperCase()}${name.slice(1)}`

export const listLinks = (resource: Resource): Links => ({
  [`get${resource.singular}`]: {
    operationId: `get${resource.singular}`,
    parameters: { id: '$response.body#/data/0/id' },
    description: 'The first record of the page, alone.',
  },
  next: {
    operationId: `list${plural(resource)}`,
    parameters: { cursor: '$response.body#/page/next_cursor' },
    description: 'The next page, with the same filters and sort; null on the last page.',
  },
})

export const recordLinks = (resource: Resource, directory: Directory): Links => ({
  ...toNamed(resource, directory),
  ...toNaming(resource, directory),
})

/** The records that the fields of this one name. */
const toNamed = ({ fields }: Resource, directory: Directory): Links =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, { references, kind, description }]) => {
      const target = references && kind === 'id' ? directory.get(references) : undefined
      if (!target) return []
      const parameters = { id: `$response.body#/${name}` }
      return [[name.replace(/_id$/, ''), { operationId: `get${target.singular}`, parameters, description }]]
    }),
  )

/** The lists of the records that name this one. */
const toNaming = ({ expansions, name }: Resource, directory: Directory): Links =>
  Object.fromEntries(
    Object.entries(expansions).flatMap(([path, expansion]) => {
      const target = expansion.kind === 'many' ? directory.get(expansion.resource) : undefined
      if (!target || expansion.kind !== 'many') return []
      const parameters = { ...(expansion.subject && { subject: name }), [expansion.field]: '$response.body#/id' }
      return [[path, { operationId: `list${plural(target)}`, parameters, description: expansion.description }]]
    }),
  )
