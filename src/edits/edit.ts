/**
 * What every edit works with: a writer and a reader of one transaction, and what they say of records that are there.
 * The transaction is the caller's, and so is its time.
 */

import { claimsIn } from '../engine/claimable.ts'
import type { Directory } from '../engine/expansions.ts'
import { type Change, findTombstone } from '../engine/history.ts'
import { findMeant, findNear } from '../engine/meant.ts'
import { type AnyRecord, type Resource, reservedIds } from '../engine/resource.ts'
import { sql } from '../engine/sql.ts'
import type { Reader } from '../engine/statement.ts'
import type { Claim } from './evidence.ts'
import type { Row } from './rows.ts'
import { type Origin, openWriter, type Writer } from './write.ts'

/** `now` is the time of the transaction. */
export type Edit = { writer: Writer; reader: Reader; directory: Directory; now: string }

/** `reader` is one of the writing connection, kept with it so that statements are prepared once. */
export const openEdit = (reader: Reader, directory: Directory, now: string, change: Change): Edit => ({
  reader,
  directory,
  now,
  writer: openWriter(reader, directory, now, change),
})

export const exists = ({ reader, directory }: Edit, of: string, id: string): boolean => {
  const resource = directory.get(of)
  if (!resource || resource.viewOf) return false
  const { table } = resource
  return (
    reader.prepared(`exists ${of}`, () => sql`select 1 from ${table} where id = ${sql.placeholder('id')}`).get(id) !==
    undefined
  )
}

/** An id that no new record may have: of a record that is or was there, or of an address below the resource. */
export const isTaken = (edit: Edit, of: string, id: string): boolean =>
  reservedIds.includes(id) ||
  exists(edit, of, id) ||
  findTombstone(edit.reader, edit.directory.get(of) as Resource, id) !== undefined

/** An id that belongs for good to what is gone: it leads to another record, or what had it was erased. */
export function isSpent({ reader, directory }: Edit, of: string, id: string): boolean {
  const tombstone = findTombstone(reader, directory.get(of) as Resource, id)
  return tombstone !== undefined && (tombstone.into_id !== null || tombstone.erased === 1)
}

/** The record into which one was merged. */
export function findSurvivor({ reader, directory }: Edit, of: string, id: string): string | undefined {
  const tombstone = findTombstone(reader, directory.get(of) as Resource, id)
  return tombstone?.into_id ?? undefined
}

/** The record that was meant by what is no id of one: it was merged into it, has that name or that id in other letters, or an id near it. */
export function findIntended(edit: Edit, of: string, typed: string): string | undefined {
  const resource = edit.directory.get(of)
  if (!resource) return undefined
  return (
    findSurvivor(edit, of, typed) ?? findMeant(edit.reader, resource, typed) ?? findNear(edit.reader, resource, typed)
  )
}

/** All of a record that a writer may say, in the order of its fields. */
export const toWritten = ({ fields }: Resource, row: AnyRecord): AnyRecord =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, { managed }]) => (managed ? [] : [[name, row[name] ?? null]])),
  ) as AnyRecord // the id is no managed field

/** What a record belongs to: curated records to `sourcebook`; what says its own licence is a dataset, and of itself. */
export function originOf({ reader }: Edit, { fields }: Resource, record: AnyRecord, row?: Row): Origin {
  if (!fields.licence?.managed) return { dataset_id: record.id, licence: String(record.licence) }
  if (row) return { dataset_id: row.dataset_id, licence: String(row.licence) }
  const curated = reader.get<Origin>(sql`select id as dataset_id, licence from datasets where id = 'sourcebook'`)
  if (!curated) throw new Error('there is no dataset sourcebook for curated records: seed the knowledge base')
  return curated
}

/** Every claim about a record. */
export const claimsAbout = ({ writer, directory }: Edit, subject: string, id: string) =>
  writer.findAll(claimsIn(directory), sql`subject = ${subject} and subject_id = ${id}`) as (Row & Claim)[] // rows of that table
