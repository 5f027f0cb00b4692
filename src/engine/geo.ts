/** Where: boxes and distances on WGS 84, in decimal degrees. Records without a location are left out. */
import { sql } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import type { Filter } from './filters.ts'
import { clip, refuse } from './parameters.ts'

type Point = Record<'latitude' | 'longitude', SQLiteColumn>

const readNumbers = (values: string[]) =>
  values.map((typed) => (/^[+-]?(\d+\.?\d*|\.\d+)$/.test(typed) ? Number(typed) : Number.NaN))

/** A box whose west lies east of its east crosses the antimeridian (RFC 7946, 5.2). Its edges belong to it. */
export const bbox = ({ latitude, longitude }: Point): Filter => ({
  description:
    '`west,south,east,north` in decimal degrees (WGS 84). A box with west greater than east crosses the antimeridian. Records without a location drop.',
  schema: { type: 'string' },
  example: '60,23,78,38',
  many: false,
  read: ([typed = ''], { parameter }) => {
    const box = readNumbers(typed.split(','))
    const [west = Number.NaN, south = Number.NaN, east = Number.NaN, north = Number.NaN] = box
    const within = Math.abs(west) <= 180 && Math.abs(east) <= 180 && south >= -90 && south <= north && north <= 90
    if (box.length !== 4 || !within)
      throw refuse(
        parameter,
        `'${clip(typed)}' is not west,south,east,north: four numbers, longitudes within ±180, latitudes within ±90, south not above north.`,
        'invalid_box',
      )
    const across = west > east
    const columns = across
      ? sql`(${longitude} >= ${west} or ${longitude} <= ${east})`
      : sql`${longitude} between ${west} and ${east}`
    return { where: sql`${latitude} between ${south} and ${north} and ${columns}` }
  },
})

/**
 * Within `radius_km` of `latitude,longitude`, on the WGS 84 sphere of mean radius 6371.0088 km.
 * Distance: haversine, within 0.5 % of the ellipsoid (Sinnott 1984).
 */
export const near = ({ latitude, longitude }: Point): Filter => ({
  description:
    '`latitude,longitude` in decimal degrees (WGS 84); needs `radius_km` beside it. Records without a location drop.',
  schema: { type: 'string' },
  example: '34.53,69.17',
  many: false,
  read: ([typed = ''], { parameter, beside }) => {
    const point = readNumbers(typed.split(','))
    const [lat = Number.NaN, lon = Number.NaN] = point
    if (point.length !== 2 || !(Math.abs(lat) <= 90 && Math.abs(lon) <= 180))
      throw refuse(
        parameter,
        `'${clip(typed)}' is not latitude,longitude: two numbers within ±90 and ±180.`,
        'invalid_point',
      )
    const given = beside('radius_km')
    if (!given) throw refuse(parameter, 'Needs radius_km beside it, such as radius_km=50.', 'missing_parameter')
    const radius = readRadius(given)
    const half = sql`pow(sin(radians(${latitude} - ${lat}) / 2), 2) + cos(radians(${lat})) * cos(radians(${latitude})) * pow(sin(radians(${longitude} - ${lon}) / 2), 2)`
    return { where: sql`2 * 6371.0088 * asin(min(1.0, sqrt(${half}))) <= ${radius}` }
  },
})

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
