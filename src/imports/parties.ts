/**
 * Who takes part and where: the actors and the country places that rows name. What the knowledge base knows already is
 * found, by an id of the dataset or by its exact name; the rest becomes records of the dataset.
 */
import { checkRecord } from '../edits/check.ts'
import { namesFor } from '../edits/findable.ts'
import type { Origin, Writer } from '../edits/write.ts'
import { findTombstone } from '../engine/history.ts'
import { type AnyRecord, type Resource, reservedIds } from '../engine/resource.ts'
import type { Reader } from '../engine/statement.ts'
import { fold } from '../engine/text.ts'
import { type Country, countryCalled } from '../model/countries.ts'
import { directory } from '../model/index.ts'
import type { Term } from '../model/vocabularies.ts'
import { noteOf } from './report.ts'
import { toSlug } from './values.ts'

export type NewActor = {
  kind: Term<'actor_kind'>
  name: string
  acronym?: string
  country: string | null
  names?: { name: string; type: Term<'name_type'>; language: string | null }[]
}

/** An id is null where the record was erased: it stays away, and an event has of it the words of its row alone. */
export type Parties = {
  /** The id of a country's place; `label` is what the dataset calls it. */
  placeOf(country: Country, label: string): string | null
  /** The id of the actor with this external id, made under `id` if there is none. */
  actorById(scheme: 'ucdp-actor', value: string, id: string, make: () => NewActor): string | null
  /** The id of the actor that has exactly one of these names, the first found; made if there is none. */
  actorByName(names: readonly string[], make: () => NewActor): string | null
  /** What curators should know: what rows name and was erased. */
  notices(): string[]
}

const actors = directory.get('actors') as Resource
const places = directory.get('places') as Resource

/** `writer` is that of the import's transaction; what is made is of the dataset. */
export function openParties(reader: Reader, writer: Writer, origin: Origin): Parties {
  const { connection } = reader
  const ids = new Map<string, string | null>()
  const byExternalId = connection
    .prepare("select id from identifiers where resource = 'actors' and key = ? limit 1")
    .pluck()
  const byName = connection
    .prepare(
      "select id from names join actors using (n) where folded = ? and resource = 'actors' order by name <> ?, id limit 1",
    )
    .pluck()
  /** By their names the actors made here, which `names` has when the import ends. */
  const made = new Map<string, string>()
  const erased: string[] = []
  const byCountry = connection
    .prepare("select id from places where kind = 'country' and country = ? order by n limit 1")
    .pluck()

  /** What is looked for under `key`, looked for once. The key is copied: a cell is a view of its piece of the file. */
  function once(key: string, find: () => unknown, make: () => string | null): string | null {
    const known = ids.get(key)
    if (known !== undefined) return known
    const id = (find() as string | undefined) ?? make()
    ids.set(Buffer.from(key).toString(), id)
    return id
  }

  function put(resource: Resource, record: AnyRecord): string | null {
    const survivor = findTombstone(reader, resource, record.id)?.into_id
    if (survivor) return survivor // it was merged, and its id leads on
    const id = freeId(writer, resource, record.id)
    if (findTombstone(reader, resource, id)?.erased) {
      erased.push(`${resource.name}/${id}`)
      return null
    }
    const checked = checkRecord(resource, { ...record, id }, () => true)
    if (checked.faults.length) throw new Error(`${resource.name}/${id}: ${JSON.stringify(checked.faults)}`)
    writer.put(resource, checked.record, origin)
    if (resource === actors)
      for (const name of namesFor(resource, checked.record)) if (!made.has(name)) made.set(name, id)
    return id
  }

  function named(name: string): unknown {
    const folded = fold(name)
    return byName.get(folded, name) ?? made.get(folded)
  }

  return {
    placeOf: (country, label) =>
      once(
        `place ${country.code}`,
        () => byCountry.get(country.code),
        () => put(places, toPlace(country, label)),
      ),
    actorById: (scheme, value, id, make) =>
      once(
        `${scheme}:${value}`,
        () => byExternalId.get(`${scheme}:${value}`),
        () => put(actors, { ...make(), id, external_ids: [{ scheme, value }] }),
      ),
    actorByName: (names, make) =>
      once(
        `name ${names[0]}`,
        () => names.map(named).find((id) => id !== undefined),
        () => put(actors, { ...make(), id: toSlug(names[0] ?? '') || 'actor' }),
      ),
    notices: () =>
      noteOf(
        'actors and places that rows name',
        erased,
        'were erased, and stay away; events name them in the words of the rows',
      ),
  }
}

function toPlace({ code, name, gwno, aliases, former }: Country, label: string): AnyRecord {
  const named = (type: Term<'name_type'>) => (other: string) => ({ name: other, type, language: 'en' })
  return {
    id: toSlug(name),
    kind: 'country',
    name,
    country: code,
    names: [
      ...[...aliases, ...(label === '' || countryCalled(label) ? [] : [label])].map(named('alias')),
      ...former.map(named('former')),
    ],
    external_ids: [
      { scheme: 'iso3166', value: code },
      ...gwno.map((number) => ({ scheme: 'gwno', value: String(number) })),
    ],
  }
}

/** The id, or the first with a number behind it that no record has; one that may not be an id gets a number too. */
function freeId(writer: Writer, resource: Resource, wanted: string): string {
  if (!reservedIds.includes(wanted) && !writer.find(resource, wanted)) return wanted
  for (let count = 2; ; count++) {
    const id = `${wanted.slice(0, 76).replace(/-$/, '')}-${count}`
    if (!writer.find(resource, id)) return id
  }
}
