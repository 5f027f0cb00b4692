/**
 * The benchmark: Sourcebook beside its peers on the same work, in turns, as ratios; nothing is asserted. Times by
 * themselves mean little on a shared machine. Linux only (/proc).
 *
 *     npm run bench -- [rows]      100000 if left out; 0 measures the seed alone
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileWork } from './files.ts'
import { importWork } from './imports.ts'
import { loadWork } from './load.ts'
import { pageWork } from './pages.ts'
import { startWork } from './start.ts'

/** A line of the table. `measured` is undefined where the peer is not installed. */
export type Row = { work: string; peer: string; reach: string; measured: number | string | undefined }

const rows = Number(process.argv[2] ?? 100_000)
if (!Number.isInteger(rows) || rows < 0) {
  console.error(`'${process.argv[2]}' is not a number of rows. npm run bench -- 100000`)
  process.exit(1)
}
const folder = mkdtempSync(join(tmpdir(), 'sourcebook-bench-'))
const path = join(folder, 'bench.sqlite')
try {
  console.log(
    `${rows.toLocaleString('en')} events; every figure is a ratio to the peer beside it, measured in turns in this run.\n`,
  )
  for (const work of [importWork, pageWork, fileWork, startWork, loadWork])
    for await (const row of work({ folder, path, rows })) print(row)
} finally {
  rmSync(folder, { recursive: true })
}

function print({ work, peer, reach, measured }: Row) {
  const figure = typeof measured === 'number' ? `${measured.toFixed(2)} ×` : (measured ?? 'peer not installed')
  console.log(`${figure.padStart(18)}   ${work} | ${peer} | ${reach}`)
}
