/** An order for a file, in plain words: it is checked where it is taken, passed to another thread, and filled there. */
import { errors } from '../engine/errors.ts'
import type { Directory } from '../engine/expansions.ts'
import { startReading } from '../engine/parameters.ts'
import { readQuery } from '../engine/query.ts'
import type { File, Format } from './format.ts'
import { formatsOf } from './index.ts'

export type Order = {
  resource: string
  /** The name of the format. */
  format: string
  /** The parameters as in the URL: names decoded, values not. */
  given: readonly (readonly [name: string, value: string])[]
}

/**
 * What an order asks for.
 *
 * @throws InvalidQuery with one fault for each parameter that cannot be used.
 */
export function readOrder(
  order: Order,
  directory: Directory,
): { format: Format } & Pick<File, 'query' | 'view' | 'options'> {
  const resource = directory.get(order.resource)
  const format = resource && formatsOf(resource).find(({ name }) => name === order.format)
  if (!format) throw errors.NotFound()
  const [own, rest] = [new Map<string, string>(), new Map<string, string>()]
  for (const [name, value] of order.given) (Object.hasOwn(format.parameters, name) ? own : rest).set(name, value)
  const reading = startReading(own, format.parameters)
  const options = Object.fromEntries(Object.keys(format.parameters).map((name) => [name, reading.one(name)]))
  reading.end()
  const query = readQuery(resource, rest, directory, true)
  return { format, query, view: { resource, fields: query.fields, expand: query.expand, directory }, options }
}

/** The address of an order, from `/v1` on: the same however it was asked for. */
export function addressOf({ resource, format, given }: Order): string {
  const query = given.map(([name, value]) => `${encodeURIComponent(name)}=${encodeRest(value)}`).join('&')
  return `/v1/${resource}.${format}${query && `?${query}`}`
}

/** What has no place in an address, and was typed there all the same. */
const encodeRest = (value: string) => value.toWellFormed().replace(/[^\x21-\x7e]/gu, encodeURIComponent)
