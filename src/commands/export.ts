/**
 * The command `export`: the files that the server answers, byte for byte, written to a folder. Each is written beside
 * its place and takes it when it is whole.
 */
import { randomUUID } from 'node:crypto'
import { closeSync, openSync, readSync, renameSync, rmSync, statSync, writeSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { nearest, Problem } from '../engine/errors.ts'
import { countMatches, findValues } from '../engine/matches.ts'
import { invalid } from '../engine/parameters.ts'
import { parametersOf } from '../engine/query.ts'
import type { Resource } from '../engine/resource.ts'
import { formatsOf } from '../formats/index.ts'
import { type Order, readOrder } from '../formats/order.ts'
import { readDatasets } from '../formats/sources.ts'
import { findUnknown } from '../http/unknown.ts'
import { readGiven } from '../http/url.ts'
import { directory, resources } from '../model/index.ts'
import { type Base, buildStanding, writeOrder } from '../processes/write-files.ts'
import { snapshotName } from '../routes/manifest.ts'
import { makeFolder, openStore, reasonOf, SetupError } from '../store/open.ts'
import { readStanding, toSources } from '../store/standing.ts'
import { openProgress, type Terminal } from './progress.ts'

export type Wish = {
  /** Names of formats, or `sqlite` for the snapshot, with commas between. */
  format: string
  /** Names of resources with commas between; undefined for all. */
  resource: string | undefined
  /** As after the question mark of an address. */
  query: string
  /** A folder, or the file if there is only one; `-` is standard output. */
  output: string
}

export type Surroundings = {
  base: Base
  /** Of the files that stand built. */
  folder: string
  /** For progress. */
  terminal: Terminal
  /** A line for each file. */
  say(line: string): void
  /** A line for what is left out, and for the licence and the citation of what is written. */
  warn(line: string): void
  /** Standard output; resolves when there is room for more. */
  print(bytes: Buffer): Promise<unknown>
}

/** A file to be written: its name, and what it is ordered by; the snapshot has no order. */
type Planned = { name: string; order: Order | undefined }

/** @throws SetupError with one sentence if something was asked for that there is not, or cannot be written there. */
export async function exportFiles(wish: Wish, surroundings: Surroundings): Promise<void> {
  const { planned, leftOut } = plan(wish)
  refuseUnknown(planned, surroundings.base)
  for (const line of leftOut) surroundings.warn(line)
  const [first] = planned
  if (wish.output === '-' && first) {
    if (planned.length > 1)
      throw new SetupError(
        `Standard output takes one file, and these are ${planned.length}. Name one format and one resource.`,
      )
    for (const bytes of write(first, surroundings)) await surroundings.print(bytes)
    return tellSources(planned, surroundings)
  }
  const isFile = planned.length === 1 && !wish.output.endsWith('/') && !isFolder(wish.output)
  const above = dirname(wish.output)
  if (!isFolder(above)) throw new SetupError(`There is no folder ${above}. Make it first, or name another with -o.`)
  for (const file of planned) replace(isFile ? wish.output : join(wish.output, file.name), file, surroundings)
  tellSources(planned, surroundings)
}

/** Says under which licence the files are and how to cite them, as the manifest does: most formats cannot hold it. */
function tellSources(planned: readonly Planned[], { base: { path }, warn }: Surroundings) {
  const { reader, close } = openStore(path)
  try {
    const orders = ordersOf(planned).filter(({ resource }) => resource !== 'datasets') // what only describes one is not of it
    const ids = orders.flatMap((order) =>
      findValues(reader, readOrder(order, directory).query, 'dataset_id').map(String),
    )
    const { licence, citation } = toSources(readDatasets(reader, new Set(ids)))
    if (licence) warn(`Licence: ${licence}`)
    for (const line of citation.split('\n')) if (line) warn(`Cite: ${line}`)
  } finally {
    close()
  }
}

/** What is read for the files; for the snapshot, every resource. */
const ordersOf = (planned: readonly Planned[]): Order[] =>
  planned.flatMap(({ order }) => order ?? kept.map(({ name }) => ({ resource: name, format: 'json', given: [] })))

const kept = resources.filter(({ viewOf }) => !viewOf)

const isFolder = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false

const sqlite = 'sqlite'

/**
 * Every file that is asked for; all of them are checked before the first is written. Beside them a line for each
 * resource that was asked for by name and has not one of the formats.
 */
function plan({ format, resource, query }: Wish): { planned: Planned[]; leftOut: string[] } {
  const wanted = resource === undefined ? resources : resource.split(',').map(findResource)
  const given = [...explained(() => readGiven(`?${query}`))]
  const known = new Set([...resources.flatMap((each) => formatsOf(each).map(({ name }) => name)), sqlite])
  const leftOut: string[] = []
  const planned = format.split(',').flatMap((name): Planned[] => {
    if (!known.has(name)) throw unknown('format', name, known)
    if (name === sqlite) return [{ name: snapshotName, order: undefined }]
    const suits = (each: Resource) => formatsOf(each).some((has) => has.name === name)
    if (resource !== undefined)
      for (const each of wanted) if (!suits(each)) leftOut.push(`left out: ${each.name} cannot be written as ${name}`)
    return wanted
      .filter(suits)
      .map((each) => ({ name: `${each.name}.${name}`, order: { resource: each.name, format: name, given } }))
  })
  if (!planned.length) throw new SetupError(whyNone(format, resource ?? ''))
  if (planned.some(({ order }) => !order) && (given.length || resource !== undefined))
    throw new SetupError(
      `The snapshot is the whole knowledge base: it takes no --query and no --resource. Write it by itself, or leave ${sqlite} out of --format. Nothing was written.`,
    )
  for (const { order } of planned) if (order) explained(() => readOrder(order, directory))
  return { planned, leftOut }
}

/** None of the resources has one of the formats. */
function whyNone(format: string, wanted: string): string {
  const asked = format.split(',')
  const others = resources.filter((each) => formatsOf(each).some(({ name }) => asked.includes(name)))
  return `${wanted} cannot be written as ${format}: only ${others.map(({ name }) => name).join(', ')} can. Name one of them, or another format. Nothing was written.`
}

/** Refuses a query that names what is not there, as the server does. */
function refuseUnknown(planned: readonly Planned[], { path }: Base) {
  const { reader, close } = openStore(path)
  try {
    for (const { order } of planned) {
      const parameters = order ? parametersOf(directory.get(order.resource) as Resource, directory) : {}
      const faults = findUnknown(parameters, new Map(order?.given), { reader, directory })
      explained(() => {
        if (faults.length) throw invalid(faults)
      })
    }
  } finally {
    close()
  }
}

function findResource(name: string): Resource {
  const found = directory.get(name)
  if (!found) throw unknown('resource', name, directory.keys())
  return found
}

function unknown(what: string, name: string, known: Iterable<string>): SetupError {
  const names = [...known]
  const near = nearest(name, names)
  return new SetupError(
    `There is no ${what} '${name}'.${near ? ` Did you mean '${near}'?` : ''} There are ${names.join(', ')}.`,
  )
}

/** A query that cannot be used is told in the words of the server. */
function explained<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const faults = error.faults.map(({ parameter, detail }) => `${parameter}: ${detail}`)
    throw new SetupError((faults.length ? faults : [error.message]).join('\n'))
  }
}

function replace(path: string, file: Planned, surroundings: Surroundings) {
  const beside = join(dirname(path), `.${basename(path)}-${randomUUID()}`)
  try {
    makeFolder(dirname(path))
    try {
      writeTo(beside, write(file, surroundings))
      renameSync(beside, path)
    } finally {
      rmSync(beside, { force: true })
    }
  } catch (error) {
    throw unwritable(path, error)
  }
  surroundings.say(path)
}

/** What is wrong with the place for a file becomes a sentence; what is wrong with the database is another matter. */
function unwritable(path: string, error: unknown): unknown {
  const { code } = error as { code?: unknown }
  const reason = String(code).startsWith('SQLITE_') ? undefined : reasonOf(error)
  return reason ? new SetupError(`${path} cannot be written: ${reason}. Name another place with --output.`) : error
}

function writeTo(path: string, pieces: Iterable<Buffer>) {
  const file = openSync(path, 'wx')
  try {
    for (const bytes of pieces) writeSync(file, bytes)
  } finally {
    closeSync(file)
  }
}

/** The file in pieces, with a bar that shows how far it is. */
function* write(planned: Planned, { base, folder, terminal }: Surroundings): Generator<Buffer> {
  const { name, order } = planned
  const progress = openProgress(terminal, name, 'records')
  const total = terminal.isTTY ? countRecords(base, planned) : null
  let records = 0
  const count = (more: number) => {
    records += more
    progress.show(records, total)
  }
  try {
    yield* order ? writeOrder(base, order, count) : readPieces(takeSnapshot(base, folder, count))
  } finally {
    progress.end()
  }
}

function countRecords({ path }: Base, planned: Planned): number {
  const { reader, close } = openStore(path)
  try {
    const counts = ordersOf([planned]).map((each) => {
      const { query } = readOrder(each, directory)
      return Math.min(countMatches(reader, query), query.limit ?? Number.POSITIVE_INFINITY)
    })
    return counts.reduce((sum, count) => sum + count, 0)
  } finally {
    close()
  }
}

/** The path of the snapshot that stands, built if it does not show the data as it is. */
function takeSnapshot(base: Base, folder: string, onRecords: (count: number) => void): string {
  const { version, close } = openStore(base.path)
  const now = version()
  close()
  const standing = readStanding(folder, snapshotName)
  return (standing?.version === now ? standing : buildStanding(base, folder, snapshotName, onRecords)).path
}

function* readPieces(path: string): Generator<Buffer> {
  const file = openSync(path, 'r')
  const piece = Buffer.allocUnsafe(1024 * 1024)
  try {
    for (let read = readSync(file, piece); read > 0; read = readSync(file, piece)) yield piece.subarray(0, read)
  } finally {
    closeSync(file)
  }
}
