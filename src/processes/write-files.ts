/** Writing whole files: those that are ordered, in pieces, and those that stand built. It takes as long as it takes. */
import { closeSync, openSync, writeSync } from 'node:fs'
import type { Resource } from '../engine/resource.ts'
import { sql } from '../engine/sql.ts'
import type { File } from '../formats/format.ts'
import { formatsOf } from '../formats/index.ts'
import { addressOf, type Order, readOrder } from '../formats/order.ts'
import { directory, resources } from '../model/index.ts'
import { snapshotName } from '../routes/manifest.ts'
import { vocabularyTerms } from '../routes/vocabularies.ts'
import { openStore, type Store } from '../store/open.ts'
import { writeSnapshot } from '../store/snapshot.ts'
import { build, type Contents, type Dataset, type Standing } from '../store/standing.ts'

/** Where files come from: the database, and the address of the server that they name as their source, or empty. */
export type Base = { path: string; address: string }

/** An ordered file in pieces: the records of one state of the data. */
export function* writeOrder(base: Base, order: Order, onRecords?: File['onRecords']): Generator<Buffer> {
  const store = openStore(base.path)
  try {
    store.reader.connection.exec('begin')
    yield* piecesOf(store, base, order, onRecords)
  } finally {
    store.close()
  }
}

function piecesOf({ reader, version }: Store, base: Base, order: Order, onRecords?: File['onRecords']) {
  const { format, ...asked } = readOrder(order, directory)
  const url = `${base.address}${addressOf(order)}`
  const origin = { url, version: version(), terms: vocabularyTerms([order.resource]) }
  return format.write({ ...asked, reader, origin, ...(onRecords && { onRecords }) })
}

const standingOrders = new Map<string, Order>(
  resources.flatMap((resource) =>
    formatsOf(resource)
      .filter(({ stands }) => stands)
      .map(({ name }) => [`${resource.name}.${name}`, { resource: resource.name, format: name, given: [] }] as const),
  ),
)

/** What stands built: the snapshot, and every resource in the formats that are kept so. */
export const standingNames = [snapshotName, ...standingOrders.keys()]

/** Builds what stands under this name; `onRecords` hears of every batch of records. */
export function buildStanding(base: Base, folder: string, name: string, onRecords?: File['onRecords']): Standing {
  const order = standingOrders.get(name)
  return build(folder, name, (to) => {
    if (order) return writeWhole(base, order, to, onRecords)
    const terms = vocabularyTerms(resources.map((resource) => resource.name))
    return writeSnapshot(base.path, to, resources, terms, `${base.address}/v1/${snapshotName}`, onRecords)
  })
}

function writeWhole(base: Base, order: Order, to: string, onRecords?: File['onRecords']): Contents {
  const store = openStore(base.path)
  const file = openSync(to, 'wx')
  try {
    store.reader.connection.exec('begin')
    let records = 0
    const count = (more: number) => {
      records += more
      onRecords?.(more)
    }
    for (const piece of piecesOf(store, base, order, count)) writeSync(file, piece)
    return { version: store.version(), records, datasets: datasetsOf(store, order.resource) }
  } finally {
    closeSync(file)
    store.close()
  }
}

/** The datasets that records of the resource come from. */
function datasetsOf({ reader }: Store, name: string): Dataset[] {
  const { table, only } = directory.get(name) as Resource // an order of ours
  return reader.all<Dataset>(
    sql`select id, title, licence, citation from datasets where id in (select dataset_id from ${table} where ${only ?? sql`true`}) order by id`,
  )
}
