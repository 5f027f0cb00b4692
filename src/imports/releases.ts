/** The record of a dataset: its licence, whether it may go into a knowledge base, and the releases imported here. */

import type { Row } from '../edits/rows.ts'
import type { Writer } from '../edits/write.ts'
import type { RecordOf, Resource } from '../engine/resource.ts'
import { directory, type registry } from '../model/index.ts'

export type Release = RecordOf<typeof registry.datasets.fields>['releases'][number]

const datasets = directory.get('datasets') as Resource

export type DatasetRow = Row & { licence: string; redistributable: boolean; releases: Release[] }

/** The dataset as the knowledge base has it. */
export const findDataset = (writer: Writer, id: string) => writer.find(datasets, id) as DatasetRow | undefined

/** Adds a release to the record of its dataset. */
export const addRelease = (writer: Writer, row: DatasetRow, release: Release) =>
  writer.put(datasets, { ...row, releases: [...row.releases, release] }, { dataset_id: row.id, licence: row.licence })

/** Whether a release precedes another, if both are numbered (23.1, 24.0.5) or both are days. */
export function isOlder(release: string, other: string): boolean {
  const isNumbered = /^\d{1,2}(\.\d{1,3})+$/
  const isDay = /^\d{4}-\d{2}-\d{2}$/
  if (![isNumbered, isDay].some((form) => form.test(release) && form.test(other))) return false
  return release.localeCompare(other, 'en', { numeric: true }) < 0
}

/** What coverage is made of. */
export type Told = { date_start: string | null; date_end: string | null; country: string | null }

/**
 * What the events of a file tell of: the first and the last day, and the countries. `others` gives those that are not
 * added; it is asked once, if at all, when all have been read.
 */
export function openCoverage(others: () => Iterable<Told>) {
  const covers: Pick<Release, 'covers_start' | 'covers_end'> = { covers_start: null, covers_end: null }
  const countries = new Set<string | null>()

  function add({ date_start, date_end, country }: Told) {
    const [first, last] = [date_start ?? date_end, date_end ?? date_start]
    if (first !== null && (covers.covers_start === null || first < covers.covers_start)) covers.covers_start = first
    if (last !== null && (covers.covers_end === null || last > covers.covers_end)) covers.covers_end = last
    countries.add(country)
  }

  let isWhole = false
  function complete() {
    if (!isWhole) for (const event of others()) add(event)
    isWhole = true
  }

  return {
    add,
    covers() {
      complete()
      return covers
    },
    /** Whether an event lies wholly within the days of the file, or in one of its countries; both if both are asked. */
    reaches({ date_start, date_end, country }: Told, by: readonly ('days' | 'countries')[]): boolean {
      complete()
      const [first, last] = [date_start ?? date_end ?? '', date_end ?? date_start ?? '']
      const isWithin = (covers.covers_start ?? '') <= first && last <= (covers.covers_end ?? '')
      return (!by.includes('days') || isWithin) && (!by.includes('countries') || countries.has(country))
    },
  }
}
