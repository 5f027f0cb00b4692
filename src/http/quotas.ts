/**
 * How much one client may ask for in a minute: requests, and files beside them, because a file costs as much as many
 * requests. What a client has already (304) costs nothing. Told by the headers of draft-ietf-httpapi-ratelimit-headers-11.
 *
 * @fastify/rate-limit is not used: it gives nothing back for a 304, counts once a route, and says it in older headers.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { errors } from '../engine/errors.ts'
import { openWindows } from './windows.ts'

type Counts = Record<keyof Most, number>

declare module 'fastify' {
  interface FastifyRequest {
    /** What the client has asked for; null if nobody counts. */
    counts: Counts | null
  }
}

/** In a minute; 0: any number. */
export type Most = { requests: number; files: number }

export type Quotas = {
  /**
   * Counts a request whose client is known.
   *
   * @throws TooManyRequests
   */
  takeRequest(request: FastifyRequest): void
  /**
   * Counts a file, made or sent whole.
   *
   * @throws TooManyRequests
   */
  takeFile(request: FastifyRequest): void
  /** Tells how much is left; to be called when the status is known. */
  show(request: FastifyRequest, reply: FastifyReply): void
}

/** `onLimit` hears of each request that is refused. */
export function openQuotas(most: Most, onLimit: (policy: keyof Most) => void): Quotas {
  const windows = openWindows<Counts>(() => ({ requests: 0, files: 0 }))
  const policies = { requests: toPolicy('requests', most.requests), files: toPolicy('files', most.files) }

  function take(counts: Counts, policy: keyof Most, words: string) {
    if (most[policy] === 0 || counts[policy]++ < most[policy]) return
    counts[policy] = most[policy]
    onLimit(policy)
    throw errors.TooManyRequests(
      `${most[policy]} ${words} a minute are the most for one client. Wait for the seconds in Retry-After.`,
      [],
      { 'Retry-After': String(windows.secondsLeft(counts)) },
    )
  }

  return {
    takeRequest(request) {
      if (request.client === null || (most.requests === 0 && most.files === 0)) return
      request.counts = windows.of(request.client)
      take(request.counts, 'requests', 'requests')
    },
    takeFile(request) {
      if (request.counts) take(request.counts, 'files', 'files')
    },
    show({ counts }, reply) {
      if (!counts) return
      if (reply.statusCode === 304) counts.requests--
      const seconds = windows.secondsLeft(counts)
      const requests = most.requests > 0 ? `"requests";r=${most.requests - counts.requests};t=${seconds}` : ''
      if (most.files === 0 || counts.files === 0) {
        if (requests) reply.header('RateLimit-Policy', policies.requests).header('RateLimit', requests)
        return
      }
      const files = `"files";r=${most.files - counts.files};t=${seconds}`
      reply.header('RateLimit-Policy', requests ? `${policies.requests}, ${policies.files}` : policies.files)
      reply.header('RateLimit', requests ? `${requests}, ${files}` : files)
    },
  }
}

const toPolicy = (name: string, most: number) => `"${name}";q=${most};w=60`
