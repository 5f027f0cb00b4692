/** The command `serve`: makes the database ready, and serves it until it is told to end. */
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import type { Writable } from 'node:stream'
import { setTimeout as after } from 'node:timers/promises'
import type { Database } from 'better-sqlite3'
import type { FastifyInstance } from 'fastify'
import { buildApp } from '../app.ts'
import type { Config } from '../config.ts'
import { howToRead, whyNotListen } from '../store/keys.ts'
import { isEmpty } from '../store/migrate.ts'
import { explained, openForWriting, openStore, SetupError } from '../store/open.ts'
import { dropForeignLog, leaveMark } from '../store/place.ts'
import { lockServing } from '../store/serving.ts'
import { makeRoom } from '../store/standing.ts'
import { isBusy } from '../store/turn.ts'
import { readMostOpen, withinMostOpen } from './most-open.ts'

type Surroundings = {
  /** Makes the database, or brings it up to this program. */
  makeReady(): Promise<unknown>
  log: Writable
  say(line: string): void
  /** What is to be called when the server is told to end, and when it is told again. */
  onEnd(end: () => void): void
}

/** How long files in flight may take to end, in ms: less than what most supervisors wait before they kill. */
const patience = 8000

/**
 * Listens, and returns.
 *
 * @throws SetupError with one sentence if it cannot serve the database, or not listen.
 */
export async function runServer(wanted: Config, { makeReady, log, say, onEnd }: Surroundings): Promise<void> {
  const mostOpen = readMostOpen()
  const config = withinMostOpen(wanted, mostOpen)
  const path = config.SOURCEBOOK_DB
  if (!existsSync(path)) await tryAddress(config)
  dropForeignLog(path)
  const lock = lockServing(path)
  await makeReady()
  if (config.SOURCEBOOK_FILES) makeRoom(config.SOURCEBOOK_FILES)
  const store = openStore(path) // first: the last connection to close would take the log of changes away each time
  const closed = await prepare(config, say)
  const endMarking = markWhenFree(path)
  const leaving = new AbortController()
  const app = await buildApp(store, config, log, leaving.signal)
  for (const name of ['SOURCEBOOK_CONNECTIONS', 'SOURCEBOOK_FILES_AT_ONCE'] as const)
    if (config[name] < wanted[name])
      app.log.warn(
        `The system lets the server have ${mostOpen} files and connections open: ${name} is ${config[name]} instead of ${wanted[name]}. Raise the limit (ulimit -n).`,
      )
  let ended: Promise<void> | undefined
  const end = () => (ended ??= close())
  const close = async () => {
    setTimeout(() => app.server.closeAllConnections(), patience).unref()
    endMarking()
    await app.close()
    store.close()
    lock.release()
  }
  try {
    const url = await listen(app, config)
    onEnd(async () => {
      const isToldAgain = leaving.signal.aborted
      leaving.abort()
      if (!isToldAgain) await after(config.SOURCEBOOK_DRAIN_SECONDS * 1000, undefined, { ref: false }) // it keeps nothing that has ended
      await end()
    })
    say(`Sourcebook listens on ${url}\n  API   ${url}/v1\n  page  ${url}/docs${closed ? `\n${closed}` : ''}`)
  } catch (error) {
    await end()
    throw toListenFault(error, config)
  }
}

/** Refuses an address that cannot be listened on before a database is made for it. */
async function tryAddress(config: Config) {
  const server = createServer()
  try {
    await once(server.listen({ host: config.HOST, port: config.PORT }), 'listening')
  } catch (error) {
    throw toListenFault(error, config)
  } finally {
    server.close()
  }
}

/** Listens, and gives the address; what is said of it tells more than the line that the framework logs at info. */
async function listen(app: FastifyInstance, { HOST, PORT }: Config): Promise<string> {
  const { level } = app.log
  if (level === 'info') app.log.level = 'warn'
  try {
    return await app.listen({ host: HOST, port: PORT })
  } finally {
    app.log.level = level
  }
}

/** Seeds an empty database. Gives what to say if not everybody may read it. */
async function prepare({ SOURCEBOOK_DB: path, HOST }: Config, say: Surroundings['say']): Promise<string | undefined> {
  const connection: Database = openForWriting(path)
  try {
    const seedIfEmpty = explained(path, () => isEmpty(connection)) ? (await import('./seed.ts')).seedIfEmpty : () => 0
    return explained(path, () => {
      const added = seedIfEmpty(connection)
      if (added > 0) say(`Seeded ${path} with ${added} records.`)
      const now = new Date().toISOString()
      const closed = whyNotListen(connection, HOST, now)
      if (closed) throw new SetupError(closed)
      return howToRead(connection, now)
    })
  } finally {
    connection.close()
  }
}

/** How often it is tried again to mark a database to which somebody writes, in ms. */
const markEvery = 500

/** Marks a database as the one that is served here, at once or when whoever writes has ended. Gives what ends the waiting. */
function markWhenFree(path: string): () => void {
  const attempt = () => {
    const connection = openForWriting(path)
    connection.pragma('busy_timeout = 0') // others are to be answered
    try {
      leaveMark(connection)
      clearInterval(timer)
    } catch (error) {
      if (!isBusy(error)) throw error
    } finally {
      connection.close()
    }
  }
  const timer = setInterval(attempt, markEvery).unref()
  explained(path, attempt)
  return () => clearInterval(timer)
}

/** A sentence on why the server cannot listen, if that is what went wrong; else the error itself. */
function toListenFault(error: unknown, { HOST, PORT }: Config): unknown {
  const { code, syscall = '' } = error as NodeJS.ErrnoException
  if (code === 'EADDRINUSE')
    return new SetupError(`Port ${PORT} on ${HOST} is in use. Set PORT to another, or end what listens there.`)
  if (!['listen', 'bind', 'getaddrinfo'].includes(syscall)) return error
  return new SetupError(
    `Cannot listen on ${HOST}, port ${PORT} (${code}). Set HOST and PORT to an address of this machine that you may use.`,
  )
}
