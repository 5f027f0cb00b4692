/**
 * References: which records name a record, and in which of their fields. They are found by the link table where the
 * field has links there, else by an index of its own or a table that is small.
 */
import type { Directory } from '../engine/expansions.ts'
import { isIn } from '../engine/filters.ts'
import { termFor } from '../engine/links.ts'
import type { AnyRecord, Resource } from '../engine/resource.ts'
import { type SQL, sql } from '../engine/sql.ts'
import type { Reader } from '../engine/statement.ts'

export type Referrer = { resource: Resource; id: string; field: string }

/** A field that may name a record: `key` is the member of its elements that does, for a list of objects. */
type Naming = { resource: Resource; field: string; key: string | null; kind: string | undefined }

/** Every field that may hold the id of a record of `target`. */
function namingFields(target: Resource, directory: Directory): Naming[] {
  return [...directory.values()]
    .filter(({ viewOf }) => !viewOf)
    .flatMap((resource) =>
      Object.entries(resource.fields).flatMap(([field, { references, elementReferences }]) => {
        const keys = Object.entries(elementReferences ?? {}).flatMap(([key, of]) => (of === target.name ? [key] : []))
        return [...(references === target.name ? [null] : []), ...keys].map((key) => ({
          resource,
          field,
          key,
          kind: linkKind(resource, field, key),
        }))
      }),
    )
}

const asked = 'asked'

/** The kind of link that a field gives, found by asking: the links of a record that holds nothing else. */
function linkKind(resource: Resource, name: string, key: string | null): string | undefined {
  const isList = (field: string) => resource.fields[field]?.kind === 'list'
  const nothing = Object.keys(resource.fields).map((field) => [field, isList(field) ? [] : null])
  const value = !isList(name) ? asked : key === null ? [asked] : [{ [key]: asked }]
  const record = { ...Object.fromEntries(nothing), [name]: value } as AnyRecord
  return resource.links(record).find(([, id]) => id === asked)?.[0]
}

/** What else has to hold for the records that name others in a field; undefined where none of them is looked for. */
type Also = (resource: Resource, field: string) => SQL | undefined

/**
 * At most `most` records that name one of `ids`, but for `ids` themselves and the claims about `ids`. Unless `all` are
 * wanted, what lies in a place or operation is not looked through if others of its kind lie in it.
 */
export function findReferrers(
  reader: Reader,
  directory: Directory,
  target: Resource,
  ids: readonly string[],
  most: number,
  { all = false, also = () => sql`true` }: { all?: boolean; also?: Also } = {},
): Referrer[] {
  const below = ({ kind }: Naming) => kind !== undefined && kind === target.tree?.kind
  const found: Referrer[] = []
  const namings = namingFields(target, directory)
  for (const naming of [...namings.filter((naming) => !below(naming)), ...namings.filter(below)]) {
    if (found.length >= most || (below(naming) && !all && found.some(({ resource }) => resource === target))) break
    const where = also(naming.resource, naming.field)
    if (!where) continue
    const rows = reader.all<{ id: string }>(
      sql`select id from ${naming.resource.table} where ${names(naming, ids)} and ${others(naming, target, ids)} and ${where} limit ${most - found.length}`,
    )
    found.push(...rows.map(({ id }) => ({ resource: naming.resource, id, field: naming.field })))
  }
  return found
}

function names({ resource, field, key, kind }: Naming, ids: readonly string[]): SQL {
  const { column, kind: of } = resource.fields[field] as Resource['fields'][string]
  const [id = ''] = ids
  const linked =
    kind !== undefined && ids.length === 1
      ? sql`${resource.table.n} in (select n from links where term = ${termFor(resource, kind, id)}) and `
      : sql``
  if (of !== 'list') return sql`${linked}${isIn(column, ids)}`
  const value = key === null ? sql`element.value` : sql`element.value ->> ${key}`
  return sql`${linked}${column} <> '[]' and exists (select 1 from json_each(${column}) as element where ${isIn(value, ids)})`
}

/** Not one of the records themselves, nor a claim about them. */
function others({ resource }: Naming, target: Resource, ids: readonly string[]): SQL {
  if (resource === target) return sql`not ${isIn(resource.table.id, ids)}`
  return resource.about ? sql`not (subject = ${target.name} and ${isIn(sql`subject_id`, ids)})` : sql`true`
}
