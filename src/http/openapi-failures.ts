/** Requests that go wrong, each with the problem that the server answers, word for word: the examples of its errors. */
import { errors, type Problem } from '../engine/errors.ts'
import { invalid } from '../engine/parameters.ts'

export type Failure = {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  url: string
  headers?: Record<string, string>
  body?: unknown
  /** The scope of the key that is sent; none without. */
  scope?: 'read' | 'write'
  problem: Problem
}

const unsupported = {
  pointer: '/acronym',
  code: 'no_evidence',
  detail:
    'No claim supports it. Add one with field \'acronym\' and value "T.T.P.": a passage (source_id, paragraph, char_start, char_end, quote), or inferred with a note, or stance assigned with a note.',
}

const namesake = '/v1/actors/ttp has this name already. Change that, or give an id of your own if you mean another.'

const fought = '/v1/events/2025-04-infiltration-repelled'

const because = { 'Change-Reason': 'Example' }

export const failures: Partial<Record<keyof typeof errors, Failure>> = {
  InvalidQuery: {
    method: 'GET',
    url: '/v1/events?typ=attack',
    problem: invalid([
      {
        parameter: 'typ',
        code: 'unknown_parameter',
        detail: "There is no parameter of this name here. Did you mean 'type'?",
        allowed: ['type'],
      },
    ]),
  },
  InvalidUrl: { method: 'GET', url: '/v1/events?%ZZ=1', problem: errors.InvalidUrl() },
  InvalidBody: {
    method: 'POST',
    url: '/v1/actors',
    headers: because,
    body: '{',
    scope: 'write',
    problem: errors.InvalidBody('The body is not JSON: see line 1, column 2.'),
  },
  InvalidHeader: {
    method: 'POST',
    url: '/v1/actors',
    body: {},
    scope: 'write',
    problem: errors.InvalidHeader('Change-Reason is missing: say why, in 1 to 500 characters.', [
      {
        parameter: 'Change-Reason',
        code: 'invalid_header',
        detail: 'is missing: say why, in 1 to 500 characters.',
      },
    ]),
  },
  KeyRequired: { method: 'DELETE', url: '/v1/actors/ttp', problem: errors.KeyRequired() },
  InvalidKey: {
    method: 'GET',
    url: '/v1/actors',
    headers: { Authorization: 'Bearer none' },
    problem: errors.InvalidKey(),
  },
  ScopeTooSmall: {
    method: 'DELETE',
    url: '/v1/actors/ttp',
    headers: because,
    scope: 'read',
    problem: errors.ScopeTooSmall('This needs a key of scope write; the scope of this one is read.'),
  },
  NotFound: {
    method: 'GET',
    url: '/v1/event',
    problem: errors.NotFound('Nothing is at this address. Did you mean /v1/events?'),
  },
  RecordNotFound: {
    method: 'GET',
    url: '/v1/actors/TTP',
    problem: errors.RecordNotFound(
      "No actor has the id 'TTP'. Ids are small letters and digits, joined by single hyphens. Did you mean 'ttp'?",
    ),
  },
  MethodNotAllowed: {
    method: 'DELETE',
    url: '/v1/events',
    problem: errors.MethodNotAllowed('This address takes GET, HEAD, POST, OPTIONS, not DELETE.'),
  },
  NotAcceptable: {
    method: 'GET',
    url: '/v1/sources/stratheia-naqvi-kabul-visit',
    headers: { Accept: 'image/png' },
    problem: errors.NotAcceptable('None of the media types in Accept is made here. There are application/json.'),
  },
  IdTaken: {
    method: 'POST',
    url: '/v1/actors',
    headers: because,
    body: { id: 'ttp', kind: 'armed_group', name: 'TTP' },
    scope: 'write',
    problem: errors.IdTaken('/v1/actors/ttp is there already. Leave the id out, or choose another.'),
  },
  NameTaken: {
    method: 'POST',
    url: '/v1/actors',
    headers: because,
    body: { kind: 'armed_group', name: 'TTP' },
    scope: 'write',
    problem: errors.NameTaken(namesake, [{ pointer: '/name', code: 'name_taken', detail: namesake }]),
  },
  Opponents: {
    method: 'POST',
    url: '/v1/actors/ttp/merge',
    headers: because,
    body: { into: 'government-of-pakistan' },
    scope: 'write',
    problem: errors.Opponents(
      `'ttp' and 'government-of-pakistan' are on opposite sides in ${fought}: merged, they would be one that is against itself. If they are one, change that first.`,
      [{ code: 'opponents', detail: `${fought} has both on opposite sides.` }],
    ),
  },
  NotUnmerged: {
    method: 'POST',
    url: '/v1/actors/ttp/unmerge',
    headers: because,
    body: {},
    scope: 'write',
    problem: errors.NotUnmerged("'ttp' is no record that was merged into another: it is there."),
  },
  StaleRevision: {
    method: 'PATCH',
    url: '/v1/actors/ttp',
    headers: { ...because, 'If-Match': '"r9"' },
    body: { description: 'An armed group.' },
    scope: 'write',
    problem: errors.StaleRevision('The record is at revision 1, whose ETag is "r1". Read it again, and decide anew.'),
  },
  UnsupportedMediaType: {
    method: 'POST',
    url: '/v1/actors',
    headers: { ...because, 'Content-Type': 'application/merge-patch+json' },
    body: {},
    scope: 'write',
    problem: errors.UnsupportedMediaType(
      'This address takes application/json, not application/merge-patch+json. Say which it is in Content-Type.',
    ),
  },
  InvalidRecord: {
    method: 'PATCH',
    url: '/v1/actors/ttp',
    headers: { ...because, 'If-Match': '"r1"' },
    body: { acronym: 'T.T.P.' },
    scope: 'write',
    problem: errors.InvalidRecord(`/acronym: ${unsupported.detail}`, [unsupported]),
  },
  IfMatchRequired: {
    method: 'PATCH',
    url: '/v1/actors/ttp',
    headers: because,
    body: { description: 'An armed group.' },
    scope: 'write',
    problem: errors.IfMatchRequired(),
  },
}
