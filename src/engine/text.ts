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
  isVisible(text) && text.length <= longest && isCleanText(text) && isBareLine(text)

/** One line without a tab, and without spaces around it. */
export const isBareLine = (text: string) => !/[\t\n]/.test(text) && text.trim() === text

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
/** Words that follow each other. */
export type Phrase = Word[]
/** `prefix`: any word that begins so. */
type Word = { word: string; prefix: boolean }

/**
 * Reads `suicide "north waziristan" -police attack*`: words that all match, quoted phrases, exclusions, prefixes, in
 * phrases too (`"suicide att*"`). A quotation mark that is never closed runs to the end; signs without a word are
 * dropped. `complete` takes the last word as unfinished: it is a prefix, unless it is left out or its quotation is closed.
 */
export function readTextQuery(query: string, complete = false): TextQuery {
  const found: TextQuery = { all: [], none: [] }
  let last: Word | undefined
  for (const [, minus, quoted, closing, bare] of query.matchAll(/(-?)(?:"([^"]*)("\*?)?|([^\s"]+))/gu)) {
    const phrase = toPhrase(quoted === undefined ? (bare ?? '') : closing === '"*' ? `${quoted.trimEnd()}*` : quoted)
    if (phrase.length === 0) continue
    ;(minus ? found.none : found.all).push(phrase)
    last = minus || closing ? undefined : phrase.at(-1)
  }
  if (complete && last) last.prefix = true
  return found
}

/** A word that a star follows at once is a prefix. */
function toPhrase(typed: string): Phrase {
  const pieces = typed.split('*').map((piece) => ({ words: wordsOf(piece), ends: /\S$/.test(piece) }))
  return pieces.flatMap(({ words, ends }, at) =>
    words.map((word, index) => ({ word, prefix: ends && index === words.length - 1 && at < pieces.length - 1 })),
  )
}

export const hasPrefix = ({ all, none }: TextQuery) => [...all, ...none].flat().some(({ prefix }) => prefix)

/** The query in FTS5's language, for records with a tag if one is given. `all` must not be empty. */
export function toMatch({ all, none }: TextQuery, tag?: string): string {
  const words = [all.map(toFts).join(' AND '), ...none.map(toFts)].join(' NOT ')
  return `({names body} : (${words}))${tag === undefined ? '' : ` AND tags : ${tag}`}`
}

/** In FTS5 a star after a quoted part of a phrase makes its last word a prefix. */
function toFts(phrase: Phrase): string {
  const parts: string[] = []
  let words: string[] = []
  for (const [at, { word, prefix }] of phrase.entries()) {
    words.push(word)
    if (!prefix && at < phrase.length - 1) continue
    parts.push(`"${words.join(' ')}"${prefix ? ' *' : ''}`)
    words = []
  }
  return parts.join(' + ')
}
