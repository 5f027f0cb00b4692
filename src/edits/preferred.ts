/**
 * Corrections of imported records. What a dataset says is never written over: a claim of rank `preferred` is shown in
 * its place, what the dataset says is kept beside, and comes back when the claim goes. The next release does the same.
 */

import { evidenceNames } from '../engine/claimable.ts'
import type { Directory } from '../engine/expansions.ts'
import type { AnyRecord, Resource } from '../engine/resource.ts'
import { sql } from '../engine/sql.ts'
import type { Reader } from '../engine/statement.ts'
import { filled } from './check.ts'
import { type Change, changeIds } from './ids.ts'
import type { Row } from './rows.ts'

const ours = 'sourcebook'

/** Whether a record comes from a dataset other than what is curated here. A dataset is of itself, and curated. */
export const isImported = ({ id, dataset_id }: Pick<Row, 'id' | 'dataset_id'>) =>
  dataset_id !== ours && dataset_id !== id

/**
 * What preferred claims say of a record's fields: of several the last that was written, of a list all its elements.
 * Empty for nearly every record.
 */
export function preferredValues({ prepared }: Reader, resource: Resource, id: string): Record<string, unknown> {
  const claims = prepared(
    'preferred',
    () => sql`select field, value from claims where subject = ${sql.placeholder('subject')} and subject_id = ${sql.placeholder('id')}
      and rank = 'preferred' order by seq`,
  ).all(resource.name, id) as { field: string; value: string | null }[]
  if (!claims.length) return {}
  const groups = evidenceNames(resource)
  const shown: Record<string, unknown> = {}
  const show = (name: string, value: unknown) => {
    const field = resource.fields[name]
    if (!field || field.managed || name === 'id') return
    shown[name] = filled(field, field.kind === 'list' ? [...((shown[name] as unknown[]) ?? []), value] : value)
  }
  for (const claim of claims) {
    const value: unknown = JSON.parse(claim.value ?? 'null')
    if (resource.fields[claim.field]) show(claim.field, value)
    else if (groups.includes(claim.field) && typeof value === 'object' && value !== null)
      for (const [name, part] of Object.entries(value)) show(name, part)
  }
  return shown
}

/** The records of a resource that have preferred claims. */
export const preferredIds = (reader: Reader, { name }: Resource): string[] =>
  reader
    .all<{ id: string }>(
      sql`select distinct subject_id as id from claims where subject = ${name} and rank = 'preferred'`,
    )
    .map(({ id }) => id)

/** The record with preferred claims in the place of what its dataset says, which is kept beside. */
export function showPreferred(reader: Reader, resource: Resource, record: AnyRecord): AnyRecord {
  const shown = preferredValues(reader, resource, record.id)
  forgetOriginals(reader, resource, record.id)
  for (const name of Object.keys(shown))
    reader
      .prepared(
        'keep original',
        () => sql`insert into originals (resource, id, field, value)
          values (${sql.placeholder('resource')}, ${sql.placeholder('id')}, ${sql.placeholder('field')}, ${sql.placeholder('value')})`,
      )
      .run(resource.name, record.id, name, JSON.stringify(record[name] ?? null))
  return { ...record, ...shown }
}

export const forgetOriginals = ({ prepared }: Reader, { name }: Resource, id: string) =>
  prepared(
    'forget originals',
    () => sql`delete from originals where resource = ${sql.placeholder('resource')} and id = ${sql.placeholder('id')}`,
  ).run(name, id)

/** What the dataset says of the fields that are shown otherwise. */
export function originalValues({ prepared }: Reader, { name }: Resource, id: string): Record<string, unknown> {
  const rows = prepared(
    'originals',
    () =>
      sql`select field, value from originals where resource = ${sql.placeholder('resource')} and id = ${sql.placeholder('id')}`,
  ).all(name, id) as { field: string; value: string }[]
  return Object.fromEntries(rows.map(({ field, value }) => [field, JSON.parse(value) as unknown]))
}

/** Ids inside what datasets say of fields that are shown otherwise, changed like those that are shown; gives in how many. */
export function changeOriginals(reader: Reader, directory: Directory, id: string, change: Change): number {
  type Original = { resource: string; id: string; field: string; value: string }
  const mentions = reader.all<Original>(sql`select * from originals where instr(value, ${`"${id}"`}) > 0`)
  for (const { resource, id: of, field: name, value } of mentions) {
    const field = directory.get(resource)?.fields[name]
    if (!field) continue
    const changed = JSON.stringify(changeIds(field, JSON.parse(value), change))
    reader.connection
      .prepare('update originals set value = ? where resource = ? and id = ? and field = ?')
      .run(changed, resource, of, name)
  }
  return mentions.length
}
