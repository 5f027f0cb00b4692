/** Migrations: the SQL of `migrations/`, each applied once and never edited after. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Database } from 'better-sqlite3'
import { explained, SetupError } from './open.ts'
import { recognise } from './place.ts'
import { isServed } from './serving.ts'
import { doInTurn } from './turn.ts'
import { chooseVisibility, isPublic, type Visibility } from './visibility.ts'

const folder = fileURLToPath(new URL('../../migrations', import.meta.url))

/**
 * Brings a database up to this program. Returns how many migrations were applied. Who may read a new one is chosen here.
 * Commands that start together wait for the one that does it. `serves`: whether it is the server that asks, which has
 * locked it.
 *
 * @throws SetupError if the database is newer than the program, no database of ours, or damaged; if it is older, and an
 * older program is serving it; or if it is public and a private one is asked for.
 */
export function migrate(connection: Database, visibility: Visibility = 'public', serves = false): number {
  const migrations = readJournal()
  let applied = 0
  return explained(connection.name, () =>
    doInTurn(() => {
      const isCurrent = countApplied(connection, migrations.length) === migrations.length
      connection.pragma('journal_mode = WAL') // only now: a file that is not ours stays as it is
      if (!isCurrent) applied = bringUp(connection, migrations, visibility, serves)
      if (visibility === 'private' && isPublic(connection))
        throw new SetupError(
          `The knowledge base ${connection.name} is public: who may read is chosen when it is made. Set SOURCEBOOK_DB to a new file to make a private one, or SOURCEBOOK_VISIBILITY to public.`,
        )
      recognise(connection)
      return applied
    }),
  )
}

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

/** Whether nothing was ever written to the database. */
export const isEmpty = (connection: Database) => connection.prepare('select seq from state').pluck().get() === 0

/**
 * Tells whether a database has the migrations of this program, and no others: of the program as it is now, because a newer
 * one may be laid in its folder while it runs.
 */
export function openRecogniser(): (connection: Database) => boolean {
  const known = countKnown()
  return (connection) => countNoted(connection) === known
}

const countNoted = (connection: Database) =>
  connection.prepare('select count(*) from __drizzle_migrations').pluck().get() as number

const countKnown = () => readJournal().length

/** A migration as drizzle-kit notes it: the name of its file, and when it was made. */
type Migration = { tag: string; when: number }

/** All migrations, in their order. */
const readJournal = () =>
  (JSON.parse(readFileSync(join(folder, 'meta/_journal.json'), 'utf8')) as { entries: Migration[] }).entries

/**
 * Applies what is left of the migrations, all of it or nothing, and gives how many these are: none if another process
 * was sooner. Each is noted as Drizzle's own migrator does, which takes a while to load.
 */
const bringUp = (connection: Database, migrations: Migration[], visibility: Visibility, serves: boolean): number =>
  connection
    .transaction(() => {
      const known = migrations.length
      const before = countApplied(connection, known)
      if (before > 0 && before < known && !serves && isServed(connection.name))
        throw new SetupError(
          `The database ${connection.name} is older than this program, and being served by an older one, which cannot go on when it is brought up to this one. End that server first; sourcebook serve brings it up by itself.`,
        )
      connection.exec(
        'create table if not exists __drizzle_migrations (id serial primary key, hash text not null, created_at numeric)',
      )
      const note = connection.prepare('insert into __drizzle_migrations (hash, created_at) values (?, ?)')
      for (const { tag, when } of migrations.slice(before)) {
        const text = readFileSync(join(folder, `${tag}.sql`), 'utf8')
        connection.exec(text)
        note.run(createHash('sha256').update(text).digest('hex'), when)
      }
      if (before === 0) chooseVisibility(connection, visibility)
      return known - before
    })
    .immediate()
