/**
 * What a merge did, kept beside the tombstone so that it can be undone: by revisions, which hold what was before, so that
 * nothing is kept twice and what is erased is erased here, too.
 */
import type { Resource } from '../engine/resource.ts'
import { sql } from '../engine/sql.ts'
import type { Reader } from '../engine/statement.ts'
import type { Edit } from './edit.ts'
import type { Row } from './rows.ts'

export type Steps = {
  into: string
  /** Records that it changed, by the first and the last revision that it made of each. */
  changed: Step[]
  /** Claims that it made. */
  made: string[]
  /** Records that had been merged into the one that went, and which it took along. */
  led: string[]
}

export type Step = [resource: string, id: string, first: number, last: number]

/** The records of which there are revisions now that were not there before. */
export const changedBy = (
  { writer }: Edit,
  changes: readonly { resource: Resource; before: Row | undefined }[],
): Step[] =>
  changes.flatMap(({ resource, before }): Step[] => {
    if (!before) return []
    const { revision } = writer.find(resource, before.id) as Row // a merge takes away nothing else
    return revision > before.revision ? [[resource.name, before.id, before.revision + 1, revision]] : []
  })

/** The records whose addresses lead to this one. */
export const findLed = (reader: Reader, { name }: Resource, id: string): string[] =>
  reader
    .all<{ id: string }>(sql`select id from tombstones where resource = ${name} and into_id = ${id}`)
    .map((one) => one.id)

export const keepSteps = ({ reader }: Edit, { name }: Resource, id: string, steps: Steps) =>
  reader.connection
    .prepare('update tombstones set steps = ? where resource = ? and id = ?')
    .run(JSON.stringify(steps), name, id)

/** Undefined for what was merged when none were kept, and for what has more to it than revisions. */
export function findSteps({ reader }: Edit, { name }: Resource, id: string): Steps | undefined {
  const found = reader.connection.prepare('select steps from tombstones where resource = ? and id = ?').pluck()
  const steps = found.get(name, id) as string | null | undefined
  return steps ? (JSON.parse(steps) as Steps) : undefined
}
