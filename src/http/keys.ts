/**
 * Who asks: the key in the header Authorization, and nowhere else. A key that is sent has to be good, also where none
 * is needed. Refused keys are limited by address, and logged without the key.
 */
import type { Database } from 'better-sqlite3'
import type { FastifyRequest } from 'fastify'
import { errors } from '../engine/errors.ts'
import { type Key, openKeys, reaches, type Scope, whyClosed } from '../store/keys.ts'
import { toLine } from './clients.ts'
import { openWindows } from './windows.ts'

export type Caller = Pick<Key, 'id' | 'name' | 'scope'>

declare module 'fastify' {
  interface FastifyRequest {
    /** Who sent the key; null without one. */
    caller: Caller | null
  }
  interface FastifyContextConfig {
    /** What a key needs for the route; undefined where none is needed in a public knowledge base. */
    scope?: Scope
  }
}

type Sender = Pick<FastifyRequest, 'headers' | 'ip' | 'log' | 'id'>

export type Gate = {
  /**
   * The caller, or null without a key.
   *
   * @throws InvalidKey, or TooManyFailures from an address that has sent too many.
   */
  identify(sender: Sender): Caller | null
}

/** Refused keys from one address in a minute, before they are refused unseen. */
const mostFailures = 20
const unsaid = 'The header Authorization holds no key as it is taken here: the word Bearer, a space, and the key.'
/** How often the last use of a key is written down. */
const noteEveryMs = 60_000

/** `noteUse` writes down that a key was used; it may fail. */
export function openGate(connection: Database, noteUse: (id: string, now: string) => void): Gate {
  const find = openKeys(connection)
  const failures = openWindows(() => ({ count: 0 }))
  const noted = new Map<string, number>()

  function note(id: string, time: number) {
    if (time - (noted.get(id) ?? 0) < noteEveryMs) return
    noted.set(id, time)
    try {
      noteUse(id, new Date(time).toISOString())
    } catch {
      noted.delete(id) // somebody else writes; the next use is noted
    }
  }

  return {
    identify({ headers: { authorization }, ip, log, id: request }) {
      if (authorization === undefined) return null
      const time = Date.now()
      const sent = /^Bearer +(\S+) *$/i.exec(authorization)?.[1]
      const key = sent === undefined ? undefined : find(sent)
      const closed = key && whyClosed(key, new Date(time).toISOString())
      if (key && !closed) {
        note(key.id, time)
        return { id: key.id, name: key.name, scope: key.scope }
      }
      const failed = failures.of(toLine(ip))
      if (++failed.count > mostFailures)
        throw errors.TooManyFailures(undefined, [], { 'Retry-After': String(failures.secondsLeft(failed)) })
      log.warn(
        {
          request,
          address: ip,
          key: key?.id,
          reason: closed ?? (sent === undefined ? 'no token' : 'unknown'),
        },
        'refused a key',
      )
      throw errors.InvalidKey(sent === undefined ? unsaid : undefined, [], challenge('error="invalid_token"'))
    },
  }
}

/**
 * @throws KeyRequired without a key, ScopeTooSmall with one whose scope does not reach.
 */
export function requireScope(caller: Caller | null, needed: Scope) {
  if (!caller) throw errors.KeyRequired(undefined, [], challenge())
  if (!reaches(caller.scope, needed))
    throw errors.ScopeTooSmall(
      `This needs a key of scope ${needed}; the scope of this one is ${caller.scope}.`,
      [],
      challenge(`error="insufficient_scope", scope="${needed}"`),
    )
}

/** RFC 6750, 3. */
const challenge = (...more: string[]) => ({
  'WWW-Authenticate': `Bearer ${['realm="sourcebook"', ...more].join(', ')}`,
})
