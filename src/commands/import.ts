/** The command `import`: reads the file of a dataset into the knowledge base, and says what came of every row. */
import { existsSync } from 'node:fs'
import type { Config } from '../config.ts'
import { nearest } from '../engine/errors.ts'
import { datasets } from '../imports/datasets.ts'
import { importFile, type Job, type Outcome } from '../imports/pipeline.ts'
import { toLines } from '../imports/report.ts'
import { migrate } from '../store/migrate.ts'
import { explain, openForWriting, SetupError } from '../store/open.ts'
import { dropForeignLog } from '../store/place.ts'
import { openProgress, type Terminal } from './progress.ts'
import { readSeed, seedFolder, seedIfEmpty } from './seed.ts'

type Context = {
  config: Pick<Config, 'SOURCEBOOK_DB' | 'SOURCEBOOK_VISIBILITY'>
  now: string
  streams: { stdin: AsyncIterable<Buffer>; stderr: Terminal }
  say(line: string): void
  /** Called when all is written and about to stand. */
  onWritten(): void
}

/**
 * Takes the dataset and a file, or `-` for standard input, and the options. The knowledge base is made and seeded first
 * if it is not there, so that rows join the actors and places of the seed.
 *
 * @throws SetupError with one sentence if nothing could be imported; then nothing was, and a knowledge base that was made
 * first stays, as is said.
 */
export async function runImport(
  [id = '', file = '']: readonly string[],
  { release, 'dry-run': dry, withdraw }: Record<string, string | boolean | undefined>,
  { config, now, streams, say, onWritten }: Context,
): Promise<void> {
  const { SOURCEBOOK_DB: path, SOURCEBOOK_VISIBILITY: visibility } = config
  const dataset = findDataset(id)
  if (file !== '-' && !existsSync(file)) throw new SetupError(`There is no file ${file}.`)
  const dryRun = dry === true
  const lines = existsSync(path) ? undefined : readSeed(seedFolder)
  if (visibility === 'public' && lines?.some((line) => isNotPassedOn(line, id)))
    throw new SetupError(
      `${dataset.title} may not be passed on, and ${path} would become a public knowledge base. Set SOURCEBOOK_VISIBILITY=private, and a private one is made for it. Nothing was made.`,
    )
  dropForeignLog(path)
  const connection = openForWriting(dryRun && !existsSync(path) ? ':memory:' : path)
  const progress = openProgress(streams.stderr, dataset.id, 'rows', { isAbout: true }) // told by the part of the file that is read
  try {
    migrate(connection, visibility)
    const added = seedIfEmpty(connection, lines)
    if (added > 0 && !connection.memory) say(`Seeded ${path} with ${added} records.`)
    const job: Job = {
      path: file,
      standardInput: file === '-' ? streams.stdin : undefined,
      dataset,
      release: typeof release === 'string' ? release : undefined,
      dryRun,
      withdraw: withdraw === true,
      now,
      onWritten,
      onWait: () =>
        streams.stderr.write(`Another process is writing to ${path}: this import waits until it has ended.\n`),
      onProgress: (rows, part) => progress.show(rows, part === null ? null : Math.round(rows / Math.max(part, 1e-6))),
      onRead: (rows) => progress.note(`${rows.toLocaleString('en')} rows are read; now the indexes`),
    }
    const outcome = await importFile(connection, job)
    progress.end()
    for (const line of describe(job, path, outcome)) say(line)
    if (outcome.refusal !== undefined) throw new SetupError(outcome.refusal)
  } catch (error) {
    throw explain(path, error)
  } finally {
    progress.end()
    connection.close()
  }
}

/** Whether a line of the seed says that this dataset may not be passed on. */
const isNotPassedOn = ({ resource, record }: ReturnType<typeof readSeed>[number], id: string) =>
  resource.name === 'datasets' && record.id === id && record.redistributable === false

function findDataset(id: string) {
  const dataset = datasets.find((known) => known.id === id)
  if (dataset) return dataset
  const ids = datasets.map((known) => known.id)
  const near = nearest(id, ids)
  throw new SetupError(
    `There is no dataset '${id}' to import.${near ? ` Did you mean '${near}'?` : ''} There are ${ids.join(', ')}.`,
  )
}

function describe({ dataset, dryRun }: Job, path: string, outcome: Outcome): string[] {
  const { release, already, foreignLines } = outcome
  const what = `${dataset.title} ${release}`
  return [
    already
      ? `${path}: ${what} stands as this file has it; nothing was written`
      : dryRun
        ? `${path}: ${what} was checked; nothing was written`
        : `${path}: ${what} was imported`,
    ...toLines(outcome),
    ...(foreignLines > 0 ? [`${foreignLines} lines are not UTF-8, and were read as Windows-1252`] : []),
  ]
}
