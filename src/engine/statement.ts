/**
 * Statements: each is prepared once per text, and so once for each shape of a query, because values are bound. Shapes can
 * be minted without end, so the cache forgets the one used longest ago.
 */
import type { Database, Statement } from 'better-sqlite3'
import type { SQL } from './sql.ts'

/** Stands for a value that is not known yet. It is here, not in `sql.ts`, so that running SQL does not load what composes it. */
export const placeholder = Symbol('placeholder')

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
  return {
    connection,
    all: <T>({ text, values }: SQL) => prepare(text).all(...values) as T[], // rows have the shape their SQL gives them
    get: <T>({ text, values }: SQL) => prepare(text).get(...values) as T | undefined,
    statement: prepare,
    prepared: (key, build) => statements(`${key}\n`, () => connection.prepare(toText(build()))),
    known: new Set(),
  }
}

/** The text of a query without values of its own; it takes them in the order in which its placeholders stand. */
function toText({ text, values }: SQL): string {
  if (values.some((value) => value !== placeholder)) throw new Error(`a prepared statement binds a value: ${text}`)
  return text
}

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
