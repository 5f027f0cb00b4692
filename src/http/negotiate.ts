/** Which representation: by the suffix of the path, else by Accept; and which encoding (RFC 9110, 12.5). */
import { errors } from '../engine/errors.ts'

/**
 * The media type that the client weighs most; among equals the most exactly named, then the first that it names, then
 * the first offered. Without Accept the first offered. A lone `*`, as old clients send it, is any media type.
 * Parameters of media types are not told apart.
 *
 * @throws NotAcceptable with what there is.
 */
export function chooseMediaType<T extends { mediaType: string }>(accept: string | undefined, offered: readonly T[]): T {
  const [first] = offered
  if (!accept?.trim()) return first as T // every route offers something
  const ranges = readWeights(accept)
  const ranked = offered
    .map((choice) => ({ choice, ...rangeFor(choice.mediaType, ranges) }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight || b.exactness - a.exactness || a.order - b.order)
  if (ranked[0]) return ranked[0].choice
  const types = offered.map(({ mediaType }) => mediaType).join(', ')
  throw errors.NotAcceptable(`None of the media types in Accept is made here. There are ${types}.`)
}

/** The most exact of the ranges that a media type lies in, and how exact it is. */
function rangeFor(mediaType: string, ranges: readonly Weighed[]) {
  const names = ['*/*', `${mediaType.split('/')[0]}/*`, mediaType]
  const found = ranges.map(({ name, weight }, order) => {
    return { exactness: names.indexOf(name === '*' ? '*/*' : name), weight, order }
  })
  const [best] = found.filter(({ exactness }) => exactness >= 0).sort((a, b) => b.exactness - a.exactness)
  return best ?? { exactness: -1, weight: 0, order: 0 }
}

export type Encoding = 'zstd' | 'br' | 'gzip' | 'identity'

/** `needed`: the client refuses bytes as they are, however few. */
export type ChosenEncoding = { encoding: Encoding; needed: boolean }

const plain: ChosenEncoding = { encoding: 'identity', needed: false }

/**
 * The encoding that the client weighs most; among equals zstd, br, gzip, identity. `*` stands for gzip, which
 * everybody reads, and for identity.
 *
 * @throws NotAcceptable if the client refuses all of them, identity included.
 */
export function chooseEncoding(header: string | undefined): ChosenEncoding {
  if (!header) return plain
  const weights = new Map(readWeights(header).map(({ name, weight }) => [name, weight]))
  const rest = weights.get('*')
  const identity = weights.get('identity') ?? rest ?? least
  const candidates: [Encoding, number][] = [
    ['zstd', weights.get('zstd') ?? 0],
    ['br', weights.get('br') ?? 0],
    ['gzip', weights.get('gzip') ?? rest ?? 0],
    ['identity', identity],
  ]
  const [encoding, weight] = candidates.reduce((best, next) => (next[1] > best[1] ? next : best))
  if (weight === 0)
    throw errors.NotAcceptable('None of the encodings in Accept-Encoding is made here: zstd, br, gzip, identity.')
  return { encoding, needed: identity === 0 }
}

/** Identity is acceptable unless refused, but weighs less than whatever is named. */
const least = 0.0001

type Weighed = { name: string; weight: number }

/** `text/csv;q=0.5, text/html` as names with weights from 0 to 1; what cannot be read as that is left out. */
function readWeights(header: string): Weighed[] {
  return header.split(',').flatMap((part) => {
    const [name = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase())
    const q = parameters.find((parameter) => /^q\s*=/.test(parameter))
    const weight = q === undefined ? 1 : Number(q.slice(q.indexOf('=') + 1).trim() || Number.NaN)
    return name !== '' && weight >= 0 && weight <= 1 ? [{ name, weight }] : []
  })
}
