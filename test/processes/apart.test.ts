/** An import that is interrupted: on a terminal, by what is typed there, and without one, by a signal. */
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import Sqlite from 'better-sqlite3'
import t, { type Test } from 'tap'
import { writeGed } from '../bench/data.ts'
import { main, run, start } from '../command.ts'

const withoutTerminal =
  spawnSync('script', ['-qefc', 'mkfifo --version', '/dev/null']).status === 0
    ? false
    : 'script or mkfifo is not here, which give a terminal and a file that does not end'

/** Types the command on a terminal, whose shell stays until it is told to end; what is shown there, and the exit code. */
function type(t: Test, words: string[], cwd: string) {
  const program = `exec env -i PATH="$PATH" ${[process.execPath, main, ...words].join(' ')}`
  // the trap: Ctrl-C is for the shell, too, and dash would end with what it runs
  const command = `trap : INT; sh -c 'echo $$ >pid; ${program}'; code=$?; echo over; read line; exit $code`
  const child = spawn('script', ['-qefc', command, '/dev/null'], { cwd, stdio: ['pipe', 'pipe', 'inherit'] })
  t.teardown(() => child.kill('SIGKILL'))
  let shown = ''
  child.stdout.setEncoding('utf8').on('data', (text) => {
    shown += text
  })
  const isOver = () => shown.includes('over\r\n') // what was killed may draw its bar once more
  return {
    keys: child.stdin,
    shown: () => shown,
    kill: (signal: NodeJS.Signals) => process.kill(Number(readFileSync(join(cwd, 'pid'), 'utf8')), signal),
    /** What was shown until the command ended, and its exit code. */
    async end() {
      const closed = once(child, 'close')
      await until(isOver, () => shown)
      const said = shown.slice(0, shown.indexOf('over\r\n'))
      child.stdin.write('\n')
      const [code] = (await closed) as [number]
      return { code, said }
    },
  }
}

/** Waits for what comes within seconds; what it says if it does not is for whoever looks why. */
async function until(isSo: () => boolean, say: () => string) {
  const patience = AbortSignal.timeout(20_000)
  while (!isSo()) {
    if (patience.aborted) throw new Error(`it does not come: ${say()}`)
    await setTimeout(20)
  }
}

/** What imports the file, in the folder that has it; the file does not end. */
const words = ['import', 'ucdp-ged', 'ged231.csv']

/** A folder for `words`, whose file is written once somebody reads it. */
async function makeEndless(t: Test) {
  const cwd = t.testdir({})
  const [whole, endless] = [join(cwd, 'whole.csv'), join(cwd, 'ged231.csv')]
  await writeGed(whole, 3000, 1)
  execFileSync('mkfifo', [endless])
  const write = () => {
    const file = createWriteStream(endless)
    file.on('error', () => {}) // nobody reads it any more
    t.teardown(() => file.destroy())
    file.write(readFileSync(whole))
  }
  return { cwd, write }
}

/** An import on a terminal of a file that does not end, which has read rows and holds the database. */
async function beginEndless(t: Test) {
  const { cwd, write } = await makeEndless(t)
  const typed = type(t, words, cwd)
  write()
  await until(() => /ucdp-ged {2}[\d,]+ rows/.test(typed.shown()), typed.shown)
  const base = openBase(t, cwd)
  t.ok(base.isTaken(), 'it holds the database')
  return { ...typed, ...base }
}

/** Looks into the database of `words`. */
function openBase(t: Test, cwd: string) {
  const connection = new Sqlite(join(cwd, 'data', 'sourcebook.sqlite'), { timeout: 0 })
  t.teardown(() => connection.close())
  const isTaken = () => {
    try {
      connection.exec('begin immediate; rollback')
      return false
    } catch {
      return true
    }
  }
  const count = () => connection.prepare("select count(*) from events where dataset_id = 'ucdp-ged'").pluck().get()
  return { isTaken, count }
}

const endings: [how: string, what: 'SIGINT' | 'SIGTERM' | 'SIGHUP', code: number][] = [
  ['Ctrl-C', 'SIGINT', 130],
  ['SIGTERM', 'SIGTERM', 143],
  ['SIGHUP', 'SIGHUP', 129],
]

for (const [how, signal, expected] of endings)
  t.test(`${how} says that nothing was written, and nothing is`, { skip: withoutTerminal }, async (t) => {
    const { keys, kill, end, isTaken, count } = await beginEndless(t)
    if (signal === 'SIGINT') keys.write('\u0003')
    else kill(signal)
    const { code, said } = await end()
    t.equal(code, expected)
    t.ok(said.endsWith('\r\u001b[KInterrupted: nothing of ged231.csv was written.\r\n'), said)
    t.notOk(isTaken())
    t.equal(count(), 0)
  })

for (const [, signal, expected] of endings)
  t.test(`without a terminal, ${signal} says the same in a plain line`, { skip: withoutTerminal }, async (t) => {
    const { cwd, write } = await makeEndless(t)
    t.equal((await run(['seed'], { cwd })).code, 0)
    const { isTaken, count } = openBase(t, cwd)
    const child = start(words, { cwd })
    const said = child.stderr?.setEncoding('utf8').toArray()
    const closed = once(child, 'close')
    write()
    await until(isTaken, () => 'it takes the database')
    child.kill(signal)
    t.same(await closed, [expected, null])
    const lines = (await said)?.join('').split('\n') // before it, that it waited, if the look at the database was in its way
    t.same(lines?.slice(-2), ['Interrupted: nothing of ged231.csv was written.', ''])
    t.notOk(isTaken())
    t.equal(count(), 0)
  })

t.test('an import that has said that it was done is not said to be interrupted', async (t) => {
  const cwd = t.testdir({})
  await writeGed(join(cwd, 'ged231.csv'), 2000, 1)
  const child = start(words, { cwd })
  const closed = once(child, 'close')
  const said = child.stderr?.setEncoding('utf8').toArray()
  for await (const text of child.stdout ?? []) if (String(text).includes('was imported')) child.kill('SIGTERM')
  t.same(await closed, [0, null])
  t.notMatch((await said)?.join(''), 'Interrupted')
})

t.test('an import does not outlive its command when that is killed', { skip: withoutTerminal }, async (t) => {
  const { kill, end, shown, isTaken, count } = await beginEndless(t)
  kill('SIGKILL')
  await until(() => !isTaken(), shown)
  t.equal(count(), 0)
  t.equal((await end()).code, 137)
})

t.test('an import that is left alone ends as it does elsewhere', { skip: withoutTerminal }, async (t) => {
  const cwd = t.testdir({})
  await writeGed(join(cwd, 'ged231.csv'), 10, 1)
  const imported = await type(t, ['import', 'ucdp-ged', 'ged231.csv'], cwd).end()
  t.equal(imported.code, 0)
  t.match(imported.said, /UCDP GED 23\.1 was imported\r\nread 10, new 10,/)
  const refused = await type(t, ['import', 'ucdp-ged', 'none.csv'], cwd).end()
  t.equal(refused.code, 1)
  t.match(refused.said, /There is no file none\.csv\.\r\n$/)
})
