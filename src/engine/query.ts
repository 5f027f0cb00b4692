/**
 * A query: what a client asked for, read once from the URL and then the same for every format. Reading names every
 * fault at once; `find.ts` then gives the numbers of the records in order, which a format writes.
 */
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import { type Position, readCursor, signatureOf } from './cursor.ts'
import { type Directory, expansionsOf } from './expansions.ts'
import { type Condition, type Filter, fieldFilters } from './filters.ts'
import { clip, type Given, type Parameter, type Reading, refuse, splitValues, startReading } from './parameters.ts'
import { isNullable, isScalar, type Resource, type Sort } from './resource.ts'
import { type SQL, sql } from './sql.ts'

export type Query = {
  resource: Resource
  conditions: Condition[]
  sort: { name: string; key: SQLiteColumn; descending: boolean }
  /** Null: no limit (a file). */
  limit: number | null
  after: Position | null
  fields: string[]
  expand: string[]
  facets: string[]
  count: boolean
  /** What a cursor is bound to; worked out where there is one. */
  signature(): string
}

/** Which records, in which order. */
export type Listing = Pick<Query, 'resource' | 'conditions' | 'sort'>

/** Every filter of a resource: those it declares, and those its scalar fields have by themselves. */
export const filtersOf = onceEach((resource: Resource): ReadonlyMap<string, Filter> => {
  const filters = new Map(Object.entries(resource.filters))
  for (const [name, field] of Object.entries(resource.fields)) {
    if (!isScalar(field)) continue
    const leading = name === 'id' || resource.indexed.includes(name)
    for (const [parameter, filter] of fieldFilters(name, field, leading)) {
      const references = idsOf(resource, parameter)
      filters.set(parameter, references ? { ...filter, references } : filter)
    }
  }
  return filters
})

/** Whose ids the parameters of a record's own id take, and those of the subject of a claim. */
function idsOf({ name, viewOf, about }: Resource, parameter: string): Parameter['references'] {
  if (parameter === 'id' || parameter === 'not_id') return viewOf ?? name
  return about && /^(not_)?subject_id$/.test(parameter) ? { by: 'subject' } : undefined
}

const lacking = (resource: Resource) =>
  Object.entries(resource.fields).flatMap(([name, field]) => (isNullable(field) || field.kind === 'list' ? [name] : []))

/** Every filter, and what asks for the presence of a value. */
export const filterParameters = onceEach((resource: Resource): Readonly<Record<string, Parameter>> => {
  const schema = { type: 'string', enum: lacking(resource) }
  return {
    ...resource.filters,
    has: { description: 'All of these have a value; a list counts as one if it is not empty.', schema, many: true },
    lacks: { description: 'All of these lack a value; an empty list lacks.', schema, many: true },
    ...Object.fromEntries(filtersOf(resource)),
  }
})

/** The parameters of lists that are no filters. */
function shapeParameters(resource: Resource, directory: Directory): Record<string, Parameter> {
  const names = Object.keys(resource.fields)
  const sorts = Object.keys(resource.sorts).flatMap((name) => [name, `-${name}`])
  const expandable = Object.keys(expansionsOf(resource, directory))
  const scalars = names.filter((name) => isScalar(resource.fields[name] as Resource['fields'][string]))
  const of = (values: string[]) => ({ type: 'string', enum: values })
  return {
    sort: {
      description: `One sort; \`-\` for descending. Ties by id in the same direction; records without a value come last either way. Default \`${resource.defaultSort}\`.\n${Object.entries(
        resource.sorts,
      )
        .map(([name, sort]) => `- \`${name}\`: ${sort.description}`)
        .join('\n')}`,
      schema: of(sorts),
      many: false,
    },
    limit: {
      description:
        'At most so many records: 1 to 1000 on a page (200 with `expand`; more is clamped), without a maximum in a file. Default 50 on a page.',
      schema: { type: 'integer', minimum: 1 },
      many: false,
    },
    fields: { description: 'Only these fields, in this order.', schema: of(names), many: true },
    ...(expandable.length && {
      expand: {
        description: `Related records in place:\n${Object.entries(expansionsOf(resource, directory))
          .map(([name, e]) => `- \`${name}\`: ${e.description}`)
          .join('\n')}`,
        schema: of(expandable),
        many: true,
      },
    }),
    cursor: {
      description: '`page.next_cursor` of the page before; refused with any other filter or sort.',
      schema: { type: 'string', maxLength: 1024 },
      many: false,
    },
    count: { description: '`exact` adds `page.total`, the number of all matches.', schema: of(['exact']), many: false },
    facets: {
      description:
        'Adds the most frequent values of these fields among all matches, at most 20 of each; `facets_more` names the fields that have more.',
      schema: of(scalars),
      many: true,
    },
  }
}

/** Every parameter of a list: what a resource declares, what shapes the answer, then a filter for each field. A resource has them for as long as it stands in one directory. */
export const parametersOf = onceEach(
  (resource: Resource, directory: Directory): Readonly<Record<string, Parameter>> => ({
    ...resource.filters,
    ...shapeParameters(resource, directory),
    ...filterParameters(resource),
  }),
)

/** What follows from a declaration alone is worked out once for each, not in every request. */
function onceEach<K extends object, A extends unknown[], V>(work: (key: K, ...more: A) => V) {
  const done = new WeakMap<K, V>()
  return (key: K, ...more: A): V => {
    const value = done.get(key) ?? work(key, ...more)
    done.set(key, value)
    return value
  }
}

const pageOnly = ['cursor', 'count', 'facets']

/**
 * Reads a list query. `file` is true for whole files, where `limit` has no maximum and paging has no meaning.
 *
 * @throws InvalidQuery with one fault for each parameter that cannot be used.
 */
export function readQuery(resource: Resource, given: Given, directory: Directory, file: boolean): Query {
  const reading = startReading(given, parametersOf(resource, directory))
  const conditions = readConditions(resource, given, reading)
  for (const name of file ? pageOnly : [])
    if (given.has(name))
      reading.fault({
        parameter: name,
        code: 'page_only',
        detail: 'Has no meaning in a file, which holds every match. Leave it out, or ask for a page.',
      })
  const sort = reading.one('sort') ?? resource.defaultSort
  const { fields, expand } = readShape(resource, reading)
  const facets = reading.many('facets')
  const count = reading.one('count') === 'exact'
  const limit = reading.attempt(() => readLimit(reading.one('limit'), file, expand.length > 0)) ?? null
  const signature = () => {
    const narrowing = [...given.keys()].filter((name) => Object.hasOwn(filterParameters(resource), name))
    return signatureOf(`${resource.name} ${sort} ${reading.said(narrowing)}`)
  }
  const cursor = file ? undefined : reading.one('cursor')
  const after = cursor === undefined ? null : (reading.attempt(() => readCursor(cursor, signature())) ?? null)
  reading.end()
  return {
    resource,
    conditions,
    sort: readSort(resource, sort),
    limit,
    after,
    fields,
    expand,
    facets,
    count,
    signature,
  }
}

/** What the filters among the parameters ask of a resource; what cannot be used is a fault of the reading. */
export function readConditions(resource: Resource, given: Given, reading: Reading): Condition[] {
  const filters = filtersOf(resource)
  const values = (name: string) => splitValues(name, given.get(name), filters.get(name))
  const conditions: Condition[] = resource.only ? [{ where: resource.only }] : []
  for (const name of given.keys()) {
    const beside = (other: string) => reading.attempt(() => values(other))
    const condition = reading.attempt(() =>
      filters.get(name)?.read(values(name) ?? [], { resource, parameter: name, beside }),
    )
    if (condition) conditions.push(condition)
  }
  for (const name of reading.many('has')) conditions.push({ where: hasValue(resource, name) })
  for (const name of reading.many('lacks')) conditions.push({ where: sql`not ${hasValue(resource, name)}` })
  return conditions
}

/** Which fields and expansions of a record are asked for. */
export function readShape(resource: Resource, reading: Reading): Pick<Query, 'fields' | 'expand'> {
  const fields = reading.many('fields')
  return { fields: fields.length ? fields : Object.keys(resource.fields), expand: reading.many('expand') }
}

function readSort(resource: Resource, typed: string): Query['sort'] {
  const name = typed.replace(/^-/, '')
  const { key } = resource.sorts[name] as Sort // the parameter's enum holds no other
  return { name, key, descending: typed.startsWith('-') }
}

/** Of what comes in pages, and is no list of records with its files. */
export const pageParameters: Readonly<Record<string, Parameter>> = {
  limit: {
    description: 'At most so many: 1 to 1000, more is clamped. Default 50.',
    schema: { type: 'integer', minimum: 1 },
    many: false,
  },
  cursor: {
    description: '`page.next_cursor` of the page before, with the same query.',
    schema: { type: 'string', maxLength: 1024 },
    many: false,
  },
}

export function readLimit(typed: string | undefined, file: boolean, expanded: boolean): number | null {
  if (typed === undefined) return file ? null : 50
  if (!/^\+?0*[1-9]\d*$/.test(typed))
    throw refuse('limit', `'${clip(typed)}' is not a whole number from 1 on.`, 'invalid_limit')
  return file ? Number(typed) : Math.min(Number(typed), expanded ? 200 : 1000)
}

function hasValue(resource: Resource, name: string): SQL {
  const field = resource.fields[name] as Resource['fields'][string]
  return field.kind === 'list' ? sql`(${field.column} <> '[]')` : sql`(${field.column} is not null)`
}
