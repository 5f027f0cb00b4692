/** Migrations: the SQL of `migrations/`, each applied once and never edited after. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Database } from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { migrate as apply } from 'drizzle-orm/better-sqlite3/migrator'
import { explained, SetupError } from './open.ts'
import { recognise } from './place.ts'
import { isServed } from './serving.ts'
import { chooseVisibility, isPublic, type Visibility } from './visibility.ts'

const folder = fileURLToPath(new URL('../../migrations', import.meta.url))

/**
 * Brings a database up to this program. Returns how many migrations were applied. Who may read a new one is chosen here.
 * `serves`: whether it is the server that asks, which has locked it.
 *
 * @throws SetupError if the database is newer than the program, no database of ours, or damaged; if it is older, and an
 * older program is serving it; or if it is public and a private one is asked for.
 */
export const migrate = (connection: Database, visibility: Visibility = 'public', serves = false): number =>
  explained(connection.name, () => {
    const known = countKnown()
    const before = countApplied(connection, known)
    if (before > 0 && before < known && !serves && isServed(connection.name))
      throw new SetupError(
        `The database ${connection.name} is older than this program, and being served by an older one, which cannot go on when it is brought up to this one. End that server first; sourcebook serve brings it up by itself.`,
      )
    connection.pragma('journal_mode = WAL') // only now: a file that is not ours stays as it is
    if (before < known) apply(drizzle(connection), { migrationsFolder: folder })
    if (before === 0) chooseVisibility(connection, visibility)
    if (visibility === 'private' && isPublic(connection))
      throw new SetupError(
        `The knowledge base ${connection.name} is public: who may read is chosen when it is made. Set SOURCEBOOK_DB to a new file to make a private one, or SOURCEBOOK_VISIBILITY to public.`,
      )
    recognise(connection)
    return known - before
  })

/**
 * How many migrations a database has; none if there is nothing in it.
 *
 * @throws SetupError if it is no database of ours, or newer than the program.
 */
export function countApplied(connection: Database, known = countKnown()): number {
  const tables = connection.prepare("select name from sqlite_schema where type = 'table'").pluck().all() as string[]
  const applied = tables.includes('__drizzle_migrations') ? countNoted(connection) : 0
  if (tables.length > 0 && !(applied > 0 && tables.includes('state')))
    throw new SetupError(
      `The file ${connection.name} is an SQLite database, but not one of Sourcebook. Set SOURCEBOOK_DB to another file.`,
    )
  if (applied > known)
    throw new SetupError(
      `The database ${connection.name} is newer than this program (${applied} migrations, ${known} known). Update Sourcebook.`,
    )
  return applied
}

/** Whether the database has the migrations of this program, and no others. */
export const isOfThisProgram = (connection: Database) => countNoted(connection) === countKnown()

const countNoted = (connection: Database) =>
  connection.prepare('select count(*) from __drizzle_migrations').pluck().get() as number

const countKnown = () =>
  (JSON.parse(readFileSync(join(folder, 'meta/_journal.json'), 'utf8')) as { entries: unknown[] }).entries.length
