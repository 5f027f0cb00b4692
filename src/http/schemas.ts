/** The shape of a record as zod and OpenAPI see it: its fields, and the expansions that a client may ask for. */
import { z } from 'zod'
import type { Directory } from '../engine/expansions.ts'
import { once } from '../engine/once.ts'
import type { Expansion, Field, Resource } from '../engine/resource.ts'

/** Of each resource by its name. They are made when the first is asked for: who only serves records needs none. */
export type Schemas = { get(name: string): z.ZodObject }

type Of = (name: string) => z.ZodType

/** What an expansion may lead to: records, plain ones, and any that a claim may be about. */
type Targets = { of: Of; ofPlain: Of; subjects: z.ZodType[] }

/** One schema a resource, named as its singular; each refers to the others. */
export function recordSchemas(directory: Directory): Schemas {
  const schemas = once(() => toSchemas(directory))
  return { get: (name) => schemas().get(name) as z.ZodObject }
}

/**
 * A record that an expansion puts in place is plain: nothing is expanded in it, but in those of a list (`claims.source`).
 * So no schema leads back to itself, which would be more than anybody can ask for, and too much for tools that write out
 * what a schema refers to.
 */
function toSchemas(directory: Directory): ReadonlyMap<string, z.ZodObject> {
  const schemas = new Map<string, z.ZodObject>()
  const plain = new Map<string, z.ZodObject>()
  const ofPlain: Of = (name) => z.lazy(() => (plain.get(name) ?? schemas.get(name)) as z.ZodObject)
  const of: Of = (name) => z.lazy(() => schemas.get(name) as z.ZodObject)
  const { expanded, bare } = elementSchemas(directory, ofPlain)
  const subjects = [...directory.values()].filter(({ viewOf }) => !viewOf).map(({ name }) => ofPlain(name))
  for (const { name, singular, description, fields, expansions } of directory.values()) {
    const membersOf = (elements: Elements) =>
      Object.entries(fields).map(([field, declared]) => [field, fieldSchema(declared, elements)] as const)
    const added = Object.entries(expansions).flatMap(([path, expansion]) =>
      expansionMembers(path, expansion, { of, ofPlain, subjects }),
    )
    const whole = Object.fromEntries([...membersOf(expanded), ...added])
    schemas.set(name, z.strictObject(whole).meta({ id: singular, description }))
    if (Object.keys(expansions).length === 0) continue
    const words = `${description} As an expansion puts it in place: nothing is expanded in it.`
    const alone = Object.fromEntries(membersOf(bare))
    plain.set(name, z.strictObject(alone).meta({ id: `Plain${singular}`, description: words }))
  }
  return schemas
}

/** What an expansion adds to a record; an `each` adds to the elements of its list instead. */
function expansionMembers(name: string, expansion: Expansion, to: Targets): [string, z.ZodType][] {
  const described = (schema: z.ZodType, words = expansion.description) =>
    schema.optional().describe(`With \`expand=${name}\`. ${words}`)
  switch (expansion.kind) {
    case 'each':
      return []
    case 'one':
      return [[name, described(to.ofPlain(expansion.resource).nullable())]]
    case 'beside':
      return [[name, described(z.record(z.string(), z.string()).nullable())]]
    case 'subject':
      return [[name, described(z.union(to.subjects).nullable())]]
    case 'many':
      return [
        [name, described(z.array(to.of(expansion.resource)))],
        [`${name}_more`, described(z.boolean(), 'Whether there are more than the 100 shown.')],
      ]
  }
}

/** The elements of lists as they are declared, and what is shown of them; those that nothing is added to are not named. */
type Elements = ReadonlyMap<z.ZodType, z.ZodType>

/** Elements with what `each` expansions add to them, and without it: one schema each, however many lists have it. */
function elementSchemas(directory: Directory, of: Of): { expanded: Elements; bare: Elements } {
  const added = new Map<z.ZodObject, Record<string, z.ZodType>>()
  for (const { fields, expansions } of directory.values())
    for (const [path, expansion] of Object.entries(expansions)) {
      if (expansion.kind !== 'each') continue
      const [list = '', step = ''] = path.split('.')
      const { element } = ((fields[list] as Field).schema as z.ZodArray<z.ZodObject>).def // an `each` stands only on a list of objects
      const words = `With \`expand\` of the list's \`.${step}\`, such as \`${path}\`: the record that the id names.`
      added.set(element, {
        ...added.get(element),
        [step]: of(expansion.resource).nullable().optional().describe(words),
      })
    }
  const named = (schema: z.ZodObject, element: z.ZodObject, prefix = '') => {
    const { id, ...meta } = element.meta() ?? {}
    return [element, schema.meta({ ...meta, id: `${prefix}${id}` })] as const
  }
  return {
    expanded: new Map([...added].map(([element, extra]) => named(element.safeExtend(extra), element))),
    bare: new Map([...added.keys()].map((element) => named(z.strictObject(element.shape), element, 'Plain'))),
  }
}

function fieldSchema({ schema, kind, description }: Field, elements: Elements): z.ZodType {
  if (kind === 'json') return z.unknown().describe(description)
  const element = kind === 'list' ? elements.get((schema as z.ZodArray).def.element as z.ZodType) : undefined
  return (element ? z.array(element) : schema).describe(description)
}

/** What a file says of where its records come from. */
const sources = {
  licence: z
    .string()
    .describe('SPDX identifiers of the datasets whose records it holds, joined by AND; empty if it holds none.'),
  citation: z.string().describe('How to cite those datasets, a line each.'),
}

/** What the addresses of a resource answer, each one component. Features are of use only where there are coordinates. */
export type Shapes = Record<'record' | 'page' | 'file' | 'feature' | 'features', z.ZodObject>

export function shapesOf({ name, singular }: Resource, schemas: Schemas): Shapes {
  const record = schemas.get(name)
  const feature = z
    .strictObject({
      type: z.literal('Feature').describe('As GeoJSON calls it.'),
      id: z.string().describe('The id of the record.'),
      geometry: point.nullable().describe('Null if the record has no location.'),
      properties: record,
    })
    .meta({ id: `${singular}Feature`, description: 'A record on a map (RFC 7946).' })
  return {
    record,
    page: z
      .strictObject({
        data: z.array(record).describe('With `fields`, each record has only those.'),
        page,
        facets,
        facets_more: more,
      })
      .meta({ id: `${singular}Page`, description: `A page of ${name}.` }),
    file: z
      .strictObject({
        data: z.array(record).describe('Every match. With `fields`, each record has only those.'),
        ...sources,
      })
      .meta({ id: `${singular}File`, description: `All matching ${name}.` }),
    feature,
    features: z
      .strictObject({
        type: z.literal('FeatureCollection').describe('As GeoJSON calls it.'),
        name: z.literal(name).describe('The resource, by which map programs call the layer.'),
        features: z.array(feature).describe('Every match.'),
        ...sources,
      })
      .meta({ id: `${singular}FeatureCollection`, description: `All matching ${name} on a map (RFC 7946).` }),
  }
}

const page = z
  .strictObject({
    limit: z.int().describe('The most records of this page.'),
    next_cursor: z.string().nullable().describe('The `cursor` of the next page; null on the last.'),
    total: z.int().optional().describe('With `count=exact`: the number of all matches.'),
  })
  .meta({ id: 'PageInfo', description: 'Where the page stands in the list.' })

const facet = z
  .strictObject({
    value: z
      .union([z.string(), z.number(), z.boolean()])
      .nullable()
      .describe('Null counts the records without a value.'),
    count: z.int().describe('Matching records with the value.'),
  })
  .meta({ id: 'FacetValue', description: 'How often a value occurs among all matches.' })

const facets = z
  .record(z.string(), z.array(facet))
  .optional()
  .describe('With `facets`: the values of each field, the most frequent first.')

const more = z.array(z.string()).optional().describe('With `facets`: the fields that have more than 20 values.')

const point = z
  .strictObject({
    type: z.literal('Point').describe('As GeoJSON calls it.'),
    coordinates: z.array(z.number()).min(2).max(2).describe('Longitude, latitude: degrees, WGS 84.'),
  })
  .meta({ id: 'Point', description: 'A point (RFC 7946).' })
