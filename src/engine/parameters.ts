/**
 * Reading the parameters of a request: every fault is collected, so that a client hears of all of them at once. An
 * unknown parameter is a fault that names the nearest one there is.
 */
import { calledHere } from './elsewhere.ts'
import { errors, type Fault, furtherFaults, nearest, Problem } from './errors.ts'
import type { Directory } from './expansions.ts'
import type { Reader } from './statement.ts'

/** Parameters as they stand in the URL: decoded names, values still encoded, so that a text may hold a comma (`%2C`). */
export type Given = ReadonlyMap<string, string>

export type Parameter = {
  description: string
  /** JSON Schema of one value; an `enum` is enforced. */
  schema: Record<string, unknown>
  /** Takes a comma list. */
  many: boolean
  /**
   * What separates values once they are decoded: any comma if nothing is said, because most programs encode commas;
   * nothing (null) where a value may hold one, so that only a plain comma separates.
   */
  separator?: RegExp | null
  /** Its route refuses a request without it. */
  required?: true
  example?: string
  /** The parameter that this one negates or bounds. */
  variantOf?: string
  /** The resource whose ids it takes, or the parameter that names the resource. */
  references?: string | { by: string }
  /** The fault of a value that is right in its form but names nothing there is, where that is surely a mistake. */
  unknown?(value: string, world: World): Omit<Fault, 'parameter'> | undefined
}

/** What a value may name something of. */
export type World = { reader: Reader; directory: Directory }

const mostValues = 64

/** Characters of the values that a sentence names one by one where none is near. */
const mostListed = 200

export type Reading = {
  /** Runs `read`; a refusal is collected and gives undefined. */
  attempt<T>(read: () => T): T | undefined
  fault(fault: Fault): void
  /** The one value of a parameter. */
  one(name: string): string | undefined
  /** The values of a comma list, none of them twice. */
  many(name: string): string[]
  /** What these parameters say, the same however it was encoded. */
  said(names: string[]): string
  /** @throws InvalidQuery if anything was refused. */
  end(): void
}

/** Reads `given` by `known`: parameters that are not there are faults, and so are values outside an enum. */
export function startReading(given: Given, known: Readonly<Record<string, Parameter>>): Reading {
  const faults = new Map<string, Fault>()
  const fault = (found: Fault) => faults.set(`${found.parameter} ${found.detail}`, found)
  const attempt = <T>(read: () => T): T | undefined => {
    try {
      return read()
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      for (const found of error.faults) fault(found)
      return undefined
    }
  }
  for (const name of given.keys()) if (!Object.hasOwn(known, name)) fault(unknownParameter(name, Object.keys(known)))
  const values = (name: string): string[] =>
    given.has(name)
      ? (attempt(() => within(name, splitValues(name, given.get(name), known[name]) ?? [], known[name]?.schema)) ?? [])
      : []
  return {
    attempt,
    fault,
    one: (name) => values(name)[0],
    many: (name) => {
      const found = values(name)
      const twice = found.find((value, index) => found.indexOf(value) !== index)
      if (twice !== undefined)
        fault({ parameter: name, code: 'repeated_value', detail: `Names '${clip(twice)}' twice.` })
      return found
    },
    said: (names) => JSON.stringify(names.sort().map((name) => [name, ...values(name)])),
    end() {
      if (faults.size) throw invalid([...faults.values()])
    },
  }
}

/** The first fault as the sentence of the whole. */
export function invalid(faults: Fault[]): Problem {
  const [first] = faults
  return errors.InvalidQuery(first && `${first.parameter}: ${first.detail}${furtherFaults(faults)}`, faults)
}

/** Refuses a value of the parameter being read. */
export const refuse = (parameter: string, detail: string, code = 'invalid_value', allowed?: readonly string[]) =>
  errors.InvalidQuery(undefined, [{ parameter, detail, code, ...(allowed && { allowed }) }])

export const clip = (typed: string) => (typed.length > 60 ? `${typed.slice(0, 60)}…` : typed)

/** Refuses a value outside a closed list, naming the one that was meant. */
export function refuseUnlisted(parameter: string, value: string, allowed: readonly string[]): Problem {
  return errors.InvalidQuery(undefined, [{ parameter, ...notListed(value, allowed) }])
}

/** The value of a list that is meant: the one of which these are words, else the nearest in letters, else what is called so elsewhere or what alone begins or ends so. */
export function meantOf(value: string, allowed: readonly string[]): string | undefined {
  const typed = asSort(value, allowed)
  const [sign, name] = typed.startsWith('-') ? ['-', typed.slice(1)] : ['', typed]
  const inWords = (text: string) => `_${text.replace(/^-/, '').replaceAll('-', '_')}_`
  const alike = allowed.filter((known) => known.startsWith('-') === (sign !== ''))
  const only = (found: string[]) => (found.length === 1 ? found[0] : undefined)
  return (
    allowed.find((known) => known === typed) ??
    only(alike.filter((known) => inWords(known).includes(inWords(typed)))) ??
    nearest(typed, allowed) ??
    calledHere(name)
      .map((one) => sign + one)
      .find((one) => allowed.includes(one)) ??
    (name.length > 2 ? only(alike.filter((known) => known.startsWith(typed))) : undefined) ??
    only(alike.filter((known) => inWords(typed).startsWith(inWords(known))))
  )
}

/** `date:desc`, `date desc` and `+date` as they are written here, where a sort is asked for. */
function asSort(value: string, allowed: readonly string[]): string {
  const [, name, direction] = /^\+?(.*?)(?:[\s:_.](asc|desc))?$/i.exec(value.trim()) ?? []
  if (!name || !allowed.some((known) => known.startsWith('-'))) return value
  return direction?.toLowerCase() === 'desc' ? `-${name}` : name
}

/** The fault of a value outside a list. */
export function notListed(value: string, allowed: readonly string[], what = 'not one of its values') {
  const near = meantOf(value, allowed)
  const all = allowed.join(', ')
  const detail = `'${clip(value)}' is ${what}${near || all.length > mostListed ? '' : `: ${all}`}.`
  return { code: 'invalid_value', detail: near ? `${detail} Did you mean '${near}'?` : detail, allowed }
}

/** The parameter that was meant: the id of what is named, what it is called elsewhere, or the nearest in letters. */
function meant(name: string, known: readonly string[]): string | undefined {
  return [`${name}_id`, ...calledHere(name)].find((one) => known.includes(one)) ?? nearest(name, known)
}

function unknownParameter(name: string, known: readonly string[]): Fault {
  const near = meant(name, known)
  const otherwise =
    name === 'format' ? ' A format is a suffix of the address: .csv, .geojson.' : ' See /docs for those there are.'
  const hint = near ? ` Did you mean '${near}'?` : otherwise
  const detail = `There is no parameter of this name here.${hint}`
  return { parameter: clip(name), code: 'unknown_parameter', detail, ...(near && { allowed: [near] }) }
}

/** The values of a parameter: decoded after they are split at plain commas, then split at what separates them. Undefined if it is not given. */
export function splitValues(
  name: string,
  raw: string | undefined,
  { many, separator = /,/ }: Pick<Parameter, 'many' | 'separator'> = { many: false },
): string[] | undefined {
  if (raw === undefined) return undefined
  const typed = many ? raw.split(',') : [raw]
  const values = typed.flatMap((part) => {
    const decoded = decode(name, part)
    return many && separator ? decoded.split(separator) : [decoded]
  })
  if (values.includes(''))
    throw refuse(
      name,
      'Has an empty value. Leave the parameter out; in lists lacks= finds records without a value.',
      'empty_value',
    )
  if (values.length > mostValues)
    throw refuse(name, `Has ${values.length} values; ${mostValues} are the most.`, 'too_many_values')
  return values
}

function decode(name: string, value: string): string {
  let decoded: string
  try {
    decoded = decodeURIComponent(value.replaceAll('+', ' '))
  } catch {
    throw refuse(name, 'Is not correctly percent-encoded UTF-8.', 'invalid_encoding')
  }
  if (decoded.includes('\0')) throw refuse(name, 'Has a NUL character.', 'invalid_encoding')
  return decoded
}

function within(name: string, values: string[], schema: Parameter['schema'] | undefined): string[] {
  if (!Array.isArray(schema?.enum)) return values
  const allowed = schema.enum.map(String)
  const other = values.find((value) => !allowed.includes(value))
  if (other !== undefined) throw refuseUnlisted(name, other, allowed)
  return values
}
