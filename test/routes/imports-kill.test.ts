/** What becomes of an import when its server ends: it is written whole or not at all, and the job says which. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import t from 'tap'
import { createKey } from '../../src/store/keys.ts'
import { openForWriting } from '../../src/store/open.ts'
import { gedLines } from '../bench/data.ts'
import { type Served, serve } from '../command.ts'

const path = join(t.testdir({}), 'jobs.sqlite')
const env = { SOURCEBOOK_DB: path }
const large = [...gedLines(20_000)].join('')
const small = [...gedLines(500)].join('')
type Job = {
  id: string
  state: string
  progress: { rows: number }
  report: { new: number } | null
  ended_at: string | null
}

let key = ''
async function ask<T>({ url }: Served, method: string, at: string, body?: string): Promise<T> {
  const headers = { Authorization: `Bearer ${key}`, 'Change-Reason': 'A%20test.', 'Content-Type': 'text/csv' }
  const answer = await fetch(`${url}${at}`, { method, headers, ...(body && { body }) })
  if (!answer.ok) throw new Error(await answer.text())
  return (await answer.json()) as T
}
const job = (served: Served, id: string) => ask<Job>(served, 'GET', `/v1/imports/${id}`)

/** The job, once it is so far; a minute at most. */
async function until(served: Served, id: string, isSo: (job: Job) => boolean): Promise<Job> {
  for (let tries = 0; tries < 2000; tries++) {
    const now = await job(served, id)
    if (isSo(now)) return now
    if (now.ended_at !== null) break
    await setTimeout(30)
  }
  throw new Error(`it does not come so far: ${JSON.stringify(await job(served, id))}`)
}

async function begin(served: Served, release: string): Promise<string> {
  const { id } = await ask<Job>(served, 'POST', `/v1/imports/ucdp-ged?release=${release}`, large)
  await until(served, id, ({ progress }) => progress.rows > 0)
  return id
}

/** How many events there are, checked for being whole. */
function events(): unknown {
  const connection = openForWriting(path)
  try {
    if (connection.pragma('integrity_check', { simple: true }) !== 'ok') throw new Error('it is damaged')
    connection.exec("insert into texts (texts) values ('integrity-check')")
    return connection.prepare("select count(*) from events where dataset_id = 'ucdp-ged'").pluck().get()
  } finally {
    connection.close()
  }
}

t.test(
  'a server that ends interrupts the import; one that is killed does too, and the next import goes through',
  async (t) => {
    let served = await serve(t, { env })
    const connection = openForWriting(path)
    key = createKey(connection, { scope: 'import', name: 'Lena', expires_at: null }, new Date().toISOString())
    connection.close()

    const ended = await begin(served, '23.1')
    t.equal(await served.end('SIGTERM'), 0)
    t.equal(events(), 0)
    served = await serve(t, { env })
    t.match(await job(served, ended), { state: 'interrupted', report: null, ended_at: String })

    const killed = await begin(served, '23.1')
    await served.end('SIGKILL')
    t.equal(served.printed().err, '', 'what is left behind ends without a word')
    served = await serve(t, { env })
    const { state } = await until(served, killed, ({ ended_at }) => ended_at !== null)
    t.equal(state, 'interrupted')
    t.equal(events(), 0, 'nothing is half-written, and the process that was left behind writes nothing')
    t.same(readdirSync(`${path}-imports`), [], 'nor does a file lie about')

    const { id } = await ask<Job>(served, 'POST', '/v1/imports/ucdp-ged?release=23.1', small)
    t.match(await until(served, id, ({ ended_at }) => ended_at !== null), { state: 'succeeded', report: { new: 500 } })
    t.equal(events(), 500)
    await served.end('SIGTERM')
  },
)
