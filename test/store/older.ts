/** A database as it was before the last migration. */
import type { Database } from 'better-sqlite3'

/** Takes back what the last migration did. */
export function makeOlder(connection: Database) {
  connection.exec(`
    alter table tombstones drop column steps;
    delete from __drizzle_migrations where created_at = (select max(created_at) from __drizzle_migrations)`)
}
