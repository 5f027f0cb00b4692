/**
 * Parameters as the document shows them. Each stands in it once, as a component to which the operations refer: by its
 * name alone if most that have such a parameter have the very same, else by resource and name (`events.type`), or by
 * operation and name where a resource has two.
 */
import type { oas31 } from 'zod-openapi'
import type { Parameter } from '../engine/parameters.ts'
import { type ClosedLists, toMeanings, toPlain } from './openapi-schemas.ts'
import type { Route } from './route.ts'

type ParameterObject = oas31.ParameterObject

/** What of a route its parameters are read from. */
type Parametric = Pick<Route, 'tag' | 'operationId' | 'parameters'> & Partial<Pick<Route, 'pathParameters'>>

export type ParameterComponents = {
  components: Record<string, ParameterObject>
  refsOf(route: Parametric): oas31.ReferenceObject[]
}

export function parameterComponents(routes: readonly Parametric[], lists: ClosedLists): ParameterComponents {
  const uses = new Map<string, { parameter: ParameterObject; operationId: string; tags: Set<string> }>()
  for (const route of routes)
    for (const parameter of parametersOf(route, lists)) {
      const use = uses.get(JSON.stringify(parameter)) ?? { parameter, operationId: route.operationId, tags: new Set() }
      uses.set(JSON.stringify(parameter), use)
      use.tags.add(route.tag)
    }
  const owners = Map.groupBy(uses.values(), ({ parameter }) => parameter.name)
  const names = new Map<string, string>()
  const taken = new Set<string>()
  for (const [text, { parameter, operationId, tags }] of uses) {
    const all = (owners.get(parameter.name) ?? []).reduce((sum, use) => sum + use.tags.size, 0)
    const own = parameter.in === 'path' ? `path.${parameter.name}` : parameter.name
    const shared = tags.size > all / 2 ? own : `${[...tags][0]}.${own}`
    names.set(text, taken.has(shared) ? `${operationId}.${own}` : shared)
    taken.add(shared)
  }
  const nameOf = (parameter: ParameterObject) => names.get(JSON.stringify(parameter)) as string // each was named above
  return {
    components: Object.fromEntries([...uses.values()].map(({ parameter }) => [nameOf(parameter), parameter])),
    refsOf: (route) =>
      parametersOf(route, lists).map((parameter) => ({ $ref: `#/components/parameters/${nameOf(parameter)}` })),
  }
}

/** What a researcher looks for first. */
const first = ['q', 'datetime', 'datetime_within', 'actor', 'actor_all', 'role', 'side', 'place']

/** In the order of their declaration, but for the first; what negates or bounds another parameter comes last. */
function parametersOf({ pathParameters = {}, parameters }: Parametric, lists: ClosedLists): ParameterObject[] {
  const rankOf = ([name, { variantOf }]: [string, Parameter]) =>
    variantOf ? first.length + 1 : first.includes(name) ? first.indexOf(name) : first.length
  const ordered = Object.entries(parameters).sort((a, b) => rankOf(a) - rankOf(b))
  return [
    ...Object.entries(pathParameters).map(([name, parameter]) => toPathParameter(name, parameter)),
    ...ordered.map(([name, parameter]) => toQueryParameter(name, parameter, lists)),
  ]
}

const toPathParameter = (name: string, { description, schema, example }: Parameter): ParameterObject => ({
  name,
  in: 'path',
  required: true,
  description,
  schema,
  ...(example && { example }),
})

function toQueryParameter(name: string, parameter: Parameter, lists: ClosedLists): ParameterObject {
  const { description, schema, many, variantOf } = parameter
  const terms = variantOf === undefined && lists.get(String(schema.enum))?.terms
  const one = toPlain(schema, lists)
  const example = exampleOf(name, parameter)
  const words = parameter.example === undefined ? description : `${description} Example: \`${parameter.example}\`.`
  return {
    name,
    in: 'query',
    ...(parameter.required && { required: true }),
    description: terms ? `${words}\n${toMeanings(terms)}` : words,
    ...(many
      ? { style: 'form', explode: false, schema: { type: 'array', items: one, minItems: 1, maxItems: 64 } }
      : { schema: one }),
    ...(example !== undefined && { example }),
  }
}

/** The example of a parameter as its schema has it: a list of values, a number, a word. */
function exampleOf(name: string, { schema, many, example, variantOf }: Parameter): unknown {
  const typed = example ?? exampleValue(schema) ?? fromTheSeed[variantOf ?? name]
  if (typed === undefined) return undefined
  const isNumber = schema.type === 'integer' || schema.type === 'number'
  const toType = (value: string) => (isNumber ? Number(value) : schema.type === 'boolean' ? value === 'true' : value)
  return many ? typed.split(',').map(toType) : toType(typed)
}

/** What a value of the schema looks like; undefined for words and ids. */
function exampleValue({ type, format, enum: values }: Parameter['schema']): string | undefined {
  if (Array.isArray(values)) return String(values[0])
  if (format === 'date') return '2025-04-01'
  if (format === 'date-time') return '2025-07-20T00:00:00Z'
  if (type === 'boolean') return 'true'
  return type === 'integer' || type === 'number' ? '1' : undefined
}

/** Words and ids that stand in the seed. Long texts have no example: nobody filters by the whole of one. */
const fromTheSeed: Readonly<Record<string, string>> = {
  q: 'taliban',
  id: '2025-04-infiltration-repelled',
  name: 'Kabul',
  acronym: 'TTP',
  country: 'PK',
  admin2: 'North Waziristan',
  language: 'en',
  licence: 'CC-BY-4.0',
  publisher: 'Stratheia',
  date_edtf: '2025-04',
  date_text: 'in April 2025',
  subject: 'events',
  field: 'figure',
  unit: 'percent',
  dataset_id: 'sourcebook',
  place_id: 'kabul',
  parent_id: 'pakistan',
  part_of_id: 'azm-e-istehkam',
  operation_id: 'azm-e-istehkam',
  visit_id: '2025-07-20-naqvi-kabul',
  preceded_by_id: 'dar-kabul-before-2025-07-20',
  event_id: '2025-04-infiltration-repelled',
  subject_id: '2025-04-infiltration-repelled',
  commitment_id: 'taliban-crackdown-on-ttp',
  from_id: 'ttp',
  to_id: 'afghan-taliban',
  attributed_to_id: 'united-nations-security-council',
  source_id: 'stratheia-naqvi-kabul-visit',
}
