/** A database as it was before the last migration. */
import type { Database } from 'better-sqlite3'

/** Takes back what the last migration did. */
export function makeOlder(connection: Database) {
  connection.exec(`
    drop view events;
    drop index event_rows_id_unique;
    drop index event_rows_seq_unique;
    alter table event_rows rename to events;
    create unique index events_id_unique on events (id);
    create unique index events_seq_unique on events (seq);
    drop table lists;
    delete from __drizzle_migrations where created_at = (select max(created_at) from __drizzle_migrations)`)
}
