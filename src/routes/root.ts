/** The root of the interface: the resources with their counts, the formats, and the datasets with licence and coverage. */
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { startReading } from '../engine/parameters.ts'
import { formatsOf } from '../formats/index.ts'
import { chooseMediaType } from '../http/negotiate.ts'
import type { Route } from '../http/route.ts'
import { resources } from '../model/index.ts'
import type { Store } from '../store/open.ts'

const json = { mediaType: 'application/json' }

const schema = z
  .strictObject({
    name: z.literal('Sourcebook'),
    documentation: z.string(),
    openapi: z.string(),
    search: z.string(),
    vocabularies: z.string(),
    resources: z.array(
      z.strictObject({
        name: z.string(),
        description: z.string(),
        count: z.int().describe('Records of the resource.'),
        url: z.string(),
        formats: z.array(z.strictObject({ name: z.string(), media_type: z.string(), url: z.string() })),
      }),
    ),
    datasets: z.array(
      z.strictObject({
        id: z.string(),
        title: z.string(),
        licence: z.string().describe('SPDX identifier.'),
        citation: z.string().nullable(),
        events: z.int().describe('Events of the dataset.'),
        covers_start: z.string().nullable().describe('First day of a dated event; null if there is none.'),
        covers_end: z.string().nullable().describe('Last day of a dated event; null if there is none.'),
      }),
    ),
  })
  .meta({ id: 'Root' })

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
    return { ...json, body: () => Buffer.from(JSON.stringify(store.snapshot(() => describe(store)))) }
  },
})

const describe = ({ reader }: Store): z.infer<typeof schema> => ({
  name: 'Sourcebook',
  documentation: '/docs',
  openapi: '/openapi.json',
  search: '/v1/search',
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
      (select min(date_start) from events where dataset_id = datasets.id) as covers_start,
      (select max(date_end) from events where dataset_id = datasets.id) as covers_end
    from datasets order by id`),
})
