/** The command `check`: looks at everything that has to be true of a knowledge base, and says what is not. */
import type { Database } from 'better-sqlite3'
import type { Base, Check, Outcome } from '../checks/check.ts'
import { fileChecks } from '../checks/file.ts'
import { indexChecks } from '../checks/indexes.ts'
import { recordChecks } from '../checks/records.ts'
import { rebuildIndexes } from '../checks/repair.ts'
import type { AnyRecord } from '../engine/resource.ts'
import { openReader } from '../engine/statement.ts'
import { directory } from '../model/index.ts'
import { reasonOf } from '../store/open.ts'
import { openProgress, type Terminal } from './progress.ts'
import { openSourceText } from './source-text.ts'

/** In the order in which they are made: what the later ones rest on comes first. */
const checks: readonly Check[] = [...fileChecks, ...recordChecks, ...indexChecks]

type Wish = {
  /** The path of the text of a source, whose quotes are then compared with it. */
  sourceText: string | undefined
  /** Makes indexes anew in which something is wrong. */
  repair: boolean
}

type Surroundings = { terminal: Terminal; say(line: string): void }

/**
 * Says one line for each check, and below it what is wrong. Gives whether nothing is.
 *
 * @throws SetupError if the text cannot be read, or is of none of the sources.
 */
export function check(connection: Database, { sourceText, repair }: Wish, surroundings: Surroundings): boolean {
  const sources = connection.prepare('select id, sha256 from sources')
  const text = sourceText === undefined ? undefined : openSourceText(sourceText, sources.all() as AnyRecord[]) // with their ids
  const wrong = runAll(connection, checks, text, surroundings)
  const indexes = wrong.filter((one) => indexChecks.includes(one))
  if (!repair || !indexes.length) return conclude(wrong, surroundings)
  const progress = openProgress(surroundings.terminal, 'repair', 'records')
  let done = 0
  rebuildIndexes(connection, directory, (count) => {
    done += count
    progress.show(done, null)
  })
  progress.end()
  surroundings.say(`The indexes were made anew from ${done.toLocaleString('en')} records:`)
  const still = runAll(connection, indexChecks, text, surroundings)
  return conclude([...wrong.filter((one) => !indexes.includes(one)), ...still], surroundings)
}

function conclude(wrong: readonly Check[], { say }: Surroundings): boolean {
  say(wrong.length ? `Something is wrong: ${wrong.map(({ name }) => name).join(', ')}.` : 'Nothing is wrong.')
  return wrong.length === 0
}

/** Gives the checks that found something, all of them made of one state of the data. */
function runAll(
  connection: Database,
  which: readonly Check[],
  text: Base['text'],
  { terminal, say }: Surroundings,
): Check[] {
  const reader = openReader(connection)
  const wrong: Check[] = []
  connection.exec('begin')
  try {
    for (const one of which) {
      const progress = openProgress(terminal, one.name, 'looked at')
      let looked = 0
      const onLook = (count: number) => {
        looked += count
        progress.show(looked, null)
      }
      const outcome = attempt(() => one.run({ connection, reader, directory, text, onLook }))
      progress.end()
      for (const line of toLines(one, outcome)) say(line)
      if (outcome.count > 0) wrong.push(one)
      if (outcome.count > 0 && one.comesFirst) break
    }
    return wrong
  } finally {
    connection.exec('rollback')
  }
}

/** A file can be too damaged to be looked at. */
function attempt(run: () => Outcome): Outcome {
  try {
    return run()
  } catch (error) {
    const reason = reasonOf(error)
    if (!reason) throw error
    return { looked: 'as much as can be read', faults: [reason], count: 1 }
  }
}

function toLines({ name, mend }: Check, { looked, faults, count }: Outcome): string[] {
  if (count === 0) return [`ok     ${name.padEnd(11)} ${looked}`]
  const more = count > faults.length ? [`       and ${(count - faults.length).toLocaleString('en')} more`] : []
  const told = faults.map((fault) => `       ${fault}`)
  return [`WRONG  ${name.padEnd(11)} ${count.toLocaleString('en')} in ${looked}`, ...told, ...more, `       ${mend}`]
}
