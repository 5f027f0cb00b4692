/** What is wrong with a value, in the words of this interface: what zod says where a schema has no sentence of its own. */
import type { z } from 'zod'

/** Codes of a closed list that a sentence still names one by one. */
const mostListed = 12

/** To be given to `safeParse`. A sentence without its capital and its full stop, or undefined where zod has the word. */
export function wordOf(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type': {
      const { format } = (issue.inst?._zod.def ?? {}) as { format?: string } // which only some schemas have
      const form = format === 'date' ? day : (names[issue.expected] ?? issue.expected)
      return `${issue.input === null ? 'is required:' : 'is not'} ${form}`
    }
    case 'invalid_value': {
      const values = issue.values.map(String)
      return `${issue.input === null ? 'is required: one' : 'is not one'} of its values${listed(values)}`
    }
    case 'invalid_format':
      return issue.format === 'date' ? `is not ${day}` : undefined
    case 'too_big':
      return issue.origin === 'string' || issue.origin === 'array'
        ? `has more than ${issue.maximum} ${issue.origin === 'string' ? 'characters' : 'elements'}`
        : `is more than ${issue.maximum}`
    case 'too_small':
      return issue.origin === 'string'
        ? 'is empty: leave it out where there is nothing to say'
        : `is less than ${issue.minimum}`
    default:
      return undefined
  }
}

/** What follows "one of its values": which these are, or where they are listed. */
export const listed = (values: readonly string[]) =>
  values.length > mostListed ? '; /v1/vocabularies lists them' : `: ${values.join(', ')}`

const day = 'a day of the calendar (YYYY-MM-DD)'

const names: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
}
