/** Who acts: persons, armed groups, states and their bodies, organisations. */
import { z } from 'zod'
import { code, line, lineText, list, resource, slug, text } from '../engine/resource.ts'
import {
  alternativeNames,
  claimsExpansion,
  commonFilters,
  commonSorts,
  country,
  elementDates,
  elementDatesInitial,
  externalIdFilter,
  externalIds,
  head,
  identifiersOf,
  link,
  tail,
} from './fields.ts'
import { actors as table } from './tables.ts'
import { vocabularies as v } from './vocabularies.ts'

const position = z
  .strictObject({
    title: lineText.describe('The office, as the source names it.'),
    organisation_id: slug.nullable().describe('The body in which it is held.'),
    acting: z.boolean().describe('Whether the source calls it acting.'),
    ...elementDates,
  })
  .meta({ id: 'Position', description: 'An office that a person holds or held.' })

export const actors = resource({
  name: 'actors',
  singular: 'Actor',
  description: 'Who acts: persons, armed groups, states, bodies of a state, organisations.',
  table,
  fields: {
    ...head(table),
    kind: code(table.kind, v.actor_kind, 'What kind of actor it is.'),
    name: line(table.name, 'The name we use.', { evidence: 'name' }),
    acronym: line(table.acronym, 'The usual acronym.', { evidence: 'acronym' }),
    description: text(table.description, 'Who it is, in our words.'),
    country: country(table.country, 'Country it belongs to (ISO 3166-1 alpha-2).', { evidence: 'country' }),
    status: code(table.status, v.actor_status, 'Whether it exists and acts today, as far as sources say.'),
    names: alternativeNames(table.names),
    positions: list(table.positions, position, 'Offices the person holds or held.', {
      evidence: 'positions',
      elementReferences: { organisation_id: 'actors' },
      elementInitial: { ...elementDatesInitial, acting: false },
    }),
    external_ids: externalIds(table.external_ids),
    ...tail(table),
  },
  title: 'name',
  kind: 'kind',
  sorts: { ...commonSorts(table), name: { key: table.name, description: 'Name, by code point.' } },
  defaultSort: 'id',
  indexed: [],
  filters: { ...commonFilters(table), external_id: externalIdFilter },
  expansions: claimsExpansion('actors'),
  example: 'ttp',
  exampleQuery: 'q=taliban',
  names: (actor) => [actor.name, ...(actor.acronym ? [actor.acronym] : []), ...actor.names.map((n) => n.name)],
  texts: (actor) => [actor.description, ...actor.positions.map((p) => p.title)],
  identifiers: identifiersOf,
  links: (actor) => actor.positions.flatMap((p) => link('actor', p.organisation_id)),
})
