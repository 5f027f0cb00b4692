/** The command `check`: what it prints and compares, and what `--repair` mends. */
import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { openForWriting, SetupError } from '../../src/store/open.ts'
import { look, openWhole, wrong } from '../checks/whole.ts'
import { run } from '../command.ts'
import { withoutShared } from '../support.ts'

const { folder, release, open } = await openWhole(t)

t.test('of a seeded knowledge base with an imported release nothing is wrong, and each check has a line', async (t) => {
  const { ok, lines } = look(open(t, 'sound'))
  t.equal(ok, true)
  t.same(
    lines.map((line) => line.slice(0, 18).trim()),
    [
      ...[
        'file',
        'access',
        'sequence',
        'history',
        'received',
        'json',
        'records',
        'references',
        'agreement',
        'evidence',
        'quotations',
      ],
      ...['links', 'identifiers', 'cells', 'names', 'texts', 'tallies'],
    ]
      .map((name) => `ok     ${name}`)
      .concat('Nothing is wrong.'),
  )
})

const withoutModes = process.platform === 'win32' ? 'Windows has no modes' : false

t.test('a private knowledge base that everybody on the machine may read', { skip: withoutModes }, async (t) => {
  const connection = open(t, 'private')
  connection.exec("update state set visibility = 'private'")
  chmodSync(connection.name, 0o640)
  t.same(wrong(look(connection)), [], 'a group may be let in')
  chmodSync(connection.name, 0o644)
  const said = look(connection)
  t.same(wrong(said), ['access'])
  t.match(
    said.lines.join('\n'),
    /1 in a private knowledge base\n {7}its mode is 644\n {7}Take it from them: chmod o-rwx/,
  )
})

t.test(
  '--repair makes every index anew from the records, and a client is not told that nothing has changed',
  async (t) => {
    const connection = open(t, 'repaired')
    const seq = () => connection.prepare('select seq from state').pluck().get() as number
    const before = seq()
    connection.exec(
      "delete from links where date < '2010'; delete from identifiers where date > '2000'; delete from cells; delete from names where resource = 'actors'; delete from texts where rowid % 3 = 0; delete from tallies where key = ''",
    )
    t.same(wrong(look(connection)), ['links', 'identifiers', 'cells', 'names', 'texts', 'tallies'])
    const said = look(connection, { repair: true })
    t.equal(said.ok, true)
    t.equal(said.lines.at(-1), 'Nothing is wrong.')
    t.equal(seq(), before + 1)
    t.same(wrong(look(connection)), [])
  },
)

t.test('--repair leaves a sound index, and what is no index, as it is', async (t) => {
  const connection = open(t, 'unrepaired')
  connection.exec("update actors set kind = 'wizard' where id = 'ttp'")
  const state = () => connection.prepare('select * from state').get()
  const before = state()
  const said = look(connection, { repair: true })
  t.equal(said.ok, false)
  t.equal(said.lines.at(-1), 'Something is wrong: records.')
  t.same(state(), before)
})

t.test('quotes are compared with the text of their source, known by its hash', { skip: withoutShared }, async (t) => {
  const text = fileURLToPath(new URL('../../../shared/seed/article.txt', import.meta.url))
  const connection = open(t, 'quotes')
  const { ok, lines } = look(connection, { text })
  t.equal(ok, true)
  t.match(lines[10], /^ok {5}quotations {2}3\d\d quotes of stratheia-naqvi-kabul-visit$/)
  connection.exec(
    "update claims set quote = replace(quote, '54', '45') where id = 'april-2025-militants-killed-at-least-54'",
  )
  const said = look(connection, { text })
  t.same(wrong(said), ['quotations', 'texts'])
  t.match(said.lines[11], /claims\/april-2025-militants-killed-at-least-54: The text does not have these words/)
  t.throws(() => look(connection, { text: release }), {
    constructor: SetupError,
    message: /is the text of none of the/,
  })
})

t.test('the command prints it, and fails when something is wrong', async (t) => {
  const connection = open(t, 'typed')
  connection.close()
  const env = { SOURCEBOOK_DB: join(folder, 'typed.sqlite') }
  t.match(await run(['check'], { env }), { code: 0, out: /^ok {5}file [\s\S]*\nNothing is wrong\.\n$/, err: '' })
  const again = openForWriting(env.SOURCEBOOK_DB)
  again.exec('delete from cells')
  again.close()
  t.match(await run(['check'], { env }), { code: 1, out: /\nSomething is wrong: cells\.\n$/, err: '' })
  t.match(await run(['check', '--repair'], { env }), { code: 0, out: /\nNothing is wrong\.\n$/, err: '' })
})
