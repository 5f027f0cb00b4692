/** Parquet's types for our fields: days, instants, whole numbers, lists of records, each as itself. */
import type { SchemaElement } from 'hyparquet-writer'
import type { z } from 'zod'
import type { Field } from '../engine/resource.ts'
import type { Column, Value } from './columns.ts'

/** A column of the file: its part of the schema, parents first, and what the writer takes for a value of SQLite. */
export type ParquetColumn = { name: string; schema: SchemaElement[]; convert(value: Value): unknown }

/** A type: what it adds to a schema, and what the writer takes for a value as JSON has it. */
type Type = { elements(name: string, required: boolean): SchemaElement[]; convert(value: never): unknown }

const asItIs = (value: unknown) => value

const leaf = (element: Omit<SchemaElement, 'name'>, convert: Type['convert'] = asItIs): Type => ({
  elements: (name, required) => [{ name, ...element, repetition_type: required ? 'REQUIRED' : 'OPTIONAL' }],
  convert,
})

const dayLength = 86_400_000
const text = leaf({ type: 'BYTE_ARRAY', converted_type: 'UTF8' })
const integer = leaf({ type: 'INT64' }, (value: number) => BigInt(value))
const number = leaf({ type: 'DOUBLE' })
const boolean = leaf({ type: 'BOOLEAN' })
const day = leaf({ type: 'INT32', converted_type: 'DATE' }, (value: string) => Date.parse(value) / dayLength)
const instant = leaf(
  {
    type: 'INT64',
    converted_type: 'TIMESTAMP_MILLIS',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
  },
  (value: string) => BigInt(Date.parse(value)),
)
const json = leaf({ type: 'BYTE_ARRAY', converted_type: 'JSON' })

const listOf = (element: Type): Type => ({
  elements: (name, required) => [
    { name, converted_type: 'LIST', num_children: 1, repetition_type: required ? 'REQUIRED' : 'OPTIONAL' },
    { name: 'list', num_children: 1, repetition_type: 'REPEATED' },
    ...element.elements('element', true),
  ],
  convert:
    element.convert === asItIs ? asItIs : (values: unknown[]) => values.map((value) => element.convert(value as never)), // each type is given what its schema admits
})

type Member = { name: string; type: Type; required: boolean }

const groupOf = (members: Member[]): Type => ({
  elements: (name, required) => [
    { name, num_children: members.length, repetition_type: required ? 'REQUIRED' : 'OPTIONAL' },
    ...members.flatMap((member) => member.type.elements(member.name, member.required)),
  ],
  convert: members.every(({ type }) => type.convert === asItIs)
    ? asItIs
    : (value: Record<string, unknown>) =>
        Object.fromEntries(members.map(({ name, type }) => [name, nullable(type, value[name])])),
})

const nullable = (type: Type, value: unknown) =>
  value === null || value === undefined ? null : type.convert(value as never)

/** The type of what stands in a list. */
function typeOf(schema: z.core.$ZodType): Type {
  const { def } = (schema as z.core.$ZodTypes)._zod // zod's own view of any schema
  switch (def.type) {
    case 'string':
      return { date: day, datetime: instant }[(def as { format?: string }).format ?? ''] ?? text
    case 'enum':
      return text
    case 'number':
      return (def as { format?: string }).format === 'safeint' ? integer : number
    case 'boolean':
      return boolean
    case 'array':
      return listOf(typeOf(def.element))
    case 'object':
      return groupOf(
        Object.entries(def.shape).map(([name, part]) => {
          const { def: inner } = (part as z.core.$ZodTypes)._zod
          return inner.type === 'nullable'
            ? { name, type: typeOf(inner.innerType), required: false }
            : { name, type: typeOf(part as z.core.$ZodType), required: true }
        }),
      )
    default:
      return json
  }
}

const kinds: Record<Exclude<Field['kind'], 'list'>, Type> = {
  text,
  code: text,
  id: text,
  integer,
  number,
  boolean,
  day,
  instant,
  json,
}

/** Lists are parsed, and so is what an expansion gives; it is JSON, because other records have shapes of their own. */
export function toParquet({ name, field }: Column): ParquetColumn {
  const type = field === undefined ? json : field.kind === 'list' ? typeOf(field.schema) : kinds[field.kind]
  const isText = type === json || field?.kind === 'list'
  const decode = isText
    ? (value: Value) => JSON.parse(String(value))
    : type === boolean
      ? (value: Value) => value === 1
      : undefined
  return {
    name,
    schema: type.elements(name, field?.column.notNull ?? false),
    convert: (value) => (value === null ? null : type.convert((decode ? decode(value) : value) as never)),
  }
}
