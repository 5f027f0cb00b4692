/** The headers that every answer carries, errors and what never reaches a route included. */

/** Nothing is loaded from elsewhere, nothing runs inline, no other page may frame ours. */
const contentPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

/** What a page on another site may read of an answer. */
const exposed = [
  'ETag',
  'Link',
  'Location',
  'Change-Seq',
  'RateLimit',
  'RateLimit-Policy',
  'Retry-After',
  'X-Request-Id',
  'Content-Disposition',
  'Accept-Ranges',
  'Content-Range',
].join(', ')

/**
 * Any page may read; a browser does as it is told, nothing more. What an answer is depends on what is accepted, and on
 * the key: without that, a cache gives those who write what it kept for others before they wrote.
 */
export const everyAnswer = Object.freeze({
  'access-control-allow-origin': '*',
  'access-control-expose-headers': exposed,
  'content-security-policy': contentPolicy,
  'cross-origin-resource-policy': 'cross-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  vary: 'Accept, Accept-Encoding, Authorization',
})

const sendable = 'Authorization, Content-Type, If-Match, If-None-Match, Idempotency-Key, Change-Reason'

/** The answer to OPTIONS, which is also what a browser asks before a request from another site. */
export const toPreflight = (methods: readonly string[]) => ({
  Allow: methods.join(', '),
  'Access-Control-Allow-Methods': methods.join(', '),
  'Access-Control-Allow-Headers': sendable,
  'Access-Control-Max-Age': '86400',
})
