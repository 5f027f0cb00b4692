/** Which id a misspelt one is told: what is near in letters, never another number. */
import t from 'tap'
import { findNear } from '../../src/engine/meant.ts'
import { openReader } from '../../src/engine/statement.ts'
import { openSeeded, resourceOf } from '../support.ts'

const { app, connection } = await openSeeded(t)
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
