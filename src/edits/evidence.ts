/**
 * Evidence: nothing is known without a source. The one thing the engine knows of the model is that values are
 * supported by *claims*: a claim names a record, one of its fields (or groups, or lists) and the value it carries.
 */

import { evidenceNames, free } from '../engine/claimable.ts'
import { type Fault, nearest } from '../engine/errors.ts'
import type { AnyRecord, Field, Resource } from '../engine/resource.ts'
import { filledElement } from './check.ts'
import { claimedFaults } from './claimed.ts'

export type Claim = AnyRecord & {
  subject: string
  subject_id: string
  field: string
  value: unknown
  stance: string
  source_id: string | null
  paragraph: number | null
  char_start: number | null
  char_end: number | null
  quote: string | null
  inferred: boolean
  note: string | null
}

const mostWords = 25

/** The values of a record that need evidence and have none. */
export function missingEvidence(resource: Resource, record: AnyRecord, claims: readonly Claim[]): Fault[] {
  return Object.entries(resource.fields).flatMap(([name, field]) => {
    const value = record[name]
    const implied = field.impliedBy !== undefined && record[field.impliedBy] !== null
    if (!field.evidence || value === null || implied) return []
    if (field.kind !== 'list') {
      const supported = claims.some((claim) => same(partOf(claim, name, field), value))
      return supported ? [] : [lacking(`/${name}`, field.evidence, field.evidence === name ? value : { [name]: value })]
    }
    const carried = claims
      .filter((claim) => claim.field === name)
      .map((claim) => canonical(filledElement(field, claim.value)))
    return (value as unknown[]).flatMap((element, index) =>
      carried.includes(canonical(element)) ? [] : [lacking(`/${name}/${index}`, name, element)],
    )
  })
}

/** What a claim says about a field: its value, or the member of a group that it carries. */
function partOf(claim: Claim, name: string, field: Field): unknown {
  if (claim.field === name) return claim.value
  if (claim.field !== field.evidence || typeof claim.value !== 'object' || claim.value === null) return undefined
  return (claim.value as Record<string, unknown>)[name]
}

const lacking = (pointer: string, field: string, value: unknown): Fault => ({
  pointer,
  code: 'no_evidence',
  detail: `No claim supports it. Add one with field '${field}' and value ${JSON.stringify(value)}: a passage (source_id, paragraph, char_start, char_end, quote), or inferred with a note, or stance assigned with a note.`,
})

/** What is wrong with a claim as evidence, beyond the form of its fields; `names` are those that its subject may be meant to be. */
export function claimFaults(claim: Claim, subject: Resource | undefined, names: Iterable<string> = []): Fault[] {
  const faults: Fault[] = []
  const fault = (pointer: string, detail: string) => faults.push({ pointer, code: 'invalid_claim', detail })
  if (!subject || subject.viewOf) {
    const near = subject?.viewOf ?? nearest(claim.subject, names)
    const hint = near ? ` Did you mean '${near}'?` : ''
    fault('/subject', `'${claim.subject}' is no resource that claims can be about.${hint}`)
  } else if (![...free, ...evidenceNames(subject)].includes(claim.field))
    fault('/field', unclaimable(subject, claim.field))
  else faults.push(...claimedFaults(subject, claim))
  const passage = [claim.source_id, claim.paragraph, claim.char_start, claim.char_end, claim.quote]
  const given = passage.filter((part) => part !== null).length
  if (given > 0 && given < passage.length)
    fault('/quote', 'A passage needs all of source_id, paragraph, char_start, char_end and quote.')
  if (given === 0 && !((claim.inferred || claim.stance === 'assigned') && claim.note))
    fault('/quote', 'Without a passage a claim has to be inferred, or its stance assigned, with a note that says why.')
  if (given === passage.length) {
    const {
      char_start: start,
      char_end: end,
      quote,
    } = claim as Record<'char_start' | 'char_end', number> & { quote: string }
    if (end - start !== quote.length)
      fault('/char_end', `The quote has ${quote.length} UTF-16 code units, not ${end - start}.`)
    if (quote.trim().split(/\s+/).length > mostWords)
      fault('/quote', `Has more than ${mostWords} words; quote the fewest that carry the value.`)
  }
  return faults
}

function unclaimable(subject: Resource, name: string): string {
  if (Object.hasOwn(subject.fields, name)) return `'${name}' is kept by the server; no claim can be about it.`
  const near = nearest(name, [...free, ...evidenceNames(subject)])
  const hint = near ? ` Did you mean '${near}'?` : ''
  return `'${name}' is no field, group or list of ${subject.name}, nor figure or assessment.${hint}`
}

/** A claim that quotes, and what a sentence calls it. */
export type Quoting = { called: string; claim: Claim }

/**
 * What is wrong with the quote of a claim if those of others are right: where both quote one source, they have to read
 * the same. A deprecated claim may be one that was misread, and its word does not count.
 */
export function quoteFaults(claim: Claim, others: readonly Quoting[]): Fault[] {
  for (const { called, claim: other } of others) {
    if (claim.source_id === null || claim.source_id !== other.source_id || other.rank === 'deprecated') continue
    const [start, end] = [Math.max(from(claim), from(other)), Math.min(to(claim), to(other))]
    const [own, theirs] = [claim, other].map((one) => one.quote?.slice(start - from(one), end - from(one)) ?? '')
    if (start < end && own !== theirs)
      return [
        {
          pointer: '/quote',
          code: 'invalid_claim',
          detail: `Reads ${JSON.stringify(own)} from character ${start} to ${end}, where ${called} reads ${JSON.stringify(theirs)}. Quote the source to the character. ${wayOut}`,
        },
      ]
    if (from(claim) === from(other) && claim.paragraph !== other.paragraph)
      return [
        {
          pointer: '/paragraph',
          code: 'invalid_claim',
          detail: `Is ${claim.paragraph}, but ${called} begins at the same character, in paragraph ${other.paragraph}. ${wayOut}`,
        },
      ]
  }
  return []
}

/** Claims that share a mistake: neither can be corrected as long as the word of the other counts. */
const wayOut =
  "If it is that claim that is misread, set its rank to 'deprecated' until it is corrected: its word does not count then."

const from = ({ char_start }: Claim) => char_start ?? 0
const to = ({ char_end }: Claim) => char_end ?? 0

const same = (a: unknown, b: unknown) => a !== undefined && canonical(a) === canonical(b)

/** JSON with its keys in one order, so that equal values are equal text. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
