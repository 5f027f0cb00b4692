/**
 * Records made from the declarations: valid, varied, each field now and then without a value, with the texts and
 * numbers that formats and filters are most likely to get wrong. The same seed makes the same records.
 */
import type { z } from 'zod'
import { type AnyRecord, type Field, initial, isNullable, isRequired, type Resource } from '../src/engine/resource.ts'
import { directory, resources } from '../src/model/index.ts'
import { type Base, curated, readAll } from './support.ts'

/** A number from 0 up to `below`, exclusive. */
export type Random = (below: number) => number

/** The numbers of mulberry32 (Tommy Ettinger, public domain). */
export function randomFrom(seed: number): Random {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}

const texts = [
  'plain',
  'Plain',
  'two, words',
  'said "so"',
  'two\nlines',
  'tab\there',
  '=1+1',
  '+1',
  '-1',
  '@cell',
  '\tindented',
  "'quoted",
  ' spaced ',
  '1\u202f000 cross\u2011border',
  'Ǧhazni é ß',
  '\u{1f54a}\u{fe0f}',
  '\uffee',
  'null',
  '0',
  '%2C&=',
]
const coded = ['PK', 'ps', 'AF', 'CN', 'https://example.org/a?b=c,d', 'a'.repeat(64), 'date']
const numbers = [0, 1, 2, 3, 6, 17, 54, -3, 2.5, -0.25, 33.9, 67.7, -67.7, 89.99, 179.9, -179.9, 1e15]
const values = [null, 'word', '=word', 3, -2.5, true, [], ['a', { b: null }], { date_edtf: '2025' }, '"']

const dateGroups = [
  ['2025-07-20', '2025-07-20', 'day', '2025-07-20'],
  ['2025-04-01', '2025-04-30', 'month', '2025-04'],
  ['2025-06-01', '2025-06-30', 'month', '2025-06?'],
  ['2021-01-01', '2021-12-31', 'year', '2021'],
  ['2024-06-01', null, 'interval', '2024-06/..'],
  ['2024-12-30', '2025-01-02', 'interval', '2024-12-30/2025-01-02'],
  [null, '2025-07-19', 'before', '[..2025-07-19]'],
  ['2025-02-01', null, 'after', '[2025-02-01..]'],
  ['2024-05-01', '2024-08-31', 'approximate', '2024-06~'],
  ['2025-04-28', '2025-05-02', 'days', null],
  ['2025-04-28', '2025-05-04', 'week', null],
  [null, null, 'unknown', null],
] as const

const pick = <T>(random: Random, from: readonly T[]): T => from[random(from.length)] as T

function dateGroup(random: Random) {
  const [date_start, date_end, date_precision, date_edtf] = pick(random, dateGroups)
  const date_text = random(2) ? pick(random, texts) : null
  return { date_start, date_end, date_precision, date_edtf, date_text, date_inferred: random(2) === 1 }
}

/** The ids that a record may refer to. */
export type Ids = (resource: string) => readonly string[]

const fits = (field: Field, candidates: readonly unknown[]) =>
  candidates.filter((value) => field.schema.safeParse(value).success)

function anyValue(field: Field, random: Random, ids: Ids): unknown {
  if (isNullable(field) && random(4) === 0) return null
  switch (field.kind) {
    case 'code':
      return pick(random, Object.keys(field.vocabulary ?? {}))
    case 'id':
      return pick(random, ids(field.references ?? ''))
    case 'boolean':
      return random(2) === 1
    case 'day':
      return pick(random, ['2025-01-01', '2025-04-10', '2024-02-29', '2026-12-31'])
    case 'integer':
    case 'number':
      return pick(random, fits(field, numbers))
    case 'json':
      return pick(random, values)
    case 'list':
      return Array.from({ length: random(4) }, () => elementOf(field, random, ids))
    default:
      return pick(random, fits(field, texts.concat(coded)))
  }
}

/** An element of a list: an id, a text, or an object whose schema says what it holds. */
function elementOf(field: Field, random: Random, ids: Ids): unknown {
  const { element } = field.schema.def as unknown as { element: z.ZodType & { shape?: Record<string, z.ZodType> } } // zod's own view of an array schema
  if (!element.shape)
    return pick(
      random,
      field.references ? ids(field.references) : texts.filter((text) => element.safeParse(text).success),
    )
  const candidates = [null, true, false, ...texts]
  const made = Object.fromEntries(
    Object.entries(element.shape).map(([key, part]) => {
      const named = field.elementReferences?.[key]
      const known: unknown[] = named ? [...ids(named)] : optionsOf(part)
      const able = (known.length ? known : candidates).filter((value) => part.safeParse(value).success)
      return [key, random(4) === 0 && part.safeParse(null).success ? null : pick(random, able)]
    }),
  )
  const whole = 'date_precision' in made ? { ...made, ...dateGroup(random) } : made
  return element.safeParse(whole).success ? whole : { ...whole, text: 'somebody' }
}

const optionsOf = (part: z.ZodType): unknown[] => {
  const { innerType = part } = part.def as unknown as { innerType?: z.ZodType } // the schema inside a nullable
  return (innerType as { options?: string[] }).options ?? []
}

/** A record of a resource under this id. */
export function recordOf(resource: Resource, id: string, random: Random, ids: Ids): AnyRecord {
  const fields = Object.entries(resource.fields).filter(([name, field]) => name !== 'id' && !field.managed)
  const dated = 'date_precision' in resource.fields ? dateGroup(random) : {}
  const made = fields.map(([name, field]) => {
    if (name in dated) return [name, (dated as Record<string, unknown>)[name]]
    return [name, !isRequired(field) && random(6) === 0 ? initial(field) : anyValue(field, random, ids)]
  })
  const record: AnyRecord = { id, ...Object.fromEntries(made) }
  if (resource.about) {
    const subject = pick(random, ['actors', 'places', 'events', 'visits'])
    Object.assign(record, { subject, subject_id: pick(random, ids(subject)), field: 'figure' })
  }
  for (;;) {
    const contradictions = resource.contradictions?.(record) ?? []
    if (contradictions.length === 0) return record
    const { field: name } = pick(random, contradictions)
    const field = resource.fields[name] as Field
    record[name] = record[name] === null ? anyValue(field, random, ids) : initial(field)
  }
}

/** A dataset is of itself; everything else is curated. */
export const originOf = ({ name }: Resource, { id, licence }: AnyRecord) =>
  name === 'datasets' ? { dataset_id: id, licence: String(licence) } : curated

/** Adds so many records to each resource that holds its own; what they refer to is there, and trees have no loops. */
export async function addRecords({ app, write }: Base, count: number, seed = 1) {
  const random = randomFrom(seed)
  const known = new Map<string, string[]>()
  for (const { name } of resources)
    known.set(
      name,
      (await readAll(app, `/v1/${name}`)).map(({ id }) => id),
    )
  const own = resources.filter(({ viewOf }) => !viewOf)
  for (let index = 0; index < count; index++)
    write(
      (writer) => {
        for (const { name } of own) {
          const id = `${pick(random, ['a', 'm', 'z'])}-made-${index}`
          const record = recordOf(directory.get(name) as Resource, id, random, (of) => known.get(of) ?? [])
          writer.put(directory.get(name) as Resource, record, originOf(directory.get(name) as Resource, record))
          known.get(name)?.push(id)
        }
      },
      `2025-08-01T00:00:${String(index % 7).padStart(2, '0')}.000Z`,
    )
}
