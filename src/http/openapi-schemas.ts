/**
 * Schemas as the document shows them. A closed list is one component with the meaning of each value, to which every
 * schema that takes its values refers; and what zod's JSON Schema says in two ways is said in one.
 */
import type { oas31 } from 'zod-openapi'

/** Closed lists by name: value → meaning. */
export type Vocabularies = Readonly<Record<string, Readonly<Record<string, string>>>>

type Schema = oas31.SchemaObject

export const schemaRef = (name: string) => ({ $ref: `#/components/schemas/${name}` })

/** `event_type` is the component `EventType`. */
const toComponentName = (name: string) => name.replace(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase())

/** Each closed list as a component. */
export const vocabularySchemas = (vocabularies: Vocabularies): Record<string, Schema> =>
  Object.fromEntries(
    Object.entries(vocabularies).map(([name, terms]) => [
      toComponentName(name),
      { type: 'string', enum: Object.keys(terms), description: toMeanings(terms) },
    ]),
  )

export const toMeanings = (terms: Readonly<Record<string, string>>) =>
  Object.entries(terms)
    .map(([value, meaning]) => `- \`${value}\`: ${meaning}`)
    .join('\n')

/** Closed lists by their values, which is all that a schema says of them. */
export type ClosedLists = ReadonlyMap<string, { ref: oas31.ReferenceObject; terms: Readonly<Record<string, string>> }>

export const byValues = (vocabularies: Vocabularies): ClosedLists =>
  new Map(
    Object.entries(vocabularies).map(([name, terms]) => [
      Object.keys(terms).join(),
      { ref: schemaRef(toComponentName(name)), terms },
    ]),
  )

/** The same schema in the document's words, all the way down. Objects stay open, because fields may be added within v1. */
export function toPlain(schema: Schema, lists: ClosedLists): Schema {
  const inner = (part: Schema | oas31.ReferenceObject) => toPlain(part as Schema, lists) // a reference is a schema with $ref alone
  const { anyOf, items, properties, additionalProperties, propertyNames: _, ...rest } = schema
  const list = lists.get(String(rest.enum))
  if (list) return { ...list.ref, ...(rest.description && { description: rest.description }) }
  const either = anyOf?.map(inner)
  return {
    ...(either ? { ...rest, ...toEither(either) } : withoutRedundance(rest)),
    ...(items && { items: inner(items) }),
    ...(properties && { properties: mapValues(properties, inner) }),
    ...(typeof additionalProperties === 'object' && { additionalProperties: inner(additionalProperties) }),
  }
}

/** A value or null is one schema with two types, where the value has a type of its own. */
function toEither(either: Schema[]): Schema {
  const [value, none, more] = either
  const nullable = !more && none?.type === 'null' && typeof value?.type === 'string' && !value.enum && !value.properties
  return nullable ? { ...value, type: [value.type as 'string', 'null'] } : { anyOf: either }
}

/** Formats say what their patterns say, and every integer is a safe one. */
function withoutRedundance({ format, pattern, minimum, maximum, ...rest }: Schema): Schema {
  return {
    ...rest,
    ...(format && { format }),
    ...(pattern && !format?.startsWith('date') && { pattern }),
    ...(minimum !== undefined && minimum !== Number.MIN_SAFE_INTEGER && { minimum }),
    ...(maximum !== undefined && maximum !== Number.MAX_SAFE_INTEGER && { maximum }),
  }
}

const mapValues = <T, U>(record: Record<string, T>, to: (value: T) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, to(value)]))
