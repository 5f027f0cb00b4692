/**
 * Every error a client can get, one line each. The code is the contract and is never reused; the sentence may be
 * reworded. It says what happened and what to do.
 */

/** One fault: the query parameter or the place in the body (JSON pointer), and what is wrong with it. */
export type Fault = {
  parameter?: string
  pointer?: string
  detail: string
  code: string
  allowed?: readonly string[]
}

/** The name of a member as it stands in a JSON pointer. */
export const escapePointer = (name: string) => name.replaceAll('~', '~0').replaceAll('/', '~1')

/** The most faults that an answer names. */
export const mostNamed = 100

/** What the sentence of a problem, which tells the first fault, says of those after it. */
export function furtherFaults({ length }: readonly Fault[]): string {
  if (length < 2) return ''
  return ` And ${length - 1} more: see ${length > mostNamed ? `the first ${mostNamed} in errors` : 'errors'}.`
}

export class Problem extends Error {
  readonly code: string
  readonly status: number
  readonly title: string
  readonly faults: Fault[]
  readonly headers: Record<string, string>

  constructor(code: string, status: number, title: string, detail: string, faults: Fault[], headers = {}) {
    super(detail)
    this.code = code
    this.status = status
    this.title = title
    this.faults = faults
    this.headers = headers
  }
}

type Raise = {
  (detail?: string, faults?: Fault[], headers?: Record<string, string>): Problem
  status: number
  code: string
  title: string
}

const problem = (code: string, status: number, title: string): Raise =>
  Object.assign(
    (detail = title, faults: Fault[] = [], headers: Record<string, string> = {}) =>
      new Problem(code, status, title, detail, faults, headers),
    { code, status, title },
  )

export const errors = {
  RecordMerged: problem(
    'record_merged',
    308,
    'This record has been merged into another. Go on at the address in Location.',
  ),
  InvalidQuery: problem(
    'invalid_query',
    400,
    'A query parameter cannot be used as it is. Each fault is named in errors.',
  ),
  InvalidUrl: problem('invalid_url', 400, 'The URL is not correctly percent-encoded UTF-8. Encode it again.'),
  InvalidRequest: problem(
    'invalid_request',
    400,
    'This is not an HTTP/1.1 request that the server can read. Send it as HTTP prescribes.',
  ),
  InvalidBody: problem('invalid_body', 400, 'The body cannot be read as JSON in UTF-8. Send one JSON object.'),
  InvalidUpload: problem(
    'invalid_upload',
    400,
    'The file did not arrive whole, or there is none. Send it again as the body.',
  ),
  InvalidHeader: problem(
    'invalid_header',
    400,
    'A header of the request is missing or cannot be used as it is. Each fault is named in errors.',
  ),
  KeyRequired: problem(
    'key_required',
    401,
    'This needs a key. Send it in the header Authorization: Bearer, and nowhere else.',
  ),
  InvalidKey: problem(
    'invalid_key',
    401,
    'The key is not one of this server, has expired, or has been revoked. Ask for another, or read without one.',
  ),
  ScopeTooSmall: problem(
    'scope_too_small',
    403,
    'The scope of this key does not reach so far. Use a key of the scope that detail names.',
  ),
  NotFound: problem('not_found', 404, 'Nothing is at this address. GET /v1 lists what there is.'),
  RecordNotFound: problem(
    'record_not_found',
    404,
    'No record has this id. Look for it by a name, with q or /v1/search.',
  ),
  MethodNotAllowed: problem(
    'method_not_allowed',
    405,
    'This address does not take this method. Allow lists those it takes.',
  ),
  NotAcceptable: problem(
    'not_acceptable',
    406,
    'None of the media types in Accept is made here. Ask for application/json, or leave Accept out.',
  ),
  RequestTimeout: problem('request_timeout', 408, 'The request did not arrive in time. Send it again.'),
  IdTaken: problem('id_taken', 409, 'The id is taken already. Leave the id out, or choose another.'),
  NameTaken: problem('name_taken', 409, 'A record has this name. Change that, or give an id of your own.'),
  StillReferenced: problem(
    'still_referenced',
    409,
    'Other records refer to this one. Change those first, or merge this one into another.',
  ),
  TooManyReferences: problem(
    'too_many_references',
    409,
    'More records refer to this one than one edit changes. If it is to be merged, merge the other record into this one instead.',
  ),
  Opponents: problem(
    'opponents',
    409,
    'Records have these two on opposite sides, and would have one against itself. If they are one, change those first.',
  ),
  NotUnmerged: problem(
    'not_unmerged',
    409,
    'This merge cannot be undone by itself, or there was none: detail says why. The README says how it is undone by hand.',
  ),
  ChangedSince: problem(
    'changed_since',
    409,
    'What the merge changed has been changed since, and would stay as it is. Look at that first, and send leave_changed: true if it may.',
  ),
  OnlyEvidence: problem(
    'only_evidence',
    409,
    'This claim is the only evidence of a value. Add another claim, or change the value first.',
  ),
  ImportedRecord: problem(
    'imported_record',
    409,
    'This record comes from a dataset, whose next release would undo the change. Correct it with a claim of rank preferred.',
  ),
  NotRedistributable: problem(
    'not_redistributable',
    409,
    'This dataset may not be passed on, and this knowledge base is public. Import it into a private one.',
  ),
  ImportRunning: problem(
    'import_running',
    409,
    'Another import is running, and one is written at a time. Wait until it has ended, or cancel it.',
  ),
  ImportEnded: problem(
    'import_ended',
    409,
    'This import has ended already, and cannot be cancelled. Its state says what became of it.',
  ),
  AlreadyMerged: problem('already_merged', 409, 'This record has been merged into another. Change that one.'),
  RecordWithdrawn: problem(
    'record_withdrawn',
    410,
    'This record has been withdrawn. The reason is in detail; what it was is at /revisions, for whoever has a key.',
  ),
  ResyncRequired: problem(
    'resync_required',
    410,
    'The changes since this point are not known here: a backup has been restored. Fetch everything again, then follow from its Change-Seq.',
  ),
  StaleRevision: problem(
    'stale_revision',
    412,
    'The record has changed since it was read. Read it again, and send the ETag that it has now.',
  ),
  WrittenByOthers: problem(
    'written_by_others',
    412,
    'Others have written about this record what would go with it. Look at that first, and send If-Match: * if it may go.',
  ),
  BodyTooLarge: problem('body_too_large', 413, 'The body is larger than this server takes. Send less at once.'),
  UrlTooLong: problem(
    'url_too_long',
    414,
    'The URL is longer than 16 KiB. Use fewer values, or filter in several requests.',
  ),
  UnsupportedMediaType: problem(
    'unsupported_media_type',
    415,
    'The body has a media type that this address does not take. Send one that detail or /docs names.',
  ),
  RangeNotSatisfiable: problem(
    'range_not_satisfiable',
    416,
    'The range begins beyond the end of the file. Its length is in Content-Range.',
  ),
  InvalidRecord: problem('invalid_record', 422, 'What was sent cannot be stored. Each fault is named in errors.'),
  IdempotencyKeyReused: problem(
    'idempotency_key_reused',
    422,
    'This Idempotency-Key has been used for another body. Take a new one for every new request.',
  ),
  IfMatchRequired: problem(
    'if_match_required',
    428,
    'This needs If-Match, so that nobody else’s change is lost. Send the ETag of the record as it was read.',
  ),
  TooManyFailures: problem(
    'too_many_failures',
    429,
    'Too many keys from this address were refused. Wait for the seconds in Retry-After.',
  ),
  TooManyRequests: problem(
    'too_many_requests',
    429,
    'This client has asked for more than one client may in a minute. Wait for the seconds in Retry-After.',
  ),
  HeadersTooLarge: problem(
    'headers_too_large',
    431,
    'The URL and the headers are longer than this server takes together. Send fewer or shorter ones.',
  ),
  Internal: problem(
    'internal_error',
    500,
    'The server failed to answer, and has logged why. Try again, and report it with the X-Request-Id.',
  ),
  QueryTooBroad: problem(
    'query_too_broad',
    503,
    'The query looks at too many records to be answered in time. Add a filter that an index serves, such as actor, place, country, bbox, external_id or a narrow datetime, or take the whole file.',
  ),
  Busy: problem('busy', 503, 'The server is busy. Try again after the seconds in Retry-After.'),
  NotReady: problem('not_ready', 503, 'The server is not ready, or is ending. Ask another, or try again later.'),
  StorageFull: problem(
    'storage_full',
    507,
    'The disk of the server is full. Nothing was changed, and reading goes on: write again later.',
  ),
} as const

/** A longer word is no misspelt one: ids have at most 80 characters, and all else is shorter. */
const longestLikened = 100

/**
 * The nearest known word to a misspelt one, or undefined if none is near (Damerau–Levenshtein, optimal string
 * alignment). A short word is another word, not a misspelt one, if two letters differ, or the first.
 */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  if (word.length > longestLikened) return undefined
  const typed = word.toLowerCase()
  let best: string | undefined
  let least = (word.length <= 4 ? 1 : Math.max(2, Math.floor(word.length / 3))) + 1
  for (const candidate of known) {
    if (Math.abs(typed.length - candidate.length) >= least) continue
    if (Math.max(word.length, candidate.length) <= 4 && word[0]?.toLowerCase() !== candidate[0]) continue
    const distance = editDistance(typed, candidate, least)
    if (distance < least) {
      least = distance
      best = candidate
    }
  }
  return best
}

/** The distance of two words if it is less than `bound`, else some number that is not. */
function editDistance(a: string, b: string, bound: number): number {
  let before: number[] = []
  let lastLeast = 0
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    let least = i
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      let cost = Math.min(at(previous, j) + 1, at(row, j - 1) + 1, at(previous, j - 1) + same)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, at(before, j - 2) + 1)
      row.push(cost)
      if (cost < least) least = cost
    }
    if (least >= bound && lastLeast >= bound) return bound // a swap of letters looks back two rows
    lastLeast = least
    before = previous
    previous = row
  }
  return at(previous, b.length)
}

const at = (row: number[], index: number) => row[index] ?? Number.POSITIVE_INFINITY
