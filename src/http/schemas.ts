/** The shape of a record as zod and OpenAPI see it: its fields, and the expansions that a client may ask for. */
import { z } from 'zod'
import type { Directory } from '../engine/expansions.ts'
import type { Expansion, Field, Resource } from '../engine/resource.ts'

export type Schemas = ReadonlyMap<string, z.ZodObject>

/** One schema a resource, named as its singular; each refers to the others. */
export function recordSchemas(directory: Directory): Schemas {
  const schemas = new Map<string, z.ZodObject>()
  const of = (name: string) => z.lazy(() => schemas.get(name) as z.ZodObject)
  for (const resource of directory.values()) {
    const fields = Object.entries(resource.fields).map(([name, field]) => {
      const steps = Object.entries(resource.expansions).filter(
        ([path, e]) => e.kind === 'each' && path.startsWith(`${name}.`),
      )
      const extra = steps.map(([path, e]) => [
        path.split('.')[1],
        of(e.kind === 'each' ? e.resource : '')
          .nullable()
          .optional(),
      ])
      return [name, fieldSchema(field, Object.fromEntries(extra))]
    })
    const expansions = Object.entries(resource.expansions).flatMap(([name, expansion]) =>
      expansionMembers(name, expansion, of),
    )
    schemas.set(
      resource.name,
      z
        .strictObject(Object.fromEntries([...fields, ...expansions]))
        .meta({ id: resource.singular, description: resource.description }),
    )
  }
  return schemas
}

/** What an expansion adds to a record; an `each` adds to the elements of its list instead. */
function expansionMembers(name: string, expansion: Expansion, of: (name: string) => z.ZodType): [string, z.ZodType][] {
  const described = (schema: z.ZodType, words = expansion.description) =>
    schema.optional().describe(`With expand=${name}. ${words}`)
  if (expansion.kind === 'each') return []
  if (expansion.kind === 'one') return [[name, described(of(expansion.resource).nullable())]]
  if (expansion.kind === 'subject') return [[name, described(z.record(z.string(), z.unknown()).nullable())]]
  const more = described(z.boolean(), 'Whether there are more than the 100 shown.')
  return [
    [name, described(z.array(of(expansion.resource)))],
    [`${name}_more`, more],
  ]
}

function fieldSchema(field: Field, extra: Record<string, z.ZodType>): z.ZodType {
  const described = (schema: z.ZodType) => schema.describe(describe(field))
  if (!Object.keys(extra).length) return described(field.schema)
  const { element } = (field.schema as z.ZodArray<z.ZodObject>).def // an expansion `list.key` stands only on a list of objects
  const { id } = element.meta() ?? {}
  return described(z.array(element.safeExtend(extra).meta({ id })))
}

/** A field's description, with the meaning of each value of its vocabulary. */
export function describe({ description, vocabulary }: Pick<Field, 'description' | 'vocabulary'>): string {
  if (!vocabulary) return description
  return `${description}\n${Object.entries(vocabulary)
    .map(([value, meaning]) => `- \`${value}\`: ${meaning}`)
    .join('\n')}`
}

/** A page of a list. */
export const pageSchema = (resource: Resource, schemas: Schemas) =>
  z
    .strictObject({
      data: z.array(schemas.get(resource.name) as z.ZodObject).describe('With `fields`, each record has only those.'),
      page: z.strictObject({
        limit: z.int().describe('The most records of this page.'),
        next_cursor: z.string().nullable().describe('For `cursor`; null on the last page.'),
        total: z.int().optional().describe('With count=exact: the number of all matches.'),
      }),
      facets: z.record(z.string(), facet).optional().describe('With `facets`: by field, the most frequent first.'),
    })
    .meta({ id: `${resource.singular}Page` })

const facet = z
  .strictObject({
    values: z.array(
      z.strictObject({ value: z.union([z.string(), z.number(), z.boolean()]).nullable(), count: z.int() }),
    ),
    more: z.boolean().describe('Whether there are more values than those shown.'),
  })
  .meta({ id: 'Facet' })

/** A whole file as JSON: every matching record. */
export const fileSchema = (resource: Resource, schemas: Schemas) =>
  z.strictObject({ data: z.array(schemas.get(resource.name) as z.ZodObject) }).meta({ id: `${resource.singular}File` })

const position = z.array(z.number()).min(2).max(2).describe('Longitude, latitude: degrees, WGS 84.')
const point = z
  .strictObject({ type: z.literal('Point'), coordinates: position })
  .meta({ id: 'Point', description: 'RFC 7946.' })

export const featureSchema = (resource: Resource, schemas: Schemas) =>
  z
    .strictObject({
      type: z.literal('Feature'),
      id: z.string(),
      geometry: point.nullable().describe('Null if the record has no location.'),
      properties: schemas.get(resource.name) as z.ZodObject,
    })
    .meta({ id: `${resource.singular}Feature` })

export const featureCollectionSchema = (resource: Resource, schemas: Schemas) =>
  z
    .strictObject({ type: z.literal('FeatureCollection'), features: z.array(featureSchema(resource, schemas)) })
    .meta({ id: `${resource.singular}FeatureCollection` })
