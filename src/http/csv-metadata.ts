/** The metadata of a CSV file, at the address of the file and a suffix: it takes the same query, and tells of the same records. */
import { isBounded } from '../engine/find.ts'
import { findValues } from '../engine/matches.ts'
import type { Resource } from '../engine/resource.ts'
import { csv } from '../formats/csv.ts'
import { csvwMediaType, toCsvw } from '../formats/csvw.ts'
import { readOrder } from '../formats/order.ts'
import { readDatasets } from '../formats/sources.ts'
import type { Asked, Whole } from './route.ts'
import { withParameters } from './url.ts'

/** Stands in the place of a format. */
export const csvMetadata = 'csv-metadata.json'

/** The field that says of which dataset a record is. */
const from = 'dataset_id'

export function csvMetadataAnswer(resource: Resource, { url, given, store, directory }: Asked): Whole {
  const { query, view } = readOrder({ resource: resource.name, format: csv.name, given: [...given] }, directory)
  return {
    mediaType: csvwMediaType,
    isBroad: () => !isBounded(store.reader, { ...query, facets: [from] }),
    body: () =>
      store.snapshot(() => {
        const ids = findValues(store.reader, query, from).map(String)
        const file = `${resource.name}.${csv.name}${queryOf(url)}`
        return Buffer.from(JSON.stringify(toCsvw(view, file, readDatasets(store.reader, ids))))
      }),
  }
}

/** The header Link of a file that has metadata. */
export const describedBy = (resource: Resource, url: string): string =>
  `</v1/${resource.name}.${csvMetadata}${queryOf(url)}>; rel="describedby"; type="${csvwMediaType}"`

/** The query of a URL with its mark, as it may stand in a header. */
function queryOf(url: string): string {
  const address = withParameters(url, {})
  return address.includes('?') ? address.slice(address.indexOf('?')) : ''
}
