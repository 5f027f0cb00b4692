/** How much is answered beside heavy work: point reads and pages while a file of everything is written, and while a release is imported. */
import { execFileSync } from 'node:child_process'
import { openAsBlob } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { writeGed } from './data.ts'
import { download } from './files.ts'
import { ask, quantile } from './measure.ts'
import { anew, type Bench } from './pages.ts'
import type { Row } from './run.ts'
import { main, type Server, startSourcebook } from './servers.ts'

/** Downloads of everything in a row: one alone may be over before much was asked beside it. */
const downloads = 3
/** Requests of a kind before the other has its turn. */
const requests = 300

type Pace = { perSecond: number; p99: number }
type Paces = { points: Pace; pages: Pace }

export async function* loadWork(bench: Bench): AsyncGenerator<Row> {
  if (!bench.rows) return
  const server = await startSourcebook(bench.path)
  try {
    const paths = await toPaths(server)
    await besides(server, paths, () => setTimeout(1000)) // the first requests prepare their statements
    const beside = async (work: () => Promise<unknown>) => ({
      idle: await besides(server, paths, () => setTimeout(5000)),
      busy: await besides(server, paths, work),
    })
    const csv = async () => {
      for (let left = downloads; left > 0; left--) await download(server, 'csv')
    }
    yield* toRows('a CSV of all events', await beside(csv), 'under 10 ms more')
    const file = join(bench.folder, 'next.csv')
    await writeGed(file, bench.rows, 2)
    const key = createKey(bench.path)
    yield* toRows('an import over HTTP of as many', await beside(() => importFile(server, key, file)), 'none set')
  } finally {
    await server.stop()
  }
}

type Paths = Record<keyof Paces, readonly string[]>

async function toPaths({ url }: Server): Promise<Paths> {
  const answer = await fetch(`${url}/v1/events?limit=1000&fields=id,country,date_start`)
  const { data } = (await answer.json()) as { data: { id: string; country: string; date_start: string }[] }
  return {
    points: data.map(({ id }) => `/v1/events/${id}`),
    pages: data.map(({ country, date_start }) => `/v1/events?country=${country}&datetime=../${date_start}`),
  }
}

/** What is answered from when the work begins until it ends, point reads and pages in turns. */
async function besides(server: Server, paths: Paths, work: () => Promise<unknown>): Promise<Paces> {
  let isWorking = true
  const worked = work().finally(() => {
    isWorking = false
  })
  const points = openPace(server, paths.points)
  const pages = openPace(server, paths.pages)
  while (isWorking) {
    await points.ask()
    await pages.ask()
  }
  await worked
  return { points: points.found(), pages: pages.found() }
}

function openPace({ url }: Server, paths: readonly string[]) {
  const times: number[] = []
  let seconds = 0
  return {
    async ask() {
      const asked = await ask({ url, paths: anew(paths, requests), requests })
      seconds += asked.seconds
      times.push(...asked.times)
    },
    found: (): Pace => ({ perSecond: times.length / seconds, p99: quantile(times, 0.99) }),
  }
}

function* toRows(what: string, { idle, busy }: Record<'idle' | 'busy', Paces>, reach: string): Generator<Row> {
  for (const [kind, words] of [
    ['points', 'point reads'],
    ['pages', 'pages of 50'],
  ] as const) {
    const measured = busy[kind].perSecond / idle[kind].perSecond
    yield { work: `${words} a second beside ${what}`, peer: 'when idle', reach: 'none set', measured }
    const more = `${(busy[kind].p99 - idle[kind].p99).toFixed(1)} ms more`
    const wanted = kind === 'points' ? reach : 'none set'
    yield { work: `p99 of ${words} beside ${what}`, peer: 'when idle', reach: wanted, measured: more }
  }
}

/** A candidate release: it replaces none, so that part of it is new, part changed, and nothing is withdrawn. */
async function importFile({ url }: Server, key: string, file: string) {
  const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'text/csv', 'Change-Reason': 'Benchmark' }
  const ask = async (path: string, more: RequestInit = {}) => {
    const answer = await fetch(`${url}${path}`, { headers, ...more })
    if (!answer.ok) throw new Error(await answer.text())
    return (await answer.json()) as { id: string; state: string; ended_at: string | null }
  }
  const path = '/v1/imports/ucdp-ged?release=99.0.1'
  let job = await ask(path, { method: 'POST', body: await openAsBlob(file) })
  while (job.ended_at === null) {
    await setTimeout(100)
    job = await ask(`/v1/imports/${job.id}`)
  }
  if (job.state !== 'succeeded') throw new Error(`the import has ${job.state}`)
}

const createKey = (path: string) =>
  execFileSync(process.execPath, [main, 'key', 'create', '--scope', 'import', '--name', 'Benchmark'], {
    env: { ...process.env, SOURCEBOOK_DB: path },
    encoding: 'utf8',
  }).trim()
