/**
 * A typed client: `import { createClient } from 'sourcebook/client'`. It depends on nothing, and runs in browsers and
 * in Node. Its types come from the declarations of the model.
 */
import { type Change, type SyncOptions, sync } from './sync.ts'
import type { Import, Model, StatisticsOwn, StatisticsRow } from './types.d.ts'
import { ask, type File, newKey, type Options, type Parameters, send } from './wire.ts'

export type * from './types.d.ts'
export { SourcebookError } from './wire.ts'
export type { Change, Options, SyncOptions }

type Name = keyof Model
type RecordOf<R extends Name> = Model[R]['record']
type FieldOf<R extends Name> = Extract<keyof RecordOf<R>, string>

/** `claims.source` begins with `claims`. */
type Root<E extends string> = E extends `${infer First}.${string}` ? First : E

/** What only an expansion puts into a record: the members that it need not have. */
type Added<T> = { [K in keyof T]-?: object extends Pick<T, K> ? K : never }[keyof T]

/** A record as it is without expansions. */
type Plain<R extends Name> = Omit<RecordOf<R>, Added<RecordOf<R>>>

/** A record with the fields asked for (all, if none are named) and the expansions asked for. */
export type Result<R extends Name, E extends string = never, F extends string = never> = ([F] extends [never]
  ? Plain<R>
  : Pick<RecordOf<R>, F & keyof RecordOf<R>>) &
  Required<Pick<RecordOf<R>, Root<E> & keyof RecordOf<R>>> &
  Pick<RecordOf<R>, `${Root<E>}_more` & keyof RecordOf<R>>

type Shape<R extends Name, E extends string, F extends string> = {
  /** Related records in place. */
  expand?: readonly (E & Model[R]['expand'])[]
  /** Only these fields. */
  fields?: readonly (F & FieldOf<R>)[]
}
type Signal = { signal?: AbortSignal }

type Filters<R extends Name> = Model[R]['filters'] & {
  has?: FieldOf<R> | readonly FieldOf<R>[]
  lacks?: FieldOf<R> | readonly FieldOf<R>[]
}

/** What all matches are asked by. */
export type Query<R extends Name, E extends string = never, F extends string = never> = Filters<R> &
  Shape<R, E, F> & {
    sort?: Model[R]['sort']
    limit?: number
  }

/** What a page is asked by. */
export type PageQuery<R extends Name, E extends string = never, F extends string = never> = Query<R, E, F> & {
  cursor?: string
  count?: 'exact'
  facets?: readonly Model[R]['facet'][]
}

export type Page<T> = {
  data: T[]
  page: { limit: number; next_cursor: string | null; total?: number }
  facets?: Record<string, { value: string | number | boolean | null; count: number }[]>
  facets_more?: string[]
}

/** Which state of a record is meant: as it was read, or any, with all that others have written about it. */
export type State = { id: string; revision: number | '*' }
/** Why something is changed, if not as the client says for all. */
export type Why = Signal & { reason?: string }

export type Reading<R extends Name> = {
  /** A page. */
  list<const E extends string = never, const F extends string = never>(
    query?: PageQuery<R, E, F>,
    options?: Signal,
  ): Promise<Page<Result<R, E, F>>>
  /** Every match, page after page; `limit` is that of a page. */
  all<const E extends string = never, const F extends string = never>(
    query?: Query<R, E, F>,
    options?: Signal,
  ): AsyncGenerator<Result<R, E, F>>
  /** One record, now or as it was. */
  get<const E extends string = never, const F extends string = never>(
    id: string,
    query?: Shape<R, E, F> & { as_of?: string },
    options?: Signal,
  ): Promise<Result<R, E, F>>
  /** Every match as a file. */
  file(
    format: Model[R]['format'],
    query?: Model[R]['filters'] & { limit?: number },
    options?: Signal,
  ): Promise<Response>
}

export type Writing<R extends Name> = {
  create(input: Model[R]['input'], why?: Why): Promise<Plain<R>>
  /** Changes the record if nobody has changed it since it was read. */
  update(state: State, patch: Model[R]['patch'], why?: Why): Promise<Plain<R>>
  delete(state: State, why?: Why): Promise<void>
  /** Both are one: gives the one that stays. */
  merge(id: string, into: string, why?: Why): Promise<Plain<R>>
  /** Undoes that: gives the one that comes back. What has been changed since stays as it is if that may be. */
  unmerge(id: string, how?: { leave_changed?: boolean }, why?: Why): Promise<Plain<R>>
  /** What the record was before each change, newest first. */
  revisions(id: string, query?: { limit?: number; cursor?: string }, options?: Signal): Promise<Page<Revision<R>>>
}

export type Revision<R extends Name> = {
  revision: number
  op: 'put' | 'delete' | 'merge'
  at: string
  editor: string | null
  reason: string | null
  before: Plain<R> | null
}

export type Counting = {
  /** How many events match, and the sums of their deaths, by one or two of time, place, actor, dyad, type and dataset. */
  stats(query: Filters<'events'> & StatisticsOwn, options?: Signal): Promise<Statistics>
}

export type Statistics = { data: StatisticsRow[]; page: { limit: number; total: number } }

/** For holders of a key of scope `import`. */
export type Importing = {
  /** Sends the file of a release, plain or packed with gzip. What is given back has just begun: ask `get` how it stands. */
  create(
    dataset: string,
    file: File,
    options?: Why & { release?: string; dry_run?: boolean; withdraw?: boolean },
  ): Promise<Import>
  get(id: string, options?: Signal): Promise<Import>
  /** Newest first. */
  list(query?: { limit?: number; cursor?: string }, options?: Signal): Promise<Page<Import>>
  /** Ends it, and gives what became of it: nothing of it is written. */
  cancel(id: string, options?: Signal): Promise<Import>
}

export type SearchQuery = {
  q?: string
  complete?: '1'
  resource?: readonly Name[]
  actor?: string | readonly string[]
  place?: string | readonly string[]
  datetime?: string
  country?: string | readonly string[]
  bbox?: string
  sort?: 'relevance' | 'date' | '-date'
  limit?: number
  cursor?: string
}

export type SearchHit = {
  resource: Name
  id: string
  title: string
  kind: string
  date_start: string | null
  date_end: string | null
  latitude: number | null
  longitude: number | null
  snippet: string
  highlights: [start: number, end: number][]
}

export type Client = {
  [R in Name]: [Model[R]['input']] extends [never] ? Reading<R> : Reading<R> & Writing<R>
} & {
  events: Counting
  imports: Importing
  search(query?: SearchQuery, options?: Signal): Promise<Page<SearchHit>>
  /** Changes since a point; with `live`, for as long as it is not aborted. */
  sync(options?: SyncOptions): AsyncGenerator<Change>
  /** Any other address, such as `/v1/manifest.json`. */
  read<T>(path: string, query?: Parameters, options?: Signal): Promise<T>
}

const names = [
  'actors',
  'places',
  'events',
  'operations',
  'visits',
  'statements',
  'commitments',
  'milestones',
  'relationships',
  'claims',
  'figures',
  'sources',
  'datasets',
] as const satisfies readonly Name[]

/** A client of the knowledge base at `options.url`. Nothing is sent before something is asked. */
export function createClient(options: Options): Client {
  const read = <T>(path: string, query: Parameters = {}, { signal }: Signal = {}): Promise<T> =>
    ask(options, { path, query, signal })
  const methods = (name: Name) => ({ ...reading(options, name, read), ...writing(options, name, read) })
  const resources = Object.fromEntries(names.map((name) => [name, methods(name)])) as Record<
    Name,
    ReturnType<typeof methods>
  >
  const stats = (query: Parameters, more?: Signal) => read<Statistics>('/v1/events/stats', query, more)
  return {
    ...resources,
    events: { ...resources.events, stats },
    imports: importing(options, read),
    search: (query, more) => read('/v1/search', query as Parameters, more),
    sync: (more = {}) => sync(options, more),
    read,
  } as Client // the methods of each resource are the same; what they take is said by its type
}

type Read = <T>(path: string, query?: Parameters, options?: Signal) => Promise<T>

function reading(options: Options, name: Name, read: Read) {
  const list = (query: Parameters = {}, more?: Signal) => read<Page<unknown>>(`/v1/${name}`, query, more)
  return {
    list,
    async *all(query: Parameters = {}, more?: Signal) {
      const limit = query.limit ?? (query.expand ? 200 : 1000)
      for (let cursor: string | null | undefined; cursor !== null; ) {
        const { data, page }: Page<unknown> = await list({ ...query, limit, cursor }, more)
        yield* data
        cursor = page.next_cursor
      }
    },
    get: (id: string, query?: Parameters, more?: Signal) => read(`/v1/${name}/${encodeURIComponent(id)}`, query, more),
    file: (format: string, query: Parameters = {}, { signal }: Signal = {}) =>
      send(options, { path: `/v1/${name}.${format}`, query, signal }),
  }
}

function writing(options: Options, name: Name, read: Read) {
  const at = (id: string) => `/v1/${name}/${encodeURIComponent(id)}`
  const write = (method: 'POST' | 'PATCH' | 'DELETE', path: string, body: unknown, why: Why = {}, state?: State) => {
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json'
    const headers = {
      ...whyHeaders(options, why.reason),
      ...(body !== undefined && { 'Content-Type': type }),
      ...(state && { 'If-Match': state.revision === '*' ? '*' : `"r${state.revision}"` }),
    }
    return { method, path, headers, body, signal: why.signal }
  }
  return {
    create: (input: unknown, why?: Why) => ask(options, write('POST', `/v1/${name}`, input, why)),
    update: (state: State, patch: unknown, why?: Why) => ask(options, write('PATCH', at(state.id), patch, why, state)),
    delete: async (state: State, why?: Why) =>
      void (await send(options, write('DELETE', at(state.id), undefined, why, state))),
    merge: (id: string, into: string, why?: Why) => ask(options, write('POST', `${at(id)}/merge`, { into }, why)),
    unmerge: (id: string, how: object = {}, why?: Why) => ask(options, write('POST', `${at(id)}/unmerge`, how, why)),
    revisions: (id: string, query?: Parameters, more?: Signal) => read(`${at(id)}/revisions`, query, more),
  }
}

function importing(options: Options, read: Read): Importing {
  const at = (id: string) => `/v1/imports/${encodeURIComponent(id)}`
  return {
    create(dataset, file, { reason, signal, ...query } = {}) {
      const headers = { ...whyHeaders(options, reason), 'Content-Type': 'text/csv' }
      return ask(options, { method: 'POST', path: at(dataset), query, headers, file, signal })
    },
    get: (id, more) => read(at(id), {}, more),
    list: (query, more) => read('/v1/imports', query, more),
    cancel: (id, { signal } = {}) => ask(options, { method: 'DELETE', path: at(id), signal }),
  }
}

const whyHeaders = (options: Options, reason = options.reason ?? '') => ({
  'Change-Reason': encodeURIComponent(reason),
  'Idempotency-Key': newKey(),
})
