/** The routes of a resource: a page, a file in each format, one record. All go through the same query. */
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { columnOf } from '../engine/body.ts'
import { errors } from '../engine/errors.ts'
import type { Directory } from '../engine/expansions.ts'
import { clip, type Parameter, startReading } from '../engine/parameters.ts'
import { countMatches, countValues, findPage, parametersOf, readQuery, readShape } from '../engine/query.ts'
import { type Resource, slug } from '../engine/resource.ts'
import { fold } from '../engine/text.ts'
import { type Format, type FormatOptions, render, row, type View } from '../formats/format.ts'
import { formats, json } from '../formats/index.ts'
import type { Store } from '../store/open.ts'
import { chooseMediaType } from './negotiate.ts'
import type { Answer, Asked, Content, Route } from './route.ts'
import { featureCollectionSchema, featureSchema, fileSchema, pageSchema, type Schemas } from './schemas.ts'
import { streamFile } from './stream.ts'
import { withParameters } from './url.ts'

/** The formats that a resource has: GeoJSON only where it has coordinates. */
export const formatsOf = ({ fields }: Resource): Format[] =>
  formats.filter(({ name }) => name !== 'geojson' || 'latitude' in fields)

export function resourceRoutes(resource: Resource, directory: Directory, schemas: Schemas): Route[] {
  const record = { mediaType: json.mediaType, schema: schemas.get(resource.name) as z.ZodType }
  const located = formatsOf(resource).filter(({ name }) => name === 'geojson')
  return [
    listRoute(resource, directory, schemas),
    ...formatsOf(resource).map((format) => fileRoute(resource, format, directory, schemas)),
    recordRoute(resource, directory, json, record),
    ...located.map((format) =>
      recordRoute(resource, directory, format, {
        mediaType: format.mediaType,
        schema: featureSchema(resource, schemas),
      }),
    ),
  ]
}

/** `Actors`, as in operation ids. */
const plural = ({ name }: Resource) => `${name[0]?.toUpperCase()}${name.slice(1)}`

function listRoute(resource: Resource, directory: Directory, schemas: Schemas): Route {
  const page: { mediaType: string; format: Format | null } = { mediaType: json.mediaType, format: null }
  const files = formatsOf(resource)
    .filter((format) => format !== json)
    .map((format) => ({ mediaType: format.mediaType, format }))
  return {
    path: `/v1/${resource.name}`,
    operationId: `list${plural(resource)}`,
    tag: resource.name,
    summary: `A page of ${resource.name}`,
    description: `${resource.description} All parameters have to hold; within a comma list, any value. Another media type in Accept gives the file of that format.`,
    parameters: parametersOf(resource, directory),
    content: [
      { mediaType: json.mediaType, schema: pageSchema(resource, schemas) },
      ...files.map(({ format }) => ({ mediaType: format.mediaType, schema: fileContent(resource, format, schemas) })),
    ],
    errors: ['InvalidQuery', 'NotAcceptable'],
    example: `/v1/${resource.name}?limit=2`,
    handle: (asked) => {
      const { format } = chooseMediaType(asked.accept, [page, ...files])
      return format ? fileAnswer(resource, format, asked) : pageAnswer(resource, asked)
    },
  }
}

function fileRoute(resource: Resource, format: Format, directory: Directory, schemas: Schemas): Route {
  const { cursor: _cursor, count: _count, facets: _facets, ...parameters } = parametersOf(resource, directory)
  return {
    path: `/v1/${resource.name}.${format.name}`,
    operationId: `export${plural(resource)}As${format.title}`,
    tag: resource.name,
    summary: `All matching ${resource.name} as ${format.title}`,
    description: `The query of \`/v1/${resource.name}\`, every match in one file. ${format.description}`,
    parameters: { ...parameters, ...optionsOf(format) },
    content: [{ mediaType: format.mediaType, schema: fileContent(resource, format, schemas) }],
    errors: ['InvalidQuery'],
    example: `/v1/${resource.name}.${format.name}?limit=2`,
    handle: (asked) => {
      const answer = fileAnswer(resource, format, asked)
      const disposition = `attachment; filename="${resource.name}.${format.name}"`
      return { ...answer, headers: { ...answer.headers, 'Content-Disposition': disposition } }
    },
  }
}

function fileContent(resource: Resource, format: Format, schemas: Schemas): Content['schema'] {
  if (format.name === 'geojson') return featureCollectionSchema(resource, schemas)
  return format === json ? fileSchema(resource, schemas) : z.string()
}

function recordRoute(resource: Resource, directory: Directory, format: Format, content: Content): Route {
  const { fields, expand } = parametersOf(resource, directory)
  const suffix = format === json ? '' : `.${format.name}`
  const parameters = { ...(fields && { fields }), ...(expand && { expand }) }
  return {
    path: `/v1/${resource.name}/{id}${suffix}`,
    operationId: `get${resource.singular}${format === json ? '' : `As${format.title}`}`,
    tag: resource.name,
    summary: `One ${resource.singular.toLowerCase()}${format === json ? '' : ` as ${format.title}`}`,
    description: resource.description,
    pathParameters: {
      id: {
        description: `Id of the ${resource.singular.toLowerCase()}.`,
        schema: { type: 'string' },
        many: false,
        example: resource.example,
      },
    },
    parameters,
    content: [content],
    errors: ['InvalidQuery', 'RecordNotFound', 'NotAcceptable'],
    example: `/v1/${resource.name}/${resource.example}${suffix}`,
    handle: (asked) => recordAnswer(resource, format, parameters, asked),
  }
}

function pageAnswer(resource: Resource, { url, given, store, directory }: Asked): Answer {
  const query = readQuery(resource, given, directory, false)
  return {
    mediaType: json.mediaType,
    links: alternates(resource, url),
    body: () => {
      const { page, bytes, facets } = store.snapshot(() => {
        const found = findPage(store.reader, query)
        return {
          bytes: render(store.reader, json, { ...query, directory }, plain, found.numbers),
          page: {
            limit: query.limit,
            next_cursor: found.next,
            ...(query.count && { total: countMatches(store.reader, query) }),
          },
          facets: query.facets.map((name) => [name, countValues(store.reader, query, name)] as const),
        }
      })
      const tail = { page, ...(facets.length && { facets: Object.fromEntries(facets) }) }
      const next = page.next_cursor
      return {
        bytes: Buffer.concat([
          Buffer.from('{"data":['),
          bytes ?? Buffer.alloc(0),
          Buffer.from(`],${JSON.stringify(tail).slice(1)}`),
        ]),
        links: next === null ? [] : [`<${withParameters(url, { cursor: next })}>; rel="next"`],
      }
    },
  }
}

function fileAnswer(resource: Resource, format: Format, { url, given, store, directory }: Asked): Answer {
  const reading = new Map([...given].filter(([name]) => name in optionsOf(format)))
  const options = startReading(reading, optionsOf(format))
  const written = { bom: options.one('bom') !== undefined, guard: options.one('guard') === undefined }
  options.end()
  const rest = new Map([...given].filter(([name]) => !reading.has(name)))
  const query = readQuery(resource, rest, directory, true)
  return {
    mediaType: format.mediaType,
    links: alternates(resource, url),
    body: () => streamFile(store.path, query, format, { ...query, directory }, written),
  }
}

const plain: FormatOptions = { bom: false, guard: true }

/** What can be asked of a format beside the query. */
const optionsOf = ({ name }: Format): Record<string, Parameter> => (name === 'csv' ? csvParameters : {})

const csvParameters: Record<string, Parameter> = {
  bom: {
    description: 'CSV: `1` begins the file with a byte order mark, for Excel.',
    schema: { type: 'string', enum: ['1'] },
    many: false,
  },
  guard: {
    description:
      'CSV: `off` leaves text that begins with `= + - @ TAB CR` as it is, for machines. Else it gets a leading apostrophe, so that no spreadsheet runs it.',
    schema: { type: 'string', enum: ['off'] },
    many: false,
  },
}

/** The same list in other formats (RFC 8288). */
function alternates(resource: Resource, url: string): string[] {
  const query = withParameters(url, { cursor: null, count: null, facets: null, bom: null, guard: null }).split('?')[1]
  return formatsOf(resource).map(
    ({ name, mediaType }) =>
      `</v1/${resource.name}.${name}${query ? `?${query}` : ''}>; rel="alternate"; type="${mediaType}"`,
  )
}

function recordAnswer(resource: Resource, format: Format, parameters: Record<string, Parameter>, asked: Asked): Answer {
  const { store, given, directory, accept, path } = asked
  const chosen = format === json ? chooseFormat(resource, accept) : format
  const reading = startReading(given, parameters)
  const shape = readShape(resource, reading)
  reading.end()
  const id = path.id ?? ''
  const found = findRecord(store, chosen, { resource, directory, ...shape }, id)
  if (!found) throw errors.RecordNotFound(missing(store, resource, id))
  return {
    mediaType: chosen.mediaType,
    ...(given.size === 0 && { tag: `r${found.revision}${chosen === json ? '' : `-${chosen.name}`}` }),
    body: () => found.bytes,
  }
}

const chooseFormat = (resource: Resource, accept: string | undefined) =>
  chooseMediaType(accept, [json, ...formatsOf(resource).filter(({ name }) => name === 'geojson')])

function findRecord({ reader }: Store, format: Format, view: View, id: string) {
  const { resource, fields, expand } = view
  const statement = reader.prepared(['record', format.name, resource.name, fields, expand].join(' '), () => {
    const only = resource.only
      ? sql` and ${columnOf(row, resource.table.id)} in (select id from ${resource.table} where ${resource.only})`
      : sql``
    return sql`select cast(${format.record(view, plain)} as blob) as bytes, ${columnOf(row, resource.table.revision)} as revision
      from ${resource.table} as ${sql.raw(row)} where ${columnOf(row, resource.table.id)} = ${sql.placeholder('id')}${only}`
  })
  return statement.get(id) as { bytes: Buffer; revision: number } | undefined
}

/** Why there is no such record, and which may have been meant: one with the same name, or the same id in other letters. */
function missing({ reader }: Store, resource: Resource, id: string): string {
  const name = resource.viewOf ?? resource.name
  const near = reader.get<{ id: string }>(
    sql`select ${resource.table.id} as id from ${resource.table} where ${resource.table.id} = ${fold(id).replaceAll(' ', '-')}
      or ${resource.table.n} in (select n from names where folded = ${fold(id)} and resource = ${name}) limit 1`,
  )
  const form = slug.safeParse(id).success ? '' : ' Ids are small letters and digits, joined by single hyphens.'
  const hint = near ? ` Did you mean '${near.id}'?` : ` Look for it with /v1/${resource.name}?q=…`
  return `No ${resource.singular.toLowerCase()} has the id '${clip(id)}'.${form}${hint}`
}
