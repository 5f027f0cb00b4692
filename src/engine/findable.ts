/**
 * What a record is found by beside its own columns and its links: its words, its names, the cells of the map in which it
 * stands. One write and a look at the whole knowledge base read it here.
 */
import { dayNumber } from './dates.ts'
import { cellsAt } from './geo.ts'
import type { AnyRecord, Resource } from './resource.ts'
import { fold, toIndexed } from './text.ts'

type Dated = AnyRecord & { n: number; date_key?: string | null }

/** Where a record stands in the text index: by day, then by number; undated first. */
export const textRow = ({ n, date_key }: Dated) => BigInt(date_key ? dayNumber(date_key) : 0) * 2n ** 31n + BigInt(n)

/** The number and the day of the record that stands in a row of the text index. */
export const numberOfTextRow = (row: number) => row % 2 ** 31
export const dayOfTextRow = (row: number) => Math.floor(row / 2 ** 31)

/** The columns of the text index. */
export type Words = { names: string; body: string; tags: string }

export function wordsFor(resource: Resource, row: Dated): Words {
  const names = [...new Set(resource.names(row))]
  const known = resource.about ? names : [...new Set([...names, String(row[resource.title])])] // what is said about another ranks below it
  const body = resource.texts(row).filter((text) => text !== null)
  const tags = row.dataset_id === 'sourcebook' ? `${resource.name} curated` : resource.name
  return { names: toIndexed(known), body: toIndexed(body), tags }
}

/** The names by which it is found exactly, folded, each once. */
export const namesFor = (resource: Resource, row: AnyRecord): string[] => [...new Set(resource.names(row).map(fold))]

/** The grid cells in which a record stands. */
export const cellsFor = ({ grid }: Resource, { latitude, longitude }: AnyRecord): string[] =>
  grid && typeof latitude === 'number' && typeof longitude === 'number' ? cellsAt(latitude, longitude) : []

/** The day under which lists have it; empty if undated. */
export const dateFor = ({ date_key }: Dated): string => date_key ?? ''
