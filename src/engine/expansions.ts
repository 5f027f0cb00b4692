/**
 * Expansions: related records in place of, or beside, their ids. A path has at most two steps: `claims`,
 * `claims.source`, `participants.actor`.
 */
import { columnOf, literal, type Member, membersOf, toObject } from './body.ts'
import type { Expansion, Resource } from './resource.ts'
import { type SQL, sql } from './sql.ts'

/** Every resource by name: what an expansion may lead to. */
export type Directory = ReadonlyMap<string, Resource>

const most = 100

/** The paths a resource can expand, each with its last step. */
export function expansionsOf(resource: Resource, directory: Directory): Record<string, Expansion> {
  const paths: Record<string, Expansion> = {}
  for (const [name, expansion] of Object.entries(resource.expansions)) {
    paths[name] = expansion
    if (expansion.kind !== 'many') continue
    for (const [step, inner] of Object.entries(directory.get(expansion.resource)?.expansions ?? {}))
      if (inner.kind === 'one') paths[`${name}.${step}`] = inner
  }
  return paths
}

/** What the asked paths add to the object of a record, or replace in it. */
export function expandedMembers(
  resource: Resource,
  row: string,
  paths: readonly string[],
  directory: Directory,
): Member[] {
  const roots = [...new Set(paths.map((path) => path.split('.')[0] as string))]
  return roots.flatMap((root) => {
    const steps = paths.filter((path) => path.startsWith(`${root}.`)).map((path) => path.slice(root.length + 1))
    const expansion = resource.expansions[root] ?? resource.expansions[`${root}.${steps[0]}`]
    return expansion ? membersFor(root, steps, expansion, resource, row, directory) : []
  })
}

function membersFor(
  name: string,
  steps: readonly string[],
  expansion: Expansion,
  resource: Resource,
  row: string,
  directory: Directory,
): Member[] {
  const own = (field: string) => columnOf(row, (resource.fields[field] as Resource['fields'][string]).column)
  const record = (of: string, key: SQL, deeper: readonly string[] = []) => {
    const target = directory.get(of) as Resource
    const inner = `${row}_${of}`
    const members = [...membersOf(target, inner), ...expandedMembers(target, inner, deeper, directory)]
    return sql`(select ${toObject(members)} from ${target.table} as ${sql.raw(inner)} where ${columnOf(inner, target.table.id)} = ${key})`
  }
  switch (expansion.kind) {
    case 'one':
      return [{ name, value: orNull(record(expansion.resource, own(expansion.field))) }]
    case 'beside':
      return [{ name, value: orNull(expansion.value(row)) }]
    case 'subject': {
      const cases = [...directory.values()]
        .filter((target) => !target.viewOf)
        .map((target) => sql`when ${literal(target.name)} then ${record(target.name, own(expansion.field))}`)
      return [{ name, value: orNull(sql`case ${own(expansion.subject)} ${sql.join(cases, sql` `)} end`) }]
    }
    case 'each': {
      const step = steps[0] as string
      const key = sql.raw(`element.value ->> '${expansion.key}'`)
      const element = sql`json_set(element.value, ${literal(`$.${step}`)}, json(${record(expansion.resource, key)}))`
      return [
        {
          name,
          value: sql`(select json_group_array(${element}) from json_each(${own(expansion.field)}) as element)`,
        },
      ]
    }
    case 'many': {
      const target = directory.get(expansion.resource) as Resource
      const inner = `${row}_${name}`
      const back = columnOf(inner, (target.fields[expansion.field] as Resource['fields'][string]).column)
      const about = expansion.subject ? sql` and ${sql.raw(inner)}.subject = ${literal(expansion.subject)}` : sql``
      const from = sql`from ${target.table} as ${sql.raw(inner)} where ${back} = ${own('id')}${about}`
      const members = [...membersOf(target, inner), ...expandedMembers(target, inner, steps, directory)]
      const first = sql`select ${toObject(members)} as object ${from} order by ${columnOf(inner, target.table.n)} limit ${sql.raw(`${most}`)}`
      return [
        { name, value: sql`(select '[' || ifnull(group_concat(object), '') || ']' from (${first}))` },
        {
          name: `${name}_more`,
          value: sql`iif((select count(*) ${from}) > ${sql.raw(`${most}`)}, 'true', 'false')`,
        },
      ]
    }
  }
}

const orNull = (json: SQL) => sql`ifnull(${json}, 'null')`
