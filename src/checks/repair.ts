/** Makes the indexes of the records anew. The records are what is true, and stay as they are. */
import type { Database } from 'better-sqlite3'
import { entriesOf, writeEntries } from '../edits/indexing.ts'
import type { Directory } from '../engine/expansions.ts'
import { openReader } from '../engine/statement.ts'
import { openTallies } from '../engine/tallies.ts'
import { everyRow, ownResources } from './rows.ts'

/** In one transaction: others read on as before, and see all of it or nothing. */
export function rebuildIndexes(connection: Database, directory: Directory, onLook: (count: number) => void) {
  connection
    .transaction(() => {
      connection.exec("insert into texts (texts) values ('delete-all')")
      for (const table of ['links', 'identifiers', 'cells', 'names', 'tallies']) connection.exec(`delete from ${table}`)
      const reader = openReader(connection)
      const tallies = openTallies(connection)
      for (const resource of ownResources({ directory }))
        for (const row of everyRow({ reader, onLook }, resource)) {
          writeEntries(reader, new Map(), entriesOf(reader, resource, row, directory))
          tallies.add(resource, row, 1)
        }
      tallies.write()
      connection.exec('update state set seq = seq + 1') // answers that were made by the old ones are no longer taken for true
    })
    .immediate()
}
