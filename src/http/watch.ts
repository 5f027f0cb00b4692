/** Watches the server and its store: every answer is counted, and the rest is looked up when somebody asks. */
import { statSync } from 'node:fs'
import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import { openRecogniser } from '../store/migrate.ts'
import type { Store } from '../store/open.ts'
import { version } from '../version.ts'
import { type Family, gauge, openRequestFigures, type RouteFigures } from './metrics.ts'
import type { Watched } from './monitor.ts'
import { openProcessFigures } from './process-figures.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Where the answer is counted; null until the request is known to be one. */
    figures: RouteFigures | null
  }
  interface FastifyContextConfig {
    figures?: RouteFigures
  }
}

export type Watch = Watched & {
  /** Where what no route takes is counted. */
  unrouted: RouteFigures
  /** For onRoute. */
  observe(route: RouteOptions): void
  /** For onResponse. */
  note(request: FastifyRequest, reply: FastifyReply, done: () => void): void
  close(): void
}

/** `closing` says when the server ends; `more` is shown with the figures. */
export function openWatch(store: Store, closing: AbortSignal, more: readonly Family[]): Watch {
  const requests = openRequestFigures()
  const own = openProcessFigures()
  const isOfThisProgram = openRecogniser()
  return {
    unrouted: requests.route('none'),
    observe(route) {
      route.config = { ...route.config, figures: requests.route(toTemplate(route.url)) }
    },
    note({ figures, method }, reply, done) {
      figures?.add(method, reply.statusCode, reply.elapsedTime)
      done()
    },
    whyNotReady() {
      if (closing.aborted) return 'The server is ending. Ask another.'
      try {
        if (isOfThisProgram(store.reader.connection)) return undefined
        return 'The database has been brought up to another version of the program. Start the server anew.'
      } catch {
        return 'The database cannot be read.'
      }
    },
    families: [...requests.families, ...more, ...storeFamilies(store), ...own.families],
    close: own.close,
  }
}

/** `/v1/events/{id}` in the words of the documentation. */
const toTemplate = (url: string) => url.replace(/:(\w+)(\(.*?\+\$?\))?/g, '{$1}')

function storeFamilies(store: Store): Family[] {
  const { connection } = store.reader
  const imports = connection.prepare<[], { id: string; count: number }>(
    'select id, json_array_length(releases) as count from datasets order by id',
  )
  return [
    gauge('sourcebook_wal_bytes', 'Length of the write-ahead log.', () => {
      return statSync(`${store.path}-wal`, { throwIfNoEntry: false })?.size ?? 0
    }),
    gauge('sourcebook_seq', 'The point in the sequence of changes at which the data stands.', () =>
      Number(store.version().split('-')[1]),
    ),
    {
      name: 'sourcebook_imports',
      help: 'Releases that were imported, by dataset.',
      type: 'gauge',
      read: () => imports.all().map(({ id, count }) => ({ labels: { dataset: id }, value: count })),
    },
    {
      name: 'sourcebook_info',
      help: 'The version of the program.',
      type: 'gauge',
      read: () => [{ labels: { version }, value: 1 }],
    },
  ]
}
