/**
 * What a changed claim means for the record it is about: a curated record must not lose the evidence of a value, and
 * an imported one shows what its preferred claims say.
 */

import { errors, type Fault, furtherFaults } from '../engine/errors.ts'
import type { AnyRecord, Resource } from '../engine/resource.ts'
import { disagreements, newlyContradicted } from './agreement.ts'
import { checkRecord } from './check.ts'
import { claimsAbout, type Edit, exists, originOf, toWritten } from './edit.ts'
import { missingEvidence } from './evidence.ts'
import { foretoldFaults } from './foretold.ts'
import { isImported, originalValues, showPreferred } from './preferred.ts'
import type { Row } from './rows.ts'

/**
 * To be called before claims are changed or taken away; what it returns is called afterwards.
 *
 * @throws OnlyEvidence if a value of a curated record has lost its evidence.
 */
export function guardEvidence(edit: Edit, resource: Resource, rows: readonly Row[]): () => void {
  if (!resource.about) return () => {}
  const { about } = resource
  const subjects = new Map(rows.map((row) => [JSON.stringify(about(row)), about(row)]))
  const before = [...subjects].map(([key, subject]) => [key, new Set(gapsOf(edit, subject).map(toText))] as const)
  return () => {
    for (const [key, known] of before) {
      const subject = subjects.get(key) as Subject
      const lost = gapsOf(edit, subject).filter((gap) => !known.has(toText(gap)))
      if (lost.length)
        throw errors.OnlyEvidence(
          `/v1/${subject.resource}/${subject.id} would be left without evidence for ${lost.map(({ pointer }) => pointer).join(', ')}.`,
          lost,
        )
    }
  }
}

/** Whom a record is about, if its resource is about others. */
export const subjectOf = ({ about }: Resource, row: AnyRecord): Subject[] => (about ? [about(row)] : [])

type Subject = { resource: string; id: string }
const toText = ({ detail }: Fault) => detail

function gapsOf(edit: Edit, { resource: of, id }: Subject): Fault[] {
  const resource = edit.directory.get(of)
  const row = resource && edit.writer.find(resource, id)
  if (!resource || !row || isImported(row)) return []
  return missingEvidence(resource, row, claimsAbout(edit, of, id))
}

/**
 * Lets an imported record show its preferred claims, and what its dataset says where there is none (any more).
 *
 * @throws InvalidRecord if the record cannot hold what they say; `placeOf` names the place in the body that says a field.
 */
export function showCorrections(edit: Edit, of: string, id: string, placeOf: (field: string) => string) {
  const { reader, writer, directory } = edit
  const resource = directory.get(of)
  const row = resource && writer.find(resource, id)
  if (!resource || !row || !isImported(row)) return
  const before = toWritten(resource, row)
  const shown = showPreferred(reader, resource, { ...before, ...originalValues(reader, resource, id) })
  if (!changedNames(before, shown).length) return
  const faults = misfits(edit, resource, before, shown).map(({ pointer = '', code, detail }): Fault => {
    const [, name = ''] = pointer.split('/')
    const value = JSON.stringify(shown[name])
    const group = resource.fields[name]?.evidence
    const claim = `one claim${group ? ` on '${group}'` : ''}`
    return {
      pointer: placeOf(name),
      code,
      detail: `${name} would be ${value} there. ${detail} Say what fits together, in ${claim} or in several sent beside a PATCH of the record.`,
    }
  })
  const [first] = faults
  if (first)
    throw errors.InvalidRecord(
      `A preferred claim does not fit /v1/${resource.name}/${shown.id}: ${first.detail}${furtherFaults(faults)}`,
      faults,
    )
  writer.put(resource, shown, originOf(edit, resource, shown, row))
}

const changedNames = (before: AnyRecord, shown: AnyRecord) =>
  Object.keys(shown).filter((name) => JSON.stringify(shown[name]) !== JSON.stringify(before[name]))

/** A dataset may break our rules in what it says; a correction may not in what it changes, unless that broke them before. */
export function misfits(edit: Edit, resource: Resource, before: AnyRecord, shown: AnyRecord): Fault[] {
  const changed = changedNames(before, shown)
  const faultsOf = (record: AnyRecord) => [
    ...checkRecord(resource, record, (of, id) => exists(edit, of, id)).faults,
    ...foretoldFaults(edit, resource, record),
    ...clashes(edit, resource, record),
  ]
  const isDate = (name: string) => name.startsWith('date_')
  const isOurs = (name: string) => changed.includes(name) || (isDate(name) && changed.some(isDate))
  const toLine = ({ pointer, detail }: Fault) => `${pointer} ${detail}`
  const known = new Set(faultsOf(before).map(toLine))
  return [
    ...faultsOf(shown).filter((fault) => isOurs(fault.pointer?.split('/')[1] ?? '') && !known.has(toLine(fault))),
    ...newlyContradicted(edit, resource, before, shown),
  ]
}

/** A correction may be of either field: each is told what the other would say. */
function clashes(edit: Edit, resource: Resource, record: AnyRecord): Fault[] {
  const { fields } = resource
  return disagreements(edit, resource, record).flatMap(({ name, key, value, fault }): Fault[] => {
    const beside = Object.keys(fields).filter(
      (other) => other !== name && fields[other]?.evidence === fields[name]?.evidence && record[other] !== null,
    )
    const detail = `Its ${key} is ${value}, but beside it would stay what is said of another: ${beside.join(', ')}.`
    return [{ pointer: `/${name}`, code: 'contradiction', detail }, fault]
  })
}
