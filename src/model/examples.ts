/**
 * What a writer sends, by example: for each resource a record that is new, and a change of the seed's example. The
 * OpenAPI document shows them; a test sends them and reads back what was sent.
 */

type Example = { created: Record<string, unknown>; patched: Record<string, unknown> }

/** A value that a curator sets, with the reason: no source is needed. */
const assigned = (field: string, value: unknown, note: string) => ({ field, value, stance: 'assigned', note })

/** A value read from a passage. Offsets count UTF-16 units from the start of the document. */
const read = (field: string, value: unknown, paragraph: number, char_start: number, quote: string) => ({
  field,
  value,
  stance: 'asserted',
  source_id: 'stratheia-naqvi-kabul-visit',
  paragraph,
  char_start,
  char_end: char_start + quote.length,
  quote,
})

const visitDay = {
  date_start: '2025-07-20',
  date_end: '2025-07-20',
  date_precision: 'day',
  date_edtf: '2025-07-20',
  date_text: 'on July 20, 2025',
}
const onVisitDay = read('date', visitDay, 1, 38, 'on July 20, 2025')
const naqvi = { actor_id: 'mohsin-naqvi', text: null, capacity: null }

export const examples: Readonly<Record<string, Example>> = {
  actors: {
    created: {
      kind: 'state_institution',
      name: 'Ministry of Interior of Pakistan',
      country: 'PK',
      claims: [
        assigned('name', 'Ministry of Interior of Pakistan', 'The usual name in English.'),
        assigned('country', 'PK', 'ISO 3166-1 code of Pakistan.'),
      ],
    },
    patched: { description: 'Armed group that fights the state of Pakistan from both sides of its border.' },
  },
  places: {
    created: {
      kind: 'border_crossing',
      name: 'Torkham',
      parent_id: 'durand-line',
      latitude: 34.1236,
      longitude: 71.0927,
      claims: [
        assigned('name', 'Torkham', 'The usual spelling.'),
        assigned('parent_id', 'durand-line', 'The crossing lies on the border.'),
        assigned('latitude', 34.1236, 'Coordinates of the crossing.'),
        assigned('longitude', 71.0927, 'Coordinates of the crossing.'),
      ],
    },
    patched: { country: null },
  },
  events: {
    created: {
      type: 'meeting',
      title: 'Naqvi and Haqqani meet in Kabul',
      ...visitDay,
      place_id: 'kabul',
      participants: [
        { actor_id: 'mohsin-naqvi', text: null, role: 'participant', side: null, certainty: 'confirmed' },
        { actor_id: 'sirajuddin-haqqani', text: null, role: 'participant', side: null, certainty: 'confirmed' },
      ],
      claims: [
        onVisitDay,
        read('place', { place_id: 'kabul' }, 1, 29, 'to Kabul'),
        read('participants', { actor_id: 'mohsin-naqvi', role: 'participant' }, 1, 0, 'Mohsin Naqvi’s one-day visit'),
        read('participants', { actor_id: 'sirajuddin-haqqani', role: 'participant' }, 1, 295, 'Sirajuddin'),
      ],
    },
    patched: { summary: 'Militants who tried to cross the border from Afghanistan were fought off.' },
  },
  operations: {
    created: {
      kind: 'border_control',
      name: 'Joint border checks',
      status: 'planned',
      conducted_by: [naqvi],
      claims: [
        assigned('name', 'Joint border checks', 'Our words; the measure has no name.'),
        read('conducted_by', naqvi, 1, 0, 'Mohsin Naqvi’s one-day visit'),
      ],
    },
    patched: { status: 'unknown' },
  },
  visits: {
    created: {
      title: 'Return visit to Islamabad',
      mode: 'visit',
      place_id: 'islamabad',
      preceded_by_id: '2025-07-20-naqvi-kabul',
      claims: [
        assigned('place_id', 'islamabad', 'Announced for the capital.'),
        assigned('preceded_by_id', '2025-07-20-naqvi-kabul', 'It returns that visit.'),
      ],
    },
    patched: { title: 'Naqvi visits Kabul for a day' },
  },
  statements: {
    created: {
      speech_act: 'appeal',
      text: 'Illegal crossings of the Durand Line have to be checked.',
      speakers: [naqvi],
      ...visitDay,
      visit_id: '2025-07-20-naqvi-kabul',
      claims: [
        read('text', 'Illegal crossings of the Durand Line have to be checked.', 1, 477, 'checks on illegal crossings'),
        read('speakers', naqvi, 1, 0, 'Mohsin Naqvi’s one-day visit'),
        onVisitDay,
        read('visit_id', '2025-07-20-naqvi-kabul', 1, 0, 'Mohsin Naqvi’s one-day visit to Kabul'),
      ],
    },
    patched: { speech_act: 'demand' },
  },
  commitments: {
    created: {
      kind: 'border_management',
      text: 'Crossings of the border are checked on both sides.',
      status: 'offered',
      promisors: [{ actor_id: null, text: 'Afghan authorities', capacity: null }],
      claims: [
        assigned('text', 'Crossings of the border are checked on both sides.', 'Our words for what was asked for.'),
        assigned('status', 'offered', 'Nothing is in force yet.'),
        assigned('promisors', { text: 'Afghan authorities' }, 'No office is named.'),
      ],
    },
    patched: { status: 'announced' },
  },
  milestones: {
    created: {
      question: 'How many crossings are checked on both sides?',
      kind: 'count',
      desired_direction: 'up',
      claims: [assigned('question', 'How many crossings are checked on both sides?', 'Our question.')],
    },
    patched: { status: 'not_met' },
  },
  relationships: {
    created: {
      from_id: 'government-of-pakistan',
      to_id: 'ttp',
      type: 'opposes',
      claims: [read('type', 'opposes', 1, 138, 'eliminate cross-border sanctuaries of the Tehreek-e-Taliban Pakistan')],
    },
    patched: { date_inferred: true },
  },
  claims: {
    created: {
      subject: 'visits',
      subject_id: '2025-07-20-naqvi-kabul',
      ...read('assessment', 'The visit signals a renewed effort by way of diplomacy.', 2, 551, 'Naqvi’s visit signals'),
      stance: 'assessed',
    },
    patched: { credibility: 3, note: 'Nobody else has reported it.' },
  },
  sources: {
    created: {
      kind: 'official_statement',
      title: 'Press release on the talks in Kabul',
      language: 'en',
      accessed_on: '2025-08-01',
      claims: [
        assigned('title', 'Press release on the talks in Kabul', 'As it is headed.'),
        assigned('language', 'en', 'BCP 47 tag of English.'),
      ],
    },
    patched: { reliability: 'C' },
  },
  datasets: {
    created: { title: 'Notes of a field team', licence: 'CC-BY-4.0', redistributable: true, publisher: 'A field team' },
    patched: { publisher: 'The editors of this knowledge base' },
  },
}
