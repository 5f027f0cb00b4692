/** The slow, obvious model of statistics: every event is looked at, and put into the groups that it belongs to. */
import type { AnyRecord } from '../../src/engine/resource.ts'
import { compare } from '../contract/model.ts'

export type Asked = {
  by: readonly string[]
  measures: readonly string[]
  side: number
  /** The role in which actors are counted; undefined: any. */
  role?: string | undefined
  /** A dimension or a number, with `-` for descending; undefined: as it comes. */
  sort?: string | undefined
  /** The days between which periods get zeros, either null where the question leaves it open. */
  fill?: { from: string | null; to: string | null } | undefined
}

/** Names of what ids stand for: by resource and id. */
export type Names = (resource: string, id: unknown) => unknown

type Row = Record<string, unknown>

const widths: Record<string, number> = { day: 10, month: 7, year: 4 }

/** The last day an event may lie on; beyond all days if it goes on. */
const lastOf = ({ date_start, date_end, date_precision }: AnyRecord) =>
  date_end ?? (date_precision === 'interval' && date_start ? '9999-99-99' : date_start)

/** The id that an event has in a scheme. */
export const idOf = ({ external_ids }: AnyRecord, scheme: string): string | null =>
  (external_ids as { scheme: string; value: string }[]).find((id) => id.scheme === scheme)?.value ?? null

function violenceOf({ classifications }: AnyRecord): Row {
  const all = classifications as { scheme: string; field: string; code: string; label: string | null }[]
  const found = all.find(({ scheme, field }) => scheme === 'ucdp' && field === 'type_of_violence')
  return { ucdp_type_of_violence: found?.code ?? null, type_of_violence_name: found?.label ?? null }
}

/** Every value that an event has in a dimension, as columns. */
function valuesOf(event: AnyRecord, dimension: string, { side, role }: Asked): Row[] {
  const width = widths[dimension]
  if (width) {
    const ends = [event.date_start ?? event.date_end, lastOf(event)].map((day) =>
      (day as string | null)?.slice(0, width),
    )
    return [{ [dimension]: ends[0] !== undefined && ends[0] === ends[1] ? ends[0] : null }]
  }
  if (dimension === 'actor') {
    const participants = event.participants as { actor_id: string | null; role: string }[]
    const ids = participants.flatMap((one) => (role === undefined || one.role === role ? (one.actor_id ?? []) : []))
    return ids.length ? [...new Set(ids)].map((actor_id) => ({ actor_id })) : [{ actor_id: null }]
  }
  if (dimension === 'cell') {
    const [latitude, longitude] = [event.latitude, event.longitude] as (number | null)[]
    if (typeof latitude !== 'number' || typeof longitude !== 'number') return [{ cell_south: null, cell_west: null }]
    const south = Math.floor(latitude / side) * side
    const west = Math.floor(longitude / side) * side
    return [{ cell_south: south === 90 ? 90 - side : south, cell_west: west === 180 ? -180 : west }]
  }
  if (dimension === 'violence') return [violenceOf(event)]
  if (dimension === 'dyad') return [{ ucdp_dyad: idOf(event, 'ucdp-dyad') }]
  if (dimension === 'place') return [{ place_id: event.place_id }]
  if (dimension === 'admin1') return [{ country: event.country, admin1: event.admin1 }]
  return dimension === 'dataset' ? [{}] : [{ [dimension]: event[dimension] }]
}

/** The keys of a dimension, as columns. */
const keysOf = (dimension: string): string[] =>
  ({
    actor: ['actor_id'],
    place: ['place_id'],
    dyad: ['ucdp_dyad'],
    violence: ['ucdp_type_of_violence', 'type_of_violence_name'],
    admin1: ['country', 'admin1'],
    cell: ['cell_south', 'cell_west'],
    dataset: ['dataset_id'],
  })[dimension] ?? [dimension]

/** All rows, in order. `everything` are the events that are there, also those that the filters leave out. */
export function modelOf(matches: AnyRecord[], everything: AnyRecord[], asked: Asked, names: Names): Row[] {
  const { by, measures, sort, fill } = asked
  const groups = new Map<string, { keys: Row; events: AnyRecord[] }>()
  const group = (keys: Row) => {
    const name = JSON.stringify(keys)
    const found = groups.get(name) ?? { keys, events: [] }
    groups.set(name, found)
    return found
  }
  for (const event of matches)
    for (const first of valuesOf(event, by[0] as string, asked))
      for (const second of by[1] ? valuesOf(event, by[1], asked) : [{}])
        group({ ...first, ...second, dataset_id: event.dataset_id }).events.push(event)
  if (fill)
    addZeros(
      [...groups.values()].map(({ keys }) => keys),
      everything,
      by,
      fill,
      group,
    )
  const rows = [...groups.values()].map(({ keys, events }) => ({ ...keys, ...numbersOf(events, measures) }))
  const columns = [...new Set([...by.flatMap(keysOf), 'dataset_id'])]
  const usual = by.find((name) => widths[name]) ?? '-count'
  const first = (sort ?? usual).replace(/^-/, '')
  const sign = (sort ?? usual).startsWith('-') ? -1 : 1
  const leading = by.includes(first) ? keysOf(first) : [first]
  return rows
    .sort((a: Row, b: Row) => order(a, b, leading, sign) || order(a, b, columns, 1))
    .map((row) => named(row, by, names))
}

function order(a: Row, b: Row, columns: readonly string[], sign: number): number {
  for (const name of columns) {
    const [x, y] = [a[name], b[name]]
    if ((x === null) !== (y === null)) return x === null ? 1 : -1
    const found = x === null ? 0 : sign * compare(x, y)
    if (found) return found
  }
  return 0
}

function numbersOf(events: AnyRecord[], measures: readonly string[]): Row {
  const sums = measures.map((name) => {
    const known = events.map((event) => event[name]).filter((value) => value !== null) as number[]
    const sum = events.length && !known.length ? null : known.reduce((total, value) => total + value, 0)
    const without = measures.length === 1 ? 'without_value' : `${name}_without_value`
    return { [name]: sum, [without]: events.length - known.length }
  })
  return Object.assign({ count: events.length }, ...sums)
}

function named(row: Row, by: readonly string[], names: Names): Row {
  return {
    ...row,
    ...(by.includes('year') && { year: row.year === null ? null : Number(row.year) }),
    ...(by.some((name) => ['country', 'admin1'].includes(name)) && { country_name: names('countries', row.country) }),
    ...(by.includes('actor') && { actor_name: names('actors', row.actor_id) }),
    ...(by.includes('dyad') && {
      dyad_name: names('dyads', row.ucdp_dyad),
      ucdp_conflict: names('conflicts of dyads', row.ucdp_dyad),
    }),
    ...(by.includes('place') && { place_name: names('places', row.place_id) }),
    ...(by.includes('dataset') && { dataset_title: names('datasets', row.dataset_id) }),
  }
}

/** Each period from first to last, one after another. */
function periodsBetween(first: string, last: string): string[] {
  const found: string[] = []
  const width = first.length
  for (let day = new Date(`${first}-01-01`.slice(0, 10)); ; day = new Date(day.getTime() + 86_400_000)) {
    const period = day.toISOString().slice(0, width)
    if (period > last) return found
    if (found.at(-1) !== period) found.push(period)
  }
}

function addZeros(
  found: Row[],
  everything: AnyRecord[],
  by: readonly string[],
  fill: NonNullable<Asked['fill']>,
  group: (keys: Row) => unknown,
) {
  const periods = by.filter((name) => widths[name])
  const finest = periods.sort((a, b) => (widths[b] ?? 0) - (widths[a] ?? 0))[0] as string
  const width = widths[finest] as number
  for (const dataset of new Set(found.map(({ dataset_id }) => dataset_id))) {
    const rows = found.filter(({ dataset_id }) => dataset_id === dataset)
    const seen = rows.flatMap((row) => (row[finest] === null ? [] : String(row[finest]))).sort()
    const days = everything
      .filter(({ dataset_id }) => dataset_id === dataset)
      .flatMap((event) => (event.date_start ?? event.date_end ?? []) as string)
      .sort()
    const later = (day: string) => (day > String(days[0]) ? day : String(days[0])).slice(0, width)
    const earlier = (day: string) => (day < String(days.at(-1)) ? day : String(days.at(-1))).slice(0, width)
    const first = fill.from === null ? seen[0] : days.length ? later(fill.from) : undefined
    const last = fill.to === null ? seen.at(-1) : days.length ? earlier(fill.to) : undefined
    if (first === undefined || last === undefined) continue
    for (const period of periodsBetween(first, last))
      for (const row of rows)
        group({ ...row, ...Object.fromEntries(periods.map((name) => [name, period.slice(0, widths[name])])) })
  }
}
