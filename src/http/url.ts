/** The query of a URL as it stands: names decoded, values still encoded, because only a parameter knows whether an encoded comma separates. */
import { errors, type Fault } from '../engine/errors.ts'
import { clip, type Given, invalid } from '../engine/parameters.ts'

/** More than any sensible query has, and few enough to look for what each might have meant. */
const mostPairs = 256

/**
 * Empty pairs are ignored; a name that comes twice is a fault, because either value could be meant.
 *
 * @throws InvalidQuery naming each parameter that comes twice, or if there are too many; InvalidUrl if a name cannot be decoded.
 */
export function readGiven(url: string): Given {
  const given = new Map<string, string>()
  const repeated = new Set<string>()
  const start = url.indexOf('?')
  const pairs = start < 0 ? [] : url.slice(start + 1).split('&')
  if (pairs.length > mostPairs)
    throw errors.InvalidQuery(`The query has ${pairs.length} parameters; ${mostPairs} are the most.`)
  for (const pair of pairs) {
    if (pair === '' || pair === '=') continue
    const equals = pair.indexOf('=')
    const name = decodeName(equals < 0 ? pair : pair.slice(0, equals))
    if (given.has(name)) repeated.add(name)
    given.set(name, equals < 0 ? '' : pair.slice(equals + 1))
  }
  if (repeated.size) throw invalid([...repeated].map(toFault))
  return given
}

const toFault = (name: string): Fault => ({
  parameter: clip(name),
  code: 'repeated_parameter',
  detail: 'Is given more than once. Give it once, with a comma between values.',
})

function decodeName(encoded: string): string {
  try {
    return decodeURIComponent(encoded.replaceAll('+', ' '))
  } catch {
    throw errors.InvalidUrl()
  }
}

/** The same URL with other parameters; null takes one away. What a URL should not hold as it is comes out encoded, so that it can stand in a header. */
export function withParameters(url: string, changes: Record<string, string | null>): string {
  const [path = '', query = ''] = splitOnce(url, '?')
  const kept = query
    .split('&')
    .filter((pair) => pair !== '' && !Object.hasOwn(changes, decodeName(splitOnce(pair, '=')[0])))
  const added = Object.entries(changes).flatMap(([name, value]) =>
    value === null ? [] : [`${name}=${encodeURIComponent(value)}`],
  )
  const all = [...kept, ...added].join('&').replace(/[<>"{}|\\^`]/g, encodeURIComponent)
  return all ? `${path}?${all}` : path
}

/** Path and query of a request, also of one that names the whole address as to a proxy. */
export function toPath(target: string): string {
  if (target.startsWith('/')) return target
  const rest = target.replace(/^[^/?]*:\/\/[^/?]*/, '')
  return rest.startsWith('/') ? rest : `/${rest}`
}

function splitOnce(text: string, at: string): [string, string] {
  const index = text.indexOf(at)
  return index < 0 ? [text, ''] : [text.slice(0, index), text.slice(index + at.length)]
}
