/**
 * What a dataset is to an import: how its files are recognised, and how a row becomes an event. Each dataset has one
 * file of these, read with its codebook beside it.
 */
import type { RecordOf } from '../engine/resource.ts'
import type { events } from '../model/events.ts'
import type { Parties } from './parties.ts'
import type { titles } from './titles.ts'

type Managed = 'release' | 'source_line' | 'dataset_id' | 'licence' | 'revision' | 'seq' | 'created_at' | 'updated_at'

/** An event as a row gives it; the server keeps the rest. Lists that rows share are frozen. */
export type ImportedEvent = Omit<RecordOf<typeof events.fields>, Managed>

/** Why a row cannot be an event; `what` is what stands in it. */
export class Rejection {
  readonly reason: string
  readonly what: string
  constructor(reason: string, what = '') {
    this.reason = reason
    this.what = what
  }
}

/** Takes a warning about the row at hand: the rule that it breaks, and what stands in it. */
export type Warn = (reason: string, what?: string) => void

/** Reads the cell of a column; empty if the file does not have the column. */
export type Cell = (cells: readonly string[]) => string

/** A row that is kept as given gives an event, whatever it warns of; else it says why it is none. */
export type ToEvent = (cells: readonly string[], warn: Warn) => ImportedEvent | Rejection

export type Dataset = {
  /** As in `datasets`, and in the command. */
  id: keyof typeof titles
  /** As people call it, for sentences. */
  title: string
  /** The columns of its release, in their order. */
  columns: readonly string[]
  /** Columns without which a file is none of this dataset; the first names the event. */
  needed: readonly string[]
  /** Is this the first row of a file that has no header? */
  isHeaderless?(cells: readonly string[]): boolean
  /** The release that the name of a file tells, or null. */
  releaseOf(fileName: string): string | null
  /** Does a release replace another, so that what it no longer holds is withdrawn? Every other one, unless said. */
  replaces?(release: string, other: string): boolean
  /** Where a file may hold a part of the release: those days or countries of which it tells nothing stay as they are. */
  part?: readonly ('days' | 'countries')[]
  /** The id of the event that the first needed column names, if it names one; without spaces around it. */
  eventId(cell: string): string | null
  /** External id schemes that name one event each. */
  ownSchemes: readonly string[]
  /**
   * Which reading of rows this is, from 0: to be raised with every change of what events say of the same row, so that the
   * next import reads rows again that are as they were.
   */
  reading: number
  /** Makes the reader of rows, given the columns of a file. */
  read(column: (name: string) => Cell, parties: Parties): ToEvent
}

/** The readers of several columns, by name; spaces around what a cell says are not of it. */
export const readersOf = <N extends string>(names: readonly N[], column: (name: string) => Cell) =>
  Object.fromEntries(names.map((name) => [name, trimmed(column(name))])) as Record<N, Cell>

const trimmed =
  (read: Cell): Cell =>
  (cells) =>
    read(cells).trim()

/** What a code stands for, or undefined if the codebook does not have it. */
export const lookUp = <T extends object>(codes: T, code: string): T[keyof T] | undefined =>
  Object.hasOwn(codes, code) ? codes[code as keyof T] : undefined
