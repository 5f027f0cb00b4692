/** A party speaking to someone: demands, appeals, admissions, praise. */
import { code, id, laterThan, resource, text } from '../engine/resource.ts'
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
  one,
  parties,
  partyWords,
  tail,
} from './fields.ts'
import { statements as table } from './tables.ts'
import { vocabularies as v } from './vocabularies.ts'

export const statements = resource({
  name: 'statements',
  singular: 'Statement',
  description: 'A party speaking to someone: demands, appeals, admissions, praise.',
  table,
  fields: {
    ...head(table),
    speech_act: code(table.speech_act, v.speech_act, 'What the speaker does by saying it.'),
    text: text(table.text, 'What was said, in our words.', { evidence: 'text' }),
    speakers: parties(table.speakers, 'Who said it; empty if no source says.'),
    addressees: parties(table.addressees, 'To whom it was said.'),
    ...dates(table),
    visit_id: id(table.visit_id, 'visits', 'The visit during which it was said.', { evidence: 'visit_id' }),
    event_id: id(table.event_id, 'events', 'The event it is about.', { evidence: 'event_id' }),
    ...tail(table),
  },
  title: 'text',
  kind: 'speech_act',
  sorts: { ...dateSort(table), ...commonSorts(table) },
  defaultSort: '-date',
  indexed: [],
  filters: {
    ...commonFilters(table),
    ...dateFilters(table),
    ...actorFilters('speakers and addressees'),
  },
  expansions: {
    ...claimsExpansion('statements'),
    visit: one('visits', 'visit_id', 'The visit during which it was said.'),
    event: one('events', 'event_id', 'The event it is about.'),
    'speakers.actor': each('actors', 'speakers', 'actor_id', 'Who said it.'),
    'addressees.actor': each('actors', 'addressees', 'actor_id', 'To whom it was said.'),
  },
  example: 'naqvi-urges-joint-coordination',
  exampleQuery: 'visit_id=2025-07-20-naqvi-kabul',
  foretold: (statement, last) => laterThan(statement, last, ['date_start']),
  names: () => [],
  texts: (statement) => [statement.text, ...partyWords(statement.speakers, statement.addressees)],
  links: (statement) => actorLinks(statement.speakers, statement.addressees),
})
