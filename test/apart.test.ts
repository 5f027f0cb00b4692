/** An import that is interrupted on a terminal, by what is typed there. */
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import Sqlite from 'better-sqlite3'
import t from 'tap'
import { writeGed } from './bench/data.ts'
import { main } from './command.ts'

const withoutTerminal =
  spawnSync('script', ['-qefc', 'mkfifo --version', '/dev/null']).status === 0
    ? false
    : 'script or mkfifo is not here, which give a terminal and a file that does not end'

/** Types the command on a terminal; what is shown there, and the exit code. */
function type(words: string[], cwd: string) {
  const command = `exec env -i PATH="$PATH" ${[process.execPath, main, ...words].join(' ')}`
  const child = spawn('script', ['-qefc', command, '/dev/null'], { cwd, stdio: ['pipe', 'pipe', 'inherit'] })
  let shown = ''
  child.stdout.setEncoding('utf8').on('data', (text) => {
    shown += text
  })
  return { keys: child.stdin, ended: once(child, 'close'), shown: () => shown }
}

t.test('Ctrl-C says that nothing was written, and nothing is', { skip: withoutTerminal }, async (t) => {
  const cwd = t.testdir({})
  const [whole, endless] = [join(cwd, 'whole.csv'), join(cwd, 'ged231.csv')]
  await writeGed(whole, 3000, 1)
  execFileSync('mkfifo', [endless])
  const { keys, ended, shown } = type(['import', 'ucdp-ged', 'ged231.csv'], cwd)
  const file = createWriteStream(endless)
  file.on('error', () => {}) // nobody reads it any more
  file.write(readFileSync(whole))
  while (!/ucdp-ged {2}[\d,]+ rows/.test(shown())) await setTimeout(20)
  keys.write('\u0003')
  const [code] = await ended
  file.destroy()
  t.equal(code, 130)
  t.ok(shown().endsWith('\r\u001b[KInterrupted: nothing of ged231.csv was written.\r\n'), shown())
  const connection = new Sqlite(join(cwd, 'data', 'sourcebook.sqlite'), { readonly: true })
  t.equal(connection.prepare("select count(*) from events where dataset_id = 'ucdp-ged'").pluck().get(), 0)
  connection.close()
})

t.test('an import that is left alone ends as it does elsewhere', { skip: withoutTerminal }, async (t) => {
  const cwd = t.testdir({})
  await writeGed(join(cwd, 'ged231.csv'), 10, 1)
  const imported = type(['import', 'ucdp-ged', 'ged231.csv'], cwd)
  t.same(await imported.ended, [0, null])
  t.match(imported.shown(), /UCDP GED 23\.1 was imported\r\nread 10, new 10,/)
  const refused = type(['import', 'ucdp-ged', 'none.csv'], cwd)
  t.same(await refused.ended, [1, null])
  t.match(refused.shown(), /There is no file none\.csv\.\r\n$/)
})
