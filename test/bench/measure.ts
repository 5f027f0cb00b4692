/** Measuring: the CPU time and memory of a process as Linux counts them, requests in bulk, and medians. */
import { readdirSync, readFileSync } from 'node:fs'
import autocannon from 'autocannon'

/** CPU time that the threads of a process have used, in ms. */
function cpuOf(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`)
  const nanoseconds = threads.map((thread) =>
    Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]),
  )
  return nanoseconds.reduce((sum, one) => sum + one, 0) / 1e6
}

/** Memory that is the process's own, not a view of a file, in MB. */
export function anonymousOf(pid: number): number {
  const [, kilobytes = '0'] = /^Anonymous:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')) ?? []
  return Number(kilobytes) / 1024
}

export type Load = {
  url: string
  paths: readonly string[]
  requests: number
  headers?: Record<string, string>
  /** Requests a second; as fast as they are answered if left out. */
  rate?: number
}
export type Loaded = { seconds: number; p99: number }

/** Asks for each path in turn, over four connections, until so many requests are answered; any failure is an error. */
export async function ask({ url, paths, requests, rate, headers = {} }: Load): Promise<Loaded> {
  const start = performance.now()
  const result = await autocannon({
    url,
    amount: requests,
    connections: 4,
    ...(rate && { overallRate: rate }),
    headers,
    requests: paths.map((path) => ({ path })),
  })
  if (result.non2xx > 0 && !headers['if-none-match'])
    throw new Error(`${result.non2xx} of ${requests} requests failed, such as ${paths[0]}`)
  if (result.errors) throw new Error(`${result.errors} connections failed`)
  return { seconds: (performance.now() - start) / 1000, p99: result.latency.p99 }
}

/**
 * CPU milliseconds of the server for each request of a load, at a rate that any server can hold: one that is asked
 * faster than it answers finds its client awake, and is spared the cost of waking it.
 */
export async function cpuPerRequest(pid: number, load: Load): Promise<number> {
  const before = cpuOf(pid)
  await ask({ ...load, rate: 2000 })
  return (cpuOf(pid) - before) / load.requests
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

/** The median of `a` over that of `b`, measured in turns so that both meet the same machine. */
export async function ratio(rounds: number, a: () => Promise<number>, b: () => Promise<number>): Promise<number> {
  const [as, bs]: [number[], number[]] = [[], []]
  await a()
  await b()
  for (let round = 0; round < rounds; round++) {
    as.push(await a())
    bs.push(await b())
  }
  return median(as) / median(bs)
}
