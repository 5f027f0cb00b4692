/** Values that are right in their form but name nothing there is, where that is surely a mistake: a dataset that is not here, a name in the place of an id. */
import { errors, type Fault, Problem } from '../engine/errors.ts'
import { findMeant } from '../engine/meant.ts'
import { clip, type Given, invalid, type Parameter, type World } from '../engine/parameters.ts'
import { type Resource, slug } from '../engine/resource.ts'
import { sql } from '../engine/sql.ts'
import type { Reader } from '../engine/statement.ts'
import { ownerOf, readValues } from './survivors.ts'

type Parameters = Readonly<Record<string, Parameter>>

/** The answer of a route, unless a parameter names nothing; what the route refuses is told beside that. */
export function refusingUnknown<T>(parameters: Parameters, given: Given, world: World, answer: () => Promise<T>) {
  const unknown = findUnknown(parameters, given, world)
  return unknown.length ? refuse(unknown, answer) : answer()
}

async function refuse(unknown: Fault[], answer: () => Promise<unknown>): Promise<never> {
  try {
    await answer()
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== errors.InvalidQuery.code || !error.faults.length) throw error
    const hinted = (fault: Fault) =>
      unknown.find(({ parameter, detail }) => parameter === fault.parameter && detail.startsWith(fault.detail)) ?? fault
    const others = unknown.filter(({ parameter }) => error.faults.every((fault) => fault.parameter !== parameter))
    throw invalid([...error.faults.map(hinted), ...others])
  }
  throw invalid(unknown)
}

/** Values of a parameter that are looked for: each may take thousands of steps in an index, and others wait. */
const mostLookedFor = 16

/** A fault for each parameter of which one of the first values names nothing. */
export function findUnknown(parameters: Parameters, given: Given, world: World): Fault[] {
  const faults: Fault[] = []
  for (const [name, typed] of given) {
    const parameter = Object.hasOwn(parameters, name) ? parameters[name] : undefined
    const owner = ownerOf(parameter, given)
    if (!parameter?.unknown && owner === undefined) continue
    const other = (value: string) => parameter?.unknown?.(value, world)
    const unknown = owner === undefined ? other : (id: string) => misnamed(id, owner, world, other)
    const values = readValues(name, typed, parameter).slice(0, mostLookedFor)
    const [fault] = values.flatMap((value) => unknown(value) ?? [])
    if (fault) faults.push({ parameter: name, ...fault })
  }
  return faults
}

type Unknown = Omit<Fault, 'parameter'> | undefined

/** What is the id of no record, and never was, but the name of one: `taliban`, where that is a name of `afghan-taliban`; else what `other` makes of it. */
function misnamed(id: string, owner: string, { reader, directory }: World, other: (id: string) => Unknown): Unknown {
  const resource = directory.get(owner)
  if (!resource || !slug.safeParse(id).success || isOrWas(id, resource, reader)) return undefined
  const meant = findMeant(reader, resource, id)
  if (meant === undefined) return other(id)
  const detail = `No ${resource.singular.toLowerCase()} has the id '${clip(id)}'. Did you mean '${meant}'?`
  return { code: 'invalid_id', detail, allowed: [meant] }
}

const isOrWas = (id: string, { table, viewOf, name }: Resource, { prepared }: Reader) =>
  prepared(
    `${name} is or was`,
    () =>
      sql`select 1 from ${table} where ${table.id} = ${sql.placeholder('id')}
        union all select 1 from tombstones where resource = ${sql.placeholder('resource')} and id = ${sql.placeholder('id')}`,
  ).get(id, viewOf ?? name, id) !== undefined
