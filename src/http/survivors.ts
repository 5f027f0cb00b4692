/** A merged id means its survivor, wherever a parameter takes ids. */
import { Problem } from '../engine/errors.ts'
import { type Given, type Parameter, splitValues } from '../engine/parameters.ts'
import { sql } from '../engine/sql.ts'
import type { Reader } from '../engine/statement.ts'

/** The same parameters with the ids of records that were merged replaced. */
export function toSurvivors(reader: Reader, parameters: Readonly<Record<string, Parameter>>, given: Given): Given {
  const changed = new Map<string, string>()
  for (const [name, typed] of given) {
    const parameter = Object.hasOwn(parameters, name) ? parameters[name] : undefined
    const resource = ownerOf(parameter, given)
    if (resource === undefined) continue
    const ids = readValues(name, typed, parameter)
    const survivors = ids.map((id) => survivorOf(reader, resource, id) ?? id)
    if (survivors.some((id, index) => id !== ids[index]))
      changed.set(name, [...new Set(survivors)].map(encodeURIComponent).join())
  }
  return changed.size ? new Map([...given, ...changed]) : given
}

const survivorOf = ({ prepared }: Reader, resource: string, id: string) =>
  (
    prepared(
      'survivor',
      () =>
        sql`select into_id from tombstones where resource = ${sql.placeholder('resource')} and id = ${sql.placeholder('id')} and into_id is not null`,
    ).get(resource, id) as { into_id: string } | undefined
  )?.into_id

/** The resource whose ids a parameter takes, if it takes ids. */
export function ownerOf({ references }: Partial<Parameter> = {}, given: Given): string | undefined {
  return typeof references === 'object' ? given.get(references.by) : references
}

/** What cannot be read is for the parameter itself to refuse. */
export function readValues(name: string, typed: string, parameter: Parameter | undefined): string[] {
  try {
    return splitValues(name, typed, parameter) ?? []
  } catch (error) {
    if (error instanceof Problem) return []
    throw error
  }
}
