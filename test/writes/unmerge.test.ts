/** Undoing a merge: everything is as it was, but for what somebody has changed since. */
import fc from 'fast-check'
import t from 'tap'
import { patchRecord } from '../../src/edits/change.ts'
import { deleteRecord } from '../../src/edits/delete.ts'
import { toWritten } from '../../src/edits/edit.ts'
import { mergeRecord } from '../../src/edits/merge.ts'
import { findRows } from '../../src/edits/rows.ts'
import { unmergeRecord } from '../../src/edits/unmerge.ts'
import { Problem } from '../../src/engine/errors.ts'
import { sql } from '../../src/engine/sql.ts'
import { resources } from '../../src/model/index.ts'
import { look, wrong } from '../checks/whole.ts'
import { resourceOf } from '../support.ts'
import { assigned, create, openDesk, person } from './support.ts'

const desk = await openDesk(t)
const { edit, row, connection, findability, rebuild } = desk
const merge = (resource: string, id: string, into: string) =>
  edit((e) => mergeRecord(e, resourceOf(resource), row(resource, id), into))
const unmerge = (resource: string, id: string, leaveChanged = false) =>
  edit((e) => unmergeRecord(e, resourceOf(resource), id, leaveChanged))
const patch = (resource: string, id: string, body: Record<string, unknown>) =>
  edit((e) => patchRecord(e, resourceOf(resource), row(resource, id), body))
const seq = () => connection.prepare('select seq from state').pluck().get() as number

/** Every record as somebody wrote it, and where the addresses of those that are gone lead. */
function content(): Record<string, string> {
  const records = edit(({ reader }) =>
    resources.flatMap((resource) =>
      resource.viewOf
        ? []
        : findRows(reader, resource, sql`true`).map((one) => [
            `${resource.name}/${one.id}`,
            JSON.stringify([one.dataset_id, one.licence, toWritten(resource, one)]),
          ]),
    ),
  )
  const leads = connection
    .prepare("select resource || ' ' || id, into_id from tombstones where op = 'merge'")
    .raw()
    .all()
  return Object.fromEntries([...records, ...leads] as [string, string][])
}

const party = (actor_id: string, role = 'participant') => ({
  actor_id,
  text: null,
  role,
  side: null,
  certainty: 'confirmed',
})
const alias = (name: string) => ({ name, type: 'alias', language: null })

/** What a test makes of two actors and what names them. */
type World = {
  names: [string[], string[]]
  ids: [string[], string[]]
  imported: ('one' | 'other')[]
  /** Who takes part in each event: the one, the other, both or somebody else. */
  events: ('one' | 'other' | 'third')[][]
  office: 'one' | 'other'
  friends: ['one' | 'other', 'third']
  led: boolean
}

const who = fc.constantFrom('one' as const, 'other' as const, 'third' as const)
const words = fc.uniqueArray(fc.constantFrom('Anar', 'Badam', 'Chenar'), { maxLength: 3 })
const codes = fc.uniqueArray(fc.constantFrom('1', '2', '3'), { maxLength: 2 })
const worlds: fc.Arbitrary<World> = fc.record({
  names: fc.tuple(words, words),
  ids: fc.tuple(codes, codes),
  imported: fc.uniqueArray(fc.constantFrom('one' as const, 'other' as const)),
  events: fc.array(fc.uniqueArray(who, { minLength: 1, maxLength: 3 }), { maxLength: 4 }),
  office: fc.constantFrom('one' as const, 'other' as const),
  friends: fc.tuple(fc.constantFrom('one' as const, 'other' as const), fc.constant('third' as const)),
  led: fc.boolean(),
})

let count = 0

/** Makes it, under ids of its own; gives what begins them. */
function build(world: World): string {
  const at = `w${count++}`
  const idOf = (one: string) => `${at}-${one}`
  for (const [index, one] of ['one', 'other'].entries()) {
    const names = (world.names[index] ?? []).map(alias)
    const external_ids = (world.ids[index] ?? []).map((value) => ({ scheme: 'other', value: `${at} ${value}` }))
    const name = `${at} ${one}`
    const claims = [assigned('name', name), ...names.map((each) => assigned('names', each))]
    create(desk, 'actors', { ...person(name, { id: idOf(one) }), names, external_ids, claims })
  }
  create(desk, 'actors', person(`${at} third`, { id: idOf('third') }))
  for (const one of world.imported) {
    const { dataset_id: _, ...same } = row('actors', idOf(one))
    edit(({ writer }) => writer.put(resourceOf('actors'), same, { dataset_id: 'ucdp-ged', licence: 'CC-BY-4.0' }))
  }
  for (const [index, actors] of world.events.entries()) {
    const participants = actors.map((one) => party(idOf(one)))
    const claims = participants.map((each) => assigned('participants', each))
    create(desk, 'events', { id: `${at}-event-${index}`, type: 'meeting', title: 'A meeting', participants, claims })
  }
  const office = { title: 'Head', organisation_id: idOf(world.office) }
  const whole = {
    ...office,
    acting: false,
    date_start: null,
    date_end: null,
    date_precision: 'unknown',
    date_edtf: null,
    date_text: null,
    date_inferred: false,
  }
  create(desk, 'actors', {
    ...person(`${at} head`, { id: idOf('head') }),
    positions: [office],
    claims: [assigned('name', `${at} head`), assigned('positions', whole)],
  })
  const [from_id, to_id] = world.friends.map(idOf)
  create(desk, 'relationships', {
    id: `${at}-tie`,
    from_id,
    to_id,
    type: 'supports',
    claims: [assigned('type', 'supports')],
  })
  create(desk, 'claims', {
    subject: 'actors',
    subject_id: idOf('third'),
    ...assigned('assessment', 'Weak.'),
    attributed_to_id: idOf('one'),
  })
  if (world.led) {
    create(desk, 'actors', person(`${at} before`, { id: idOf('before') }))
    merge('actors', idOf('before'), idOf('one'))
    create(desk, 'actors', person(`${at} also`, { id: idOf('also') }))
    merge('actors', idOf('also'), idOf('other'))
  }
  return at
}

t.test('a merge that is undone leaves every record as it was, and the sequence goes forward', async (t) => {
  fc.assert(
    fc.property(worlds, (world) => {
      const at = build(world)
      const before = content()
      const start = seq()
      merge('actors', `${at}-one`, `${at}-other`)
      const merged = seq()
      unmerge('actors', `${at}-one`)
      t.ok(start < merged && merged < seq())
      t.same(content(), before)
    }),
    { numRuns: 40 },
  )
  t.same(wrong(look(connection)), [])
})

/** Something that somebody does between the merge and its undoing. */
const edits: Record<string, (at: string) => void> = {
  title: (at) => patch('events', `${at}-event-0`, { title: 'Another title' }),
  participants: (at) => {
    const one = party(`${at}-third`, 'associated')
    patch('events', `${at}-event-0`, { participants: [one], claims: [assigned('participants', one)] })
  },
  'more participants': (at) => {
    const one = party(`${at}-head`)
    const own = row('events', `${at}-event-1`).participants as unknown[]
    patch('events', `${at}-event-1`, { participants: [...own, one], claims: [assigned('participants', one)] })
  },
  name: (at) =>
    patch('actors', `${at}-other`, {
      names: [...(row('actors', `${at}-other`).names as unknown[]), alias('Deodar')],
      claims: [assigned('names', alias('Deodar'))],
    }),
  names: (at) => patch('actors', `${at}-other`, { names: [] }),
  'a claim less': (at) =>
    edit((e) => deleteRecord(e, resourceOf('claims'), row('claims', `${at}-event-0-participants`))),
  'a claim otherwise': (at) => patch('claims', `${at}-one-name`, { note: 'Read again.' }),
  'tie gone': (at) => edit((e) => deleteRecord(e, resourceOf('relationships'), row('relationships', `${at}-tie`))),
  'into a third': (at) => merge('actors', `${at}-other`, `${at}-head`),
  'a third into it': (at) => merge('actors', `${at}-head`, `${at}-other`),
  'event gone': (at) => edit((e) => deleteRecord(e, resourceOf('events'), row('events', `${at}-event-0`))),
}

t.test('after any edits between, a merge is undone or refused, and nothing is left wrong', async (t) => {
  let undone = 0
  const refusals = new Set<string>()
  fc.assert(
    fc.property(
      worlds,
      fc.uniqueArray(fc.constantFrom(...Object.keys(edits)), { minLength: 1, maxLength: 3 }),
      (world, done) => {
        const at = build(world)
        merge('actors', `${at}-one`, `${at}-other`)
        for (const name of done)
          try {
            edits[name]?.(at)
          } catch {
            // there is no such record in this world, or it may not be done
          }
        const before = content()
        try {
          unmerge('actors', `${at}-one`, true)
          undone++
        } catch (error) {
          if (!(error instanceof Problem)) throw error
          refusals.add(error.code)
          t.same(content(), before, 'nothing was written')
        }
      },
    ),
    { numRuns: 60 },
  )
  t.ok(undone > 30, `${undone}`)
  t.same(
    [...refusals].filter((code) => !['not_unmerged', 'only_evidence'].includes(code)),
    [],
  )
  t.same(wrong(look(connection)), [])
})

t.test('after all of this everything is found by what it says', async (t) => {
  const before = findability()
  rebuild()
  t.same(findability(), before)
})
