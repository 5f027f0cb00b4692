/** Where: boxes and distances on WGS 84, in decimal degrees. Records without a location are left out. */
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import type { Condition, Filter } from './filters.ts'
import { termFor } from './links.ts'
import { findMeant } from './meant.ts'
import { clip, refuse, type World } from './parameters.ts'
import type { Resource } from './resource.ts'
import { type SQL, sql } from './sql.ts'

type Point = Record<'latitude' | 'longitude', SQLiteColumn>

const readNumbers = (values: string[]) =>
  values.map((typed) => (/^[+-]?(\d+\.?\d*|\.\d+)$/.test(typed) ? Number(typed) : Number.NaN))

/** Sides of the grid cells in which located records stand, in degrees. */
const cellSides = [1, 8] as const
/** A box of more cells than this is so wide that a list meets it at once. */
const mostCells = 64

/** The cells of a location, one of each grid: the keys of terms of kind `cell`. */
export const cellsAt = (latitude: number, longitude: number): string[] =>
  cellSides.map((side) => cellKey(side, latitude, longitude))

const cellKey = (side: number, latitude: number, longitude: number) =>
  `${side}:${Math.floor(latitude / side)}:${Math.floor(longitude / side)}`

type Box = { west: number; south: number; east: number; north: number }

/** The cells that cover a box, of the finest grid that needs few enough. */
function cellsOf({ west, south, east, north }: Box): string[] | undefined {
  const spans = west > east ? [[west, 180] as const, [-180, east] as const] : [[west, east] as const]
  for (const side of cellSides) {
    const rows = range(south, north, side)
    const columns = [...new Set(spans.flatMap(([from, to]) => range(from, to, side)))] // both may meet in one
    if (rows.length * columns.length <= mostCells)
      return rows.flatMap((row) => columns.map((column) => cellKey(side, row * side, column * side)))
  }
  return undefined
}

function range(from: number, to: number, side: number): number[] {
  const first = Math.floor(from / side)
  return Array.from({ length: Math.floor(to / side) - first + 1 }, (_, index) => first + index)
}

/**
 * A condition on the location, led by the cells that cover a box. The index of cells holds the coordinates, so that
 * a cell of which the box takes only an edge costs no look at its records.
 */
function located(resource: Resource, box: Box, own: Point, holds: (at: Record<keyof Point, SQL>) => SQL): Condition {
  const where = holds({ latitude: sql`${own.latitude}`, longitude: sql`${own.longitude}` })
  const cells = cellsOf(box)
  if (!cells || !resource.grid) return { where }
  const inCell = holds({ latitude: sql`cells.latitude`, longitude: sql`cells.longitude` })
  const branches = cells.map((cell) => ({
    drive: sql`cells`,
    join: sql`cross join ${resource.table} on ${resource.table.n} = cells.n`,
    where: sql`cells.term = ${termFor(resource, 'cell', cell)} and ${inCell}`,
    order: { n: sql`cells.n`, date: sql`cells.date`, id: sql`cells.id` },
  }))
  return { where, lead: { rank: 4, branches, disjoint: true } }
}

/** A box whose west lies east of its east crosses the antimeridian (RFC 7946, 5.2). Its edges belong to it. */
export const bbox = (point: Point): Filter => ({
  description:
    '`west,south,east,north` in decimal degrees (WGS 84): longitude before latitude, unlike in `near`. A box with west greater than east crosses the antimeridian. Records without a location drop.',
  schema: { type: 'string' },
  example: '60,23,78,38',
  many: false,
  read: ([typed = ''], { parameter, resource }) => {
    const box = readNumbers(typed.split(','))
    const [west = Number.NaN, south = Number.NaN, east = Number.NaN, north = Number.NaN] = box
    const within = Math.abs(west) <= 180 && Math.abs(east) <= 180 && south >= -90 && south <= north && north <= 90
    if (box.length !== 4 || !within)
      throw refuse(
        parameter,
        `'${clip(typed)}' is not west,south,east,north: four numbers, longitudes within ±180, latitudes within ±90, south not above north.`,
        'invalid_box',
      )
    return located(resource, { west, south, east, north }, point, ({ latitude, longitude }) => {
      const across = sql`(${longitude} >= ${west} or ${longitude} <= ${east})`
      const columns = west > east ? across : sql`${longitude} between ${west} and ${east}`
      return sql`${latitude} between ${south} and ${north} and ${columns}`
    })
  },
})

/**
 * Within `radius_km` of `latitude,longitude`, on the WGS 84 sphere of mean radius 6371.0088 km.
 * Distance: haversine, within 0.5 % of the ellipsoid (Sinnott 1984). A name of one of `places` is told where that is.
 */
export const near = (columns: Point, places: string): Filter => ({
  description:
    '`latitude,longitude` in decimal degrees (WGS 84), unlike `bbox`, where the longitude comes first; needs `radius_km` beside it. Records without a location drop.',
  schema: { type: 'string' },
  example: '34.53,69.17',
  many: false,
  unknown: (typed, world) => pointMeant(typed, places, world),
  read: ([typed = ''], { parameter, beside, resource }) => {
    const point = readNumbers(typed.split(','))
    const [lat = Number.NaN, lon = Number.NaN] = point
    if (point.length !== 2 || !(Math.abs(lat) <= 90 && Math.abs(lon) <= 180)) {
      const swapped = point.length === 2 && Math.abs(lat) <= 180 && Math.abs(lon) <= 90
      const hint = swapped ? ` Did you mean '${lon},${lat}'? The latitude comes first.` : ''
      throw refuse(parameter, `${noPoint(typed)}${hint}`, 'invalid_point')
    }
    const given = beside('radius_km')
    if (!given) throw refuse(parameter, 'Needs radius_km beside it, such as radius_km=50.', 'missing_parameter')
    const radius = readRadius(given)
    return located(resource, boxAround(lat, lon, radius), columns, ({ latitude, longitude }) => {
      const half = sql`pow(sin(radians(${latitude} - ${lat}) / 2), 2) + cos(radians(${lat})) * cos(radians(${latitude})) * pow(sin(radians(${longitude} - ${lon}) / 2), 2)`
      return sql`2 * 6371.0088 * asin(min(1.0, sqrt(${half}))) <= ${radius}`
    })
  },
})

const noPoint = (typed: string) => `'${clip(typed)}' is not latitude,longitude: two numbers within ±90 and ±180.`

/** The fault of a name in the place of a point, if a place has that name and a point. */
function pointMeant(typed: string, places: string, { reader, directory }: World) {
  const resource = /\p{L}/u.test(typed) ? directory.get(places) : undefined
  const id = resource && findMeant(reader, resource, typed)
  if (!id) return undefined
  const at = reader.get<{ latitude: number; longitude: number }>(
    sql`select latitude, longitude from ${resource.table} where id = ${id} and latitude is not null`,
  )
  if (!at) return undefined
  const point = `${at.latitude},${at.longitude}`
  return {
    code: 'invalid_point',
    detail: `${noPoint(typed)} Did you mean '${point}', where '${id}' lies?`,
    allowed: [point],
  }
}

/** A box that holds a circle, a little wider than it; all longitudes where the circle reaches a pole. */
function boxAround(latitude: number, longitude: number, radius: number): Box {
  const reach = (radius / 6371.0088) * (180 / Math.PI) * 1.001
  const south = latitude - reach
  const north = latitude + reach
  if (south <= -90 || north >= 90)
    return { west: -180, east: 180, south: Math.max(south, -90), north: Math.min(north, 90) }
  const sine = Math.sin((reach * Math.PI) / 180) / Math.cos((latitude * Math.PI) / 180)
  const spread = sine >= 1 ? 180 : (Math.asin(sine) * 180) / Math.PI
  if (spread >= 180) return { west: -180, east: 180, south, north }
  const wrap = (degrees: number) => (degrees < -180 ? degrees + 360 : degrees > 180 ? degrees - 360 : degrees)
  return { west: wrap(longitude - spread), east: wrap(longitude + spread), south, north }
}

export const radius: Filter = {
  description: 'How far from `near`, in kilometres; above 0, at most 20038 (half way round).',
  schema: { type: 'number', exclusiveMinimum: 0, maximum: 20_038 },
  example: '50',
  many: false,
  read: (values, { parameter, beside }) => {
    readRadius(values)
    if (!beside('near')) throw refuse(parameter, 'Needs near=latitude,longitude beside it.', 'missing_parameter')
    return { where: sql`true` }
  },
}

function readRadius(values: string[]): number {
  const [value = Number.NaN] = readNumbers(values)
  if (values.length === 1 && value > 0 && value <= 20_038) return value
  throw refuse(
    'radius_km',
    `'${clip(values.join(','))}' is not a number of kilometres above 0 and at most 20038.`,
    'invalid_radius',
  )
}
