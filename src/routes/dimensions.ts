/** By what events are counted: each dimension has keys that tell its values apart, and columns that show them. */
import { z } from 'zod'
import { lastDay } from '../engine/period.ts'
import type { FieldKind, Resource } from '../engine/resource.ts'
import { type SQL, sql } from '../engine/sql.ts'
import { toKeys } from '../engine/tallies.ts'
import { namesOfCountries } from '../model/countries.ts'
import { directory } from '../model/index.ts'
import { events as table } from '../model/views.ts'

export type Column = {
  name: string
  kind: FieldKind
  schema: z.ZodType
  description: string
  /** Over a row under the alias `r`; left out where the column is a key. */
  value?: SQL
}

export type Dimension = {
  description: string
  columns: Column[]
  /** Over the table of events; null or empty where an event has no value. `dataset_id` is a key of every row. */
  keys: Record<string, SQL>
  /** Leads from an event to each of its values. */
  values?: SQL
  /** Leads from a row to the record that it names. */
  named?: SQL
  /** Of a period: the characters of a day that name it. */
  width?: number
}

export type DimensionName = keyof ReturnType<typeof dimensionsOf>

/** The sides of cells, in degrees: each divides a right angle, and is exact as a number. */
export const cellSides = [0.25, 0.5, 1, 2, 5, 10] as const

export const datasetColumn: Column = {
  name: 'dataset_id',
  kind: 'id',
  schema: z.string(),
  description: 'The dataset of the events.',
}

/** `side` is that of a cell; `only` holds for the participants that are counted. */
export const dimensionsOf = (side: number, only: readonly SQL[] = []) =>
  ({
    day: period('day', 10, 'Day (`2025-04-10`)'),
    month: period('month', 7, 'Month (`2025-04`)'),
    year: period('year', 4, 'Year', {
      kind: 'integer',
      schema: z.int().nullable(),
      value: sql.raw('cast(r.year as integer)'),
    }),
    type: field('type', 'What happened'),
    subtype: field('subtype', 'What happened, more exactly'),
    violence,
    actor: {
      ...named(
        'actor',
        'actors',
        'Who takes part: an event counts once for each of its actors, or, with `role` or `side` and no `actor`, for each that takes part so',
      ),
      keys: { actor_id: sql`counted.value` },
      values: toKeys(directory.get('events') as Resource, only),
    },
    dyad,
    country,
    admin1: {
      description: 'First-level division, with its country, because names recur',
      columns: [...country.columns, ...field('admin1', 'First-level division').columns],
      keys: { ...country.keys, admin1: sql`${table.admin1}` },
    },
    place: {
      ...named('place', 'places', 'Place, as exactly as the event has it'),
      keys: { place_id: sql`${table.place_id}` },
    },
    dataset: {
      description: 'Dataset',
      columns: [datasetColumn, nameColumn('dataset_title', 'datasets', 'title')],
      keys: {},
      named: leadsTo('datasets', 'dataset_id'),
    },
    cell: {
      description: 'Cell of a grid of whole degrees, or of `cell_degrees`',
      columns: [edge('south', side), edge('west', side)],
      keys: {
        cell_south: sql`iif(${table.longitude} is null, null, min(floor(${table.latitude} / ${side}) * ${side}, ${90 - side}))`,
        cell_west: sql`iif(${table.latitude} is null, null, iif(${table.longitude} = 180, -180.0, floor(${table.longitude} / ${side}) * ${side}))`,
      },
    },
  }) satisfies Record<string, Dimension>

/** A period counts an event only if its dates lie within. */
function period(name: string, width: number, words: string, more: Partial<Column> = {}): Dimension {
  const named = (day: SQL) => sql`substr(${day}, 1, ${sql.raw(String(width))})`
  const [first, last] = [named(sql`${table.date_key}`), named(lastDay(table))]
  const description = `${words}, of events whose dates lie within it`
  const column: Column = {
    name,
    kind: 'day',
    schema: z.string().nullable(),
    description: `${description}; null for the others.`,
    ...more,
  }
  return { description, columns: [column], keys: { [name]: sql`iif(${first} = ${last}, ${first}, null)` }, width }
}

function field(name: 'type' | 'subtype' | 'country' | 'admin1', words: string): Dimension {
  const column: Column = {
    name,
    kind: name === 'type' ? 'code' : 'text',
    schema: z.string().nullable(),
    description: `${words}; null for events without.`,
  }
  return { description: words, columns: [column], keys: { [name]: sql`${table[name]}` } }
}

const codes = field('country', 'Country (ISO 3166-1 alpha-2)')
const country: Dimension = {
  ...codes,
  columns: [
    ...codes.columns,
    {
      name: 'country_name',
      kind: 'text',
      schema: z.string().nullable(),
      description: 'What the country is usually called in English; null for events without.',
      value: sql`${JSON.stringify(namesOfCountries())} ->> r.country`,
    },
  ],
}

/** The id that a list of external ids has in a scheme. */
const idWithin = (list: string, scheme: string) =>
  sql.raw(`(select value ->> 'value' from json_each(${list}) where value ->> 'scheme' = '${scheme}')`)

/** UCDP's code of the violence of an event. */
const isViolence = `value ->> 'scheme' = 'ucdp' and value ->> 'field' = 'type_of_violence'`

/** A code is called what any of its events calls it. */
const violence: Dimension = {
  description: 'Type of violence, as UCDP tells them apart: state-based, non-state, one-sided',
  columns: [
    {
      name: 'ucdp_type_of_violence',
      kind: 'text',
      schema: z.string().nullable(),
      description: 'Its code, as in `classification=ucdp:type_of_violence:3`; null for events without.',
    },
    {
      name: 'type_of_violence_name',
      kind: 'text',
      schema: z.string().nullable(),
      description: 'What the code means.',
      value:
        sql.raw(`(select value ->> 'label' from terms join links using (term) join events using (n), json_each(classifications)
        where kind = 'classification' and terms.key = 'ucdp:type_of_violence:' || r.ucdp_type_of_violence and ${isViolence} limit 1)`),
    },
  ],
  keys: {
    ucdp_type_of_violence: sql.raw(
      `(select value ->> 'code' from json_each(events.classifications) where ${isViolence})`,
    ),
  },
}

/** A dyad has the sides, and belongs to the conflict, that any of its events names. */
const dyad: Dimension = {
  description: 'Pair of opposing sides, as UCDP tells them apart; each belongs to one conflict',
  columns: [
    {
      name: 'ucdp_dyad',
      kind: 'text',
      schema: z.string().nullable(),
      description: 'Its id at UCDP, as in `external_id=ucdp-dyad:857`; null for events without.',
    },
    {
      name: 'dyad_name',
      kind: 'text',
      schema: z.string().nullable(),
      description: 'Its sides.',
      value: sql.raw(`of_dyad.side_a || ' – ' || of_dyad.side_b`),
    },
    {
      name: 'ucdp_conflict',
      kind: 'text',
      schema: z.string().nullable(),
      description: 'The id of the conflict at UCDP, as in `external_id=ucdp-conflict:333`.',
      value: idWithin('of_dyad.external_ids', 'ucdp-conflict'),
    },
  ],
  keys: { ucdp_dyad: idWithin('events.external_ids', 'ucdp-dyad') },
  named: sql.raw(`left join events as of_dyad on of_dyad.n = (
    select n from identifiers join events using (n) where identifiers.resource = 'events' and key = 'ucdp-dyad:' || r.ucdp_dyad
      and side_a is not null and side_b is not null limit 1)`),
}

const named = (name: string, resource: string, words: string) => ({
  description: words,
  columns: [
    {
      name: `${name}_id`,
      kind: 'id' as const,
      schema: z.string().nullable(),
      description: `${words}; null for events without.`,
    },
    nameColumn(`${name}_name`, resource, 'name'),
  ],
  named: leadsTo(resource, `${name}_id`),
})

const leadsTo = (resource: string, key: string) => sql.raw(`left join ${resource} on ${resource}.id = r.${key}`)

const nameColumn = (name: string, resource: string, column: string): Column => ({
  name,
  kind: 'text',
  schema: z.string().nullable(),
  description: `The ${column} that it has in \`${resource}\`.`,
  value: sql.raw(`${resource}.${column}`),
})

/** Of a cell, in whole degrees if its side is. */
const edge = (name: 'south' | 'west', side: number): Column => ({
  name: `cell_${name}`,
  kind: 'number',
  schema: z.number().nullable(),
  description: `The ${name}ern edge of the cell, in degrees (WGS 84); null for events without a location.`,
  value: sql.raw(Number.isInteger(side) ? `cast(r.cell_${name} as integer)` : `r.cell_${name}`),
})
