/** What one source says about one record; and figures, the claims that have a metric. */
import { z } from 'zod'
import { claimable } from '../engine/claimable.ts'
import {
  boolean,
  type Contradiction,
  cleanText,
  code,
  coded,
  count,
  id,
  json,
  list,
  number,
  outOfOrder,
  ownId,
  resource,
  slug,
  termOf,
  text,
  whole,
} from '../engine/resource.ts'
import { sql } from '../engine/sql.ts'
import {
  actorFilters,
  commonFilters,
  commonSorts,
  dateFilters,
  dateSort,
  dates,
  link,
  one,
  placeFilter,
  tail,
} from './fields.ts'
import { claims as table } from './tables.ts'
import { vocabularies as v } from './vocabularies.ts'

const claimLink = z
  .strictObject({
    claim_id: slug.describe('The other claim.'),
    type: termOf(v.claim_link_type).describe('What this claim does to the other.'),
    note: cleanText.nullable().describe('Why, where that is not plain.'),
  })
  .meta({ id: 'ClaimLink', description: 'How a claim stands to another.' })

const fields = {
  id: ownId(table.id, 'Stable, readable, unique within the resource.'),
  subject: coded(/^[a-z_]+$/, 'the name of a resource, such as events')(
    table.subject,
    'The resource that the claim is about.',
    { known: ({ directory }) => [...directory.values()].flatMap(({ name, viewOf }) => (viewOf ? [] : [name])) },
  ),
  subject_id: ownId(table.subject_id, 'The record that the claim is about.'),
  field: coded(/^[a-z0-9_]+$/, 'the name of a field, such as date')(
    table.field,
    'The field it supports, one of its groups (`date`, `place`, `fatalities`), one of its lists (then `value` is the element), `figure` (a number that is no field of the subject), or `assessment` (what the source judges, expects or asks).',
    { known: ({ directory }) => claimable(directory) },
  ),
  value: json(
    table.value,
    'What the source says, as JSON: the value of the field, the members of the group, or the element of the list.',
  ),
  stance: code(table.stance, v.claim_stance, 'How the source says it.'),
  attributed_to_id: id(table.attributed_to_id, 'actors', "Whose finding it is, if not the source's own."),
  attribution_text: text(table.attribution_text, "Whose finding it is, in the source's words."),
  source_id: id(
    table.source_id,
    'sources',
    'The document it was read from; null if a curator assigned or inferred it.',
  ),
  paragraph: whole(1, Number.MAX_SAFE_INTEGER)(
    table.paragraph,
    'Paragraph of the source, from 1: blocks between blank lines.',
  ),
  char_start: count(table.char_start, 'Where the quote starts: UTF-16 code units from the start of the document.'),
  char_end: count(table.char_end, 'Where the quote ends, exclusive.'),
  quote: text(table.quote, 'The words that carry the value, to the character; at most 25 words.'),
  ...dates(table, null),
  credibility: whole(1, 6)(
    table.credibility,
    'Credibility of the claim (Admiralty): 1 confirmed, 2 probably true, 3 possibly true, 4 doubtful, 5 improbable, 6 cannot be judged; null where nobody has judged.',
  ),
  rank: code(table.rank, v.claim_rank, 'Which claim a field shows where several speak.'),
  inferred: boolean(table.inferred, 'Whether it follows from the passage rather than standing in it; `note` says how.'),
  note: text(table.note, 'What a reader has to know: what it follows from, why a curator assigned it.'),
  links: list(table.links, claimLink, 'Other claims that it contradicts, repeats, refines …', {
    elementReferences: { claim_id: 'claims' },
  }),
  metric: code(table.metric, v.metric, 'For a figure: what is counted.'),
  of_metric: code(table.of_metric, v.metric, 'For a change: of what.'),
  population: code(table.population, v.population, 'For a figure: who is counted.'),
  qualifier: code(table.qualifier, v.qualifier, 'For a figure: how exact the source is.'),
  value_number: number(table.value_number, 'The number, if the source gives one that is no mere bound.'),
  low: number(table.low, 'Lower bound, inclusive.'),
  high: number(table.high, 'Upper bound, inclusive.'),
  magnitude: count(table.magnitude, 'Order of magnitude where only that is said: 2 for hundreds, 3 for thousands.'),
  unit: text(table.unit, 'Unit of the number; null for a plain count.'),
  place_id: id(table.place_id, 'places', 'For a figure: where.'),
  ...tail(table),
}

const shared = {
  table,
  fields,
  title: 'quote',
  sorts: { ...dateSort(table), ...commonSorts(table) },
  defaultSort: '-date',
  indexed: [],
  filters: {
    ...commonFilters(table),
    ...dateFilters(table),
    ...actorFilters('subject or attribution'),
    place: placeFilter,
  },
  expansions: {
    record: { kind: 'subject', subject: 'subject', field: 'subject_id', description: 'The record the claim is about.' },
    source: one('sources', 'source_id', 'The document it was read from.'),
    attributed_to: one('actors', 'attributed_to_id', 'Whose finding it is.'),
    place: one('places', 'place_id', 'Where.'),
  },
} as const

type ClaimRecord = { [K in keyof typeof fields]: z.infer<(typeof fields)[K]['schema']> }

const index = {
  names: () => [],
  texts: (claim: ClaimRecord) => [
    claim.quote,
    claim.note,
    claim.attribution_text,
    ...[claim.value].flatMap((value) => (typeof value === 'string' ? [value] : [])),
  ],
  links: (claim: ClaimRecord) => [
    ...(claim.subject === 'actors' ? link('actor', claim.subject_id) : []),
    ...link('actor', claim.attributed_to_id),
    ...(claim.subject === 'places' ? link('place', claim.subject_id) : []),
    ...link('place', claim.place_id),
    ...link('source', claim.source_id),
  ],
}

/** A figure says what it counts. */
const uncounted = ({ field, metric }: ClaimRecord): Contradiction[] =>
  field === 'figure' && metric === null
    ? [{ field: 'metric', detail: 'Is needed where field is figure: it says what is counted.' }]
    : []

export const claims = resource({
  ...shared,
  ...index,
  contradictions: (claim) => [...outOfOrder(claim, 'low', 'value_number', 'high'), ...uncounted(claim)],
  about: (claim) => ({ resource: claim.subject, id: claim.subject_id }),
  name: 'claims',
  singular: 'Claim',
  description: 'What one source says about one record: the value, the passage and the quoted words.',
  kind: 'stance',
  example: 'ttp-fighters-in-afghanistan',
  exampleQuery: 'subject=events&subject_id=2025-04-infiltration-repelled&expand=source',
})

export const figures = resource({
  ...shared,
  ...index,
  name: 'figures',
  singular: 'Figure',
  description:
    'The claims that have a metric, with or without a number: same ids, read-only. Conflicting figures stand side by side.',
  viewOf: 'claims',
  only: sql`${table.metric} is not null`,
  kind: 'metric',
  example: 'ttp-fighters-in-afghanistan',
  exampleQuery: 'metric=killed&population=militants&datetime=2025-04',
})
