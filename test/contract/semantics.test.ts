/** Filters that mean more than a column: place, actor, role and side, operation, source, dataset, outside ids and codes. */
import t from 'tap'
import type { AnyRecord } from '../../src/engine/resource.ts'
import { curated, readAll, readProblem, resourceOf, written } from '../support.ts'
import { idsOf, inOrder, openContract } from './model.ts'

const { app, tables, table, write } = await openContract(t)

type Party = { actor_id: string | null; role?: string; side?: string | null }
const partiesIn = (record: AnyRecord, lists: string[]): Party[] => lists.flatMap((name) => record[name] as Party[])

/** Who takes part, as the interface says it. */
const actorsOf: Record<string, (record: AnyRecord) => unknown[]> = {
  events: (r) => partiesIn(r, ['participants']).map((p) => p.actor_id),
  operations: (r) => partiesIn(r, ['conducted_by', 'against']).map((p) => p.actor_id),
  visits: (r) => partiesIn(r, ['visitors', 'hosts']).map((p) => p.actor_id),
  statements: (r) => partiesIn(r, ['speakers', 'addressees']).map((p) => p.actor_id),
  commitments: (r) => partiesIn(r, ['promisors', 'promisees', 'guarantors']).map((p) => p.actor_id),
  milestones: (r) => partiesIn(r, ['responsible']).map((p) => p.actor_id),
  relationships: (r) => [r.from_id, r.to_id],
  claims: (r) => [r.subject === 'actors' ? r.subject_id : null, r.attributed_to_id],
  figures: (r) => [r.subject === 'actors' ? r.subject_id : null, r.attributed_to_id],
  sources: (r) => r.author_ids as string[],
}

/** Where it is, before anything that holds the place is thought of. */
const placesOf: Record<string, (record: AnyRecord) => unknown[]> = {
  places: (r) => [r.id],
  events: (r) => [r.place_id],
  operations: (r) => r.place_ids as string[],
  visits: (r) => [r.place_id],
  commitments: (r) => [r.place_id],
  relationships: (r) => [r.place_id],
  claims: (r) => [r.subject === 'places' ? r.subject_id : null, r.place_id],
  figures: (r) => [r.subject === 'places' ? r.subject_id : null, r.place_id],
}

const operationsOf: Record<string, (record: AnyRecord) => unknown[]> = {
  events: (r) => [r.operation_id],
  operations: (r) => [r.id],
  visits: (r) => [r.operation_id],
}

const holdersOfPlace = (r: AnyRecord) => [r.parent_id, ...(r.between_ids as string[])]
const holdersOfOperation = (r: AnyRecord) => [r.part_of_id]

/** An id with everything that holds it, however far above. */
function withHolders(of: string, holders: (record: AnyRecord) => unknown[], id: unknown): unknown[] {
  const record = id === null ? undefined : table(of).find((other) => other.id === id)
  return record ? [id, ...holders(record).flatMap((above) => withHolders(of, holders, above))] : []
}

const sourcesOf = (name: string, record: AnyRecord) => [
  ...table('claims')
    .filter((claim) => claim.subject === name && claim.subject_id === record.id)
    .map((claim) => claim.source_id),
  ...(name === 'claims' || name === 'figures' ? [record.source_id] : []),
]

type External = { scheme: string; value: string }
type Classification = { scheme: string; field: string; code: string }

/** Which values of a parameter find a record; undefined where a resource has no such parameter. */
const models: Record<string, (name: string, record: AnyRecord) => unknown[] | undefined> = {
  actor: (name, r) => actorsOf[name]?.(r),
  place: (name, r) => placesOf[name]?.(r).flatMap((id) => withHolders('places', holdersOfPlace, id)),
  operation: (name, r) => operationsOf[name]?.(r).flatMap((id) => withHolders('operations', holdersOfOperation, id)),
  source: sourcesOf,
  dataset: (_, r) => [r.dataset_id],
  external_id: (_, r) => (r.external_ids as External[] | undefined)?.map(({ scheme, value }) => `${scheme}:${value}`),
  classification: (_, r) =>
    (r.classifications as Classification[] | undefined)?.map((c) => `${c.scheme}:${c.field}:${c.code}`),
}

for (const { resource, records } of tables)
  for (const [parameter, valuesOf] of Object.entries(models)) {
    if (!valuesOf(resource.name, records[0] as AnyRecord)) continue
    const valuesFor = new Map(
      records.map((record) => [
        record,
        (valuesOf(resource.name, record) ?? []).flatMap((value) => (value === null ? [] : [String(value)])),
      ]),
    )

    t.test(`${resource.name}: ${parameter}= finds every record that it means, for every value`, async (t) => {
      t.ok(resource.filters[parameter], 'the parameter is there')
      const values = [...new Set([...valuesFor.values()].flat())]
      const some = values.filter((_, index) => index % Math.ceil(values.length / 30) === 0)
      const groups = [...some.map((value) => [value]), some.slice(0, 3), some.slice(-5)].filter((group) => group.length)
      for (const group of groups) {
        const query = `${parameter}=${group.map(encodeURIComponent).join()}`
        const meant = records.filter((record) => valuesFor.get(record)?.some((value) => group.includes(value)))
        const answer = await readAll(app, `/v1/${resource.name}?fields=id&${query}`)
        t.same(idsOf(answer), idsOf(inOrder(resource, meant)), query)
      }
    })
  }

for (const { resource, records } of tables.filter(({ resource }) => resource.filters.actor_all))
  t.test(`${resource.name}: actor_all= finds where each of the actors takes part`, async (t) => {
    const actors = (record: AnyRecord) => new Set(actorsOf[resource.name]?.(record).filter((id) => id !== null))
    const crowded = records.map(actors).filter((set) => set.size > 1)
    t.ok(crowded.length, 'some record has two actors')
    for (const pair of crowded.slice(0, 20).map((set) => [...set].slice(0, 3))) {
      const answer = await readAll(app, `/v1/${resource.name}?fields=id&actor_all=${pair.join()}`)
      const expected = records.filter((record) => pair.every((actor) => actors(record).has(actor)))
      t.same(idsOf(answer), idsOf(inOrder(resource, expected)), pair.join())
    }
  })

const events = resourceOf('events')
const participants = (record: AnyRecord) => partiesIn(record, ['participants'])
const findEvents = async (query: string) => idsOf(await readAll(app, `/v1/events?fields=id&${query}`))
const eventsWhere = (holds: (record: AnyRecord) => boolean) => idsOf(inOrder(events, table('events').filter(holds)))

t.test('role and side hold for the same participant as actor', async (t) => {
  for (const actor of ['ttp', 'government-of-pakistan', 'niftac', 'a-made-3,z-made-1'])
    for (const role of ['perpetrator', 'target,victim'])
      for (const side of ['a', 'b', 'a,b'])
        t.same(
          await findEvents(`actor=${actor}&role=${role}&side=${side}`),
          eventsWhere((record) =>
            participants(record).some(
              (p) =>
                actor.split(',').includes(String(p.actor_id)) &&
                role.split(',').includes(String(p.role)) &&
                side.split(',').includes(String(p.side)),
            ),
          ),
          `${actor} ${role} ${side}`,
        )
})

t.test('role alone finds any participant in it, also one that only words name', async (t) => {
  t.same(
    await findEvents('role=victim'),
    eventsWhere((record) => participants(record).some(({ role }) => role === 'victim')),
  )
  t.ok((await findEvents('role=victim')).includes('2025-06-north-waziristan-suicide-attack'))
})

t.test('role beside actor_all holds for each of the actors', async (t) => {
  t.same(await findEvents('actor_all=ttp,government-of-pakistan&id=2025-04-infiltration-repelled'), [
    '2025-04-infiltration-repelled',
  ])
  t.same(
    await findEvents('actor_all=ttp,government-of-pakistan&role=perpetrator&id=2025-04-infiltration-repelled'),
    [],
    'only one of them is a perpetrator',
  )
})

t.test('a place is found by what holds it, and a border by both its sides', async (t) => {
  const idsIn = async (place: string) =>
    idsOf(await readAll(app, `/v1/places?sort=id&lacks=external_ids&place=${place}`))
  const seeded = async (place: string) => (await idsIn(place)).filter((id) => !id.includes('-made-'))
  t.same(await seeded('pakistan'), ['durand-line', 'islamabad', 'north-waziristan', 'pakistan'])
  t.same(await seeded('afghanistan'), ['afghanistan', 'durand-line', 'kabul', 'kandahar', 'khost'])
  t.same(await seeded('durand-line'), ['durand-line'])
  const exact = idsOf(await readAll(app, '/v1/visits?place_id=afghanistan&fields=id'))
  t.notOk(exact.includes('2025-07-20-naqvi-kabul'), 'place_id is exact')
})

t.test('a well-formed id that names nothing finds nothing, an ill-formed one is refused by name', async (t) => {
  for (const parameter of ['actor', 'actor_all', 'place', 'operation', 'source', 'id', 'place_id']) {
    t.same(await findEvents(`${parameter}=nobody-at-all`), [], parameter)
    const { errors } = await readProblem(app, `/v1/events?${parameter}=No%20Body`)
    t.same([errors?.length, errors?.[0]?.parameter], [1, parameter])
  }
  for (const wrong of ['ucdp-event', 'ucdp-event:', ':1', ''])
    t.same((await readProblem(app, `/v1/events?external_id=${wrong}`)).errors?.[0]?.parameter, 'external_id')
})

t.test('what a record is found by follows it when it changes', async (t) => {
  const move = (resource: string, id: string, changes: object) =>
    write((writer) => {
      const before = written(resource, table(resource).find((record) => record.id === id) as AnyRecord)
      writer.put(resourceOf(resource), { ...before, ...changes }, curated)
    })
  const attack = '2025-06-north-waziristan-suicide-attack'
  move('places', 'north-waziristan', { parent_id: 'khost' })
  t.notOk((await findEvents('place=pakistan')).includes(attack), 'the district has left Pakistan')
  t.ok((await findEvents('place=afghanistan')).includes(attack), 'and lies in Afghanistan, however far below')
  move('events', attack, { participants: [], place_id: null })
  t.notOk((await findEvents('place=afghanistan')).includes(attack))
  t.same(await findEvents(`role=victim&id=${attack}`), [])
  move('operations', 'diplomatic-pressure', { part_of_id: null })
  const visits = await readAll(app, '/v1/visits?operation=pakistan-three-part-policy&fields=id')
  t.notOk(idsOf(visits).includes('2025-07-20-naqvi-kabul'), 'no part of the policy any more')
})
