/** Copies of the seed with faults and changes. */
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { seedFolder } from '../../src/commands/seed.ts'
import type { AnyRecord } from '../../src/engine/resource.ts'

export type Edit = (records: AnyRecord[]) => unknown[]

/** A folder in `root` with the seed, some files of it edited. A line that is text is written as it stands. */
export function editSeed(root: string, edits: Record<string, Edit>): string {
  const folder = mkdtempSync(join(root, 'seed-'))
  cpSync(seedFolder, folder, { recursive: true })
  for (const [file, edit] of Object.entries(edits)) {
    const path = join(folder, file)
    const lines = edit(recordsIn(file)).map((line) => (typeof line === 'string' ? line : JSON.stringify(line)))
    writeFileSync(path, `${lines.join('\n')}\n`)
  }
  return folder
}

export const recordsIn = (file: string): AnyRecord[] =>
  readFileSync(join(seedFolder, file), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))

/** Another value of fields of one record. */
export const change =
  (id: string, changes: object): Edit =>
  (records) =>
    records.map((record) => (record.id === id ? { ...record, ...changes } : record))
