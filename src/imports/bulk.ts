/** New records of an import, written without a look at what stood before: there was nothing. */
import type { Field, Resource } from '../engine/resource.ts'
import { openTallies } from '../engine/tallies.ts'
import { directory } from '../model/index.ts'
import type { ImportedEvent } from './dataset.ts'
import { openIndex } from './index-many.ts'
import type { Context } from './keep.ts'

export type Bulk = {
  /** Gives false, and does nothing, if a record has this id. */
  insert(n: number, event: ImportedEvent, line: number): boolean
  /** To be called before the transaction ends. */
  end(): void
}

/** To be used inside a transaction. */
export function openBulk({ connection, reader, origin, release, now }: Context, resource: Resource): Bulk {
  const fields = Object.entries(resource.fields).filter(([, field]) => !field.managed)
  const encoders = fields.map(([name, field]) => openEncoder(name, field))
  const same = Object.entries({ created_at: now, updated_at: now, ...origin, release })
  const columns = [
    'n',
    'seq',
    'source_line',
    ...fields.map(([name]) => name),
    'revision',
    ...same.map(([name]) => name),
  ]
  const bound = Array(fields.length + 3).fill('?')
  const statement = connection.prepare(
    `insert into ${resource.name} (${columns.join()}) values (${[...bound, 1, ...same.map(([, text]) => quote(text))].join()}) on conflict (id) do nothing`,
  )
  const index = openIndex(reader, resource, directory)
  const tallies = openTallies(connection, origin.dataset_id)
  const values: unknown[] = []

  return {
    insert(n, event, line) {
      values[0] = values[1] = n
      values[2] = line
      for (let at = 0; at < encoders.length; at++) values[at + 3] = (encoders[at] as Encoder)(event)
      if (statement.run(values).changes === 0) return false
      index.add(n, event)
      tallies.add(resource, event, 1)
      return true
    },
    end() {
      index.end()
      tallies.write()
    },
  }
}

type Encoder = (event: ImportedEvent) => unknown

/** A field as its column holds it. A list that rows share is put into JSON once. */
function openEncoder(name: string, { kind }: Field): Encoder {
  const read = (event: ImportedEvent) => event[name as keyof ImportedEvent]
  if (kind === 'boolean') return (event) => (read(event) ? 1 : 0)
  if (kind !== 'list' && kind !== 'json') return read
  const known = new WeakMap<object, string>()
  return (event) => {
    const list = read(event) as object
    const found = known.get(list)
    if (found !== undefined) return found
    const text = JSON.stringify(list)
    known.set(list, text)
    return text
  }
}

const quote = (text: string) => `'${text.replaceAll("'", "''")}'`
