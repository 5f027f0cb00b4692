/** Ids as people type them: `TTP`, `Kabul`, "Government of Pakistan". A refusal names the record that was meant. */
import { errors, type Fault, Problem } from '../engine/errors.ts'
import { findImported, findMeant, findNear } from '../engine/meant.ts'
import { clip, invalid } from '../engine/parameters.ts'
import { type Resource, slug } from '../engine/resource.ts'
import type { Reader } from '../engine/statement.ts'
import { refuseFormat } from './entry.ts'
import type { Asked, Route } from './route.ts'
import { ownerOf, readValues } from './survivors.ts'

/** Answers; a refusal of what is no id says which was meant, and one of an address of `paths` but for its format the formats there are. */
export async function handleWithHints(route: Route, asked: Asked, paths: readonly string[]) {
  try {
    return await route.handle(asked)
  } catch (error) {
    if (error instanceof Problem && asked.path.id !== undefined) refuseFormat(asked.url, paths)
    if (!(error instanceof Problem) || !error.faults.some(isOfId)) throw error
    throw invalid(error.faults.map((fault) => (isOfId(fault) ? withHint(fault, route, asked) : fault)))
  }
}

const isOfId = ({ code }: Fault) => code === 'invalid_id'

function withHint(fault: Fault, { parameters }: Route, { given, store, directory }: Asked): Fault {
  const name = fault.parameter ?? ''
  const resource = directory.get(ownerOf(parameters[name], given) ?? '')
  const typed = readValues(name, given.get(name) ?? '', parameters[name]).find((id) => !slug.safeParse(id).success)
  if (!resource || typed === undefined) return fault
  const meant = findMeant(store.reader, resource, typed) ?? findNear(store.reader, resource, typed)
  const hint = meant ? `Did you mean '${meant}'?` : `Look for it with /v1/${resource.name}?q=…`
  return { ...fault, detail: `${fault.detail} ${hint}`, ...(meant && { allowed: [meant] }) }
}

/** That there is no such record, and which may have been meant: one with the same name, with the same id in other letters, or with one near it. */
export function missing(reader: Reader, resource: Resource, id: string): Problem {
  const near = findMeant(reader, resource, id) ?? findImported(reader, resource, id) ?? findNear(reader, resource, id)
  const form = slug.safeParse(id).success ? '' : ' Ids are small letters and digits, joined by single hyphens.'
  const hint = near ? ` Did you mean '${near}'?` : ` Look for it with /v1/${resource.name}?q=…`
  return errors.RecordNotFound(`No ${resource.singular.toLowerCase()} has the id '${clip(id)}'.${form}${hint}`)
}
