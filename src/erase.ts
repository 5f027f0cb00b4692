/** The command `erase`: takes a record out of the knowledge base, its history and the bytes of the file. */
import type { Database } from 'better-sqlite3'
import { openEdit } from './engine/edit.ts'
import { eraseRecord } from './engine/erase.ts'
import { Problem } from './engine/errors.ts'
import { openReader } from './engine/statement.ts'
import { datasets } from './imports/datasets.ts'
import { directory } from './model/index.ts'
import { blankRows } from './store/blank-row.ts'
import { forgetExamples } from './store/import-jobs.ts'
import { SetupError } from './store/open.ts'

/**
 * Gives the number of records erased, the claims about it included.
 *
 * @throws SetupError if there is no such record, other records refer to it, or no reason is given.
 */
export function erase(connection: Database, name: string, id: string, reason: string, now: string): number {
  const resource = directory.get(name)
  if (!resource || resource.viewOf) throw new SetupError(`There is no resource ${name} whose records could be erased.`)
  if (!reason.trim()) throw new SetupError('Say why, with --reason. The reason is all that stays.')
  connection.pragma('secure_delete = ON')
  const count = connection
    .transaction(() => {
      const edit = openEdit(openReader(connection), directory, now, { editor: null, reason })
      const erased = explained(() => eraseRecord(edit, resource, id, reason))
      edit.writer.index()
      if (name === 'events') eraseRows(connection, id)
      return erased
    })
    .immediate()
  if (count === 0) throw new SetupError(`Nothing is known of ${name}/${id}.`)
  connection.exec("insert into texts (texts) values ('optimize')")
  connection.exec('vacuum')
  connection.pragma('wal_checkpoint(TRUNCATE)')
  return count
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
