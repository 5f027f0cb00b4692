import { chmodSync, cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { settings } from '../src/config.ts'
import { ucdpGed } from '../src/imports/ucdp-ged.ts'
import { type Ran, run } from './command.ts'
import { gedRow } from './imports/rows.ts'
import { toCsv } from './imports/support.ts'

const checkout = fileURLToPath(new URL('..', import.meta.url))
const names = ['serve', 'migrate', 'seed', 'openapi']

/** One line on standard error, nothing on standard output, and no trace of the program's inside. */
function isSentence(t: Test, { code, out, err }: Ran, expected: RegExp, status = 1) {
  t.equal(code, status)
  t.equal(out, '')
  t.match(err, expected)
  t.match(err, /^[A-Z'][^\n]+\.\n$/)
  t.notMatch(err, /\bat .*:\d+|node:internal|SqliteError|\.ts:\d/)
}

t.test('--help lists every command', async (t) => {
  const { code, out, err } = await run(['--help'])
  t.equal(code, 0)
  t.equal(err, '')
  for (const name of names) t.match(out, new RegExp(`^  sourcebook ${name} +[a-z]`, 'm'))
})

const read: Record<string, string[]> = {
  migrate: ['SOURCEBOOK_DB', 'SOURCEBOOK_VISIBILITY'],
  seed: ['SOURCEBOOK_DB', 'SOURCEBOOK_VISIBILITY'],
  export: ['SOURCEBOOK_DB', 'SOURCEBOOK_VISIBILITY', 'SOURCEBOOK_URL', 'SOURCEBOOK_FILES'],
  openapi: ['SOURCEBOOK_URL'],
  serve: Object.keys(settings),
}

for (const [name, reads] of Object.entries(read))
  t.test(`${name} --help tells what it does, and the settings that it reads`, async (t) => {
    const { code, out, err } = await run([name, '--help'], { env: { PORT: 'wrong' } })
    t.equal(code, 0)
    t.equal(err, '')
    t.match(out, new RegExp(`^sourcebook ${name}`))
    const told = [...out.matchAll(/^ {2}([A-Z_]+) {2,}.* Default: /gm)].map(([, setting]) => setting)
    t.same(told.sort(), reads.sort())
  })

t.test('help COMMAND is COMMAND --help', async (t) => {
  t.same(await run(['help', 'seed']), await run(['seed', '-h']))
})

t.test('--version is that of the package', async (t) => {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  t.same(await run(['--version']), { code: 0, out: `${version}\n`, err: '' })
})

t.test('an older Node.js is told that it is too old', async (t) => {
  const older = `data:text/javascript,Object.defineProperty(process.versions,'node',{value:'20.19.0'})`
  isSentence(
    t,
    await run(['serve'], { env: { NODE_OPTIONS: `--import=${older}` } }),
    /^Sourcebook needs Node\.js 24 or newer; this is 20\.19\.0\. /,
  )
})

t.test('the program is compiled once: what a start has kept serves the next, until its source changes', async (t) => {
  const folder = t.testdir({})
  for (const name of ['src', 'package.json']) cpSync(join(checkout, name), join(folder, name), { recursive: true })
  const program = join(folder, 'src/sourcebook.js')
  const { out: before } = await run(['--help'], { program })
  const kept = readdirSync(join(folder, '.cache'), { recursive: true })
  t.ok(kept.length > 3, `${kept.length} files are kept beside the program`)
  t.same(
    readdirSync(folder).sort(),
    ['.cache', 'package.json', 'src'],
    'and none in node_modules, which npm takes away',
  )
  t.equal((await run(['--help'], { program })).out, before)
  const main = join(folder, 'src/main.ts')
  writeFileSync(main, readFileSync(main, 'utf8').replace('print the OpenAPI document', 'print it'))
  t.equal((await run(['--help'], { program })).out, before.replace('print the OpenAPI document', 'print it'))
})

t.test('without a command there is help, and a failure', async (t) => {
  const { code, out, err } = await run([])
  t.equal(code, 2)
  t.equal(out, '')
  t.match(err, /^Say what to do\.\n\nSourcebook: /)
})

const typed: [words: string[], expected: RegExp][] = [
  [['sede'], /There is no command 'sede'\. Did you mean 'seed'\?/],
  [['constructor'], /There is no command 'constructor'\./],
  [['serve', '--prot=1'], /Unknown option '--prot'\. The options are --help and --version\./],
  [['serve', '-x'], /Unknown option '-x'\./],
  [['serve', 'now'], /'now' is too much: the command is sourcebook serve\./],
]

for (const [words, expected] of typed)
  t.test(`sourcebook ${words.join(' ')}: one sentence`, async (t) => {
    isSentence(t, await run(words, { cwd: t.testdir({}) }), expected, 2)
  })

t.test('every setting that cannot be used is named at once, and nothing is made', async (t) => {
  const cwd = t.testdir({})
  const env = {
    PORT: '70000',
    SOURCEBOOK_DB: ':memory:',
    SOURCEBOOK_LOG: 'loud',
    SOURCEBOOK_URL: 'ftp://example.org',
    SOURCEBOOK_CACHE_MB: '-1',
    SOURCEBOOK_DATABASE: 'x',
  }
  const { code, out, err } = await run(['serve'], { cwd, env })
  t.equal(code, 1)
  t.equal(out, '')
  for (const name of Object.keys(env)) t.match(err, new RegExp(`^${name}: `, 'm'))
  t.equal(err.trim().split('\n').length, 6)
  t.notOk(existsSync(join(cwd, 'data')))
})

t.test('migrate makes the database, and then has nothing to do', async (t) => {
  const cwd = t.testdir({})
  const made = await run(['migrate'], { cwd })
  t.match(made, { code: 0, out: /^data\/sourcebook\.sqlite: \d+ migrations applied\n$/, err: '' })
  t.same(await run(['migrate'], { cwd }), { code: 0, out: 'data/sourcebook.sqlite: up to date\n', err: '' })
  t.notOk(existsSync(join(cwd, 'data/sourcebook.sqlite-wal')))
})

t.test('seed says what it did, and the second time that it did nothing', async (t) => {
  const env = { SOURCEBOOK_DB: join(t.testdir({}), 'a.sqlite') }
  t.match(await run(['seed'], { env }), { code: 0, out: /: added [1-9]\d+, updated 0, unchanged 0, left alone 0\n$/ })
  t.match(await run(['seed'], { env }), { code: 0, out: /: added 0, updated 0, unchanged [1-9]\d+, left alone 0\n$/ })
})

t.test('a folder that is not there, or holds no seed, is a sentence, and nothing is made', async (t) => {
  const cwd = t.testdir({ empty: {} })
  isSentence(
    t,
    await run(['seed', 'nowhere'], { cwd }),
    /^There is no folder nowhere\. Name a folder with NDJSON files/,
  )
  isSentence(t, await run(['seed', 'empty'], { cwd }), /^There are no NDJSON files in the folder empty\./)
  t.notOk(existsSync(join(cwd, 'data')))
})

t.test('openapi prints the document, without a database', async (t) => {
  const cwd = t.testdir({})
  const { code, out, err } = await run(['openapi'], { cwd })
  t.equal(code, 0)
  t.equal(err, '')
  t.match(JSON.parse(out), { openapi: /^3\.1\./, paths: { '/v1/events': Object } })
  t.notOk(existsSync(join(cwd, 'data')))
})

t.test('what is wrong with the database is a sentence, whatever the command', async (t) => {
  const folder = t.testdir({ text: 'not a database, but long enough to be looked into for one'.repeat(20) })
  isSentence(t, await run(['serve'], { env: { SOURCEBOOK_DB: folder } }), /: it is a folder\./)
  const env = { SOURCEBOOK_DB: join(folder, 'text') }
  for (const name of ['serve', 'migrate', 'seed'])
    isSentence(t, await run([name], { env }), /text: the file is not an SQLite database\./)
})

const root = process.getuid?.() === 0
const nobody = root ? { uid: 65_534 } : {}

t.test('a folder or file that may not be written is a sentence', async (t) => {
  const folder = t.testdir({ shut: {}, open: {} })
  const path = join(folder, 'open', 'a.sqlite')
  await run(['seed'], { env: { SOURCEBOOK_DB: path } })
  chmodSync(path, 0o444)
  chmodSync(join(folder, 'open'), 0o777)
  chmodSync(join(folder, 'shut'), 0o555)
  const denied = (name: string) => run(['serve'], { ...nobody, env: { SOURCEBOOK_DB: join(folder, name) } })
  isSentence(t, await denied('open/a.sqlite'), /a\.sqlite: it may not be written there\./)
  isSentence(
    t,
    await denied('shut/b.sqlite'),
    /b\.sqlite: (it may not be written|the file cannot be opened or made) there\./,
  )
  isSentence(t, await denied('shut/deep/c.sqlite'), /c\.sqlite: it may not be written there\./)
})

t.test('a folder for files that stand built, in which none can, is a sentence', async (t) => {
  const cwd = t.testdir({ file: '', shut: {} })
  chmodSync(cwd, 0o777)
  chmodSync(join(cwd, 'shut'), 0o555)
  const told = async (folder: string) => run(['serve'], { ...nobody, cwd, env: { SOURCEBOOK_FILES: folder } })
  isSentence(t, await told('file/files'), /^No files can stand in file\/files: part of the path is a file/)
  isSentence(t, await told('shut'), /^No files can stand in shut: it may not be written there\. Set SOURCEBOOK_FILES/)
})

t.test('a port in use, and a host that is not here, are sentences, and nothing is made', async (t) => {
  const folder = t.testdir({})
  const env = { SOURCEBOOK_DB: join(folder, 'data/a.sqlite') }
  const busy = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => busy.once('listening', resolve))
  const { port } = busy.address() as { port: number }
  const quiet = { ...env, SOURCEBOOK_LOG: 'silent' }
  isSentence(
    t,
    await run(['serve'], { env: { ...quiet, PORT: `${port}` } }),
    new RegExp(`^Port ${port} on 127.0.0.1 is in use`),
  )
  busy.close()
  isSentence(
    t,
    await run(['serve'], { env: { ...quiet, HOST: '192.0.2.1' } }),
    /^Cannot listen on 192\.0\.2\.1, port 0/,
  )
  t.same(readdirSync(folder), [])
})

t.test('a port in use is a sentence also for a database that is there', async (t) => {
  const cwd = t.testdir({})
  await run(['migrate'], { cwd })
  const busy = createServer().listen(0, '127.0.0.1')
  t.teardown(() => busy.close())
  await new Promise((resolve) => busy.once('listening', resolve))
  const { port } = busy.address() as { port: number }
  const told = await run(['serve'], { cwd, env: { SOURCEBOOK_LOG: 'silent', PORT: `${port}` } })
  t.match(told, {
    code: 1,
    err: `Port ${port} on 127.0.0.1 is in use. Set PORT to another, or end what listens there.\n`,
  })
})

t.test(
  'an import that fails says that the knowledge base was made, and that nothing of the file is in it',
  async (t) => {
    const cwd = t.testdir({ 'ged.csv': 'id,year\n1,2020\n' })
    const { code, out, err } = await run(['import', 'ucdp-ged', 'ged.csv'], { cwd })
    t.equal(code, 1)
    t.match(out, /^Seeded data\/sourcebook\.sqlite with [1-9]\d+ records\.\n$/)
    t.match(err, /^ged\.csv is no file of UCDP GED: [^\n]+ Nothing of it was written\.\n$/)
    t.same(await run(['import', 'ucdp-ged', 'none.csv'], { cwd }), {
      code: 1,
      out: '',
      err: 'There is no file none.csv.\n',
    })
  },
)

t.test('a file to import that may not be read is a sentence', async (t) => {
  const cwd = t.testdir({ 'ged.csv': 'id,year\n1,2020\n' })
  chmodSync(cwd, 0o777)
  chmodSync(join(cwd, 'ged.csv'), 0)
  const { code, err } = await run(['import', 'ucdp-ged', 'ged.csv'], { ...nobody, cwd })
  t.same({ code, err }, { code: 1, err: 'ged.csv may not be read: this user has no right to it.\n' })
})

t.test('a key for a database that is not there yet makes it, and says so beside the key', async (t) => {
  const cwd = t.testdir({})
  const create = () => run(['key', 'create', '--scope', 'read'], { cwd })
  const err = 'There was no database data/sourcebook.sqlite: it was made, and the key is for it.\n'
  t.match(await create(), { code: 0, out: /^sbk_\S+\n$/, err })
  t.match(await create(), { code: 0, out: /^sbk_\S+\n$/, err: '' })
})

t.test('a command that only reads makes no database where there is none', async (t) => {
  const cwd = t.testdir({})
  for (const words of [
    ['key', 'list'],
    ['key', 'revoke', '0a1b2c3d'],
    ['export'],
    ['check'],
    ['backup', 'copy.sqlite'],
    ['erase', 'actors', 'ttp', '--reason', 'x'],
  ])
    isSentence(
      t,
      await run(words, { cwd, env: { SOURCEBOOK_DB: 'mistyped.sqlite' } }),
      /^There is no database mistyped\.sqlite\. Set SOURCEBOOK_DB to one, or run sourcebook serve\.\n$/,
      2,
    )
  t.same(readdirSync(cwd), [])
})

t.test('a dry run of what would be refused reports what is in the file, and ends as the import would', async (t) => {
  const release = (rows: number) =>
    toCsv(
      ucdpGed.columns,
      Array.from({ length: rows }, (_, index) => ({ ...gedRow, id: index + 1 })),
    )
  const cwd = t.testdir({ 'ged231.csv': release(50), 'ged241.csv': release(20) })
  await run(['import', 'ucdp-ged', 'ged231.csv'], { cwd })
  const refused = await run(['import', 'ucdp-ged', 'ged241.csv'], { cwd })
  t.match(refused, { code: 1, out: '', err: /^ged241\.csv lacks 30 of the 50 records .* written\.\n$/ })
  const dry = await run(['import', 'ucdp-ged', 'ged241.csv', '--dry-run'], { cwd })
  t.same([dry.code, dry.err], [1, refused.err])
  t.match(dry.out, /was checked; nothing was written\nread 20, new 0, changed 0, unchanged 20, .*, withdrawn 30\n$/)
})

t.test('a dataset that may not be passed on is refused before a public knowledge base is made for it', async (t) => {
  const cwd = t.testdir({ 'acled.csv': 'x\n' })
  for (const more of [[], ['--dry-run']])
    isSentence(
      t,
      await run(['import', 'acled', 'acled.csv', ...more], { cwd }),
      /^ACLED may not be passed on, and data\/sourcebook\.sqlite would become a public .* Nothing was made\.\n$/,
    )
  t.same(readdirSync(cwd), ['acled.csv'])
  const { code, out, err } = await run(['import', 'acled', 'acled.csv'], {
    cwd,
    env: { SOURCEBOOK_VISIBILITY: 'private' },
  })
  t.match([code, out, err], [1, /^Seeded/, /^acled\.csv is no file of ACLED/])
})
