/** Whether a record says that something has been on a day that is still to come, such as one of 2052. */

import { shiftDay } from '../engine/dates.ts'
import type { Fault } from '../engine/errors.ts'
import type { AnyRecord, Resource } from '../engine/resource.ts'
import type { Edit } from './edit.ts'

/** Somewhere it is tomorrow already. */
export function foretoldFaults({ now }: Pick<Edit, 'now'>, resource: Resource, record: AnyRecord): Fault[] {
  const today = now.slice(0, 10)
  const found = resource.foretold?.(record, shiftDay(today, 1)) ?? []
  return found.map(({ field, detail }) => ({ pointer: `/${field}`, code: 'invalid_date', detail }))
}

/** The faults of a record that its writer brings: it said none of them before. */
export function newlyForetold(
  edit: Pick<Edit, 'now'>,
  resource: Resource,
  record: AnyRecord,
  before?: AnyRecord,
): Fault[] {
  const known = (before ? foretoldFaults(edit, resource, before) : []).map(({ detail }) => detail)
  return foretoldFaults(edit, resource, record).filter(({ detail }) => !known.includes(detail))
}
