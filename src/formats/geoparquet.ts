/** GeoParquet 1.1: a column of points as WKB, and what the file says about it. */
import type { SchemaElement } from 'hyparquet-writer'
import type { Column, Value } from './columns.ts'

const name = 'geometry'

/** The column of points, if there are coordinates; its metadata is complete when all rows have been read. */
export function openBox(columns: readonly Column[]) {
  const longitude = columns.findIndex((column) => column.name === 'longitude')
  const latitude = columns.findIndex((column) => column.name === 'latitude')
  if (longitude < 0 || latitude < 0) return undefined
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity]
  const schema: SchemaElement[] = [{ name, type: 'BYTE_ARRAY', repetition_type: 'OPTIONAL' }]
  const read = (row: Value[]) => {
    const [x, y] = [row[longitude], row[latitude]]
    if (typeof x !== 'number' || typeof y !== 'number') return null
    ;[west, south, east, north] = [Math.min(west, x), Math.min(south, y), Math.max(east, x), Math.max(north, y)]
    return toWkb(x, y)
  }
  const metadata = () => ({
    version: '1.1.0',
    primary_column: name,
    columns: {
      [name]: {
        encoding: 'WKB',
        geometry_types: ['Point'],
        ...(west <= east && { bbox: [west, south, east, north] }),
      },
    },
  })
  return { name, schema, read, metadata }
}

/** A point as little-endian well-known binary. */
function toWkb(x: number, y: number): Uint8Array {
  const bytes = Buffer.allocUnsafeSlow(21)
  bytes.writeUInt8(1, 0)
  bytes.writeUInt32LE(1, 1)
  bytes.writeDoubleLE(x, 5)
  bytes.writeDoubleLE(y, 13)
  return bytes
}
