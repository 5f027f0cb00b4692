/** Who takes part in an event of ACLED. It names two actors and their associates, and says of neither that it began. */
import { countryCalled } from '../model/countries.ts'
import { inters } from './acled-codes.ts'
import type { Cell, ImportedEvent } from './dataset.ts'
import { lookUp, type Warn } from './dataset.ts'
import { firstOf } from './fit.ts'
import type { NewActor, Parties } from './parties.ts'
import { readName } from './values.ts'

type Participant = ImportedEvent['participants'][number]
export type Sides = { participants: Participant[]; a: string | null; b: string | null; title: string }

type Columns = 'actor1' | 'assoc_actor_1' | 'inter1' | 'actor2' | 'assoc_actor_2' | 'inter2'

/** Side a is the state where one side is and the other is not, else actor 1. */
export function openActors(at: Record<Columns, Cell>, parties: Parties) {
  return (cells: readonly string[], warn: Warn): Sides => {
    const first = {
      name: readName(at.actor1(cells)),
      inter: wordOf(at.inter1(cells)),
      others: namesOf(at.assoc_actor_1(cells)),
    }
    const second = {
      name: readName(at.actor2(cells)),
      inter: wordOf(at.inter2(cells)),
      others: namesOf(at.assoc_actor_2(cells)),
    }
    const turned = second.inter === stateForces && first.inter !== stateForces
    const [a, b] = turned ? [second, first] : [first, second]
    const named = ({ name, inter, others }: typeof a, side: 'a' | 'b'): Named[] => [
      ...(name === null ? [] : [{ name, inter, role: 'participant' as const, side }]),
      ...others.map((other) => ({ name: other, inter: '', role: 'associated' as const, side })),
    ]
    const all = firstOf('participants', [...named(a, 'a'), ...named(b, 'b')], warn)
    return {
      participants: all.map((one) => toParticipant(parties, one)),
      a: a.name,
      b: b.name,
      title: [first.name, second.name].filter((name) => name !== null).join(' – '),
    }
  }
}

const stateForces = 'state forces'

/** `1`, `State Forces` and `State forces` are one. */
const wordOf = (inter: string) => (lookUp(inters, inter.trim())?.label ?? inter.trim()).toLowerCase()

/** Associates are separated by semicolons; none stands twice. */
const namesOf = (cell: string) => [...new Set(cell.split(';').flatMap((part) => readName(part) ?? []))]

/** `inter` is a word of the codebook, empty if nothing is said. */
type Named = Pick<Participant, 'role'> & { name: string; inter: string; side: 'a' | 'b' }

function toParticipant(parties: Parties, { name, inter, role, side }: Named): Participant {
  const { acronym, full } = splitName(name)
  const names = full === name ? [name] : [name, full]
  const actor_id = parties.actorByName(names, () => toActor(Buffer.from(name).toString(), inter, acronym, full))
  return { actor_id, text: actor_id === null ? name : null, role, side, certainty: 'confirmed' }
}

/** `TTP: Tehreek-i-Taliban Pakistan` has its acronym in front. */
function splitName(name: string) {
  const [, acronym, full] = /^([A-Z][\w/()&.-]{1,15}): (.+)$/.exec(name) ?? []
  return { acronym, full: full ?? name }
}

function toActor(name: string, inter: string, acronym: string | undefined, full: string): NewActor {
  return {
    name,
    kind: kindOf(name, inter),
    country: countryOf(name),
    ...(acronym !== undefined && { acronym, names: [{ name: full, type: 'alias' as const, language: null }] }),
  }
}

function kindOf(name: string, inter: string): NewActor['kind'] {
  if (/^Unidentified/i.test(name)) return 'unidentified'
  if (/^Government of /.test(name)) return 'government'
  if (/^(Military|Police) Forces of /.test(name)) return 'state_force'
  const found = lookUp(kinds, inter)
  if (found) return found
  if (/^Civilians \(/.test(name)) return 'civilians'
  if (/^Protesters \(/.test(name)) return 'protesters'
  return /^Rioters \(/.test(name) ? 'rioters' : 'other'
}

const kinds = {
  'state forces': 'state_force',
  'rebel group': 'armed_group',
  'rebel groups': 'armed_group',
  'political militia': 'armed_group',
  'political militias': 'armed_group',
  'identity militia': 'armed_group',
  'identity militias': 'armed_group',
  rioters: 'rioters',
  protesters: 'protesters',
  civilians: 'civilians',
} as const

/** The country that a name ends or begins with: `Civilians (Pakistan)`, `Military Forces of Pakistan (2018-2022)`. */
function countryOf(name: string): string | null {
  const [, last] = /\(([^()]+)\)$/.exec(name) ?? []
  const [, of] = /^(?:Government|Military Forces|Police Forces) of ([^(]+)/.exec(name) ?? []
  return (countryCalled(last ?? '') ?? countryCalled(of ?? ''))?.code ?? null
}
