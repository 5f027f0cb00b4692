/** Where: a tree of countries, divisions, cities and sites; a border has two sides. */
import { type Contradiction, code, id, line, list, resource, slug } from '../engine/resource.ts'
import {
  alternativeNames,
  claimsExpansion,
  commonFilters,
  commonSorts,
  coordinates,
  country,
  externalIdFilter,
  externalIds,
  halfLocated,
  head,
  identifiersOf,
  one,
  placeFilter,
  tail,
  whereFilters,
} from './fields.ts'
import { places as table } from './tables.ts'
import { vocabularies as v } from './vocabularies.ts'

export const places = resource({
  name: 'places',
  singular: 'Place',
  description: 'Where: a tree of countries, divisions, cities and sites. A border has two sides.',
  table,
  fields: {
    ...head(table),
    kind: code(table.kind, v.place_kind, 'What kind of place it is.'),
    name: line(table.name, 'The name we use.', { evidence: 'name' }),
    parent_id: id(table.parent_id, 'places', 'The smallest place that holds it.', { evidence: 'parent_id' }),
    between_ids: list(table.between_ids, slug, 'The two sides of a border; it lies within both.', {
      evidence: 'between_ids',
      references: 'places',
    }),
    country: country(table.country, 'Country it lies in (ISO 3166-1 alpha-2).', { evidence: 'country' }),
    ...coordinates(table),
    names: alternativeNames(table.names),
    external_ids: externalIds(table.external_ids),
    ...tail(table),
  },
  title: 'name',
  kind: 'kind',
  sorts: { ...commonSorts(table), name: { key: table.name, description: 'Name, by code point.' } },
  defaultSort: 'id',
  indexed: [],
  filters: {
    ...commonFilters(table),
    place: placeFilter,
    external_id: externalIdFilter,
    ...whereFilters(table),
  },
  expansions: {
    ...claimsExpansion('places'),
    parent: one('places', 'parent_id', 'The place that holds it.'),
  },
  example: 'kabul',
  exampleQuery: 'place=pakistan',
  contradictions: (place) => [...halfLocated(place), ...brokenBorder(place)],
  names: (place) => [place.name, ...place.names.map((n) => n.name)],
  texts: () => [],
  identifiers: identifiersOf,
  links: (place) => [['place', place.id]],
  tree: { kind: 'place', above: (place) => [...(place.parent_id ? [place.parent_id] : []), ...place.between_ids] },
})

/** Only a border lies between places, and between two. */
function brokenBorder({ kind, between_ids: sides }: { kind: string; between_ids: string[] }): Contradiction[] {
  if (sides.length === 0 || (kind === 'border' && sides.length === 2 && sides[0] !== sides[1])) return []
  return [{ field: 'between_ids', detail: 'Names the two sides of a place of kind border, and nothing else.' }]
}
