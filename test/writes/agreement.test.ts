/** An event and its place say the same country, whichever of the two is written. */
import t from 'tap'
import { patchRecord } from '../../src/edits/change.ts'
import { resourceOf } from '../support.ts'
import { assigned, create, faultsOf, openDesk, problemOf } from './support.ts'

const desk = await openDesk(t)
const { edit, row, connection } = desk
const patch = (resource: string, id: string, body: Record<string, unknown>) =>
  edit((opened) => patchRecord(opened, resourceOf(resource), row(resource, id), body))

t.test('an event is refused in a country that is not that of its place, unless it was there already', async (t) => {
  const said = (where: Record<string, unknown>) => ({
    type: 'attack',
    title: 'Attack at the wrong end',
    ...where,
    claims: [assigned('place', where)],
  })
  const kabul = { place_id: 'kabul', country: 'PK' }
  const fault = { pointer: '/country', code: 'contradiction', detail: "That of place_id 'kabul' is AF." }
  t.same(problemOf(() => create(desk, 'events', said(kabul))).faults, [fault])
  t.match(row('events', create(desk, 'events', said({ place_id: 'durand-line', country: 'PK' }))), { country: 'PK' })
  const id = create(desk, 'events', said({ place_id: 'kabul', country: 'AF' }))
  const moved = { place_id: 'islamabad', claims: [assigned('place', { place_id: 'islamabad' })] }
  t.same(
    faultsOf(() => patch('events', id, moved)),
    ['/country contradiction'],
  )
  connection.prepare("update event_rows set country = 'IR' where id = ?").run(id)
  patch('events', id, { title: 'Attack in the east' })
  t.match(row('events', id), { title: 'Attack in the east', country: 'IR' })
})

t.test(
  'the country of a place is not changed against events that say another, unless it is null meanwhile',
  async (t) => {
    const said = (name: string, country: string) => ({ kind: 'city', name, country })
    const { kind, ...torkham } = said('Torkham', 'AF')
    const claims = Object.entries(torkham).map(([field, value]) => assigned(field, value))
    create(desk, 'places', { id: 'torkham', kind, ...torkham, claims })
    const where = (country: string) => ({
      place_id: 'torkham',
      country,
      claims: [assigned('place', { place_id: 'torkham', country })],
    })
    for (const id of ['at-1', 'at-2', 'at-3', 'at-4'])
      create(desk, 'events', { id, type: 'attack', title: 'There', ...where('AF') })
    const inPakistan = { country: 'PK', claims: [assigned('country', 'PK')] }
    t.same(problemOf(() => patch('places', 'torkham', inPakistan)).faults, [
      {
        pointer: '/country',
        code: 'contradiction',
        detail:
          'Would contradict what names it: events/at-1, events/at-2, events/at-3 and 1 more. Let it be null until that is changed.',
      },
    ])
    patch('places', 'torkham', { country: null })
    for (const id of ['at-1', 'at-2', 'at-3']) patch('events', id, where('PK'))
    t.match(problemOf(() => patch('places', 'torkham', inPakistan)).message, /names it: events\/at-4\. Let/)
    patch('events', 'at-4', { country: null })
    patch('places', 'torkham', inPakistan)
    t.match(row('places', 'torkham'), { country: 'PK' })
  },
)

t.test('what contradicts a place already does not keep it as it is', async (t) => {
  connection.exec(
    "update event_rows set country = 'IR' where id = 'at-1'; update event_rows set country = null where id <> 'at-1'",
  )
  patch('places', 'torkham', { country: 'AF', claims: [assigned('country', 'AF')] })
  t.match(row('places', 'torkham'), { country: 'AF' })
})
