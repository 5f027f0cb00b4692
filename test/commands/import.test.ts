/** The command `import`: what it shows while it works. */
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import Sqlite from 'better-sqlite3'
import t from 'tap'
import { runImport } from '../../src/commands/import.ts'
import { gedLines } from '../bench/data.ts'
import { start } from '../command.ts'

t.test('an import shows on a terminal how far it is, and what is left when all rows are read', async (t) => {
  const folder = t.testdir()
  const file = join(folder, 'ged231.csv')
  writeFileSync(file, [...gedLines(1200, 1)].join(''))
  const run = async (isTTY: boolean) => {
    const drawn: string[] = []
    const said: string[] = []
    await runImport(
      ['ucdp-ged', file],
      {},
      {
        config: { SOURCEBOOK_DB: join(folder, `${isTTY}.sqlite`), SOURCEBOOK_VISIBILITY: 'public' },
        now: '2025-08-01T00:00:00.000Z',
        streams: { stdin: Readable.from([]), stderr: { isTTY, columns: 200, write: (text) => drawn.push(text) } },
        say: (line) => said.push(line),
        onWritten: () => said.push('written'),
      },
    )
    t.match(said, [/Seeded/, 'written', /UCDP GED 23\.1 was imported/, /^read 1200, new 1200,/])
    return drawn
  }
  const drawn = await run(true)
  t.match(drawn[0], /^\r.{3}ucdp-ged {2}\[#*-*\] +\d+ % {2}[\d,]+ of about [\d,]+ rows, [\d,]+\/s/)
  t.match(drawn.at(-2), 'ucdp-ged  1,200 rows are read; now the indexes')
  t.equal(drawn.at(-1), '\r\u001b[K', 'and then nothing')
  t.same(await run(false), [])
})

t.test('an import waits for whoever is writing, and says so', async (t) => {
  const folder = t.testdir()
  const path = join(folder, 'a.sqlite')
  const file = join(folder, 'ged231.csv')
  writeFileSync(file, [...gedLines(20, 1)].join(''))
  const told: string[] = []
  const said: string[] = []
  const load = (stderr: (text: string) => void) =>
    runImport(
      ['ucdp-ged', file],
      {},
      {
        config: { SOURCEBOOK_DB: path, SOURCEBOOK_VISIBILITY: 'public' },
        now: '2025-08-01T00:00:00.000Z',
        streams: { stdin: Readable.from([]), stderr: { write: stderr } },
        say: (line) => said.push(line),
        onWritten: () => {},
      },
    )
  await load((text) => told.push(text))
  t.same(told, [])
  const other = new Sqlite(path)
  other.exec('begin immediate')
  await load((text) => {
    told.push(text)
    other.exec('rollback')
    other.close()
  })
  t.same(told, [`Another process is writing to ${path}: this import waits until it has ended.\n`])
  t.match(said.at(-1), /^read 20, new 0, changed 0, unchanged 20,/)
})

t.test('an import is written, and has not failed, where nobody reads its report to the end', async (t) => {
  const cwd = t.testdir()
  const file = join(cwd, 'ged231.csv')
  writeFileSync(file, [...gedLines(20, 1)].join(''))
  const child = start(['import', 'ucdp-ged', file], { cwd })
  child.stdout?.destroy()
  t.same(await once(child, 'exit'), [0, null])
  const base = new Sqlite(join(cwd, 'data/sourcebook.sqlite'))
  t.equal(base.prepare(`select count(*) from events where dataset_id = 'ucdp-ged'`).pluck().get(), 20)
  base.close()
})
