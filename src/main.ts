#!/usr/bin/env node
/** The command `sourcebook`, and the only place that knows the process: arguments, environment, signals, exit codes. */
import { existsSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'

if (Number(process.versions.node.split('.')[0]) < 24) {
  console.error(
    `Sourcebook needs Node.js 24 or newer; this is ${process.versions.node}. In the project, npm start brings its own.`,
  )
  process.exit(1)
}

const { buildApp, documentOf } = await import('./app.ts')
const { ConfigError, readConfig, settings } = await import('./config.ts')
const { isEmpty, readSeed, seed, SeedError, seedFolder } = await import('./seed.ts')
const { migrate } = await import('./store/migrate.ts')
const { openForWriting, openStore, SetupError } = await import('./store/open.ts')

type Command = {
  summary: string
  usage: string
  help: string
  options?: string[]
  run(given: string[]): Promise<void> | void
}

const commands: Record<string, Command> = {
  serve: {
    summary: 'make, migrate and seed the database if need be, and serve it',
    usage: 'serve',
    help: 'Listens until it is told to end (SIGTERM or SIGINT); requests in flight finish first.',
    run: serve,
  },
  migrate: {
    summary: 'make the database, or bring it up to this program',
    usage: 'migrate',
    help: 'Makes the database file and its folder if they are not there. `serve` does the same by itself.',
    run: () => {
      const connection = openForWriting(config.SOURCEBOOK_DB)
      const count = migrate(connection)
      connection.close()
      console.log(`${config.SOURCEBOOK_DB}: ${count === 0 ? 'up to date' : `${count} migrations applied`}`)
    },
  },
  seed: {
    summary: 'write the seed into the database',
    usage: 'seed [FOLDER]',
    help: 'Checks the NDJSON files of FOLDER (the seed that comes with Sourcebook if left out) before it touches the database. Records that have been edited since they were last seeded are left alone and named.',
    run: ([folder = seedFolder]) => {
      if (!existsSync(folder))
        throw new SetupError(`There is no folder ${folder}. Name a folder with NDJSON files, one a resource.`)
      const lines = readSeed(folder)
      const connection = openForWriting(config.SOURCEBOOK_DB)
      migrate(connection)
      const report = seed(connection, lines)
      connection.close()
      console.log(
        `${config.SOURCEBOOK_DB}: added ${report.added}, updated ${report.updated}, unchanged ${report.unchanged}, left alone ${report.leftAlone.length}`,
      )
      for (const name of report.leftAlone) console.log(`left alone, edited since it was seeded: ${name}`)
    },
  },
  openapi: {
    summary: 'print the OpenAPI document',
    usage: 'openapi',
    help: 'The document that the server answers at /openapi.json, as JSON on standard output.',
    run: () => console.log(JSON.stringify(documentOf(config), null, 2)),
  },
}

const config = ended(() => readConfig(process.env))
await run(process.argv.slice(2))

async function run(args: string[]) {
  const { values, positionals } = ended(() => parse(args))
  const [name, ...given] = positionals
  const command = name === undefined ? undefined : commands[name]
  if (values.version) return console.log(version())
  if (!command) {
    const unknown = name !== undefined && name !== 'help'
    if (unknown) console.error(`There is no command '${name}'.\n`)
    if (unknown || (name === undefined && !values.help)) process.exitCode = 2
    return (process.exitCode ? console.error : console.log)(overview())
  }
  if (values.help) return console.log(`sourcebook ${command.usage}\n\n${command.help}\n\n${settingsHelp()}`)
  try {
    await command.run(given)
  } catch (error) {
    fail(error)
  }
}

function parse(args: string[]) {
  return parseArgs({
    args,
    allowPositionals: true,
    options: { help: { type: 'boolean', short: 'h' }, version: { type: 'boolean' } },
  })
}

async function serve() {
  const connection = openForWriting(config.SOURCEBOOK_DB)
  migrate(connection)
  if (isEmpty(connection)) {
    const { added } = seed(connection, readSeed(seedFolder))
    console.log(`Seeded ${config.SOURCEBOOK_DB} with ${added} records.`)
  }
  connection.close()
  const store = openStore(config.SOURCEBOOK_DB)
  const app = await buildApp(store, config)
  const end = async () => {
    await app.close()
    store.close()
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, end)
  const url = await app.listen({ host: config.HOST, port: config.PORT })
  console.log(`Sourcebook listens on ${url}\n  API   ${url}/v1\n  page  ${url}/docs`)
}

/** Runs what may fail before there is a command; a fault of the user's ends the process with one sentence. */
function ended<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    return fail(error)
  }
}

function fail(error: unknown): never {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'EADDRINUSE')
    console.error(`Port ${config.PORT} on ${config.HOST} is in use. Set PORT to another, or end what listens there.`)
  else if (code === 'EACCES' || code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    console.error(
      `Cannot listen on ${config.HOST}, port ${config.PORT}: ${code}. Set HOST and PORT to an address of this machine.`,
    )
  else if (error instanceof SeedError) console.error(`The seed has faults; nothing was written.\n${message}`)
  else if (error instanceof SetupError || error instanceof ConfigError) console.error(message)
  else if (code?.startsWith('ERR_PARSE_ARGS')) console.error(`${message}\n\n${overview()}`)
  else console.error(error)
  process.exit(1)
}

function overview() {
  const list = Object.values(commands).map(({ usage, summary }) => `  sourcebook ${usage.padEnd(16)} ${summary}`)
  return `Sourcebook: a security-event knowledge base over REST.\n\n${list.join('\n')}\n\nsourcebook COMMAND --help tells more.`
}

function version() {
  return (JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }).version
}

function settingsHelp() {
  const lines = Object.entries(settings).map(
    ([name, { initial, description }]) =>
      `  ${name.padEnd(20)} ${description} Default: ${initial === '' ? 'none' : initial}`,
  )
  return `Settings, from the environment:\n${lines.join('\n')}`
}
