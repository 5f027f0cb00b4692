/**
 * What changed since a point: as pages, and as a stream of server-sent events. Both walk the same feed, so that a
 * client may begin with one and go on with the other.
 */
import { z } from 'zod'
import { type Changed, findChanges, findPoint, type Point, readPoint, toPoint } from '../engine/changes.ts'
import { errors } from '../engine/errors.ts'
import { clip, type Parameter, refuse, startReading } from '../engine/parameters.ts'
import { readLimit } from '../engine/query.ts'
import { chooseMediaType } from '../http/negotiate.ts'
import type { Answer, Asked, Route } from '../http/route.ts'
import type { Schemas } from '../http/schemas.ts'
import { resources } from '../model/index.ts'
import { streamChanges } from './change-stream.ts'

const json = { mediaType: 'application/json' }
const events = { mediaType: 'text/event-stream' }

/** Resources that hold their own records; a view changes with them. */
const names = resources.filter(({ viewOf }) => !viewOf).map(({ name }) => name)

const since: Parameter = {
  description:
    'The point after which changes are wanted: `page.next` of the page before, or the `Change-Seq` of any answer. `0` is the beginning.',
  schema: { type: 'string', pattern: '^(0|[0-9a-z]+-[0-9]+)$' },
  many: false,
  example: '0',
}

const resource: Parameter = {
  description: 'Only changes of these resources. A claim is one of `claims`, not of the record that it is about.',
  schema: { type: 'string', enum: names },
  many: true,
}

const pageParameters: Record<string, Parameter> = {
  since,
  resource,
  limit: {
    description: 'At most so many changes, 1 to 1000. Default 50.',
    schema: { type: 'integer', minimum: 1 },
    many: false,
  },
}

const streamParameters: Record<string, Parameter> = {
  since: {
    ...since,
    description: `${since.description} Left out, the stream begins now. \`Last-Event-ID\` goes before it.`,
  },
  resource,
}

export function changeRoutes(schemas: Schemas): Route[] {
  return [
    {
      path: '/v1/changes',
      operationId: 'listChanges',
      tag: 'changes',
      summary: 'What changed since a point',
      description:
        'Each record once, at its last change, with the record as it is now. Applied in order to any earlier state, the changes give the present one. After a backup was restored an earlier point is 410 `resync_required`: fetch everything again.',
      parameters: pageParameters,
      get content() {
        return [{ ...json, schema: changesSchema(schemas) }]
      },
      links: {
        next: {
          operationId: 'listChanges',
          parameters: { since: '$response.body#/page/next' },
          description: 'What changed after these.',
        },
      },
      errors: ['InvalidQuery', 'NotAcceptable', 'ResyncRequired'],
      example: '/v1/changes?since=0&limit=2',
      handle: (asked) => pageAnswer(asked),
    },
    {
      path: '/v1/changes/stream',
      operationId: 'streamChanges',
      tag: 'changes',
      summary: 'Changes as they happen',
      description:
        'Server-sent events: `data` is a change as `/v1/changes` has it, `id` its point. A client that comes back with `Last-Event-ID` misses nothing. A comment every 15 seconds keeps the connection open.',
      parameters: streamParameters,
      content: [{ ...events, schema: z.string() }],
      errors: ['InvalidQuery', 'NotAcceptable', 'ResyncRequired'],
      example: '/v1/changes/stream?since=0',
      handle: (asked) => streamAnswer(asked),
    },
  ]
}

/** A page of changes. */
function changesSchema(schemas: Schemas): z.ZodObject {
  const records = names.map((name) => schemas.get(name))
  const change = z
    .strictObject({
      seq: z.int().describe('Its place in the sequence of all changes.'),
      op: z
        .enum(['put', 'delete', 'merge'])
        .describe('`put`: the record was made or changed; `delete`, `merge`: it is gone, and so is its address.'),
      resource: z.string().describe('The resource of the record.'),
      id: z.string().describe('Its id.'),
      into_id: z.string().nullable().describe('With `merge`, the record that it is now part of.'),
      at: z.iso.datetime().describe('When (UTC).'),
      record: z.union(records).nullable().describe('The record as it is now; null if it is gone.'),
    })
    .meta({ id: 'Change', description: 'The last change of a record.' })
  const page = z
    .strictObject({ next: z.string().describe('The `since` of the next page; it is there also when nothing is left.') })
    .meta({ id: 'ChangePageInfo', description: 'Where the page ends.' })
  return z
    .strictObject({ data: z.array(change).describe('In order.'), page: page.describe('Where the page ends.') })
    .meta({ id: 'Changes', description: 'What changed since a point.' })
}

/** Neither is to be reused without asking: a client wants to know what is new. */
const fresh = { 'Cache-Control': 'no-cache' }

function pageAnswer({ given, accept, store, directory }: Asked): Answer {
  chooseMediaType(accept, [json])
  const reading = startReading(given, pageParameters)
  const wanted = reading.many('resource')
  const limit = reading.attempt(() => readLimit(reading.one('limit'), false, false)) ?? 50
  const typed = reading.one('since') ?? '0'
  const from = reading.attempt(() => readSince(typed))
  reading.end()
  const { reader } = store
  if (from) refuseUnknown(from, findPoint(reader))
  return {
    ...json,
    headers: fresh,
    body: () =>
      store.snapshot(() => {
        const point = findPoint(reader)
        const found = findChanges(reader, directory, wanted.length ? wanted : names, from?.seq ?? 0, limit)
        const next = found.length < limit ? point : { ...point, seq: (found.at(-1) as Changed).seq }
        const data = found.map(({ text }) => text).join()
        return Buffer.from(`{"data":[${data}],"page":${JSON.stringify({ next: toPoint(next) })}}`)
      }),
  }
}

function streamAnswer({ given, accept, store, directory, live }: Asked): Answer {
  chooseMediaType(accept, [events])
  const reading = startReading(given, streamParameters)
  const wanted = reading.many('resource')
  const now = findPoint(store.reader)
  const typed = live?.lastEventId ?? reading.one('since') ?? toPoint(now)
  const from = reading.attempt(() => readSince(typed))
  reading.end()
  if (from) refuseUnknown(from, now)
  const start = { ...now, seq: from?.seq ?? 0 }
  return {
    ...events,
    packed: true,
    endless: true,
    headers: { 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' },
    stream: () =>
      streamChanges(
        store,
        (after, limit) => findChanges(store.reader, directory, wanted.length ? wanted : names, after, limit),
        start,
        live?.closing,
      ),
  }
}

/** Null is the beginning. */
function readSince(typed: string): Point | null {
  const point = typed === '0' ? null : readPoint(typed)
  if (point !== undefined) return point
  throw refuse(
    'since',
    `'${clip(typed)}' is no point in the sequence of changes. Take it from page.next or Change-Seq.`,
  )
}

/** @throws ResyncRequired for a point of another epoch, or one that is still to come. */
function refuseUnknown(from: Point, now: Point) {
  if (from.epoch !== now.epoch || from.seq > now.seq) throw errors.ResyncRequired()
}
