/** Every limit on what clients may do, each with its figures: how much in a minute, and how much at once. */
import type { Config } from '../config.ts'
import { errors } from '../engine/errors.ts'
import { type Family, gauge, openTally } from './metrics.ts'
import { openQuotas, type Quotas } from './quotas.ts'
import { openSlots } from './slots.ts'

/** What only so much of is done at once: what is too much is told in words, and how it is counted. */
const kinds = {
  files: ['Files being written for a request.', 'As many files are being written as can be at once'],
  streams: [
    'Clients that listen to the stream of changes.',
    'As many clients as can be listen to the stream of changes',
  ],
  queries: ['Queries that take long, under way or waiting.', 'As many queries that take long are waiting as may'],
  uploads: ['Files to import that are arriving.', 'A file to import is arriving already, and one is taken at a time'],
  connections: ['Connections.', 'There are as many connections as can be'],
} as const

type Kind = keyof typeof kinds

export type Limits = Quotas & {
  /**
   * Does something that only so much of is done at once, for a client; gives what is to be called when it is done.
   *
   * @throws Busy if there is too much of it.
   */
  hold(kind: Kind, client: string | null): () => void
  families: readonly Family[]
}

/** Queries that take long: one is under way, the others wait for it. */
const mostQueries = 17

export function openLimits(config: Config): Limits {
  const refused = openTally('sourcebook_refused_total', 'Requests refused by a limit.', 'limit', [
    'requests_per_minute',
    'files_per_minute',
    ...(Object.keys(kinds) as Kind[]), // its keys are all there are
  ])
  const quotas = openQuotas(
    { requests: config.SOURCEBOOK_REQUESTS_PER_MINUTE, files: config.SOURCEBOOK_FILES_PER_MINUTE },
    (policy) => refused.add(`${policy}_per_minute`),
  )
  const slots = {
    files: openSlots(config.SOURCEBOOK_FILES_AT_ONCE),
    streams: openSlots(config.SOURCEBOOK_STREAMS),
    queries: openSlots(mostQueries),
    uploads: openSlots(1),
    connections: openSlots(config.SOURCEBOOK_CONNECTIONS),
  }
  return {
    ...quotas,
    hold(kind, client) {
      const release = slots[kind].take(client)
      if (release) return release
      refused.add(kind)
      throw errors.Busy(`${kinds[kind][1]}. Try again after the seconds in Retry-After.`, [], { 'Retry-After': '5' })
    },
    families: [
      refused.family,
      ...Object.entries(slots).map(([kind, { taken }]) =>
        gauge(`sourcebook_${kind}_open`, kinds[kind as Kind][0], taken),
      ),
    ],
  }
}
