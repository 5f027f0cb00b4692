/**
 * Figures in the text format of Prometheus (0.0.4). The request path adds to numbers that were made beforehand, one
 * set a route, and nothing is put into words until somebody asks.
 *
 * prom-client is not used: it looks labels up by text for every request, and takes two libraries to print these lines.
 */

type Labels = Readonly<Record<string, string>>
type Sample = { suffix?: string; labels?: Labels; value: number }

/** Figures of one name. */
export type Family = {
  name: string
  help: string
  type: 'counter' | 'gauge' | 'histogram'
  read(): Sample[]
}

export const toText = (families: readonly Family[]): string =>
  families
    .flatMap(({ name, help, type, read }) => [
      `# HELP ${name} ${help}`,
      `# TYPE ${name} ${type}`,
      ...read().map(({ suffix = '', labels = {}, value }) => `${name}${suffix}${toLabels(labels)} ${value}`),
    ])
    .map((line) => `${line}\n`)
    .join('')

function toLabels(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${value.replace(/[\\"]/g, '\\$&')}"`)
  return pairs.length ? `{${pairs.join()}}` : ''
}

/** A figure that is read when it is asked for. */
export const gauge = (name: string, help: string, read: () => number): Family => ({
  name,
  help,
  type: 'gauge',
  read: () => [{ value: read() }],
})

export type Tally<Value extends string> = { add(value: Value): void; family: Family }

/** Counts events by one label, whose values are known. */
export function openTally<Value extends string>(
  name: string,
  help: string,
  label: string,
  values: readonly Value[],
): Tally<Value> {
  const counts = new Map(values.map((value) => [value, 0]))
  return {
    add: (value) => counts.set(value, (counts.get(value) ?? 0) + 1),
    family: {
      name,
      help,
      type: 'counter',
      read: () => [...counts].map(([value, count]) => ({ labels: { [label]: value }, value: count })),
    },
  }
}

/** Answers of one route. */
export type RouteFigures = { add(method: string, status: number, ms: number): void }

export type RequestFigures = { route(path: string): RouteFigures; families: Family[] }

/** Upper bounds of the histogram, in ms. */
const bounds = [1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 10_000]

type Answers = { byMethod: Map<string, number[]>; buckets: Float64Array; count: number; ms: number }

export function openRequestFigures(): RequestFigures {
  const routes = new Map<string, Answers>()

  function route(path: string): RouteFigures {
    const answers = routes.get(path) ?? {
      byMethod: new Map(),
      buckets: new Float64Array(bounds.length + 1),
      count: 0,
      ms: 0,
    }
    routes.set(path, answers)
    return {
      add(method, status, ms) {
        const classes = answers.byMethod.get(method) ?? [0, 0, 0, 0, 0, 0]
        answers.byMethod.set(method, classes)
        const kind = Math.floor(status / 100)
        classes[kind] = (classes[kind] ?? 0) + 1
        let bucket = 0
        while (bucket < bounds.length && ms > (bounds[bucket] as number)) bucket++
        answers.buckets[bucket] = (answers.buckets[bucket] as number) + 1
        answers.count++
        answers.ms += ms
      },
    }
  }

  const asked = () => [...routes].filter(([, { count }]) => count > 0)
  return {
    route,
    families: [
      {
        name: 'sourcebook_requests_total',
        help: 'Requests answered, by route, method and class of the status.',
        type: 'counter',
        read: () => asked().flatMap(([path, { byMethod }]) => toCounts(path, byMethod)),
      },
      {
        name: 'sourcebook_request_seconds',
        help: 'Time from a request to the end of its answer, by route.',
        type: 'histogram',
        read: () => asked().flatMap(([path, answers]) => toHistogram(path, answers)),
      },
    ],
  }
}

const toCounts = (route: string, byMethod: Answers['byMethod']): Sample[] =>
  [...byMethod].flatMap(([method, classes]) =>
    classes.flatMap((value, kind) => (value > 0 ? [{ labels: { route, method, status: `${kind}xx` }, value }] : [])),
  )

function toHistogram(route: string, { buckets, count, ms }: Answers): Sample[] {
  let below = 0
  const upTo = [...buckets].map((some) => {
    below += some
    return below
  })
  return [
    ...upTo.map((value, index) => ({
      suffix: '_bucket',
      labels: { route, le: index < bounds.length ? String((bounds[index] as number) / 1000) : '+Inf' },
      value,
    })),
    { suffix: '_sum', labels: { route }, value: ms / 1000 },
    { suffix: '_count', labels: { route }, value: count },
  ]
}
