/** Where records come from, under which licence, and how to cite it. */
import { z } from 'zod'
import { boolean, cleanText, line, list, resource, text, webAddress } from '../engine/resource.ts'
import { commonFilters, commonSorts, head, tail } from './fields.ts'
import { datasets as table } from './tables.ts'

const release = z
  .strictObject({
    version: cleanText.describe("The publisher's name of the release."),
    covers_start: z.iso.date().nullable().describe('First day that it covers; null if it does not say.'),
    covers_end: z.iso.date().nullable().describe('Last day that it covers; null if it does not say.'),
    imported_at: z.iso.datetime().describe('When it was imported (UTC).'),
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .describe('Of the file as imported.'),
    read: z.int().describe('Rows in the file.'),
    new: z.int().describe('Records that were not here before.'),
    changed: z.int().describe('Records that the release says otherwise than the one before.'),
    unchanged: z.int().describe('Records that it says as before.'),
    warned: z.int().describe('Rows kept although they break a rule of their own codebook.'),
    rejected: z.int().describe('Rows that cannot be an event.'),
    withdrawn: z.int().describe('Records of earlier releases that it no longer holds.'),
  })
  .meta({ id: 'Release', description: 'A release of a dataset, as it was imported here.' })

const { licence, ...kept } = tail(table)

export const datasets = resource({
  name: 'datasets',
  singular: 'Dataset',
  description: 'Where records come from, under which licence, and how to cite it.',
  table,
  fields: {
    ...head(table),
    title: line(table.title, 'Its title.'),
    publisher: line(table.publisher, 'Who publishes it.'),
    licence: line(licence.column as typeof table.licence, 'Licence of its records (SPDX identifier).'),
    redistributable: boolean(table.redistributable, 'Whether its records may be passed on.'),
    citation: text(table.citation, 'How to cite it.'),
    url: webAddress(table.url, 'Where it is published.'),
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
  exampleQuery: 'redistributable=true',
  names: (dataset) => [dataset.title],
  texts: (dataset) => [dataset.publisher, dataset.citation],
  links: () => [],
})
