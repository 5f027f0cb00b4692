/** Which id a misspelt one is told: what is near in letters, never another number; and which value one of its beginnings is. */
import t from 'tap'
import { findLonger, findNear } from '../../src/engine/meant.ts'
import { openReader } from '../../src/engine/statement.ts'
import { events } from '../../src/model/views.ts'
import { event } from '../stats/asking.ts'
import { curated, openSeeded, readPage, readProblem, resourceOf } from '../support.ts'

const { app, connection, write } = await openSeeded(t)
const near = (resource: string, typed: string) => findNear(openReader(connection), resourceOf(resource), typed)

t.test('a misspelt id is told the nearest that begins alike', async (t) => {
  t.equal(near('places', 'kabool'), 'kabul')
  t.equal(near('actors', 'tpp'), 'ttp')
  t.equal(near('actors', 'afgan-taliban'), 'afghan-taliban')
  t.equal(near('actors', 'Afgan Taliban'), 'afghan-taliban')
})

t.test('the beginning of an id is told what it is the beginning of, if that is one', async (t) => {
  t.equal(near('sources', 'stratheia'), 'stratheia-naqvi-kabul-visit')
  t.equal(near('operations', 'pakistan'), undefined, 'there are several')
})

t.test('another number is another record, and what is near nothing is told nothing', async (t) => {
  t.equal(near('events', '2025-05-06-niftac-establised'), '2025-05-06-niftac-established')
  t.equal(near('events', '2025-05-07-niftac-established'), undefined)
  t.equal(near('actors', 'zebra'), undefined)
  t.equal(near('actors', ''), undefined)
  t.equal(near('actors', "'%_\u0000"), undefined)
})

t.test('who asks for a misspelt address is told the id', async (t) => {
  const { detail } = (await app.inject('/v1/places/kabool')).json() as { detail: string }
  t.equal(detail, "No place has the id 'kabool'. Did you mean 'kabul'?")
})

t.test('who asks for an event by its number in a dataset is told its id here', async (t) => {
  write((writer) => writer.put(resourceOf('events'), event('ucdp-ged-1648', {}), curated))
  const told = async (number: string) => (await readProblem(app, `/v1/events/${number}`)).detail
  t.equal(await told('1648'), "No event has the id '1648'. Did you mean 'ucdp-ged-1648'?")
  t.equal(await told('1649'), "No event has the id '1649'. Look for it with /v1/events?q=…")
})

const divisions = [
  'Aleppo governorate',
  'Şırnak province',
  'Eastern province',
  'Eastern region',
  'al-Anbar province',
  'Niger',
]
write((writer) => {
  for (const [index, admin1] of [...divisions, ...divisions].entries())
    writer.put(resourceOf('events'), event(`division-${index}`, { country: 'SY', admin1 }), curated)
})

t.test(
  'the first words of a value are told the values that go on, whatever their case, accents and signs',
  async (t) => {
    const longer = (typed: string) => findLonger(openReader(connection), events.admin1, typed)
    t.same(longer('Aleppo'), ['Aleppo governorate'])
    t.same(longer('ALEPPO GOVERNORATE'), ['Aleppo governorate'])
    t.same(longer('Sirnak'), ['Şırnak province'])
    t.same(longer('Şırnak'), ['Şırnak province'])
    t.same(longer('Anbar'), [], 'it does not begin so')
    t.same(longer('Al Anbar'), ['al-Anbar province'])
    t.same(longer('eastern'), ['Eastern province', 'Eastern region'])
    t.same(longer('Niger'), [], 'it is one itself')
    t.same(longer('Ale'), [], 'it is no word of it')
    t.same(longer('Idlib'), [])
    for (const odd of ['', '-', "'%_", '\u{10ffff}']) t.same(longer(odd), [], odd)
  },
)

t.test(
  'a division that no event has, and that is the beginning of one, is refused; another matches nothing',
  async (t) => {
    for (const path of [
      'events?admin1=Idlib,',
      'events?not_admin1=',
      'events.csv?admin1=',
      'events/stats?by=year&admin1=',
    ]) {
      const { detail, errors } = await readProblem(app, `/v1/${path}Aleppo`)
      t.match(detail, /^(not_)?admin1: No record has 'Aleppo' there\. Did you mean 'Aleppo governorate'\?$/, path)
      t.match(errors, [{ code: 'invalid_value', allowed: ['Aleppo governorate'] }])
    }
    t.equal(
      (await readProblem(app, '/v1/events?admin1=Eastern')).detail,
      "admin1: No record has 'Eastern' there. Did you mean one of 'Eastern province', 'Eastern region'?",
    )
    t.same((await readPage(app, '/v1/events?admin1=Idlib')).data, [])
    t.equal((await readPage(app, '/v1/events?admin1=Aleppo%20governorate')).data.length, 2)
  },
)

t.test(
  'a place that is none, but the beginning of a division, is told the division; another matches nothing',
  async (t) => {
    t.match(await readProblem(app, '/v1/events?place=aleppo'), {
      detail:
        "place: No place has the id 'aleppo', but events are in 'Aleppo governorate'. Ask with admin1=Aleppo%20governorate.",
      errors: [{ parameter: 'place', code: 'invalid_id' }],
    })
    for (const other of ['idlib', 'niger']) // the latter is a country, too
      t.same((await readPage(app, `/v1/events?place=${other}`)).data, [])
    t.same((await readPage(app, '/v1/visits?place=aleppo')).data, [])
  },
)
