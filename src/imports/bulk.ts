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
  const shared: readonly string[] = resource.rows?.shared ?? []
  const encoders = fields.map(([name, field]) => openEncoder(name, field, shared.includes(name) ? lists : undefined))

  return {
    insert(n, { event, line, raw }) {
      const values: unknown[] = [n]
      for (const { encode } of encoders) values.push(encode(event))
      if (statement.run(...values, line, n).changes === 0) return false
      encoders.forEach(({ handed }, field) => {
        const at = field + 1 // after n
        values[at] = handed?.() ?? values[at]
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
  /** What stands for what was just encoded in the row that is handed over, if rows share it. */
  handed?(): Shared | undefined
}

function openEncoder(name: string, { kind }: Field, lists: Lists | undefined): Encoder {
  const read = (event: ImportedEvent) => event[name as keyof ImportedEvent]
  if (lists) return openSharing((event) => read(event) as object, lists)
  if (kind === 'boolean') return { encode: (event) => (read(event) ? 1 : 0) }
  if (kind === 'list' || kind === 'json') return { encode: (event) => JSON.stringify(read(event)) }
  return { encode: read }
}

type Lists = Pick<IndexMany, 'share'> & {
  /** Keeps a list, and gives its number, as text: so is the column. */
  keep(list: string): string
}

/** A list as JSON, and, from its second row on, its numbers. */
type Known = { text: string; kept?: string; shared?: Shared }

/** Lists that are looked for in later rows, if they have no more characters than this. */
const mostKnown = 50_000
const longestKnown = 2000

/** A list that several rows have is kept and handed over once. One that is frozen is put into JSON once. */
function openSharing(read: (event: ImportedEvent) => object, { keep, share }: Lists): Encoder {
  const byText = new Map<string, Known>()
  const frozen = new WeakMap<object, Known>()
  let last: Known

  return {
    encode(event) {
      const list = read(event)
      const same = frozen.get(list)
      const text = same?.text ?? JSON.stringify(list)
      const found = same ?? byText.get(text)
      last = found ?? { text }
      if (found) {
        found.kept ??= keep(text)
        found.shared ??= share(text)
      } else if (byText.size < mostKnown && text.length <= longestKnown) byText.set(text, last)
      if (!same && Object.isFrozen(list)) frozen.set(list, last)
      return last.kept ?? text
    },
    handed: () => last.shared,
  }
}

const quote = (text: string) => `'${text.replaceAll("'", "''")}'`
