/**
 * How much may be open at once. The system gives each connection and each file of a process a number, and has only so
 * many of them: when there are none left it cuts whoever comes, and neither they nor the log hear why.
 */
import { readFileSync } from 'node:fs'
import type { Config } from '../config.ts'

type Bounded = Pick<Config, 'SOURCEBOOK_CONNECTIONS' | 'SOURCEBOOK_FILES_AT_ONCE'>

/** What the server itself has open: the database, its log, threads, other processes, and a file that is built. */
const own = 48

/** Of each file that is written for a request: the database, its log, and what does not fit into memory. */
const ofFile = 3

/** Of each connection: itself, and one more that is too many, and is told so. */
const ofConnection = 2

/** Files and connections that this process may have open, as the system says; undefined where it does not say. */
export function readMostOpen(): number | undefined {
  try {
    const [, most] = /^Max open files +(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? []
    return most === undefined ? undefined : Number(most)
  } catch {
    return undefined // only Linux has it
  }
}

/** The settings, with as many files and connections at once as can be open, one each at least; files get a quarter of what is left. */
export function withinMostOpen<C extends Bounded>(config: C, most = Number.POSITIVE_INFINITY): C {
  const spare = most - own
  const files = atMost(config.SOURCEBOOK_FILES_AT_ONCE, spare / 4 / ofFile)
  const connections = atMost(config.SOURCEBOOK_CONNECTIONS, (spare - files * ofFile) / ofConnection)
  return { ...config, SOURCEBOOK_FILES_AT_ONCE: files, SOURCEBOOK_CONNECTIONS: connections }
}

const atMost = (wanted: number, possible: number) => Math.max(1, Math.min(wanted, Math.floor(possible)))
