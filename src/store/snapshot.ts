/**
 * The snapshot: the whole knowledge base as one SQLite file that any program opens. A table a resource, with its
 * fields and nothing else; a view where a resource is part of another; and tables that explain them.
 */
import Sqlite, { type Database } from 'better-sqlite3'
import type { Field, Resource } from '../engine/resource.ts'
import { type Contents, toSources } from './standing.ts'

/** One value of a closed list. */
type Term = { resource: string; field: string; value: string; meaning: string }

/**
 * Writes a new file at `to` from one state of the data in the file at `from`; `url` is where it is served.
 * `onRecords` hears of every table.
 */
export function writeSnapshot(
  from: string,
  to: string,
  resources: readonly Resource[],
  terms: readonly Term[],
  url: string,
  onRecords?: (count: number) => void,
): Contents {
  const file = new Sqlite(to)
  try {
    for (const pragma of pragmas) file.pragma(pragma)
    file.prepare('attach ? as base').run(from)
    file.exec('begin')
    const version = file.prepare("select epoch || '-' || seq from base.state").pluck().get() as string
    const tables = resources.filter(({ viewOf }) => !viewOf)
    let records = 0
    for (const resource of tables) {
      const added = addTable(file, resource)
      records += added
      onRecords?.(added)
    }
    for (const resource of resources) if (resource.viewOf) addView(file, resource, resource.viewOf)
    addCodebook(file, resources, terms)
    const datasets = datasetsOf(file, tables)
    addAbout(file, { url, change_seq: version, made_at: new Date().toISOString(), records, ...toSources(datasets) })
    file.exec('commit')
    file.exec('detach base')
    return { version, records, datasets }
  } finally {
    file.close()
  }
}

/** Nobody reads the file before it is whole, and a table may refer to one that is not yet there. */
const pragmas = ['journal_mode = OFF', 'synchronous = OFF', 'foreign_keys = OFF', 'cache_size = -16000']

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`

/** Days and instants are ISO 8601 text, lists are JSON text, booleans are 0 and 1. */
const types: Partial<Record<Field['kind'], string>> = { integer: 'INTEGER', number: 'REAL', boolean: 'BOOLEAN' }

/** Returns how many records the table has. */
function addTable(file: Database, { name, fields, indexed }: Resource): number {
  const columns = Object.entries(fields).map(([field, { kind, column, references }]) => {
    const key = field === 'id' ? ' PRIMARY KEY' : ''
    const target = references && kind === 'id' ? ` REFERENCES ${quoted(references)} ("id")` : ''
    return `${quoted(field)} ${types[kind] ?? 'TEXT'}${column.notNull ? ' NOT NULL' : ''}${key}${target}`
  })
  file.exec(`create table ${quoted(name)} (\n  ${columns.join(',\n  ')}\n)`)
  const names = Object.keys(fields).map(quoted).join(', ')
  const { changes } = file
    .prepare(`insert into main.${quoted(name)} (${names}) select ${names} from base.${quoted(name)} order by n`)
    .run()
  const searched = [...indexed, 'date_start', 'subject_id'].filter((field) => field in fields)
  for (const field of searched)
    file.exec(`create index ${quoted(`${name}_by_${field}`)} on ${quoted(name)} (${quoted(field)})`)
  return changes
}

function addView(file: Database, { name, fields, only }: Resource, of: string) {
  const where = only ? ` where ${only.text}` : ''
  file.exec(
    `create view ${quoted(name)} as select ${Object.keys(fields).map(quoted).join(', ')} from ${quoted(of)}${where}`,
  )
}

function addCodebook(file: Database, resources: readonly Resource[], terms: readonly Term[]) {
  file.exec(`
    create table codebook (resource TEXT, field TEXT, type TEXT, description TEXT, PRIMARY KEY (resource, field));
    create table vocabularies (resource TEXT, field TEXT, value TEXT, meaning TEXT, PRIMARY KEY (resource, field, value))`)
  const field = file.prepare('insert into codebook values (?, ?, ?, ?)')
  for (const { name, fields } of resources)
    for (const [key, { kind, description }] of Object.entries(fields)) field.run(name, key, kind, description)
  const term = file.prepare('insert into vocabularies values (?, ?, ?, ?)')
  for (const { resource, field, value, meaning } of terms) term.run(resource, field, value, meaning)
}

/** The datasets that any record comes from. What only describes a dataset is not of it. */
function datasetsOf(file: Database, tables: readonly Resource[]): Contents['datasets'] {
  const described = tables.filter(({ name }) => name !== 'datasets')
  const all = described.map(({ name }) => `select dataset_id from ${quoted(name)}`).join(' union ')
  return file
    .prepare(`select id, title, licence, citation from datasets where id in (${all}) order by id`)
    .all() as Contents['datasets'] // the columns of the statement
}

function addAbout(file: Database, about: Record<string, string | number>) {
  file.exec('create table about (key TEXT PRIMARY KEY, value TEXT)')
  const add = file.prepare('insert into about values (?, ?)')
  for (const [key, value] of Object.entries(about)) add.run(key, String(value))
}
