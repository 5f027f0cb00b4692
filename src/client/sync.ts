/** Following the changes of a knowledge base: what is missed first, by pages; then, if wanted, what happens, as it happens. */
import type { Model } from './types.d.ts'
import { ask, type Options, type Parameters, pause, SourcebookError, send } from './wire.ts'

type Held = { [R in keyof Model]: [Model[R]['input']] extends [never] ? never : R }[keyof Model]

/** The last change of a record. */
export type Change = {
  [R in Held]: {
    seq: number
    resource: R
    id: string
    at: string
    /** To be kept: from here the next `sync` goes on. */
    point: string
  } & ({ op: 'put'; into_id: null; record: Model[R]['record'] } | End)
}[Held]

type End = { op: 'delete'; into_id: null; record: null } | { op: 'merge'; into_id: string; record: null }

export type SyncOptions = {
  /** The point to go on from: the `point` of the last change, or the `Change-Seq` of an answer. The beginning if left out. */
  since?: string
  /** Only these. */
  resource?: Held | readonly Held[]
  /** Goes on when there is nothing left, until it is aborted. */
  live?: boolean
  signal?: AbortSignal
}

/** Changes of a page. */
const most = 500

type Page = { data: Omit<Change, 'point'>[]; page: { next: string } }

/**
 * Changes in their order. Whoever applies each to a copy, and keeps its point, has the knowledge base at that point.
 * Live, it outlasts a server that is away for a while, once it has been heard.
 *
 * @throws SourcebookError, with code `resync_required` if a backup was restored: everything has to be fetched again.
 */
export async function* sync(
  options: Options,
  { since = '0', resource, live, signal }: SyncOptions,
): AsyncGenerator<Change> {
  let point = since
  let isHeard = false
  for (let failures = 0; !signal?.aborted; ) {
    try {
      const query = { since: point, resource, limit: most }
      const { data, page } = await ask<Page>(options, { path: '/v1/changes', query, signal })
      isHeard = true
      const [epoch] = page.next.split('-')
      for (const change of data) {
        point = `${epoch}-${change.seq}`
        yield { ...change, point } as Change // the server sends what its declarations say
      }
      point = page.next
      if (data.length === most) continue
      if (!live) return
      for await (const change of listen(options, { since: point, resource }, signal)) {
        point = change.point
        failures = 0
        yield change
      }
    } catch (error) {
      if (signal?.aborted) return
      if (!live || !isHeard || isFinal(error)) throw error
    }
    failures++
    await pause(Math.min(30, 0.1 * 2 ** failures), signal)
  }
}

/** Does the server refuse it, and would again? */
const isFinal = (error: unknown) =>
  error instanceof SourcebookError && error.status >= 400 && error.status < 500 && ![408, 429].includes(error.status)

/** The server says something every 15 seconds; a connection on which nothing is heard for so long is dead, in ms. */
const longestSilence = 60_000

/** Server-sent events, until the connection ends or falls silent: not every network says that it has gone. */
async function* listen(options: Options, query: Parameters, signal: AbortSignal | undefined): AsyncGenerator<Change> {
  const answer = await send(options, { path: '/v1/changes/stream', query, signal })
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
  const stop = () => reader?.cancel().catch(() => {})
  let text = ''
  try {
    for (;;) {
      const silence = setTimeout(stop, longestSilence)
      const { done, value } = (await reader?.read().finally(() => clearTimeout(silence))) ?? { done: true, value: '' }
      if (done) return
      text += value
      const blocks = text.split('\n\n')
      text = blocks.pop() ?? ''
      for (const block of blocks) {
        const [, point] = /^id: (.*)$/m.exec(block) ?? []
        const [, data] = /^data: (.*)$/m.exec(block) ?? []
        if (point !== undefined && data !== undefined) yield { ...JSON.parse(data), point } as Change
      }
    }
  } finally {
    stop()
  }
}
