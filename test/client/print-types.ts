/**
 * Prints the types of the client from the declarations: what is read, what is sent, what is asked for, each explained.
 * `npm run client-types` writes them into `src/client/types.d.ts`; a test says when that is due.
 */
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { errors } from '../../src/engine/errors.ts'
import { expansionsOf } from '../../src/engine/expansions.ts'
import type { Filter } from '../../src/engine/filters.ts'
import { filterParameters, filtersOf } from '../../src/engine/query.ts'
import { type Field, isOrdered, isRequired, isScalar, type Resource } from '../../src/engine/resource.ts'
import { formatsOf } from '../../src/formats/index.ts'
import { directory, resources } from '../../src/model/index.ts'
import { vocabularies } from '../../src/model/vocabularies.ts'
import { importSchema } from '../../src/routes/imports.ts'
import { statsSchema } from '../../src/routes/stats-columns.ts'
import { statsParameters } from '../../src/routes/stats-query.ts'

const pascal = (name: string) => name.replace(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase())
const union = (values: readonly string[]) => values.map((value) => `'${value}'`).join(' | ') || 'never'
const comment = (words: string) => `/** ${words.replaceAll('*/', '* /').split('\n')[0]} */`
const key = (name: string) => (/^\w+$/.test(name) ? name : `'${name}'`)

type Member = { name: string; type: string; words: string; optional?: boolean }

const member = ({ name, type, words, optional }: Member) =>
  `${words && `  ${comment(words)}\n`}  ${key(name)}${optional ? '?' : ''}: ${type}`

const object = (name: string, words: string, members: readonly Member[]) =>
  `${comment(words)}\nexport type ${name} = {\n${members.map(member).join('\n')}\n}`

/** The name of the closed list that has just these values. */
const listName = (values: readonly string[]) =>
  Object.entries(vocabularies).find(([, terms]) => Object.keys(terms).join() === values.join())?.[0]

const codes = (values: readonly string[]) => {
  const name = listName(values)
  return name ? pascal(name) : union(values)
}

function typeOf(schema: z.ZodType, element: (schema: z.ZodObject) => string): string {
  if (schema instanceof z.ZodNullable) return `${typeOf(schema.unwrap() as z.ZodType, element)} | null`
  if (schema instanceof z.ZodArray) return `${typeOf(schema.element as z.ZodType, element)}[]`
  if (schema instanceof z.ZodObject) return element(schema)
  if (schema instanceof z.ZodEnum) return codes(schema.options as string[])
  if (schema instanceof z.ZodNumber) return 'number'
  if (schema instanceof z.ZodBoolean) return 'boolean'
  if (schema instanceof z.ZodISODate) return 'Day'
  if (schema instanceof z.ZodISODateTime) return 'Instant'
  if (schema instanceof z.ZodString) return 'string'
  throw new Error(`no type is known for ${schema.def.type}`)
}

const nameOf = (schema: z.ZodObject) => String(schema.meta()?.id)
const fieldType = ({ kind, schema }: Field, element = nameOf) => (kind === 'json' ? 'Json' : typeOf(schema, element))

function elementOf({ schema, kind }: Field): z.ZodObject | undefined {
  const element = kind === 'list' ? (schema as z.ZodArray).element : undefined
  return element instanceof z.ZodObject ? element : undefined
}

/** Elements of lists: as they are read, with what expansions add, and as they are sent. */
function printElements(): string[] {
  const elements = new Map<z.ZodObject, { added: Map<string, string>; initial: Set<string> }>()
  for (const { fields, expansions } of resources)
    for (const [name, field] of Object.entries(fields)) {
      const element = elementOf(field)
      if (!element) continue
      const known = elements.get(element) ?? { added: new Map(), initial: new Set() }
      elements.set(element, known)
      for (const initial of Object.keys(field.elementInitial ?? {})) known.initial.add(initial)
      for (const [path, expansion] of Object.entries(expansions))
        if (expansion.kind === 'each' && expansion.field === name)
          known.added.set(path.split('.')[1] as string, singular(expansion.resource))
    }
  return [...elements].flatMap(([element, { added, initial }]) => {
    const members = Object.entries(element.shape).map(([name, part]) => {
      const words = (part as z.ZodType).meta()?.description ?? ''
      const type = typeOf(part as z.ZodType, nameOf)
      return { name, type, words, isFree: initial.has(name) || type.endsWith('| null') }
    })
    const expanded = [...added].map(([name, of]) => ({
      name,
      type: `${of} | null`,
      words: 'With `expand`.',
      optional: true,
    }))
    const words = element.meta()?.description ?? 'An element of a list.'
    return [
      object(nameOf(element), words, [...members, ...expanded]),
      object(
        `${nameOf(element)}Input`,
        `${words} As it is sent: what is unknown may be left out.`,
        members.map(({ isFree, ...one }) => ({ ...one, optional: isFree })),
      ),
    ]
  })
}

const singular = (name: string) => directory.get(name)?.singular ?? 'never'

function printResource(resource: Resource): string[] {
  const { singular: name, description, fields } = resource
  const read = Object.entries(fields).map(([field, f]) => ({ name: field, type: fieldType(f), words: f.description }))
  const sent = Object.entries(fields).filter(([, field]) => !field.managed)
  const input = (needed: boolean) =>
    sent.map(([field, f]) => {
      const type = fieldType(f, (element) => `${nameOf(element)}Input`)
      const optional = field === 'id' || !isRequired(f) || !needed
      const nullable = isRequired(f) || type.endsWith('| null') || f.kind === 'json' ? type : `${type} | null`
      return { name: field, type: nullable, words: '', optional }
    })
  const claims =
    'claims' in resource.expansions
      ? [
          {
            name: 'claims',
            type: 'OwnClaim[]',
            words: 'Claims about the record, which support its values.',
            optional: true,
          },
        ]
      : []
  const own = new Set(scalarsOf(resource).flatMap((field) => variantsOf(field)))
  const filters = [...filtersOf(resource)]
    .filter(([parameter]) => !own.has(parameter))
    .map(([parameter, filter]) => ({
      name: parameter,
      type: filterType(filter),
      words: filter.description,
      optional: true,
    }))
  const writes = resource.viewOf
    ? []
    : [
        object(`${name}Input`, `What is sent to make one of ${resource.name}.`, [...input(true), ...claims]),
        object(`${name}Patch`, `What is sent to change one of ${resource.name}; null takes a value away.`, [
          ...input(false),
          ...claims,
        ]),
      ]
  return [
    object(name, description, [...read, ...expansionMembers(resource)]),
    ...writes,
    `/** The fields of ${resource.name} that hold one value. */\nexport type ${name}Field = ${union(scalarsOf(resource))}`,
    object(`${name}Filter`, `What ${resource.name} are asked by, beside their fields.`, filters),
  ]
}

const scalarsOf = ({ fields }: Resource) => Object.keys(fields).filter((field) => isScalar(fields[field] as Field))
const variantsOf = (field: string) => [
  field,
  `not_${field}`,
  ...['gt', 'gte', 'lt', 'lte'].map((bound) => `${field}_${bound}`),
]

const expansionMembers = (resource: Resource): Member[] =>
  Object.entries(resource.expansions).flatMap(([name, expansion]): Member[] => {
    const words = `With \`expand\`: ${expansion.description}`
    if (expansion.kind === 'each') return []
    if (expansion.kind === 'one')
      return [{ name, type: `${singular(expansion.resource)} | null`, words, optional: true }]
    if (expansion.kind === 'beside') return [{ name, type: 'Record<string, string> | null', words, optional: true }]
    if (expansion.kind === 'subject') return [{ name, type: 'AnyRecord | null', words, optional: true }]
    const more = {
      name: `${name}_more`,
      type: 'boolean',
      words: 'Whether there are more than the 100 shown.',
      optional: true,
    }
    return [{ name, type: `${singular(expansion.resource)}[]`, words, optional: true }, more]
  })

function filterType({ schema, many }: Pick<Filter, 'schema' | 'many'>): string {
  const one = Array.isArray(schema.enum) ? listed(schema.enum) : (plain[String(schema.type)] ?? 'string')
  return many ? `Many<${one}>` : one
}

const plain: Record<string, string> = { integer: 'number', number: 'number', boolean: 'boolean' }

/** One of these values; `'true'` and `'false'` are sent for true and false. */
function listed(values: unknown[]): string {
  if (values.every((value) => typeof value === 'number')) return values.join(' | ')
  return values.includes('true') ? 'boolean' : codes(values as string[])
}

/** What each resource takes and gives, by its name. */
function printModel(): string {
  const entries = resources.map((resource) => {
    const { name, singular: one, fields } = resource
    const ordered = scalarsOf(resource).filter((field) => isOrdered(fields[field] as Field))
    const sorts = Object.keys(resource.sorts).flatMap((sort) => [sort, `-${sort}`])
    const parts = {
      record: one,
      input: resource.viewOf ? 'never' : `${one}Input`,
      patch: resource.viewOf ? 'never' : `${one}Patch`,
      filters: `ByField<${one}, ${one}Field, ${union(ordered)}> & ${one}Filter`,
      sort: union(sorts),
      expand: union(Object.keys(expansionsOf(resource, directory))),
      facet: `${one}Field`,
      format: union(formatsOf(resource).map((format) => format.name)),
    }
    return `  ${name}: {\n${Object.entries(parts)
      .map(([part, type]) => `    ${part}: ${type}`)
      .join('\n')}\n  }`
  })
  return `/** What each resource gives and takes. */\nexport type Model = {\n${entries.join('\n')}\n}`
}

/** An object that is no record, such as a row of statistics. */
function printObject(schema: z.ZodObject): string {
  const members = Object.entries(schema.shape).map(([name, part]) => {
    const optional = part instanceof z.ZodOptional
    const type = typeOf((optional ? part.unwrap() : part) as z.ZodType, (inner) =>
      inner.meta()?.id ? nameOf(inner) : inline(inner),
    )
    return { name, type, words: (part as z.ZodType).meta()?.description ?? '', optional }
  })
  return object(nameOf(schema), schema.meta()?.description ?? '', members)
}

const inline = (schema: z.ZodObject) =>
  `{ ${Object.entries(schema.shape)
    .map(([name, part]) => `${name}: ${typeOf(part as z.ZodType, nameOf)}`)
    .join('; ')} }`

/** What statistics and imports give, and what statistics are asked by beside the filters of events. */
function printOthers(): string[] {
  const { report } = importSchema.shape
  const reasons = report.unwrap().shape.warnings.element
  const filters = filterParameters(directory.get('events') as Resource)
  const own = Object.entries(statsParameters).filter(([name]) => !(name in filters))
  const query = own.map(([name, { schema, many, required, description }]) => ({
    name,
    type: filterType({ schema, many }),
    words: description,
    optional: !required,
  }))
  return [
    printObject(statsSchema.shape.data.element),
    object('StatisticsOwn', 'What statistics are asked by, beside the filters of events.', query),
    ...[reasons, report.unwrap(), importSchema].map(printObject),
  ]
}

const head = `/**
 * The types of the client: every record, every write and every filter, as the declarations in \`model/\` have them.
 * Printed by \`npm run client-types\`, and not changed by hand.
 */

/** A day of the calendar: \`2025-07-20\`. */
export type Day = string
/** A point in time, in UTC: \`2025-07-20T12:00:00.000Z\`. */
export type Instant = string
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json }
/** One value, or any of several. */
export type Many<T> = T | readonly T[]

/** The filters that fields have by themselves: one of these, none of these, and bounds where values have an order. */
export type ByField<R, K extends keyof R, O extends K> = {
  [P in K]?: Many<NonNullable<R[P]>>
} & {
  [P in K as \`not_\${P & string}\`]?: Many<NonNullable<R[P]>>
} & {
  [P in O as \`\${P & string}_\${'gt' | 'gte' | 'lt' | 'lte'}\`]?: NonNullable<R[P]>
}`

/** The whole file. */
export function printTypes(): string {
  const lists = Object.entries(vocabularies).map(
    ([name, terms]) => `export type ${pascal(name)} = ${union(Object.keys(terms))}`,
  )
  const own = `/** A claim about the record that it is sent with. */\nexport type OwnClaim = Omit<ClaimInput, 'subject' | 'subject_id'>`
  const any = `export type AnyRecord = ${resources
    .filter(({ viewOf }) => !viewOf)
    .map(({ singular: one }) => one)
    .join(' | ')}`
  const problems = `/** What can go wrong, by code. */\nexport type ErrorCode =\n${Object.values(errors)
    .map(({ code }) => `  | '${code}'`)
    .join('\n')}`
  return `${[head, ...lists, problems, ...printElements(), ...resources.flatMap(printResource), ...printOthers(), own, any, printModel()].join('\n\n')}\n`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.stdout.write(printTypes())
