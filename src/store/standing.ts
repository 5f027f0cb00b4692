/**
 * Files that stand built: each in one folder beside the database under a name that tells its content, with a note
 * about it. A new one takes the place of the old at once; who is reading the old one reads it to its end.
 */
import { createHash, randomUUID } from 'node:crypto'
import {
  accessSync,
  closeSync,
  constants,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { extname, join } from 'node:path'
import { makeFolder, reasonOf, SetupError } from './open.ts'

export type Dataset = { id: string; title: string; licence: string; citation: string | null }

/** What a file says of where its records come from: the licences as one SPDX expression, the citations a line each. */
export type Sources = { licence: string; citation: string }

export const toSources = (datasets: readonly Dataset[]): Sources => ({
  licence: [...new Set(datasets.map(({ licence }) => licence))].join(' AND '),
  citation: datasets.map(({ citation, title }) => citation ?? title).join('\n'),
})

/** What a file holds: the state of the data that it shows, how many records, and where they come from. */
export type Contents = { version: string; records: number; datasets: Dataset[] }

export type Standing = Contents & {
  path: string
  bytes: number
  sha256: string
  /** An instant. */
  made_at: string
}

const noteOf = (folder: string, name: string) => join(folder, `${name}.json`)

/** The file that stands under this name, if one does. */
export function readStanding(folder: string, name: string): Standing | undefined {
  try {
    const { file, ...note } = JSON.parse(readFileSync(noteOf(folder, name), 'utf8')) as Standing & { file: string }
    const path = join(folder, file)
    return statSync(path).size === note.bytes ? { ...note, path } : undefined
  } catch {
    return undefined // none, or what is there is of no use
  }
}

/**
 * Builds a file by writing to a new path, and puts it in the place of the one that stands.
 *
 * @throws SetupError if the folder cannot be made.
 */
export function build(folder: string, name: string, write: (path: string) => Contents): Standing {
  makeRoom(folder)
  const building = join(folder, `.${name}-${randomUUID()}`)
  try {
    const contents = write(building)
    const { bytes, sha256 } = summarise(building)
    const file = `${prefixOf(name)}${sha256.slice(0, 16)}${extname(name)}`
    const note = { ...contents, bytes, sha256, made_at: new Date().toISOString() }
    renameSync(building, join(folder, file))
    writeFileSync(building, JSON.stringify({ file, ...note }), { flush: true })
    renameSync(building, noteOf(folder, name))
    removeOld(folder, name, file)
    return { ...note, path: join(folder, file) }
  } finally {
    rmSync(building, { force: true })
  }
}

/**
 * The folder, made if it is not there, in which files may be written.
 *
 * @throws SetupError if that cannot be.
 */
export function makeRoom(folder: string) {
  try {
    makeFolder(folder)
    accessSync(folder, constants.W_OK)
  } catch (error) {
    const reason = reasonOf(error)
    throw reason
      ? new SetupError(`No files can stand in ${folder}: ${reason}. Set SOURCEBOOK_FILES to another.`)
      : error
  }
}

/** `events-` for `events.parquet`. */
const prefixOf = (name: string) => `${name.slice(0, -extname(name).length)}-`

/** Waits until the file is on the disk, too. */
function summarise(path: string): { bytes: number; sha256: string } {
  const hash = createHash('sha256')
  const piece = Buffer.allocUnsafe(1024 * 1024)
  const file = openSync(path, 'r+')
  try {
    fsyncSync(file)
    let bytes = 0
    for (let read = readSync(file, piece); read > 0; read = readSync(file, piece)) {
      hash.update(piece.subarray(0, read))
      bytes += read
    }
    return { bytes, sha256: hash.digest('hex') }
  } finally {
    closeSync(file)
  }
}

const anHour = 3_600_000

/** What stood before, and what was left by a build that was cut short. */
function removeOld(folder: string, name: string, kept: string) {
  const prefix = prefixOf(name)
  const isOld = (file: string) =>
    file !== kept &&
    file.startsWith(prefix) &&
    /^[0-9a-f]{16}\.\w+$/.test(file.slice(prefix.length)) &&
    extname(file) === extname(name)
  const isLeft = (file: string) =>
    file.startsWith(`.${name}-`) &&
    Date.now() - (statSync(join(folder, file), { throwIfNoEntry: false })?.mtimeMs ?? 0) > anHour
  for (const file of readdirSync(folder)) if (isOld(file) || isLeft(file)) rmSync(join(folder, file), { force: true })
}
