/** What is sent may be anything: it is stored, or refused with what is wrong and which record was meant. */
import fc from 'fast-check'
import t from 'tap'
import { createRecord } from '../../src/edits/change.ts'
import { Problem } from '../../src/engine/errors.ts'
import { resources } from '../../src/model/index.ts'
import { resourceOf } from '../support.ts'
import { assigned, create, openDesk, problemOf } from './support.ts'

const desk = await openDesk(t)
const { edit } = desk
const isTaken = (error: unknown) => error instanceof Problem && error.code === 'id_taken'

t.test('whatever stands in a body, it is stored or refused with a fault, and nothing else goes wrong', async () => {
  const own = resources.filter(({ viewOf }) => !viewOf)
  const names = own.flatMap(({ fields }) => Object.keys(fields))
  const likely = fc.constantFrom('ttp', 'TTP', 'actors', 'name', '2025-04-01', 'assigned', 'day', 7, null, true)
  const value = fc.oneof({ weight: 2, arbitrary: likely }, { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) })
  const body = fc.dictionary(fc.constantFrom(...names, 'claims'), fc.oneof(value, fc.array(value)), { maxKeys: 12 })
  const claim = fc.dictionary(fc.constantFrom(...Object.keys(resourceOf('claims').fields)), value, { minKeys: 4 })
  const refused = new Error('to be undone')
  fc.assert(
    fc.property(fc.constantFrom(...own), body, fc.array(claim, { maxLength: 2 }), (resource, fields, claims) => {
      const sent = { ...fields, ...(claims.length && { claims }) }
      try {
        edit((opened) => {
          createRecord(opened, resource, sent)
          throw refused
        })
      } catch (error) {
        return error === refused || (error instanceof Problem && error.faults.length > 0) || isTaken(error)
      }
      return false
    }),
    { numRuns: 500 },
  )
})

t.test('a record that is named by what is no id of one is named by its id in the refusal', async (t) => {
  const meeting = (more: object) => () => create(desk, 'events', { type: 'meeting', title: 'A meeting', ...more })
  const detailsOf = (work: () => unknown) =>
    problemOf(work).faults.flatMap(({ pointer, code, detail, allowed }) =>
      code === 'no_evidence' ? [] : [[`${pointer} ${code}`, detail.slice(detail.indexOf('Did')), allowed?.join()]],
    )
  const party = { role: 'participant', side: null, text: null }
  t.same(
    detailsOf(
      meeting({
        place_id: 'Kabul',
        operation_id: 'azm-i-istehkam',
        participants: [
          { ...party, actor_id: 'tehrik-i-taliban-pakistan' },
          { ...party, actor_id: 'nobody-at-all' },
        ],
        claims: [assigned('participants', { ...party, actor_id: 'Mohsin Naqvi' })],
      }),
    ),
    [
      ['/place_id invalid_value', "Did you mean 'kabul'?", 'kabul'],
      ['/participants/0/actor_id unknown_reference', "Did you mean 'ttp'?", 'ttp'],
      ['/participants/1/actor_id unknown_reference', '.', undefined],
      ['/operation_id unknown_reference', "Did you mean 'azm-e-istehkam'?", 'azm-e-istehkam'],
      ['/claims/0/value/actor_id invalid_value', "Did you mean 'mohsin-naqvi'?", 'mohsin-naqvi'],
    ],
  )
  const about = { subject: 'actors', ...assigned('name', 'x') }
  t.same(
    detailsOf(() => create(desk, 'claims', { ...about, subject_id: 'TTP' })),
    [['/subject_id invalid_value', "Did you mean 'ttp'?", 'ttp']],
  )
  t.same(
    detailsOf(() => create(desk, 'claims', { ...about, subject_id: 'pakistani-taliban' })),
    [['/subject_id unknown_reference', "Did you mean 'ttp'?", 'ttp']],
  )
  t.same(
    detailsOf(() => create(desk, 'claims', { ...about, subject: 'actor', subject_id: 'ttp' })),
    [['/subject invalid_claim', "Did you mean 'actors'?", undefined]],
  )
  t.same(
    detailsOf(() => create(desk, 'claims', { ...about, subject: 'figures', subject_id: 'ttp' })),
    [['/subject invalid_claim', "Did you mean 'claims'?", undefined]],
  )
})
