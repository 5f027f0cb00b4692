/**
 * What a CSV file has no room to say: its columns, its licences and its citation, as a metadata document of its own (W3C,
 * Metadata Vocabulary for Tabular Data).
 */
import { z } from 'zod'
import type { FieldKind } from '../engine/resource.ts'
import { type Dataset, toSources } from '../store/standing.ts'
import { type Column, columnsOf } from './columns.ts'
import type { View } from './format.ts'
import { licenceAddress } from './sources.ts'

export const csvwMediaType = 'application/csvm+json'

const datatypes = {
  text: 'string',
  code: 'string',
  id: 'string',
  integer: 'integer',
  number: 'number',
  boolean: 'boolean',
  day: 'date',
  instant: 'datetime',
  list: 'json',
  json: 'json',
} as const satisfies Record<FieldKind, string>

const column = z
  .strictObject({
    name: z.string().describe('As in the first line of the file.'),
    titles: z.string().describe('The same.'),
    'dc:description': z.string().describe('What stands in it.'),
    datatype: z.enum(Object.values(datatypes)).describe('A list is JSON.'),
    required: z.boolean().describe('Whether every record has a value.'),
  })
  .meta({ id: 'CsvColumn', description: 'A column of a CSV file.' })

export const csvwSchema = z
  .strictObject({
    '@context': z.literal('http://www.w3.org/ns/csvw').describe('Says that it is such a document.'),
    url: z.string().describe('The address of the file, beside that of this document.'),
    'dc:title': z.string().describe('What the file holds.'),
    'dc:description': z.string().describe('How to read it.'),
    'dc:license': z
      .array(z.strictObject({ '@id': z.string().describe('Where it can be read.') }))
      .describe('The licences of the datasets that are in the file.'),
    'dc:rights': z.string().describe('The same as one SPDX expression.'),
    'dc:bibliographicCitation': z.string().describe('How to cite these datasets, a line each.'),
    dialect: z
      .strictObject({
        encoding: z.string().describe('Of the characters.'),
        delimiter: z.string().describe('Between cells.'),
        lineTerminators: z.array(z.string()).describe('Between lines.'),
        quoteChar: z.string().describe('Around a cell.'),
        doubleQuote: z.boolean().describe('Whether one in a cell stands twice.'),
        header: z.boolean().describe('Whether the first line names the columns.'),
      })
      .describe('How the file is written.'),
    tableSchema: z
      .strictObject({ columns: z.array(column).describe('In their order.') })
      .describe('What stands in the file.'),
  })
  .meta({ id: 'CsvMetadata', description: 'What a CSV file holds, and how to cite it (CSVW).' })

/** The metadata of the file at `url`, of records from these datasets. */
export function toCsvw(view: View, url: string, datasets: readonly Dataset[]): z.infer<typeof csvwSchema> {
  const { licence, citation } = toSources(datasets)
  return {
    '@context': 'http://www.w3.org/ns/csvw',
    url,
    'dc:title': `Sourcebook, ${view.resource.name}`,
    'dc:description':
      'An empty cell means that no source says. Text that a spreadsheet would run as a formula has an apostrophe before it, unless guard=off was asked for.',
    'dc:license': [...new Set(datasets.map(licenceAddress))].map((address) => ({ '@id': address })),
    'dc:rights': licence,
    'dc:bibliographicCitation': citation,
    dialect: {
      encoding: 'utf-8',
      delimiter: ',',
      lineTerminators: ['\r\n'],
      quoteChar: '"',
      doubleQuote: true,
      header: true,
    },
    tableSchema: { columns: columnsOf(view).map(toColumn) },
  }
}

const toColumn = ({ name, field }: Column): z.infer<typeof column> => ({
  name,
  titles: name,
  'dc:description': field?.description ?? 'Related records.',
  datatype: datatypes[field?.kind ?? 'json'],
  required: field?.column.notNull ?? false,
})
