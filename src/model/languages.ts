/**
 * Languages: tags of BCP 47 as they are usually written (`en`, `ps`, `ur-Latn`), so that one language has one tag. What a
 * code of two letters stands for has no other.
 */

import { once } from '../engine/once.ts'
import { codeElsewhere, listedElsewhere } from '../engine/resource.ts'

/** What a tag looks like; those of private use, and the few that are registered only whole, are none. */
const form = /^[a-z]{2,3}(-[A-Za-z0-9]{1,8})*$/

/** What every program has room for (RFC 5646, 4.4.1). */
const longest = 35

export const languageTag = listedElsewhere(
  form,
  isLanguageTag,
  'a tag of a language (BCP 47), such as en, ps or ur-Latn',
)

export const language = codeElsewhere(languageTag, languageMeant)

/** Is this the tag of a language? Of a code of two letters it is known which there are, of one of three its form. */
function isLanguageTag(tag: string): boolean {
  const usual = tag.length <= longest && form.test(tag) ? canonical(tag) : undefined
  if (usual === undefined || !isCode(tag.split('-')[0] as string)) return false
  return usual === tag || usual.toLowerCase() !== tag.toLowerCase()
}

/** The tag that somebody means by the name of a language in English, by another code of it, or by other letters. */
function languageMeant(typed: string): string | undefined {
  const written = typed.trim().toLowerCase()
  const tag = codesByName().get(written) ?? canonical(written.replaceAll('_', '-'))
  return tag !== undefined && isLanguageTag(tag) ? tag : undefined
}

/** Dari (`prs`) has a code of its own, although it is Persian (`fa-AF`); English is `en`, not `eng`. */
function isCode(code: string): boolean {
  const usual = canonical(code)
  if (usual !== code && !usual?.includes('-')) return false
  return code.length === 3 || englishNames().of(code) !== undefined
}

/** As it is usually written today; undefined if it is no tag. */
function canonical(tag: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(tag)[0]
  } catch {
    return undefined
  }
}

const englishNames = once(() => new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' }))

/** Codes of two letters by the names of their languages, in small letters. */
const codesByName = once(() => {
  const letters = [...'abcdefghijklmnopqrstuvwxyz']
  const codes = letters.flatMap((first) => letters.map((second) => first + second))
  return new Map(
    codes.filter((code) => canonical(code) === code).map((code) => [englishNames().of(code)?.toLowerCase(), code]),
  )
})
