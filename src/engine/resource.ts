/**
 * What a resource is: a list of fields, each naming its column, with filters, sorts and expansions. Declarations are
 * data; routes, SQL, every format, the OpenAPI document, write checks and client types are read from them.
 */
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import { getTableName } from 'drizzle-orm/table'
import { z } from 'zod'
import { dayMeant, isEdtf, periodMeant } from './dates.ts'
import type { Filter } from './filters.ts'
import type { World } from './parameters.ts'
import type { SQL } from './sql.ts'
import { isBareLine, isCleanText, isVisible } from './text.ts'

export type FieldKind = 'text' | 'code' | 'id' | 'integer' | 'number' | 'boolean' | 'day' | 'instant' | 'list' | 'json'

export type Field<S extends z.ZodType = z.ZodType> = {
  column: SQLiteColumn
  kind: FieldKind
  /** One value as JSON; accepts null where the column does. */
  schema: S
  description: string
  /** Text that may hold a comma, as no code does. */
  commas?: true
  /** The closed list a code comes from: value → meaning. */
  vocabulary?: Readonly<Record<string, string>>
  /** What somebody means who gives a value that it cannot hold. */
  meant?(given: string): string | undefined
  /** All that it may name, where that is little: in a query, another value is a mistake. */
  known?(world: World): readonly string[]
  /** The resource that the id, or each id of the list, names. */
  references?: string
  /** For an id: fields that the record which it names has, too, and which say the same here, where both say something. */
  agrees?: readonly string[]
  /** For a list of objects: the keys that are ids, with the resource each names. */
  elementReferences?: Readonly<Record<string, string>>
  /** For a list of objects: what a key holds that the writer left out; null otherwise. */
  elementInitial?: Readonly<Record<string, unknown>>
  /** The claim field that must support a value: the field's own name or its group's. Undefined: no evidence needed. */
  evidence?: string
  /** The group of fields that it belongs to, where it needs no evidence: a claim on the group may say it too. */
  group?: string
  /** A field that says the same: with a value there, this one needs no evidence of its own. */
  impliedBy?: string
  /** Kept by the server; a writer cannot set it. */
  managed?: true
}

export type Fields = Record<string, Field>
export type RecordOf<F extends Fields> = { [K in keyof F]: z.infer<F[K]['schema']> }
/** A record whose resource is not known at compile time. */
export type AnyRecord = Record<string, unknown> & { id: string }

/** A record put in place of, or beside, its id. `field` is the column or list that holds the ids. */
export type Expansion =
  | { kind: 'one'; resource: string; field: string; description: string }
  | { kind: 'each'; resource: string; field: string; key: string; description: string }
  /** `field` is of the other resource and names this record; `subject` restricts claims to those about this resource. */
  | { kind: 'many'; resource: string; field: string; subject?: string; description: string }
  | { kind: 'subject'; subject: string; field: string; description: string }
  /** What is kept beside the record under the alias `row`: SQL that gives an object as JSON text, or null. */
  | { kind: 'beside'; value(row: string): SQL; description: string }

/** `key` is what is compared; records where it is null come last either way. */
export type Sort = { key: SQLiteColumn; description: string }

/** The name of the table that its rows are written to. */
export const writtenTo = ({ table, rows }: Pick<Resource, 'table' | 'rows'>): string =>
  getTableName(rows?.table ?? table)

/** A term of the link table: what the record can be found by beside its own columns. */
export type Link = readonly [kind: string, key: string]

/** What is counted under the ids that `key` has in the elements of a list: records, and the sums of these fields. */
export type Tallied = { list: string; key: string; sums: readonly string[] }

/** What a dated table has beside its fields: the day that lists are ordered by, and whether the record is long. */
type DatedColumns = Partial<Record<'date_key' | 'date_end' | 'date_long', SQLiteColumn>>

export type Resource<F extends Fields = Fields> = {
  /** Plural, as in the path. */
  name: string
  /** Singular, as in operation ids: `Actor`. */
  singular: string
  description: string
  table: SQLiteTable & Record<'n' | 'id' | 'seq' | 'revision', SQLiteColumn> & DatedColumns
  /** Where the rows stand that are read by `table`, if that is a view of them; in it these lists may stand as the numbers of `lists`. */
  rows?: { table: SQLiteTable; shared: readonly (keyof F & string)[] }
  /** The rows of the table that belong to the resource, where not all do. */
  only?: SQL
  /** The resource whose rows these are, for a read-only view. */
  viewOf?: string
  fields: F
  /** Fields that show a record in search and on a map: its title, its kind. */
  title: keyof F & string
  /** Instead of the title in search: fields that say together what the record is, ids by the title of what they name. */
  titleParts?: readonly (keyof F & string)[]
  kind: keyof F & string
  sorts: Record<string, Sort>
  defaultSort: string
  /** Fields with an index in the order of the default sort. */
  indexed: readonly (keyof F & string)[]
  /** Records stand in the index of grid cells, so that boxes lead. */
  grid?: true
  /** Records are counted by months and years (`tallies.ts`). */
  tallied?: Tallied
  /** Filters beside those that every scalar field has by itself. */
  filters: Record<string, Filter>
  expansions: Record<string, Expansion>
  /** An id of the seed, for examples. */
  example: string
  /** A query that shows from the seed what the list is for. */
  exampleQuery: string
  /** Names by which the record is found exactly. */
  names(record: RecordOf<F>): string[]
  /** Texts that `q` and search look into, the most telling first. */
  texts(record: RecordOf<F>): (string | null)[]
  /** Terms the record is linked under. What lies in a tree also counts under all that holds it; the engine adds that. */
  links(record: RecordOf<F>): Link[]
  /** Ids that it has elsewhere, such as `ucdp-dyad:857`. */
  identifiers?(record: RecordOf<F>): string[]
  /** What its fields say against each other where each is right by itself. */
  contradictions?(record: RecordOf<F>): Contradiction[]
  /** Pairs of sides: the ids of those who are against each other. */
  opponents?(record: RecordOf<F>): [string[], string[]][]
  /** What it says to have been on a day after `last`, which is still to come. What is planned says nothing of the kind. */
  foretold?(record: RecordOf<F>, last: string): Contradiction[]
  /** For a claim: the record it is about, which is then found by the claim's source. */
  about?(record: RecordOf<F>): { resource: string; id: string }
  /** For a tree, such as places: the kind of link it gives, and the ids of what holds a record. */
  tree?: { kind: string; above(record: RecordOf<F>): string[] }
}

/** A field that does not go with another, and why, as a sentence. Either may be the wrong one, and each is named. */
export type Contradiction = { field: string; detail: string }

/** Numbers that have to rise, as far as they are known: each pair that does not. */
export function outOfOrder<N extends string>(
  record: Readonly<Record<N, number | null>>,
  ...names: readonly N[]
): Contradiction[] {
  return names.flatMap((low, index) =>
    names.slice(index + 1).flatMap((high) => {
      const [least, most] = [record[low], record[high]]
      if (least === null || most === null || least <= most) return []
      return [
        { field: low, detail: `Is more than ${high}.` },
        { field: high, detail: `Is less than ${low}.` },
      ]
    }),
  )
}

/** Days after `last`: each, with what else there is to say. */
export const laterThan = <N extends string>(
  record: Readonly<Record<N, string | null>>,
  last: string,
  names: readonly N[],
  hint = '',
): Contradiction[] =>
  names.flatMap((field) => {
    const day = record[field]
    return day !== null && day > last ? [{ field, detail: `${day} is still to come.${hint}` }] : []
  })

export const resource = <F extends Fields>(declaration: Resource<F>): Resource<F> => declaration

export const slug = z
  .string()
  .max(80)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'is not an id (small letters and digits, joined by single hyphens)')

/** Text as it may be stored: something to see, no control characters but tab and newline, no lone surrogates, so that every reader of CSV takes it. */
export const cleanText = z
  .string()
  .min(1)
  .max(20_000)
  .refine(isCleanText, 'has a control character or half of a character')
  .refine(
    (text) => text === '' || isVisible(text),
    'has no visible character: leave it out where there is nothing to say',
  )

type Known<C extends SQLiteColumn, S extends z.ZodType> = C['_']['notNull'] extends true ? S : z.ZodNullable<S>
type More = Partial<
  Pick<
    Field,
    | 'evidence'
    | 'group'
    | 'impliedBy'
    | 'managed'
    | 'known'
    | 'references'
    | 'agrees'
    | 'elementReferences'
    | 'elementInitial'
  >
>

const field =
  <S extends z.ZodType>(kind: FieldKind, schema: S, form: Pick<Field, 'commas' | 'meant'> = {}) =>
  <C extends SQLiteColumn>(column: C, description: string, more: More = {}): Field<Known<C, S>> => ({
    column,
    kind,
    schema: (column.notNull ? schema : schema.nullable()) as unknown as Known<C, S>, // decided by the column's type
    description,
    ...form,
    ...more,
  })

export const text = field('text', cleanText, { commas: true })

/** Text on one line, such as a name: of what looks the same there is one writing. */
export const lineText = cleanText.refine(isBareLine, 'has spaces around it, or a tab or a line break in it')
export const line = field('text', lineText, { commas: true })

/** A date in EDTF (ISO 8601-2), such as `2025-06?`. */
export const edtfDate = cleanText.refine(isEdtf, 'is not a date in EDTF (ISO 8601-2), such as 2025-04-10 or 2025-06?')
export const edtf = field('text', edtfDate, { commas: true, meant: periodMeant })
export const integer = field('integer', z.int())
export const number = field('number', z.number())
export const boolean = field('boolean', z.boolean())
export const day = field('day', z.iso.date(), { meant: dayMeant })
export const instant = field('instant', z.iso.datetime())
export const json = field('json', z.json())

/** A number within bounds, such as a latitude in degrees. */
export const bounded = (low: number, high: number) => field('number', z.number().min(low).max(high))

/** A whole number within bounds. */
export const whole = (low: number, high: number) => field('integer', z.int().min(low).max(high))

/** A whole number from 0 on. */
export const count = whole(0, Number.MAX_SAFE_INTEGER)

/** Where something can be read. */
export const webAddress = field('text', z.string().regex(/^https?:\/\/\S+$/, 'is not an address on the web'), {
  commas: true,
})

/** Text of one form without commas, such as a hash; `form` says which. */
export const coded = (pattern: RegExp, form: string) => field('text', z.string().regex(pattern, `is not ${form}`))

/** One of a list of codes that others keep, such as those of countries; `form` says which. */
export const listedElsewhere = (pattern: RegExp, isCode: (text: string) => boolean, form: string) =>
  z
    .string()
    .regex(pattern, { error: `is not ${form}`, abort: true })
    .refine(isCode, `is not ${form}`)

/** Such a code; `meant` says what else people write for one. */
export const codeElsewhere = (schema: ReturnType<typeof listedElsewhere>, meant: NonNullable<Field['meant']>) =>
  field('text', schema, { meant })

/** Words that stand in the place of an id in an address. */
export const reservedIds: readonly string[] = ['stats', 'revisions', 'stream']

/** The record's own id. */
export const ownId = field(
  'id',
  slug.refine((id) => !reservedIds.includes(id), 'is a word that stands in addresses, and no id'),
)

/** The id of a record of another resource, or of the same. */
export const id = <C extends SQLiteColumn>(column: C, references: string, description: string, more: More = {}) =>
  field('id', slug)(column, description, { ...more, references })

export const code = <C extends SQLiteColumn, V extends Readonly<Record<string, string>>>(
  column: C,
  vocabulary: V,
  description: string,
  more: More = {},
) => ({
  ...field('code', termOf(vocabulary))(column, description, more),
  vocabulary,
})

/** Elements of a list. */
export const mostElements = 1000

export const list = <C extends SQLiteColumn, E extends z.ZodType>(
  column: C,
  element: E,
  description: string,
  more: More = {},
) => field('list', z.array(element).max(mostElements))(column, description, more)

/** One value of a closed list. */
export const termOf = <V extends Readonly<Record<string, string>>>(vocabulary: V) =>
  z.enum(Object.keys(vocabulary) as [keyof V & string, ...(keyof V & string)[]])

export const isScalar = (f: Field) => f.kind !== 'list' && f.kind !== 'json'
export const isOrdered = (f: Field) => ['integer', 'number', 'day', 'instant'].includes(f.kind)
export const isNullable = (f: Field) => !f.column.notNull

/** What a record holds when the writer says nothing: the column's default, an empty list, else null. */
export const initial = (f: Field): unknown => (f.kind === 'list' ? [] : (f.column.default ?? null))

/** A writer has to say it. */
export const isRequired = (f: Field) => f.column.notNull && !f.column.hasDefault
