/** What has to be watched to know whether promises hold. An observation is a claim on `status`, with the dates when it held. */
import { code, day, id, resource, text } from '../engine/resource.ts'
import {
  actorFilters,
  actorLinks,
  claimsExpansion,
  commonFilters,
  commonSorts,
  each,
  head,
  one,
  parties,
  partyWords,
  tail,
} from './fields.ts'
import { milestones as table } from './tables.ts'
import { vocabularies as v } from './vocabularies.ts'

export const milestones = resource({
  name: 'milestones',
  singular: 'Milestone',
  description: 'What has to be watched to know whether promises hold.',
  table,
  fields: {
    ...head(table),
    question: text(table.question, 'What has to be known, as a question of ours.', { evidence: 'question' }),
    kind: code(table.kind, v.milestone_kind, 'What kind of answer it takes.'),
    desired_direction: code(table.desired_direction, v.desired_direction, 'Which way the answer should go.'),
    status: code(table.status, v.milestone_status, 'Whether it is met, as far as sources say.'),
    baseline: text(table.baseline, 'Where it starts from; null if no source says.', { evidence: 'baseline' }),
    target: text(table.target, 'What has to be reached; null if no source says.', { evidence: 'target' }),
    due_on: day(table.due_on, 'By when; null if no source says.', { evidence: 'due_on' }),
    responsible: parties(table.responsible, 'Who has to bring it about.'),
    commitment_id: id(table.commitment_id, 'commitments', 'The commitment it tests.', { evidence: 'commitment_id' }),
    ...tail(table),
  },
  title: 'question',
  kind: 'kind',
  sorts: { ...commonSorts(table), due_on: { key: table.due_on, description: 'By when it is due.' } },
  defaultSort: 'id',
  indexed: [],
  filters: { ...commonFilters(table), ...actorFilters('responsible') },
  expansions: {
    ...claimsExpansion('milestones'),
    commitment: one('commitments', 'commitment_id', 'The commitment it tests.'),
    'responsible.actor': each('actors', 'responsible', 'actor_id', 'Who has to bring it about.'),
  },
  example: 'cross-border-infiltration-falling',
  exampleQuery: 'has=commitment_id',
  names: () => [],
  texts: (milestone) => [
    milestone.question,
    milestone.baseline,
    milestone.target,
    ...partyWords(milestone.responsible),
  ],
  links: (milestone) => actorLinks(milestone.responsible),
})
