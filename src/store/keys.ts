/**
 * Keys: who may read a private knowledge base, write, import, or do everything. A key is shown once, when it is made;
 * what is kept is its SHA-256 and the part that it is named by, so that nobody can read a key out of the file.
 */
import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto'
import type { Database } from 'better-sqlite3'
import { isPublic } from './visibility.ts'

export const scopes = {
  read: 'Reads a private knowledge base, and the names of editors.',
  write: 'Makes, changes, deletes and merges records; reads.',
  import: 'Imports datasets; reads.',
  admin: 'Everything.',
} as const

export type Scope = keyof typeof scopes

/** Does a key of one scope reach what needs another? */
export const reaches = (scope: Scope, needed: Scope) => scope === 'admin' || scope === needed || needed === 'read'

export type Key = {
  id: string
  scope: Scope
  name: string
  /** Instants; null: never. */
  created_at: string
  expires_at: string | null
  last_used_at: string | null
  revoked_at: string | null
}

const columns = 'id, scope, name, created_at, expires_at, last_used_at, revoked_at'
const form = /^sbk_([a-z0-9]{8})_[A-Za-z0-9_-]{43}$/

/** A text with the secret part of every key in it left out. */
export const withoutKeys = (text: string) => text.replace(/(sbk_[a-z0-9]{8})_[A-Za-z0-9_-]+/g, '$1_…')

const letters = 'abcdefghijklmnopqrstuvwxyz0123456789'

const hashOf = (key: string) => createHash('sha256').update(key).digest('hex')

/** Makes a key of 256 random bits and gives it, one word, this one time. */
export function createKey(
  connection: Database,
  { scope, name, expires_at }: Pick<Key, 'scope' | 'name' | 'expires_at'>,
  now: string,
): string {
  const id = Array.from({ length: 8 }, () => letters[randomInt(letters.length)]).join('')
  const key = `sbk_${id}_${randomBytes(32).toString('base64url')}`
  connection
    .prepare('insert into keys (id, hash, scope, name, created_at, expires_at) values (?, ?, ?, ?, ?, ?)')
    .run(id, hashOf(key), scope, name, now, expires_at)
  return key
}

/** Every key there ever was, oldest first. */
export const listKeys = (connection: Database) =>
  connection.prepare(`select ${columns} from keys order by created_at, id`).all() as Key[]

/** From now on the key opens nothing. False if there is no such key, or it is revoked already. */
export const revokeKey = (connection: Database, id: string, now: string): boolean =>
  connection.prepare('update keys set revoked_at = ? where id = ? and revoked_at is null').run(now, id).changes > 0

/** Is there a key that opens anything? */
const hasKeys = (connection: Database, now: string): boolean =>
  listKeys(connection).some((key) => whyClosed(key, now) === undefined)

/** Why the server must not listen on `host`, or undefined: what is private is open to nobody until it has a key. */
export function whyNotListen(connection: Database, host: string, now: string): string | undefined {
  const isLocal = host === 'localhost' || host === '::1' || host.startsWith('127.')
  if (isLocal || isPublic(connection) || hasKeys(connection, now)) return undefined
  return `This knowledge base is private and has no key yet: it listens on this machine only. Make a key (sourcebook key create --scope read), or set HOST to 127.0.0.1.`
}

/** What to tell whoever starts the server of a private knowledge base, or undefined: a browser sends no key. */
export function howToRead(connection: Database, now: string): string | undefined {
  if (isPublic(connection)) return undefined
  const none = hasKeys(connection, now) ? '' : ' There is none yet: sourcebook key create --scope read makes one.'
  return `It is private: every address, /docs too, asks for a key in the header Authorization: Bearer.${none}`
}

export const noteUse = (connection: Database, id: string, now: string) =>
  connection.prepare('update keys set last_used_at = ? where id = ?').run(now, id)

/** Finds the key that was sent. Takes as long for one that does not exist as for one that does. */
export function openKeys(connection: Database): (sent: string) => Key | undefined {
  const find = connection.prepare(`select ${columns}, hash from keys where id = ?`)
  const nobody = hashOf('')
  return (sent) => {
    const [, id = ''] = form.exec(sent) ?? []
    const found = find.get(id) as (Key & { hash: string }) | undefined
    const isRight = timingSafeEqual(Buffer.from(hashOf(sent)), Buffer.from(found?.hash ?? nobody))
    if (!found || !isRight) return undefined
    const { hash: _hash, ...key } = found
    return key
  }
}

/** Why a key opens nothing (any more), or undefined. */
export const whyClosed = ({ revoked_at, expires_at }: Key, now: string): 'revoked' | 'expired' | undefined => {
  if (revoked_at !== null) return 'revoked'
  return expires_at !== null && expires_at <= now ? 'expired' : undefined
}
