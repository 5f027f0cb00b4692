/** Pages and single records: the CPU time of the server for each request, beside that of its peer. */
import { ask, cpuPerRequest, ratio } from './measure.ts'
import type { Row } from './run.ts'
import { type Server, startBare, startNginx, startSourcebook } from './servers.ts'

export type Bench = { folder: string; path: string; rows: number }

const rounds = 5

export async function* pageWork({ folder, path, rows }: Bench): AsyncGenerator<Row> {
  const server = await startSourcebook(path)
  try {
    yield* againstBare(server, folder, rows)
    yield* againstNginx(server, folder)
    if (rows) yield* againstPageByDate(server)
  } finally {
    await server.stop()
  }
}

const bytesOf = async (url: string) => Buffer.from(await (await fetch(url)).arrayBuffer())
const dataOf = async <T>(url: string) => ((await (await fetch(url)).json()) as { data: T[] }).data

const periods = (count: number) =>
  Array.from({ length: count }, (_, index) => `${1989 + (index % 20)}-0${1 + (index % 9)}-${10 + (index % 19)}/..`)

async function* againstBare(server: Server, folder: string, rows: number): AsyncGenerator<Row> {
  const ids = (await dataOf<{ id: string }>(`${server.url}/v1/events?limit=1000&fields=id`)).map(
    ({ id }) => `/v1/events/${id}`,
  )
  const pages = rows ? periods(800).map((period) => `/v1/events?country=AF&datetime=${period}`) : ['/v1/claims']
  const [page = ''] = pages
  const works = [
    { work: 'one event by id, made anew', reach: '≤ 1.6, then 1.3', requests: 4000, paths: () => anew(ids, 4000) },
    { work: 'the same event again', reach: '≤ 1.6, then 1.3', requests: 4000, paths: () => [ids[0] ?? ''] },
    {
      work: 'page of 50 by country and dates, made anew',
      reach: '≤ 12, then 8',
      requests: 800,
      paths: () => anew(pages, 800),
    },
    { work: 'the same page again', reach: '≤ 1.5', requests: 4000, paths: () => [page] },
  ]
  for (const { work, reach, paths, requests } of works) {
    const bare = await startBare(folder, await bytesOf(`${server.url}${paths()[0]}`))
    const measured = await ratio(
      rounds,
      () => cpuPerRequest(server.pid, { url: server.url, paths: paths(), requests }),
      () => cpuPerRequest(bare.pid, { url: bare.url, paths: ['/'], requests }),
    )
    await bare.stop()
    yield { work, peer: 'CPU of a bare node:http sending the same bytes', reach, measured }
  }
}

let turn = 0
/** So many requests whose addresses differ but ask the same, so that none was just answered: empty pairs count the turns. */
export const anew = (paths: readonly string[], count: number) =>
  Array.from({ length: count }, (_, index) => {
    const path = paths[index % paths.length] ?? ''
    const pairs = (turn++).toString(2).replaceAll('0', '&').replaceAll('1', '&=')
    return `${path}${path.includes('?') ? '' : '?'}${pairs}`
  })

async function* againstNginx(server: Server, folder: string): AsyncGenerator<Row> {
  const page = '/v1/claims?limit=50'
  const answer = await fetch(`${server.url}${page}`)
  const nginx = await startNginx(folder, Buffer.from(await answer.arrayBuffer()))
  const row = {
    work: 'conditional request, nothing changed',
    peer: 'requests a second of nginx serving a static file',
    reach: '≥ 0.5',
  }
  if (!nginx) return yield { ...row, measured: undefined }
  const theirs = (await fetch(`${nginx.url}/page.json`)).headers.get('etag') ?? ''
  const perSecond = async (url: string, path: string, tag: string) =>
    8000 / (await ask({ url, paths: [path], requests: 8000, headers: { 'if-none-match': tag } })).seconds
  const measured = await ratio(
    rounds,
    () => perSecond(server.url, page, answer.headers.get('etag') ?? ''),
    () => perSecond(nginx.url, '/page.json', theirs),
  )
  await nginx.stop()
  yield { ...row, measured }
}

/** What an index has to find, beside a page of 50 by date. */
async function* againstPageByDate(server: Server): AsyncGenerator<Row> {
  const byDate = periods(400).map((period) => `/v1/events?datetime=${period}`)
  const peer = 'CPU of a page of 50 by date'
  const [middle] = await dataOf<{ latitude: number; longitude: number }>(
    `${server.url}/v1/events?country=AF&has=latitude&fields=latitude,longitude&limit=1`,
  )
  const { latitude = 34, longitude = 69 } = middle ?? {}
  const box = [longitude - 1, latitude - 1, longitude + 1, latitude + 1].join(',')
  const deep = await deepCursor(server, 5000)
  const years = (first: number) => `${first}/${first + 9}`
  const works = [
    {
      work: `page ${deep.page} of a filtered list`,
      reach: '≤ 1.2',
      paths: [`/v1/events?type=attack&cursor=${deep.cursor}`],
      peer: 'CPU of its first page',
      others: ['/v1/events?type=attack'],
    },
    { work: 'full text, newest first', reach: '≤ 2', paths: ['/v1/events?q=checkpoint'] },
    { work: 'box of 2° × 2° and five years', reach: '≤ 4', paths: [`/v1/events?bbox=${box}&datetime=2010/2014`] },
    { work: 'months of one actor', reach: '≤ 2', paths: ['/v1/events/stats?by=month&actor=ttp'] },
    {
      work: 'top 20 actors of ten years',
      reach: '≤ 5',
      paths: [`/v1/events/stats?by=actor&datetime=${years(2005)}&limit=20`],
    },
  ]
  for (const { work, reach, paths, ...rest } of works) {
    const load = (some: readonly string[]) => ({ url: server.url, paths: anew(some, 400), requests: 400 })
    const measured = await ratio(
      rounds,
      () => cpuPerRequest(server.pid, load(paths)),
      () => cpuPerRequest(server.pid, load(rest.others ?? byDate)),
    )
    yield { work, peer: rest.peer ?? peer, reach, measured }
  }
}

/** The cursor of a page far down a list, or of the last one. */
async function deepCursor(server: Server, page: number) {
  let cursor = ''
  let seen = 0
  while (seen < page * 50) {
    const answer = await fetch(
      `${server.url}/v1/events?type=attack&limit=1000&fields=id${cursor && `&cursor=${cursor}`}`,
    )
    const { page: at } = (await answer.json()) as { page: { next_cursor: string | null } }
    if (!at.next_cursor) break
    cursor = at.next_cursor
    seen += 1000
  }
  return { cursor, page: (seen / 50).toLocaleString('en') }
}
