/** Whole files over HTTP beside the sqlite3 command line on the same database, and the memory that it takes. */
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { anonymousOf, ratio } from './measure.ts'
import type { Bench } from './pages.ts'
import type { Row } from './run.ts'
import { has, type Server, startSourcebook } from './servers.ts'

const rounds = 3

export async function* fileWork({ path, rows }: Bench): AsyncGenerator<Row> {
  if (!rows) return
  const server = await startSourcebook(path)
  try {
    for (const [format, flag] of [
      ['csv', '-csv'],
      ['ndjson', '-json'],
    ] as const) {
      const row = {
        work: `all events as ${format.toUpperCase()} over HTTP`,
        peer: `time of sqlite3 ${flag} to /dev/null, in the same order`,
        reach: '≤ 0.8',
      }
      if (!has('sqlite3', ['-version'])) yield { ...row, measured: undefined }
      else
        yield {
          ...row,
          measured: await ratio(
            rounds,
            () => download(server, format),
            async () => sqlite(path, flag),
          ),
        }
    }
    yield await memory(server)
  } finally {
    await server.stop()
  }
}

/** Seconds until the whole file has come, uncompressed; it is read and thrown away, by a client that costs little itself. */
export async function download({ url }: Server, format: string, onPiece: () => void = () => {}): Promise<number> {
  const start = performance.now()
  const [answer] = (await once(get(`${url}/v1/events.${format}`, { agent: false }), 'response')) as [IncomingMessage]
  await once(answer.on('data', onPiece), 'end')
  return (performance.now() - start) / 1000
}

/** What the command line makes of the same columns, internal ones left out, newest first as the file is. */
function sqlite(path: string, flag: string): number {
  const columns = execFileSync(
    'sqlite3',
    [path, "select group_concat('\"' || name || '\"') from pragma_table_info('events') where name <> 'n'"],
    { encoding: 'utf8' },
  )
  const start = performance.now()
  const query = `select ${columns.trim()} from events order by date_key desc, id desc`
  execFileSync('sh', ['-c', 'sqlite3 "$1" "$2" "$3" > /dev/null', 'sh', flag, path, query])
  return (performance.now() - start) / 1000
}

async function memory(server: Server): Promise<Row> {
  await download(server, 'csv')
  const before = anonymousOf(server.pid)
  let most = before
  await download(server, 'csv', () => {
    most = Math.max(most, anonymousOf(server.pid))
  })
  return {
    work: 'anonymous memory during a CSV of all events',
    peer: 'before it',
    reach: 'within 10 MB',
    measured: `${(most - before).toFixed(1)} MB more`,
  }
}
