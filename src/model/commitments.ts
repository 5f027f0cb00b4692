/** What was promised or offered, by whom, to whom, and on what condition. */
import { code, id, resource, text } from '../engine/resource.ts'
import {
  actorFilters,
  actorLinks,
  claimsExpansion,
  commonFilters,
  commonSorts,
  dateFilters,
  dateSort,
  dates,
  each,
  head,
  link,
  one,
  parties,
  partyWords,
  placeFilter,
  tail,
} from './fields.ts'
import { commitments as table } from './tables.ts'
import { vocabularies as v } from './vocabularies.ts'

export const commitments = resource({
  name: 'commitments',
  singular: 'Commitment',
  description: 'What was promised or offered, by whom, to whom, and on what condition.',
  table,
  fields: {
    ...head(table),
    kind: code(table.kind, v.commitment_kind, 'What it is about.'),
    text: text(table.text, 'What was promised or offered, in our words.', { evidence: 'text' }),
    status: code(table.status, v.commitment_status, 'What has become of it; its claims on `status` say when.'),
    condition: text(table.condition, 'On what condition, in our words; null if no source says which.', {
      evidence: 'condition',
    }),
    promisors: parties(table.promisors, 'Who promises; empty if no source says.'),
    promisees: parties(table.promisees, 'To whom.'),
    guarantors: parties(table.guarantors, 'Who vouches for it.'),
    place_id: id(table.place_id, 'places', 'Where it was made.', { evidence: 'place_id' }),
    visit_id: id(table.visit_id, 'visits', 'The visit during which it was made.', { evidence: 'visit_id' }),
    ...dates(table),
    ...tail(table),
  },
  title: 'text',
  kind: 'kind',
  sorts: { ...dateSort(table), ...commonSorts(table) },
  defaultSort: '-date',
  indexed: [],
  filters: {
    ...commonFilters(table),
    ...dateFilters(table),
    ...actorFilters('promisors, promisees and guarantors'),
    place: placeFilter,
  },
  expansions: {
    ...claimsExpansion('commitments'),
    place: one('places', 'place_id', 'Where it was made.'),
    visit: one('visits', 'visit_id', 'The visit during which it was made.'),
    milestones: {
      kind: 'many',
      resource: 'milestones',
      field: 'commitment_id',
      description: 'What shows whether it holds.',
    },
    'promisors.actor': each('actors', 'promisors', 'actor_id', 'Who promises.'),
    'promisees.actor': each('actors', 'promisees', 'actor_id', 'To whom.'),
    'guarantors.actor': each('actors', 'guarantors', 'actor_id', 'Who vouches for it.'),
  },
  example: 'taliban-crackdown-on-ttp',
  exampleQuery: 'status=conditional&expand=milestones',
  names: () => [],
  texts: (commitment) => [
    commitment.text,
    commitment.condition,
    ...partyWords(commitment.promisors, commitment.promisees, commitment.guarantors),
  ],
  links: (commitment) => [
    ...actorLinks(commitment.promisors, commitment.promisees, commitment.guarantors),
    ...link('place', commitment.place_id),
  ],
})
