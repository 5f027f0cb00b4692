/** The shape of what a writer sends, as zod and OpenAPI see it. It documents the body; `edits/check.ts` checks it. */
import { z } from 'zod'
import { claimsIn } from '../engine/claimable.ts'
import type { Directory } from '../engine/expansions.ts'
import { type Field, isRequired, type Resource } from '../engine/resource.ts'

/** What `POST` and `PATCH` take for a resource. */
export type InputSchemas = { created: z.ZodObject; patched: z.ZodObject }

/** By resource; a resource that is a view of another takes nothing. */
export function inputSchemas(directory: Directory): ReadonlyMap<string, InputSchemas> {
  const elements = new Map<z.ZodType, z.ZodType>()
  const own = ownClaims(claimsIn(directory), elements)
  return new Map(
    [...directory.values()].flatMap((resource): [string, InputSchemas][] => {
      if (resource.viewOf) return []
      const claims = 'claims' in resource.expansions ? { claims: own } : {}
      const { name, singular } = resource
      const created = z
        .strictObject({ ...members(resource, elements, isRequired), ...claims })
        .meta({ id: `${singular}Input`, description: `What is sent to make one of ${name}.` })
      const patched = z
        .strictObject({ ...members(resource, elements, () => false), ...claims })
        .meta({ id: `${singular}Patch`, description: `What is sent to change one of ${name}.` })
      return [[name, { created, patched }]]
    }),
  )
}

/** Claims sent beside the record they are about. */
function ownClaims(resource: Resource, elements: Map<z.ZodType, z.ZodType>) {
  const { subject: _subject, subject_id: _id, ...others } = members(resource, elements, isRequired)
  return z
    .array(
      z.strictObject(others).meta({ id: 'OwnClaim', description: 'A claim about the record that it is sent with.' }),
    )
    .optional()
    .describe('Claims about the record, which support its values; they are added, never replaced.')
}

function members(
  { fields }: Resource,
  elements: Map<z.ZodType, z.ZodType>,
  isNeeded: (field: Field) => boolean,
): Record<string, z.ZodType> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, field]) => {
      if (field.managed) return []
      const value = inputOf(field, elements)
      const isFree = name === 'id' || !isNeeded(field)
      const isNullable = !isRequired(field) && field.kind !== 'json'
      const schema = isFree ? (isNullable ? value.nullable() : value).optional() : value
      const words = name === 'id' ? 'Left out, the server makes one from what the record says.' : field.description
      return [[name, schema.describe(words)]]
    }),
  )
}

function inputOf({ schema, kind, elementInitial }: Field, elements: Map<z.ZodType, z.ZodType>): z.ZodType {
  if (kind === 'json') return z.unknown()
  if (kind !== 'list') return schema
  const { element } = (schema as z.ZodArray).def
  if (!(element instanceof z.ZodObject)) return schema
  const made = elements.get(element) ?? toInput(element, elementInitial ?? {})
  elements.set(element, made)
  return z.array(made).max(1000)
}

/** An element of a list: what may be null, or is something when nothing is said, may be left out. */
function toInput(element: z.ZodObject, initial: Readonly<Record<string, unknown>>): z.ZodType {
  const shape = Object.entries(element.shape).map(([key, part]) => {
    const isFree = Object.hasOwn(initial, key) || (part as z.ZodType).safeParse(null).success
    return [key, isFree ? (part as z.ZodType).optional() : part] as const
  })
  if (shape.every(([, part]) => !(part instanceof z.ZodOptional))) return element
  const { id, description } = element.meta() ?? {}
  return z.strictObject(Object.fromEntries(shape)).meta({ id: `${id}Input`, ...(description && { description }) })
}
