/** What a record was, who changed it and why, and what became of it when it is gone. */
import { z } from 'zod'
import { foreignCursor, readCursor, signatureOf, writeCursor } from '../engine/cursor.ts'
import { errors } from '../engine/errors.ts'
import { readValue } from '../engine/filters.ts'
import { findAsOf, findPresent, findRevisions, findTombstone, type Tombstone } from '../engine/history.ts'
import { type Parameter, type Reading, startReading } from '../engine/parameters.ts'
import { pageParameters, readLimit } from '../engine/query.ts'
import type { Resource } from '../engine/resource.ts'
import { sql } from '../engine/sql.ts'
import type { Store } from '../store/open.ts'
import { chooseMediaType } from './negotiate.ts'
import { plural } from './openapi-links.ts'
import type { Answer, Asked, Route } from './route.ts'
import type { Shapes } from './schemas.ts'

const json = { mediaType: 'application/json' }

export const asOfParameter: Parameter = {
  description:
    'The record as it was at this instant (or at the beginning of this day), with all its fields. Not beside `expand`. Without a key one that was deleted and came back begins with its return.',
  schema: { type: 'string', format: 'date-time' },
  many: false,
  example: '2100-01-01T00:00:00Z',
}

/**
 * The record as it was, with the fields asked for.
 *
 * @throws InvalidQuery, RecordNotFound if it was not there then, and what `refuseGone` throws.
 */
export function asOfAnswer(
  resource: Resource,
  { store, accept, path, url, keyed }: Asked,
  reading: Reading,
  { fields, expand }: { fields: string[]; expand: string[] },
): Answer {
  const { created_at } = resource.fields
  const typed = reading.one('as_of') ?? ''
  const instant = reading.attempt(() => created_at && String(readValue(created_at, typed, 'as_of')))
  if (expand.length)
    reading.fault({
      parameter: 'expand',
      code: 'invalid_value',
      detail: 'Does not go with as_of: other records have a past of their own.',
    })
  reading.end()
  chooseMediaType(accept, [json])
  const id = path.id ?? ''
  refuseGone(store, resource, id, url)
  const record = store.snapshot(() => findAsOf(store.reader, resource, id, instant ?? '', keyed === true))
  if (record === undefined) {
    const since = findPresent(store.reader, resource, id)?.created_at
    const begin =
      since && since > `${instant}`
        ? ` What is kept of it begins at ${since}: as_of asks when something was written here, datetime when it happened.`
        : ''
    throw errors.RecordNotFound(
      `No ${resource.singular.toLowerCase()} had the id '${id}' at ${instant}, as far as is known.${begin}`,
    )
  }
  const whole = fields.length === Object.keys(resource.fields).length
  const shown = whole ? record : Object.fromEntries(fields.map((name) => [name, record[name]]))
  return { ...json, body: () => Buffer.from(JSON.stringify(shown)) }
}

/**
 * To be called for a record that is not there (any more).
 *
 * @throws RecordMerged with the address it leads to; RecordWithdrawn with the reason.
 */
export function refuseGone({ reader }: Store, resource: Resource, id: string, url: string) {
  const tombstone = findTombstone(reader, resource, id)
  if (tombstone) refuseEnd(tombstone, id, url)
}

function refuseEnd({ op, into_id, at, reason }: Tombstone, id: string, url: string): never {
  const date = at.slice(0, 10)
  if (op === 'delete') throw errors.RecordWithdrawn(`'${id}' was withdrawn on ${date}: ${reason}`)
  const [root, version, resource, segment = '', ...rest] = url.split('/')
  const address = [root, version, resource, `${into_id}${segment.slice(id.length)}`, ...rest].join('/')
  throw errors.RecordMerged(`'${id}' was merged into '${into_id}' on ${date}: ${reason}`, [], { Location: address })
}

/**
 * Who changed a record, when, why, and what it was before. Of a record that is gone, and of what one was before it came
 * back, only those with a key are told.
 */
export function revisionsRoute(resource: Resource, shapes: () => Shapes): Route {
  const { name, singular, example } = resource
  return {
    path: `/v1/${name}/{id}/revisions`,
    operationId: `list${singular}Revisions`,
    tag: name,
    summary: `What ${/^[AEIO]/.test(singular) ? 'an' : 'a'} ${singular.toLowerCase()} was before each change`,
    description:
      'Newest first: who changed it, when, why, and what it was before. Without a key the history of a record that was deleted or merged and came back begins with its return.',
    pathParameters: {
      id: { description: `Id of the ${singular.toLowerCase()}.`, schema: { type: 'string' }, many: false, example },
    },
    parameters: pageParameters,
    get content() {
      return [{ ...json, schema: revisionsSchema(resource, shapes().record) }]
    },
    errors: ['InvalidQuery', 'NotAcceptable', 'RecordNotFound', 'RecordMerged', 'RecordWithdrawn'],
    example: `/v1/${name}/${example}/revisions`,
    handle: (asked) => revisionsAnswer(resource, asked),
  }
}

/** A page of what a record was. */
function revisionsSchema(resource: Resource, record: z.ZodObject): z.ZodObject {
  const { name, singular } = resource
  const revision = z
    .strictObject({
      revision: z.int().describe('The revision that the change made.'),
      op: z
        .enum(['put', 'delete', 'merge'])
        .describe('`put`: it was made or changed; `delete`, `merge`: it was taken away.'),
      at: z.iso.datetime().describe('When (UTC).'),
      editor: z
        .string()
        .nullable()
        .describe('Who, by the name of the key; null without a key, or if nobody did it by hand.'),
      reason: z.string().nullable().describe('Why, in the words of the editor.'),
      before: record.nullable().describe('The record before the change; null if it was new.'),
    })
    .meta({ id: `${singular}Revision`, description: `A change of one of ${name}.` })
  return z
    .strictObject({
      data: z.array(revision).describe('Newest first.'),
      page: page.describe('Where the page stands in the history.'),
    })
    .meta({ id: `${singular}Revisions`, description: `Changes of one of ${plural(resource).toLowerCase()}.` })
}

const page = z
  .strictObject({
    limit: z.int().describe('The most revisions of this page.'),
    next_cursor: z.string().nullable().describe('The `cursor` of the next page; null on the last.'),
  })
  .meta({ id: 'RevisionPageInfo', description: 'Where the page stands in the history.' })

function revisionsAnswer(resource: Resource, { store, given, accept, path, url, keyed }: Asked): Answer {
  chooseMediaType(accept, [json])
  const id = path.id ?? ''
  const signature = signatureOf(`revisions ${resource.name} ${id}`)
  const reading = startReading(given, pageParameters)
  const limit = reading.attempt(() => readLimit(reading.one('limit'), false, false)) ?? 50
  const cursor = reading.one('cursor')
  const before = cursor === undefined ? null : (reading.attempt(() => readRevision(cursor, signature)) ?? null)
  reading.end()
  const standing = revisionOf(store, resource, id)
  if (standing === undefined || !keyed) {
    refuseGone(store, resource, id, url)
    if (standing === undefined) throw errors.RecordNotFound()
  }
  return {
    ...json,
    tag: `r${standing}-history${keyed ? '-named' : ''}`,
    body: () => {
      const wanted = { limit: limit + 1, before, whole: keyed === true }
      const found = store.snapshot(() => findRevisions(store.reader, resource, id, wanted))
      const rows = found.slice(0, limit)
      const last = rows.at(-1)
      const next = found.length > limit && last ? writeCursor(signature, { key: last.revision, id }) : null
      const data = rows.map((row) => ({ ...row, editor: keyed ? row.editor : null }))
      return Buffer.from(JSON.stringify({ data, page: { limit, next_cursor: next } }))
    },
  }
}

/** The revision that a cursor names. */
function readRevision(cursor: string, signature: string): number {
  const { key } = readCursor(cursor, signature)
  if (typeof key !== 'number') throw foreignCursor()
  return key
}

/** The revision at which a record stands, or stood when it was taken away. */
function revisionOf({ reader }: Store, resource: Resource, id: string): number | undefined {
  const row = reader.prepared(`revision ${resource.name}`, () => revisionQuery(resource)).get(id)
  return (row as { revision: number } | undefined)?.revision ?? findTombstone(reader, resource, id)?.revision
}

const revisionQuery = ({ table }: Resource) => sql`select revision from ${table} where id = ${sql.placeholder('id')}`
