/** An error as one process or thread tells it to another: its class does not come along. */
import { Problem } from '../engine/errors.ts'

export type Told =
  | { problem: Pick<Problem, 'code' | 'status' | 'title' | 'message' | 'faults' | 'headers'> }
  | { failure: string; code?: unknown }

export function told(error: unknown): Told {
  if (!(error instanceof Problem))
    return { failure: (error as Error).message, code: (error as { code?: unknown }).code }
  const { code, status, title, message, faults, headers } = error
  return { problem: { code, status, title, message, faults, headers } }
}

export function fromTold(said: Told): Error {
  if ('failure' in said) return Object.assign(new Error(said.failure), { code: said.code })
  const { code, status, title, message, faults, headers } = said.problem
  return new Problem(code, status, title, message, faults, headers)
}
