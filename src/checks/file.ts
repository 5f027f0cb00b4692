/** The file itself, the sequence of changes, what is kept of them, and the rows of imports as they were received. */
import { statSync } from 'node:fs'
import { platform } from 'node:os'
import zlib from 'node:zlib'
import type { Database } from 'better-sqlite3'
import { isPublic } from '../store/visibility.ts'
import { type Check, inWords, openFaults } from './check.ts'
import { ownResources } from './rows.ts'

const restore = 'The file is damaged: put back a backup (sourcebook restore FILE).'

const file: Check = {
  name: 'file',
  claim: 'Every page of the file can be read, and the indexes of SQLite hold what its tables hold.',
  mend: restore,
  run({ connection }) {
    const { add, outcome } = openFaults()
    for (const { integrity_check: said } of connection.pragma('integrity_check(20)') as { integrity_check: string }[])
      if (said !== 'ok') add(said)
    return outcome(inWords(connection.pragma('page_count', { simple: true }) as number, 'pages'))
  },
}

const access: Check = {
  name: 'access',
  claim: 'Not everybody with an account on the machine may read the file of a private knowledge base.',
  mend: 'Take it from them: chmod o-rwx on it, and on what lies beside it under its name.',
  run({ connection }) {
    const { add, outcome } = openFaults()
    const mode = platform() === 'win32' ? 0 : statSync(connection.name).mode // Windows has none
    const isOpen = isPublic(connection)
    if (!isOpen && mode & 0o007) add(`its mode is ${(mode & 0o777).toString(8)}`)
    return outcome(isOpen ? 'a public knowledge base' : 'a private knowledge base')
  },
}

const sequence: Check = {
  name: 'sequence',
  claim: 'No change has the number of another, or one that is still to come; no revision is newer than its record.',
  mend: restore,
  run(base) {
    const { connection } = base
    const { add, outcome } = openFaults()
    const tables = ownResources(base).map(({ name }) => name)
    const from = (columns: string) => tables.map((name) => `select '${name}' as resource, ${columns} from ${name}`)
    const changes = [...from('id, seq'), 'select resource, id, seq from tombstones'].join(' union all ')
    for (const [what, where] of [
      ['has a number that is still to come', 'seq > (select seq from state)'],
      ['has the number of another change', `seq in (select seq from (${changes}) group by seq having count(*) > 1)`],
    ])
      for (const id of rows(connection, `select resource || '/' || id from (${changes}) where ${where}`))
        add(`${id} ${what}`)
    const records = from('id, revision, n').join(' union all ')
    const known = `${records} union all select resource, id, revision, null from tombstones`
    for (const id of rows(
      connection,
      `select k.resource || '/' || k.id from (${known}) as k join (select resource, id, max(revision) as last from revisions group by 1, 2) as r using (resource, id) where r.last > k.revision`,
    ))
      add(`${id} is older than its revisions`)
    for (const n of rows(connection, `select n from (${records}) group by n having count(*) > 1`))
      add(`two records are number ${n}`)
    return outcome(inWords(connection.prepare(`select count(*) from (${changes})`).pluck().get() as number, 'changes'))
  },
}

const history: Check = {
  name: 'history',
  claim:
    'What each change made other is kept and can be read, and what went is kept whole: what records were is made of it.',
  mend: restore,
  run({ connection }) {
    const { add, outcome } = openFaults()
    const isSound = "iif(json_valid(before), json_type(before) = 'object' and (op = 'put' or before ->> 'id' = id), 0)"
    const unread = `select resource || '/' || id || ' ' || revision from revisions where not iif(before is null, op = 'put', coalesce(${isSound}, 0))`
    for (const id of rows(connection, unread)) add(`what was before ${id} cannot be read`)
    const broken =
      "select resource || '/' || id from revisions group by resource, id having max(revision) - min(revision) >= count(*)"
    for (const id of rows(connection, broken)) add(`${id} lacks a revision between others`)
    return outcome(inWords(connection.prepare('select count(*) from revisions').pluck().get() as number, 'revisions'))
  },
}

const received: Check = {
  name: 'received',
  claim: 'The row that each imported event was read from is kept, and can be read.',
  mend: 'Import the release again.',
  run({ connection, onLook }) {
    const { add, outcome } = openFaults()
    const lost =
      'select id from events where release is not null and n not in (select n from source_rows join source_blocks using (block))'
    for (const id of rows(connection, lost)) add(`events/${id} has no row`)
    let blocks = 0
    for (const { block, data } of connection.prepare('select block, data from source_blocks').iterate() as Iterable<{
      block: number
      data: Buffer
    }>) {
      blocks++
      onLook(1)
      if (!isReadable(data)) add(`block ${block} cannot be read`)
    }
    return outcome(inWords(blocks, 'blocks of rows'))
  },
}

export const fileChecks = [file, access, sequence, history, received]

const rows = (connection: Database, sql: string) => connection.prepare(sql).pluck().all() as (string | number)[]

function isReadable(data: Buffer): boolean {
  try {
    return zlib.zstdDecompressSync(data).length > 0
  } catch {
    return false
  }
}
