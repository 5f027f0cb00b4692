/** The root of the interface: the resources with their counts, the formats, and the datasets with licence and coverage. */
import { z } from 'zod'
import { isSmall } from '../engine/find.ts'
import { startReading } from '../engine/parameters.ts'
import { sql } from '../engine/sql.ts'
import { formatsOf } from '../formats/index.ts'
import { chooseMediaType } from '../http/negotiate.ts'
import type { Route } from '../http/route.ts'
import { resources } from '../model/index.ts'
import type { Store } from '../store/open.ts'

const json = { mediaType: 'application/json' }

const schema = z
  .strictObject({
    name: z.literal('Sourcebook').describe('What answers.'),
    documentation: z.string().describe('The page for people.'),
    openapi: z.string().describe('The OpenAPI document.'),
    search: z.string().describe('The search over all resources.'),
    statistics: z.string().describe('Events counted and summed.'),
    vocabularies: z.string().describe('The closed lists with the meaning of each value.'),
    resources: z
      .array(
        z.strictObject({
          name: z.string().describe('As in its address.'),
          description: z.string().describe('What it holds.'),
          count: z.int().describe('Records of the resource.'),
          url: z.string().describe('The address of its list.'),
          formats: z
            .array(
              z.strictObject({
                name: z.string().describe('Also the suffix of the address.'),
                media_type: z.string().describe('For `Accept`.'),
                url: z.string().describe('The address of the whole resource in this format.'),
              }),
            )
            .describe('What the list can be had in as a file.'),
        }),
      )
      .describe('In the order in which they are told.'),
    datasets: z
      .array(
        z.strictObject({
          id: z.string().describe('For `dataset`.'),
          title: z.string().describe('Its title.'),
          licence: z.string().describe('SPDX identifier.'),
          citation: z.string().nullable().describe('How to cite it.'),
          events: z.int().describe('Events of the dataset.'),
          covers_start: z
            .string()
            .nullable()
            .describe('First day of a dated event, or the last where only that is known; null if none is dated.'),
          covers_end: z
            .string()
            .nullable()
            .describe('Last day of a dated event, or the first where only that is known; null if none is dated.'),
        }),
      )
      .describe('Where the records come from.'),
  })
  .meta({ id: 'Root', description: 'What the knowledge base holds.' })

export const rootRoute = (): Route => ({
  path: '/v1',
  operationId: 'getRoot',
  tag: 'about',
  summary: 'What there is',
  description: 'The resources with their counts and formats, and the datasets with licence and coverage.',
  parameters: {},
  content: [{ ...json, schema }],
  errors: ['InvalidQuery', 'NotAcceptable'],
  example: '/v1',
  handle: ({ given, accept, store }) => {
    chooseMediaType(accept, [json])
    startReading(given, {}).end()
    return {
      ...json,
      isBroad: () => !resources.every((resource) => isSmall(store.reader, resource)),
      body: () => Buffer.from(JSON.stringify(store.snapshot(() => describe(store)))),
    }
  },
})

const describe = ({ reader }: Store): z.infer<typeof schema> => ({
  name: 'Sourcebook',
  documentation: '/docs',
  openapi: '/openapi.json',
  search: '/v1/search',
  statistics: '/v1/events/stats',
  vocabularies: '/v1/vocabularies',
  resources: resources.map((resource) => ({
    name: resource.name,
    description: resource.description,
    count:
      reader.get<{ count: number }>(
        sql`select count(*) as count from ${resource.table} where ${resource.only ?? sql`true`}`,
      )?.count ?? 0,
    url: `/v1/${resource.name}`,
    formats: formatsOf(resource).map(({ name, mediaType }) => ({
      name,
      media_type: mediaType,
      url: `/v1/${resource.name}.${name}`,
    })),
  })),
  datasets: reader.all(sql`
    select id, title, licence, citation,
      (select count(*) from events where dataset_id = datasets.id) as events,
      (select min(date_key) from events where dataset_id = datasets.id) as covers_start,
      ${lastDay} as covers_end
    from datasets order by id`),
})

/**
 * Of the events of a dataset. It is that of one of the few longer than 31 days, or of one that began at most 31 days
 * before the last that began. The plus keeps the planner from looking for long events through the index of datasets.
 */
const lastDay = sql`nullif(max(
  coalesce((select max(coalesce(date_end, date_start)) from events where dataset_id = datasets.id
    and date_key >= (select date(max(date_key), '-31 days') from events where dataset_id = datasets.id)), ''),
  coalesce((select max(coalesce(date_end, date_start)) from events where +dataset_id = datasets.id and date_long = 1), '')
), '')`
