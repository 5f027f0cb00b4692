/**
 * Seeding: the NDJSON files of `seed/`, checked as a whole before the database is touched. A record that has been
 * curated since it was last seeded is left alone and named.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Database } from 'better-sqlite3'
import { checkRecord } from './engine/check.ts'
import { type Claim, claimFaults, missingEvidence } from './engine/evidence.ts'
import type { AnyRecord, Resource } from './engine/resource.ts'
import { type Origin, openWriter } from './engine/write.ts'
import { directory, resources } from './model/index.ts'

export const seedFolder = fileURLToPath(new URL('../seed', import.meta.url))

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

export type SeedReport = { added: number; updated: number; unchanged: number; leftAlone: string[] }

/** The records of a seed folder, in the order of the registry.
 * @throws SeedError with every fault, each by file, line and field. */
export function readSeed(folder: string): Line[] {
  const faults: SeedFault[] = []
  const parsed = resources
    .filter((resource) => !resource.viewOf)
    .flatMap((resource) => parseFile(folder, resource, faults))
  const ids = new Map<string, Line>()
  for (const entry of parsed) {
    const key = `${entry.resource.name} ${entry.record.id}`
    const first = ids.get(key)
    if (first)
      faults.push({
        ...placeOf(entry),
        field: 'id',
        detail: `'${entry.record.id}' stands in line ${first.line} already.`,
      })
    ids.set(key, entry)
  }
  const exists = (resource: string, id: string) => ids.has(`${resource} ${id}`)
  const lines = parsed.map((entry) => {
    const { record, faults: found } = checkRecord(entry.resource, entry.record, exists)
    for (const { pointer, detail } of found) faults.push({ ...placeOf(entry), field: toField(pointer), detail })
    return { ...entry, record }
  })
  if (!faults.length) faults.push(...evidenceFaults(lines, exists))
  if (faults.length) throw new SeedError(faults)
  return lines
}

function evidenceFaults(lines: Line[], exists: (resource: string, id: string) => boolean): SeedFault[] {
  const claims = lines.filter(({ resource }) => resource.about)
  const bySubject = Map.groupBy(claims, ({ record }) => `${record.subject} ${record.subject_id}`)
  return lines.flatMap((entry) => {
    const { resource, record } = entry
    const about = bySubject.get(`${resource.name} ${record.id}`) ?? []
    const faults = missingEvidence(
      resource,
      record,
      about.map((line) => line.record as Claim),
    )
    if (resource.about) {
      const claim = record as Claim
      faults.push(...claimFaults(claim, directory.get(claim.subject)))
      if (!exists(claim.subject, claim.subject_id))
        faults.push({
          pointer: '/subject_id',
          code: 'unknown_reference',
          detail: `There is no '${claim.subject_id}' in ${claim.subject}.`,
        })
    }
    return faults.map(({ pointer, detail }) => ({ ...placeOf(entry), field: toField(pointer), detail }))
  })
}

const placeOf = ({ file, line }: Line) => ({ file, line })
const toField = (pointer: string | undefined) => (pointer ?? '/').slice(1).replaceAll('/', '.')

function parseFile(folder: string, resource: Resource, faults: SeedFault[]): Line[] {
  const file = `${resource.name}.ndjson`
  const path = join(folder, file)
  if (!existsSync(path)) return []
  return readFileSync(path, 'utf8')
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

function parseLine(text: string): AnyRecord | string {
  try {
    const record: unknown = JSON.parse(text)
    if (typeof record !== 'object' || record === null || Array.isArray(record)) return 'is not a JSON object.'
    return record as AnyRecord
  } catch (error) {
    return `is not JSON: ${(error as Error).message}`
  }
}

/** Is there anything in the knowledge base? */
export const isEmpty = (connection: Database) => connection.prepare('select seq from state').pluck().get() === 0

/** Writes a checked seed in one transaction. */
export function seed(connection: Database, lines: Line[]): SeedReport {
  const report: SeedReport = { added: 0, updated: 0, unchanged: 0, leftAlone: [] }
  const recall = connection.prepare('select revision from seeded where resource = ? and id = ?').pluck()
  const remember = connection.prepare(
    'insert into seeded values (?, ?, ?) on conflict do update set revision = excluded.revision',
  )
  connection
    .transaction(() => {
      const writer = openWriter(connection, directory, new Date().toISOString())
      for (const { resource, record } of lines) {
        const before = writer.find(resource, record.id)
        const seeded = recall.get(resource.name, record.id) as number | undefined
        const changed = !before || Object.keys(record).some((name) => !isSame(before[name], record[name]))
        if (!changed) report.unchanged++
        else if (before && seeded !== before.revision) report.leftAlone.push(`${resource.name}/${record.id}`)
        else {
          writer.put(resource, record, originOf(resource, record, lines))
          remember.run(resource.name, record.id, (before?.revision ?? 0) + 1)
          report[before ? 'updated' : 'added']++
        }
      }
      writer.index()
    })
    .immediate()
  return report
}

/** A dataset is of itself; everything else in a seed is curated. */
function originOf(resource: Resource, record: AnyRecord, lines: Line[]): Origin {
  const datasets = directory.get('datasets')
  const dataset_id = resource === datasets ? record.id : 'sourcebook'
  const dataset = lines.find((line) => line.resource === datasets && line.record.id === dataset_id)
  return { dataset_id, licence: String(dataset?.record.licence) }
}

const isSame = (stored: unknown, given: unknown) => JSON.stringify(stored ?? null) === JSON.stringify(given ?? null)
