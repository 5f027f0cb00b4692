/** Search: the timeline of everything, and search-as-you-type over it. */
import { z } from 'zod'
import { foreignCursor, readCursor, signatureOf } from '../engine/cursor.ts'
import { isDay } from '../engine/dates.ts'
import type { Condition, Filter } from '../engine/filters.ts'
import { type Given, type Parameter, type Reading, splitValues, startReading } from '../engine/parameters.ts'
import { filtersOf, pageParameters, readLimit } from '../engine/query.ts'
import type { AnyRecord, Resource } from '../engine/resource.ts'
import { findMatches, isBroad, type Match, type Place, type Search } from '../engine/search.ts'
import { toSnippet } from '../engine/snippet.ts'
import { sql } from '../engine/sql.ts'
import type { Reader } from '../engine/statement.ts'
import type { TextQuery } from '../engine/text.ts'
import { readText, textFilter } from '../engine/text-filter.ts'
import { chooseMediaType } from '../http/negotiate.ts'
import type { Asked, Route } from '../http/route.ts'
import { withParameters } from '../http/url.ts'
import { directory, resources } from '../model/index.ts'

const json = { mediaType: 'application/json' }

/** A view shows records of another resource: each is found once, as what it is. */
const searched = resources.filter(({ viewOf }) => !viewOf)

/** The filters that search has, where a resource has them. */
const filterNames = ['actor', 'place', 'datetime', 'country', 'bbox'] as const
const filtersByResource = new Map(searched.map((resource) => [resource, filtersOf(resource)]))

const hit = z
  .strictObject({
    resource: z.string().describe('The resource of the record: with `id`, its address.'),
    id: z.string().describe('The id of the record.'),
    title: z
      .string()
      .describe(
        'What the record is called or says; where it has no such text (a claim without a quote), what is noted.',
      ),
    kind: z.string().describe("The record's kind: its `kind`, `type`, `stance` …, as its resource calls it."),
    date_start: z.iso.date().nullable().describe('Null too where the resource has no dates.'),
    date_end: z.iso.date().nullable().describe('Null too where the resource has no dates.'),
    latitude: z.number().nullable().describe('Degrees, WGS 84; null too where the resource has no coordinates.'),
    longitude: z.number().nullable().describe('Degrees, WGS 84; null too where the resource has no coordinates.'),
    snippet: z
      .string()
      .describe(
        "Plain text, about 160 characters of the record's names and texts around the first match, as they are written; without `q`, their beginning.",
      ),
    highlights: z
      .array(z.array(z.int()).min(2).max(2))
      .describe(
        'Where the snippet matches: `[start, end]` in UTF-16 units, end exclusive, whole words; empty without `q`.',
      ),
  })
  .meta({ id: 'SearchHit', description: 'A record of any resource, as it is found.' })

const schema = z
  .strictObject({
    data: z.array(hit).describe('In the order that `sort` says.'),
    page: z
      .strictObject({
        limit: z.int().describe('The most records of this page.'),
        next_cursor: z.string().nullable().describe('The `cursor` of the next page; null on the last.'),
      })
      .describe('Where the page stands in the list.'),
  })
  .meta({ id: 'SearchPage', description: 'A page of what was found.' })

export const searchRoutes = (): Route[] => [
  {
    path: '/v1/search',
    operationId: 'search',
    tag: 'search',
    summary: 'Search everything',
    description: `Records of any resource. Without \`q\` it is the timeline of everything: newest first, then what has no date, then the resources that have no dates, by id.

With \`q\`, what comes first is, by \`sort=relevance\`:
1. records of which a name is what is typed, those titled so before those also called so;
2. curated records by rank (BM25): the rarer the words, the shorter the text, and above all in a name or a title, the higher. Of more than 2,000 matches the newest 2,000 are ranked;
3. everything else newest first: imported events, and curated records beyond those 2,000.

Case, accents, odd spaces, hyphens and characters that are never seen make no difference. Other spellings of a name are found where curators recorded them. Records of the same day come in the order of the resources, then by id. A filter that a resource does not have leaves the whole resource out. Figures are found as the claims that they are.`,
    parameters,
    content: [{ ...json, schema }],
    headers: ['Link'],
    links: {
      next: {
        operationId: 'search',
        parameters: { cursor: '$response.body#/page/next_cursor' },
        description: 'The next page, with the same query; null on the last page.',
      },
    },
    errors: ['InvalidQuery', 'NotAcceptable'],
    example: '/v1/search?q=haqq&complete=1',
    handle: (asked) => {
      chooseMediaType(asked.accept, [json])
      return answer(asked)
    },
  },
]

const ownersOf = (filter: string) =>
  searched.filter((resource) => filtersByResource.get(resource)?.has(filter)).map(({ name }) => name)

/** A filter of search: the form of the first resource that has it, and who else does. */
function filterParameter(name: (typeof filterNames)[number], words: string): Parameter {
  const found = searched.flatMap((resource) => filtersByResource.get(resource)?.get(name) ?? [])
  const { schema, many, example, references } = found[0] as Filter // each of the names is a filter of some resource
  return {
    description: `${words} Only ${ownersOf(name).join(', ')}.`,
    schema,
    many,
    ...(example !== undefined && { example }),
    ...(references && { references }),
  }
}

const parameters: Record<string, Parameter> = {
  q: { ...textFilter, example: 'haqqani' },
  complete: {
    description:
      'With `q`: `1` takes the last word as unfinished, for search as it is typed. A word that is left out, or a closed quotation, stays as it is.',
    schema: { type: 'string', enum: ['1'] },
    many: false,
  },
  resource: {
    description: 'Only these resources.',
    schema: { type: 'string', enum: searched.map(({ name }) => name) },
    many: true,
    example: 'actors,places',
  },
  actor: filterParameter('actor', 'Any of these actors takes part, as the resource says.'),
  place: filterParameter('place', 'This place and all within it; a border lies within both its sides.'),
  datetime: filterParameter(
    'datetime',
    'Overlaps the dates of the record: a year, month, day, or interval with `..` for an open end. Undated records drop.',
  ),
  country: filterParameter('country', 'Country (ISO 3166-1 alpha-2).'),
  bbox: filterParameter(
    'bbox',
    '`west,south,east,north` in decimal degrees (WGS 84): longitude before latitude. A box with west greater than east crosses the antimeridian.',
  ),
  sort: {
    description:
      '`relevance` (the default with `q`), `date` (oldest first) or `-date` (newest first, the default without `q`). Undated records come last either way.',
    schema: { type: 'string', enum: ['relevance', 'date', '-date'] },
    many: false,
  },
  ...pageParameters,
}

function answer({ url, given, store }: Asked) {
  const search = readSearch(given)
  const find = () => store.snapshot(() => findMatches(store.reader, search))
  const linksTo = (next: string | null) =>
    next === null ? [] : [`<${withParameters(url, { cursor: next })}>; rel="next"`]
  return {
    ...json,
    isBroad: () => isBroad(store.reader, search),
    nextLinks: () => linksTo(find().next),
    body: () => {
      const { matches, next } = find()
      const data = matches.map((match) => toHit(store.reader, match, search.text))
      const page = { limit: search.limit, next_cursor: next }
      return { bytes: Buffer.from(JSON.stringify({ data, page })), links: linksTo(next) }
    },
  }
}

/**
 * Reads a search.
 *
 * @throws InvalidQuery with one fault for each parameter that cannot be used.
 */
function readSearch(given: Given): Search {
  const reading = startReading(given, parameters)
  const wanted = reading.many('resource')
  const complete = reading.one('complete') !== undefined
  const typed = reading.one('q')
  const text = typed === undefined ? null : (reading.attempt(() => readText(typed, 'q', complete)) ?? null)
  const sort = (reading.one('sort') as Search['sort'] | undefined) ?? (given.has('q') ? 'relevance' : '-date') // one of the parameter's enum
  if (!given.has('q') && complete) reading.fault(needsText('complete'))
  if (!given.has('q') && sort === 'relevance') reading.fault(needsText('sort'))
  const asked = filterNames.filter((name) => given.has(name))
  const sources = searched
    .map((resource) => ({ resource, conditions: readConditions(resource, asked, given, reading) }))
    .filter(
      ({ resource: { name }, conditions }) =>
        conditions.length === asked.length && (!wanted.length || wanted.includes(name)),
    )
  const limit = reading.attempt(() => readLimit(reading.one('limit'), false, false)) ?? 50
  const narrowing = Object.keys(parameters).filter((name) => given.has(name) && name !== 'limit' && name !== 'cursor')
  const signature = signatureOf(`search ${sort} ${reading.said(narrowing)}`)
  const cursor = reading.one('cursor')
  const after = cursor === undefined ? null : (reading.attempt(() => readPlace(cursor, signature, sort)) ?? null)
  reading.end()
  return { sources, narrowed: wanted.length > 0 || asked.length > 0, text, sort, limit, after, signature }
}

const needsText = (parameter: string) => ({
  parameter,
  code: 'missing_parameter',
  detail: 'Needs q beside it, such as q=haqqani.',
})

/** What the filters ask of a resource; fewer than were asked if it does not have them all. */
const readConditions = (resource: Resource, names: readonly string[], given: Given, reading: Reading): Condition[] =>
  names.flatMap((name) => {
    const filter = filtersByResource.get(resource)?.get(name)
    const condition = reading.attempt(() =>
      filter?.read(splitValues(name, given.get(name), filter) ?? [], {
        resource,
        parameter: name,
        beside: () => undefined,
      }),
    )
    return condition ?? []
  })

/** The place that a cursor names, if it is one of this order. */
function readPlace(cursor: string, signature: string, sort: Search['sort']): Place {
  const { key, id: place } = readCursor(cursor, signature)
  const [step = '', of = '', id = ''] = place.split(' ')
  const isDate = key === null || (typeof key === 'string' && isDay(key))
  const isResource = searched.some(({ name }) => name === of)
  const known =
    sort !== 'relevance'
      ? step === '0' && isDate && isResource
      : (step === '0' && typeof key === 'number' && isResource) ||
        (step === '1' && typeof key === 'number' && /^\d{1,16}$/.test(id)) ||
        (step === '2' && isDate && isResource)
  if (!known) throw foreignCursor()
  return { step: Number(step), key, of, id }
}

function toHit(reader: Reader, { resource, record }: Match, text: TextQuery | null): z.infer<typeof hit> {
  const title = inWords(reader, resource, record) ?? record[resource.title]
  const names = [...new Set([...resource.names(record), ...resource.texts(record)])].filter((words) => words !== null)
  const others = names.filter((words) => words !== title)
  return {
    resource: resource.name,
    id: record.id,
    title: typeof title === 'string' ? title : toSnippet(names.length ? names : [record.id], null).snippet,
    kind: String(record[resource.kind]),
    date_start: asText(record.date_start),
    date_end: asText(record.date_end),
    latitude: asNumber(record.latitude),
    longitude: asNumber(record.longitude),
    ...toSnippet(text || !others.length ? names : others, text),
  }
}

/** The title of a record that is told by others: `TTP · has sanctuary in · Afghanistan`. */
function inWords(reader: Reader, { fields, titleParts }: Resource, record: AnyRecord): string | undefined {
  return titleParts
    ?.flatMap((name) => {
      const value = record[name]
      if (typeof value !== 'string') return []
      const named = directory.get(fields[name]?.references ?? '')
      return [named ? titleOf(reader, named, value) : value.replaceAll('_', ' ')]
    })
    .join(' · ')
}

function titleOf(reader: Reader, { name, table, fields, title }: Resource, id: string): string {
  const statement = reader.prepared(
    `title ${name}`,
    () =>
      sql`select ${(fields[title] as Resource['fields'][string]).column} as title from ${table} where id = ${sql.placeholder('id')}`,
  )
  return (statement.get(id) as { title: string } | undefined)?.title ?? id
}

const asText = (value: AnyRecord[string]) => (typeof value === 'string' ? value : null)
const asNumber = (value: AnyRecord[string]) => (typeof value === 'number' ? value : null)
