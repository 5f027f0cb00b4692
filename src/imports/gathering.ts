/**
 * Gathering what many new records are found by (`gather.ts`) in a thread of its own, while the next rows are read and
 * written: this module is both sides. Of few records it is not worth starting one.
 */
import { fileURLToPath } from 'node:url'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import type { AnyRecord, FieldKind, Resource } from '../engine/resource.ts'
import { directory } from '../model/index.ts'
import { type Gathered, openGatherer } from './gather.ts'

/** Of which columns rows have the values, and of which dataset they are; it is none of curated records. */
export type Shape = { names: readonly string[]; dataset: string }
/** The values of a record as they are stored, in the order of the names, which begin with `n`. */
type StoredRow = unknown[]
/** What stands in a row for a list that others have, too. */
export type Shared = number

export type Gathering = {
  /** A row, and about how many characters it has. */
  add(row: StoredRow, characters: number): void
  /** Takes a list as it is stored, and gives what stands for it in rows. */
  share(list: string): Shared
  /** Waits while many records are on their way; gives what has been gathered meanwhile. */
  turn(): Promise<Gathered[]>
  /** No more records will be added. Gathering goes on meanwhile. */
  last(): void
  /** After `last`: what has not been given yet. */
  end(): Promise<Gathered[]>
  /** Ends the thread, whether it has done or not. */
  close(): void
}

/** Of fewer records no thread is started. */
const few = 2000
/** Records handed over together, or fewer, if they have so many characters. */
const some = 250
const someText = 2 ** 20
/** So many times, before it is waited for the thread. */
const mostOnTheirWay = 64

const role = 'sourcebook gathering'
type Setting = Shape & { role: typeof role; resource: string }

export function openGathering({ name }: Resource, shape: Shape): Gathering {
  const setting: Setting = { ...shape, role, resource: name }
  let rows: StoredRow[] = []
  let lists: string[] = []
  let shared = 0
  let text = 0
  let thread: ReturnType<typeof startThread> | undefined
  const handOver = (isLast: boolean) => {
    thread ??= startThread(setting)
    thread.post({ rows, lists, isLast })
    rows = []
    lists = []
    text = 0
  }
  return {
    add(row, characters) {
      rows.push(row)
      text += characters
      if (rows.length >= (thread ? some : few) || text > someText) handOver(false)
    },
    share(list) {
      lists.push(list)
      return shared++
    },
    turn: async () => (thread ? thread.wait(mostOnTheirWay) : []),
    last() {
      if (thread) handOver(true)
    },
    end: async () => (thread ? thread.wait(0) : gather(setting)({ rows, lists, isLast: true })),
    close: () => thread?.end(),
  }
}

/** `lists` are those shared since the last time. */
type Handed = { rows: StoredRow[]; lists: string[]; isLast: boolean }

/** The one side: hands over, and takes what comes back. Every message has its answer. */
function startThread(setting: Setting) {
  const thread = new Worker(fileURLToPath(import.meta.url), { workerData: setting, execArgv: [] })
  let onTheirWay = 0
  let gathered: Gathered[] = []
  let fault: Error | undefined
  let wake = () => {}
  thread.on('message', (given: Gathered[]) => {
    onTheirWay--
    gathered.push(...given)
    wake()
  })
  const fail = (error: Error) => {
    fault ??= error
    wake()
  }
  thread.on('error', (error) => fail(error as Error))
  thread.on('exit', () => fail(new Error('the thread that gathers has ended')))
  return {
    post(handed: Handed) {
      onTheirWay++
      thread.postMessage(handed)
    },
    /** Until at most so many messages are on their way. */
    async wait(most: number): Promise<Gathered[]> {
      while (onTheirWay > most && !fault)
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      if (fault) throw fault
      const given = gathered
      gathered = []
      return given
    },
    end: () => void thread.terminate(),
  }
}

/** The other side, or the only one if there are few records. */
function gather({ resource: name, names, dataset }: Setting) {
  const resource = directory.get(name) as Resource
  const gatherer = openGatherer(resource, dataset)
  const shared: unknown[] = []
  const decoders = names.map((column) => openDecoder(resource.fields[column]?.kind, shared))
  return ({ rows, lists, isLast }: Handed): Gathered[] => {
    for (const list of lists) shared.push(JSON.parse(list))
    const full = rows.map((row) => {
      const record: Record<string, unknown> = {}
      for (let at = 0; at < names.length; at++) record[names[at] as string] = (decoders[at] as Decode)(row[at])
      return gatherer.add(record as AnyRecord & { n: number })
    })
    if (isLast) full.push(gatherer.end())
    return full.filter((each) => each !== undefined)
  }
}

type Decode = (stored: unknown) => unknown

/** What a column holds as its field has it. */
function openDecoder(kind: FieldKind | undefined, shared: readonly unknown[]): Decode {
  if (kind === 'boolean') return (stored) => stored === 1
  if (kind !== 'list' && kind !== 'json') return (stored) => stored
  return (stored) =>
    typeof stored === 'number' ? shared[stored] : stored === null ? null : JSON.parse(stored as string)
}

if (!isMainThread && (workerData as Setting | null)?.role === role) {
  const gatherHere = gather(workerData as Setting)
  parentPort?.on('message', (handed: Handed) => parentPort?.postMessage(gatherHere(handed)))
}
