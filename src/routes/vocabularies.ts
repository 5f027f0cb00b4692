/** Every closed list: which field of which resource takes which values, and what each means. */
import { z } from 'zod'
import { type Parameter, startReading } from '../engine/parameters.ts'
import type { Field } from '../engine/resource.ts'
import type { Term } from '../formats/format.ts'
import { chooseMediaType } from '../http/negotiate.ts'
import type { Asked, Route } from '../http/route.ts'
import { resources } from '../model/index.ts'
import { vocabularies } from '../model/vocabularies.ts'

const row = z
  .strictObject({
    resource: z.string().describe('The resource that has the field.'),
    field: z.string().describe('`names.type` is `type` in each element of the list `names`.'),
    value: z.string().describe('As it stands in records and is asked for.'),
    meaning: z.string().describe('What the value says.'),
  })
  .meta({ id: 'VocabularyTerm', description: 'One value of a closed list.' })
const schema = z
  .strictObject({ data: z.array(row).describe('In the order of the resources.') })
  .meta({ id: 'Vocabularies', description: 'Every value of every closed list.' })

const json = { mediaType: 'application/json', schema }
const csv = { mediaType: 'text/csv', schema: z.string() }

const parameters: Record<string, Parameter> = {
  resource: {
    description: 'Only the lists of these resources.',
    schema: { type: 'string', enum: resources.map(({ name }) => name) },
    many: true,
    example: 'events',
  },
}

export const vocabularyRoutes = (): Route[] => [
  {
    ...about,
    path: '/v1/vocabularies',
    operationId: 'listVocabularies',
    summary: 'Every closed list',
    content: [json],
    example: '/v1/vocabularies?resource=milestones',
    handle: (asked) => answer(asked, chooseMediaType(asked.accept, [json, csv])),
  },
  {
    ...about,
    path: '/v1/vocabularies.csv',
    operationId: 'exportVocabulariesAsCSV',
    summary: 'Every closed list as CSV',
    content: [csv],
    headers: ['Content-Disposition'],
    example: '/v1/vocabularies.csv?resource=milestones',
    handle: (asked) => ({
      ...answer(asked, csv),
      headers: { 'Content-Disposition': 'attachment; filename="vocabularies.csv"' },
    }),
  },
]

const about: Pick<Route, 'tag' | 'description' | 'parameters' | 'errors'> = {
  tag: 'about',
  description: 'Which field takes which values, and what each means. Lists may grow within v1.',
  parameters,
  errors: ['InvalidQuery', 'NotAcceptable'],
}

function answer({ given }: Asked, { mediaType }: { mediaType: string }) {
  const reading = startReading(given, parameters)
  const wanted = reading.many('resource')
  reading.end()
  const rows = vocabularyTerms(wanted.length ? wanted : resources.map(({ name }) => name))
  const text = mediaType === csv.mediaType ? toCsv(rows) : JSON.stringify({ data: rows })
  return { mediaType, body: () => Buffer.from(text) }
}

/** The closed lists of these resources, in the order of the registry. */
export const vocabularyTerms = (wanted: readonly string[]): Term[] =>
  resources
    .filter(({ name }) => wanted.includes(name))
    .flatMap((resource) =>
      Object.entries(resource.fields).flatMap(([name, field]) =>
        listsOf(name, field).flatMap(([path, terms]) =>
          Object.entries(terms).map(([value, meaning]) => ({ resource: resource.name, field: path, value, meaning })),
        ),
      ),
    )

/** The closed lists of a field: its own, or those of the elements of a list. */
function listsOf(name: string, { schema, vocabulary }: Field): [string, Readonly<Record<string, string>>][] {
  if (vocabulary) return [[name, vocabulary]]
  const { element } = schema.def as unknown as { element?: z.ZodObject } // zod's own view of an array schema
  return Object.entries(element?.shape ?? {}).flatMap(([key, part]): [string, Record<string, string>][] => {
    const inner = part instanceof z.ZodNullable ? part.unwrap() : part
    if (!(inner instanceof z.ZodEnum)) return []
    const terms = Object.values(vocabularies).find((list) => Object.keys(list).join() === inner.options.join())
    return terms ? [[`${name}.${key}`, terms]] : []
  })
}

const toCsv = (rows: Term[]) =>
  [['resource', 'field', 'value', 'meaning'], ...rows.map((r) => [r.resource, r.field, r.value, r.meaning])]
    .map(
      (cells) =>
        `${cells.map((cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\r\n`,
    )
    .join('')
