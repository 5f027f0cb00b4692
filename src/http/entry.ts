/** What is true of every request before a route has it: what is no request at all, OPTIONS, and addresses and methods that do not exist. */
import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify'
import { errors, nearest } from '../engine/errors.ts'
import { clip } from '../engine/parameters.ts'
import { toPreflight } from './headers.ts'
import { toPath } from './url.ts'

const longestUrl = 16 * 1024

/**
 * @throws UrlTooLong beyond 16 KiB; InvalidUrl if a character stands in it that has to be encoded; NotFound for `*`,
 * which only OPTIONS may ask for; InvalidRequest without exactly one Host (RFC 9112, 3.2), which HTTP/1.0 need not name.
 */
export function checkRequest({ method, url = '', rawHeaders, httpVersion }: IncomingMessage) {
  if (url.length > longestUrl) throw errors.UrlTooLong()
  if (/[^!-~]|#/.test(url)) throw errors.InvalidUrl()
  if (url === '*' && method !== 'OPTIONS') throw errors.NotFound() // the router would take it for the root
  const hosts = rawHeaders.filter((name, index) => index % 2 === 0 && name.length === 4 && /^host$/i.test(name)).length
  if (hosts > 1 || (hosts === 0 && httpVersion !== '1.0'))
    throw errors.InvalidRequest('A request needs one Host header, and only one.')
}

/** What a request is called in the log: what the client calls it, if that is a name, else a new one. */
export function toRequestId({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers['x-request-id']
  return typeof given === 'string' && /^[\w.:-]{8,128}$/.test(given) ? given : randomUUID()
}

/** 204, also where nothing is: what is there instead is for the request itself to hear. */
export function sendOptions(app: FastifyInstance, { url }: FastifyRequest, reply: FastifyReply) {
  reply
    .code(204)
    .headers(toPreflight([...methodsAt(app, url), 'OPTIONS']))
    .send()
}

/**
 * Refuses a request that no route takes.
 *
 * @throws MethodNotAllowed with Allow if the address takes another method, else NotFound with the nearest of `paths`.
 */
export function refuseUnrouted(app: FastifyInstance, { url, method }: FastifyRequest, paths: readonly string[]): never {
  const methods = methodsAt(app, url)
  const allow = [...methods, 'OPTIONS'].join(', ')
  if (methods.length) throw errors.MethodNotAllowed(`This address takes ${allow}, not ${method}.`, [], { Allow: allow })
  refuseFormat(url, paths)
  const path = toPath(url).split('?')[0] as string
  const ending = paths.filter((known) => known.endsWith(path.replace(/^\/v1(?=\/)/, '')))
  const near = ending.length === 1 ? ending[0] : (nearest(path, paths) ?? nearest(`/v1${path}`, paths))
  throw errors.NotFound(near && `Nothing is at this address. Did you mean ${near}?`)
}

/**
 * Refuses the address of a format in which something does not come.
 *
 * @throws NotFound with the addresses at which it does; nothing if it is not that.
 */
export function refuseFormat(url: string, paths: readonly string[]) {
  const path = toPath(url).split('?')[0] as string
  const [, stem = '', suffix = ''] = /^(.*[^/])\.([^./]+)$/.exec(path) ?? []
  const suffixes = new Set(paths.flatMap((known) => /\.(\w+)$/.exec(known)?.[1] ?? []))
  const formOf = (known: string) => new RegExp(`^${known.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/.]+')}$`)
  const isThere = paths.includes(stem)
    ? (address: string) => paths.includes(address)
    : (address: string) => suffixes.has(suffix) && paths.some((known) => formOf(known).test(address))
  const there = ['', ...suffixes].map((other) => (other ? `${stem}.${other}` : stem)).filter(isThere)
  if (there.length === 0 || there.includes(path)) return
  const near = nearest(suffix, suffixes)
  const hint = near && there.includes(`${stem}.${near}`) ? ` Did you mean ${clip(`${stem}.${near}`)}?` : ''
  throw errors.NotFound(`There is no ${clip(path)}: this comes as ${there.map(clip).join(', ')}.${hint}`)
}

const methods: HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']

/** The methods that an address takes, but OPTIONS, which all take. */
const methodsAt = (app: FastifyInstance, url: string) => methods.filter((method) => app.findRoute({ method, url }))
