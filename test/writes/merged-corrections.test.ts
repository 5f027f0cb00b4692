/** Merging imported records: corrections of the one say nothing of the other, whose own stay as they are. */
import t from 'tap'
import { patchRecord } from '../../src/edits/change.ts'
import { claimsAbout } from '../../src/edits/edit.ts'
import { mergeRecord } from '../../src/edits/merge.ts'
import { unmergeRecord } from '../../src/edits/unmerge.ts'
import { resourceOf } from '../support.ts'
import { assigned, create, openDesk, person } from './support.ts'

const desk = await openDesk(t)
const { edit, row } = desk
const origin = { dataset_id: 'ucdp-ged', licence: 'CC-BY-4.0' }
const actors = resourceOf('actors')
const merge = (id: string, into: string) => edit((e) => mergeRecord(e, actors, row('actors', id), into))
const named = (name: string) => ({ name, type: 'alias', language: null })

create(desk, 'actors', person('A Model'))

function imported(id: string, name: string, more: object = {}) {
  const { id: _, ...blank } = row('actors', 'a-model')
  edit(({ writer }) => writer.put(actors, { ...blank, id, name, ...more }, origin))
}

const correct = (id: string, field: string, value: unknown) =>
  edit((e) => patchRecord(e, actors, row('actors', id), { claims: [{ ...assigned(field, value), rank: 'preferred' }] }))

t.test('an imported survivor whose names are corrected has those of the other beside the corrected ones', async (t) => {
  imported('ucdp-actor-1', 'Lashkar One')
  imported('ucdp-actor-2', 'Lashkar Two', { names: [named('As the dataset says')] })
  correct('ucdp-actor-2', 'names', named('As we say'))
  t.same(row('actors', 'ucdp-actor-2').names, [named('As we say')])
  merge('ucdp-actor-1', 'ucdp-actor-2')
  t.same(row('actors', 'ucdp-actor-2').names, [named('As we say'), named('Lashkar One')])
  t.match(
    edit((e) => claimsAbout(e, 'actors', 'ucdp-actor-2')).find(({ note }) => /Lashkar|ucdp-actor-1/.test(String(note))),
    { field: 'names', value: named('Lashkar One'), rank: 'preferred' },
  )
  const { data } = (await desk.app.inject('/v1/search?q=lashkar+one&resource=actors')).json() as {
    data: { id: string }[]
  }
  t.same(
    data.map(({ id }) => id),
    ['ucdp-actor-2'],
  )
})

t.test('so are its ids elsewhere', async (t) => {
  const id = (value: string) => ({ scheme: 'ucdp-actor', value })
  imported('ucdp-actor-3', 'Lashkar Three', { external_ids: [id('3')] })
  imported('ucdp-actor-4', 'Lashkar Four', { external_ids: [id('4')] })
  correct('ucdp-actor-4', 'external_ids', id('44'))
  merge('ucdp-actor-3', 'ucdp-actor-4')
  t.same(row('actors', 'ucdp-actor-4').external_ids, [id('44'), id('3')])
})

t.test(
  'a correction of the one that goes does not change the survivor, and is an ordinary claim about it',
  async (t) => {
    imported('ucdp-actor-5', 'Lashkar Fife')
    imported('ucdp-actor-6', 'Lashkar Six')
    correct('ucdp-actor-5', 'name', 'Lashkar Five')
    merge('ucdp-actor-5', 'ucdp-actor-6')
    t.match(row('actors', 'ucdp-actor-6'), { name: 'Lashkar Six', names: [named('Lashkar Five')] })
    t.match(
      edit((e) => claimsAbout(e, 'actors', 'ucdp-actor-6')),
      [{ field: 'name', value: 'Lashkar Five', rank: 'normal' }],
    )
  },
)

t.test(
  'a correction that is merged into a claim of lower rank is shown no more, and again when that is undone',
  async (t) => {
    imported('ucdp-actor-7', 'Lashkar Seven')
    for (const [id, rank] of [
      ['as-we-say', 'preferred'],
      ['as-they-say', 'normal'],
    ])
      edit((e) =>
        patchRecord(e, actors, row('actors', 'ucdp-actor-7'), {
          claims: [{ ...assigned('name', 'Lashkar the Seventh'), id, rank }],
        }),
      )
    t.match(row('actors', 'ucdp-actor-7'), { name: 'Lashkar the Seventh' })
    const claims = resourceOf('claims')
    edit((e) => mergeRecord(e, claims, row('claims', 'as-we-say'), 'as-they-say'))
    t.match(row('actors', 'ucdp-actor-7'), { name: 'Lashkar Seven' })
    edit((e) => unmergeRecord(e, claims, 'as-we-say', false))
    t.match(row('actors', 'ucdp-actor-7'), { name: 'Lashkar the Seventh' })
  },
)
