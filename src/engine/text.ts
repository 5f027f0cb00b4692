/**
 * Text as people type it: folding, words, and the query language of `q`. Nothing that is typed is a syntax error:
 * every word reaches the text index quoted.
 */

/** Tab and newline are the only control characters kept; a surrogate never stands alone. */
export const isCleanText = (text: string) =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  !/[\u0000-\u0008\u000b-\u001f\u007f]/.test(text) && text.isWellFormed()

/** Case, accents, odd spaces, hyphens and apostrophes folded away: "Tehrik‑i‑Taliban" and "tehrik i taliban" are one name. */
export const fold = (text: string) => wordsOf(text).join(' ')

/** The words of a text, folded, in order. */
export const wordsOf = (text: string): string[] =>
  unaccented(text)
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? []

const unaccented = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '')

/** Texts as they are indexed: folded, with a word between them that nobody can type, so that no phrase spans two. */
export const toIndexed = (texts: readonly string[]) => texts.map(fold).join(' \ue000 ')

export type TextQuery = { all: Phrase[]; none: Phrase[] }
/** Words that follow each other; the last may be a prefix. */
export type Phrase = { words: string[]; prefix: boolean }

/**
 * Reads `suicide "north waziristan" -police attack*`: words that all match, quoted phrases, exclusions, prefixes.
 * A quotation mark that is never closed runs to the end; signs without a word are dropped.
 */
export function readTextQuery(query: string): TextQuery {
  const found: TextQuery = { all: [], none: [] }
  for (const [, minus, quoted, bare] of query.matchAll(/(-?)(?:"([^"]*)"?|([^\s"]+))/gu)) {
    const phrase = toPhrase(quoted ?? bare ?? '', quoted === undefined)
    if (phrase.words.length) (minus ? found.none : found.all).push(phrase)
  }
  return found
}

const toPhrase = (typed: string, mayBePrefix: boolean): Phrase => ({
  words: wordsOf(typed).map((word) => word.slice(0, 200)),
  prefix: mayBePrefix && typed.endsWith('*'),
})

/** The query in FTS5's language. `all` must not be empty. */
export const toMatch = ({ all, none }: TextQuery) => [all.map(toFts).join(' AND '), ...none.map(toFts)].join(' NOT ')

const toFts = ({ words, prefix }: Phrase) => `"${words.join(' ')}"${prefix ? ' *' : ''}`
