/**
 * What a record is found by beside its own columns and its links: its words, its names, its ids elsewhere, the cells of the
 * map in which it stands. One write and a look at the whole knowledge base read it here.
 */
import { dayNumber } from '../engine/dates.ts'
import { cellsAt } from '../engine/geo.ts'
import type { AnyRecord, Resource } from '../engine/resource.ts'
import { boundary, fold } from '../engine/text.ts'

type Dated = AnyRecord & { n: number; date_key?: string | null }

/** Where a record stands in the text index: by day, then by number; undated first. */
export const textRow = ({ n, date_key }: Dated) => BigInt(date_key ? dayNumber(date_key) : 0) * 2n ** 31n + BigInt(n)

/** The number and the day of the record that stands in a row of the text index. */
export const numberOfTextRow = (row: number) => row % 2 ** 31
export const dayOfTextRow = (row: number) => Math.floor(row / 2 ** 31)

/** The columns of the text index. */
export type Words = { names: string; body: string; tags: string }

/** A text that stands whole in the names is not indexed twice: whatever finds it there finds the record. */
export function wordsFor(resource: Resource, row: AnyRecord, folded = fold): Words {
  const own = resource.names(row)
  const known = resource.about ? own : [...own, String(row[resource.title])] // what is said about another ranks below it
  const names = [...new Set(known)].map(folded).join(boundary)
  const named = ` ${names} `
  const texts = resource.texts(row).flatMap((text) => (text === null || known.includes(text) ? [] : [folded(text)]))
  const body = texts.filter((text) => text !== '' && !named.includes(` ${text} `)).join(boundary)
  const tags = row.dataset_id === 'sourcebook' ? `${resource.name} curated` : resource.name
  return { names, body, tags }
}

/** The names by which it is found exactly, folded, each once. */
export const namesFor = (resource: Resource, row: AnyRecord, folded = fold): string[] => [
  ...new Set(resource.names(row).map(folded)),
]

/** The ids that it has elsewhere, each once. */
export const identifiersFor = (resource: Resource, row: AnyRecord): string[] => [
  ...new Set(resource.identifiers?.(row)),
]

/** The grid cells in which a record stands. */
export const cellsFor = ({ grid }: Resource, { latitude, longitude }: AnyRecord): string[] =>
  grid && typeof latitude === 'number' && typeof longitude === 'number' ? cellsAt(latitude, longitude) : []

/** The day under which lists have it; empty if undated. */
export const dateFor = ({ date_key }: Dated): string => date_key ?? ''
