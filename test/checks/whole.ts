/** A seeded knowledge base with an imported release, made once a file; the checks look at copies of it. */
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import { check } from '../../src/commands/check.ts'
import { importFile } from '../../src/imports/pipeline.ts'
import { ucdpGed } from '../../src/imports/ucdp-ged.ts'
import { openForWriting } from '../../src/store/open.ts'
import { writeGed } from '../bench/data.ts'
import { openSeeded, type Scope } from '../support.ts'

export type Said = { ok: boolean; lines: string[] }

/** What the checks say of a database. */
export function look(connection: Database, wish: { text?: string; repair?: boolean } = {}): Said {
  const lines: string[] = []
  const ok = check(
    connection,
    { sourceText: wish.text, repair: wish.repair ?? false },
    { terminal: { write: () => {} }, say: (line) => lines.push(line) },
  )
  return { ok, lines }
}

/** The checks that found something wrong. */
export const wrong = ({ lines }: Said) =>
  lines.flatMap((line) => (line.startsWith('WRONG') ? [line.split(/ +/)[1]] : []))

export async function openWhole(scope: Scope) {
  const folder = scope.testdir({})
  const release = join(folder, 'ged231.csv')
  const whole = join(folder, 'whole.sqlite')
  const { connection } = await openSeeded({ testdir: () => folder, teardown: (work) => scope.teardown(work) })
  await writeGed(release, 300)
  await importFile(connection, { path: release, dataset: ucdpGed, now: '2025-08-01T00:00:00.000Z' })
  connection.prepare('vacuum into ?').run(whole)

  /** A copy of the whole database, to be corrupted. */
  function open(scope: Pick<Scope, 'teardown'>, name: string): Database {
    const path = join(folder, `${name}.sqlite`)
    copyFileSync(whole, path)
    const connection = openForWriting(path)
    scope.teardown(() => connection.close())
    return connection
  }

  return { folder, release, whole, open }
}
