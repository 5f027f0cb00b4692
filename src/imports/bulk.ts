/** New records of an import, written without a look at what stood before: there was nothing. */
import type { Field, Resource } from '../engine/resource.ts'
import type { ImportedEvent } from './dataset.ts'
import { type IndexMany, openIndex } from './index-many.ts'
import type { Context, Kept } from './keep.ts'

export type Bulk = {
  /** Gives false, and does nothing, if a record has this id. */
  insert(n: number, row: Kept): boolean
  /** What finds the records that were inserted. */
  index: Omit<IndexMany, 'add'>
}

/** To be used inside a transaction. */
export function openBulk({ connection, reader, origin, release, now }: Context, resource: Resource): Bulk {
  const fields = Object.entries(resource.fields).filter(([, field]) => !field.managed)
  const encoders = fields.map(([name, field]) => openEncoder(name, field))
  const same = Object.entries({ created_at: now, updated_at: now, ...origin, release })
  const names = ['n', ...fields.map(([name]) => name)]
  const columns = [...names, 'source_line', 'seq', 'revision', ...same.map(([name]) => name)]
  const bound = Array(names.length + 2).fill('?')
  const statement = connection.prepare(
    `insert into ${resource.name} (${columns.join()}) values (${[...bound, 1, ...same.map(([, text]) => quote(text))].join()}) on conflict (id) do nothing`,
  )
  const index = openIndex(reader, resource, { names, dataset: origin.dataset_id })

  return {
    insert(n, { event, line, raw }) {
      const values: unknown[] = [n]
      for (const encode of encoders) values.push(encode(event))
      if (statement.run(values, line, n).changes === 0) return false
      index.add(values, raw.length)
      return true
    },
    index,
  }
}

type Encoder = (event: ImportedEvent) => unknown

/** A field as its column holds it. A list that rows share is frozen, and put into JSON once. */
function openEncoder(name: string, { kind }: Field): Encoder {
  const read = (event: ImportedEvent) => event[name as keyof ImportedEvent]
  if (kind === 'boolean') return (event) => (read(event) ? 1 : 0)
  if (kind !== 'list' && kind !== 'json') return read
  const known = new WeakMap<object, string>()
  return (event) => {
    const list = read(event) as object
    if (!Object.isFrozen(list)) return JSON.stringify(list)
    const found = known.get(list)
    if (found !== undefined) return found
    const text = JSON.stringify(list)
    known.set(list, text)
    return text
  }
}

const quote = (text: string) => `'${text.replaceAll("'", "''")}'`
