/** Where a row says that its event happened: a point, and how exact it is. */
import type { ImportedEvent, Warn } from './dataset.ts'

type Location = Pick<ImportedEvent, 'country' | 'admin1' | 'admin2' | 'latitude' | 'longitude' | 'location_precision'>

/** `latitude` and `longitude` as the cells have them; the rest as it was read. */
type Said = Omit<Location, 'latitude' | 'longitude'> & { latitude: string; longitude: string }

/**
 * Coordinates that are no point are dropped, with a warning; cells that are both empty, without. Where there is no
 * point the precision is not one of a point: in place of `exact` and `near` it is that of the smallest division that is
 * named. What the dataset says of a division, a line or an area stays, whatever else is named.
 */
export function toLocation(said: Said, warn: Warn): Location {
  const { country, admin1, admin2, location_precision } = said
  const latitude = readDegrees(said.latitude, 90)
  const longitude = readDegrees(said.longitude, 180)
  const fault = faultOf(latitude, longitude)
  if (fault) warn(fault, `${said.latitude}, ${said.longitude}`)
  if (!fault && typeof latitude === 'number' && typeof longitude === 'number')
    return { country, admin1, admin2, latitude, longitude, location_precision }
  const isOfPoint = location_precision === 'exact' || location_precision === 'near'
  return {
    country,
    admin1,
    admin2,
    latitude: null,
    longitude: null,
    location_precision: isOfPoint ? smallestOf(said) : location_precision,
  }
}

type Degrees = ReturnType<typeof readDegrees>

function faultOf(latitude: Degrees, longitude: Degrees): string | undefined {
  if (latitude === undefined || longitude === undefined) return 'latitude and longitude are no place on earth'
  if ((latitude === null) !== (longitude === null)) return 'only one of latitude and longitude is given'
  return latitude === 0 && longitude === 0 ? 'latitude and longitude are both 0, where nothing is' : undefined
}

function smallestOf({ country, admin1, admin2 }: Said): Location['location_precision'] {
  if (admin2 !== null) return 'admin2'
  if (admin1 !== null) return 'admin1'
  return country === null ? 'unknown' : 'country'
}

/** A number of degrees up to `most`; null if the cell is empty, undefined if it is anything else. */
function readDegrees(cell: string, most: number): number | null | undefined {
  if (cell === '') return null
  const value = decimal.test(cell) ? Number(cell) : Number.NaN
  return Math.abs(value) <= most ? value + 0 : undefined
}

/** `34.5`, `-.5`, `1e-05`; not `0x22`, of which JavaScript makes 34. */
const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i
