/** The command `erase`: takes a record out of the knowledge base, its history and the bytes of the file. */
import type { Database } from 'better-sqlite3'
import { openEdit } from '../edits/edit.ts'
import { eraseRecord } from '../edits/erase.ts'
import { nearest, Problem } from '../engine/errors.ts'
import { openReader } from '../engine/statement.ts'
import { datasets } from '../imports/datasets.ts'
import { directory } from '../model/index.ts'
import { blankRows, dropUnusedLists } from '../store/blank-row.ts'
import { forgetExamples } from '../store/import-jobs.ts'
import { SetupError } from '../store/open.ts'

type Erasure = { resource: string; id: string; reason: string; now: string }

/**
 * Erases a record, and says so.
 *
 * @throws SetupError as `erase` does, or if it is erased, but somebody who reads keeps its bytes in the file.
 */
export function runErase(connection: Database, { resource, id, reason, now }: Erasure, say: (line: string) => void) {
  const count = erase(connection, resource, id, reason, now)
  say(`${connection.name}: erased ${resource}/${id}, ${count} records with its claims`)
  if (!takeLogIn(connection))
    throw new SetupError(
      'The bytes of it are still in the file, because somebody is reading what it held before, such as a whole file. Say the same again when that has ended.',
    )
}

/**
 * Gives the number of records erased, the claims about it included.
 *
 * @throws SetupError if there is no such record, other records refer to it, or no reason is given.
 */
export function erase(connection: Database, name: string, id: string, reason: string, now: string): number {
  const resource = directory.get(name)
  if (!resource || resource.viewOf) {
    const near = nearest(name, directory.keys())
    throw new SetupError(
      `There is no resource ${name} whose records could be erased.${near && near !== name ? ` Did you mean ${near}?` : ''}`,
    )
  }
  if (!reason.trim()) throw new SetupError('Say why, with --reason. The reason is all that stays.')
  connection.pragma('secure_delete = ON')
  const count = connection
    .transaction(() => {
      const edit = openEdit(openReader(connection), directory, now, { editor: null, reason })
      const erased = explained(() => eraseRecord(edit, resource, id, reason))
      edit.writer.index()
      if (name === 'events') eraseRows(connection, id)
      dropUnusedLists(connection)
      return erased
    })
    .immediate()
  if (count === 0) throw new SetupError(`Nothing is known of ${name}/${id}.`)
  connection.exec("insert into texts (texts) values ('optimize')")
  connection.exec('vacuum')
  takeLogIn(connection)
  return count
}

/** Takes the log into the file; false if somebody still reads what either held before. */
function takeLogIn(connection: Database): boolean {
  const [log] = connection.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[]
  return log?.busy === 0
}

/** What an event was read from, in whatever release, whether it stands or was withdrawn or merged; and what reports of imports may show of it. */
function eraseRows(connection: Database, id: string) {
  const dataset = datasets.find((each) => id.startsWith(`${each.id}-`))
  if (!dataset) return
  const word = id.slice(dataset.id.length + 1)
  const [column = ''] = dataset.needed
  const isOf = (cell: string) => cell.trim().replace(/\.0+$/, '').toLowerCase() === word
  blankRows(connection, { dataset: dataset.id, column, word }, isOf)
  forgetExamples(connection, dataset.id)
}

function explained<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    throw new SetupError([error.message, ...error.faults.map(({ detail }) => detail)].join('\n'))
  }
}
