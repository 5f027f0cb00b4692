/** A seeded knowledge base that tests edit: each edit is one transaction of its own, by one editor, for one reason. */
import { rebuildIndexes } from '../../src/checks/repair.ts'
import { createRecord } from '../../src/edits/change.ts'
import type { Body } from '../../src/edits/check-edit.ts'
import { type Edit, openEdit } from '../../src/edits/edit.ts'
import type { Row } from '../../src/edits/rows.ts'
import { Problem } from '../../src/engine/errors.ts'
import { openReader } from '../../src/engine/statement.ts'
import { directory } from '../../src/model/index.ts'
import { type Base, openSeeded, resourceOf, type Scope } from '../support.ts'

export type Desk = Base & {
  edit<T>(work: (edit: Edit) => T, now?: string): T
  /** The stored row of a record that has to be there. */
  row(resource: string, id: string): Row
  /** What everything is found by, in an order of its own. */
  findability(): string[]
  /** Makes it anew from the records. */
  rebuild(): void
}

const editor = { id: 'ed1t0r00', name: 'Nadia' }

export async function openDesk(scope: Scope): Promise<Desk> {
  const base = await openSeeded(scope)
  const reader = openReader(base.connection)
  const edit: Desk['edit'] = (work, now = '2025-09-01T00:00:00.000Z') =>
    base.connection
      .transaction(() => {
        const opened = openEdit(reader, directory, now, { editor, reason: 'A test.' })
        const result = work(opened)
        opened.writer.index()
        return result
      })
      .immediate()
  const row = (resource: string, id: string) => edit(({ writer }) => writer.find(resourceOf(resource), id)) as Row
  base.connection.exec('create virtual table temp.words using fts5vocab(main, texts, instance)')
  const findability = () =>
    base.connection
      .prepare(
        `select 'link ' || resource || ' ' || kind || ' ' || key || ' ' || date || ' ' || id || ' ' || n as line from links join terms using (term)
         union all select 'identifier ' || resource || ' ' || key || ' ' || date || ' ' || id || ' ' || n from identifiers
         union all select 'cell ' || key || ' ' || date || ' ' || id || ' ' || n || ' ' || latitude || ' ' || longitude from cells join terms using (term)
         union all select 'name ' || folded || ' ' || resource || ' ' || n from names
         union all select 'word ' || doc || ' ' || col || ' ' || offset || ' ' || term from words order by line`,
      )
      .pluck()
      .all() as string[]
  const rebuild = () => rebuildIndexes(base.connection, directory, () => {})
  return { ...base, edit, row, findability, rebuild }
}

/** The problem that work ends in. */
export function problemOf(work: () => unknown): Problem {
  try {
    work()
  } catch (error) {
    if (error instanceof Problem) return error
    throw error
  }
  throw new Error('nothing was refused')
}

/** The faults of a problem, each as its pointer and code. */
export const faultsOf = (work: () => unknown) => problemOf(work).faults.map(({ pointer, code }) => `${pointer} ${code}`)

export const create = (desk: Desk, resource: string, body: Body) =>
  desk.edit((edit) => createRecord(edit, resourceOf(resource), body))

/** A claim by which a curator sets a value. */
export const assigned = (field: string, value: unknown) => ({
  field,
  value,
  stance: 'assigned',
  note: 'Set by a curator for a test.',
})

export const person = (name: string, more: Body = {}) => ({
  kind: 'person',
  name,
  claims: [assigned('name', name)],
  ...more,
})
