/** What npm has started ends with it: a signal sent to npm reaches the shell that it starts, and no further. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { writeGed } from '../bench/data.ts'
import { main } from '../command.ts'

/** Runs the command in a shell that outlasts it, as npm does; `ended` is when neither holds what it writes to any more. */
function startInShell(t: Test, words: string[], cwd: string, given: string) {
  const command = `env -i PORT=0 ${given} "${process.execPath}" "${main}" ${words.join(' ')}; exit $?`
  const shell = spawn('sh', ['-c', command], { cwd, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  t.teardown(() => {
    try {
      process.kill(-(shell.pid as number), 'SIGKILL')
    } catch {} // all of it has ended
  })
  const printed = { out: '', err: '' }
  shell.stdout.on('data', (text) => {
    printed.out += text
  })
  shell.stderr.on('data', (text) => {
    printed.err += text
  })
  return { shell, printed, ended: once(shell, 'close') }
}

const patience = () => ({ signal: AbortSignal.timeout(20_000) })

t.test('a server ends with the shell of npm that started it, and its database is as after any end', async (t) => {
  const cwd = t.testdir({})
  const { shell, printed, ended } = startInShell(t, ['serve'], cwd, 'npm_lifecycle_event=start')
  while (!/listens on/.test(printed.out)) await once(shell.stdout, 'data', patience())
  const [, url] = /listens on (\S+)\n/.exec(printed.out) ?? []
  shell.kill('SIGTERM')
  await ended
  await t.rejects(fetch(`${url}/health`))
  t.equal(printed.err, '')
})

t.test('so does an import, and says that nothing was written', async (t) => {
  const cwd = t.testdir({})
  await writeGed(join(cwd, 'ged231.csv'), 60_000, 1)
  const words = ['import', 'ucdp-ged', 'ged231.csv']
  const { shell, printed, ended } = startInShell(t, words, cwd, 'npm_lifecycle_event=sourcebook')
  while (!/Seeded/.test(printed.out)) await once(shell.stdout, 'data', patience())
  shell.kill('SIGTERM')
  await ended
  t.equal(printed.err, 'Interrupted: nothing of ged231.csv was written.\n')
  t.notMatch(printed.out, 'was imported')
})

t.test('what another shell has started outlasts it', async (t) => {
  const { shell, printed } = startInShell(t, ['serve'], t.testdir({}), 'SHELL=sh')
  while (!/listens on/.test(printed.out)) await once(shell.stdout, 'data', patience())
  const [, url] = /listens on (\S+)\n/.exec(printed.out) ?? []
  const gone = once(shell, 'exit')
  shell.kill('SIGTERM')
  await gone
  await new Promise((resolve) => setTimeout(resolve, 1200)) // twice as long as it would take to be noticed
  t.equal((await fetch(`${url}/health`)).status, 200)
})
