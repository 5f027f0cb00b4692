/** Migrations: the SQL of `migrations/`, each applied once and never edited after. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Database } from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { migrate as apply } from 'drizzle-orm/better-sqlite3/migrator'
import { SetupError } from './open.ts'

const folder = fileURLToPath(new URL('../../migrations', import.meta.url))

/**
 * Brings a database up to this program. Returns how many migrations were applied.
 *
 * @throws SetupError if the database is newer than the program, or no database of ours.
 */
export function migrate(connection: Database): number {
  const known = (JSON.parse(readFileSync(join(folder, 'meta/_journal.json'), 'utf8')) as { entries: unknown[] }).entries
    .length
  const before = applied(connection)
  if (before > known)
    throw new SetupError(
      `The database is newer than this program (${before} migrations, ${known} known). Update Sourcebook.`,
    )
  if (before === 0 && tables(connection) > 0)
    throw new SetupError(
      'The file is an SQLite database, but not one of Sourcebook. Set SOURCEBOOK_DB to another file.',
    )
  if (before < known) apply(drizzle(connection), { migrationsFolder: folder })
  return known - before
}

const tables = (connection: Database) =>
  connection.prepare("select count(*) from sqlite_schema where type = 'table'").pluck().get() as number

function applied(connection: Database): number {
  const exists = connection.prepare("select 1 from sqlite_schema where name = '__drizzle_migrations'").get()
  return exists ? (connection.prepare('select count(*) from __drizzle_migrations').pluck().get() as number) : 0
}
