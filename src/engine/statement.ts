/**
 * Statements: SQL is composed with Drizzle's `sql` (columns come from `tables.ts`, values are bound) and prepared once
 * per text. Filter shapes can be minted without end, so the cache forgets the one used longest ago.
 */
import type { Database, Statement } from 'better-sqlite3'
import type { SQL } from 'drizzle-orm'
import { SQLiteSyncDialect } from 'drizzle-orm/sqlite-core'

/** A value is bound as `+?`: a bare `?` lets SQLite plan by the value, and so prepare the statement anew for every other one. */
const dialect = Object.assign(new SQLiteSyncDialect(), { escapeParam: () => '+?' })
const kept = 500

export type Reader = {
  connection: Database
  all<T>(query: SQL): T[]
  get<T>(query: SQL): T | undefined
  /** A statement under a key of its own, built the first time: what is the same in every request is not composed again. */
  prepared(key: string, build: () => SQL): Statement<unknown[], unknown>
  /** The statement of a fixed text, which binds values by their order. */
  statement(text: string): Statement<unknown[], unknown>
  /** What was found once and is not looked for again, each by a name of its own. */
  known: Set<string>
}

export function openReader(connection: Database): Reader {
  const statements = bounded<Statement<unknown[], unknown>>(kept)
  const prepare = (text: string) => statements(text, () => connection.prepare(text))
  const run = (query: SQL) => {
    const { sql, params } = dialect.sqlToQuery(query)
    return { statement: prepare(sql), params }
  }
  return {
    connection,
    all: <T>(query: SQL) => {
      const { statement, params } = run(query)
      return statement.all(...params) as T[] // rows have the shape their SQL gives them
    },
    get: <T>(query: SQL) => {
      const { statement, params } = run(query)
      return statement.get(...params) as T | undefined
    },
    statement: prepare,
    prepared: (key, build) => statements(`${key}\n`, () => connection.prepare(toText(build()))),
    known: new Set(),
  }
}

/** The text of a query without values of its own; its placeholders are `?` in the order in which they stand. */
function toText(query: SQL): string {
  const { sql, params } = dialect.sqlToQuery(query)
  if (params.some((value) => !isPlaceholder(value))) throw new Error(`a prepared statement binds a value: ${sql}`)
  return sql
}

const isPlaceholder = (value: unknown) => typeof value === 'object' && value !== null && 'name' in value

/** A map that holds at most `size` values, made on demand. */
function bounded<V>(size: number) {
  const values = new Map<string, V>()
  return (key: string, make: () => V): V => {
    const found = values.get(key)
    const value = found ?? make()
    if (found !== undefined) values.delete(key)
    values.set(key, value)
    const [oldest] = values.keys()
    if (values.size > size && oldest !== undefined) values.delete(oldest)
    return value
  }
}

/** The text of a query and its values, for tests that read its plan. */
export const toQuery = (query: SQL) => dialect.sqlToQuery(query)
