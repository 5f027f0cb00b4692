/**
 * What tests share: a knowledge base in a temporary folder, made once a file, and a server over it that is asked
 * without a socket. Both end with the test they were made for.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Database } from 'better-sqlite3'
import type { FastifyInstance } from 'fastify'
import { buildApp } from '../src/app.ts'
import { readSeed, seed, seedFolder } from '../src/commands/seed.ts'
import { readConfig } from '../src/config.ts'
import { openWriter, type Writer } from '../src/edits/write.ts'
import type { AnyRecord, Resource } from '../src/engine/resource.ts'
import { openReader } from '../src/engine/statement.ts'
import { directory } from '../src/model/index.ts'
import { migrate } from '../src/store/migrate.ts'
import { openForWriting, openStore, type Store } from '../src/store/open.ts'

/** Of a tap test: a folder of its own, and work for its end. */
export type Scope = { testdir(content?: Record<string, never>): string; teardown(work: () => unknown): unknown }

export type Base = {
  store: Store
  app: FastifyInstance
  /** Beside the store's own, which cannot write. */
  connection: Database
  /** Writes in one transaction, as a curator would; `now` is an instant. */
  write(work: (writer: Writer) => void, now?: string): void
}

export const config = readConfig({ SOURCEBOOK_LOG: 'silent' })

/** What a curated record of a seeded knowledge base comes from. */
export const curated = { dataset_id: 'sourcebook', licence: 'CC-BY-4.0' }

/** A knowledge base with the seed that comes with Sourcebook. */
export const openSeeded = (scope: Scope): Promise<Base> =>
  openBase(scope, (connection) => seed(connection, readSeed(seedFolder)))

/** A migrated knowledge base, filled before anything is asked of it; empty if nothing fills it. */
export async function openBase(scope: Scope, fill?: (connection: Database) => unknown): Promise<Base> {
  const path = join(scope.testdir({}), 'base.sqlite')
  const connection = openForWriting(path)
  connection.pragma('synchronous = OFF') // what a test writes need not outlive the machine
  migrate(connection)
  fill?.(connection)
  const store = openStore(path)
  const app = await buildApp(store, config)
  scope.teardown(async () => {
    await app.close()
    store.close()
    connection.close()
  })
  const write: Base['write'] = (work, now = '2025-08-01T00:00:00.000Z') =>
    connection
      .transaction(() => {
        const writer = openWriter(openReader(connection), directory, now)
        work(writer)
        writer.index()
      })
      .immediate()
  return { store, app, connection, write }
}

/** A resource of the registry. */
export function resourceOf(name: string): Resource {
  const resource = directory.get(name)
  if (!resource) throw new Error(`no resource is called ${name}`)
  return resource
}

/** What a writer gives of a record: all but what the server keeps. */
export function written(resource: string, record: AnyRecord): AnyRecord {
  const { fields } = resourceOf(resource)
  return Object.fromEntries(Object.entries(record).filter(([name]) => !fields[name]?.managed)) as AnyRecord // id is not managed
}

export type Said = { status: number; headers: Record<string, string>; bytes: Buffer; text: string }

/** Asks the server; anything but GET and its headers is given. */
export async function ask(
  app: FastifyInstance,
  url: string,
  { method = 'GET', headers = {} }: { method?: 'GET' | 'HEAD' | 'OPTIONS'; headers?: Record<string, string> } = {},
): Promise<Said> {
  const { statusCode, headers: said, rawPayload } = await app.inject({ method, url, headers })
  const plain = Object.entries(said).map(([name, value]) => [name, String(value)] as const)
  return {
    status: statusCode,
    headers: Object.fromEntries(plain),
    bytes: rawPayload,
    text: rawPayload.toString('utf8'),
  }
}

/** The JSON of an answer that has to be 200. */
export async function read<T>(app: FastifyInstance, url: string, headers: Record<string, string> = {}): Promise<T> {
  const { status, text } = await ask(app, url, { headers })
  if (status !== 200) throw new Error(`${url} answers ${status}: ${text}`)
  return JSON.parse(text) as T
}

export type Page = {
  data: AnyRecord[]
  page: { limit: number; next_cursor: string | null; total?: number }
}

export const readPage = (app: FastifyInstance, url: string) => read<Page>(app, url)

/** Every record of a file, by its NDJSON. */
export async function readAll(app: FastifyInstance, pathAndQuery: string): Promise<AnyRecord[]> {
  const [path = '', query = ''] = pathAndQuery.split('?')
  const { status, text } = await ask(app, `${path}.ndjson?${query}`)
  if (status !== 200) throw new Error(`${pathAndQuery} answers ${status}: ${text}`)
  return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as AnyRecord]))
}

export type ProblemDocument = {
  status: number
  code: string
  detail: string
  errors?: { parameter?: string; pointer?: string; detail: string; code: string; allowed?: string[] }[]
}

/** The problem document of an answer that has to be one, whole and by the rules. */
export async function readProblem(app: FastifyInstance, url: string): Promise<ProblemDocument> {
  const { status, headers, text } = await ask(app, url)
  if (!headers['content-type']?.startsWith('application/problem+json'))
    throw new Error(`${url} answers ${status}: ${text}`)
  const document = JSON.parse(text) as ProblemDocument
  if (document.status !== status) throw new Error(`${url} answers ${status} with a document of ${document.status}`)
  return document
}

const sharedFolder = fileURLToPath(new URL('../../shared', import.meta.url))

/** For `skip`: false where the folder of originals lies beside the checkout, else why the case is left out. */
export const withoutShared: string | false = existsSync(sharedFolder)
  ? false
  : 'the folder ../shared with the originals is not here'

export const readShared = (path: string) => readFileSync(join(sharedFolder, path))
