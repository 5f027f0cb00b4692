/**
 * Quotes compared with the text that they were read from. The text belongs to its author: it is at hand for the
 * comparison only, and all that is kept of it is its SHA-256.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Claim } from '../edits/evidence.ts'
import type { Fault } from '../engine/errors.ts'
import type { AnyRecord } from '../engine/resource.ts'
import { SetupError } from '../store/open.ts'

export type SourceText = {
  path: string
  /** The source whose text it is. */
  sourceId: string
  /** What is wrong with the passage of a claim of this source. */
  faults(claim: Claim): Fault[]
}

/** @throws SetupError if the file cannot be read as UTF-8, or has the SHA-256 of none of the sources. */
export function openSourceText(path: string, sources: readonly AnyRecord[]): SourceText {
  const bytes = readBytes(path)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const source = sources.find((each) => each.sha256 === sha256)
  if (!source) throw new SetupError(toStranger(path, sha256, sources))
  const text = decode(path, bytes)
  const paragraphs = [...text.matchAll(/\S(?:.|\n(?!\s*\n))*/g)].map(({ index }) => index)
  const paragraphAt = (offset: number) => paragraphs.findLastIndex((start) => start <= offset) + 1
  return {
    path,
    sourceId: source.id,
    faults({ quote, char_start: start, char_end: end, paragraph }) {
      if (quote === null || start === null || end === null) return []
      if (text.slice(start, end) !== quote) return [fault('/quote', toElsewhere(text, quote, paragraphAt))]
      const stands = paragraphAt(start)
      return stands === paragraph ? [] : [fault('/paragraph', `The passage stands in paragraph ${stands}.`)]
    },
  }
}

function toElsewhere(text: string, quote: string, paragraphAt: (offset: number) => number): string {
  const at = text.indexOf(quote)
  if (at < 0) return 'The text does not have these words; quote them to the character.'
  return `The text has these words, but not there: char_start ${at}, char_end ${at + quote.length}, paragraph ${paragraphAt(at)}.`
}

function toStranger(path: string, sha256: string, sources: readonly AnyRecord[]): string {
  const known = sources.flatMap((each) => (each.sha256 ? [`${each.id} has ${each.sha256}`] : []))
  return `${path} is the text of none of the sources: its SHA-256 is ${sha256}, ${known.join(', ') || 'and no source has one'}.`
}

function readBytes(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    throw new SetupError(`The text ${path} cannot be read (${(error as NodeJS.ErrnoException).code}).`)
  }
}

/** A byte order mark counts as a character, as in the offsets. */
function decode(path: string, bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new SetupError(`The text ${path} is not UTF-8.`)
  }
}

const fault = (pointer: string, detail: string): Fault => ({ pointer, code: 'invalid_seed', detail })
