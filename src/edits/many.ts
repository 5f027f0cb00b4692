/** Whether an edit changes many records beside its own, which takes long: a merge of an actor with thousands of events takes seconds. */
import type { Resource } from '../engine/resource.ts'
import type { Reader } from '../engine/statement.ts'

type Act = { act: 'create' | 'patch' | 'delete' | 'merge' | 'unmerge'; resource: Resource }

/** Each costs about a quarter of a millisecond. */
const many = 50

/** Looks at no more records than are many. */
export function changesMany(
  reader: Reader,
  { act, resource }: Act,
  { id, body }: { id: string | undefined; body: Record<string, unknown> },
): boolean {
  if (id === undefined) return false
  if (act === 'unmerge') return countSteps(reader, resource, id) > many
  const moves = act === 'patch' && Object.keys(body).some((name) => resource.fields[name]?.references === resource.name)
  return (act === 'merge' || moves) && countLinked(reader, id) > many
}

/** The records that are found by an id, of whatever it is one. */
const countLinked = (reader: Reader, id: string) =>
  reader
    .statement(`select count(*) from (select 1 from terms join links using (term) where key = ? limit ${many + 1})`)
    .pluck()
    .get(id) as number

const countSteps = (reader: Reader, { name }: Resource, id: string) =>
  (reader
    .statement("select json_array_length(steps, '$.changed') from tombstones where resource = ? and id = ?")
    .pluck()
    .get(name, id) ?? 0) as number
