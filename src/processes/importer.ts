/**
 * An import as a process of its own, so that nothing else waits for it and it can be ended at any moment. This module
 * is both sides: who imports it gets the one that orders; started as a process it is the one that reads and writes.
 */
import { fork } from 'node:child_process'
import { constants, setPriority } from 'node:os'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Database } from 'better-sqlite3'
import type { Outcome } from '../imports/pipeline.ts'
import { findQuickly } from '../resolve.ts'
import { endWithParent } from './watch-parent.ts'

export type ImportOrder = {
  /** The job that the import ends when it is written. */
  id: string
  dataset: string
  file: string
  /** Length of the file. */
  bytes: number
  release: string | null
  dryRun: boolean
  /** Whether a file is taken also if it lacks much of what is there. */
  withdraw: boolean
  /** The most bytes that the file may hold, packed or not. */
  mostBytes: number
  /** The instant of the whole import. */
  now: string
}

export type Progress = { rows: number; bytes: number }

/** `failure` is a sentence for whoever sent the file, `fault` the reason of a failure that is not theirs; neither if it was ended. */
export type ImportEnd = { release: string; report: string } | { failure: string } | { fault: string | undefined }

export type ImportProcess = { ended: Promise<ImportEnd>; kill(): void }

type Word = { progress: Progress } | { end: ImportEnd }

const role = 'sourcebook import'

/** Starts the import of a file into the database at `path`. */
export function startImport(path: string, order: ImportOrder, onProgress: (progress: Progress) => void): ImportProcess {
  const child = fork(fileURLToPath(import.meta.url), [role, path], {
    serialization: 'advanced',
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  let end: ImportEnd = { fault: undefined }
  const ended = Promise.withResolvers<ImportEnd>()
  child.on('message', (word: Word) => {
    if ('end' in word) end = word.end
    else onProgress(word.progress)
  })
  child.on('error', (error) => {
    end = { fault: error.message }
    if (child.pid === undefined) ended.resolve(end)
  })
  child.once('exit', () => ended.resolve(end))
  child.send(order, () => {}) // one that cannot hear it exits
  return { ended: ended.promise, kill: () => void child.kill('SIGKILL') }
}

if (process.argv[2] === role && process.send) serveParent(process.argv[3] as string)

/** The importing side: does what is ordered, and ends. */
function serveParent(path: string) {
  giveWay()
  findQuickly()
  endWithParent(process.ppid)
  process.once('message', async (order: ImportOrder) => {
    const end = await importOrdered(path, order)
    process.send?.({ end } satisfies Word, () => process.exit())
  })
}

/** Who reads comes first, before this thread and those that it starts from now on; where that may not be said, the import takes its share. */
function giveWay() {
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
  } catch {} // a sandbox need not let a process choose
}

async function importOrdered(named: string, order: ImportOrder): Promise<ImportEnd> {
  const { openForWriting, SetupError } = await import('../store/open.ts')
  const { datasets } = await import('../imports/datasets.ts')
  const { importFile } = await import('../imports/pipeline.ts')
  const { endJob } = await import('../store/import-jobs.ts')
  const { toProblem } = await import('../http/problems.ts')
  const dataset = datasets.find(({ id }) => id === order.dataset)
  if (!dataset) return { fault: `there is no dataset ${order.dataset}` }
  const report = openReporting(order.bytes)
  const [path, file] = [resolve(named), resolve(order.file)] // a sentence that names one has the whole of it
  let connection: Database | undefined
  try {
    const opened = openForWriting(path)
    connection = opened
    const outcome = await importFile(opened, {
      path: file,
      name: 'The file',
      dataset,
      release: order.release ?? undefined,
      dryRun: order.dryRun,
      withdraw: order.withdraw,
      mostBytes: order.mostBytes,
      now: order.now,
      onProgress: report,
      onWritten(written) {
        const read = { rows: written.counts.read, bytes: order.bytes, started_at: order.now }
        endJob(opened, order.id, { state: 'succeeded', ...read, ...toEnd(written) }, new Date().toISOString())
      },
    })
    return toEnd(outcome)
  } catch (error) {
    const message = error instanceof SetupError ? error.message : undefined
    const namesPath = [path, file].some((each) => message?.includes(each)) // the folders of the server are for its log
    if (message !== undefined) return namesPath ? { fault: message } : { failure: message }
    const problem = toProblem(error)
    return problem.status === 500 ? { fault: (error as Error).stack } : { failure: problem.title }
  } finally {
    connection?.close()
  }
}

/** Tells the parent how far the import is, a few times a second. */
function openReporting(total: number) {
  const everyMs = 200
  let told = 0
  return (rows: number, part: number | null) => {
    if (Date.now() - told < everyMs) return
    told = Date.now()
    process.send?.({ progress: { rows, bytes: Math.round((part ?? 0) * total) } } satisfies Word, () => {}) // nobody may be there to hear it
  }
}

const toEnd = ({ release, counts, already, foreignLines, warnings, rejections, notices, refusal }: Outcome) => ({
  release,
  report: JSON.stringify({
    ...counts,
    already,
    foreign_lines: foreignLines,
    notices: refusal === undefined ? notices : [...notices, `The import would be refused. ${refusal}`],
    warnings,
    rejections,
  }),
})
