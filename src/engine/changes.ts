/**
 * The feed of changes: every record once, at its last change, and every record that is gone, in the order of `seq`.
 * Applied in that order to any earlier state of the knowledge base, it gives the present one.
 */
import { columnOf, literal, membersOf, toJson, toObject } from './body.ts'
import type { Directory } from './expansions.ts'
import type { Resource } from './resource.ts'
import { type SQL, sql } from './sql.ts'
import type { Reader } from './statement.ts'

/** A point in the sequence of changes of one knowledge base; it has another epoch when a backup is restored. */
export type Point = { epoch: string; seq: number }

export const toPoint = ({ epoch, seq }: Point) => `${epoch}-${seq}`

/** `<epoch>-<seq>`; undefined if it is not of that form. */
export function readPoint(text: string): Point | undefined {
  const [, epoch, seq] = /^([0-9a-z]{1,32})-(\d{1,15})$/.exec(text) ?? []
  return epoch === undefined ? undefined : { epoch, seq: Number(seq) }
}

/** Where the knowledge base stands. */
export const findPoint = ({ prepared }: Reader) =>
  prepared('point', () => sql`select epoch, seq from state`).get() as Point

/** A change as JSON text. */
export type Changed = { seq: number; text: string }

/** At most `limit` changes of these resources after a `seq`, in order. To be called inside a snapshot. */
export function findChanges(
  reader: Reader,
  directory: Directory,
  wanted: readonly string[],
  after: number,
  limit: number,
): Changed[] {
  const resources = wanted.flatMap((name) => directory.get(name) ?? [])
  const key = wanted.join()
  const found = reader
    .prepared(`changes ${key}`, () => keysOf(resources))
    .all(...resources.flatMap(() => [after, limit, after, limit]), limit) as {
    of: string
    seq: number
  }[]
  const seqs = Map.groupBy(found, ({ of }) => of)
  const changed = [...seqs].flatMap(([of, rows]) => {
    const resource = directory.get(of)
    const statement = reader.prepared(`changed ${of}`, () => (resource ? putOf(resource) : endOf()))
    return statement.all(JSON.stringify(rows.map(({ seq }) => seq))) as Changed[]
  })
  return changed.sort((a, b) => a.seq - b.seq)
}

const gone = 'tombstones'

/** Which tables hold the next changes: each is walked by its own index of `seq`, what is gone by its resource and `seq`. */
function keysOf(resources: readonly Resource[]): SQL {
  const next = sql.placeholder('after')
  const limit = sql.placeholder('limit')
  const arms = resources.flatMap(({ name, table }) => [
    sql`select * from (select ${literal(name)} as "of", seq from ${table} where seq > ${next} order by seq limit ${limit})`,
    sql`select * from (select ${literal(gone)} as "of", seq from tombstones
      where resource = ${literal(name)} and seq > ${next} order by seq limit ${limit})`,
  ])
  return sql`${sql.join(arms, sql` union all `)} order by seq limit ${limit}`
}

const asked = sql`(select value from json_each(${sql.placeholder('seqs')}))`

const row = 'r'

function putOf(resource: Resource): SQL {
  const own = (name: string) => columnOf(row, (resource.fields[name] as Resource['fields'][string]).column)
  const change = toObject([
    { name: 'seq', value: own('seq') },
    { name: 'op', value: literal('"put"') },
    { name: 'resource', value: literal(`"${resource.name}"`) },
    { name: 'id', ...toJson(own('id'), 'id') },
    { name: 'into_id', value: literal('null') },
    { name: 'at', ...toJson(own('updated_at'), 'instant') },
    { name: 'record', value: toObject(membersOf(resource, row)) },
  ])
  return sql`select ${own('seq')} as seq, ${change} as text
    from ${resource.table} as ${sql.raw(row)} where ${own('seq')} in ${asked}`
}

const endOf =
  () => sql`select seq, json_object('seq', seq, 'op', op, 'resource', resource, 'id', id, 'into_id', into_id,
    'at', at, 'record', null) as text
  from tombstones where seq in ${asked}`
