/** An import with every index, beside `.import` of the sqlite3 command line into a bare table. It leaves the database for the other benchmarks. */
import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { ratio } from './measure.ts'
import type { Bench } from './pages.ts'
import type { Row } from './run.ts'
import { has, main } from './servers.ts'

const data = join(import.meta.dirname, 'data.ts')

export async function* importWork({ folder, path, rows }: Bench): AsyncGenerator<Row> {
  sourcebook(path, 'seed')
  if (!rows) return
  const csv = join(folder, 'ged.csv')
  execFileSync('sh', ['-c', '"$0" "$1" "$2" > "$3"', process.execPath, data, String(rows), csv])
  const bare = () => seconds(() => sqliteImport(folder, csv))
  const first = {
    work: 'import of all events with every index',
    peer: 'time of sqlite3 .import into a bare table',
    reach: '≤ 3.3',
  }
  const again = { ...first, work: 'the same file as another release: nothing changed', reach: '≤ 1.3' }
  const installed = has('sqlite3', ['-version'])
  const rounds = rows > 200_000 ? 1 : 3
  const scratch = join(folder, 'scratch.sqlite')
  const measured = installed
    ? await ratio(
        rounds,
        async () => {
          for (const suffix of ['', '-wal', '-shm']) rmSync(scratch + suffix, { force: true })
          sourcebook(scratch, 'seed')
          return seconds(() => sourcebook(scratch, 'import', 'ucdp-ged', csv, '--release', '1'))
        },
        bare,
      )
    : undefined
  yield { ...first, measured }
  sourcebook(path, 'import', 'ucdp-ged', csv, '--release', '1')
  let release = 1
  const repeat = async () => seconds(() => sourcebook(path, 'import', 'ucdp-ged', csv, '--release', String(++release)))
  yield { ...again, measured: installed ? await ratio(rounds, repeat, bare) : undefined }
}

async function seconds(work: () => void): Promise<number> {
  const start = performance.now()
  work()
  return (performance.now() - start) / 1000
}

const sourcebook = (path: string, ...args: string[]) =>
  execFileSync(process.execPath, [main, ...args], {
    env: { ...process.env, SOURCEBOOK_DB: path },
    stdio: ['ignore', 'ignore', 'inherit'],
  })

function sqliteImport(folder: string, csv: string) {
  const path = join(folder, 'bare.sqlite')
  rmSync(path, { force: true })
  execFileSync('sqlite3', [path, '-cmd', '.mode csv', `.import "${csv}" events`])
}
