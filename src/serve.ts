/** The command `serve`: makes the database ready, and serves it until it is told to end. */
import type { Writable } from 'node:stream'
import type { Database } from 'better-sqlite3'
import { buildApp } from './app.ts'
import type { Config } from './config.ts'
import { isEmpty, readSeed, seed, seedFolder } from './seed.ts'
import { whyNotListen } from './store/keys.ts'
import { explained, openForWriting, openStore, SetupError } from './store/open.ts'
import { dropForeignLog, leaveMark } from './store/place.ts'
import { lockServing } from './store/serving.ts'

type Surroundings = {
  /** Makes the database, or brings it up to this program. */
  makeReady(): Promise<unknown>
  log: Writable
  say(line: string): void
  /** What is to be called when the server is told to end. */
  onEnd(end: () => void): void
}

/** How long files in flight may take to end, in ms: less than what most supervisors wait before they kill. */
const patience = 8000

/**
 * Listens, and returns.
 *
 * @throws SetupError with one sentence if it cannot serve the database, or not listen.
 */
export async function runServer(config: Config, { makeReady, log, say, onEnd }: Surroundings): Promise<void> {
  const path = config.SOURCEBOOK_DB
  dropForeignLog(path)
  const lock = lockServing(path)
  await makeReady()
  prepare(config, say)
  const store = openStore(path)
  const app = await buildApp(store, config, log)
  const end = async () => {
    setTimeout(() => app.server.closeAllConnections(), patience).unref()
    await app.close()
    store.close()
    lock.release()
  }
  try {
    const url = await app.listen({ host: config.HOST, port: config.PORT })
    onEnd(() => void end())
    say(`Sourcebook listens on ${url}\n  API   ${url}/v1\n  page  ${url}/docs`)
  } catch (error) {
    await end()
    const sentence = toListenFault(error, config)
    throw sentence ? new SetupError(sentence) : error
  }
}

/** Seeds an empty database, and marks it as the one that is served here. */
function prepare({ SOURCEBOOK_DB: path, HOST }: Config, say: Surroundings['say']) {
  const connection: Database = openForWriting(path)
  try {
    explained(path, () => {
      if (isEmpty(connection)) {
        const { added } = seed(connection, readSeed(seedFolder))
        say(`Seeded ${path} with ${added} records.`)
      }
      const closed = whyNotListen(connection, HOST, new Date().toISOString())
      if (closed) throw new SetupError(closed)
      leaveMark(connection)
    })
  } finally {
    connection.close()
  }
}

/** Why the server cannot listen, if that is what went wrong. */
function toListenFault(error: unknown, { HOST, PORT }: Config): string | undefined {
  const { code, syscall = '' } = error as NodeJS.ErrnoException
  if (code === 'EADDRINUSE') return `Port ${PORT} on ${HOST} is in use. Set PORT to another, or end what listens there.`
  return ['listen', 'bind', 'getaddrinfo'].includes(syscall)
    ? `Cannot listen on ${HOST}, port ${PORT} (${code}). Set HOST and PORT to an address of this machine that you may use.`
    : undefined
}
