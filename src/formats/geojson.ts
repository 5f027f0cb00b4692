/** GeoJSON (RFC 7946): `properties` holds the whole record; no location means a null geometry. */
import { columnOf, literal, toJson, toObject } from '../engine/body.ts'
import { sql } from '../engine/sql.ts'
import { membersOfView, row, textFormat } from './text.ts'

export const geojson = textFormat({
  name: 'geojson',
  title: 'GeoJSON',
  description:
    'RFC 7946: `properties` holds the whole record; no location means a null geometry. Licence and citation stand at the end of the collection.',
  mediaType: 'application/geo+json',
  suits: ({ fields }) => 'longitude' in fields && 'latitude' in fields,
  record: (view, _, lead) => {
    const at = (name: string) => columnOf(row, { name })
    const point = sql`json_object('type', 'Point', 'coordinates', json_array(${at('longitude')}, ${at('latitude')}))`
    const members = [
      { name: 'type', value: literal('"Feature"') },
      { name: 'id', ...toJson(at('id'), 'id') },
      {
        name: 'geometry',
        value: sql`iif(${at('longitude')} is null or ${at('latitude')} is null, 'null', ${point})`,
      },
      { name: 'properties', value: toObject(membersOfView(view)) },
    ]
    return toObject(members, lead)
  },
  head: ({ resource }) => `{"type":"FeatureCollection","name":"${resource.name}","features":[`,
  between: ',',
  end: '',
  tail: (sources) => `],${JSON.stringify(sources).slice(1)}`,
})
