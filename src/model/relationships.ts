/** Edges from an actor to an actor or a place. */
import { type Contradiction, code, id, resource } from '../engine/resource.ts'
import {
  actorFilters,
  claimsExpansion,
  commonFilters,
  commonSorts,
  dateFilters,
  dateSort,
  dates,
  head,
  link,
  one,
  placeFilter,
  tail,
} from './fields.ts'
import { relationships as table } from './tables.ts'
import { vocabularies as v } from './vocabularies.ts'

export const relationships = resource({
  name: 'relationships',
  singular: 'Relationship',
  description: 'An edge from an actor to an actor or a place.',
  table,
  fields: {
    ...head(table),
    from_id: id(table.from_id, 'actors', 'The actor it starts from.'),
    to_id: id(table.to_id, 'actors', 'The actor it leads to; null if it leads to a place.'),
    place_id: id(table.place_id, 'places', 'The place it leads to; null if it leads to an actor.'),
    type: code(table.type, v.relationship_type, 'What ties them, read from the first to the second.', {
      evidence: 'type',
    }),
    ...dates(table),
    ...tail(table),
  },
  title: 'id',
  titleParts: ['from_id', 'type', 'to_id', 'place_id'],
  kind: 'type',
  sorts: { ...dateSort(table), ...commonSorts(table) },
  defaultSort: '-date',
  indexed: [],
  filters: {
    ...commonFilters(table),
    ...dateFilters(table),
    ...actorFilters('from and to'),
    place: placeFilter,
  },
  expansions: {
    ...claimsExpansion('relationships'),
    from: one('actors', 'from_id', 'The actor it starts from.'),
    to: one('actors', 'to_id', 'The actor it leads to.'),
    place: one('places', 'place_id', 'The place it leads to.'),
  },
  example: 'ttp-has-sanctuary-in-afghanistan',
  exampleQuery: 'actor=ttp&expand=from,to,place',
  contradictions: (relationship) => unclearEnd(relationship),
  names: () => [],
  texts: (relationship) => [relationship.id],
  links: (relationship) => [
    ...link('actor', relationship.from_id),
    ...link('actor', relationship.to_id),
    ...link('place', relationship.place_id),
  ],
})

type End = { from_id: string; to_id: string | null; place_id: string | null }

/** It leads to an actor or to a place, and not back to where it starts. */
function unclearEnd({ from_id, to_id, place_id }: End): Contradiction[] {
  if (to_id === from_id) return [{ field: 'to_id', detail: 'Is where it starts: a relationship ties two actors.' }]
  if ((to_id === null) !== (place_id === null)) return []
  const detail = 'Is one of two, to_id and place_id: a relationship leads to an actor or to a place.'
  return [
    { field: 'to_id', detail },
    { field: 'place_id', detail },
  ]
}
