/** Views, which are read as tables are; how they are made is in the migrations. What is written goes into the tables. */
import { sqliteTable } from 'drizzle-orm/sqlite-core/table'
import { eventColumns } from './tables.ts'

/** Events with their lists, also with those that many of them share. */
export const events = sqliteTable('events', eventColumns)
