/** Who may read a knowledge base: everybody, or holders of a key. It is chosen when the knowledge base is made. */
import type { Database } from 'better-sqlite3'

export type Visibility = 'public' | 'private'

export const visibilityOf = (connection: Database) =>
  connection.prepare('select visibility from state').pluck().get() as Visibility

export const isPublic = (connection: Database) => visibilityOf(connection) === 'public'

/**
 * Why records of a dataset are not taken in, or undefined: what may not be passed on goes into a private knowledge base
 * only.
 */
export function whyNotTaken(connection: Database, dataset: string): 'unknown' | 'not redistributable' | undefined {
  const found = connection.prepare('select redistributable from datasets where id = ?').pluck().get(dataset)
  if (found === undefined) return 'unknown'
  return found === 0 && isPublic(connection) ? 'not redistributable' : undefined
}

/** Sets who may read; only for a knowledge base that was just made. */
export function chooseVisibility(connection: Database, visibility: Visibility) {
  connection.prepare('update state set visibility = ? where seq = 0').run(visibility)
}
