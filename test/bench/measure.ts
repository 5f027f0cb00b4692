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
  const [, kilobytes = '0'] = /^RssAnon:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
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
/** `times`: how long each request took, in ms. */
export type Loaded = { seconds: number; times: number[] }

const connections = 4

/**
 * Asks for the paths, each connection for its own part of them in turn, until so many requests are answered; any
 * failure is an error.
 */
export async function ask({ url, paths, requests, rate, headers = {} }: Load): Promise<Loaded> {
  const start = performance.now()
  const times: number[] = []
  let parts = 0
  const partOf = (part: number) =>
    paths.filter((_, index) => index % connections === (part % connections) % paths.length)
  const options = {
    url,
    amount: requests,
    connections,
    sampleInt: 10, // it looks so often whether all is answered, in ms; left out, every second
    ...(rate && { overallRate: rate }),
    headers,
    setupClient: (client: autocannon.Client) => client.setRequests(partOf(parts++).map((path) => ({ path }))),
  }
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const asking = autocannon(options, (error, result) => (error ? reject(error) : resolve(result)))
    asking.on('response', (_client, _status, _bytes, time) => times.push(time))
  })
  if (result.non2xx > 0 && !headers['if-none-match'])
    throw new Error(`${result.non2xx} of ${requests} requests failed, such as ${paths[0]}`)
  if (result.errors) throw new Error(`${result.errors} connections failed`)
  return { seconds: (performance.now() - start) / 1000, times }
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

/** The value that this part of all others lies below; half of them: the median. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length * part)] ?? Number.NaN
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
  return quantile(as, 0.5) / quantile(bs, 0.5)
}
