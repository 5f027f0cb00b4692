/** The command `sourcebook`, and the only place that knows the process: arguments, environment, signals, exit codes. */
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { type Command, hint, overview, parse, textOf, UsageError, type Values } from './commands/arguments.ts'
import {
  backupUsage,
  checkUsage,
  eraseUsage,
  exportUsage,
  importUsage,
  keyUsage,
  restoreUsage,
  seedUsage,
  settingsHelp,
} from './commands/usage.ts'

type Config = import('./config.ts').Config
type Connection = import('better-sqlite3').Database

const commands = new Map<string, Command>([
  [
    'serve',
    {
      summary: 'make, migrate and seed the database if need be, and serve it',
      usage: 'serve',
      help: 'Listens until it is told to end (SIGTERM or SIGINT); requests in flight finish first.',
      words: 0,
      settings: 'all',
      run: serve,
    },
  ],
  [
    'migrate',
    {
      summary: 'make the database, or bring it up to this program',
      usage: 'migrate',
      help: 'Makes the database file and its folder if they are not there. `serve` does the same by itself.',
      words: 0,
      run: async (config) => {
        const count = await makeReady(config)
        console.log(`${config.SOURCEBOOK_DB}: ${count === 0 ? 'up to date' : `${count} migrations applied`}`)
      },
    },
  ],
  ['seed', { ...seedUsage, run: seedFrom }],
  ['export', { ...exportUsage, run: exportTo }],
  ['import', { ...importUsage, run: importFrom }],
  ['key', { ...keyUsage, run: manageKeys }],
  ['erase', { ...eraseUsage, run: eraseOne }],
  ['backup', { ...backupUsage, run: backupTo }],
  ['restore', { ...restoreUsage, run: restoreFrom }],
  ['check', { ...checkUsage, run: checkAll }],
  [
    'openapi',
    {
      summary: 'print the OpenAPI document',
      usage: 'openapi',
      help: 'The document that the server answers at /openapi.json, as JSON on standard output.',
      words: 0,
      settings: ['SOURCEBOOK_URL'],
      run: async (config) => {
        const { documentOf } = await import('./document.ts')
        console.log(JSON.stringify(documentOf(config), null, 2))
      },
    },
  ],
])

/** What is made from a private knowledge base, its file first, is for nobody else who has an account on the machine. */
const ownerOnly = 0o077

const more = 'sourcebook --help lists those there are.'

async function run(args: string[]) {
  const { values, positionals } = parse(args, commands)
  const [first, ...rest] = positionals
  const [name, ...words] = first === 'help' ? rest : positionals
  const helpIsWanted = values.help || first === 'help'
  if (values.version) return console.log((await import('./version.ts')).version)
  if (name === undefined && helpIsWanted) return console.log(overview(commands))
  if (name === undefined) throw new UsageError(`Say what to do.\n\n${overview(commands)}`)
  const command = commands.get(name)
  if (!command) throw new UsageError(`There is no command '${name}'.${await hint(name, commands)} ${more}`)
  const { readConfig, settings } = await import('./config.ts')
  if (helpIsWanted)
    return console.log(`sourcebook ${command.usage}\n\n${command.help}\n\n${settingsHelp(command.settings, settings)}`)
  if (words.length > command.words)
    throw new UsageError(`'${words[command.words]}' is too much: the command is sourcebook ${command.usage}.`)
  const config = readConfig(process.env)
  if (config.SOURCEBOOK_VISIBILITY === 'private') process.umask(ownerOnly)
  await command.run(config, words, values)
}

async function serve(config: Config) {
  const { endings } = await import('./processes/apart.ts')
  const { whenOrphaned } = await import('./processes/orphaned.ts')
  const { runServer } = await import('./commands/serve.ts')
  await runServer(config, {
    makeReady: () => makeReady(config, true),
    log: process.stderr,
    say: (line) => console.log(line),
    onEnd: (end) => {
      const forget = whenOrphaned(process, end)
      for (const signal of endings)
        process.once(signal, () => {
          forget()
          end()
          process.once(signal, end) // the third kills
        })
    },
  })
}

async function seedFrom(config: Config, [folder]: string[], values: Values) {
  const { describe, readSeed, seed, seedFolder } = await import('./commands/seed.ts')
  const { doInTurn } = await import('./store/turn.ts')
  const text = textOf(values, 'source-text')
  const lines = readSeed(folder ?? seedFolder, text)
  if (text !== undefined) console.log(`${text}: every quote of its source stands in it, to the character`)
  const path = config.SOURCEBOOK_DB
  await makeReady(config)
  for (const line of describe(path, await withDatabase(path, (connection) => doInTurn(() => seed(connection, lines)))))
    console.log(line)
}

async function exportTo(config: Config, _words: string[], values: Values) {
  const path = config.SOURCEBOOK_DB
  const { exportFiles } = await import('./commands/export.ts')
  refuseMissing(path)
  await makeReady(config)
  if (values.output === '-') process.stdout.once('error', () => process.exit(1)) // nobody is left to read the rest
  await exportFiles(
    {
      format: textOf(values, 'format') ?? 'csv',
      resource: textOf(values, 'resource'),
      query: textOf(values, 'query') ?? '',
      output: textOf(values, 'output') ?? '.',
    },
    {
      base: { path, address: config.SOURCEBOOK_URL },
      folder: config.SOURCEBOOK_FILES || `${path}-files`,
      terminal: process.stderr,
      say: (line) => console.log(line),
      warn: (line) => console.error(line),
      print: async (bytes) => process.stdout.write(bytes) || once(process.stdout, 'drain'),
    },
  )
}

async function importFrom(config: Config, words: string[], values: Values) {
  if (words.length < 2) throw new UsageError(`Say which dataset and which file: sourcebook ${importUsage.usage}.`)
  const { apartFrom, done, endings, runApart } = await import('./processes/apart.ts')
  const parent = apartFrom(process)
  if (parent !== undefined) (await import('./processes/watch-parent.ts')).endWithParent(parent)
  else {
    const what = words[1] === '-' ? 'standard input' : words[1]
    process.exitCode = await runApart(process, `Interrupted: nothing of ${what} was written.`)
    return
  }
  const { runImport } = await import('./commands/import.ts')
  const onWritten = () => {
    for (const signal of endings) process.on(signal, () => {}) // what is about to stand is told, not interrupted
  }
  const context = { config, now: new Date().toISOString(), streams: process, say: console.log, onWritten }
  await runImport(words, values, context)
  process.send?.(done)
}

async function manageKeys(config: Config, words: string[], values: Values) {
  const { runKey } = await import('./commands/key.ts')
  const { doInTurn } = await import('./store/turn.ts')
  const path = config.SOURCEBOOK_DB
  if (words[0] === 'list' || words[0] === 'revoke') refuseMissing(path)
  const isNew = !existsSync(path)
  await makeReady(config)
  const now = new Date().toISOString()
  console.log(await withDatabase(path, (connection) => doInTurn(() => runKey(connection, words, values, now))))
  if (isNew) console.error(`There was no database ${path}: it was made, and the key is for it.`)
}

async function eraseOne(config: Config, [resource, id]: string[], { reason }: Values) {
  if (resource === undefined || id === undefined || typeof reason !== 'string')
    throw new UsageError(`Say what and why: sourcebook ${eraseUsage.usage}.`)
  const { runErase } = await import('./commands/erase.ts')
  const path = config.SOURCEBOOK_DB
  refuseMissing(path)
  await makeReady(config)
  const erasure = { resource, id, reason, now: new Date().toISOString() }
  await withDatabase(path, (connection) => runErase(connection, erasure, console.log))
}

async function backupTo({ SOURCEBOOK_DB: path }: Config, [to]: string[], { replace }: Values) {
  if (to === undefined) throw new UsageError(`Say which file: sourcebook ${backupUsage.usage}.`)
  const { backup } = await import('./commands/backup.ts')
  refuseMissing(path)
  console.log(await backup(path, to, replace === true, process.stderr))
}

async function restoreFrom(config: Config, [from]: string[]) {
  if (from === undefined) throw new UsageError(`Say which file: sourcebook ${restoreUsage.usage}.`)
  const { restore } = await import('./commands/backup.ts')
  const { SOURCEBOOK_DB: path, SOURCEBOOK_VISIBILITY: visibility } = config
  const asked = process.env.SOURCEBOOK_VISIBILITY ? visibility : undefined // what is meant if nothing is set is not asked for
  const { said } = await restore(path, from, new Date().toISOString(), process.stderr, asked)
  for (const line of said) console.log(line)
  await makeReady(config)
  console.log('It begins a new epoch: who follows the changes begins anew.')
}

async function checkAll(config: Config, _words: string[], { 'source-text': text, repair }: Values) {
  const { check } = await import('./commands/check.ts')
  const path = config.SOURCEBOOK_DB
  refuseMissing(path)
  await makeReady(config)
  const wish = { sourceText: typeof text === 'string' ? text : undefined, repair: repair === true }
  const surroundings = { terminal: process.stderr, say: (line: string) => console.log(line) }
  const isSound = await withDatabase(path, (connection) => check(connection, wish, surroundings))
  process.exitCode = isSound ? 0 : 1
}

function refuseMissing(path: string) {
  if (!existsSync(path))
    throw new UsageError(`There is no database ${path}. Set SOURCEBOOK_DB to one, or run sourcebook serve.`)
}

/** Makes the database, or brings it up to this program. Gives how many migrations were applied. `serves`: for the server. */
async function makeReady({ SOURCEBOOK_DB: path, SOURCEBOOK_VISIBILITY: visibility }: Config, serves = false) {
  const { migrate } = await import('./store/migrate.ts')
  const { dropForeignLog } = await import('./store/place.ts')
  const { isPublic } = await import('./store/visibility.ts')
  dropForeignLog(path)
  return withDatabase(path, (connection) => {
    const count = migrate(connection, visibility, serves)
    if (!isPublic(connection)) process.umask(ownerOnly)
    return count
  })
}

/** The database, open for `work`, which waits for a short write of somebody else, such as that of the seed. */
async function withDatabase<T>(path: string, work: (connection: Connection) => T): Promise<T> {
  const { explained, openForWriting } = await import('./store/open.ts')
  const connection = openForWriting(path)
  connection.pragma('busy_timeout = 5000')
  try {
    return explained(path, () => work(connection))
  } finally {
    connection.close()
  }
}

/** Errors whose message is for whoever typed the command; their modules may not be loaded. */
const spoken = ['UsageError', 'SetupError', 'ConfigError', 'SeedError']

/** A package that is not there, or not yet: nobody has run `npm ci`, or it is running. */
const isMissing = ({ code = '', path = '' }: NodeJS.ErrnoException) =>
  code.endsWith('MODULE_NOT_FOUND') || (code === 'ENOENT' && path.includes('node_modules'))

/** The rest is only for whoever looks for the fault in the program. */
function fail(error: Error) {
  process.exitCode = error instanceof UsageError ? 2 : 1
  const { name } = error.constructor
  if (name === 'SeedError') console.error('The seed has faults; nothing was written.')
  if (spoken.includes(name)) console.error(error.message)
  else if (process.env.SOURCEBOOK_LOG === 'debug') console.error(error.stack)
  else if (isMissing(error))
    console.error('Packages of Sourcebook are missing. Run npm ci; if it is running, wait for its end and try again.')
  else console.error(`Sourcebook failed: ${error.message}. SOURCEBOOK_LOG=debug shows where; please report it.`)
}

process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
  if (code === 'EPIPE') return
  console.error('Standard output cannot be written.')
  process.exit(1)
})
process.stderr.on('error', () => {}) // whoever read has gone, here as there: what was begun is done to its end
await run(process.argv.slice(2)).catch(fail)
