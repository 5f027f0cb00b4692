/** Deleting: what is refused, what goes, what stays. */
import t from 'tap'
import { patchRecord } from '../../src/edits/change.ts'
import { deleteRecord } from '../../src/edits/delete.ts'
import { mergeRecord } from '../../src/edits/merge.ts'
import { resourceOf } from '../support.ts'
import { assigned, create, openDesk, person, problemOf } from './support.ts'

const desk = await openDesk(t)
const { edit, row, connection, findability, rebuild } = desk
const remove = (resource: string, id: string) => edit((e) => deleteRecord(e, resourceOf(resource), row(resource, id)))
const count = (sql: string) => connection.prepare(`select count(*) from ${sql}`).pluck().get()

t.test('a record that others refer to stays, and they are listed', async (t) => {
  const { status, code, faults } = problemOf(() => remove('actors', 'sirajuddin-haqqani'))
  t.same([status, code], [409, 'still_referenced'])
  t.same(
    faults.map(({ detail }) => detail),
    [
      '/v1/visits/2025-07-20-naqvi-kabul refers to it in hosts.',
      '/v1/statements/naqvi-urges-joint-coordination refers to it in addressees.',
      '/v1/statements/naqvi-seeks-border-security-and-checks refers to it in addressees.',
    ],
  )
})

t.test('where not all that refer to it are named, it is told how many there are', async (t) => {
  const { message, faults } = problemOf(() => remove('sources', 'stratheia-naqvi-kabul-visit'))
  t.equal(
    message,
    'Other records refer to this one. Change those first, or merge this one into another. There are 332 references, of which errors names 100.',
  )
  t.equal(faults.length, 100)
  t.equal(count("claims where source_id = 'stratheia-naqvi-kabul-visit' and subject_id <> source_id"), 332)
})

t.test('of what others lie in it is told that there may be more, which is not looked for', async (t) => {
  const { message } = problemOf(() => remove('places', 'afghanistan'))
  t.match(message, / There may be more: they are told when these are gone\.$/)
})

for (const [resource, id, referrer] of [
  ['places', 'afghanistan', '/v1/places/durand-line refers to it in between_ids.'],
  ['places', 'north-waziristan', '/v1/operations/north-waziristan-offensives refers to it in place_ids.'],
  ['sources', 'stratheia-naqvi-kabul-visit', /^\/v1\/claims\/.* refers to it in source_id\.$/],
  ['datasets', 'sourcebook', /^\/v1\/actors\/.* refers to it in dataset_id\.$/],
  ['visits', '2025-07-20-naqvi-kabul', /^\/v1\/statements\/.* refers to it in visit_id\.$/],
  ['operations', 'pakistan-three-part-policy', /^\/v1\/operations\/.* refers to it in part_of_id\.$/],
] as const)
  t.test(`${resource}/${id} is referred to`, async (t) => {
    const details = problemOf(() => remove(resource, id)).faults.map(({ detail }) => detail)
    t.ok(details.some((detail) => (typeof referrer === 'string' ? detail === referrer : referrer.test(detail))))
  })

t.test('an event is referred to by its parts and by records of the same event', async (t) => {
  const meeting = { type: 'meeting', title: 'Whole' }
  create(desk, 'events', { id: 'whole', ...meeting })
  create(desk, 'events', { id: 'part', ...meeting, part_of_id: 'whole', claims: [assigned('part_of_id', 'whole')] })
  create(desk, 'events', { id: 'twin', ...meeting, same_event_ids: ['whole'] })
  t.same(
    problemOf(() => remove('events', 'whole')).faults.map(({ detail }) => detail),
    ['/v1/events/part refers to it in part_of_id.', '/v1/events/twin refers to it in same_event_ids.'],
  )
})

t.test('a claim about another record that names a claim keeps its record', async (t) => {
  create(desk, 'actors', person('Quoted'))
  const links = [{ claim_id: 'quoted-name', type: 'duplicates' }]
  create(desk, 'claims', { id: 'copy', subject: 'actors', subject_id: 'ttp', ...assigned('assessment', 'x'), links })
  t.same(
    problemOf(() => remove('actors', 'quoted')).faults.map(({ detail }) => detail),
    ['/v1/claims/copy refers to it in links.'],
  )
})

t.test('a record goes with its claims, and leaves a tombstone and what it was', async (t) => {
  const before = findability()
  create(
    desk,
    'actors',
    person('Short Lived', {
      names: [{ name: 'Brief', type: 'alias' }],
      claims: [assigned('name', 'Short Lived'), assigned('names', { name: 'Brief', type: 'alias' })],
    }),
  )
  t.not(findability().length, before.length)
  remove('actors', 'short-lived')
  t.same(findability(), before, 'nothing finds it')
  t.equal(count("actors where id = 'short-lived'"), 0)
  t.equal(count("claims where subject_id = 'short-lived'"), 0)
  t.match(connection.prepare("select * from tombstones where id = 'short-lived'").get(), {
    resource: 'actors',
    op: 'delete',
    into_id: null,
    revision: 2,
    reason: 'A test.',
  })
  t.equal(count("tombstones where resource = 'claims' and id like 'short-lived-name%'"), 2)
  const last = connection.prepare("select * from revisions where id = 'short-lived' and op = 'delete'").get() as Record<
    string,
    string
  >
  t.match(JSON.parse(last.before ?? ''), {
    id: 'short-lived',
    names: [{ name: 'Brief', type: 'alias', language: null }],
  })
})

t.test('a record may come back, with a revision that it never had', async (t) => {
  create(desk, 'actors', person('Short Lived', { id: 'short-lived' }))
  t.equal(row('actors', 'short-lived').revision, 3)
  t.equal(count("tombstones where resource = 'actors' and id = 'short-lived'"), 0)
})

t.test('an id to which merged records lead is not used again', (t) => {
  for (const id of ['led', 'leading']) create(desk, 'actors', person(id, { id }))
  edit((e) => mergeRecord(e, resourceOf('actors'), row('actors', 'led'), 'leading'))
  remove('actors', 'leading')
  const { status, code, message } = problemOf(() => create(desk, 'actors', person('Another', { id: 'leading' })))
  t.same([status, code], [409, 'id_taken'])
  t.match(
    message,
    /^\/v1\/actors\/leading was withdrawn, and 'led', which had been merged into it, still leads there\./,
  )
  t.end()
})

t.test('the only evidence of a value is not deleted', async (t) => {
  const { code, faults } = problemOf(() => remove('claims', 'mohsin-naqvi-country-p17'))
  t.equal(code, 'only_evidence')
  t.equal(faults[0]?.pointer, '/country')
})

t.test('after all of this everything is found by what it says', async (t) => {
  const before = findability()
  rebuild()
  t.same(findability(), before)
})

t.test('the licence of a dataset stays as long as records come from it under that', async (t) => {
  const { status, code } = problemOf(() =>
    edit((e) => patchRecord(e, resourceOf('datasets'), row('datasets', 'sourcebook'), { licence: 'CC0-1.0' })),
  )
  t.same([status, code], [409, 'still_referenced'])
})
