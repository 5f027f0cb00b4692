/** Whether a record agrees with the records that it names, such as an event in a place with the country of that place. */

import type { Fault } from '../engine/errors.ts'
import type { AnyRecord, Field, Resource } from '../engine/resource.ts'
import { sql } from '../engine/sql.ts'
import type { Edit } from './edit.ts'
import { findReferrers } from './references.ts'
import { mostChanged } from './touched.ts'

/** A field `key` that the record named in the field `name` holds otherwise. */
export type Disagreement = { name: string; key: string; value: unknown; fault: Fault }

/** Where a record says otherwise than the records that it names: each with the fault of the field that says it. */
export function disagreements({ writer, directory }: Edit, { fields }: Resource, record: AnyRecord): Disagreement[] {
  return Object.entries(fields).flatMap(([name, { references, agrees }]) => {
    const id = record[name]
    if (!references || !agrees || typeof id !== 'string') return []
    const named = writer.find(directory.get(references) as Resource, id)
    const others = agrees.filter((key) => record[key] !== null && (named?.[key] ?? record[key]) !== record[key])
    return others.map((key): Disagreement => {
      const detail = `That of ${name} '${id}' is ${named?.[key]}.`
      return { name, key, value: named?.[key], fault: { pointer: `/${key}`, code: 'contradiction', detail } }
    })
  })
}

/** The faults of a record that its writer brings: it said none of them before. */
export function newDisagreements(edit: Edit, resource: Resource, record: AnyRecord, before?: AnyRecord): Fault[] {
  const found = (row: AnyRecord) =>
    disagreements(edit, resource, row).map(({ key, fault }) => ({ said: row[key], fault }))
  const known = new Set((before ? found(before) : []).map((one) => JSON.stringify(one)))
  return found(record).flatMap((one) => (known.has(JSON.stringify(one)) ? [] : [one.fault]))
}

/** Records that a sentence names one by one. */
const named = 3

/**
 * The faults of a record as it becomes: what names it said of a field what it said until then, or it said nothing, and
 * would contradict it.
 */
export function newlyContradicted(
  { reader, directory }: Edit,
  resource: Resource,
  before: AnyRecord,
  after: AnyRecord,
): Fault[] {
  const changed = Object.entries(resource.fields).filter(
    ([key]) => after[key] !== null && after[key] !== before[key] && isAgreedOn(directory, resource, key),
  )
  return changed.flatMap(([key]): Fault[] => {
    const also = ({ fields }: Resource, name: string) => {
      const { references, agrees = [] } = fields[name] as Field // it may name others
      if (references !== resource.name || !agrees.includes(key)) return undefined
      const { column } = fields[key] as Field // what agrees has it, too
      const [was, is] = [before[key], after[key]] as [string | null, string] // codes, of which the second is changed and not null
      return was === null ? sql`${column} <> ${is}` : sql`${column} = ${was}`
    }
    const found = findReferrers(reader, directory, resource, [before.id], mostChanged + 1, { all: true, also })
    if (!found.length) return []
    const first = found.slice(0, named).map((one) => `${one.resource.name}/${one.id}`)
    const others = found.length - first.length
    const more = others ? ` and ${found.length > mostChanged ? 'very many' : others.toLocaleString('en')} more` : ''
    const detail = `Would contradict what names it: ${first.join(', ')}${more}. Let it be null until that is changed.`
    return [{ pointer: `/${key}`, code: 'contradiction', detail }]
  })
}

const isAgreedOn = (directory: Edit['directory'], { name }: Resource, key: string) =>
  [...directory.values()].some(({ fields }) =>
    Object.values(fields).some(({ references, agrees }) => references === name && agrees?.includes(key)),
  )
