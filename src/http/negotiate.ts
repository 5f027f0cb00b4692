/** Which representation: by the suffix of the path, else by Accept; and which encoding. */
import Negotiator from 'negotiator'
import { errors } from '../engine/errors.ts'

/**
 * The best of the media types offered, the first where the client does not care.
 *
 * @throws NotAcceptable with what there is.
 */
export function chooseMediaType<T extends { mediaType: string }>(accept: string | undefined, offered: readonly T[]): T {
  const types = offered.map(({ mediaType }) => mediaType)
  const best = accept === undefined ? types[0] : new Negotiator({ headers: { accept } }).mediaType(types)
  const chosen = offered.find(({ mediaType }) => mediaType === best)
  if (!chosen)
    throw errors.NotAcceptable(`None of the media types in Accept is made here. There are ${types.join(', ')}.`)
  return chosen
}

export type Encoding = 'br' | 'zstd' | 'gzip' | 'identity'

export function chooseEncoding(header: string | undefined): Encoding {
  if (!header) return 'identity'
  const negotiator = new Negotiator({ headers: { 'accept-encoding': header } }) as WithPreferred
  return (negotiator.encoding(['zstd', 'br', 'gzip', 'identity'], { preferred: ['zstd', 'br', 'gzip'] }) ??
    'identity') as Encoding // one of those offered
}

/** The second argument, which of two equal encodings to prefer, is missing from the published types. */
type WithPreferred = { encoding(available: string[], options: { preferred: string[] }): string | undefined }
