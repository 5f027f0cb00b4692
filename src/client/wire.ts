/**
 * Requests of the client: addresses, retries, problems. What may be asked again is asked again: reads always, writes
 * because each carries an Idempotency-Key. Between tries it waits as long as the server says.
 */
import type { ErrorCode } from './types.d.ts'

export type Options = {
  /** Where the server is: `http://127.0.0.1:3000`. */
  url: string
  /** Needed for writing, and for reading a private knowledge base. */
  key?: string
  /** Why changes are made, where a change does not say it itself. */
  reason?: string
  /** How often a request is sent in all before it fails: 4 if nothing is said. */
  tries?: number
  /** Instead of the global one. */
  fetch?: typeof fetch
}

export type Fault = {
  parameter?: string
  pointer?: string
  detail: string
  code: string
  allowed?: readonly string[]
}

/** What the server refused, as its problem document says (RFC 9457). */
export class SourcebookError extends Error {
  override readonly name = 'SourcebookError'
  readonly status: number
  /** Never changes its meaning. `unknown` if the answer was none of the server's. */
  readonly code: ErrorCode | 'unknown'
  /** Every fault of the request, by parameter or by place in the body. */
  readonly errors: readonly Fault[]
  /** Seconds to wait before the request may be sent again. */
  readonly retryAfter: number | undefined

  constructor(status: number, document: Partial<Record<string, unknown>>, retryAfter: number | undefined) {
    super(String(document.detail ?? `The server answered ${status}.`))
    this.status = status
    this.code = (document.code as ErrorCode | undefined) ?? 'unknown'
    this.errors = (document.errors as Fault[] | undefined) ?? []
    this.retryAfter = retryAfter
  }
}

type Value = string | number | boolean | null | undefined | readonly (string | number | boolean)[]
/** Parameters of an address. */
export type Parameters = Readonly<Record<string, Value>>

/** What can be sent again if need be. Memory that threads share cannot be sent; TypeScript before 5.7 does not tell it apart. */
export type File = Blob | string | Uint8Array

export type Request = {
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  path: string
  query?: Parameters
  headers?: Record<string, string>
  body?: unknown
  /** Sent as it is, instead of a body. */
  file?: File | undefined
  signal?: AbortSignal | undefined
}

/** A list stands with commas between its values, each encoded by itself; what is undefined or null is left out. */
function toQuery(query: Parameters = {}): string {
  const pairs = Object.entries(query).flatMap(([name, value]) => {
    if (value === undefined || value === null) return []
    const values = Array.isArray(value) ? value : [value]
    return values.length ? [`${name}=${values.map((one) => encodeURIComponent(String(one))).join(',')}`] : []
  })
  return pairs.length ? `?${pairs.join('&')}` : ''
}

/** Too much at once; and a proxy that finds no server, as while it begins anew. */
const passing: readonly number[] = [429, 502, 503, 504]

/** Longer than this nobody waits for an answer, in seconds. */
const longestWait = 60

/**
 * The answer, whose body is yet to be read.
 *
 * @throws SourcebookError for what the server refuses; TypeError, as `fetch` does, when there is no answer.
 */
export const send = (options: Options, request: Request): Promise<Response> =>
  attempt(options, request, async (answer) => answer)

/** The body of the answer, which is asked for again if it breaks off; else as `send`. */
export const ask = <T>(options: Options, request: Request): Promise<T> =>
  attempt(options, request, async (answer) => readJson(answer.status, await answer.text()) as T)

async function attempt<T>(options: Options, request: Request, take: (answer: Response) => Promise<T>): Promise<T> {
  const { fetch: reach = fetch, tries = 4 } = options
  const url = `${options.url.replace(/\/+$/, '')}${request.path}${toQuery(request.query)}`
  const { method = 'GET', signal } = request
  const file = request.file as Blob | string | Uint8Array<ArrayBuffer> | undefined // what is shared is refused by fetch
  const body = file ?? (request.body === undefined ? undefined : JSON.stringify(request.body))
  const headers = { ...(options.key && { Authorization: `Bearer ${options.key}` }), ...request.headers }
  const init = { method, headers, ...(body !== undefined && { body }), ...(signal && { signal }) }
  for (let count = 1; ; count++) {
    try {
      const answer = await reach(url, init)
      if (answer.ok) return await take(answer)
      throw await toError(answer)
    } catch (error) {
      const seconds = waitAfter(error, count)
      if (signal?.aborted || count >= tries || seconds === undefined) throw explained(error, options.url)
      await pause(seconds, signal)
    }
  }
}

function readJson(status: number, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new SourcebookError(
      status,
      { detail: 'The answer is no JSON: what is asked is no Sourcebook, or a file, which `file` gives.' },
      undefined,
    )
  }
}

async function toError(answer: Response): Promise<SourcebookError> {
  const after = Number(answer.headers.get('retry-after') ?? Number.NaN)
  const document = await answer.json().catch(() => ({}))
  return new SourcebookError(answer.status, document as object, Number.isNaN(after) ? undefined : after)
}

/** `fetch` says only that it failed: which server was asked, and why there was no answer, with the cause that it gives. */
function explained(error: unknown, server: string): unknown {
  if (!(error instanceof TypeError)) return error
  const { message = '', code } = (error.cause ?? {}) as { message?: string; code?: string }
  const reason = message || error.message
  const coded = code && !reason.includes(code) ? `${reason} (${code})` : reason
  return new TypeError(`There was no answer from ${server}: ${coded}`, { cause: error.cause ?? error })
}

/** Seconds to wait before the next try; undefined if there should be none. */
function waitAfter(error: unknown, count: number): number | undefined {
  const usual = 0.1 * 2 ** count * (0.5 + Math.random())
  if (!(error instanceof SourcebookError)) return error instanceof TypeError ? usual : undefined // fetch throws a TypeError when nobody answers
  if (!passing.includes(error.status) || error.code === 'query_too_broad') return undefined
  const seconds = error.retryAfter ?? usual
  return seconds <= longestWait ? seconds : undefined
}

export const pause = (seconds: number, signal?: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal?.aborted) return resolve()
    const end = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, seconds * 1000)
    signal?.addEventListener('abort', end)
  })

/** 128 random bits; also where `crypto.randomUUID` is not, as on pages without TLS. */
export const newKey = () =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
