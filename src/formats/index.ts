/** Every format, in the order in which they are offered. */
import { csv } from './csv.ts'
import type { Format } from './format.ts'
import { geojson } from './geojson.ts'
import { json, ndjson } from './json.ts'

export const formats: readonly Format[] = [json, ndjson, csv, geojson]

/** What pages and single records are written in. */
export { json }
