/** A check: one thing that has to be true of the whole knowledge base, looked at record by record. */
import type { Database } from 'better-sqlite3'
import type { Claim } from '../edits/evidence.ts'
import type { Fault } from '../engine/errors.ts'
import type { Directory } from '../engine/expansions.ts'
import type { Reader } from '../engine/statement.ts'

export type Base = {
  /** In a transaction: every check sees the same state of the data. */
  connection: Database
  reader: Reader
  directory: Directory
  /** The text of a source, if one is at hand; it says what is wrong with a claim that quotes it. */
  text: { sourceId: string; faults(claim: Claim): Fault[] } | undefined
  /** Hears of so many more things looked at. */
  onLook(count: number): void
}

export type Outcome = {
  /** What was looked at, with its number. */
  looked: string
  /** The first few things that are wrong, and how many there are. */
  faults: readonly string[]
  count: number
}

export type Check = {
  name: string
  /** What is true where nothing is wrong. */
  claim: string
  /** What to do where something is. */
  mend: string
  /** Where it finds something wrong, the checks after it cannot be made. */
  comesFirst?: true
  run(base: Base): Outcome
}

const told = 5

/** Gathers faults, and counts those that are not told. */
export function openFaults() {
  const faults: string[] = []
  let count = 0
  return {
    add(fault: string) {
      count++
      if (faults.length < told) faults.push(fault)
    },
    outcome: (looked: string): Outcome => ({ looked, faults, count }),
  }
}

export const inWords = (count: number, unit: string) => `${count.toLocaleString('en')} ${unit}`
