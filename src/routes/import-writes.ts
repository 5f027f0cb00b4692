/** Sending a file to be imported, and cancelling its import. Neither is answered inside a transaction: a file takes its time. */
import { randomUUID } from 'node:crypto'
import type { Database } from 'better-sqlite3'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { errors, nearest } from '../engine/errors.ts'
import { type Parameter, startReading } from '../engine/parameters.ts'
import { isLine } from '../engine/text.ts'
import { findAnswer, isAnswered, once, type Wrote } from '../http/idempotency.ts'
import type { Jobs } from '../http/jobs.ts'
import type { Caller } from '../http/keys.ts'
import type { Limits } from '../http/limits.ts'
import { toMeanings } from '../http/openapi-schemas.ts'
import { unsupported } from '../http/problems.ts'
import { type Received, receiveFile, refuseLength } from '../http/upload.ts'
import { readGiven, toPath } from '../http/url.ts'
import { readIdempotencyKey, readReason } from '../http/write-request.ts'
import type { Operation } from '../http/write-route.ts'
import { addJob } from '../store/import-jobs.ts'
import type { Store } from '../store/open.ts'
import { whyNotTaken } from '../store/visibility.ts'
import type { Writing } from '../store/writing.ts'
import { idParameter, importSchema, requireJob, toImport } from './imports.ts'

/** A file as the document shows it: the least that UCDP GED has. */
const exampleFile = `id,relid,type_of_violence,side_a,side_b,where_prec,latitude,longitude,country,country_id,date_prec,date_start,date_end,deaths_a,deaths_b,deaths_civilians,deaths_unknown,low,best,high
7,PAK-2021-1-768-1,1,Government of Pakistan,TTP,1,33,70.1,Pakistan,770,1,2021-03-04,2021-03-04,1,0,0,0,1,1,1
`

type Base = {
  store: Store
  writing: Writing
  jobs: Jobs
  limits: Pick<Limits, 'hold'>
  /** Lets the file come, as long as it does not stall. */
  awaitFile(request: FastifyRequest['raw'], response: FastifyReply['raw']): void
}

export type ImportRoute = Operation & {
  handle(base: Base, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply>
}

/** The titles of the datasets that can be imported, by id. */
type Titles = Readonly<Record<string, string>>

const always = [
  'InvalidQuery',
  'KeyRequired',
  'InvalidKey',
  'ScopeTooSmall',
  'TooManyFailures',
  'NotFound',
  'Busy',
] as const
const tag = 'imports'
const links = {
  getImport: { operationId: 'getImport', parameters: { id: '$response.body#/id' }, description: 'How it stands.' },
}

export const importWriteRoutes = (titles: Titles): ImportRoute[] => [
  {
    method: 'POST',
    path: '/v1/imports/{id}',
    operationId: 'createImport',
    tag,
    summary: 'Import a release of a dataset',
    description:
      'The body is the file as it was published: CSV, plain or gzip. It is taken as the whole of a release: what the release before held and this one does not is withdrawn; if that is more than 20 records and a tenth of those that the file would replace, or if a newer release stands, the import fails unless `withdraw` is `true`. The answer comes when the file has arrived; the import runs on, and `Location` says how it stands. All of it is written at once or nothing; readers read on meanwhile, and other writes get 503. One import runs at a time (409), and one file arrives at a time (503): what is one too many is refused before its file is taken. A dataset that may not be passed on goes into a private knowledge base only. Sending a file again changes nothing.',
    pathParameters: {
      id: {
        description: `Id of the dataset:\n${toMeanings(titles)}`,
        schema: { type: 'string', enum: Object.keys(titles) },
        many: false,
        example: 'ucdp-ged',
      },
    },
    parameters: createParameters,
    scope: 'import',
    says: ['Change-Reason', 'Idempotency-Key'],
    body: {
      mediaTypes,
      schema: z.string().describe('The file. `Content-Encoding: gzip` may say that CSV is packed; it is seen without.'),
      example: exampleFile,
    },
    answer: {
      status: 202,
      description: 'The file has arrived, and is being imported.',
      headers: ['Location'],
      schema: importSchema,
      links,
    },
    errors: [
      ...always,
      'InvalidHeader',
      'InvalidUpload',
      'RequestTimeout',
      'BodyTooLarge',
      'UnsupportedMediaType',
      'NotRedistributable',
      'ImportRunning',
      'IdempotencyKeyReused',
      'StorageFull',
    ],
    handle: (base, request, reply) => createImport(base, titles, request, reply),
  },
  {
    method: 'DELETE',
    path: '/v1/imports/{id}',
    operationId: 'cancelImport',
    tag,
    summary: 'Cancel an import',
    description:
      'Ends an import that runs; nothing of it is written. It changes no record, and can be meant in one way only, so that it needs neither `Change-Reason` nor `If-Match`.',
    pathParameters: idParameter,
    scope: 'import',
    says: [],
    answer: { status: 200, description: 'The import as it has ended.', headers: [], schema: importSchema, links },
    errors: [...always, 'ImportEnded'],
    handle: cancelImport,
  },
]

const createParameters: Record<string, Parameter> = {
  release: {
    description: 'The release that the file holds. Left out, it is the day.',
    schema: { type: 'string', maxLength: 40 },
    many: false,
    example: '23.1',
  },
  dry_run: {
    description: '`true` checks everything and writes nothing.',
    schema: { type: 'boolean', enum: [true, false] },
    many: false,
  },
  withdraw: {
    description:
      '`true` takes a file also if it lacks more than 20 records, and a tenth, of those that it would replace: they are withdrawn. Without it such a file is taken for a part of a release, and the import fails; so does one of an older release than stands, which would take its place.',
    schema: { type: 'boolean', enum: [true, false] },
    many: false,
  },
}

/** A file arrives as a stream, whatever its media type; what is no file is for the handler to refuse. */
export function takeFiles(app: FastifyInstance) {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
}

type Told = {
  dataset: string
  release: string | null
  dryRun: boolean
  withdraw: boolean
  reason: string
  retry: string | undefined
}

/** What can be refused is refused before the file is taken; a job is written down when it has arrived. */
async function createImport(base: Base, titles: Titles, request: FastifyRequest, reply: FastifyReply) {
  const { store, writing, jobs, limits } = base
  const told = readTold(titles, request)
  refuseFile(request, jobs.mostBytes)
  refuseDataset(store, titles, told.dataset)
  const caller = request.caller as Caller // the route needs a scope
  const retried = { caller, method: request.method, path: toPath(request.url), retry: told.retry ?? '' }
  const isRetry = told.retry !== undefined && isAnswered(store.reader.connection, retried, new Date().toISOString())
  if (!isRetry) jobs.refuseSecond()
  const release = limits.hold('uploads', request.client)
  try {
    // whoever writes already would be in the way, and better now than after the file
    if (!isRetry) await writing.insist(() => writing.transact(() => {}))
    const id = randomUUID()
    base.awaitFile(request.raw, reply.raw)
    const received = await receiveFile(request.raw, jobs.fileFor(id), jobs.mostBytes)
    const sent = { ...retried, bodyHash: received.sha256, resource: tag }
    const wrote = await startJob(base, { id, caller, told, received, sent })
    return reply.code(wrote.status).headers(wrote.headers).send(wrote.body)
  } finally {
    release()
  }
}

type Arrived = { id: string; caller: Caller; told: Told; received: Received; sent: Parameters<typeof once>[1] }

/** Does what the file was sent for; where it does not become a job, it goes. */
async function startJob(base: Base, arrived: Arrived): Promise<Wrote> {
  const { id, told, received } = arrived
  const { writing, jobs } = base
  try {
    return await writing.insist(() => {
      const taken = take(base, arrived)
      // at once: from here on a second one is refused
      if (taken.id === id) jobs.start(id, { ...told, bytes: received.bytes })
      else jobs.discard(id)
      return taken
    })
  } catch (error) {
    jobs.discard(id)
    throw error
  }
}

/** Writes the job down, or gives the answer that its first try got. */
function take({ store, writing, jobs }: Base, { id, caller, told, received, sent }: Arrived): Wrote {
  const now = new Date().toISOString()
  const { dataset: dataset_id, release, dryRun: dry_run, withdraw, reason, retry } = told
  const work = (connection: Database): Wrote => {
    jobs.refuseSecond()
    const by = { key_id: caller.id, editor: caller.name, reason }
    addJob(connection, { id, dataset_id, release, dry_run, withdraw, ...by, ...received }, now)
    const body = Buffer.from(JSON.stringify(toImport(requireJob(connection, id), jobs)))
    return { status: 202, headers: { ...plain, Location: `/v1/imports/${id}` }, body, id }
  }
  const first = retry === undefined ? undefined : findAnswer(store.reader.connection, sent, now) // also while an import runs
  if (first) return first
  return writing.transact(({ connection }) =>
    retry === undefined ? work(connection) : once(connection, sent, now, () => work(connection)),
  )
}

const plain = { 'Content-Type': 'application/json', 'Cache-Control': 'private, no-store' }

function readTold(titles: Titles, request: FastifyRequest): Told {
  const { id: dataset = '' } = request.params as { id?: string }
  if (!Object.hasOwn(titles, dataset)) {
    const ids = Object.keys(titles)
    const near = nearest(dataset, ids)
    throw errors.NotFound(
      `No dataset of this id is imported.${near ? ` Did you mean '${near}'?` : ''} There are ${ids.join(', ')}.`,
    )
  }
  const reading = startReading(readGiven(toPath(request.url)), createParameters)
  const release = reading.one('release') ?? null
  if (release !== null && !isLine(release, 40))
    reading.fault({ parameter: 'release', code: 'invalid_value', detail: 'Is not 1 to 40 characters on one line.' })
  const dryRun = reading.one('dry_run') === 'true'
  const withdraw = reading.one('withdraw') === 'true'
  reading.end()
  const { headers } = request
  return {
    dataset,
    release,
    dryRun,
    withdraw,
    reason: readReason(headers['change-reason'] as string | undefined), // a header that Node does not know is one text
    retry: readIdempotencyKey(headers['idempotency-key'] as string | undefined),
  }
}

const mediaTypes = ['text/csv', 'application/gzip']

/** @throws UnsupportedMediaType, InvalidUpload, BodyTooLarge: what the headers tell of the file. */
function refuseFile({ headers, body }: FastifyRequest, mostBytes: number) {
  const mediaType = headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? ''
  if (!body) throw errors.InvalidUpload()
  if (![...mediaTypes, 'application/x-gzip'].includes(mediaType)) throw unsupported(mediaTypes, headers['content-type'])
  const encoding = headers['content-encoding']?.toLowerCase() ?? 'identity'
  if (!['identity', 'gzip', 'x-gzip'].includes(encoding))
    throw errors.UnsupportedMediaType(`A file may be packed with gzip, not with ${encoding}.`)
  refuseLength(headers['content-length'], mostBytes)
}

/** @throws NotRedistributable if the dataset goes into a private knowledge base only. */
function refuseDataset({ reader }: Store, titles: Titles, id: string) {
  const why = whyNotTaken(reader.connection, id)
  if (why === 'unknown')
    throw errors.NotFound(`This knowledge base has no dataset '${id}'. sourcebook seed writes those that come with it.`)
  if (why === 'not redistributable')
    throw errors.NotRedistributable(
      `${titles[id]} may not be passed on, and this knowledge base is public. Make a private one, with SOURCEBOOK_VISIBILITY=private and a new file for SOURCEBOOK_DB, and import into that.`,
    )
}

async function cancelImport({ store, jobs }: Base, request: FastifyRequest, reply: FastifyReply) {
  startReading(readGiven(toPath(request.url)), {}).end()
  const { id = '' } = request.params as { id?: string }
  requireJob(store.reader.connection, id)
  await jobs.cancel(id)
  const job = toImport(requireJob(store.reader.connection, id), jobs)
  if (job.state !== 'cancelled') throw errors.ImportEnded(`This import has ended already: its state is ${job.state}.`)
  return reply.headers(plain).send(Buffer.from(JSON.stringify(job)))
}
