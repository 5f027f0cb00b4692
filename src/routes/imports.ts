/** The imports that were sent over HTTP: what is being done, and what became of each. For holders of a key of scope `import`. */
import { createHash } from 'node:crypto'
import type { Database } from 'better-sqlite3'
import { z } from 'zod'
import { foreignCursor, readCursor, signatureOf, writeCursor } from '../engine/cursor.ts'
import { errors } from '../engine/errors.ts'
import { type Parameter, startReading } from '../engine/parameters.ts'
import { pageParameters, readLimit } from '../engine/query.ts'
import type { Jobs } from '../http/jobs.ts'
import { chooseMediaType } from '../http/negotiate.ts'
import type { Answer, Asked, Route } from '../http/route.ts'
import { findJob, findJobs, type ImportState, importStates, type JobRow } from '../store/import-jobs.ts'

const json = { mediaType: 'application/json' }
const tag = 'imports'

/** An import that the documentation shows; a test makes it so. */
export const exampleId = '0b9d3f6e-5f0c-4c39-9a53-8d3b1c1f7a10'

export const idParameter: Record<string, Parameter> = {
  id: { description: 'Id of the import.', schema: { type: 'string' }, many: false, example: exampleId },
}

const reason = z
  .strictObject({
    reason: z.string().describe('The rule that is broken, in words.'),
    count: z.int().describe('How many rows break it.'),
    examples: z
      .array(
        z.strictObject({
          line: z.int().describe('The line of the file on which the row begins.'),
          what: z.string().describe('What stands there; empty where the rule says it all.'),
        }),
      )
      .describe('The first three.'),
  })
  .meta({ id: 'ImportReason', description: 'Why rows were warned about or rejected.' })

const count = (words: string) => z.int().describe(words)

const report = z
  .strictObject({
    read: count('Rows of the file.'),
    new: count('Events that were not there.'),
    changed: count('Events that are otherwise than in the release before.'),
    unchanged: count('Events that are as they were.'),
    warned: count('Rows that break a rule of their codebook, and are kept as given.'),
    rejected: count('Rows that cannot be an event.'),
    withdrawn: count(
      'Events that the release no longer holds, with those that stay as `retracted` because others refer to them.',
    ),
    already: z.boolean().describe('The same file was the last to be imported: there was nothing to write.'),
    foreign_lines: count('Lines that are not UTF-8, and were read as Windows-1252.'),
    notices: z.array(z.string()).describe('What else should be known, a sentence each.'),
    warnings: z.array(reason).describe('What was warned about.'),
    rejections: z.array(reason).describe('Why rows were rejected.'),
  })
  .meta({ id: 'ImportReport', description: 'What came of the rows of a file.' })

const stateMeanings = Object.entries(importStates)
  .map(([state, meaning]) => `- \`${state}\`: ${meaning}`)
  .join('\n')

export const importSchema = z
  .strictObject({
    id: z.string().describe('Names the import.'),
    dataset_id: z.string().describe('The dataset that the file is of.'),
    release: z.string().nullable().describe('The release; null until it has ended, if none was given.'),
    dry_run: z.boolean().describe('Everything is checked, and nothing written.'),
    withdraw: z
      .boolean()
      .describe(
        'A file is taken also if it lacks much of what it would replace, or is of an older release than stands.',
      ),
    state: z
      .enum(Object.keys(importStates) as [ImportState, ...ImportState[]])
      .describe(`How it stands:\n${stateMeanings}`),
    created_at: z.iso.datetime().describe('When it was sent (UTC).'),
    started_at: z.iso.datetime().nullable().describe('When it began.'),
    ended_at: z.iso.datetime().nullable().describe('When it ended; null until then.'),
    editor: z.string().describe('Who sent it, by the name of the key.'),
    reason: z.string().describe('Why, from `Change-Reason`.'),
    bytes: z.int().describe('Length of the file as it was sent.'),
    sha256: z.string().describe('Checksum of the file as it was sent.'),
    progress: z
      .strictObject({
        rows: z.int().describe('Rows that have been read.'),
        bytes: z.int().describe('Bytes of the file that have been read.'),
      })
      .describe('How far it is.'),
    failure: z.string().nullable().describe('Why it has failed, and what to do.'),
    report: report.nullable().describe('What came of the rows; null until it has succeeded.'),
  })
  .meta({ id: 'Import', description: 'The import of a file.' })

/** A job as clients see it. As long as its process runs it has not ended, whatever is written of it already. */
export function toImport(row: JobRow, jobs: Jobs | undefined): z.infer<typeof importSchema> {
  const running = jobs?.progressOf(row.id)
  const state = running ? (running.isRunning ? 'running' : 'queued') : row.state
  return {
    id: row.id,
    dataset_id: row.dataset_id,
    release: row.release,
    dry_run: row.dry_run === 1,
    withdraw: row.withdraw === 1,
    state,
    created_at: row.created_at,
    started_at: running?.started_at ?? row.started_at,
    ended_at: running ? null : row.ended_at,
    editor: row.editor,
    reason: row.reason,
    bytes: row.bytes,
    sha256: row.sha256,
    progress: { rows: running?.rows ?? row.rows_read, bytes: running?.bytes ?? row.bytes_read },
    failure: row.failure,
    report: running || row.report === null ? null : readReport(row.report),
  }
}

/** One that was written by an earlier version may have no notices. */
function readReport(text: string): z.infer<typeof report> {
  const said = JSON.parse(text) as z.infer<typeof report>
  return { ...said, notices: said.notices ?? [] }
}

/** @throws NotFound if there is none of this id. */
export function requireJob(connection: Database, id: string): JobRow {
  const row = findJob(connection, id)
  if (!row) throw errors.NotFound('No import has this id. GET /v1/imports lists those there are.')
  return row
}

export const importRoutes = (): Route[] => [
  {
    path: '/v1/imports',
    operationId: 'listImports',
    tag,
    summary: 'Imports over HTTP, newest first',
    description: 'Each as `/v1/imports/{id}` shows it.',
    parameters: pageParameters,
    content: [{ ...json, schema: listSchema }],
    links: {
      getImport: {
        operationId: 'getImport',
        parameters: { id: '$response.body#/data/0/id' },
        description: 'The newest one, alone.',
      },
    },
    errors: ['InvalidQuery', 'NotAcceptable', 'KeyRequired', 'ScopeTooSmall'],
    scope: 'import',
    example: '/v1/imports',
    handle: listAnswer,
  },
  {
    path: '/v1/imports/{id}',
    operationId: 'getImport',
    tag,
    summary: 'How an import stands',
    description:
      'Its state, how far it is, and what came of the rows, with the reasons of warnings and rejections counted and the first lines of each. Ask again every second or so until `ended_at` is set.',
    pathParameters: idParameter,
    parameters: {},
    content: [{ ...json, schema: importSchema }],
    errors: ['InvalidQuery', 'NotAcceptable', 'KeyRequired', 'ScopeTooSmall', 'NotFound'],
    scope: 'import',
    example: `/v1/imports/${exampleId}`,
    handle: ({ accept, given, path, store, jobs }) => {
      chooseMediaType(accept, [json])
      startReading(given, {}).end()
      return toAnswer(toImport(requireJob(store.reader.connection, path.id ?? ''), jobs))
    },
  },
]

const listSchema = z
  .strictObject({
    data: z.array(importSchema).describe('Newest first.'),
    page: z
      .strictObject({
        limit: z.int().describe('The most imports of this page.'),
        next_cursor: z.string().nullable().describe('The `cursor` of the next page; null on the last.'),
      })
      .meta({ id: 'ImportPageInfo', description: 'Where the page stands among all imports.' })
      .describe('Where the page stands.'),
  })
  .meta({ id: 'Imports', description: 'Imports over HTTP.' })

const signature = signatureOf('imports')

function listAnswer({ accept, given, store, jobs }: Asked): Answer {
  chooseMediaType(accept, [json])
  const reading = startReading(given, pageParameters)
  const limit = reading.attempt(() => readLimit(reading.one('limit'), false, false)) ?? 50
  const cursor = reading.one('cursor')
  const before = cursor === undefined ? undefined : reading.attempt(() => readNumber(cursor))
  reading.end()
  const found = findJobs(store.reader.connection, limit + 1, before ?? Number.MAX_SAFE_INTEGER)
  const rows = found.slice(0, limit)
  const last = rows.at(-1)
  const next_cursor = found.length > limit && last ? writeCursor(signature, { key: last.n, id: last.id }) : null
  return toAnswer({ data: rows.map((row) => toImport(row, jobs)), page: { limit, next_cursor } })
}

function readNumber(cursor: string): number {
  const { key } = readCursor(cursor, signature)
  if (typeof key !== 'number') throw foreignCursor()
  return key
}

/** Tagged by what it says: how an import stands is no part of the state of the data. */
function toAnswer(body: object): Answer {
  const bytes = Buffer.from(JSON.stringify(body))
  return { ...json, tag: createHash('sha256').update(bytes).digest('base64url').slice(0, 22), body: () => bytes }
}
