/** Two records that do not become one as they are: enemies, and names beyond what a record has room for. */
import t from 'tap'
import { patchRecord } from '../../src/edits/change.ts'
import { mergeRecord } from '../../src/edits/merge.ts'
import { resourceOf } from '../support.ts'
import { assigned, create, openDesk, person, problemOf } from './support.ts'

const desk = await openDesk(t)
const { edit, row, connection } = desk
const merge = (resource: string, id: string, into: string) =>
  edit((e) => mergeRecord(e, resourceOf(resource), row(resource, id), into))

type More = { role?: string; side?: string | null }
const party = (actor_id: string, { role = 'participant', side = null }: More = {}) => ({
  ...{ actor_id, text: null, role, side, certainty: 'confirmed' },
})

function fight(id: string, ...participants: ReturnType<typeof party>[]) {
  const claims = participants.map((one) => assigned('participants', one))
  create(desk, 'events', { id, type: 'armed_clash', title: 'A fight', participants, claims })
}

for (const name of ['North', 'South', 'Third', 'Again']) create(desk, 'actors', person(name))

t.test('two who fight each other in an event are not merged, and the events are named', async (t) => {
  fight('fight-1', party('north', { side: 'a' }), party('south', { side: 'b' }))
  const refused = problemOf(() => merge('actors', 'north', 'south'))
  t.match(refused, {
    status: 409,
    code: 'opponents',
    message:
      "'north' and 'south' are on opposite sides in /v1/events/fight-1: merged, they would be one that is against itself. If they are one, change that first.",
    faults: [{ code: 'opponents', detail: '/v1/events/fight-1 has both on opposite sides.' }],
  })
  for (const id of ['fight-2', 'fight-3', 'fight-4'])
    fight(id, party('north', { role: 'perpetrator' }), party('south', { role: 'target' }))
  t.match(
    problemOf(() => merge('actors', 'south', 'north')),
    {
      message: /in \/v1\/events\/fight-1, \/v1\/events\/fight-2, \/v1\/events\/fight-3 and 1 more: /,
      faults: { length: 4 },
    },
  )
  t.equal(row('actors', 'north').revision, 1, 'nothing was written')
})

t.test('nor is the one against whom an operation of the other is', async (t) => {
  const sides = (who: string, whom: string) => ({
    conducted_by: [{ actor_id: who, text: null, capacity: null }],
    against: [{ actor_id: whom, text: null, capacity: null }],
  })
  const claims = Object.entries(sides('third', 'again')).map(([field, [one]]) => assigned(field, one))
  create(desk, 'operations', {
    id: 'storm',
    kind: 'military',
    name: 'Storm',
    ...sides('third', 'again'),
    claims: [...claims, assigned('name', 'Storm')],
  })
  t.match(problemOf(() => merge('actors', 'again', 'third')).message, /in \/v1\/operations\/storm: /)
})

t.test('two who take part in an event on one side, or on none, are merged', async (t) => {
  create(desk, 'actors', person('North Wing'))
  fight('fight-5', party('north', { side: 'a' }), party('north-wing', { side: 'a' }), party('south', { side: 'b' }))
  fight('fight-6', party('north'), party('north-wing', { role: 'perpetrator' }))
  merge('actors', 'north-wing', 'north')
  t.same(row('events', 'fight-5').participants, [party('north', { side: 'a' }), party('south', { side: 'b' })])
})

t.test('an event in which one was against itself already does not keep it from being merged', async (t) => {
  fight('by-mistake', party('again', { side: 'a' }), party('again', { side: 'b' }))
  create(desk, 'actors', person('Once More'))
  merge('actors', 'again', 'once-more')
  t.same(row('events', 'by-mistake').participants, [
    party('once-more', { side: 'a' }),
    party('once-more', { side: 'b' }),
  ])
})

t.test('when the events are corrected the two are merged', async (t) => {
  fight('fight-7', party('third', { side: 'a' }), party('once-more', { side: 'b' }))
  edit((e) => patchRecord(e, resourceOf('operations'), row('operations', 'storm'), { against: [] }))
  t.match(problemOf(() => merge('actors', 'once-more', 'third')).message, /in \/v1\/events\/fight-7: /)
  edit((e) =>
    patchRecord(e, resourceOf('events'), row('events', 'fight-7'), { participants: [party('third', { side: 'a' })] }),
  )
  merge('actors', 'once-more', 'third')
})

t.test('a survivor has no more names than there is room for', async (t) => {
  const names = (prefix: string, count: number) =>
    Array.from({ length: count }, (_, at) => ({ name: `${prefix} ${at}`, type: 'alias', language: null }))
  create(desk, 'actors', person('Many', { id: 'many' }))
  create(desk, 'actors', person('More', { id: 'more' }))
  const give = (id: string, list: object[]) =>
    connection.prepare('update actors set names = ? where id = ?').run(JSON.stringify(list), id)
  give('many', names('a', 600))
  give('more', names('b', 400))
  t.match(
    problemOf(() => merge('actors', 'many', 'more')),
    {
      status: 422,
      message: "/into: 'more' would have 1,001 elements in names, where there is room for 1,000. Take some away first.",
    },
  )
  give('more', names('b', 399))
  merge('actors', 'many', 'more')
  t.equal((row('actors', 'more').names as unknown[]).length, 1000)
  edit((e) => patchRecord(e, resourceOf('actors'), row('actors', 'more'), { description: 'It can be changed.' }))
})
