/** A merged id means its survivor in every parameter that takes ids. */
import t from 'tap'
import { mergeRecord } from '../../src/edits/merge.ts'
import { filtersOf } from '../../src/engine/query.ts'
import { directory, resources } from '../../src/model/index.ts'
import { idsOf } from '../contract/model.ts'
import { readAll, readPage, resourceOf } from '../support.ts'
import { create, openDesk, person } from './support.ts'

const desk = await openDesk(t)
const { edit, row, app } = desk

create(desk, 'actors', person('Old Name', { id: 'old-ttp' }))
create(desk, 'places', {
  id: 'old-kabul',
  kind: 'city',
  name: 'K',
  claims: [{ field: 'name', value: 'K', stance: 'assigned', note: 'x' }],
})
edit((e) => mergeRecord(e, resourceOf('actors'), row('actors', 'old-ttp'), 'ttp'))
edit((e) => mergeRecord(e, resourceOf('places'), row('places', 'old-kabul'), 'kabul'))
const former: Record<string, [string, string]> = { actors: ['old-ttp', 'ttp'], places: ['old-kabul', 'kabul'] }

for (const resource of resources)
  for (const [name, { references }] of filtersOf(resource)) {
    const [old, now] = (typeof references === 'string' && former[references]) || []
    if (!old || name.startsWith('not_')) continue
    t.test(`${resource.name}: ${name}=${old}`, async (t) => {
      const found = await readPage(app, `/v1/${resource.name}?${name}=${old}`)
      t.same(found.data, (await readPage(app, `/v1/${resource.name}?${name}=${now}`)).data)
      t.same(
        await readAll(app, `/v1/${resource.name}?${name}=${old}&fields=id`),
        found.data.map(({ id }) => ({ id })),
      )
    })
  }

t.test('beside its survivor, encoded, left out, or as the subject of claims', async (t) => {
  const all = idsOf((await readPage(app, '/v1/events?actor=ttp')).data)
  t.ok(all.length > 0)
  t.same(idsOf((await readPage(app, '/v1/events?actor=old-ttp,ttp')).data), all)
  t.same(idsOf((await readPage(app, '/v1/events?actor=old%2Dttp')).data), all)
  t.same(idsOf((await readPage(app, '/v1/events?actor=no-such-id%2Cold-ttp')).data), all)
  t.notOk(idsOf((await readPage(app, '/v1/actors?not_id=old-ttp')).data).includes('ttp'))
  const about = await readPage(app, '/v1/claims?subject=actors&subject_id=old-ttp&limit=100')
  t.ok(about.data.length > 5)
  t.same(about.data, (await readPage(app, '/v1/claims?subject=actors&subject_id=ttp&limit=100')).data)
  t.same((await readPage(app, '/v1/claims?subject=places&subject_id=old-ttp')).data, [])
})

t.test('in search, where a page follows another', async (t) => {
  const first = await readPage(app, '/v1/search?actor=old-ttp&limit=3')
  t.same(first.data, (await readPage(app, '/v1/search?actor=ttp&limit=3')).data)
  const next = await readPage(app, `/v1/search?actor=old-ttp&limit=3&cursor=${first.page.next_cursor}`)
  t.equal(next.data.length, 3)
})

t.test('every filter that takes the ids of a resource says whose', async (t) => {
  for (const resource of directory.values())
    for (const [name, { references }] of filtersOf(resource))
      if (typeof references === 'string') t.ok(directory.has(references), `${resource.name} ${name}`)
})
