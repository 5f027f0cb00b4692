/**
 * Imports over HTTP as they are kept: who sent which file, why, and what became of it. Each is ended once; that it has
 * succeeded is written in the transaction of the import, so that the row and the records tell the same.
 */
import type { Database } from 'better-sqlite3'

/** What can be said of an import, and what each means. */
export const importStates = {
  queued: 'It has been taken, and begins in a moment.',
  running: 'It is being read and written. Nothing of it can be seen yet.',
  succeeded: 'All of it stands; after a dry run, all of it was checked.',
  failed: 'It could not be imported: `failure` says why. Nothing was written.',
  cancelled: 'It was cancelled. Nothing was written.',
  interrupted: 'The server ended before it did. Nothing was written: send the file again.',
} as const

export type ImportState = keyof typeof importStates

export type NewJob = {
  id: string
  dataset_id: string
  release: string | null
  dry_run: boolean
  withdraw: boolean
  key_id: string
  editor: string
  reason: string
  bytes: number
  sha256: string
}

/** How a job ends. What is not known stays as it is. */
export type JobEnd = {
  state: Exclude<ImportState, 'queued' | 'running'>
  started_at?: string | undefined
  rows: number
  bytes: number
  release?: string
  failure?: string
  /** JSON. */
  report?: string
}

export type JobRow = Omit<NewJob, 'dry_run' | 'withdraw' | 'key_id'> & {
  n: number
  dry_run: 0 | 1
  withdraw: 0 | 1
  state: ImportState
  created_at: string
  started_at: string | null
  ended_at: string | null
  rows_read: number
  bytes_read: number
  failure: string | null
  report: string | null
}

export function addJob(connection: Database, job: NewJob, now: string) {
  connection
    .prepare(
      `insert into import_jobs (id, dataset_id, release, dry_run, withdraw, state, key_id, editor, reason, bytes, sha256, created_at)
       values (?, ?, ?, ?, ?, 'queued', ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      job.id,
      job.dataset_id,
      job.release,
      job.dry_run ? 1 : 0,
      job.withdraw ? 1 : 0,
      job.key_id,
      job.editor,
      job.reason,
      job.bytes,
      job.sha256,
      now,
    )
}

/** Does nothing if the job has ended already. */
export function endJob(connection: Database, id: string, end: JobEnd, now: string) {
  connection
    .prepare(
      `update import_jobs set state = ?, started_at = coalesce(?, started_at), ended_at = ?, rows_read = ?, bytes_read = ?,
         release = coalesce(?, release), failure = ?, report = ? where id = ? and ended_at is null`,
    )
    .run(
      end.state,
      end.started_at ?? null,
      now,
      end.rows,
      end.bytes,
      end.release ?? null,
      end.failure ?? null,
      end.report ?? null,
      id,
    )
}

/** Takes what stood in the files of a dataset out of the reports of its imports; lines and counts stay. */
export function forgetExamples(connection: Database, dataset: string) {
  type Reason = { examples: { what: string }[] }
  const jobs = connection
    .prepare('select n, report from import_jobs where dataset_id = ? and report is not null')
    .all(dataset) as { n: number; report: string }[]
  for (const { n, report } of jobs) {
    const said = JSON.parse(report) as { warnings: Reason[]; rejections: Reason[] }
    for (const { examples } of [...said.warnings, ...said.rejections]) for (const example of examples) example.what = ''
    connection.prepare('update import_jobs set report = ? where n = ?').run(JSON.stringify(said), n)
  }
}

const columns =
  'n, id, dataset_id, release, dry_run, withdraw, state, editor, reason, bytes, sha256, created_at, started_at, ended_at, rows_read, bytes_read, failure, report'

export const findJob = (connection: Database, id: string) =>
  connection.prepare(`select ${columns} from import_jobs where id = ?`).get(id) as JobRow | undefined

/** Newest first, those before the job of this number. */
export const findJobs = (connection: Database, limit: number, before: number) =>
  connection
    .prepare(`select ${columns} from import_jobs where n < ? order by n desc limit ?`)
    .all(before, limit) as JobRow[]

/** The jobs that have not ended. */
export const openJobIds = (connection: Database) =>
  connection.prepare('select id from import_jobs where ended_at is null order by n').pluck().all() as string[]
