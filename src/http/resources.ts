/** The routes of a resource: a page, a file in each format, one record. All go through the same query. */
import { z } from 'zod'
import { columnOf } from '../engine/body.ts'
import type { Directory } from '../engine/expansions.ts'
import { chooseWay, findPage, isBounded } from '../engine/find.ts'
import { countMatches, countValues, type Facet } from '../engine/matches.ts'
import { once } from '../engine/once.ts'
import { type Parameter, startReading } from '../engine/parameters.ts'
import { parametersOf, readQuery, readShape } from '../engine/query.ts'
import type { Resource } from '../engine/resource.ts'
import { sql } from '../engine/sql.ts'
import { csv } from '../formats/csv.ts'
import { csvwMediaType, csvwSchema } from '../formats/csvw.ts'
import type { Format, View } from '../formats/format.ts'
import { formatsOf, geojson, json } from '../formats/index.ts'
import { type Order, readOrder } from '../formats/order.ts'
import { licenceAddress } from '../formats/sources.ts'
import { render, row, type TextFormat } from '../formats/text.ts'
import type { Store } from '../store/open.ts'
import { csvMetadata, csvMetadataAnswer, describedBy } from './csv-metadata.ts'
import { asOfAnswer, asOfParameter, refuseGone, revisionsRoute } from './history.ts'
import { missing } from './meant.ts'
import { chooseMediaType } from './negotiate.ts'
import { listLinks, plural, recordLinks } from './openapi-links.ts'
import type { Answer, Asked, Built, Content, Route, Streamed } from './route.ts'
import { type Schemas, type Shapes, shapesOf } from './schemas.ts'
import { withParameters } from './url.ts'

export function resourceRoutes(resource: Resource, directory: Directory, schemas: Schemas): Route[] {
  const shapes = once(() => shapesOf(resource, schemas))
  const single = geojson.suits(resource) ? [json, geojson] : [json]
  return [
    listRoute(resource, directory, shapes),
    fileRoute(resource, directory, shapes),
    ...single.map((format) => recordRoute(resource, directory, format, shapes)),
    ...(resource.viewOf ? [] : [revisionsRoute(resource, shapes)]),
  ]
}

function listRoute(resource: Resource, directory: Directory, shapes: () => Shapes): Route {
  const page: { mediaType: string; format: Format | null } = { mediaType: json.mediaType, format: null }
  const files = formatsOf(resource)
    .filter((format) => format !== json)
    .map((format) => ({ mediaType: format.mediaType, format }))
  return {
    path: `/v1/${resource.name}`,
    operationId: `list${plural(resource)}`,
    tag: resource.name,
    summary: `A page of ${resource.name}`,
    description: `${resource.description} All parameters have to hold; within a comma list, any value. Another media type in Accept gives the file of that format, as \`/v1/${resource.name}.{format}\` does.`,
    get parameters() {
      return parametersOf(resource, directory)
    },
    get content() {
      return [{ mediaType: json.mediaType, schema: shapes().page }]
    },
    headers: ['Link'],
    get links() {
      return listLinks(resource)
    },
    errors: ['InvalidQuery', 'NotAcceptable'],
    example: `/v1/${resource.name}?${resource.exampleQuery}`,
    handle: (asked) => {
      const { format } = chooseMediaType(asked.accept, [page, ...files])
      return format ? fileAnswer(resource, format, asked) : pageAnswer(resource, asked)
    },
  }
}

function fileRoute(resource: Resource, directory: Directory, shapes: () => Shapes): Route {
  const formats = new Map(formatsOf(resource).map((format) => [format.name, format]))
  const all = [...formats.values()]
  const parameters = once((): Record<string, Parameter> => {
    const { cursor: _cursor, count: _count, facets: _facets, ...others } = parametersOf(resource, directory)
    return Object.assign({}, others, ...all.map((format) => format.parameters))
  })
  return {
    path: `/v1/${resource.name}.{format}`,
    operationId: `export${plural(resource)}`,
    tag: resource.name,
    summary: `All matching ${resource.name} as a file`,
    description: `The query of \`/v1/${resource.name}\`, every match in one file.`,
    pathParameters: {
      format: {
        description: [
          ...all.map(({ name, title, description }) => `- \`${name}\`: ${title}. ${description}`),
          `- \`${csvMetadata}\`: What each column of the CSV means and of what type it is, the licences and the citation of the datasets in it (CSVW, W3C).`,
        ].join('\n'),
        schema: { type: 'string', enum: [...formats.keys(), csvMetadata] },
        many: false,
        example: 'csv',
      },
    },
    get parameters() {
      return parameters()
    },
    get content() {
      const made = shapes()
      return [...all.map((format) => fileContent(format, made)), { mediaType: csvwMediaType, schema: csvwSchema }]
    },
    headers: ['Link', 'Content-Disposition'],
    errors: ['InvalidQuery', 'RangeNotSatisfiable'],
    example: `/v1/${resource.name}.csv?${resource.exampleQuery}`,
    handle: async (asked) => {
      const name = asked.path.format ?? ''
      const format = formats.get(name) ?? json // the router knows no other
      const answer =
        name === csvMetadata ? csvMetadataAnswer(resource, asked) : await fileAnswer(resource, format, asked)
      const disposition = `attachment; filename="${resource.name}.${name}"`
      return { ...answer, headers: { ...answer.headers, 'Content-Disposition': disposition } }
    },
  }
}

function fileContent(format: Format, { features, file }: Shapes): Content {
  const bytes = z.string().meta(format.packed ? { format: 'binary' } : {})
  const schema = format === geojson ? features : format === json ? file : bytes.describe(format.description)
  return { mediaType: format.mediaType, schema }
}

function recordRoute(resource: Resource, directory: Directory, format: TextFormat, shapes: () => Shapes): Route {
  const suffix = format === json ? '' : `.${format.name}`
  const as_of = format === json && !resource.viewOf ? asOfParameter : undefined
  const parameters = once(() => {
    const { fields, expand } = parametersOf(resource, directory)
    return { ...(fields && { fields }), ...(expand && { expand }), ...(as_of && { as_of }) }
  })
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
    get parameters() {
      return parameters()
    },
    get content() {
      const { record, feature } = shapes()
      return [{ mediaType: format.mediaType, schema: format === json ? record : feature }]
    },
    ...(format === json && { links: recordLinks(resource, directory) }),
    errors: ['InvalidQuery', 'RecordNotFound', 'RecordMerged', 'RecordWithdrawn', 'NotAcceptable'],
    example: `/v1/${resource.name}/${resource.example}${suffix}`,
    handle: (asked) => recordAnswer(resource, format, parameters(), asked),
  }
}

function pageAnswer(resource: Resource, { url, given, store, directory }: Asked): Answer {
  const query = readQuery(resource, given, directory, false)
  const choose = once(() => chooseWay(store.reader, query))
  const linksTo = (next: string | null) =>
    next === null ? [] : [`<${withParameters(url, { cursor: next })}>; rel="next"`]
  return {
    mediaType: json.mediaType,
    links: () => [...alternates(resource, url), ...licences(store)],
    isBroad: () => !isBounded(store.reader, query, choose),
    nextLinks: () => linksTo(findPage(store.reader, query, choose()).next),
    body: () =>
      store.snapshot(() => {
        const { numbers, next } = findPage(store.reader, query, choose())
        const page = {
          limit: query.limit,
          next_cursor: next,
          ...(query.count && { total: countMatches(store.reader, query) }),
        }
        const facets = query.facets.map((name) => [name, countValues(store.reader, query, name)] as const)
        const [head, tail] = [
          '{"data":[',
          `],${JSON.stringify({ page, ...(facets.length && facetMembers(facets)) }).slice(1)}`,
        ]
        const bytes = render(store.reader, json, { ...query, directory }, numbers, head, tail)
        return { bytes: bytes ?? Buffer.from(head + tail), links: linksTo(next), passing: true }
      }),
  }
}

/** The most frequent values by field, and the fields that have more of them. */
const facetMembers = (facets: (readonly [string, Facet])[]) => ({
  facets: Object.fromEntries(facets.map(([name, { values }]) => [name, values])),
  facets_more: facets.filter(([, { more }]) => more).map(([name]) => name),
})

async function fileAnswer(
  resource: Resource,
  format: Format,
  { url, given, store, directory, files }: Asked,
): Promise<Streamed | Built> {
  const order: Order = { resource: resource.name, format: format.name, given: [...given] }
  readOrder(order, directory) // refuses here what would break there
  const described = format === csv ? [describedBy(resource, url)] : []
  const links = () => [...alternates(resource, url), ...described, ...licences(store)]
  const said = { mediaType: format.mediaType, packed: format.packed, links }
  if (format.stands && given.size === 0)
    return { ...said, file: await files.standing(`${resource.name}.${format.name}`) }
  return { ...said, stream: () => files.stream(order) }
}

/** The same list in other formats (RFC 8288). */
function alternates(resource: Resource, url: string): string[] {
  const own = formatsOf(resource).flatMap(({ parameters }) => Object.keys(parameters))
  const none = Object.fromEntries([...own, 'cursor', 'count', 'facets'].map((name) => [name, null]))
  const query = withParameters(url, none).split('?')[1]
  return formatsOf(resource).map(
    ({ name, mediaType }) =>
      `</v1/${resource.name}.${name}${query ? `?${query}` : ''}>; rel="alternate"; type="${mediaType}"`,
  )
}

/** The licences of the datasets that are here (RFC 4946). */
export function licences({ reader }: Store): string[] {
  const statement = reader.prepared(
    'licences',
    () => sql`select id, licence from datasets where id = 'sourcebook' or releases <> '[]' order by id`,
  )
  const datasets = statement.all() as { id: string; licence: string }[]
  return [...new Set(datasets.map(licenceAddress))].map((address) => `<${address}>; rel="license"`)
}

function recordAnswer(
  resource: Resource,
  format: TextFormat,
  parameters: Record<string, Parameter>,
  asked: Asked,
): Answer {
  const { store, given, directory, accept, path } = asked
  const chosen = format === json ? chooseFormat(resource, accept) : format
  const reading = startReading(given, parameters)
  const shape = readShape(resource, reading)
  if (given.has('as_of')) return asOfAnswer(resource, asked, reading, shape)
  reading.end()
  const id = path.id ?? ''
  const found = findRecord(store, chosen, { resource, directory, ...shape }, id)
  if (!found) {
    refuseGone(store, resource, id, asked.url)
    throw missing(store.reader, resource, id)
  }
  return {
    mediaType: chosen.mediaType,
    ...(given.size === 0 && { tag: `r${found.revision}${chosen === json ? '' : `-${chosen.name}`}` }),
    body: () => found.bytes,
  }
}

const chooseFormat = (resource: Resource, accept: string | undefined) =>
  chooseMediaType(accept, geojson.suits(resource) ? [json, geojson] : [json])

function findRecord({ reader }: Store, format: TextFormat, view: View, id: string) {
  const { resource, fields, expand } = view
  const statement = reader.prepared(['record', format.name, resource.name, fields, expand].join(' '), () => {
    const only = resource.only
      ? sql` and ${columnOf(row, resource.table.id)} in (select id from ${resource.table} where ${resource.only})`
      : sql``
    return sql`select cast(${format.record(view, {}, '')} as blob) as bytes, ${columnOf(row, resource.table.revision)} as revision
      from ${resource.table} as ${sql.raw(row)} where ${columnOf(row, resource.table.id)} = ${sql.placeholder('id')}${only}`
  })
  return statement.get(id) as { bytes: Buffer; revision: number } | undefined
}
