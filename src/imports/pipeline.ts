/**
 * An import: the rows of a file become the events of a dataset, in one transaction. Killed at any moment it leaves the
 * knowledge base as it was before or as it is after.
 */
import { basename } from 'node:path'
import type { Database } from 'better-sqlite3'
import { openEdit } from '../edits/edit.ts'
import { openReader } from '../engine/statement.ts'
import { isLine } from '../engine/text.ts'
import { directory } from '../model/index.ts'
import { SetupError } from '../store/open.ts'
import { openSourceRows } from '../store/source-rows.ts'
import { beginInTurn } from '../store/turn.ts'
import { whyNotTaken } from '../store/visibility.ts'
import type { Dataset } from './dataset.ts'
import { datasets } from './datasets.ts'
import { openKeeper } from './keep.ts'
import { openMapping } from './mapping.ts'
import { openParties } from './parties.ts'
import { addRelease, findDataset, isOlder, openCoverage } from './releases.ts'
import { noteOf, openTally, type Report, rejectionsOf } from './report.ts'
import { openRows, type Rows } from './rows.ts'
import { openSource, type Source } from './source.ts'
import { findGone, type Standing, seemsPartial, withdraw } from './withdraw.ts'

export type Job = {
  /** A file, or `-` where it comes by `standardInput`. */
  path: string
  /** What it is called in sentences, if not by its path. */
  name?: string
  standardInput?: AsyncIterable<Buffer> | undefined
  dataset: Dataset
  /** Undefined: from the name of the file, else the day of the import. */
  release?: string | undefined
  /** Checks everything, and leaves everything as it is. */
  dryRun?: boolean
  /** Takes a file also if it lacks much of what is there, which is then withdrawn, or is of an older release. */
  withdraw?: boolean
  /** The instant of the whole import. */
  now: string
  /** The most bytes that it may hold, packed or not. */
  mostBytes?: number
  /** Called in the transaction of the import when all is written, so that what it writes stands with it or not at all. */
  onWritten?: (outcome: Outcome) => void
  /** Called if somebody else writes, and the import waits for it. */
  onWait?: () => void
  /** Called now and then; the part of the file that has been read is null if its length is not known. */
  onProgress?: (rows: number, part: number | null) => void
  /** Called when all rows have been read; new ones are not yet found by their words, days and places. */
  onRead?: (rows: number) => void
}

/** What is otherwise while an import writes. */
const forImports: Pragmas = {
  busy_timeout: 5000, // ms
  cache_size: -262_144, // KiB: pages written once go to the log once
  wal_autocheckpoint: 0, // nor is the log taken back into the file twice
}

/** Characters of the name of a release. */
const longestRelease = 40

export type Outcome = Report & {
  release: string
  /** The release that was imported last, and nothing of it is different: nothing was written. */
  already: boolean
  /** Lines that were no UTF-8, and were read as Windows-1252. */
  foreignLines: number
  /** Of a dry run: why the import would be refused. */
  refusal?: string | undefined
}

/**
 * @throws SetupError with a sentence if the file cannot be read, is none of the dataset, may not go into this
 * knowledge base, seems to be a part of a release, or is of an older one than stands. Then nothing was written.
 */
export async function importFile(connection: Database, job: Job): Promise<Outcome> {
  refuse(connection, job)
  const source = openSource({ ...job, name: nameOf(job) })
  const others = datasets.filter((other) => other !== job.dataset)
  const rows = await openRows(nameOf(job), source, job.dataset, others)
  await beginInTurn(connection, () => job.onWait?.())
  const before = set(connection, forImports)
  try {
    const outcome = await run(connection, job, source, rows)
    const isWritten = !job.dryRun && !outcome.already
    if (isWritten) job.onWritten?.(outcome)
    connection.exec(isWritten ? 'commit' : 'rollback')
    settle(connection, isWritten && isOther(outcome))
    return outcome
  } catch (error) {
    if (connection.inTransaction) connection.exec('rollback')
    throw error
  } finally {
    set(connection, before)
  }
}

type Pragmas = Record<string, number>

/** Gives what they were. */
function set(connection: Database, pragmas: Pragmas): Pragmas {
  const before = Object.keys(pragmas).map((name) => [name, connection.pragma(name, { simple: true })])
  for (const [name, value] of Object.entries(pragmas)) connection.pragma(`${name} = ${value}`)
  return Object.fromEntries(before)
}

const nameOf = ({ path, name }: Job) => name ?? (path === '-' ? 'Standard input' : path)

function refuse(connection: Database, { dataset: { id, title }, release }: Job) {
  if (release !== undefined && !isLine(release, longestRelease))
    throw new SetupError(`'${release}' is no name of a release: it has 1 to ${longestRelease} characters, on one line.`)
  const why = whyNotTaken(connection, id)
  if (why === 'unknown')
    throw new SetupError(`This knowledge base has no dataset '${id}'. sourcebook seed writes those that come with it.`)
  if (why === 'not redistributable')
    throw new SetupError(
      `${title} may not be passed on, and the knowledge base ${connection.name} is public. To make a private one, set SOURCEBOOK_VISIBILITY=private and SOURCEBOOK_DB to a new file, and import into that.`,
    )
}

async function run(connection: Database, job: Job, source: Source, { header, batches }: Rows): Promise<Outcome> {
  const { dataset, now } = job
  const named = job.release ?? dataset.releaseOf(basename(job.path))
  const release = named ?? now.slice(0, 10)
  const reader = openReader(connection)
  const edit = (reason: string) => openEdit(reader, directory, now, { editor: null, reason })
  const { writer } = edit(`${dataset.title} ${release} holds it so.`)
  const row = findDataset(writer, dataset.id)
  if (!row) throw new Error(`the dataset ${dataset.id} went away`)
  const origin = { dataset_id: row.id, licence: row.licence }
  const sourceRows = openSourceRows(connection, dataset.id, release, header.given)
  using keeper = openKeeper({
    ...{ connection, reader, writer, sourceRows, origin, release, now },
    ownSchemes: dataset.ownSchemes,
    wasHash: header.wasHash,
  })
  const tally = openTally()
  const { counts, notices } = tally
  notices.push(...(named === null ? [noteUnnamed(release)] : []), ...header.notices)
  const parties = openParties(reader, writer, origin)
  const { eventsOf, unread } = openMapping(dataset, header, parties, tally)
  const coverage = openCoverage(keeper.quiet)

  for await (const records of batches) {
    for (const { row, fate } of keeper.keep(eventsOf(records, keeper.isQuiet))) {
      coverage.add(row.event)
      if (fate === 'repeated') tally.reject(row.line, 'its id stands in an earlier line', row.event.id)
      else if (fate === 'taken') tally.reject(row.line, 'a record of another dataset has its id', row.event.id)
      else counts[fate]++
    }
    await keeper.turn()
    job.onProgress?.(counts.read, source.part())
  }
  if (counts.read === counts.rejected)
    throw new SetupError(
      `${nameOf(job)} has no row that is an event of ${dataset.title}.${rejectionsOf(tally)} Nothing of it was written.`,
    )
  job.onRead?.(counts.read)
  notices.push(...(await keeper.end()), ...parties.notices())
  const spared = unread.filter((id) => keeper.spare(id))
  notices.push(...noteOf('rejected rows', spared, 'are of events that are there, which stay as they were'))

  const replaces = (other: string) => dataset.replaces?.(release, other) ?? true
  const isGone = (event: Standing) => replaces(event.release ?? '') && coverage.reaches(event, dataset.part ?? [])
  const gone = findGone(connection, origin, keeper.kept, isGone)
  counts.withdrawn = gone.length
  const last = row.releases.at(-1)?.version
  const newer = last !== undefined && isOlder(release, last) && replaces(last) ? last : undefined
  const refusal = job.withdraw ? undefined : whyRefused(job, tally, { release, newer })
  if (refusal !== undefined && !job.dryRun) throw new SetupError(refusal)
  const leaving = edit(`${dataset.title} ${release} no longer holds it.`)
  if (refusal === undefined) notices.push(...withdraw(leaving, origin, gone))

  if (newer !== undefined && refusal === undefined)
    notices.push(
      `${dataset.title} ${release} is older than ${newer}, which was imported before it: what stands now is the older.`,
    )
  const already = !isOther(tally) && last === release
  const made = { imported_at: now, sha256: source.sha256(), ...counts }
  if (!already) addRelease(writer, row, { version: release, ...coverage.covers(), ...made })
  writer.index()
  return { ...tally, release, already, foreignLines: source.foreignLines(), refusal }
}

const noteUnnamed = (day: string) =>
  `No release was given, and the name of the file tells none: it is called ${day}, after the day of the import. To call it otherwise, say --release, or over HTTP release=.`

/** The release that a file is of, and the one that stands if it is newer. */
type Ages = { release: string; newer: string | undefined }

/** The sentence if a file is of an older release than stands, and would change it, or seems to be a part of a release only, because of what it lacks. */
function whyRefused(job: Job, report: Report, { release, newer }: Ages): string | undefined {
  const { changed, unchanged, withdrawn } = report.counts
  const { title } = job.dataset
  const meant = 'if that is meant, say --withdraw, or over HTTP withdraw=true.'
  if (newer !== undefined && changed + withdrawn > 0)
    return `${title} ${release} is older than ${newer}, which stands, and would take its place: ${changed} records would change, and ${withdrawn} be withdrawn; ${meant} Nothing of it was written.`
  const held = changed + unchanged + withdrawn
  if (!seemsPartial(withdrawn, held)) return undefined
  return `${nameOf(job)} lacks ${withdrawn} of the ${held} records of ${title} that it would replace: a part of a release cannot be imported like this, because what a file lacks is withdrawn; ${meant}${rejectionsOf(report)} Nothing of it was written.`
}

/** Whether events are other than before. */
const isOther = ({ counts }: Pick<Report, 'counts'>) => counts.new + counts.changed + counts.withdrawn > 0

/** Lets the planner know what there is now, by a bounded look, and takes the log back into the file. The import stands without. */
function settle(connection: Database, isChanged: boolean) {
  try {
    connection.pragma('analysis_limit = 1000')
    if (isChanged) connection.exec('analyze')
    connection.pragma('wal_checkpoint(TRUNCATE)')
  } catch {
    // the disk is full, or somebody else writes: whoever writes next sees to the log
  }
}
