/** New records of an import, written without a look at what stood before: there was nothing. */
import { type Field, type Resource, writtenTo } from '../engine/resource.ts'
import type { ImportedEvent } from './dataset.ts'
import type { Shared } from './gathering.ts'
import { type IndexMany, openIndex } from './index-many.ts'
import type { Context, Kept } from './keep.ts'

export type Bulk = {
  /** Gives false, and does nothing, if a record has this id. */
  insert(n: number, row: Kept): boolean
  /** What finds the records that were inserted. */
  index: Omit<IndexMany, 'add' | 'share'>
}

/** To be used inside a transaction. */
export function openBulk({ connection, reader, origin, release, now }: Context, resource: Resource): Bulk {
  const fields = Object.entries(resource.fields).filter(([, field]) => !field.managed)
  const same = Object.entries({ created_at: now, updated_at: now, ...origin, release })
  const names = ['n', ...fields.map(([name]) => name)]
  const columns = [...names, 'source_line', 'seq', 'revision', ...same.map(([name]) => name)]
  const bound = Array(names.length + 2).fill('?')
  const statement = connection.prepare(
    `insert into ${writtenTo(resource)} (${columns.join()}) values (${[...bound, 1, ...same.map(([, text]) => quote(text))].join()}) on conflict (id) do nothing`,
  )
  const index = openIndex(reader, resource, { names, dataset: origin.dataset_id })
  const addList = connection.prepare('insert into lists (list) values (?)')
  const lists = { keep: (list: string) => String(addList.run(list).lastInsertRowid), share: index.share }
  const encoders = fields.map(([name, field]) => openEncoder(name, field, lists))

  return {
    insert(n, { event, line, raw }) {
      const values: unknown[] = [n]
      for (const { encode } of encoders) values.push(encode(event))
      if (statement.run(...values, line, n).changes === 0) return false
      encoders.forEach(({ sharedAs }, field) => {
        const at = field + 1 // after n
        values[at] = sharedAs?.(event) ?? values[at]
      })
      index.add(values, raw.length)
      return true
    },
    index,
  }
}

type Encoder = {
  /** A field as its column holds it. */
  encode(event: ImportedEvent): unknown
  /** What stands for it in the row that is handed over, if rows share it. */
  sharedAs?(event: ImportedEvent): Shared | undefined
}

type Lists = Pick<IndexMany, 'share'> & {
  /** Keeps a list, and gives its number, as text: so is the column. */
  keep(list: string): string
}

/** A list that rows share is frozen, put into JSON and handed over once, and kept once from its second row on. */
function openEncoder(name: string, { kind }: Field, { share, keep }: Lists): Encoder {
  const read = (event: ImportedEvent) => event[name as keyof ImportedEvent]
  if (kind === 'boolean') return { encode: (event) => (read(event) ? 1 : 0) }
  if (kind !== 'list' && kind !== 'json') return { encode: read }
  const known = new WeakMap<object, { text: string; shared: Shared; kept?: string }>()
  return {
    encode(event) {
      const list = read(event) as object
      const found = known.get(list)
      if (found) {
        found.kept ??= keep(found.text)
        return found.kept
      }
      const text = JSON.stringify(list)
      if (Object.isFrozen(list)) known.set(list, { text, shared: share(text) })
      return text
    },
    sharedAs: (event) => known.get(read(event) as object)?.shared,
  }
}

const quote = (text: string) => `'${text.replaceAll("'", "''")}'`
