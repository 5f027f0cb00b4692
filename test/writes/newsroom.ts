/** A seeded knowledge base that is written over HTTP by somebody with a key. */
import type { AnyRecord } from '../../src/engine/resource.ts'
import { createKey, type Scope as KeyScope } from '../../src/store/keys.ts'
import { type Base, openSeeded, type Scope } from '../support.ts'

type Heard = {
  status: number
  headers: Record<string, unknown>
  text: string
  json: AnyRecord & Record<string, unknown>
}

export type Newsroom = Base & {
  key(scope: KeyScope, name?: string): string
  /** A write, by a key of scope `write`, for a reason; headers given as undefined are left out. */
  send(
    method: 'POST' | 'PATCH' | 'DELETE',
    url: string,
    body: unknown,
    headers?: Record<string, string | undefined>,
  ): Promise<Heard>
  get(url: string, headers?: Record<string, string>): Promise<Heard>
  /** Makes a record, which has to succeed. */
  make(resource: string, body: object): Promise<void>
  /** Patches what is at a path as it is now, which has to succeed. */
  patch(path: string, body: object): Promise<void>
}

export async function openNewsroom(scope: Scope): Promise<Newsroom> {
  const base = await openSeeded(scope)
  return furnish(base)
}

export function furnish(base: Base): Newsroom {
  const key: Newsroom['key'] = (scope, name = scope) =>
    createKey(base.connection, { scope, name, expires_at: null }, '2025-08-01T00:00:00.000Z')
  const own = key('write', 'Nadia')
  const ask = async (options: object): Promise<Heard> => {
    const { statusCode, headers, payload } = await base.app.inject(options)
    const isJson = /json/.test(String(headers['content-type'])) && !/ndjson/.test(String(headers['content-type']))
    return { status: statusCode, headers, text: payload, json: isJson ? JSON.parse(payload) : {} }
  }
  const get: Newsroom['get'] = (url, headers = {}) => ask({ method: 'GET', url, headers })
  const send: Newsroom['send'] = (method, url, body, headers = {}) => {
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json'
    const all = {
      Authorization: `Bearer ${own}`,
      'Change-Reason': 'A%20test.',
      ...(body !== undefined && { 'Content-Type': type }),
      ...headers,
    }
    const given = Object.entries(all).filter(([, value]) => value !== undefined)
    const payload = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body)
    return ask({ method, url, headers: Object.fromEntries(given), ...(body !== undefined && { payload }) })
  }
  const succeed = ({ status, text }: Heard) => {
    if (status >= 300) throw new Error(`${status}: ${text}`)
  }
  return {
    ...base,
    key,
    get,
    send,
    make: async (resource, body) => succeed(await send('POST', `/v1/${resource}`, body)),
    async patch(path, body) {
      const { headers } = await get(path)
      succeed(await send('PATCH', path, body, { 'If-Match': String(headers.etag) }))
    },
  }
}
