/** Where records come from, under which licence, and how to cite it. */
import { z } from 'zod'
import { boolean, cleanText, coded, list, resource, text } from '../engine/resource.ts'
import { commonFilters, commonSorts, head, tail } from './fields.ts'
import { datasets as table } from './tables.ts'

const release = z
  .strictObject({
    version: cleanText,
    covers_start: z.iso.date().nullable(),
    covers_end: z.iso.date().nullable(),
    imported_at: z.iso.datetime(),
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .describe('Of the file as imported.'),
    read: z.int(),
    new: z.int(),
    changed: z.int(),
    unchanged: z.int(),
    warned: z.int(),
    rejected: z.int(),
    withdrawn: z.int(),
  })
  .meta({ id: 'Release' })

const { licence, ...kept } = tail(table)

export const datasets = resource({
  name: 'datasets',
  singular: 'Dataset',
  description: 'Where records come from, under which licence, and how to cite it.',
  table,
  fields: {
    ...head(table),
    title: text(table.title, 'Its title.'),
    publisher: text(table.publisher, 'Who publishes it.'),
    licence: text(licence.column as typeof table.licence, 'Licence of its records (SPDX identifier).'),
    redistributable: boolean(table.redistributable, 'Whether its records may be passed on.'),
    citation: text(table.citation, 'How to cite it.'),
    url: coded(/^https?:\/\/\S+$/)(table.url, 'Where it is published.'),
    releases: list(table.releases, release, 'The releases imported here, with what each covers and brought.', {
      managed: true,
    }),
    ...kept,
  },
  title: 'title',
  kind: 'licence',
  sorts: commonSorts(table),
  defaultSort: 'id',
  indexed: [],
  filters: commonFilters(table),
  expansions: {},
  example: 'sourcebook',
  names: (dataset) => [dataset.title],
  texts: (dataset) => [dataset.publisher, dataset.citation],
  links: () => [],
})
