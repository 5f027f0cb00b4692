/** The codes of ACLED, after its codebook, and what they are here. */
import type { Term } from '../model/vocabularies.ts'
import { lookUp } from './dataset.ts'
import { toSlug } from './values.ts'

/** `time_precision`. */
export const timePrecisions = { '1': 'day', '2': 'week', '3': 'month' } as const

/** `inter1` and `inter2` as older exports have them; newer ones have the words. */
export const inters = {
  '0': { label: 'No actor' },
  '1': { label: 'State forces' },
  '2': { label: 'Rebel group' },
  '3': { label: 'Political militia' },
  '4': { label: 'Identity militia' },
  '5': { label: 'Rioters' },
  '6': { label: 'Protesters' },
  '7': { label: 'Civilians' },
  '8': { label: 'External/Other forces' },
} as const

type Subtype = Term<'event_subtype'>
type Type = { type: Term<'event_type'>; subtype: Subtype | null; known: boolean }

/** What a sub-event is here; its name, in snake case, is our subtype. */
const subtypes: Record<string, readonly [Term<'event_type'>, Subtype]> = {
  government_regains_territory: ['armed_clash', 'government_regains_territory'],
  non_state_actor_overtakes_territory: ['armed_clash', 'non_state_actor_overtakes_territory'],
  armed_clash: ['armed_clash', 'armed_clash'],
  excessive_force_against_protesters: ['protest', 'excessive_force_against_protesters'],
  protest_with_intervention: ['protest', 'protest_with_intervention'],
  peaceful_protest: ['protest', 'peaceful_protest'],
  violent_demonstration: ['riot', 'violent_demonstration'],
  mob_violence: ['riot', 'mob_violence'],
  chemical_weapon: ['attack', 'chemical_weapon'],
  air_drone_strike: ['air_or_drone_strike', 'air_drone_strike'],
  suicide_bomb: ['explosion', 'suicide_bomb'],
  shelling_artillery_missile_attack: ['shelling', 'shelling_artillery_missile_attack'],
  remote_explosive_landmine_ied: ['explosion', 'remote_explosive_landmine_ied'],
  grenade: ['explosion', 'grenade'],
  sexual_violence: ['attack', 'sexual_violence'],
  attack: ['attack', 'attack'],
  abduction_forced_disappearance: ['abduction', 'abduction_forced_disappearance'],
  agreement: ['agreement', 'agreement'],
  arrests: ['arrest', 'arrests'],
  change_to_group_activity: ['other', 'change_to_group_activity'],
  disrupted_weapons_use: ['other', 'disrupted_weapons_use'],
  headquarters_or_base_established: ['other', 'headquarters_or_base_established'],
  looting_property_destruction: ['other', 'looting_property_destruction'],
  non_violent_transfer_of_territory: ['territory_change', 'non_violent_transfer_of_territory'],
  other: ['other', 'other'],
}

/** For rows without a sub-event, or with one that is not known; names of before 2018 too. */
const types: Record<string, Term<'event_type'>> = {
  battles: 'armed_clash',
  protests: 'protest',
  riots: 'riot',
  riots_protests: 'protest',
  explosions_remote_violence: 'explosion',
  remote_violence: 'explosion',
  violence_against_civilians: 'attack',
  strategic_developments: 'other',
  strategic_development: 'other',
}

/** The type and subtype of an event; `known` is false where neither name is in the codebook. */
export function acledType(eventType: string, subEventType: string): Type {
  const [type, subtype] = lookUp(subtypes, toWord(subEventType)) ?? []
  if (type && subtype) return { type, subtype, known: true }
  const general = lookUp(types, toWord(eventType))
  return { type: general ?? 'other', subtype: null, known: general !== undefined }
}

const toWord = (name: string) => toSlug(name).replaceAll('-', '_')
