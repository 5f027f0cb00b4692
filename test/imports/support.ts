/** What the tests of imports share: files made of rows, and imports into a knowledge base that a test has open. */
import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { readSeed, seed, seedFolder } from '../../src/commands/seed.ts'
import { datasets } from '../../src/imports/datasets.ts'
import { importFile, type Outcome } from '../../src/imports/pipeline.ts'
import { type Base, openBase, type Scope } from '../support.ts'

export const sample = 'data/ucdp_ged_231_sample_1000.csv'

type Options = {
  release?: string
  dryRun?: boolean
  withdraw?: boolean
  now?: string
  standardInput?: AsyncIterable<Buffer>
}

export type Importing = Base & {
  /** A file in the test's folder. */
  file(name: string, content: string | Buffer): string
  load(dataset: string, path: string, options?: Options): Promise<Outcome>
}

/** A knowledge base to import into, with the seed or with its datasets alone. */
export async function openImporting(t: Scope, { seeded = false, visibility = 'public' } = {}): Promise<Importing> {
  const lines = readSeed(seedFolder).filter(({ resource }) => seeded || resource.name === 'datasets')
  const base = await openBase(t, (connection) => seed(connection, lines))
  const folder = dirname(base.store.path)
  base.connection.prepare('update state set visibility = ?').run(visibility)
  return {
    ...base,
    file(name, content) {
      const path = join(folder, name)
      writeFileSync(path, content)
      return path
    },
    load(id, path, options = {}) {
      const dataset = datasets.find((known) => known.id === id)
      if (!dataset) throw new Error(`no dataset is called ${id}`)
      return importFile(base.connection, { dataset, path, now: '2025-08-01T00:00:00.000Z', ...options })
    },
  }
}

/** CSV of rows, each by the names of its columns; every cell is quoted. */
export function toCsv(columns: readonly string[], rows: readonly Record<string, unknown>[], header = true): string {
  const line = (cells: readonly unknown[]) =>
    `${cells.map((cell) => `"${String(cell ?? '').replaceAll('"', '""')}"`).join(',')}\n`
  return (header ? line(columns) : '') + rows.map((row) => line(columns.map((name) => row[name]))).join('')
}
