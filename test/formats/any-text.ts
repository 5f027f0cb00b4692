/** Any text and any JSON that may be stored, for tests that read them back from a file. */
import fc from 'fast-check'
import type { Writer } from '../../src/edits/write.ts'
import { isCleanText } from '../../src/engine/text.ts'
import { curated, resourceOf } from '../support.ts'

export const rows = 40

const parts = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom(
    '"',
    '""',
    ',',
    ';',
    '\n',
    '\t',
    '=',
    '+',
    '-',
    '@',
    "'",
    ' ',
    '\u2028',
    '\ufeff',
    '\u202f',
    '0',
    'null',
  ),
)
/** Two for each row. */
export const texts = fc
  .array(
    fc.array(parts, { maxLength: 8 }).map((all) => all.join('')),
    { minLength: rows * 2, maxLength: rows * 2 },
  )
  .map((all) => all.map((text) => (text !== '' && isCleanText(text) ? text : 'plain')))
/** Once V8 has parsed an object with the key `\`, it may take any key that begins with an escape for it (nodejs/node#63785). */
const readable = fc.jsonValue().filter((value) => !JSON.stringify(value)?.includes('"\\\\":'))
export const values = fc.array(readable, { minLength: rows, maxLength: rows })

export const idOf = (index: number) => `r${String(index).padStart(3, '0')}`

/** Stores a text as a name, another as a description, and JSON as the value of a claim. */
export function store(writer: Writer, given: string[], json: unknown[]) {
  for (let index = 0; index < rows; index++) {
    const id = idOf(index)
    const actor = {
      id,
      kind: 'other',
      name: given[index],
      names: [{ name: given[index], type: 'alias', language: null }],
    }
    const lists = { positions: [], external_ids: [] }
    writer.put(resourceOf('actors'), { ...actor, ...lists, description: given[index + rows] }, curated)
    const claim = {
      id,
      subject: 'actors',
      subject_id: id,
      field: 'figure',
      stance: 'assigned',
      date_precision: 'unknown',
    }
    writer.put(resourceOf('claims'), { ...claim, value: json[index], rank: 'normal', links: [] }, curated)
  }
}
