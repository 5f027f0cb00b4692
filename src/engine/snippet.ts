/** Snippets: plain text around what was looked for, with the places that match in it. */
import { type LocatedWord, locateWords, type Phrase, type TextQuery } from './text.ts'

/** `highlights` are `[start, end]` in UTF-16 units of the snippet, in order, none touching another. */
export type Snippet = { snippet: string; highlights: [number, number][] }

/** UTF-16 units of a snippet, and of what stands in it before the first match. */
const longest = 160
const lead = 40
const separator = ' · '

/** What is shown of texts around the first match, or of their beginning if nothing is looked for. Whole words match. */
export function toSnippet(texts: readonly string[], query: TextQuery | null): Snippet {
  const matches = query ? matchesIn(texts, query.all) : []
  const whole = texts.join(separator).replace(/[\t\n]/g, ' ')
  const { from, to } = windowOf(whole, matches[0]?.[0] ?? 0)
  const before = from > 0 ? '…' : ''
  const after = to < whole.length ? '…' : ''
  const shift = before.length - from
  return {
    snippet: before + whole.slice(from, to) + after,
    highlights: matches.flatMap(([start, end]): Snippet['highlights'] =>
      start < to && end > from ? [[Math.max(start, from) + shift, Math.min(end, to) + shift]] : [],
    ),
  }
}

/** From a little before a place on, from one word to another; as much as there is if the text ends there. */
function windowOf(text: string, place: number): { from: number; to: number } {
  const earliest = Math.max(0, Math.min(place - lead, text.length - longest))
  const space = text.indexOf(' ', earliest)
  const between = space >= 0 && space < place ? space + 1 : inside(text, earliest)
  const start = earliest === 0 ? 0 : between
  const from = text.startsWith('· ', start) ? start + 2 : start
  const latest = from + longest
  if (latest >= text.length) return { from, to: text.length }
  const last = text.lastIndexOf(' ', latest)
  const to = last > Math.max(place, latest - lead) ? last : inside(text, latest)
  return { from, to: text.slice(0, to).endsWith(' ·') ? to - 2 : to }
}

/** A place that is not within a surrogate pair. */
const inside = (text: string, at: number) => (/[\udc00-\udfff]/.test(text[at] ?? '') ? at - 1 : at)

/** Where any of the phrases stands in texts that are joined by the separator. */
function matchesIn(texts: readonly string[], phrases: readonly Phrase[]): [number, number][] {
  const found: [number, number][] = []
  let offset = 0
  for (const text of texts) {
    const words = locateWords(text)
    for (const [start, end] of merged(phrases.flatMap((phrase) => placesOf(phrase, words))))
      found.push([start + offset, end + offset])
    offset += text.length + separator.length
  }
  return found
}

/** From the first word to the end of the last, wherever the words follow each other. */
const placesOf = (phrase: Phrase, words: readonly LocatedWord[]): [number, number][] =>
  words.flatMap(({ start }, index) => {
    const last = words[index + phrase.length - 1]
    const matches = last && phrase.every((wanted, step) => isSame(wanted, words[index + step]?.word))
    return matches ? [[start, last.end]] : []
  })

const isSame = ({ word, prefix }: Phrase[number], found = '') => (prefix ? found.startsWith(word) : found === word)

/** Ranges in order, those that overlap as one. */
function merged(ranges: [number, number][]): [number, number][] {
  const result: [number, number][] = []
  for (const [start, end] of ranges.sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
    const before = result.at(-1)
    if (before && start <= before[1]) before[1] = Math.max(before[1], end)
    else result.push([start, end])
  }
  return result
}
