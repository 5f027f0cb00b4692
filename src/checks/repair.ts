/** Makes the indexes of the records anew. The records are what is true, and stay as they are. */
import type { Database } from 'better-sqlite3'
import type { Directory } from '../engine/expansions.ts'
import { cellsFor, dateFor, identifiersFor, namesFor, textRow, wordsFor } from '../engine/findable.ts'
import type { Resource } from '../engine/resource.ts'
import { openTallies } from '../engine/tallies.ts'
import type { Row } from '../engine/write.ts'
import { openLinks } from './links.ts'
import { everyRow, ownResources } from './rows.ts'

/** In one transaction: others read on as before, and see all of it or nothing. */
export function rebuildIndexes(connection: Database, directory: Directory, onLook: (count: number) => void) {
  connection
    .transaction(() => {
      connection.exec("insert into texts (texts) values ('delete-all')")
      for (const table of ['links', 'identifiers', 'cells', 'names', 'tallies']) connection.exec(`delete from ${table}`)
      const index = openIndexer(connection, directory)
      const tallies = openTallies(connection)
      for (const resource of ownResources({ directory }))
        for (const row of everyRow({ connection, onLook }, resource)) {
          index(resource, row)
          tallies.add(resource, row, 1)
        }
      tallies.write()
      connection.exec('update state set seq = seq + 1') // answers that were made by the old ones are no longer taken for true
    })
    .immediate()
}

function openIndexer(connection: Database, directory: Directory) {
  const text = connection.prepare('insert into texts (rowid, names, body, tags) values (?, ?, ?, ?)')
  const name = connection.prepare('insert into names (folded, resource, n) values (?, ?, ?)')
  const identifier = connection.prepare('insert into identifiers (resource, key, date, id, n) values (?, ?, ?, ?, ?)')
  const cell = connection.prepare(
    'insert into cells (term, date, id, n, latitude, longitude) values (?, ?, ?, ?, ?, ?)',
  )
  const link = connection.prepare('insert into links (term, date, id, n) values (?, ?, ?, ?)')
  const linksOf = openLinks({ connection, directory })
  const termOf = openTerms(connection)
  return (resource: Resource, row: Row) => {
    const { names, body, tags } = wordsFor(resource, row)
    text.run(textRow(row), names, body, tags)
    for (const folded of namesFor(resource, row)) name.run(folded, resource.name, row.n)
    for (const key of identifiersFor(resource, row)) identifier.run(resource.name, key, dateFor(row), row.id, row.n)
    for (const key of cellsFor(resource, row))
      cell.run(termOf(resource, 'cell', key), dateFor(row), row.id, row.n, row.latitude, row.longitude)
    for (const [kind, key] of linksOf(resource, row)) link.run(termOf(resource, kind, key), dateFor(row), row.id, row.n)
  }
}

/** The number of a term; a new one if there is none yet. */
function openTerms(connection: Database) {
  const find = connection.prepare('select term from terms where resource = ? and kind = ? and key = ?').pluck()
  const add = connection.prepare('insert into terms (resource, kind, key) values (?, ?, ?) returning term').pluck()
  return ({ name }: Resource, kind: string, key: string) =>
    (find.get(name, kind, key) ?? add.get(name, kind, key)) as number
}
