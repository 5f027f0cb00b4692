/** Events of three datasets to count: curated ones with every kind of date and place, and imported ones. */
import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { readSeed, seedFolder } from '../../src/commands/seed.ts'
import type { AnyRecord } from '../../src/engine/resource.ts'
import { acled } from '../../src/imports/acled.ts'
import { importFile } from '../../src/imports/pipeline.ts'
import { ucdpGed } from '../../src/imports/ucdp-ged.ts'
import { gedLines } from '../bench/data.ts'
import { openWorld } from '../engine/world.ts'
import { acledRow } from '../imports/rows.ts'
import { toCsv } from '../imports/support.ts'
import { type Base, readAll, resourceOf, type Scope } from '../support.ts'

export type Counting = Base & { events: AnyRecord[] }

/** So many curated events, so many of UCDP GED and of ACLED. */
export async function openCounting(scope: Scope, curated: number, ged: number, acledRows: number): Promise<Counting> {
  const base = await openWorld(scope, curated, 3)
  const { connection, app, write, store } = base
  connection.exec("update state set visibility = 'private'") // for ACLED; the server that stands reads as before
  write((writer) => {
    for (const { resource, record } of readSeed(seedFolder))
      if (resource.name === 'datasets' && record.id !== 'sourcebook')
        writer.put(resourceOf('datasets'), record, { dataset_id: record.id, licence: String(record.licence) })
  })
  const load = async (dataset: typeof ucdpGed, name: string, text: string) => {
    const path = join(dirname(store.path), name)
    writeFileSync(path, text)
    await importFile(connection, { dataset, path, now: '2025-08-01T00:00:00.000Z' })
  }
  await load(ucdpGed, 'ged231.csv', [...gedLines(ged, 5)].join(''))
  await load(
    acled,
    'acled.csv',
    toCsv(
      acled.columns,
      Array.from({ length: acledRows }, (_, index) => acledOf(index)),
    ),
  )
  return { ...base, events: await readAll(app, '/v1/events') }
}

/** Rows of a few months and actors; some have an actor twice, some none but its associates. */
const acledOf = (index: number) => ({
  ...acledRow,
  event_id_cnty: `PAK${index}`,
  event_date: `2024-${String(1 + (index % 5)).padStart(2, '0')}-${String(1 + (index % 28)).padStart(2, '0')}`,
  time_precision: 1 + (index % 3),
  actor2: index % 4 ? acledRow.actor2 : acledRow.actor1,
  admin1: index % 3 ? 'Khyber Pakhtunkhwa' : 'Sindh',
  fatalities: index % 7,
})
