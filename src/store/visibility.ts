/** Who may read a knowledge base: everybody, or holders of a key. It is chosen when the knowledge base is made. */
import type { Database } from 'better-sqlite3'

export type Visibility = 'public' | 'private'

const visibilityOf = (connection: Database) =>
  connection.prepare('select visibility from state').pluck().get() as Visibility

export const isPublic = (connection: Database) => visibilityOf(connection) === 'public'

/** Sets who may read; only for a knowledge base that was just made. */
export function chooseVisibility(connection: Database, visibility: Visibility) {
  connection.prepare('update state set visibility = ? where seq = 0').run(visibility)
}
