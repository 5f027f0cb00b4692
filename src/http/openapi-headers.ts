/** The headers of answers, each a component of the document. */
import type { oas31 } from 'zod-openapi'

const descriptions = {
  ETag: 'Names this state of the answer. Send it back as `If-None-Match`, and an unchanged answer is 304 without a body. A record alone has a strong tag made from its revision (`"r7"`); everything else has a weak one.',
  'Change-Seq':
    'The point in the sequence of changes at which the answer stands. Two answers with the same number come from the same state of the data.',
  Link: '`rel="next"` is the next page, `rel="alternate"` the same query in another format, `rel="license"` a licence of the datasets that are here, and of a CSV file `rel="describedby"` what stands in it (RFC 8288).',
  'Cache-Control': 'How long the answer may be reused without asking again.',
  Vary: 'The request headers that the answer depends on.',
  'Content-Disposition': 'A name for the file.',
  Location: 'The address of the new record.',
  'Content-Location': 'The address of the record that the answer shows.',
  'WWW-Authenticate': 'Why the key was refused, or that one is needed (RFC 6750).',
  'X-Request-Id':
    'Names the request in the log of the server: give it when you report a fault. What a client calls its request is taken, if it is 8 to 128 letters, digits and `. _ : -`.',
  Allow: 'With 405: the methods that the address takes.',
  'RateLimit-Policy':
    'How much one client may ask for: `q` in `w` seconds, of `"requests"` and of `"files"` (draft-ietf-httpapi-ratelimit-headers). Not sent where nothing is limited, as to the machine of the server itself.',
  RateLimit:
    'How much of it is left: `r`, until it begins anew in `t` seconds. An unchanged answer (304) costs nothing.',
  'Retry-After': 'With 429 and 503: the seconds to wait before the request is sent again.',
}

export type HeaderName = keyof typeof descriptions

export const headerComponents: Record<string, oas31.HeaderObject> = Object.fromEntries(
  Object.entries(descriptions).map(([name, description]) => [name, { description, schema: { type: 'string' } }]),
)

export const headerRefs = (names: readonly HeaderName[]): Record<string, oas31.ReferenceObject> =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]))

/** What every answer carries, whether its body is sent or not. */
const cached: HeaderName[] = [
  'ETag',
  'Change-Seq',
  'Cache-Control',
  'Vary',
  'X-Request-Id',
  'RateLimit-Policy',
  'RateLimit',
]

/** By status: what an answer carries that has `more` headers of its own. */
export const answerHeaders = (more: readonly HeaderName[] = []) => headerRefs([...cached, ...more])
