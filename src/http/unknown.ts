/** Values that are right in their form but name nothing there is, where that is surely a mistake: a dataset that is not here. */
import { errors, type Fault, Problem } from '../engine/errors.ts'
import { type Given, invalid, type Parameter, type World } from '../engine/parameters.ts'
import { readValues } from './survivors.ts'

type Parameters = Readonly<Record<string, Parameter>>

/** The answer of a route, unless a parameter names nothing; what the route refuses is told beside that. */
export function refusingUnknown<T>(parameters: Parameters, given: Given, world: World, answer: () => Promise<T>) {
  const unknown = findUnknown(parameters, given, world)
  return unknown.length ? refuse(unknown, answer) : answer()
}

async function refuse(unknown: Fault[], answer: () => Promise<unknown>): Promise<never> {
  try {
    await answer()
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== errors.InvalidQuery.code || !error.faults.length) throw error
    const others = unknown.filter(({ parameter }) => error.faults.every((fault) => fault.parameter !== parameter))
    throw invalid([...error.faults, ...others])
  }
  throw invalid(unknown)
}

/** A fault for each parameter of which a value names nothing. */
export function findUnknown(parameters: Parameters, given: Given, world: World): Fault[] {
  const faults: Fault[] = []
  for (const [name, typed] of given) {
    const parameter = Object.hasOwn(parameters, name) ? parameters[name] : undefined
    if (!parameter?.unknown) continue
    const [fault] = readValues(name, typed, parameter).flatMap((value) => parameter.unknown?.(value, world) ?? [])
    if (fault) faults.push({ parameter: name, ...fault })
  }
  return faults
}
