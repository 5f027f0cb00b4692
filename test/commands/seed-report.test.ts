/** What `seed` says of records that its lines no longer have. */
import t from 'tap'
import { describe, readSeed, seed } from '../../src/commands/seed.ts'
import type { AnyRecord } from '../../src/engine/resource.ts'
import { ask, openSeeded, resourceOf } from '../support.ts'
import { editSeed, recordsIn } from './seed-folder.ts'

t.test('a record whose line is gone is still there and named, until it is deleted', async (t) => {
  const { connection, app, write } = await openSeeded(t)
  const gone = (record: AnyRecord) => record.id === 'arrests' || record.subject_id === 'arrests'
  const folder = editSeed(t.testdir({}), {
    'milestones.ndjson': (records) => records.filter((record) => !gone(record)),
    'claims.ndjson': (records) => records.filter((record) => !gone(record)),
  })
  const report = seed(connection, readSeed(folder))
  const expected = recordsIn('claims.ndjson')
    .filter(gone)
    .map(({ id }) => `claims/${id}`)
  t.same(report.notInSeed, [...expected.sort(), 'milestones/arrests'])
  t.equal((await ask(app, '/v1/milestones/arrests')).status, 200)
  write((writer) => writer.remove(resourceOf('milestones'), 'arrests', { op: 'delete' }))
  t.same(seed(connection, readSeed(folder)).notInSeed, expected)
})

t.test('what is in no line is named in the report, twenty at most, with what can be done', async (t) => {
  const report = { added: 0, updated: 0, unchanged: 5, leftAlone: ['actors/ttp'], notInSeed: [] }
  t.same(describe('a.sqlite', report), [
    'a.sqlite: added 0, updated 0, unchanged 5, left alone 1',
    'left alone, edited since it was seeded: actors/ttp',
  ])
  const many = Array.from({ length: 22 }, (_, index) => `claims/c-${index}`)
  const lines = describe('a.sqlite', { ...report, notInSeed: many })
  t.equal(lines[2], 'still there, but in no line of this seed: claims/c-0')
  t.equal(lines[21], 'still there, but in no line of this seed: claims/c-19')
  t.same(lines.slice(22), [
    'and 2 more',
    'Seeding deletes nothing. To withdraw a record, DELETE /v1/RESOURCE/ID with a key; to take it out with its history, sourcebook erase.',
  ])
})
