/**
 * Seeding: the NDJSON files of `seed/`, checked as a whole before the database is touched. A record that has been
 * edited or removed since it was last seeded is left alone and named, and nothing is deleted.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Database } from 'better-sqlite3'
import { checkRecord, type Exists } from '../edits/check.ts'
import { type Claim, claimFaults, missingEvidence } from '../edits/evidence.ts'
import { foretoldFaults } from '../edits/foretold.ts'
import { findRepeated } from '../edits/repeated.ts'
import { type Origin, openWriter } from '../edits/write.ts'
import { type Fault, nearest } from '../engine/errors.ts'
import type { AnyRecord, Resource } from '../engine/resource.ts'
import { openReader } from '../engine/statement.ts'
import { directory, resources } from '../model/index.ts'
import { isEmpty } from '../store/migrate.ts'
import { SetupError } from '../store/open.ts'
import { doInTurn } from '../store/turn.ts'
import { openSourceText, type SourceText } from './source-text.ts'

export const seedFolder = fileURLToPath(new URL('../../seed', import.meta.url))

export type SeedFault = { file: string; line: number; field: string; detail: string }

/** What is wrong with the seed; its message has one line a fault. */
export class SeedError extends Error {
  readonly faults: SeedFault[]
  constructor(faults: SeedFault[]) {
    super(faults.map(({ file, line, field, detail }) => `${file}:${line} ${field} ${detail}`).join('\n'))
    this.faults = faults
  }
}

type Line = { resource: Resource; file: string; line: number; record: AnyRecord }

export type SeedReport = {
  added: number
  updated: number
  unchanged: number
  /** Records that were edited or removed since they were seeded, as `resource/id`. */
  leftAlone: string[]
  /** Records that were seeded once, are still there, and are in no line now. */
  notInSeed: string[]
}

/**
 * The records of a seed folder, in the order of the registry. With the path of the text of a source, its quotes are
 * compared with that.
 *
 * @throws SeedError with every fault, each by file, line and field.
 * @throws SetupError if there is nothing to read.
 */
export function readSeed(folder: string, textPath?: string): Line[] {
  refuseEmpty(folder)
  const faults: SeedFault[] = strangers(folder)
  const report = ({ file, line }: Line, found: Fault[]) => {
    for (const { pointer = '/', detail } of found)
      faults.push({ file, line, field: pointer.slice(1).replaceAll('/', '.'), detail })
  }
  const parsed = own.flatMap((resource) => parseFile(folder, resource, faults))
  const unread = new Set(faults.map(({ file }) => file)) // what these hold, and what their lines support, is not known
  const claimsUnread = own.some((resource) => resource.about && unread.has(fileOf(resource)))
  const ids = new Map<string, Line>()
  for (const entry of parsed) {
    const first = ids.get(keyOf(entry))
    if (first) report(entry, [fault('/id', `'${entry.record.id}' stands in line ${first.line} already.`)])
    else ids.set(keyOf(entry), entry)
  }
  const exists = (resource: string, id: string) => ids.has(`${resource} ${id}`) || unread.has(`${resource}.ndjson`)
  if (!exists('datasets', curatedDataset))
    faults.push({
      file: 'datasets.ndjson',
      line: 1,
      field: 'id',
      detail: `'${curatedDataset}' is missing: what is curated has its licence.`,
    })
  const sources = parsed.filter(({ resource }) => resource.name === 'sources').map(({ record }) => record)
  const text = textPath === undefined ? undefined : openSourceText(textPath, sources)
  const now = { now: new Date().toISOString() }
  const checked = parsed.map((entry) => {
    const { record, ...checked } = checkRecord(entry.resource, entry.record, exists)
    const line = { ...entry, record }
    const faults = checked.faults.length ? checked.faults : foretoldFaults(now, entry.resource, record)
    const found = faults.length || !entry.resource.about ? faults : claimFaultsOf(line, exists, text)
    report(line, found)
    return { line, sound: found.length === 0 }
  })
  const claims = checked.filter(({ line }) => line.resource.about)
  const bySubject = Map.groupBy(claims, ({ line }) => subjectOf(line))
  for (const { line, sound } of checked) {
    const about = bySubject.get(keyOf(line)) ?? []
    if (!sound || claimsUnread || about.some((claim) => !claim.sound)) continue // a faulty claim may be the evidence
    const evidence = about.map((claim) => claim.line.record as Claim)
    report(line, missingEvidence(line.resource, line.record, evidence))
  }
  if (faults.length) throw new SeedError(inOrder(faults))
  return checked.map(({ line }) => line)
}

/** The dataset of every record that is curated here. */
const curatedDataset = 'sourcebook'
const own = resources.filter((resource) => !resource.viewOf)
const fileOf = ({ name }: Resource) => `${name}.ndjson`
const keyOf = ({ resource, record }: Line) => `${resource.name} ${record.id}`
const subjectOf = ({ record }: Line) => `${record.subject} ${record.subject_id}`
const fault = (pointer: string, detail: string): Fault => ({ pointer, code: 'invalid_seed', detail })

/** By file in the order of the registry, then by line. */
const inOrder = (faults: SeedFault[]) => {
  const files = own.map(fileOf)
  return faults.sort((a, b) => files.indexOf(a.file) - files.indexOf(b.file) || a.line - b.line)
}

function refuseEmpty(folder: string) {
  const isFolder = statSync(folder, { throwIfNoEntry: false })?.isDirectory() ?? false
  if (isFolder && readdirSync(folder).some((file) => file.endsWith('.ndjson'))) return
  throw new SetupError(
    isFolder
      ? `There are no NDJSON files in the folder ${folder}. The seed has one a resource, such as events.ndjson.`
      : `There is no folder ${folder}. Name a folder with NDJSON files, one a resource.`,
  )
}

/** Files that hold records of no resource: their lines would be passed over in silence. */
function strangers(folder: string): SeedFault[] {
  const files = own.map(fileOf)
  return readdirSync(folder)
    .filter((file) => file.endsWith('.ndjson') && !files.includes(file))
    .map((file) => {
      const near = nearest(file, files)
      return { file, line: 1, field: 'file', detail: `is of no resource.${near ? ` Did you mean '${near}'?` : ''}` }
    })
}

/** What is wrong with a claim whose own form is right. */
function claimFaultsOf({ record }: Line, exists: Exists, text: SourceText | undefined): Fault[] {
  const claim = record as Claim
  const subject = directory.get(claim.subject)
  const own = claimFaults(claim, subject)
  const found = own.length || claim.source_id !== text?.sourceId ? own : text.faults(claim)
  if (!subject || exists(claim.subject, claim.subject_id)) return found
  return [...found, fault('/subject_id', `There is no '${claim.subject_id}' in ${claim.subject}.`)]
}

function parseFile(folder: string, resource: Resource, faults: SeedFault[]): Line[] {
  const file = fileOf(resource)
  const path = join(folder, file)
  if (!existsSync(path)) return []
  return readText(path, file, faults)
    .split('\n')
    .flatMap((text, index) => {
      const line = index + 1
      if (!text.trim()) return []
      const record = parseLine(text)
      if (typeof record === 'string') {
        faults.push({ file, line, field: 'line', detail: record })
        return []
      }
      return [{ resource, file, line, record }]
    })
}

function readText(path: string, file: string, faults: SeedFault[]): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path))
  } catch {
    faults.push({ file, line: 1, field: 'file', detail: 'is not UTF-8. Save it in that encoding.' })
    return ''
  }
}

function parseLine(text: string): AnyRecord | string {
  try {
    const record: unknown = JSON.parse(text)
    if (typeof record !== 'object' || record === null || Array.isArray(record)) return 'is not a JSON object.'
    const repeated = findRepeated(text)
    return repeated === undefined ? (record as AnyRecord) : `has ${repeated} twice. Say it once.`
  } catch (error) {
    return `is not JSON: ${(error as Error).message}`
  }
}

/**
 * Seeds a knowledge base in which there is nothing, with the seed that comes with the program if no other is given. Gives
 * how many records were added: none if there is something, be it by a command that started at the same time.
 */
export function seedIfEmpty(connection: Database, given?: Line[]): number {
  if (!isEmpty(connection)) return 0
  const lines = given ?? readSeed(seedFolder)
  return doInTurn(() => (isEmpty(connection) ? seed(connection, lines).added : 0))
}

/** Writes a checked seed in one transaction. */
export function seed(connection: Database, lines: Line[]): SeedReport {
  const report: SeedReport = { added: 0, updated: 0, unchanged: 0, leftAlone: [], notInSeed: [] }
  const given = new Set(lines.map(keyOf))
  const seeded = connection.prepare('select resource, id from seeded order by resource, id')
  const recall = connection.prepare('select revision from seeded where resource = ? and id = ?').pluck()
  const remember = connection.prepare(
    'insert into seeded values (?, ?, ?) on conflict do update set revision = excluded.revision',
  )
  connection
    .transaction(() => {
      const writer = openWriter(openReader(connection), directory, new Date().toISOString(), {
        editor: null,
        reason: 'The seed was corrected.',
      })
      for (const { resource, record } of lines) {
        const before = writer.find(resource, record.id)
        const revision = recall.get(resource.name, record.id) as number | undefined
        const changed = !before || Object.keys(record).some((name) => !isSame(before[name], record[name]))
        if (!changed) report.unchanged++
        else if (revision !== before?.revision) report.leftAlone.push(`${resource.name}/${record.id}`)
        else {
          writer.put(resource, record, originOf(resource, record, lines))
          remember.run(resource.name, record.id, (before?.revision ?? 0) + 1)
          report[before ? 'updated' : 'added']++
        }
      }
      writer.index()
      for (const { resource, id } of seeded.all() as { resource: string; id: string }[]) {
        const known = given.has(`${resource} ${id}`) ? undefined : directory.get(resource)
        if (known && writer.find(known, id)) report.notInSeed.push(`${resource}/${id}`)
      }
    })
    .immediate()
  return report
}

/** How many records are named one by one. */
const mostNamed = 20

/** What came of a seed, in lines. */
export function describe(path: string, { added, updated, unchanged, leftAlone, notInSeed }: SeedReport): string[] {
  const named = notInSeed.slice(0, mostNamed).map((name) => `still there, but in no line of this seed: ${name}`)
  const more = notInSeed.length - named.length
  return [
    `${path}: added ${added}, updated ${updated}, unchanged ${unchanged}, left alone ${leftAlone.length}`,
    ...leftAlone.map((name) => `left alone, edited since it was seeded: ${name}`),
    ...named,
    ...(more > 0 ? [`and ${more} more`] : []),
    ...(named.length
      ? [
          `Seeding deletes nothing. To withdraw a record, DELETE /v1/RESOURCE/ID with a key; to take it out with its history, sourcebook erase.`,
        ]
      : []),
  ]
}

/** A dataset is of itself; everything else in a seed is curated. */
function originOf(resource: Resource, record: AnyRecord, lines: Line[]): Origin {
  const datasets = directory.get('datasets')
  const dataset_id = resource === datasets ? record.id : curatedDataset
  const dataset = lines.find((line) => line.resource === datasets && line.record.id === dataset_id)
  return { dataset_id, licence: String(dataset?.record.licence) }
}

const isSame = (stored: unknown, given: unknown) => JSON.stringify(stored ?? null) === JSON.stringify(given ?? null)
