/**
 * The types of the client: every record, every write and every filter, as the declarations in `model/` have them.
 * Printed by `npm run client-types`, and not changed by hand.
 */

/** A day of the calendar: `2025-07-20`. */
export type Day = string
/** A point in time, in UTC: `2025-07-20T12:00:00.000Z`. */
export type Instant = string
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json }
/** One value, or any of several. */
export type Many<T> = T | readonly T[]

/** The filters that fields have by themselves: one of these, none of these, and bounds where values have an order. */
export type ByField<R, K extends keyof R, O extends K> = {
  [P in K]?: Many<NonNullable<R[P]>>
} & {
  [P in K as `not_${P & string}`]?: Many<NonNullable<R[P]>>
} & {
  [P in O as `${P & string}_${'gt' | 'gte' | 'lt' | 'lte'}`]?: NonNullable<R[P]>
}

export type ActorKind = 'person' | 'armed_group' | 'state' | 'government' | 'de_facto_government' | 'state_force' | 'state_institution' | 'intergovernmental_organisation' | 'political_party' | 'ngo' | 'company' | 'think_tank' | 'media' | 'university' | 'civilians' | 'protesters' | 'rioters' | 'unidentified' | 'other'

export type ActorStatus = 'active' | 'inactive' | 'dissolved' | 'deceased' | 'unknown'

export type NameType = 'official' | 'alias' | 'acronym' | 'former' | 'transliteration' | 'metonym'

export type PlaceKind = 'country' | 'admin1' | 'admin2' | 'city' | 'site' | 'border' | 'border_crossing' | 'region'

export type RelationshipType = 'member_of' | 'part_of' | 'overseen_by' | 'governs' | 'allied_with' | 'ideologically_close_to' | 'opposes' | 'threatens' | 'supports' | 'has_sanctuary_in' | 'splinter_of'

export type EventType = 'attack' | 'armed_clash' | 'infiltration_attempt' | 'air_or_drone_strike' | 'shelling' | 'explosion' | 'abduction' | 'assassination' | 'arrest' | 'weapons_seizure' | 'protest' | 'riot' | 'border_closure' | 'territory_change' | 'seizure_of_power' | 'repatriation' | 'ceasefire' | 'agreement' | 'sanction' | 'meeting' | 'institutional_change' | 'legislation' | 'other'

export type EventSubtype = 'government_regains_territory' | 'non_state_actor_overtakes_territory' | 'armed_clash' | 'excessive_force_against_protesters' | 'protest_with_intervention' | 'peaceful_protest' | 'violent_demonstration' | 'mob_violence' | 'chemical_weapon' | 'air_drone_strike' | 'suicide_bomb' | 'shelling_artillery_missile_attack' | 'remote_explosive_landmine_ied' | 'grenade' | 'sexual_violence' | 'attack' | 'abduction_forced_disappearance' | 'agreement' | 'arrests' | 'change_to_group_activity' | 'disrupted_weapons_use' | 'headquarters_or_base_established' | 'looting_property_destruction' | 'non_violent_transfer_of_territory' | 'other'

export type EventStatus = 'reported' | 'confirmed' | 'disputed' | 'retracted' | 'planned'

export type ParticipantRole = 'participant' | 'perpetrator' | 'target' | 'victim' | 'associated' | 'third_party'

export type ParticipantSide = 'a' | 'b'

export type ParticipantCertainty = 'confirmed' | 'claimed' | 'suspected' | 'inferred'

export type OperationKind = 'military' | 'intelligence' | 'border_control' | 'repatriation' | 'policy' | 'diplomatic' | 'economic' | 'other'

export type OperationStatus = 'planned' | 'ongoing' | 'ended' | 'suspended' | 'unknown'

export type VisitLevel = 'head_of_state_or_government' | 'foreign_minister' | 'other_minister' | 'special_envoy' | 'official' | 'unknown'

export type VisitMode = 'visit' | 'third_country' | 'multilateral' | 'remote'

export type SpeechAct = 'assertion' | 'demand' | 'promise' | 'denial' | 'admission' | 'threat' | 'appeal' | 'condemnation' | 'praise'

export type CommitmentKind = 'diplomatic_relations' | 'economic' | 'counter_terrorism' | 'border_management' | 'other'

export type CommitmentStatus = 'offered' | 'conditional' | 'announced' | 'in_force' | 'fulfilled' | 'breached' | 'lapsed' | 'unknown'

export type MilestoneKind = 'boolean' | 'count' | 'rate' | 'direction' | 'qualitative'

export type DesiredDirection = 'up' | 'down' | 'none'

export type MilestoneStatus = 'met' | 'partly' | 'not_met' | 'unknown'

export type ClaimStance = 'asserted' | 'reported' | 'quoted' | 'assessed' | 'forecast' | 'conditional' | 'question' | 'assigned'

export type ClaimRank = 'preferred' | 'normal' | 'deprecated'

export type ClaimLinkType = 'contradicts' | 'corroborates' | 'updates' | 'includes' | 'refines' | 'duplicates'

export type ClaimCredibility = '1' | '2' | '3' | '4' | '5' | '6'

export type Metric = 'killed' | 'wounded' | 'captured' | 'displaced' | 'repatriated' | 'fighters' | 'attacks' | 'weapons_seized' | 'length' | 'change' | 'duration' | 'count'

export type Population = 'total' | 'civilians' | 'militants' | 'soldiers' | 'police' | 'security_forces' | 'perpetrators' | 'refugees' | 'unknown'

export type Qualifier = 'exact' | 'at_least' | 'more_than' | 'at_most' | 'fewer_than' | 'around' | 'between' | 'order_of_magnitude'

export type SourceKind = 'news' | 'opinion' | 'official_statement' | 'report' | 'academic' | 'law' | 'other'

export type SourceReliability = 'A' | 'B' | 'C' | 'D' | 'E' | 'F'

export type ClassificationScheme = 'ucdp' | 'acled' | 'gtd'

export type ExternalIdScheme = 'ucdp-event' | 'ucdp-actor' | 'ucdp-dyad' | 'ucdp-conflict' | 'ucdp-relid' | 'acled-event' | 'gtd-event' | 'wikidata' | 'gwno' | 'iso3166' | 'doi' | 'other'

export type DatePrecision = 'day' | 'days' | 'week' | 'month' | 'year' | 'interval' | 'before' | 'after' | 'approximate' | 'unknown'

export type LocationPrecision = 'exact' | 'near' | 'admin2' | 'admin1' | 'region' | 'country' | 'unknown'

/** What can go wrong, by code. */
export type ErrorCode =
  | 'record_merged'
  | 'invalid_query'
  | 'invalid_url'
  | 'invalid_request'
  | 'invalid_body'
  | 'invalid_upload'
  | 'invalid_header'
  | 'key_required'
  | 'invalid_key'
  | 'scope_too_small'
  | 'not_found'
  | 'record_not_found'
  | 'method_not_allowed'
  | 'not_acceptable'
  | 'request_timeout'
  | 'id_taken'
  | 'name_taken'
  | 'still_referenced'
  | 'too_many_references'
  | 'opponents'
  | 'not_unmerged'
  | 'changed_since'
  | 'only_evidence'
  | 'imported_record'
  | 'not_redistributable'
  | 'import_running'
  | 'import_ended'
  | 'already_merged'
  | 'record_withdrawn'
  | 'resync_required'
  | 'stale_revision'
  | 'written_by_others'
  | 'body_too_large'
  | 'url_too_long'
  | 'unsupported_media_type'
  | 'range_not_satisfiable'
  | 'invalid_record'
  | 'idempotency_key_reused'
  | 'if_match_required'
  | 'too_many_failures'
  | 'too_many_requests'
  | 'headers_too_large'
  | 'internal_error'
  | 'query_too_broad'
  | 'busy'
  | 'not_ready'
  | 'storage_full'

/** Another name of the same thing. */
export type Name = {
  /** The name, as it is written. */
  name: string
  /** What kind of name it is. */
  type: NameType
  /** BCP 47 tag; null if not known. */
  language: string | null
}

/** Another name of the same thing. As it is sent: what is unknown may be left out. */
export type NameInput = {
  /** The name, as it is written. */
  name: string
  /** What kind of name it is. */
  type: NameType
  /** BCP 47 tag; null if not known. */
  language?: string | null
}

/** An office that a person holds or held. */
export type Position = {
  /** The office, as the source names it. */
  title: string
  /** The body in which it is held. */
  organisation_id: string | null
  /** Whether the source calls it acting. */
  acting: boolean
  /** First day it may have begun on. */
  date_start: Day | null
  /** Last day, inclusive; null if it goes on, or if no source bounds it. */
  date_end: Day | null
  /** How exactly the source dates it. */
  date_precision: DatePrecision
  /** The date in EDTF (ISO 8601-2); null if no source dates it. */
  date_edtf: string | null
  /** The words of the source. */
  date_text: string | null
  /** Whether part of the date (usually the year) is inferred, not said. */
  date_inferred: boolean
}

/** An office that a person holds or held. As it is sent: what is unknown may be left out. */
export type PositionInput = {
  /** The office, as the source names it. */
  title: string
  /** The body in which it is held. */
  organisation_id?: string | null
  /** Whether the source calls it acting. */
  acting?: boolean
  /** First day it may have begun on. */
  date_start?: Day | null
  /** Last day, inclusive; null if it goes on, or if no source bounds it. */
  date_end?: Day | null
  /** How exactly the source dates it. */
  date_precision?: DatePrecision
  /** The date in EDTF (ISO 8601-2); null if no source dates it. */
  date_edtf?: string | null
  /** The words of the source. */
  date_text?: string | null
  /** Whether part of the date (usually the year) is inferred, not said. */
  date_inferred?: boolean
}

/** The id of the same thing elsewhere. */
export type ExternalId = {
  /** Whose id it is. */
  scheme: ExternalIdScheme
  /** The id, as the scheme writes it. */
  value: string
}

/** The id of the same thing elsewhere. As it is sent: what is unknown may be left out. */
export type ExternalIdInput = {
  /** Whose id it is. */
  scheme: ExternalIdScheme
  /** The id, as the scheme writes it. */
  value: string
}

/** Who took part in an event: an actor, or words for one. */
export type Participant = {
  /** The actor; null if only words name it. */
  actor_id: string | null
  /** The participant in words, where it is no actor. */
  text: string | null
  /** What it does, or what is done to it. */
  role: ParticipantRole
  /** Side a is the state, else the perpetrator (UCDP). */
  side: ParticipantSide | null
  /** How sure it is that it took part. */
  certainty: ParticipantCertainty
  /** With `expand`. */
  actor?: Actor | null
}

/** Who took part in an event: an actor, or words for one. As it is sent: what is unknown may be left out. */
export type ParticipantInput = {
  /** The actor; null if only words name it. */
  actor_id?: string | null
  /** The participant in words, where it is no actor. */
  text?: string | null
  /** What it does, or what is done to it. */
  role: ParticipantRole
  /** Side a is the state, else the perpetrator (UCDP). */
  side?: ParticipantSide | null
  /** How sure it is that it took part. */
  certainty?: ParticipantCertainty
}

/** What the dataset calls it, in its own codes. */
export type Classification = {
  /** Whose code it is. */
  scheme: ClassificationScheme
  /** The scheme's own field name. */
  field: string
  /** The scheme's own code. */
  code: string
  /** What the scheme calls the code; null if it has no words for it. */
  label: string | null
}

/** What the dataset calls it, in its own codes. As it is sent: what is unknown may be left out. */
export type ClassificationInput = {
  /** Whose code it is. */
  scheme: ClassificationScheme
  /** The scheme's own field name. */
  field: string
  /** The scheme's own code. */
  code: string
  /** What the scheme calls the code; null if it has no words for it. */
  label?: string | null
}

/** Who takes part: an actor, or words for one. */
export type Party = {
  /** The actor; null if only words name it. */
  actor_id: string | null
  /** The party in words, where it is no actor. */
  text: string | null
  /** The office or part in which it takes part. */
  capacity: string | null
  /** With `expand`. */
  actor?: Actor | null
}

/** Who takes part: an actor, or words for one. As it is sent: what is unknown may be left out. */
export type PartyInput = {
  /** The actor; null if only words name it. */
  actor_id?: string | null
  /** The party in words, where it is no actor. */
  text?: string | null
  /** The office or part in which it takes part. */
  capacity?: string | null
}

/** How a claim stands to another. */
export type ClaimLink = {
  /** The other claim. */
  claim_id: string
  /** What this claim does to the other. */
  type: ClaimLinkType
  /** Why, where that is not plain. */
  note: string | null
}

/** How a claim stands to another. As it is sent: what is unknown may be left out. */
export type ClaimLinkInput = {
  /** The other claim. */
  claim_id: string
  /** What this claim does to the other. */
  type: ClaimLinkType
  /** Why, where that is not plain. */
  note?: string | null
}

/** A release of a dataset, as it was imported here. */
export type Release = {
  /** The publisher's name of the release. */
  version: string
  /** First day that it covers; null if it does not say. */
  covers_start: Day | null
  /** Last day that it covers; null if it does not say. */
  covers_end: Day | null
  /** When it was imported (UTC). */
  imported_at: Instant
  /** Of the file as imported. */
  sha256: string
  /** Rows in the file. */
  read: number
  /** Records that were not here before. */
  new: number
  /** Records that the release says otherwise than the one before. */
  changed: number
  /** Records that it says as before. */
  unchanged: number
  /** Rows kept although they break a rule of their own codebook. */
  warned: number
  /** Rows that cannot be an event. */
  rejected: number
  /** Records of earlier releases that it no longer holds. */
  withdrawn: number
}

/** A release of a dataset, as it was imported here. As it is sent: what is unknown may be left out. */
export type ReleaseInput = {
  /** The publisher's name of the release. */
  version: string
  /** First day that it covers; null if it does not say. */
  covers_start?: Day | null
  /** Last day that it covers; null if it does not say. */
  covers_end?: Day | null
  /** When it was imported (UTC). */
  imported_at: Instant
  /** Of the file as imported. */
  sha256: string
  /** Rows in the file. */
  read: number
  /** Records that were not here before. */
  new: number
  /** Records that the release says otherwise than the one before. */
  changed: number
  /** Records that it says as before. */
  unchanged: number
  /** Rows kept although they break a rule of their own codebook. */
  warned: number
  /** Rows that cannot be an event. */
  rejected: number
  /** Records of earlier releases that it no longer holds. */
  withdrawn: number
}

/** Who acts: persons, armed groups, states, bodies of a state, organisations. */
export type Actor = {
  /** Stable, readable, unique within the resource. */
  id: string
  /** What kind of actor it is. */
  kind: ActorKind
  /** The name we use. */
  name: string
  /** The usual acronym. */
  acronym: string | null
  /** Who it is, in our words. */
  description: string | null
  /** Country it belongs to (ISO 3166-1 alpha-2). */
  country: string | null
  /** Whether it exists and acts today, as far as sources say. */
  status: ActorStatus
  /** Other names, spellings and acronyms. */
  names: Name[]
  /** Offices the person holds or held. */
  positions: Position[]
  /** Ids of the same thing elsewhere. */
  external_ids: ExternalId[]
  /** The dataset the record comes from; `sourcebook` if it is curated here. */
  dataset_id: string
  /** Licence of the record (SPDX identifier), from its dataset. */
  licence: string
  /** How often the record itself was written; 1 when it is new. */
  revision: number
  /** The change that last wrote the record itself, in the sequence of all. */
  seq: number
  /** When the record was first written (UTC). */
  created_at: Instant
  /** When the record itself was last written (UTC). */
  updated_at: Instant
  /** With `expand`: What sources say about the record: the evidence of each value. */
  claims?: Claim[]
  /** Whether there are more than the 100 shown. */
  claims_more?: boolean
}

/** What is sent to make one of actors. */
export type ActorInput = {
  id?: string
  kind: ActorKind
  name: string
  acronym?: string | null
  description?: string | null
  country?: string | null
  status?: ActorStatus | null
  names?: NameInput[] | null
  positions?: PositionInput[] | null
  external_ids?: ExternalIdInput[] | null
  /** Claims about the record, which support its values. */
  claims?: OwnClaim[]
}

/** What is sent to change one of actors; null takes a value away. */
export type ActorPatch = {
  id?: string
  kind?: ActorKind
  name?: string
  acronym?: string | null
  description?: string | null
  country?: string | null
  status?: ActorStatus | null
  names?: NameInput[] | null
  positions?: PositionInput[] | null
  external_ids?: ExternalIdInput[] | null
  /** Claims about the record, which support its values. */
  claims?: OwnClaim[]
}

/** The fields of actors that hold one value. */
export type ActorField = 'id' | 'kind' | 'name' | 'acronym' | 'description' | 'country' | 'status' | 'dataset_id' | 'licence' | 'revision' | 'seq' | 'created_at' | 'updated_at'

/** What actors are asked by, beside their fields. */
export type ActorFilter = {
  /** Words that all match, in any order, without regard to case, accents, hyphens or odd spaces (no stemming); `"quoted phrases"`; `-word` leaves out; `attack*` is a prefix, in a phrase too (`"suicide att*"`). It looks into the record’s own names and texts, not into those of the records that it names: ask for these with `actor`, `place` and the like. */
  q?: string
  /** Has a claim from this source. */
  source?: Many<string>
  /** Comes from this dataset. */
  dataset?: Many<string>
  /** Carries this id of another scheme. */
  external_id?: Many<string>
}

/** Where: a tree of countries, divisions, cities and sites. A border has two sides. */
export type Place = {
  /** Stable, readable, unique within the resource. */
  id: string
  /** What kind of place it is. */
  kind: PlaceKind
  /** The name we use. */
  name: string
  /** The smallest place that holds it. */
  parent_id: string | null
  /** The two sides of a border; it lies within both. */
  between_ids: string[]
  /** Country it lies in (ISO 3166-1 alpha-2). */
  country: string | null
  /** Degrees, WGS 84. */
  latitude: number | null
  /** Degrees, WGS 84. */
  longitude: number | null
  /** Other names, spellings and acronyms. */
  names: Name[]
  /** Ids of the same thing elsewhere. */
  external_ids: ExternalId[]
  /** The dataset the record comes from; `sourcebook` if it is curated here. */
  dataset_id: string
  /** Licence of the record (SPDX identifier), from its dataset. */
  licence: string
  /** How often the record itself was written; 1 when it is new. */
  revision: number
  /** The change that last wrote the record itself, in the sequence of all. */
  seq: number
  /** When the record was first written (UTC). */
  created_at: Instant
  /** When the record itself was last written (UTC). */
  updated_at: Instant
  /** With `expand`: What sources say about the record: the evidence of each value. */
  claims?: Claim[]
  /** Whether there are more than the 100 shown. */
  claims_more?: boolean
  /** With `expand`: The place that holds it. */
  parent?: Place | null
}

/** What is sent to make one of places. */
export type PlaceInput = {
  id?: string
  kind: PlaceKind
  name: string
  parent_id?: string | null
  between_ids?: string[] | null
  country?: string | null
  latitude?: number | null
  longitude?: number | null
  names?: NameInput[] | null
  external_ids?: ExternalIdInput[] | null
  /** Claims about the record, which support its values. */
  claims?: OwnClaim[]
}

/** What is sent to change one of places; null takes a value away. */
export type PlacePatch = {
  id?: string
  kind?: PlaceKind
  name?: string
  parent_id?: string | null
  between_ids?: string[] | null
  country?: string | null
  latitude?: number | null
  longitude?: number | null
  names?: NameInput[] | null
  external_ids?: ExternalIdInput[] | null
  /** Claims about the record, which support its values. */
  claims?: OwnClaim[]
}

/** The fields of places that hold one value. */
export type PlaceField = 'id' | 'kind' | 'name' | 'parent_id' | 'country' | 'latitude' | 'longitude' | 'dataset_id' | 'licence' | 'revision' | 'seq' | 'created_at' | 'updated_at'

/** What places are asked by, beside their fields. */
export type PlaceFilter = {
  /** Words that all match, in any order, without regard to case, accents, hyphens or odd spaces (no stemming); `"quoted phrases"`; `-word` leaves out; `attack*` is a prefix, in a phrase too (`"suicide att*"`). It looks into the record’s own names and texts, not into those of the records that it names: ask for these with `actor`, `place` and the like. */
  q?: string
  /** Has a claim from this source. */
  source?: Many<string>
  /** Comes from this dataset. */
  dataset?: Many<string>
  /** This place and all within it; a border lies within both its sides. (`place_id` is exact.) */
  place?: Many<string>
  /** Carries this id of another scheme. */
  external_id?: Many<string>
  /** `west,south,east,north` in decimal degrees (WGS 84): longitude before latitude, unlike in `near`. A box with west greater than east crosses the antimeridian. Records without a location drop. */
  bbox?: string
  /** `latitude,longitude` in decimal degrees (WGS 84), unlike `bbox`, where the longitude comes first; needs `radius_km` beside it. Records without a location drop. */
  near?: string
  /** How far from `near`, in kilometres; above 0, at most 20038 (half way round). */
  radius_km?: number
}

/** Something that happened, with a date. */
export type Event = {
  /** Stable, readable, unique within the resource. */
  id: string
  /** What happened. */
  type: EventType
  /** More exactly what happened (ACLED's sub-event types). */
  subtype: EventSubtype | null
  /** What happened, in a few of our words. */
  title: string
  /** What happened, in our words. */
  summary: string | null
  /** How sure it is that it happened. */
  status: EventStatus
  /** First day it may have happened on or, with precision `interval`, on which it began. */
  date_start: Day | null
  /** Last day, inclusive. With precision `interval`, null means that it goes on; else null means that no source bounds it. */
  date_end: Day | null
  /** How exactly the source dates it. */
  date_precision: DatePrecision
  /** The date in EDTF (ISO 8601-2); null if no source dates it. */
  date_edtf: string | null
  /** The words of the source. */
  date_text: string | null
  /** Whether part of the date (usually the year) is inferred, not said. */
  date_inferred: boolean
  /** The place, as exactly as a source gives it. */
  place_id: string | null
  /** Country (ISO 3166-1 alpha-2). */
  country: string | null
  /** First-level division, as the source names it (`Aleppo governorate`). */
  admin1: string | null
  /** Second-level division (district), as the source names it. */
  admin2: string | null
  /** Degrees, WGS 84. */
  latitude: number | null
  /** Degrees, WGS 84. */
  longitude: number | null
  /** What the coordinates stand for. What is imported without any has what its dataset says, but the smallest division that is named for `exact` and `near`. */
  location_precision: LocationPrecision
  /** The words of the source. */
  location_text: string | null
  /** Who took part, in which role, on which side, and how surely. */
  participants: Participant[]
  /** Names on side a, for tables. UCDP GED: its side a. ACLED: the state if one of the two actors is one and the other is not, else actor1. GTD: the perpetrators. */
  side_a: string | null
  /** Names on side b, for tables. UCDP GED: its side b. ACLED: the other actor, so that actor1 is here where actor2 alone is the state. GTD: the targets. */
  side_b: string | null
  /** Lowest number of deaths that a source supports; null if none does. */
  fatalities_low: number | null
  /** Best estimate of all deaths; null if no source gives the total. */
  fatalities_best: number | null
  /** Highest number of deaths that a source supports; null if none does. */
  fatalities_high: number | null
  /** Deaths on side a: the state, else the perpetrator (UCDP). */
  deaths_a: number | null
  /** Deaths on side b. */
  deaths_b: number | null
  /** Deaths of civilians. */
  deaths_civilians: number | null
  /** Deaths of persons whose side is unknown. */
  deaths_unknown: number | null
  /** Whether the record sums up several happenings that no source tells apart. */
  is_aggregate: boolean
  /** The larger event it is part of. */
  part_of_id: string | null
  /** Records of the same event in other datasets. */
  same_event_ids: string[]
  /** The operation it belongs to. */
  operation_id: string | null
  /** The dataset's own codes. */
  classifications: Classification[]
  /** Ids of the same thing elsewhere. */
  external_ids: ExternalId[]
  /** Release of the dataset that last changed it: later ones that hold it unchanged leave this as it is. */
  release: string | null
  /** Line of the imported file, from 1, its header included. */
  source_line: number | null
  /** The dataset the record comes from; `sourcebook` if it is curated here. */
  dataset_id: string
  /** Licence of the record (SPDX identifier), from its dataset. */
  licence: string
  /** How often the record itself was written; 1 when it is new. */
  revision: number
  /** The change that last wrote the record itself, in the sequence of all. */
  seq: number
  /** When the record was first written (UTC). */
  created_at: Instant
  /** When the record itself was last written (UTC). */
  updated_at: Instant
  /** With `expand`: What sources say about the record: the evidence of each value. */
  claims?: Claim[]
  /** Whether there are more than the 100 shown. */
  claims_more?: boolean
  /** With `expand`: Where it happened. */
  place?: Place | null
  /** With `expand`: The operation it belongs to. */
  operation?: Operation | null
  /** With `expand`: The row of the dataset as it was received, every column of it by its name. Null if it was not imported. */
  source_row?: Record<string, string> | null
}

/** What is sent to make one of events. */
export type EventInput = {
  id?: string
  type: EventType
  subtype?: EventSubtype | null
  title: string
  summary?: string | null
  status?: EventStatus | null
  date_start?: Day | null
  date_end?: Day | null
  date_precision?: DatePrecision | null
  date_edtf?: string | null
  date_text?: string | null
  date_inferred?: boolean | null
  place_id?: string | null
  country?: string | null
  admin1?: string | null
  admin2?: string | null
  latitude?: number | null
  longitude?: number | null
  location_precision?: LocationPrecision | null
  location_text?: string | null
  participants?: ParticipantInput[] | null
  side_a?: string | null
  side_b?: string | null
  fatalities_low?: number | null
  fatalities_best?: number | null
  fatalities_high?: number | null
  deaths_a?: number | null
  deaths_b?: number | null
  deaths_civilians?: number | null
  deaths_unknown?: number | null
  is_aggregate?: boolean | null
  part_of_id?: string | null
  same_event_ids?: string[] | null
  operation_id?: string | null
  classifications?: ClassificationInput[] | null
  external_ids?: ExternalIdInput[] | null
  /** Claims about the record, which support its values. */
  claims?: OwnClaim[]
}

/** What is sent to change one of events; null takes a value away. */
export type EventPatch = {
  id?: string
  type?: EventType
  subtype?: EventSubtype | null
  title?: string
  summary?: string | null
  status?: EventStatus | null
  date_start?: Day | null
  date_end?: Day | null
  date_precision?: DatePrecision | null
  date_edtf?: string | null
  date_text?: string | null
  date_inferred?: boolean | null
  place_id?: string | null
  country?: string | null
  admin1?: string | null
  admin2?: string | null
  latitude?: number | null
  longitude?: number | null
  location_precision?: LocationPrecision | null
  location_text?: string | null
  participants?: ParticipantInput[] | null
  side_a?: string | null
  side_b?: string | null
  fatalities_low?: number | null
  fatalities_best?: number | null
  fatalities_high?: number | null
  deaths_a?: number | null
  deaths_b?: number | null
  deaths_civilians?: number | null
  deaths_unknown?: number | null
  is_aggregate?: boolean | null
  part_of_id?: string | null
  same_event_ids?: string[] | null
  operation_id?: string | null
  classifications?: ClassificationInput[] | null
  external_ids?: ExternalIdInput[] | null
  /** Claims about the record, which support its values. */
  claims?: OwnClaim[]
}

/** The fields of events that hold one value. */
export type EventField = 'id' | 'type' | 'subtype' | 'title' | 'summary' | 'status' | 'date_start' | 'date_end' | 'date_precision' | 'date_edtf' | 'date_text' | 'date_inferred' | 'place_id' | 'country' | 'admin1' | 'admin2' | 'latitude' | 'longitude' | 'location_precision' | 'location_text' | 'side_a' | 'side_b' | 'fatalities_low' | 'fatalities_best' | 'fatalities_high' | 'deaths_a' | 'deaths_b' | 'deaths_civilians' | 'deaths_unknown' | 'is_aggregate' | 'part_of_id' | 'operation_id' | 'release' | 'source_line' | 'dataset_id' | 'licence' | 'revision' | 'seq' | 'created_at' | 'updated_at'

/** What events are asked by, beside their fields. */
export type EventFilter = {
  /** Words that all match, in any order, without regard to case, accents, hyphens or odd spaces (no stemming); `"quoted phrases"`; `-word` leaves out; `attack*` is a prefix, in a phrase too (`"suicide att*"`). It looks into the record’s own names and texts, not into those of the records that it names: ask for these with `actor`, `place` and the like. */
  q?: string
  /** Has a claim from this source. */
  source?: Many<string>
  /** Comes from this dataset. */
  dataset?: Many<string>
  /** Overlaps the dates of the record: a year, month, day, or interval with `..` for an open end. A record known only by its month is found from any day of it; an interval without end goes on. Undated records drop. */
  datetime?: string
  /** The dates of the record lie wholly inside this period. Undated records drop, and intervals that go on unless the period is open. */
  datetime_within?: string
  /** Takes part (participants): any of these actors. */
  actor?: Many<string>
  /** Takes part (participants): each of these actors. */
  actor_all?: Many<string>
  /** Has a participant in this role; with `actor`, that actor. */
  role?: Many<ParticipantRole>
  /** Has a participant on this side; with `actor`, that actor. */
  side?: Many<ParticipantSide>
  /** This place and all within it; a border lies within both its sides. (`place_id` is exact.) Imported events are placed by their country: below it, ask with `admin1`, `near` or `bbox`. */
  place?: Many<string>
  /** `west,south,east,north` in decimal degrees (WGS 84): longitude before latitude, unlike in `near`. A box with west greater than east crosses the antimeridian. Records without a location drop. */
  bbox?: string
  /** `latitude,longitude` in decimal degrees (WGS 84), unlike `bbox`, where the longitude comes first; needs `radius_km` beside it. Records without a location drop. */
  near?: string
  /** How far from `near`, in kilometres; above 0, at most 20038 (half way round). */
  radius_km?: number
  /** Belongs to this operation or to a part of it. */
  operation?: Many<string>
  /** Carries this id of another scheme. */
  external_id?: Many<string>
  /** Carries this code of the dataset it comes from. */
  classification?: Many<string>
}

/** What lasts: named campaigns, standing measures such as fencing, policies and processes. */
export type Operation = {
  /** Stable, readable, unique within the resource. */
  id: string
  /** What kind of operation it is. */
  kind: OperationKind
  /** The name we use. */
  name: string
  /** Other names, spellings and acronyms. */
  names: Name[]
  /** Whether it goes on, as far as sources say. */
  status: OperationStatus
  /** First day it may have happened on or, with precision `interval`, on which it began. */
  date_start: Day | null
  /** Last day, inclusive. With precision `interval`, null means that it goes on; else null means that no source bounds it. */
  date_end: Day | null
  /** How exactly the source dates it. */
  date_precision: DatePrecision
  /** The date in EDTF (ISO 8601-2); null if no source dates it. */
  date_edtf: string | null
  /** The words of the source. */
  date_text: string | null
  /** Whether part of the date (usually the year) is inferred, not said. */
  date_inferred: boolean
  /** Who conducts it. */
  conducted_by: Party[]
  /** Whom it is directed against. */
  against: Party[]
  /** Where it takes place. */
  place_ids: string[]
  /** What it is for, in our words. */
  objective: string | null
  /** What came of it, in our words; null if no source says. */
  outcome: string | null
  /** The operation it is part of. */
  part_of_id: string | null
  /** The dataset the record comes from; `sourcebook` if it is curated here. */
  dataset_id: string
  /** Licence of the record (SPDX identifier), from its dataset. */
  licence: string
  /** How often the record itself was written; 1 when it is new. */
  revision: number
  /** The change that last wrote the record itself, in the sequence of all. */
  seq: number
  /** When the record was first written (UTC). */
  created_at: Instant
  /** When the record itself was last written (UTC). */
  updated_at: Instant
  /** With `expand`: What sources say about the record: the evidence of each value. */
  claims?: Claim[]
  /** Whether there are more than the 100 shown. */
  claims_more?: boolean
  /** With `expand`: The operation it is part of. */
  part_of?: Operation | null
}

/** What is sent to make one of operations. */
export type OperationInput = {
  id?: string
  kind: OperationKind
  name: string
  names?: NameInput[] | null
  status?: OperationStatus | null
  date_start?: Day | null
  date_end?: Day | null
  date_precision?: DatePrecision | null
  date_edtf?: string | null
  date_text?: string | null
  date_inferred?: boolean | null
  conducted_by?: PartyInput[] | null
  against?: PartyInput[] | null
  place_ids?: string[] | null
  objective?: string | null
  outcome?: string | null
  part_of_id?: string | null
  /** Claims about the record, which support its values. */
  claims?: OwnClaim[]
}

/** What is sent to change one of operations; null takes a value away. */
export type OperationPatch = {
  id?: string
  kind?: OperationKind
  name?: string
  names?: NameInput[] | null
  status?: OperationStatus | null
  date_start?: Day | null
  date_end?: Day | null
  date_precision?: DatePrecision | null
  date_edtf?: string | null
  date_text?: string | null
  date_inferred?: boolean | null
  conducted_by?: PartyInput[] | null
  against?: PartyInput[] | null
  place_ids?: string[] | null
  objective?: string | null
  outcome?: string | null
  part_of_id?: string | null
  /** Claims about the record, which support its values. */
  claims?: OwnClaim[]
}

/** The fields of operations that hold one value. */
export type OperationField = 'id' | 'kind' | 'name' | 'status' | 'date_start' | 'date_end' | 'date_precision' | 'date_edtf' | 'date_text' | 'date_inferred' | 'objective' | 'outcome' | 'part_of_id' | 'dataset_id' | 'licence' | 'revision' | 'seq' | 'created_at' | 'updated_at'

/** What operations are asked by, beside their fields. */
export type OperationFilter = {
  /** Words that all match, in any order, without regard to case, accents, hyphens or odd spaces (no stemming); `"quoted phrases"`; `-word` leaves out; `attack*` is a prefix, in a phrase too (`"suicide att*"`). It looks into the record’s own names and texts, not into those of the records that it names: ask for these with `actor`, `place` and the like. */
  q?: string
  /** Has a claim from this source. */
  source?: Many<string>
  /** Comes from this dataset. */
  dataset?: Many<string>
  /** Overlaps the dates of the record: a year, month, day, or interval with `..` for an open end. A record known only by its month is found from any day of it; an interval without end goes on. Undated records drop. */
  datetime?: string
  /** The dates of the record lie wholly inside this period. Undated records drop, and intervals that go on unless the period is open. */
  datetime_within?: string
  /** Takes part (conducted_by and against): any of these actors. */
  actor?: Many<string>
  /** Takes part (conducted_by and against): each of these actors. */
  actor_all?: Many<string>
  /** This place and all within it; a border lies within both its sides. (`place_id` is exact.) */
  place?: Many<string>
  /** Belongs to this operation or to a part of it. */
  operation?: Many<string>
}

/** Diplomatic visits: who went to whom, where, when and about what. */
export type Visit = {
  /** Stable, readable, unique within the resource. */
  id: string
  /** The visit, in a few of our words. */
  title: string
  /** First day it may have happened on or, with precision `interval`, on which it began. */
  date_start: Day | null
  /** Last day, inclusive. With precision `interval`, null means that it goes on; else null means that no source bounds it. */
  date_end: Day | null
  /** How exactly the source dates it. */
  date_precision: DatePrecision
  /** The date in EDTF (ISO 8601-2); null if no source dates it. */
  date_edtf: string | null
  /** The words of the source. */
  date_text: string | null
  /** Whether part of the date (usually the year) is inferred, not said. */
  date_inferred: boolean
  /** Where it took place. */
  place_id: string | null
  /** Rank of the highest visitor. */
  level: VisitLevel
  /** How they met. */
  mode: VisitMode
  /** Who visited. */
  visitors: Party[]
  /** Whom they met. */
  hosts: Party[]
  /** Topics tied to this visit, in our words. */
  agenda: string[]
  /** The process it belongs to. */
  operation_id: string | null
  /** The visit that it followed. */
  preceded_by_id: string | null
  /** The dataset the record comes from; `sourcebook` if it is curated here. */
  dataset_id: string
  /** Licence of the record (SPDX identifier), from its dataset. */
  licence: string
  /** How often the record itself was written; 1 when it is new. */
  revision: number
  /** The change that last wrote the record itself, in the sequence of all. */
  seq: number
  /** When the record was first written (UTC). */
  created_at: Instant
  /** When the record itself was last written (UTC). */
  updated_at: Instant
  /** With `expand`: What sources say about the record: the evidence of each value. */
  claims?: Claim[]
  /** Whether there are more than the 100 shown. */
  claims_more?: boolean
  /** With `expand`: Where it took place. */
  place?: Place | null
  /** With `expand`: The process it belongs to. */
  operation?: Operation | null
  /** With `expand`: What was said during the visit. */
  statements?: Statement[]
  /** Whether there are more than the 100 shown. */
  statements_more?: boolean
}

/** What is sent to make one of visits. */
export type VisitInput = {
  id?: string
  title: string
  date_start?: Day | null
  date_end?: Day | null
  date_precision?: DatePrecision | null
  date_edtf?: string | null
  date_text?: string | null
  date_inferred?: boolean | null
  place_id?: string | null
  level?: VisitLevel | null
  mode: VisitMode
  visitors?: PartyInput[] | null
  hosts?: PartyInput[] | null
  agenda?: string[] | null
  operation_id?: string | null
  preceded_by_id?: string | null
  /** Claims about the record, which support its values. */
  claims?: OwnClaim[]
}

/** What is sent to change one of visits; null takes a value away. */
export type VisitPatch = {
  id?: string
  title?: string
  date_start?: Day | null
  date_end?: Day | null
  date_precision?: DatePrecision | null
  date_edtf?: string | null
  date_text?: string | null
  date_inferred?: boolean | null
  place_id?: string | null
  level?: VisitLevel | null
  mode?: VisitMode
  visitors?: PartyInput[] | null
  hosts?: PartyInput[] | null
  agenda?: string[] | null
  operation_id?: string | null
  preceded_by_id?: string | null
  /** Claims about the record, which support its values. */
  claims?: OwnClaim[]
}

/** The fields of visits that hold one value. */
export type VisitField = 'id' | 'title' | 'date_start' | 'date_end' | 'date_precision' | 'date_edtf' | 'date_text' | 'date_inferred' | 'place_id' | 'level' | 'mode' | 'operation_id' | 'preceded_by_id' | 'dataset_id' | 'licence' | 'revision' | 'seq' | 'created_at' | 'updated_at'

/** What visits are asked by, beside their fields. */
export type VisitFilter = {
  /** Words that all match, in any order, without regard to case, accents, hyphens or odd spaces (no stemming); `"quoted phrases"`; `-word` leaves out; `attack*` is a prefix, in a phrase too (`"suicide att*"`). It looks into the record’s own names and texts, not into those of the records that it names: ask for these with `actor`, `place` and the like. */
  q?: string
  /** Has a claim from this source. */
  source?: Many<string>
  /** Comes from this dataset. */
  dataset?: Many<string>
  /** Overlaps the dates of the record: a year, month, day, or interval with `..` for an open end. A record known only by its month is found from any day of it; an interval without end goes on. Undated records drop. */
  datetime?: string
  /** The dates of the record lie wholly inside this period. Undated records drop, and intervals that go on unless the period is open. */
  datetime_within?: string
  /** Takes part (visitors and hosts): any of these actors. */
  actor?: Many<string>
  /** Takes part (visitors and hosts): each of these actors. */
  actor_all?: Many<string>
  /** This place and all within it; a border lies within both its sides. (`place_id` is exact.) */
  place?: Many<string>
  /** Belongs to this operation or to a part of it. */
  operation?: Many<string>
}

/** A party speaking to someone: demands, appeals, admissions, praise. */
export type Statement = {
  /** Stable, readable, unique within the resource. */
  id: string
  /** What the speaker does by saying it. */
  speech_act: SpeechAct
  /** What was said, in our words. */
  text: string
  /** Who said it; empty if no source says. */
  speakers: Party[]
  /** To whom it was said. */
  addressees: Party[]
  /** First day it may have happened on or, with precision `interval`, on which it began. */
  date_start: Day | null
  /** Last day, inclusive. With precision `interval`, null means that it goes on; else null means that no source bounds it. */
  date_end: Day | null
  /** How exactly the source dates it. */
  date_precision: DatePrecision
  /** The date in EDTF (ISO 8601-2); null if no source dates it. */
  date_edtf: string | null
  /** The words of the source. */
  date_text: string | null
  /** Whether part of the date (usually the year) is inferred, not said. */
  date_inferred: boolean
  /** The visit during which it was said. */
  visit_id: string | null
  /** The event it is about. */
  event_id: string | null
  /** The dataset the record comes from; `sourcebook` if it is curated here. */
  dataset_id: string
  /** Licence of the record (SPDX identifier), from its dataset. */
  licence: string
  /** How often the record itself was written; 1 when it is new. */
  revision: number
  /** The change that last wrote the record itself, in the sequence of all. */
  seq: number
  /** When the record was first written (UTC). */
  created_at: Instant
  /** When the record itself was last written (UTC). */
  updated_at: Instant
  /** With `expand`: What sources say about the record: the evidence of each value. */
  claims?: Claim[]
  /** Whether there are more than the 100 shown. */
  claims_more?: boolean
  /** With `expand`: The visit during which it was said. */
  visit?: Visit | null
  /** With `expand`: The event it is about. */
  event?: Event | null
}

/** What is sent to make one of statements. */
export type StatementInput = {
  id?: string
  speech_act: SpeechAct
  text: string
  speakers?: PartyInput[] | null
  addressees?: PartyInput[] | null
  date_start?: Day | null
  date_end?: Day | null
  date_precision?: DatePrecision | null
  date_edtf?: string | null
  date_text?: string | null
  date_inferred?: boolean | null
  visit_id?: string | null
  event_id?: string | null
  /** Claims about the record, which support its values. */
  claims?: OwnClaim[]
}

/** What is sent to change one of statements; null takes a value away. */
export type StatementPatch = {
  id?: string
  speech_act?: SpeechAct
  text?: string
  speakers?: PartyInput[] | null
  addressees?: PartyInput[] | null
  date_start?: Day | null
  date_end?: Day | null
  date_precision?: DatePrecision | null
  date_edtf?: string | null
  date_text?: string | null
  date_inferred?: boolean | null
  visit_id?: string | null
  event_id?: string | null
  /** Claims about the record, which support its values. */
  claims?: OwnClaim[]
}

/** The fields of statements that hold one value. */
export type StatementField = 'id' | 'speech_act' | 'text' | 'date_start' | 'date_end' | 'date_precision' | 'date_edtf' | 'date_text' | 'date_inferred' | 'visit_id' | 'event_id' | 'dataset_id' | 'licence' | 'revision' | 'seq' | 'created_at' | 'updated_at'

/** What statements are asked by, beside their fields. */
export type StatementFilter = {
  /** Words that all match, in any order, without regard to case, accents, hyphens or odd spaces (no stemming); `"quoted phrases"`; `-word` leaves out; `attack*` is a prefix, in a phrase too (`"suicide att*"`). It looks into the record’s own names and texts, not into those of the records that it names: ask for these with `actor`, `place` and the like. */
  q?: string
  /** Has a claim from this source. */
  source?: Many<string>
  /** Comes from this dataset. */
  dataset?: Many<string>
  /** Overlaps the dates of the record: a year, month, day, or interval with `..` for an open end. A record known only by its month is found from any day of it; an interval without end goes on. Undated records drop. */
  datetime?: string
  /** The dates of the record lie wholly inside this period. Undated records drop, and intervals that go on unless the period is open. */
  datetime_within?: string
  /** Takes part (speakers and addressees): any of these actors. */
  actor?: Many<string>
  /** Takes part (speakers and addressees): each of these actors. */
  actor_all?: Many<string>
}

/** What was promised or offered, by whom, to whom, and on what condition. */
export type Commitment = {
  /** Stable, readable, unique within the resource. */
  id: string
  /** What it is about. */
  kind: CommitmentKind
  /** What was promised or offered, in our words. */
  text: string
  /** What has become of it; its claims on `status` say when. */
  status: CommitmentStatus
  /** On what condition, in our words; null if no source says which. */
  condition: string | null
  /** Who promises; empty if no source says. */
  promisors: Party[]
  /** To whom. */
  promisees: Party[]
  /** Who vouches for it. */
  guarantors: Party[]
  /** Where it was made. */
  place_id: string | null
  /** The visit during which it was made. */
  visit_id: string | null
  /** First day it may have happened on or, with precision `interval`, on which it began. */
  date_start: Day | null
  /** Last day, inclusive. With precision `interval`, null means that it goes on; else null means that no source bounds it. */
  date_end: Day | null
  /** How exactly the source dates it. */
  date_precision: DatePrecision
  /** The date in EDTF (ISO 8601-2); null if no source dates it. */
  date_edtf: string | null
  /** The words of the source. */
  date_text: string | null
  /** Whether part of the date (usually the year) is inferred, not said. */
  date_inferred: boolean
  /** The dataset the record comes from; `sourcebook` if it is curated here. */
  dataset_id: string
  /** Licence of the record (SPDX identifier), from its dataset. */
  licence: string
  /** How often the record itself was written; 1 when it is new. */
  revision: number
  /** The change that last wrote the record itself, in the sequence of all. */
  seq: number
  /** When the record was first written (UTC). */
  created_at: Instant
  /** When the record itself was last written (UTC). */
  updated_at: Instant
  /** With `expand`: What sources say about the record: the evidence of each value. */
  claims?: Claim[]
  /** Whether there are more than the 100 shown. */
  claims_more?: boolean
  /** With `expand`: Where it was made. */
  place?: Place | null
  /** With `expand`: The visit during which it was made. */
  visit?: Visit | null
  /** With `expand`: What shows whether it holds. */
  milestones?: Milestone[]
  /** Whether there are more than the 100 shown. */
  milestones_more?: boolean
}

/** What is sent to make one of commitments. */
export type CommitmentInput = {
  id?: string
  kind: CommitmentKind
  text: string
  status?: CommitmentStatus | null
  condition?: string | null
  promisors?: PartyInput[] | null
  promisees?: PartyInput[] | null
  guarantors?: PartyInput[] | null
  place_id?: string | null
  visit_id?: string | null
  date_start?: Day | null
  date_end?: Day | null
  date_precision?: DatePrecision | null
  date_edtf?: string | null
  date_text?: string | null
  date_inferred?: boolean | null
  /** Claims about the record, which support its values. */
  claims?: OwnClaim[]
}

/** What is sent to change one of commitments; null takes a value away. */
export type CommitmentPatch = {
  id?: string
  kind?: CommitmentKind
  text?: string
  status?: CommitmentStatus | null
  condition?: string | null
  promisors?: PartyInput[] | null
  promisees?: PartyInput[] | null
  guarantors?: PartyInput[] | null
  place_id?: string | null
  visit_id?: string | null
  date_start?: Day | null
  date_end?: Day | null
  date_precision?: DatePrecision | null
  date_edtf?: string | null
  date_text?: string | null
  date_inferred?: boolean | null
  /** Claims about the record, which support its values. */
  claims?: OwnClaim[]
}

/** The fields of commitments that hold one value. */
export type CommitmentField = 'id' | 'kind' | 'text' | 'status' | 'condition' | 'place_id' | 'visit_id' | 'date_start' | 'date_end' | 'date_precision' | 'date_edtf' | 'date_text' | 'date_inferred' | 'dataset_id' | 'licence' | 'revision' | 'seq' | 'created_at' | 'updated_at'

/** What commitments are asked by, beside their fields. */
export type CommitmentFilter = {
  /** Words that all match, in any order, without regard to case, accents, hyphens or odd spaces (no stemming); `"quoted phrases"`; `-word` leaves out; `attack*` is a prefix, in a phrase too (`"suicide att*"`). It looks into the record’s own names and texts, not into those of the records that it names: ask for these with `actor`, `place` and the like. */
  q?: string
  /** Has a claim from this source. */
  source?: Many<string>
  /** Comes from this dataset. */
  dataset?: Many<string>
  /** Overlaps the dates of the record: a year, month, day, or interval with `..` for an open end. A record known only by its month is found from any day of it; an interval without end goes on. Undated records drop. */
  datetime?: string
  /** The dates of the record lie wholly inside this period. Undated records drop, and intervals that go on unless the period is open. */
  datetime_within?: string
  /** Takes part (promisors, promisees and guarantors): any of these actors. */
  actor?: Many<string>
  /** Takes part (promisors, promisees and guarantors): each of these actors. */
  actor_all?: Many<string>
  /** This place and all within it; a border lies within both its sides. (`place_id` is exact.) */
  place?: Many<string>
}

/** What has to be watched to know whether promises hold. */
export type Milestone = {
  /** Stable, readable, unique within the resource. */
  id: string
  /** What has to be known, as a question of ours. */
  question: string
  /** What kind of answer it takes. */
  kind: MilestoneKind
  /** Which way the answer should go. */
  desired_direction: DesiredDirection
  /** Whether it is met, as far as sources say. */
  status: MilestoneStatus
  /** Where it starts from; null if no source says. */
  baseline: string | null
  /** What has to be reached; null if no source says. */
  target: string | null
  /** By when; null if no source says. */
  due_on: Day | null
  /** Who has to bring it about. */
  responsible: Party[]
  /** The commitment it tests. */
  commitment_id: string | null
  /** The dataset the record comes from; `sourcebook` if it is curated here. */
  dataset_id: string
  /** Licence of the record (SPDX identifier), from its dataset. */
  licence: string
  /** How often the record itself was written; 1 when it is new. */
  revision: number
  /** The change that last wrote the record itself, in the sequence of all. */
  seq: number
  /** When the record was first written (UTC). */
  created_at: Instant
  /** When the record itself was last written (UTC). */
  updated_at: Instant
  /** With `expand`: What sources say about the record: the evidence of each value. */
  claims?: Claim[]
  /** Whether there are more than the 100 shown. */
  claims_more?: boolean
  /** With `expand`: The commitment it tests. */
  commitment?: Commitment | null
}

/** What is sent to make one of milestones. */
export type MilestoneInput = {
  id?: string
  question: string
  kind: MilestoneKind
  desired_direction?: DesiredDirection | null
  status?: MilestoneStatus | null
  baseline?: string | null
  target?: string | null
  due_on?: Day | null
  responsible?: PartyInput[] | null
  commitment_id?: string | null
  /** Claims about the record, which support its values. */
  claims?: OwnClaim[]
}

/** What is sent to change one of milestones; null takes a value away. */
export type MilestonePatch = {
  id?: string
  question?: string
  kind?: MilestoneKind
  desired_direction?: DesiredDirection | null
  status?: MilestoneStatus | null
  baseline?: string | null
  target?: string | null
  due_on?: Day | null
  responsible?: PartyInput[] | null
  commitment_id?: string | null
  /** Claims about the record, which support its values. */
  claims?: OwnClaim[]
}

/** The fields of milestones that hold one value. */
export type MilestoneField = 'id' | 'question' | 'kind' | 'desired_direction' | 'status' | 'baseline' | 'target' | 'due_on' | 'commitment_id' | 'dataset_id' | 'licence' | 'revision' | 'seq' | 'created_at' | 'updated_at'

/** What milestones are asked by, beside their fields. */
export type MilestoneFilter = {
  /** Words that all match, in any order, without regard to case, accents, hyphens or odd spaces (no stemming); `"quoted phrases"`; `-word` leaves out; `attack*` is a prefix, in a phrase too (`"suicide att*"`). It looks into the record’s own names and texts, not into those of the records that it names: ask for these with `actor`, `place` and the like. */
  q?: string
  /** Has a claim from this source. */
  source?: Many<string>
  /** Comes from this dataset. */
  dataset?: Many<string>
  /** Takes part (responsible): any of these actors. */
  actor?: Many<string>
  /** Takes part (responsible): each of these actors. */
  actor_all?: Many<string>
}

/** An edge from an actor to an actor or a place. */
export type Relationship = {
  /** Stable, readable, unique within the resource. */
  id: string
  /** The actor it starts from. */
  from_id: string
  /** The actor it leads to; null if it leads to a place. */
  to_id: string | null
  /** The place it leads to; null if it leads to an actor. */
  place_id: string | null
  /** What ties them, read from the first to the second. */
  type: RelationshipType
  /** First day it may have happened on or, with precision `interval`, on which it began. */
  date_start: Day | null
  /** Last day, inclusive. With precision `interval`, null means that it goes on; else null means that no source bounds it. */
  date_end: Day | null
  /** How exactly the source dates it. */
  date_precision: DatePrecision
  /** The date in EDTF (ISO 8601-2); null if no source dates it. */
  date_edtf: string | null
  /** The words of the source. */
  date_text: string | null
  /** Whether part of the date (usually the year) is inferred, not said. */
  date_inferred: boolean
  /** The dataset the record comes from; `sourcebook` if it is curated here. */
  dataset_id: string
  /** Licence of the record (SPDX identifier), from its dataset. */
  licence: string
  /** How often the record itself was written; 1 when it is new. */
  revision: number
  /** The change that last wrote the record itself, in the sequence of all. */
  seq: number
  /** When the record was first written (UTC). */
  created_at: Instant
  /** When the record itself was last written (UTC). */
  updated_at: Instant
  /** With `expand`: What sources say about the record: the evidence of each value. */
  claims?: Claim[]
  /** Whether there are more than the 100 shown. */
  claims_more?: boolean
  /** With `expand`: The actor it starts from. */
  from?: Actor | null
  /** With `expand`: The actor it leads to. */
  to?: Actor | null
  /** With `expand`: The place it leads to. */
  place?: Place | null
}

/** What is sent to make one of relationships. */
export type RelationshipInput = {
  id?: string
  from_id: string
  to_id?: string | null
  place_id?: string | null
  type: RelationshipType
  date_start?: Day | null
  date_end?: Day | null
  date_precision?: DatePrecision | null
  date_edtf?: string | null
  date_text?: string | null
  date_inferred?: boolean | null
  /** Claims about the record, which support its values. */
  claims?: OwnClaim[]
}

/** What is sent to change one of relationships; null takes a value away. */
export type RelationshipPatch = {
  id?: string
  from_id?: string
  to_id?: string | null
  place_id?: string | null
  type?: RelationshipType
  date_start?: Day | null
  date_end?: Day | null
  date_precision?: DatePrecision | null
  date_edtf?: string | null
  date_text?: string | null
  date_inferred?: boolean | null
  /** Claims about the record, which support its values. */
  claims?: OwnClaim[]
}

/** The fields of relationships that hold one value. */
export type RelationshipField = 'id' | 'from_id' | 'to_id' | 'place_id' | 'type' | 'date_start' | 'date_end' | 'date_precision' | 'date_edtf' | 'date_text' | 'date_inferred' | 'dataset_id' | 'licence' | 'revision' | 'seq' | 'created_at' | 'updated_at'

/** What relationships are asked by, beside their fields. */
export type RelationshipFilter = {
  /** Words that all match, in any order, without regard to case, accents, hyphens or odd spaces (no stemming); `"quoted phrases"`; `-word` leaves out; `attack*` is a prefix, in a phrase too (`"suicide att*"`). It looks into the record’s own names and texts, not into those of the records that it names: ask for these with `actor`, `place` and the like. */
  q?: string
  /** Has a claim from this source. */
  source?: Many<string>
  /** Comes from this dataset. */
  dataset?: Many<string>
  /** Overlaps the dates of the record: a year, month, day, or interval with `..` for an open end. A record known only by its month is found from any day of it; an interval without end goes on. Undated records drop. */
  datetime?: string
  /** The dates of the record lie wholly inside this period. Undated records drop, and intervals that go on unless the period is open. */
  datetime_within?: string
  /** Takes part (from and to): any of these actors. */
  actor?: Many<string>
  /** Takes part (from and to): each of these actors. */
  actor_all?: Many<string>
  /** This place and all within it; a border lies within both its sides. (`place_id` is exact.) */
  place?: Many<string>
}

/** What one source says about one record: the value, the passage and the quoted words. */
export type Claim = {
  /** Stable, readable, unique within the resource. */
  id: string
  /** The resource that the claim is about. */
  subject: string
  /** The record that the claim is about. */
  subject_id: string
  /** The field it supports, one of its groups (`date`, `place`, `fatalities`), one of its lists (then `value` is the element), `figure` (a number that is no field of the subject), or `assessment` (what the source judges, expects or asks). */
  field: string
  /** What the source says, as JSON: the value of the field, the members of the group, or the element of the list. */
  value: Json
  /** How the source says it. */
  stance: ClaimStance
  /** Whose finding it is, if not the source's own. */
  attributed_to_id: string | null
  /** Whose finding it is, in the source's words. */
  attribution_text: string | null
  /** The document it was read from; null if a curator assigned or inferred it. */
  source_id: string | null
  /** Paragraph of the source, from 1: blocks between blank lines. */
  paragraph: number | null
  /** Where the quote starts: UTF-16 code units from the start of the document. */
  char_start: number | null
  /** Where the quote ends, exclusive. */
  char_end: number | null
  /** The words that carry the value, to the character; at most 25 words. */
  quote: string | null
  /** First day it may have happened on or, with precision `interval`, on which it began. */
  date_start: Day | null
  /** Last day, inclusive. With precision `interval`, null means that it goes on; else null means that no source bounds it. */
  date_end: Day | null
  /** How exactly the source dates it. */
  date_precision: DatePrecision
  /** The date in EDTF (ISO 8601-2); null if no source dates it. */
  date_edtf: string | null
  /** The words of the source. */
  date_text: string | null
  /** Whether part of the date (usually the year) is inferred, not said. */
  date_inferred: boolean
  /** Credibility of the claim (Admiralty): 1 confirmed, 2 probably true, 3 possibly true, 4 doubtful, 5 improbable, 6 cannot be judged; null where nobody has judged. */
  credibility: number | null
  /** Which claim a field shows where several speak. */
  rank: ClaimRank
  /** Whether it follows from the passage rather than standing in it; `note` says how. */
  inferred: boolean
  /** What a reader has to know: what it follows from, why a curator assigned it. */
  note: string | null
  /** Other claims that it contradicts, repeats, refines … */
  links: ClaimLink[]
  /** For a figure: what is counted. */
  metric: Metric | null
  /** For a change: of what. */
  of_metric: Metric | null
  /** For a figure: who is counted. */
  population: Population | null
  /** For a figure: how exact the source is. */
  qualifier: Qualifier | null
  /** The number, if the source gives one that is no mere bound. */
  value_number: number | null
  /** Lower bound, inclusive. */
  low: number | null
  /** Upper bound, inclusive. */
  high: number | null
  /** Order of magnitude where only that is said: 2 for hundreds, 3 for thousands. */
  magnitude: number | null
  /** Unit of the number; null for a plain count. */
  unit: string | null
  /** For a figure: where. */
  place_id: string | null
  /** The dataset the record comes from; `sourcebook` if it is curated here. */
  dataset_id: string
  /** Licence of the record (SPDX identifier), from its dataset. */
  licence: string
  /** How often the record itself was written; 1 when it is new. */
  revision: number
  /** The change that last wrote the record itself, in the sequence of all. */
  seq: number
  /** When the record was first written (UTC). */
  created_at: Instant
  /** When the record itself was last written (UTC). */
  updated_at: Instant
  /** With `expand`: The record the claim is about. */
  record?: AnyRecord | null
  /** With `expand`: The document it was read from. */
  source?: Source | null
  /** With `expand`: Whose finding it is. */
  attributed_to?: Actor | null
  /** With `expand`: Where. */
  place?: Place | null
}

/** What is sent to make one of claims. */
export type ClaimInput = {
  id?: string
  subject: string
  subject_id: string
  field: string
  value?: Json
  stance: ClaimStance
  attributed_to_id?: string | null
  attribution_text?: string | null
  source_id?: string | null
  paragraph?: number | null
  char_start?: number | null
  char_end?: number | null
  quote?: string | null
  date_start?: Day | null
  date_end?: Day | null
  date_precision?: DatePrecision | null
  date_edtf?: string | null
  date_text?: string | null
  date_inferred?: boolean | null
  credibility?: number | null
  rank?: ClaimRank | null
  inferred?: boolean | null
  note?: string | null
  links?: ClaimLinkInput[] | null
  metric?: Metric | null
  of_metric?: Metric | null
  population?: Population | null
  qualifier?: Qualifier | null
  value_number?: number | null
  low?: number | null
  high?: number | null
  magnitude?: number | null
  unit?: string | null
  place_id?: string | null
}

/** What is sent to change one of claims; null takes a value away. */
export type ClaimPatch = {
  id?: string
  subject?: string
  subject_id?: string
  field?: string
  value?: Json
  stance?: ClaimStance
  attributed_to_id?: string | null
  attribution_text?: string | null
  source_id?: string | null
  paragraph?: number | null
  char_start?: number | null
  char_end?: number | null
  quote?: string | null
  date_start?: Day | null
  date_end?: Day | null
  date_precision?: DatePrecision | null
  date_edtf?: string | null
  date_text?: string | null
  date_inferred?: boolean | null
  credibility?: number | null
  rank?: ClaimRank | null
  inferred?: boolean | null
  note?: string | null
  links?: ClaimLinkInput[] | null
  metric?: Metric | null
  of_metric?: Metric | null
  population?: Population | null
  qualifier?: Qualifier | null
  value_number?: number | null
  low?: number | null
  high?: number | null
  magnitude?: number | null
  unit?: string | null
  place_id?: string | null
}

/** The fields of claims that hold one value. */
export type ClaimField = 'id' | 'subject' | 'subject_id' | 'field' | 'stance' | 'attributed_to_id' | 'attribution_text' | 'source_id' | 'paragraph' | 'char_start' | 'char_end' | 'quote' | 'date_start' | 'date_end' | 'date_precision' | 'date_edtf' | 'date_text' | 'date_inferred' | 'credibility' | 'rank' | 'inferred' | 'note' | 'metric' | 'of_metric' | 'population' | 'qualifier' | 'value_number' | 'low' | 'high' | 'magnitude' | 'unit' | 'place_id' | 'dataset_id' | 'licence' | 'revision' | 'seq' | 'created_at' | 'updated_at'

/** What claims are asked by, beside their fields. */
export type ClaimFilter = {
  /** Words that all match, in any order, without regard to case, accents, hyphens or odd spaces (no stemming); `"quoted phrases"`; `-word` leaves out; `attack*` is a prefix, in a phrase too (`"suicide att*"`). It looks into the record’s own names and texts, not into those of the records that it names: ask for these with `actor`, `place` and the like. */
  q?: string
  /** Has a claim from this source. */
  source?: Many<string>
  /** Comes from this dataset. */
  dataset?: Many<string>
  /** Overlaps the dates of the record: a year, month, day, or interval with `..` for an open end. A record known only by its month is found from any day of it; an interval without end goes on. Undated records drop. */
  datetime?: string
  /** The dates of the record lie wholly inside this period. Undated records drop, and intervals that go on unless the period is open. */
  datetime_within?: string
  /** Takes part (subject or attribution): any of these actors. */
  actor?: Many<string>
  /** Takes part (subject or attribution): each of these actors. */
  actor_all?: Many<string>
  /** This place and all within it; a border lies within both its sides. (`place_id` is exact.) */
  place?: Many<string>
}

/** The claims that have a metric, with or without a number: same ids, read-only. Conflicting figures stand side by side. */
export type Figure = {
  /** Stable, readable, unique within the resource. */
  id: string
  /** The resource that the claim is about. */
  subject: string
  /** The record that the claim is about. */
  subject_id: string
  /** The field it supports, one of its groups (`date`, `place`, `fatalities`), one of its lists (then `value` is the element), `figure` (a number that is no field of the subject), or `assessment` (what the source judges, expects or asks). */
  field: string
  /** What the source says, as JSON: the value of the field, the members of the group, or the element of the list. */
  value: Json
  /** How the source says it. */
  stance: ClaimStance
  /** Whose finding it is, if not the source's own. */
  attributed_to_id: string | null
  /** Whose finding it is, in the source's words. */
  attribution_text: string | null
  /** The document it was read from; null if a curator assigned or inferred it. */
  source_id: string | null
  /** Paragraph of the source, from 1: blocks between blank lines. */
  paragraph: number | null
  /** Where the quote starts: UTF-16 code units from the start of the document. */
  char_start: number | null
  /** Where the quote ends, exclusive. */
  char_end: number | null
  /** The words that carry the value, to the character; at most 25 words. */
  quote: string | null
  /** First day it may have happened on or, with precision `interval`, on which it began. */
  date_start: Day | null
  /** Last day, inclusive. With precision `interval`, null means that it goes on; else null means that no source bounds it. */
  date_end: Day | null
  /** How exactly the source dates it. */
  date_precision: DatePrecision
  /** The date in EDTF (ISO 8601-2); null if no source dates it. */
  date_edtf: string | null
  /** The words of the source. */
  date_text: string | null
  /** Whether part of the date (usually the year) is inferred, not said. */
  date_inferred: boolean
  /** Credibility of the claim (Admiralty): 1 confirmed, 2 probably true, 3 possibly true, 4 doubtful, 5 improbable, 6 cannot be judged; null where nobody has judged. */
  credibility: number | null
  /** Which claim a field shows where several speak. */
  rank: ClaimRank
  /** Whether it follows from the passage rather than standing in it; `note` says how. */
  inferred: boolean
  /** What a reader has to know: what it follows from, why a curator assigned it. */
  note: string | null
  /** Other claims that it contradicts, repeats, refines … */
  links: ClaimLink[]
  /** For a figure: what is counted. */
  metric: Metric | null
  /** For a change: of what. */
  of_metric: Metric | null
  /** For a figure: who is counted. */
  population: Population | null
  /** For a figure: how exact the source is. */
  qualifier: Qualifier | null
  /** The number, if the source gives one that is no mere bound. */
  value_number: number | null
  /** Lower bound, inclusive. */
  low: number | null
  /** Upper bound, inclusive. */
  high: number | null
  /** Order of magnitude where only that is said: 2 for hundreds, 3 for thousands. */
  magnitude: number | null
  /** Unit of the number; null for a plain count. */
  unit: string | null
  /** For a figure: where. */
  place_id: string | null
  /** The dataset the record comes from; `sourcebook` if it is curated here. */
  dataset_id: string
  /** Licence of the record (SPDX identifier), from its dataset. */
  licence: string
  /** How often the record itself was written; 1 when it is new. */
  revision: number
  /** The change that last wrote the record itself, in the sequence of all. */
  seq: number
  /** When the record was first written (UTC). */
  created_at: Instant
  /** When the record itself was last written (UTC). */
  updated_at: Instant
  /** With `expand`: The record the claim is about. */
  record?: AnyRecord | null
  /** With `expand`: The document it was read from. */
  source?: Source | null
  /** With `expand`: Whose finding it is. */
  attributed_to?: Actor | null
  /** With `expand`: Where. */
  place?: Place | null
}

/** The fields of figures that hold one value. */
export type FigureField = 'id' | 'subject' | 'subject_id' | 'field' | 'stance' | 'attributed_to_id' | 'attribution_text' | 'source_id' | 'paragraph' | 'char_start' | 'char_end' | 'quote' | 'date_start' | 'date_end' | 'date_precision' | 'date_edtf' | 'date_text' | 'date_inferred' | 'credibility' | 'rank' | 'inferred' | 'note' | 'metric' | 'of_metric' | 'population' | 'qualifier' | 'value_number' | 'low' | 'high' | 'magnitude' | 'unit' | 'place_id' | 'dataset_id' | 'licence' | 'revision' | 'seq' | 'created_at' | 'updated_at'

/** What figures are asked by, beside their fields. */
export type FigureFilter = {
  /** Words that all match, in any order, without regard to case, accents, hyphens or odd spaces (no stemming); `"quoted phrases"`; `-word` leaves out; `attack*` is a prefix, in a phrase too (`"suicide att*"`). It looks into the record’s own names and texts, not into those of the records that it names: ask for these with `actor`, `place` and the like. */
  q?: string
  /** Has a claim from this source. */
  source?: Many<string>
  /** Comes from this dataset. */
  dataset?: Many<string>
  /** Overlaps the dates of the record: a year, month, day, or interval with `..` for an open end. A record known only by its month is found from any day of it; an interval without end goes on. Undated records drop. */
  datetime?: string
  /** The dates of the record lie wholly inside this period. Undated records drop, and intervals that go on unless the period is open. */
  datetime_within?: string
  /** Takes part (subject or attribution): any of these actors. */
  actor?: Many<string>
  /** Takes part (subject or attribution): each of these actors. */
  actor_all?: Many<string>
  /** This place and all within it; a border lies within both its sides. (`place_id` is exact.) */
  place?: Many<string>
}

/** Documents: articles, reports, official statements, laws. */
export type Source = {
  /** Stable, readable, unique within the resource. */
  id: string
  /** What kind of document it is. */
  kind: SourceKind
  /** Its title. */
  title: string
  /** Who published it. */
  publisher: string | null
  /** Who wrote it. */
  author_ids: string[]
  /** Where it can be read. */
  url: string | null
  /** When it was published; null if not known. */
  published_on: Day | null
  /** When we read it. */
  accessed_on: Day | null
  /** Language (BCP 47). */
  language: string | null
  /** SHA-256 of the text we read, in UTF-8. */
  sha256: string | null
  /** Reliability (Admiralty, A to F); null where nobody has judged. */
  reliability: SourceReliability | null
  /** What a reader has to know about it. */
  note: string | null
  /** Ids of the same thing elsewhere. */
  external_ids: ExternalId[]
  /** The dataset the record comes from; `sourcebook` if it is curated here. */
  dataset_id: string
  /** Licence of the record (SPDX identifier), from its dataset. */
  licence: string
  /** How often the record itself was written; 1 when it is new. */
  revision: number
  /** The change that last wrote the record itself, in the sequence of all. */
  seq: number
  /** When the record was first written (UTC). */
  created_at: Instant
  /** When the record itself was last written (UTC). */
  updated_at: Instant
  /** With `expand`: What sources say about the record: the evidence of each value. */
  claims?: Claim[]
  /** Whether there are more than the 100 shown. */
  claims_more?: boolean
}

/** What is sent to make one of sources. */
export type SourceInput = {
  id?: string
  kind: SourceKind
  title: string
  publisher?: string | null
  author_ids?: string[] | null
  url?: string | null
  published_on?: Day | null
  accessed_on?: Day | null
  language?: string | null
  sha256?: string | null
  reliability?: SourceReliability | null
  note?: string | null
  external_ids?: ExternalIdInput[] | null
  /** Claims about the record, which support its values. */
  claims?: OwnClaim[]
}

/** What is sent to change one of sources; null takes a value away. */
export type SourcePatch = {
  id?: string
  kind?: SourceKind
  title?: string
  publisher?: string | null
  author_ids?: string[] | null
  url?: string | null
  published_on?: Day | null
  accessed_on?: Day | null
  language?: string | null
  sha256?: string | null
  reliability?: SourceReliability | null
  note?: string | null
  external_ids?: ExternalIdInput[] | null
  /** Claims about the record, which support its values. */
  claims?: OwnClaim[]
}

/** The fields of sources that hold one value. */
export type SourceField = 'id' | 'kind' | 'title' | 'publisher' | 'url' | 'published_on' | 'accessed_on' | 'language' | 'sha256' | 'reliability' | 'note' | 'dataset_id' | 'licence' | 'revision' | 'seq' | 'created_at' | 'updated_at'

/** What sources are asked by, beside their fields. */
export type SourceFilter = {
  /** Words that all match, in any order, without regard to case, accents, hyphens or odd spaces (no stemming); `"quoted phrases"`; `-word` leaves out; `attack*` is a prefix, in a phrase too (`"suicide att*"`). It looks into the record’s own names and texts, not into those of the records that it names: ask for these with `actor`, `place` and the like. */
  q?: string
  /** Has a claim from this source. */
  source?: Many<string>
  /** Comes from this dataset. */
  dataset?: Many<string>
  /** Was written by any of these actors. */
  actor?: Many<string>
  /** Carries this id of another scheme. */
  external_id?: Many<string>
}

/** Where records come from, under which licence, and how to cite it. */
export type Dataset = {
  /** Stable, readable, unique within the resource. */
  id: string
  /** Its title. */
  title: string
  /** Who publishes it. */
  publisher: string | null
  /** Licence of its records (SPDX identifier). */
  licence: string
  /** Whether its records may be passed on. */
  redistributable: boolean
  /** How to cite it. */
  citation: string | null
  /** Where it is published. */
  url: string | null
  /** The releases imported here, with what each covers and brought. */
  releases: Release[]
  /** The dataset the record comes from; `sourcebook` if it is curated here. */
  dataset_id: string
  /** How often the record itself was written; 1 when it is new. */
  revision: number
  /** The change that last wrote the record itself, in the sequence of all. */
  seq: number
  /** When the record was first written (UTC). */
  created_at: Instant
  /** When the record itself was last written (UTC). */
  updated_at: Instant
}

/** What is sent to make one of datasets. */
export type DatasetInput = {
  id?: string
  title: string
  publisher?: string | null
  licence: string
  redistributable?: boolean | null
  citation?: string | null
  url?: string | null
}

/** What is sent to change one of datasets; null takes a value away. */
export type DatasetPatch = {
  id?: string
  title?: string
  publisher?: string | null
  licence?: string
  redistributable?: boolean | null
  citation?: string | null
  url?: string | null
}

/** The fields of datasets that hold one value. */
export type DatasetField = 'id' | 'title' | 'publisher' | 'licence' | 'redistributable' | 'citation' | 'url' | 'dataset_id' | 'revision' | 'seq' | 'created_at' | 'updated_at'

/** What datasets are asked by, beside their fields. */
export type DatasetFilter = {
  /** Words that all match, in any order, without regard to case, accents, hyphens or odd spaces (no stemming); `"quoted phrases"`; `-word` leaves out; `attack*` is a prefix, in a phrase too (`"suicide att*"`). It looks into the record’s own names and texts, not into those of the records that it names: ask for these with `actor`, `place` and the like. */
  q?: string
  /** Has a claim from this source. */
  source?: Many<string>
  /** Comes from this dataset. */
  dataset?: Many<string>
}

/** Events counted together: it has the columns of what was asked. */
export type StatisticsRow = {
  /** Day (`2025-04-10`), of events whose dates lie within it; null for the others. */
  day?: string | null
  /** Month (`2025-04`), of events whose dates lie within it; null for the others. */
  month?: string | null
  /** Year, of events whose dates lie within it; null for the others. */
  year?: number | null
  /** What happened; null for events without. */
  type?: string | null
  /** What happened, more exactly; null for events without. */
  subtype?: string | null
  /** Its code, as in `classification=ucdp:type_of_violence:3`; null for events without. */
  ucdp_type_of_violence?: string | null
  /** What the code means. */
  type_of_violence_name?: string | null
  /** Who takes part: an event counts once for each of its actors, or, with `role` or `side` and no `actor`, for each that takes part so; null for events without. */
  actor_id?: string | null
  /** The name that it has in `actors`. */
  actor_name?: string | null
  /** Its id at UCDP, as in `external_id=ucdp-dyad:857`; null for events without. */
  ucdp_dyad?: string | null
  /** Its sides. */
  dyad_name?: string | null
  /** The id of the conflict at UCDP, as in `external_id=ucdp-conflict:333`. */
  ucdp_conflict?: string | null
  /** Country (ISO 3166-1 alpha-2); null for events without. */
  country?: string | null
  /** What the country is usually called in English; null for events without. */
  country_name?: string | null
  /** First-level division; null for events without. */
  admin1?: string | null
  /** Place, as exactly as the event has it; null for events without. */
  place_id?: string | null
  /** The name that it has in `places`. */
  place_name?: string | null
  /** The title that it has in `datasets`. */
  dataset_title?: string | null
  /** The southern edge of the cell, in degrees (WGS 84); null for events without a location. */
  cell_south?: number | null
  /** The western edge of the cell, in degrees (WGS 84); null for events without a location. */
  cell_west?: number | null
  /** The dataset of the events. */
  dataset_id: string
  /** How many events. */
  count: number
  /** The sum over the events that have a value; null if none has. */
  fatalities_low?: number | null
  /** The events that have no value of the measure. */
  without_value?: number
  /** The same of this measure, where several are asked for. */
  fatalities_low_without_value?: number
  /** The sum over the events that have a value; null if none has. */
  fatalities_best?: number | null
  /** The same of this measure, where several are asked for. */
  fatalities_best_without_value?: number
  /** The sum over the events that have a value; null if none has. */
  fatalities_high?: number | null
  /** The same of this measure, where several are asked for. */
  fatalities_high_without_value?: number
  /** The sum over the events that have a value; null if none has. */
  deaths_a?: number | null
  /** The same of this measure, where several are asked for. */
  deaths_a_without_value?: number
  /** The sum over the events that have a value; null if none has. */
  deaths_b?: number | null
  /** The same of this measure, where several are asked for. */
  deaths_b_without_value?: number
  /** The sum over the events that have a value; null if none has. */
  deaths_civilians?: number | null
  /** The same of this measure, where several are asked for. */
  deaths_civilians_without_value?: number
  /** The sum over the events that have a value; null if none has. */
  deaths_unknown?: number | null
  /** The same of this measure, where several are asked for. */
  deaths_unknown_without_value?: number
}

/** What statistics are asked by, beside the filters of events. */
export type StatisticsOwn = {
  /** One or two of these; what has no value is a row with null. */
  by: Many<'day' | 'month' | 'year' | 'type' | 'subtype' | 'violence' | 'actor' | 'dyad' | 'country' | 'admin1' | 'place' | 'dataset' | 'cell'>
  /** What is given of each row. Default `fatalities_best`. */
  measure?: Many<'count' | 'fatalities_low' | 'fatalities_best' | 'fatalities_high' | 'deaths_a' | 'deaths_b' | 'deaths_civilians' | 'deaths_unknown'>
  /** The side of a cell, in degrees: `0.25`, `0.5`, `1`, `2`, `5`, `10`. Default `1`; `0.5` is the grid of PRIO-GRID. */
  cell_degrees?: 0.25 | 0.5 | 1 | 2 | 5 | 10
  /** `true` (or `1`) gives periods without events a row of zeros, for each dataset and other value that is found: within `datetime` and `datetime_within`, else between the first and the last period found, and nowhere beyond the days of which the dataset has events. `false` (or `0`) is the default. */
  zero_fill?: boolean
  /** What comes first: anything in `by`, or what is measured; `-` for descending. What has no value comes last either way. Default: the period in `by`, else `-count`. */
  sort?: 'day' | '-day' | 'month' | '-month' | 'year' | '-year' | 'type' | '-type' | 'subtype' | '-subtype' | 'violence' | '-violence' | 'actor' | '-actor' | 'dyad' | '-dyad' | 'country' | '-country' | 'admin1' | '-admin1' | 'place' | '-place' | 'dataset' | '-dataset' | 'cell' | '-cell' | 'count' | '-count' | 'fatalities_low' | '-fatalities_low' | 'fatalities_best' | '-fatalities_best' | 'fatalities_high' | '-fatalities_high' | 'deaths_a' | '-deaths_a' | 'deaths_b' | '-deaths_b' | 'deaths_civilians' | '-deaths_civilians' | 'deaths_unknown' | '-deaths_unknown'
  /** At most so many rows. In JSON 1 to 10000, more is clamped, default 1000; `page.total` says how many there are. A file has all of them; more than 100000 are refused. */
  limit?: number
}

/** Why rows were warned about or rejected. */
export type ImportReason = {
  /** The rule that is broken, in words. */
  reason: string
  /** How many rows break it. */
  count: number
  /** The first three. */
  examples: { line: number; what: string }[]
}

/** What came of the rows of a file. */
export type ImportReport = {
  /** Rows of the file. */
  read: number
  /** Events that were not there. */
  new: number
  /** Events that are otherwise than in the release before. */
  changed: number
  /** Events that are as they were. */
  unchanged: number
  /** Rows that break a rule of their codebook, and are kept as given. */
  warned: number
  /** Rows that cannot be an event. */
  rejected: number
  /** Events that the release no longer holds, with those that stay as `retracted` because others refer to them. */
  withdrawn: number
  /** The same file was the last to be imported: there was nothing to write. */
  already: boolean
  /** Lines that are not UTF-8, and were read as Windows-1252. */
  foreign_lines: number
  /** What else should be known, a sentence each. */
  notices: string[]
  /** What was warned about. */
  warnings: ImportReason[]
  /** Why rows were rejected. */
  rejections: ImportReason[]
}

/** The import of a file. */
export type Import = {
  /** Names the import. */
  id: string
  /** The dataset that the file is of. */
  dataset_id: string
  /** The release; null until it has ended, if none was given. */
  release: string | null
  /** Everything is checked, and nothing written. */
  dry_run: boolean
  /** A file is taken also if it lacks much of what it would replace, or is of an older release than stands. */
  withdraw: boolean
  /** How it stands: */
  state: 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled' | 'interrupted'
  /** When it was sent (UTC). */
  created_at: Instant
  /** When it began. */
  started_at: Instant | null
  /** When it ended; null until then. */
  ended_at: Instant | null
  /** Who sent it, by the name of the key. */
  editor: string
  /** Why, from `Change-Reason`. */
  reason: string
  /** Length of the file as it was sent. */
  bytes: number
  /** Checksum of the file as it was sent. */
  sha256: string
  /** How far it is. */
  progress: { rows: number; bytes: number }
  /** Why it has failed, and what to do. */
  failure: string | null
  /** What came of the rows; null until it has succeeded. */
  report: ImportReport | null
}

/** A claim about the record that it is sent with. */
export type OwnClaim = Omit<ClaimInput, 'subject' | 'subject_id'>

export type AnyRecord = Actor | Place | Event | Operation | Visit | Statement | Commitment | Milestone | Relationship | Claim | Source | Dataset

/** What each resource gives and takes. */
export type Model = {
  actors: {
    record: Actor
    input: ActorInput
    patch: ActorPatch
    filters: ByField<Actor, ActorField, 'revision' | 'seq' | 'created_at' | 'updated_at'> & ActorFilter
    sort: 'id' | '-id' | 'updated_at' | '-updated_at' | 'seq' | '-seq' | 'name' | '-name'
    expand: 'claims' | 'claims.source' | 'claims.attributed_to' | 'claims.place'
    facet: ActorField
    format: 'json' | 'ndjson' | 'csv' | 'parquet' | 'xlsx'
  }
  places: {
    record: Place
    input: PlaceInput
    patch: PlacePatch
    filters: ByField<Place, PlaceField, 'latitude' | 'longitude' | 'revision' | 'seq' | 'created_at' | 'updated_at'> & PlaceFilter
    sort: 'id' | '-id' | 'updated_at' | '-updated_at' | 'seq' | '-seq' | 'name' | '-name'
    expand: 'claims' | 'claims.source' | 'claims.attributed_to' | 'claims.place' | 'parent'
    facet: PlaceField
    format: 'json' | 'ndjson' | 'csv' | 'geojson' | 'parquet' | 'xlsx'
  }
  events: {
    record: Event
    input: EventInput
    patch: EventPatch
    filters: ByField<Event, EventField, 'date_start' | 'date_end' | 'latitude' | 'longitude' | 'fatalities_low' | 'fatalities_best' | 'fatalities_high' | 'deaths_a' | 'deaths_b' | 'deaths_civilians' | 'deaths_unknown' | 'source_line' | 'revision' | 'seq' | 'created_at' | 'updated_at'> & EventFilter
    sort: 'date' | '-date' | 'id' | '-id' | 'updated_at' | '-updated_at' | 'seq' | '-seq' | 'fatalities_best' | '-fatalities_best'
    expand: 'claims' | 'claims.source' | 'claims.attributed_to' | 'claims.place' | 'place' | 'operation' | 'participants.actor' | 'source_row'
    facet: EventField
    format: 'json' | 'ndjson' | 'csv' | 'geojson' | 'parquet' | 'xlsx'
  }
  operations: {
    record: Operation
    input: OperationInput
    patch: OperationPatch
    filters: ByField<Operation, OperationField, 'date_start' | 'date_end' | 'revision' | 'seq' | 'created_at' | 'updated_at'> & OperationFilter
    sort: 'date' | '-date' | 'id' | '-id' | 'updated_at' | '-updated_at' | 'seq' | '-seq' | 'name' | '-name'
    expand: 'claims' | 'claims.source' | 'claims.attributed_to' | 'claims.place' | 'part_of' | 'conducted_by.actor' | 'against.actor'
    facet: OperationField
    format: 'json' | 'ndjson' | 'csv' | 'parquet' | 'xlsx'
  }
  visits: {
    record: Visit
    input: VisitInput
    patch: VisitPatch
    filters: ByField<Visit, VisitField, 'date_start' | 'date_end' | 'revision' | 'seq' | 'created_at' | 'updated_at'> & VisitFilter
    sort: 'date' | '-date' | 'id' | '-id' | 'updated_at' | '-updated_at' | 'seq' | '-seq'
    expand: 'claims' | 'claims.source' | 'claims.attributed_to' | 'claims.place' | 'place' | 'operation' | 'statements' | 'statements.visit' | 'statements.event' | 'visitors.actor' | 'hosts.actor'
    facet: VisitField
    format: 'json' | 'ndjson' | 'csv' | 'parquet' | 'xlsx'
  }
  statements: {
    record: Statement
    input: StatementInput
    patch: StatementPatch
    filters: ByField<Statement, StatementField, 'date_start' | 'date_end' | 'revision' | 'seq' | 'created_at' | 'updated_at'> & StatementFilter
    sort: 'date' | '-date' | 'id' | '-id' | 'updated_at' | '-updated_at' | 'seq' | '-seq'
    expand: 'claims' | 'claims.source' | 'claims.attributed_to' | 'claims.place' | 'visit' | 'event' | 'speakers.actor' | 'addressees.actor'
    facet: StatementField
    format: 'json' | 'ndjson' | 'csv' | 'parquet' | 'xlsx'
  }
  commitments: {
    record: Commitment
    input: CommitmentInput
    patch: CommitmentPatch
    filters: ByField<Commitment, CommitmentField, 'date_start' | 'date_end' | 'revision' | 'seq' | 'created_at' | 'updated_at'> & CommitmentFilter
    sort: 'date' | '-date' | 'id' | '-id' | 'updated_at' | '-updated_at' | 'seq' | '-seq'
    expand: 'claims' | 'claims.source' | 'claims.attributed_to' | 'claims.place' | 'place' | 'visit' | 'milestones' | 'milestones.commitment' | 'promisors.actor' | 'promisees.actor' | 'guarantors.actor'
    facet: CommitmentField
    format: 'json' | 'ndjson' | 'csv' | 'parquet' | 'xlsx'
  }
  milestones: {
    record: Milestone
    input: MilestoneInput
    patch: MilestonePatch
    filters: ByField<Milestone, MilestoneField, 'due_on' | 'revision' | 'seq' | 'created_at' | 'updated_at'> & MilestoneFilter
    sort: 'id' | '-id' | 'updated_at' | '-updated_at' | 'seq' | '-seq' | 'due_on' | '-due_on'
    expand: 'claims' | 'claims.source' | 'claims.attributed_to' | 'claims.place' | 'commitment' | 'responsible.actor'
    facet: MilestoneField
    format: 'json' | 'ndjson' | 'csv' | 'parquet' | 'xlsx'
  }
  relationships: {
    record: Relationship
    input: RelationshipInput
    patch: RelationshipPatch
    filters: ByField<Relationship, RelationshipField, 'date_start' | 'date_end' | 'revision' | 'seq' | 'created_at' | 'updated_at'> & RelationshipFilter
    sort: 'date' | '-date' | 'id' | '-id' | 'updated_at' | '-updated_at' | 'seq' | '-seq'
    expand: 'claims' | 'claims.source' | 'claims.attributed_to' | 'claims.place' | 'from' | 'to' | 'place'
    facet: RelationshipField
    format: 'json' | 'ndjson' | 'csv' | 'parquet' | 'xlsx'
  }
  claims: {
    record: Claim
    input: ClaimInput
    patch: ClaimPatch
    filters: ByField<Claim, ClaimField, 'paragraph' | 'char_start' | 'char_end' | 'date_start' | 'date_end' | 'credibility' | 'value_number' | 'low' | 'high' | 'magnitude' | 'revision' | 'seq' | 'created_at' | 'updated_at'> & ClaimFilter
    sort: 'date' | '-date' | 'id' | '-id' | 'updated_at' | '-updated_at' | 'seq' | '-seq'
    expand: 'record' | 'source' | 'attributed_to' | 'place'
    facet: ClaimField
    format: 'json' | 'ndjson' | 'csv' | 'parquet' | 'xlsx'
  }
  figures: {
    record: Figure
    input: never
    patch: never
    filters: ByField<Figure, FigureField, 'paragraph' | 'char_start' | 'char_end' | 'date_start' | 'date_end' | 'credibility' | 'value_number' | 'low' | 'high' | 'magnitude' | 'revision' | 'seq' | 'created_at' | 'updated_at'> & FigureFilter
    sort: 'date' | '-date' | 'id' | '-id' | 'updated_at' | '-updated_at' | 'seq' | '-seq'
    expand: 'record' | 'source' | 'attributed_to' | 'place'
    facet: FigureField
    format: 'json' | 'ndjson' | 'csv' | 'parquet' | 'xlsx'
  }
  sources: {
    record: Source
    input: SourceInput
    patch: SourcePatch
    filters: ByField<Source, SourceField, 'published_on' | 'accessed_on' | 'revision' | 'seq' | 'created_at' | 'updated_at'> & SourceFilter
    sort: 'id' | '-id' | 'updated_at' | '-updated_at' | 'seq' | '-seq' | 'published_on' | '-published_on'
    expand: 'claims' | 'claims.source' | 'claims.attributed_to' | 'claims.place'
    facet: SourceField
    format: 'json' | 'ndjson' | 'csv' | 'parquet' | 'xlsx'
  }
  datasets: {
    record: Dataset
    input: DatasetInput
    patch: DatasetPatch
    filters: ByField<Dataset, DatasetField, 'revision' | 'seq' | 'created_at' | 'updated_at'> & DatasetFilter
    sort: 'id' | '-id' | 'updated_at' | '-updated_at' | 'seq' | '-seq'
    expand: never
    facet: DatasetField
    format: 'json' | 'ndjson' | 'csv' | 'parquet' | 'xlsx'
  }
}
