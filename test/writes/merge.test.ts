/** Merging: what referred to the one refers to the other, and the evidence goes along. */
import t from 'tap'
import { patchRecord } from '../../src/edits/change.ts'
import { deleteRecord } from '../../src/edits/delete.ts'
import { claimsAbout } from '../../src/edits/edit.ts'
import { missingEvidence } from '../../src/edits/evidence.ts'
import { mergeRecord } from '../../src/edits/merge.ts'
import { resourceOf } from '../support.ts'
import { assigned, create, faultsOf, openDesk, person, problemOf } from './support.ts'

const desk = await openDesk(t)
const { edit, row, connection, findability, rebuild } = desk
const merge = (resource: string, id: string, into: string) =>
  edit((e) => mergeRecord(e, resourceOf(resource), row(resource, id), into))

const party = (actor_id: string) => ({ actor_id, text: null, role: 'participant', side: null, certainty: 'confirmed' })

t.test('columns, elements of lists and claims name the survivor', async (t) => {
  create(desk, 'actors', person('Naqvi Again', { id: 'naqvi-again' }))
  const participants = [party('naqvi-again'), party('ttp')]
  create(desk, 'events', {
    id: 'meeting-one',
    type: 'meeting',
    title: 'One',
    participants,
    claims: participants.map((p) => assigned('participants', p)),
  })
  create(desk, 'relationships', {
    id: 'edge-one',
    from_id: 'naqvi-again',
    to_id: 'ttp',
    type: 'opposes',
    claims: [assigned('type', 'opposes')],
  })
  create(desk, 'claims', {
    id: 'said-one',
    subject: 'actors',
    subject_id: 'ttp',
    ...assigned('assessment', 'Weak.'),
    attributed_to_id: 'naqvi-again',
  })
  merge('actors', 'naqvi-again', 'mohsin-naqvi')
  t.same(row('events', 'meeting-one').participants, [party('mohsin-naqvi'), party('ttp')])
  t.match(row('events', 'meeting-one'), { revision: 2 })
  t.equal(row('relationships', 'edge-one').from_id, 'mohsin-naqvi')
  t.equal(row('claims', 'said-one').attributed_to_id, 'mohsin-naqvi')
  t.equal(row('claims', 'naqvi-again-name').subject_id, 'mohsin-naqvi')
  t.equal(row('actors', 'naqvi-again'), undefined)
  t.match(connection.prepare("select * from tombstones where id = 'naqvi-again'").get(), {
    op: 'merge',
    into_id: 'mohsin-naqvi',
    reason: 'A test.',
  })
})

t.test('the survivor has the ids that both have elsewhere', async (t) => {
  create(desk, 'actors', person('Twin', { id: 'twin', external_ids: [{ scheme: 'ucdp-actor', value: '99' }] }))
  merge('actors', 'twin', 'ttp')
  t.same(row('actors', 'ttp').external_ids, [
    { scheme: 'ucdp-actor', value: '356' },
    { scheme: 'ucdp-actor', value: '99' },
  ])
  const { data } = (await desk.app.inject('/v1/actors?external_id=ucdp-actor:99')).json() as { data: { id: string }[] }
  t.same(
    data.map(({ id }) => id),
    ['ttp'],
  )
})

t.test('the survivor has the names of both, each with its evidence, and is found by them', async (t) => {
  const names = [{ name: 'Qandil', type: 'transliteration', language: 'ku' }]
  create(desk, 'actors', {
    id: 'kandil',
    kind: 'armed_group',
    name: 'Kandil Group',
    acronym: 'KG',
    names,
    claims: [assigned('name', 'Kandil Group'), assigned('acronym', 'KG'), assigned('names', names[0])],
  })
  create(desk, 'actors', person('KG', { id: 'kg' }))
  merge('actors', 'kandil', 'kg')
  t.same(row('actors', 'kg').names, [{ name: 'Kandil Group', type: 'alias', language: null }, ...names])
  const claims = edit((e) => claimsAbout(e, 'actors', 'kg'))
  t.same(missingEvidence(resourceOf('actors'), row('actors', 'kg'), claims), [])
  t.match(
    claims.find(({ id }) => id === 'kg-names'),
    { value: { name: 'Kandil Group' }, note: "A name of 'kandil', which was merged into this record." },
  )
  for (const q of ['kandil', 'qandil']) {
    const { data } = (await desk.app.inject(`/v1/search?q=${q}&resource=actors`)).json() as { data: { id: string }[] }
    t.same(
      data.map(({ id }) => id),
      ['kg'],
    )
  }
})

t.test('a name that the survivor had before without evidence is not said to be of the other', async (t) => {
  create(desk, 'actors', person('Old Guard', { id: 'old-guard' }))
  create(desk, 'actors', person('New Guard', { id: 'new-guard' }))
  const bare = { name: 'The Guard', type: 'alias', language: null }
  edit(({ writer }) => {
    const origin = { dataset_id: 'sourcebook', licence: 'CC-BY-4.0' }
    writer.put(resourceOf('actors'), { ...row('actors', 'new-guard'), names: [bare] }, origin)
  })
  merge('actors', 'old-guard', 'new-guard')
  const said = edit((e) => claimsAbout(e, 'actors', 'new-guard')).filter(({ field }) => field === 'names')
  t.match(said, [{ value: { name: 'Old Guard' } }])
  t.equal(said.length, 1)
})

t.test('an imported survivor has the names of both without a claim, as it has its own', async (t) => {
  const origin = { dataset_id: 'ucdp-ged', licence: 'CC-BY-4.0' }
  const imported = (id: string, name: string) =>
    edit(({ writer }) => {
      const { id: _, ...blank } = row('actors', 'kg')
      writer.put(resourceOf('actors'), { ...blank, id, name, acronym: null, names: [], external_ids: [] }, origin)
    })
  imported('ucdp-actor-1', 'Lashkar One')
  imported('ucdp-actor-2', 'Lashkar Two')
  merge('actors', 'ucdp-actor-1', 'ucdp-actor-2')
  t.same(row('actors', 'ucdp-actor-2').names, [{ name: 'Lashkar One', type: 'alias', language: null }])
  t.same(
    edit((e) => claimsAbout(e, 'actors', 'ucdp-actor-2')),
    [],
  )
})

t.test('the evidence of what names the survivor names it too', async (t) => {
  const gaps = edit((e) =>
    missingEvidence(resourceOf('events'), row('events', 'meeting-one'), claimsAbout(e, 'events', 'meeting-one')),
  )
  t.same(gaps, [])
})

t.test('who took part twice under two names takes part once', async (t) => {
  create(desk, 'actors', person('Naqvi Third', { id: 'naqvi-third' }))
  const participants = [party('mohsin-naqvi'), party('naqvi-third')]
  create(desk, 'events', {
    id: 'meeting-two',
    type: 'meeting',
    title: 'Two',
    participants,
    claims: participants.map((p) => assigned('participants', p)),
  })
  merge('actors', 'naqvi-third', 'mohsin-naqvi')
  t.same(row('events', 'meeting-two').participants, [party('mohsin-naqvi')])
})

t.test('what was merged into a record follows it when it is merged itself', async (t) => {
  create(desk, 'actors', person('First Name', { id: 'm-1' }))
  create(desk, 'actors', person('Second Name', { id: 'm-2' }))
  merge('actors', 'm-1', 'm-2')
  merge('actors', 'm-2', 'ttp')
  t.same(connection.prepare("select into_id from tombstones where id in ('m-1', 'm-2')").pluck().all(), ['ttp', 'ttp'])
  t.equal(problemOf(() => create(desk, 'actors', person('First Name', { id: 'm-1' }))).code, 'already_merged')
})

t.test('what lies in a place lies in the place it is merged into', async (t) => {
  const place = (id: string, parent_id: string) =>
    create(desk, 'places', {
      id,
      kind: 'city',
      name: id,
      parent_id,
      claims: [assigned('name', id), assigned('parent_id', parent_id)],
    })
  place('p-old', 'pakistan')
  place('p-inner', 'p-old')
  create(desk, 'events', {
    id: 'there',
    type: 'attack',
    title: 'There',
    place_id: 'p-inner',
    claims: [assigned('place', { place_id: 'p-inner' })],
  })
  merge('places', 'p-old', 'north-waziristan')
  t.equal(row('places', 'p-inner').parent_id, 'north-waziristan')
  const { data } = (await desk.app.inject('/v1/events?place=north-waziristan')).json() as { data: { id: string }[] }
  t.ok(data.some(({ id }) => id === 'there'))
})

t.test('a place is not merged into one of another country, as long as an event in it says which', async (t) => {
  create(desk, 'places', { id: 'torkham', kind: 'city', name: 'Torkham', claims: [assigned('name', 'Torkham')] })
  const where = { place_id: 'torkham', country: 'PK' }
  create(desk, 'events', {
    id: 'at-torkham',
    type: 'attack',
    title: 'There',
    ...where,
    claims: [assigned('place', where)],
  })
  t.equal(
    problemOf(() => merge('places', 'torkham', 'kabul')).message,
    "/into: events/at-torkham would not agree on its country. That of place_id 'kabul' is AF. Change it first.",
  )
  t.equal(row('events', 'at-torkham').place_id, 'torkham', 'nothing was written')
  merge('places', 'torkham', 'islamabad')
  t.match(row('events', 'at-torkham'), { place_id: 'islamabad', country: 'PK' })
})

t.test('a record that lay in the other does not come to lie in itself', async (t) => {
  const place = (id: string, parent_id: string) =>
    create(desk, 'places', {
      id,
      kind: 'city',
      name: id,
      parent_id,
      claims: [assigned('name', id), assigned('parent_id', parent_id)],
    })
  place('q-outer', 'pakistan')
  place('q-middle', 'q-outer')
  place('q-inner', 'q-middle')
  t.same(
    faultsOf(() => merge('places', 'q-outer', 'q-inner')),
    ['/into loop'],
  )
  merge('places', 'q-outer', 'q-middle')
  t.equal(row('places', 'q-middle').parent_id, null)
})

t.test('two sides of a border are not merged, nor the two ends of a relationship', async (t) => {
  t.same(
    faultsOf(() => merge('places', 'afghanistan', 'pakistan')),
    ['/into contradiction'],
  )
  t.same(row('places', 'durand-line').between_ids, ['pakistan', 'afghanistan'], 'nothing was written')
  create(desk, 'actors', person('Ally', { id: 'ally' }))
  create(desk, 'relationships', {
    id: 'edge-two',
    from_id: 'ally',
    to_id: 'ttp',
    type: 'supports',
    claims: [assigned('type', 'supports')],
  })
  t.same(
    faultsOf(() => merge('actors', 'ally', 'ttp')),
    ['/into contradiction'],
  )
})

t.test('what was merged into a record is found without a look at all that is gone', async (t) => {
  const find = "select id from tombstones where resource = 'actors' and into_id = 'ttp'"
  t.match(desk.connection.prepare(`explain query plan ${find}`).get(), {
    detail: /^SEARCH tombstones USING .*INDEX tombstones_by_survivor \(into_id=\? AND resource=\?\)$/,
  })
})

t.test('a record is merged only into another that is there', async (t) => {
  t.same(
    faultsOf(() => merge('actors', 'ttp', 'nobody')),
    ['/into unknown_reference'],
  )
  t.equal(
    problemOf(() => merge('actors', 'ttp', 'China')).message,
    "/into: There is no 'China' in actors. Did you mean 'china'?",
  )
  t.same(
    faultsOf(() => merge('actors', 'ttp', 'ttp')),
    ['/into invalid_value'],
  )
})

t.test('a claim is merged only where the evidence stays', async (t) => {
  create(desk, 'actors', person('Twice Told'))
  create(desk, 'claims', {
    id: 'told-again',
    subject: 'actors',
    subject_id: 'twice-told',
    ...assigned('name', 'Twice Told'),
  })
  t.equal(problemOf(() => merge('claims', 'mohsin-naqvi-country-p17', 'told-again')).code, 'only_evidence')
  merge('claims', 'told-again', 'twice-told-name')
  t.equal(row('claims', 'told-again'), undefined)
})

t.test('a survivor can be changed and deleted like any other', async (t) => {
  create(desk, 'actors', person('Leads Here', { id: 'leads-here' }))
  create(desk, 'actors', person('Leads', { id: 'leads' }))
  merge('actors', 'leads', 'leads-here')
  edit((e) => patchRecord(e, resourceOf('actors'), row('actors', 'leads-here'), { description: 'x' }))
  edit((e) => deleteRecord(e, resourceOf('actors'), row('actors', 'leads-here')))
  t.equal(row('actors', 'leads-here'), undefined)
})

t.test('after all of this everything is found by what it says', async (t) => {
  const before = findability()
  rebuild()
  t.same(findability(), before)
})
