/** A command that is done by a process of its own, so that whoever ends it is heard and answered at once, however busy it is. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { constants } from 'node:os'
import { whenOrphaned } from './orphaned.ts'

/** How a terminal, or whoever started it, ends a process. */
export const endings: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP']

type Surroundings = {
  argv: readonly string[]
  env: Record<string, string | undefined>
  pid: number
  readonly ppid: number
  on(signal: NodeJS.Signals, heard: () => void): unknown
  stderr: { isTTY?: boolean; write(text: string): unknown }
}

/** Where a process that was started here is told whose it is. */
const mark = 'APART_FROM'

/** The process that had this one started by `runApart`, if it was. */
export const apartFrom = ({ env }: Pick<Surroundings, 'env'>) => (env[mark] ? Number(env[mark]) : undefined)

/** What the process says to the one that started it when all is done that it was started for: it only ends, and nothing is undone any more. */
export const done = 'done'

/** Does what this process was started for, and gives its exit code. The process has to end itself (`endWithParent`) when this one is killed. `undone` is what is said if it is ended before its time. */
export async function runApart(surroundings: Surroundings, undone: string): Promise<number> {
  const { argv, env, pid, stderr } = surroundings
  const [, program = '', ...words] = argv
  const child = fork(program, words, {
    env: { ...env, [mark]: String(pid) },
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  })
  for (const signal of endings) surroundings.on(signal, () => child.kill(signal))
  whenOrphaned(surroundings, () => child.kill('SIGTERM'))
  let isDone = false
  child.on('message', (said) => {
    isDone = said === done
  })
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null]
  if (signal === null) return code ?? 1
  if (isDone) return 0
  const away = stderr.isTTY ? '\r\u001b[K' : '' // the bar, which nobody is left to take away
  stderr.write(`${away}${endings.includes(signal) ? undone : `It was ended by ${signal}.`}\n`)
  return 128 + constants.signals[signal]
}
