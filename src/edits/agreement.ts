/** Whether a record agrees with the records that it names, such as an event in a place with the country of that place. */

import type { Fault } from '../engine/errors.ts'
import type { AnyRecord, Resource } from '../engine/resource.ts'
import type { Edit } from './edit.ts'

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
