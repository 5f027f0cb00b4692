/** What tests of imports over HTTP share: a server that listens, whoever imports, and the jobs as they go on. */
import { existsSync, readdirSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { ucdpGed } from '../../src/imports/ucdp-ged.ts'
import { gedLines } from '../bench/data.ts'
import { listen } from '../http/raw.ts'
import { gedRow } from '../imports/rows.ts'
import { toCsv } from '../imports/support.ts'
import type { Scope } from '../support.ts'
import { openNewsroom } from '../writes/newsroom.ts'

export const rows = [1, 2, 3].map((id) => ({ ...gedRow, id, relid: `PAK-2021-1-768-${id}` }))
export const csv = (list: readonly Record<string, unknown>[]) => toCsv(ucdpGed.columns, list)
export const large = () => [...gedLines(20_000)].join('')

export type Job = {
  id: string
  state: string
  release: string | null
  progress: { rows: number; bytes: number }
  failure: string | null
  report: Record<string, unknown> | null
  ended_at: string | null
}
export type Headers = Record<string, string | undefined>

const only = (headers: Headers) =>
  Object.entries(headers).filter((pair): pair is [string, string] => pair[1] !== undefined)

export async function openImportRoom(t: Scope) {
  const room = await openNewsroom(t)
  const { connection, store } = room
  const port = await listen(room.app)
  const key = room.key('import', 'Lena')

  async function ask(method: string, path: string, body?: string | Buffer, headers: Headers = {}, at = port) {
    const all = { Authorization: `Bearer ${key}`, ...headers }
    const answer = await fetch(`http://127.0.0.1:${at}${path}`, {
      method,
      headers: only(all),
      ...(body !== undefined && { body: new Uint8Array(Buffer.from(body)) }),
    })
    return {
      status: answer.status,
      headers: answer.headers,
      json: (await answer.json()) as Job & Record<string, unknown>,
    }
  }

  const send = (path: string, body: string | Buffer, headers: Headers = {}, at = port) =>
    ask('POST', path, body, { 'Content-Type': 'text/csv', 'Change-Reason': 'A%20new%20release.', ...headers }, at)

  const job = async (id: string) => (await ask('GET', `/v1/imports/${id}`)).json

  /** The job, once it has come to what is waited for; a minute and a half at most. */
  async function until(id: string, isSo: (job: Job) => boolean): Promise<Job> {
    for (let tries = 0; tries < 1800; tries++) {
      const now = await job(id)
      if (isSo(now)) return now
      await setTimeout(50)
    }
    throw new Error(`the import ${id} does not come so far: ${JSON.stringify(await job(id))}`)
  }

  return {
    room,
    port,
    key,
    ask,
    send,
    until,
    ended: (id: string) => until(id, ({ ended_at }) => ended_at !== null),
    /** Files that are there to be imported. */
    uploads: () => (existsSync(`${store.path}-imports`) ? readdirSync(`${store.path}-imports`) : []),
    /** How many events of UCDP GED there are. */
    count: () => connection.prepare("select count(*) from events where dataset_id = 'ucdp-ged'").pluck().get(),
  }
}
