/** The command `key`: makes, lists and revokes the keys by which the server is written to, and a private one read. */
import type { Database } from 'better-sqlite3'
import { nearest } from '../engine/errors.ts'
import { createKey, type Key, listKeys, revokeKey, type Scope, scopes, whyClosed } from '../store/keys.ts'
import { SetupError } from '../store/open.ts'

/** What was given by options; only text is of use. */
export type KeyOptions = Partial<Record<'scope' | 'name' | 'expires', unknown>>

/**
 * Does what the words say (`create`, `list`, `revoke ID`), and gives what is to be printed: for a new key the key
 * itself and nothing else.
 *
 * @throws SetupError if that makes no sense.
 */
export function runKey(connection: Database, words: readonly string[], options: KeyOptions, now: string): string {
  const [action, id] = words
  if (action === 'create' && words.length === 1)
    return createKey(
      connection,
      { scope: readScope(options.scope), name: readName(options.name), expires_at: readExpiry(options.expires, now) },
      now,
    )
  if (action === 'list' && words.length === 1) return toTable(listKeys(connection), now)
  if (action === 'revoke' && id !== undefined) {
    if (!revokeKey(connection, id, now))
      throw new SetupError(`There is no key ${id} that could be revoked. sourcebook key list names those there are.`)
    return `revoked ${id}`
  }
  throw new SetupError('Say what to do: sourcebook key create --scope SCOPE, key list, or key revoke ID.')
}

function readScope(typed: unknown): Scope {
  if (typeof typed === 'string' && Object.hasOwn(scopes, typed)) return typed as Scope
  const near = typeof typed === 'string' ? nearest(typed, Object.keys(scopes)) : undefined
  const fault = typed === undefined ? '' : `There is no scope '${typed}'.${near ? ` Did you mean '${near}'?` : ''} `
  const meanings = Object.entries(scopes).map(([name, meaning]) => `  ${name.padEnd(8)} ${meaning}`)
  throw new SetupError(`${fault}Name what the key may do, with --scope:\n${meanings.join('\n')}`)
}

/** The name that editors see beside each change. */
function readName(typed: unknown): string {
  const name = typeof typed === 'string' ? typed.trim() : 'unnamed'
  if (name !== '' && name.length <= 80 && !/\p{Cc}/u.test(name)) return name
  throw new SetupError('--name takes 1 to 80 characters on one line.')
}

function readExpiry(typed: unknown, now: string): string | null {
  if (typeof typed !== 'string') return null
  const time = /^\d{4}-\d{2}-\d{2}(T.+)?$/.test(typed) ? Date.parse(typed) : Number.NaN
  const instant = Number.isNaN(time) ? '' : new Date(time).toISOString()
  if (instant > now) return instant
  throw new SetupError(
    `--expires takes a day or an instant that is still to come, such as ${now.slice(0, 10)}T23:59:59Z; not '${typed}'.`,
  )
}

function toTable(keys: readonly Key[], now: string): string {
  const day = (instant: string | null) => instant?.slice(0, 10) ?? '-'
  const rows = keys.map((key) => [
    key.id,
    key.scope,
    whyClosed(key, now) ?? 'open',
    day(key.created_at),
    day(key.expires_at),
    day(key.last_used_at),
    key.name,
  ])
  const all = [['id', 'scope', 'state', 'created', 'expires', 'last used', 'name'], ...rows]
  const widths = all[0]?.map((_, column) => Math.max(...all.map((cells) => cells[column]?.length ?? 0))) ?? []
  return all
    .map((cells) =>
      cells
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
