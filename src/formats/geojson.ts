/** GeoJSON (RFC 7946): `properties` holds the whole record; no location means a null geometry. */
import { sql } from 'drizzle-orm'
import { columnOf, toObject } from '../engine/body.ts'
import { membersOfView, row, textFormat } from './text.ts'

export const geojson = textFormat({
  name: 'geojson',
  title: 'GeoJSON',
  description: 'RFC 7946: `properties` holds the whole record; no location means a null geometry.',
  mediaType: 'application/geo+json',
  suits: ({ fields }) => 'longitude' in fields && 'latitude' in fields,
  record: (view) => {
    const at = (name: string) => columnOf(row, { name })
    const point = sql`json_object('type', 'Point', 'coordinates', json_array(${at('longitude')}, ${at('latitude')}))`
    const geometry = sql`json(iif(${at('longitude')} is null or ${at('latitude')} is null, 'null', ${point}))`
    return sql`json_object('type', 'Feature', 'id', ${at('id')}, 'geometry', ${geometry}, 'properties', ${toObject(membersOfView(view))})`
  },
  head: () => '{"type":"FeatureCollection","features":[',
  between: ',',
  end: '',
  tail: ']}',
})
