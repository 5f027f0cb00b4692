/** What happened, with a date as vague as the source. */
import { z } from 'zod'
import { linkedByCode, participation } from '../engine/links.ts'
import { findLonger } from '../engine/meant.ts'
import {
  boolean,
  cleanText,
  code,
  id,
  integer,
  laterThan,
  line,
  lineText,
  list,
  resource,
  slug,
  termOf,
  text,
} from '../engine/resource.ts'
import { sql } from '../engine/sql.ts'
import { countryMeant } from './countries.ts'
import {
  actorFilters,
  claimsExpansion,
  commonFilters,
  commonSorts,
  dateFilters,
  dateSort,
  dates,
  each,
  externalIdFilter,
  externalIds,
  fatalities,
  halfLocated,
  head,
  identifiersOf,
  link,
  location,
  one,
  operationFilter,
  placeFilter,
  tail,
  tollContradictions,
  whereFilters,
} from './fields.ts'
import { eventRows } from './tables.ts'
import { events as table } from './views.ts'
import { vocabularies as v } from './vocabularies.ts'

const participant = z
  .strictObject({
    actor_id: slug.nullable().describe('The actor; null if only words name it.'),
    text: lineText.nullable().describe('The participant in words, where it is no actor.'),
    role: termOf(v.participant_role).describe('What it does, or what is done to it.'),
    side: termOf(v.participant_side).nullable().describe('Side a is the state, else the perpetrator (UCDP).'),
    certainty: termOf(v.participant_certainty).describe('How sure it is that it took part.'),
  })
  .refine((p) => p.actor_id !== null || p.text !== null, 'needs actor_id or text')
  .meta({ id: 'Participant', description: 'Who took part in an event: an actor, or words for one.' })

type Participant = z.infer<typeof participant>

const classification = z
  .strictObject({
    scheme: termOf(v.classification_scheme).describe('Whose code it is.'),
    field: cleanText.describe("The scheme's own field name."),
    code: cleanText.describe("The scheme's own code."),
    label: cleanText.nullable().describe('What the scheme calls the code; null if it has no words for it.'),
  })
  .meta({ id: 'Classification', description: 'What the dataset calls it, in its own codes.' })

/** `source_row` is a function of our connections (`store/open.ts`). */
const sourceRow = (row: string) =>
  sql.raw(
    `(select source_row(data, first_line, ${row}.source_line) from source_rows join source_blocks using (block) where source_rows.n = ${row}.n)`,
  )

export const events = resource({
  name: 'events',
  singular: 'Event',
  description: 'Something that happened, with a date.',
  table,
  rows: { table: eventRows, shared: ['participants', 'classifications'] },
  fields: {
    ...head(table),
    type: code(table.type, v.event_type, 'What happened.'),
    subtype: code(table.subtype, v.event_subtype, "More exactly what happened (ACLED's sub-event types)."),
    title: line(table.title, 'What happened, in a few of our words.'),
    summary: text(table.summary, 'What happened, in our words.'),
    status: code(table.status, v.event_status, 'How sure it is that it happened.'),
    ...dates(table),
    ...location(table),
    participants: list(
      table.participants,
      participant,
      'Who took part, in which role, on which side, and how surely.',
      {
        evidence: 'participants',
        elementReferences: { actor_id: 'actors' },
        elementInitial: { certainty: 'confirmed' },
      },
    ),
    side_a: line(
      table.side_a,
      'Names on side a, for tables. UCDP GED: its side a. ACLED: the state if one of the two actors is one and the other is not, else actor1. GTD: the perpetrators.',
    ),
    side_b: line(
      table.side_b,
      'Names on side b, for tables. UCDP GED: its side b. ACLED: the other actor, so that actor1 is here where actor2 alone is the state. GTD: the targets.',
    ),
    ...fatalities(table),
    is_aggregate: boolean(
      table.is_aggregate,
      'Whether the record sums up several happenings that no source tells apart.',
    ),
    part_of_id: id(table.part_of_id, 'events', 'The larger event it is part of.', { evidence: 'part_of_id' }),
    same_event_ids: list(table.same_event_ids, slug, 'Records of the same event in other datasets.', {
      references: 'events',
    }),
    operation_id: id(table.operation_id, 'operations', 'The operation it belongs to.', { evidence: 'operation_id' }),
    classifications: list(table.classifications, classification, "The dataset's own codes."),
    external_ids: externalIds(table.external_ids),
    release: text(
      table.release,
      'Release of the dataset that last changed it: later ones that hold it unchanged leave this as it is.',
      { managed: true },
    ),
    source_line: integer(table.source_line, 'Line of the imported file, from 1, its header included.', {
      managed: true,
    }),
    ...tail(table),
  },
  title: 'title',
  kind: 'type',
  sorts: {
    ...dateSort(table),
    ...commonSorts(table),
    fatalities_best: { key: table.fatalities_best, description: 'Best estimate of deaths.' },
  },
  defaultSort: '-date',
  indexed: ['type', 'country', 'admin1', 'dataset_id'],
  grid: true,
  tallied: { list: 'participants', key: 'actor_id', sums: ['fatalities_low', 'fatalities_best', 'fatalities_high'] },
  filters: {
    ...commonFilters(table),
    ...dateFilters(table),
    ...actorFilters('participants'),
    role: participation(
      'role',
      table.participants,
      v.participant_role,
      'Has a participant in this role; with `actor`, that actor.',
    ),
    side: participation(
      'side',
      table.participants,
      v.participant_side,
      'Has a participant on this side; with `actor`, that actor.',
    ),
    place: {
      ...placeFilter,
      description: `${placeFilter.description} Imported events are placed by their country: below it, ask with \`admin1\`, \`near\` or \`bbox\`.`,
      unknown(value, { reader }) {
        const [division] = findLonger(reader, table.admin1, value)
        if (division === undefined || countryMeant(value.replaceAll('-', ' ')) !== undefined) return undefined
        const detail = `No place has the id '${value}', but events are in '${division}'. Ask with admin1=${encodeURIComponent(division)}.`
        return { code: 'invalid_id', detail }
      },
    },
    ...whereFilters(table),
    operation: operationFilter,
    external_id: externalIdFilter,
    classification: linkedByCode(
      'events',
      'classification',
      ['scheme', 'field', 'code'],
      Object.keys(v.classification_scheme),
      'Carries this code of the dataset it comes from.',
      'ucdp:type_of_violence:1',
    ),
  },
  expansions: {
    ...claimsExpansion('events'),
    place: one('places', 'place_id', 'Where it happened.'),
    operation: one('operations', 'operation_id', 'The operation it belongs to.'),
    'participants.actor': each('actors', 'participants', 'actor_id', 'Who took part.'),
    source_row: {
      kind: 'beside',
      value: sourceRow,
      description:
        'The row of the dataset as it was received, every column of it by its name. Null if it was not imported.',
    },
  },
  example: '2025-04-infiltration-repelled',
  exampleQuery: 'actor=ttp&datetime=2025-04&expand=claims,claims.source',
  contradictions: (event) => [...tollContradictions(event), ...halfLocated(event)],
  opponents: ({ participants }) => {
    const idsOf = (is: (one: Participant) => boolean) =>
      participants.filter(is).flatMap(({ actor_id }) => actor_id ?? [])
    return [
      [idsOf(({ side }) => side === 'a'), idsOf(({ side }) => side === 'b')],
      [idsOf(({ role }) => role === 'perpetrator'), idsOf(({ role }) => role === 'target' || role === 'victim')],
    ]
  },
  foretold: (event, last) =>
    event.status === 'planned'
      ? []
      : laterThan(event, last, ['date_start'], " What is planned has the status 'planned'."),
  names: () => [],
  texts: (event) => [
    event.title,
    event.summary,
    event.side_a,
    event.side_b,
    event.location_text,
    event.admin1,
    event.admin2,
    ...event.participants.map((p) => p.text),
  ],
  identifiers: identifiersOf,
  links: (event) => [
    ...event.participants.flatMap((p) => link('actor', p.actor_id)),
    ...link('place', event.place_id),
    ...link('operation', event.operation_id),
    ...event.classifications.map((c) => ['classification', `${c.scheme}:${c.field}:${c.code}`] as const),
  ],
})
