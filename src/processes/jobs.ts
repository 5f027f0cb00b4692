/**
 * The imports that were sent to this server: one is written at a time, by a process of its own. What becomes of each is
 * kept; a job that the server left behind is said to be interrupted when it starts again.
 */
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Database } from 'better-sqlite3'
import { errors } from '../engine/errors.ts'
import type { Jobs } from '../http/jobs.ts'
import { endJob, type JobEnd, openJobIds } from '../store/import-jobs.ts'
import type { Writing } from '../store/writing.ts'
import { type ImportEnd, type ImportProcess, startImport } from './importer.ts'

type Settings = {
  /** The database. */
  path: string
  /** Reads it. */
  connection: Database
  writing: Writing
  /** Where files are kept until they are imported. */
  folder: string
  mostBytes: number
  onFault(error: unknown): void
}

type Current = {
  id: string
  importer: ImportProcess
  started_at: string
  /** Length of the file. */
  total: number
  rows: number
  bytes: number
  isRunning: boolean
  /** Why it is ended before its time. */
  ending?: 'cancelled' | 'interrupted'
  ended: Promise<void>
}

/** How often it is tried to write down what became of a job, while somebody else writes, in ms. */
const tryEvery = 500

export function openJobs({
  path,
  connection,
  writing,
  folder,
  mostBytes,
  onFault,
}: Settings): Jobs & { close(): Promise<void> } {
  let current: Current | undefined
  let isClosing = false
  const fileOf = (id: string) => join(folder, `${id}.upload`)
  const end = (id: string, how: JobEnd) =>
    writing.transact((reader) => endJob(reader.connection, id, how, new Date().toISOString()))

  /** Writes down what became of a job as soon as nobody else writes; what has been written once stands. */
  async function settle(id: string, how: JobEnd) {
    for (;;) {
      try {
        return end(id, how)
      } catch (error) {
        if (isClosing) return onFault(error) // it is interrupted when the server starts again
        await setTimeout(tryEvery, undefined, { ref: false })
      }
    }
  }

  async function finish(job: Current, takeBack: () => void) {
    const ended = await job.importer.ended
    takeBack()
    rmSync(fileOf(job.id), { force: true })
    if ('fault' in ended && !job.ending)
      onFault(new Error(`the import ${job.id} has failed: ${ended.fault ?? 'its process has ended'}`))
    await settle(job.id, toJobEnd(job, ended))
    current = undefined
  }

  const left = openJobIds(connection)
  for (const file of readFolder(folder)) if (file.endsWith('.upload')) rmSync(join(folder, file), { force: true })
  for (const id of left) void settle(id, { state: 'interrupted', rows: 0, bytes: 0 })

  return {
    mostBytes,
    fileFor(id) {
      mkdirSync(folder, { recursive: true })
      return fileOf(id)
    },
    discard: (id) => rmSync(fileOf(id), { force: true }),
    refuseSecond() {
      if (isClosing) throw errors.Busy(undefined, [], { 'Retry-After': '5' })
      if (current)
        throw errors.ImportRunning(
          `/v1/imports/${current.id} is running, and one is written at a time. Wait until it has ended, or cancel it.`,
        )
    },
    start(id, order) {
      const started_at = new Date().toISOString()
      const all = { ...order, id, file: fileOf(id), mostBytes, now: started_at }
      const importer = attempt(path, all, (progress) => Object.assign(job, progress, { isRunning: true }))
      const takeBack = writing.lend() // not before: a process that cannot be started gives nothing back
      const job: Current = {
        id,
        importer,
        started_at,
        total: order.bytes,
        rows: 0,
        bytes: 0,
        isRunning: false,
        ended: Promise.resolve(),
      }
      job.ended = finish(job, takeBack)
      current = job
    },
    progressOf: (id) => (current?.id === id ? current : undefined),
    async cancel(id) {
      if (current?.id !== id) return
      current.ending ??= 'cancelled'
      current.importer.kill()
      await current.ended
    },
    async close() {
      isClosing = true
      if (!current) return
      current.ending ??= 'interrupted'
      current.importer.kill()
      await current.ended
    },
  }
}

/** An import whose process cannot even be made is one that has failed. */
function attempt(...[path, order, onProgress]: Parameters<typeof startImport>): ImportProcess {
  try {
    return startImport(path, order, onProgress)
  } catch (error) {
    return { ended: Promise.resolve({ fault: (error as Error).message }), kill: () => {} }
  }
}

function toJobEnd(job: Current, ended: ImportEnd): JobEnd {
  const { rows, bytes, total, started_at } = job
  if ('report' in ended) return { state: 'succeeded', rows: rowsOf(ended.report), bytes: total, started_at, ...ended }
  if (job.ending) return { state: job.ending, rows, bytes, started_at }
  const failure = 'failure' in ended ? ended.failure : 'The server could not import it, and has logged why.'
  return { state: 'failed', rows, bytes, started_at, failure }
}

const rowsOf = (report: string) => (JSON.parse(report) as { read: number }).read

function readFolder(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return [] // nothing was ever sent
  }
}
