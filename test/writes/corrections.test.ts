/** Correcting imported records: a preferred claim is shown, what the dataset says is kept, and a release undoes nothing. */
import t from 'tap'
import { patchRecord } from '../../src/edits/change.ts'
import { deleteRecord } from '../../src/edits/delete.ts'
import { mergeRecord } from '../../src/edits/merge.ts'
import { preferredValues, showPreferred } from '../../src/edits/preferred.ts'
import { sql } from '../../src/engine/sql.ts'
import { resourceOf } from '../support.ts'
import { assigned, create, faultsOf, openDesk, person, problemOf } from './support.ts'

const desk = await openDesk(t)
const { edit, row, findability, rebuild } = desk
const events = resourceOf('events')
const ged = { dataset_id: 'ucdp-ged', licence: 'CC-BY-4.0' }
const day = { date_start: '2024-03-05', date_end: '2024-03-05', date_precision: 'day', date_edtf: '2024-03-05' }
const side = (actor_id: string) => ({ actor_id, text: null, role: 'participant', side: 'a', certainty: 'confirmed' })
const said = {
  id: 'ucdp-ged-1',
  type: 'armed_clash',
  title: 'Clash in Tank',
  ...day,
  country: 'PK',
  latitude: 32.2,
  longitude: 70.4,
  participants: [side('ttp')],
  same_event_ids: [],
  classifications: [],
  external_ids: [],
  fatalities_best: 4,
  fatalities_low: 9,
}
const imports = (record = said) =>
  edit(({ writer, reader }) => writer.put(events, showPreferred(reader, events, record), ged))
imports()

const patch = (body: Record<string, unknown>) => edit((e) => patchRecord(e, events, row('events', said.id), body))
const preferred = (field: string, value: unknown) => ({ ...assigned(field, value), rank: 'preferred' })
const shown = () => row('events', said.id)
const sqlAbout = sql`subject_id = 'ucdp-ged-1' and rank = 'preferred'`

t.test('the fields of an imported record are not patched, and the refusal says what to do', async (t) => {
  const { status, code, message } = problemOf(() => patch({ fatalities_best: 5 }))
  t.same([status, code], [409, 'imported_record'])
  t.match(message, /comes from the dataset ucdp-ged\. Leave its fields out and send claims instead/)
  t.equal(problemOf(() => edit((e) => deleteRecord(e, events, shown()))).code, 'imported_record')
})

t.test('a claim of normal rank stands beside, and changes nothing', async (t) => {
  patch({ claims: [assigned('fatalities', { fatalities_best: 6 })] })
  t.match(shown(), { fatalities_best: 4, revision: 1 })
})

t.test('a preferred claim is shown: a value, a member of a group, the elements of a list', async (t) => {
  const claims = [
    { ...preferred('fatalities', { fatalities_best: 5, deaths_b: 5 }), id: 'corrected-toll' },
    { ...preferred('title', 'Clash near Tank'), id: 'corrected-title' },
    { ...preferred('participants', side('is-k')), id: 'corrected-side' },
    preferred('participants', { actor_id: 'ttp', role: 'target' }),
  ]
  patch({ claims })
  t.match(shown(), { fatalities_best: 5, deaths_b: 5, fatalities_low: 9, title: 'Clash near Tank', revision: 2 })
  t.same(
    (shown().participants as { actor_id: string }[]).map(({ actor_id }) => actor_id),
    ['is-k', 'ttp'],
  )
  t.equal(shown().dataset_id, 'ucdp-ged', 'it is still of its dataset')
})

t.test(
  'a correction is refused if it contradicts what the dataset says, but not for what it found contradicted',
  async (t) => {
    const wrong = [assigned('assessment', 'Doubtful.'), preferred('fatalities', { fatalities_high: 4 })]
    t.same(
      problemOf(() => patch({ claims: wrong })).faults.map(({ pointer, detail }) => `${pointer} ${detail}`),
      ['low', 'best'].map(
        (other) =>
          `/claims/1/value/fatalities_high fatalities_high would be 4 there. Is less than fatalities_${other}. Say what fits together, in one claim on 'fatalities' or in several sent beside a PATCH of the record.`,
      ),
      'high is less than low, which is new, and less than best',
    )
  },
)

t.test('a correction of the place says the country too, if that is another', async (t) => {
  const detailsOf = (...claims: ReturnType<typeof preferred>[]) =>
    problemOf(() => patch({ claims })).faults.map(({ pointer, detail }) => `${pointer} ${detail}`)
  const fit = "Say what fits together, in one claim on 'place' or in several sent beside a PATCH of the record."
  t.same(detailsOf(preferred('place_id', 'kabul')), [
    `/claims/0/value place_id would be "kabul" there. Its country is AF, but beside it would stay what is said of another: country, latitude, longitude. ${fit}`,
  ])
  t.equal(
    problemOf(() => patch({ claims: [preferred('place', { place_id: 'kabul', country: 'PK' })] })).message,
    `A preferred claim does not fit /v1/events/ucdp-ged-1: place_id would be "kabul" there. Its country is AF, but beside it would stay what is said of another: country, latitude, longitude. ${fit}`,
  )
  t.same(detailsOf(preferred('place', { place_id: 'north-waziristan', country: 'AF' })), [
    `/claims/0/value/place_id place_id would be "north-waziristan" there. Its country is PK, but beside it would stay what is said of another: country, latitude, longitude. ${fit}`,
    `/claims/0/value/country country would be "AF" there. That of place_id 'north-waziristan' is PK. ${fit}`,
  ])
  const where = { place_id: 'kabul', country: 'AF', latitude: null, longitude: null, location_precision: 'unknown' }
  patch({ claims: [{ ...preferred('place', where), id: 'corrected-place' }] })
  t.match(shown(), where)
  edit((e) => deleteRecord(e, resourceOf('claims'), row('claims', 'corrected-place')))
  t.match(shown(), { place_id: null, country: 'PK', latitude: 32.2 })
  patch({ claims: [{ ...preferred('place_id', 'north-waziristan'), id: 'corrected-place-again' }] })
  t.match(shown(), { place_id: 'north-waziristan', country: 'PK', latitude: 32.2 }, 'a place within the country')
  edit((e) => deleteRecord(e, resourceOf('claims'), row('claims', 'corrected-place-again')))
})

t.test('the next release does not undo it, and changes the rest', async (t) => {
  imports({ ...said, fatalities_best: 3, fatalities_low: 2, title: 'Clash, Tank district' })
  t.match(shown(), { fatalities_best: 5, fatalities_low: 2, title: 'Clash near Tank' })
  t.match(
    edit(({ reader }) => preferredValues(reader, events, said.id)),
    { fatalities_best: 5, deaths_b: 5, title: 'Clash near Tank' },
  )
})

t.test('without the claim the field shows what the dataset says now', async (t) => {
  edit((e) => deleteRecord(e, resourceOf('claims'), row('claims', 'corrected-title')))
  t.equal(shown().title, 'Clash, Tank district')
  const toll = row('claims', 'corrected-toll')
  edit((e) => patchRecord(e, resourceOf('claims'), toll, { value: { deaths_b: null } }))
  t.match(shown(), { fatalities_best: 5, deaths_b: null })
  edit((e) => patchRecord(e, resourceOf('claims'), row('claims', 'corrected-toll'), { rank: 'normal' }))
  t.match(shown(), { fatalities_best: 3, deaths_b: null })
})

t.test('a claim that the field cannot hold is refused', async (t) => {
  t.same(
    faultsOf(() => patch({ claims: [preferred('fatalities', { fatalities_best: 'many' })] })),
    ['/claims/0/value/fatalities_best invalid_value'],
  )
  for (const value of [{ best: 77 }, 77])
    t.match(
      faultsOf(() => patch({ claims: [preferred('fatalities', value)] })),
      [/^\/claims\/0\/value/],
      'nor one that would change nothing',
    )
  const about = { subject: 'events', subject_id: said.id }
  t.same(
    faultsOf(() => create(desk, 'claims', { ...about, ...preferred('date', { date_start: '2024-03-06' }) })),
    ['/value invalid_date'],
  )
  t.equal(shown().date_start, '2024-03-05')
})

t.test('a merge changes what the dataset says along with what is shown', async (t) => {
  create(desk, 'actors', person('Other Name', { id: 'other-name' }))
  imports({ ...said, participants: [side('other-name')] })
  edit((e) => mergeRecord(e, resourceOf('actors'), row('actors', 'other-name'), 'ttp'))
  for (const { id } of edit(({ writer }) => writer.findAll(resourceOf('claims'), sqlAbout)))
    edit((e) => deleteRecord(e, resourceOf('claims'), row('claims', id)))
  t.same(shown().participants, [side('ttp')])
})

t.test('after all of this everything is found by what it says', async (t) => {
  const before = findability()
  rebuild()
  t.same(findability(), before)
})
