/** The slow, obvious model of lists that contract tests compare with: plain filters and sorts over all records. */
import type { AnyRecord, Resource } from '../../src/engine/resource.ts'
import { resources } from '../../src/model/index.ts'
import { addRecords } from '../records.ts'
import { type Base, openSeeded, readAll, type Scope } from '../support.ts'

export type Table = { resource: Resource; records: AnyRecord[] }

/** The seed, records that leave no field without a case, and what each resource then answers as a whole. */
export async function openContract(
  scope: Scope,
): Promise<Base & { tables: Table[]; table(name: string): AnyRecord[] }> {
  const base = await openSeeded(scope)
  await addRecords(base, 24)
  const tables: Table[] = []
  for (const resource of resources)
    tables.push({ resource, records: await readAll(base.app, `/v1/${resource.name}?sort=id`) })
  const table = (name: string) => tables.find(({ resource }) => resource.name === name)?.records ?? []
  return { ...base, tables, table }
}

export const idsOf = (records: readonly AnyRecord[]) => records.map(({ id }) => id)

/** By code point, as SQLite compares text. */
export const compare = (a: unknown, b: unknown): number => {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  return Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)))
}

/** What a record is sorted by; null comes last. */
function keyOf(resource: Resource, sort: string, record: AnyRecord): unknown {
  const column = resource.sorts[sort]?.key.name
  if (column === 'date_key') return record.date_start ?? record.date_end
  return record[String(column)]
}

export function inOrder(
  resource: Resource,
  records: readonly AnyRecord[],
  sort: string = resource.defaultSort,
): AnyRecord[] {
  const name = sort.replace(/^-/, '')
  const direction = sort.startsWith('-') ? -1 : 1
  return [...records].sort((a, b) => {
    const [x, y] = [keyOf(resource, name, a), keyOf(resource, name, b)]
    if ((x === null) !== (y === null)) return x === null ? 1 : -1
    return direction * (compare(x, y) || compare(a.id, b.id))
  })
}
