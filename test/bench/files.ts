/** Whole files over HTTP beside the sqlite3 command line on the same database, and the memory that it takes. */
import { execFile, execFileSync } from 'node:child_process'
import { promisify } from 'node:util'
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

/** Reads a file uncompressed, throws it away, and says how many seconds it took. */
const client = `
const start = performance.now()
require('node:http').get(process.argv[1], (answer) => {
  answer.resume().on('end', () => console.log((performance.now() - start) / 1000))
})`

/** Seconds until the whole file has come: to a process of its own, so that it holds up nothing else that is measured. */
export async function download({ url }: Server, format: string): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', client, `${url}/v1/events.${format}`])
  return Number(stdout)
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
  const looking = setInterval(() => {
    most = Math.max(most, anonymousOf(server.pid))
  }, 10)
  await download(server, 'csv').finally(() => clearInterval(looking))
  return {
    work: 'anonymous memory during a CSV of all events',
    peer: 'before it',
    reach: 'within 10 MB',
    measured: `${(most - before).toFixed(1)} MB more`,
  }
}
