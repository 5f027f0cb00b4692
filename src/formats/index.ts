/** Every format, in the order in which they are offered. */
import type { Resource } from '../engine/resource.ts'
import { csv } from './csv.ts'
import type { Format } from './format.ts'
import { geojson } from './geojson.ts'
import { json, ndjson } from './json.ts'
import { parquet } from './parquet.ts'
import { xlsx } from './xlsx.ts'

const formats: readonly Format[] = [json, ndjson, csv, geojson, parquet, xlsx]

/** The formats that a resource has. */
export const formatsOf = (resource: Resource): Format[] => formats.filter((format) => format.suits(resource))

/** What pages and single records are written in. */
export { geojson, json }
