/**
 * Text as people type it: folding, words, and the query language of `q`. Nothing that is typed is a syntax error:
 * every word reaches the text index quoted. The text index splits at spaces only, so that the words here are its words.
 */

/** Tab and newline are the only control characters kept; a surrogate never stands alone. */
export const isCleanText = (text: string) =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  !/[\u0000-\u0008\u000b-\u001f\u007f]/.test(text) && text.isWellFormed()

/** A name that is shown: on one line, with nothing around it. */
export const isLine = (text: string, longest: number) =>
  isVisible(text) && text.length <= longest && isCleanText(text) && !/[\t\n]/.test(text) && text.trim() === text

/** Whether there is anything to see: more than spaces, joiners and marks of direction. */
export const isVisible = (text: string) => /^[!-~]/.test(text) || visible.test(text)
const visible = /[^\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cf}]/u

/** Case, accents, odd spaces, hyphens and apostrophes folded away: "Tehrik‑i‑Taliban" and "tehrik i taliban" are one name. */
export const fold = (text: string) => wordsOf(text).join(' ')

/** The words of a text, folded, in order. */
export const wordsOf = (text: string): string[] =>
  (isSimple.test(text) ? text.toLowerCase().match(simpleWord) : toPlain(text).match(word)) ?? []

const word = /[\p{L}\p{N}]+/gu
/** ASCII with dashes and quotation marks, of which only case and signs are folded away: most text, and three times as fast. */
const isSimple = /^[\0-\x7f\u2010-\u201f]*$/
const simpleWord = /[a-z0-9]+/g
const asciiOrOne = /[\0-\x7f]+|[^\0-\x7f]/gu
/** Accents, and characters that are never seen (soft hyphens, joiners, marks of direction) but the space without width. */
const unseen = /\p{M}|(?!\u200b)\p{Cf}/gu

/** A text without its accents, and in plain forms of its letters. */
const unaccented = (text: string) => text.normalize('NFKD').replace(unseen, '')

/** Unaccented and in one case (ß is ss). What becomes of a character does not depend on its neighbours. */
const toPlain = (text: string) => unaccented(text).toLowerCase().toUpperCase().toLowerCase().replaceAll('ς', 'σ')

/** A folded word, and where it stands in the text as written: UTF-16 units, its accents included. */
export type LocatedWord = { word: string; start: number; end: number }

/** The words of `wordsOf`, each with its place. */
export function locateWords(text: string): LocatedWord[] {
  const starts: number[] = []
  const ends: number[] = []
  let plain = ''
  for (const { 0: run, index } of text.matchAll(asciiOrOne)) {
    const folded = toPlain(run)
    const end = index + run.length
    const ascii = run.charCodeAt(0) < 128
    if (folded === '' && ends.length) ends[ends.length - 1] = end
    for (let unit = 0; unit < folded.length; unit++) {
      starts.push(ascii ? index + unit : index)
      ends.push(ascii ? index + unit + 1 : end)
    }
    plain += folded
  }
  return [...plain.matchAll(word)].map(({ 0: found, index }) => ({
    word: found,
    start: starts[index] ?? 0,
    end: ends[index + found.length - 1] ?? 0,
  }))
}

/** Stands between folded texts where they are indexed: a word that nobody can type, so that no phrase spans two. */
export const boundary = ' \ue000 '

export type TextQuery = { all: Phrase[]; none: Phrase[] }
/** Words that follow each other; the last may be a prefix. */
export type Phrase = { words: string[]; prefix: boolean }

/**
 * Reads `suicide "north waziristan" -police attack*`: words that all match, quoted phrases, exclusions, prefixes.
 * A quotation mark that is never closed runs to the end; signs without a word are dropped. `complete` takes the
 * last word as unfinished: it is a prefix, unless it is left out or its quotation is closed.
 */
export function readTextQuery(query: string, complete = false): TextQuery {
  const found: TextQuery = { all: [], none: [] }
  let last: Phrase | undefined
  for (const [typed, minus, quoted, bare] of query.matchAll(/(-?)(?:"([^"]*)"?|([^\s"]+))/gu)) {
    const phrase = { words: wordsOf(quoted ?? bare ?? ''), prefix: bare?.endsWith('*') ?? false }
    if (phrase.words.length === 0) continue
    ;(minus ? found.none : found.all).push(phrase)
    last = minus || (quoted !== undefined && typed.endsWith('"')) ? undefined : phrase
  }
  if (complete && last) last.prefix = true
  return found
}

export const hasPrefix = ({ all, none }: TextQuery) => [...all, ...none].some(({ prefix }) => prefix)

/** The query in FTS5's language, for records with a tag if one is given. `all` must not be empty. */
export function toMatch({ all, none }: TextQuery, tag?: string): string {
  const words = [all.map(toFts).join(' AND '), ...none.map(toFts)].join(' NOT ')
  return `({names body} : (${words}))${tag === undefined ? '' : ` AND tags : ${tag}`}`
}

const toFts = ({ words, prefix }: Phrase) => `"${words.join(' ')}"${prefix ? ' *' : ''}`
