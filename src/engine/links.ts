/**
 * Filters by what a record is linked to (actors, places, operations, sources, codes), and by its ids elsewhere. A table
 * serves each: for every term, or id, its records in the order of lists.
 */
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import { errors, nearest } from './errors.ts'
import { type Branch, type Condition, type Filter, isIn } from './filters.ts'
import { clip, meantOf, notListed, refuse, refuseUnlisted } from './parameters.ts'
import type { Resource } from './resource.ts'
import { type SQL, sql } from './sql.ts'

const slugSchema = { type: 'string', pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 80 }
const slugForm = /^(?=.{1,80}$)[a-z0-9]+(-[a-z0-9]+)*$/

function readSlugs(values: string[], parameter: string): string[] {
  for (const value of values)
    if (!slugForm.test(value))
      throw refuse(
        parameter,
        `'${clip(value)}' is not an id (small letters and digits, joined by single hyphens).`,
        'invalid_id',
      )
  return values
}

/**
 * Records that the link table has under a term of this kind, which is a resource in the singular. `all` asks for each
 * of the values instead of any.
 */
export const linked = (kind: string, rank: number, description: string, example: string, all = false): Filter => ({
  description,
  schema: slugSchema,
  example,
  many: true,
  leading: true,
  references: `${kind}s`,
  read: (values, scope) =>
    linkCondition(scope.resource, underTerm(scope.resource, kind), rank, readSlugs(values, scope.parameter), all),
})

/**
 * Like `linked`, for the codes of a resource such as `ucdp:type_of_violence:1`. A field of which no record has a code is
 * a mistake if it is nearly one of which some have.
 */
export const linkedByCode = (of: string, kind: string, ...written: Written): Filter => ({
  ...byCode((resource) => underTerm(resource, kind), ...written),
  unknown(value, { reader }) {
    const [scheme = '', field = ''] = value.split(':')
    const firstCode = reader.statement(
      'select min(key) from terms where resource = ? and kind = ? and key > ? and key < ?',
    )
    const first = (after: string, within: string) =>
      firstCode.pluck().get(of, kind, after, `${within};`) as string | null // a semicolon is what follows a colon
    if (first(`${scheme}:${field}:`, `${scheme}:${field}`) !== null) return undefined
    const fields: string[] = []
    for (let code = first(`${scheme}:`, scheme); code !== null; code = first(`${scheme}:${fields.at(-1)};`, scheme))
      fields.push(code.split(':')[1] as string) // as it was stored
    const isMeant = meantOf(field, fields) !== undefined
    return isMeant ? notListed(field, fields, `no field of which ${of} have codes of ${scheme} here`) : undefined
  },
})

/** Records that carry an id of another scheme, such as `ucdp-dyad:857`. */
export const identified = (...written: Written) => byCode(underIdentifier, ...written)

type Written = [parts: string[], schemes: readonly string[], description: string, example: string]

/** `parts` names what stands between the colons. Codes may hold commas: one separates if a scheme stands after it. */
const byCode = (
  indexOf: (resource: Resource) => Index,
  parts: string[],
  schemes: readonly string[],
  description: string,
  example: string,
): Filter => ({
  description,
  schema: { type: 'string', pattern: `^[^:]+${':.+'.repeat(parts.length - 1)}$` },
  example,
  many: true,
  separator: new RegExp(`,(?=(?:${schemes.join('|')}):)`),
  leading: true,
  read: (values, scope) => {
    for (const value of values) {
      const given = value.split(':')
      if (given.length < parts.length || given.includes(''))
        throw refuse(scope.parameter, `'${clip(value)}' is not of the form ${parts.join(':')}, such as ${example}.`)
      const [scheme = ''] = given
      const wrong = schemes.includes(scheme) ? misspeltWithin(value, schemes) : scheme
      if (wrong !== undefined) throw refuseScheme(scope.parameter, wrong, schemes)
    }
    return linkCondition(scope.resource, indexOf(scope.resource), 1, values, false)
  },
})

/** What stands within a value behind a comma, as the scheme of another value would, and is nearly one: another value was meant. */
function misspeltWithin(value: string, schemes: readonly string[]): string | undefined {
  const words = [...value.matchAll(/,([^:,]+)(?=:)/g)].map(([, word = '']) => word)
  return words.find((word) => !schemes.includes(word) && nearest(word, schemes) !== undefined)
}

const refuseScheme = (parameter: string, scheme: string, schemes: readonly string[]) =>
  errors.InvalidQuery(undefined, [{ parameter, ...notListed(scheme, schemes, 'not one of the schemes') }])

/** The number of a term, or null if no record has it. */
export const termFor = ({ name, viewOf }: Resource, kind: string, key: string) =>
  sql`(select term from terms where resource = ${viewOf ?? name} and kind = ${kind} and key = ${key})`

/** A table that has the records of a key in the order of lists. */
type Index = { name: SQL; isKey(key: string): SQL }

const underTerm = (resource: Resource, kind: string): Index => ({
  name: sql`links`,
  isKey: (key) => sql`links.term = ${termFor(resource, kind, key)}`,
})

const underIdentifier = ({ name, viewOf }: Resource): Index => ({
  name: sql`identifiers`,
  isKey: (key) => sql`identifiers.resource = ${viewOf ?? name} and identifiers.key = ${key}`,
})

function linkCondition(resource: Resource, index: Index, rank: number, keys: string[], all: boolean): Condition {
  const { table } = resource
  const { name, isKey } = index
  const has = (key: string) =>
    sql`exists (select 1 from ${name} where ${isKey(key)} and ${name}.date = ${dateOf(table)} and ${name}.id = ${table.id})`
  const lead = (key: string, rest: string[]): Branch => ({
    drive: name,
    join: sql`cross join ${table} on ${table.n} = ${name}.n`,
    where: isKey(key),
    also: rest.map(has),
    order: { n: sql`${name}.n`, date: sql`${name}.date`, id: sql`${name}.id` },
  })
  const [first = '', ...rest] = keys
  return all
    ? { where: sql.join(keys.map(has), sql` and `), lead: { rank, branches: [lead(first, rest)] } }
    : {
        where: sql`(${sql.join(keys.map(has), sql` or `)})`,
        lead: { rank, branches: keys.map((key) => lead(key, [])) },
      }
}

/** The date that the link table orders a record by. */
const dateOf = (table: Resource['table']) => ('date_key' in table ? sql`coalesce(${table.date_key}, '')` : sql`''`)

/** `role` and `side` hold for the same participant as `actor`, and for each of `actor_all`; both read the whole of it, so that their order is free. */
export const participation = (
  key: 'role' | 'side',
  column: SQLiteColumn,
  vocabulary: Record<string, string>,
  description: string,
): Filter => ({
  description,
  schema: { type: 'string', enum: Object.keys(vocabulary) },
  many: true,
  read: (values, scope) => {
    const terms = Object.keys(vocabulary)
    const other = values.find((value) => !terms.includes(value))
    if (other !== undefined) throw refuseUnlisted(scope.parameter, other, terms)
    const asked = (name: string) => (name === key ? values : scope.beside(name))
    const has = (actors: string[] | undefined) => {
      const wanted = Object.entries({ role: asked('role'), side: asked('side'), actor_id: actors })
      const parts = wanted.flatMap(([name, given]) =>
        given ? [isIn(sql.raw(`party.value ->> '${name}'`), given)] : [],
      )
      return sql`exists (select 1 from json_each(${column}) as party where ${sql.join(parts, sql` and `)})`
    }
    const each = scope.beside('actor_all') ?? []
    return { where: sql.join([has(scope.beside('actor')), ...each.map((actor) => has([actor]))], sql` and `) }
  },
})
