/**
 * A record that is gone is on no surface but its tombstone and, for keys, its revisions: every address is visited with
 * every way to ask it, while the records are there and when they are gone. (What `export` writes has the same bytes.)
 */
import zlib from 'node:zlib'
import Sqlite from 'better-sqlite3'
import { parquetReadObjects } from 'hyparquet'
import t from 'tap'
import { allRoutes } from '../../src/all-routes.ts'
import { buildApp } from '../../src/app.ts'
import { createRecord } from '../../src/edits/change.ts'
import { deleteRecord } from '../../src/edits/delete.ts'
import { findChanges } from '../../src/engine/changes.ts'
import type { Parameter } from '../../src/engine/parameters.ts'
import { formatsOf } from '../../src/formats/index.ts'
import { directory, resources } from '../../src/model/index.ts'
import { streamChanges } from '../../src/routes/change-stream.ts'
import { unzip } from '../formats/unzip.ts'
import { config, resourceOf } from '../support.ts'
import { furnish } from './newsroom.ts'
import { assigned, openDesk, person } from './support.ts'

const desk = await openDesk(t)
const { edit, row, store } = desk
/** What stands built is built again whenever it is asked for. */
const app = await buildApp(store, { ...config, SOURCEBOOK_FILES_MINUTES: 0 })
t.teardown(() => app.close())
const { get, key } = furnish({ ...desk, app })
const named = { Authorization: `Bearer ${key('read')}` }

/** Stands in everything that the records say, and in nothing else. */
const word = 'Quuxbaz'
const alias = { name: `${word} the Elder`, type: 'alias' }
const spot = { latitude: 33.3, longitude: 66.6 }
const day = { date_start: '2024-02-03', date_end: '2024-02-03', date_precision: 'day', date_edtf: '2024-02-03' }
const party = { actor_id: 'gone-actor', role: 'participant', side: 'a', certainty: 'confirmed' }
/** What refers to others goes first. */
const order = ['events', 'actors', 'places', 'sources'] as const

const made: Record<(typeof order)[number], Record<string, unknown>> = {
  actors: person(word, {
    id: 'gone-actor',
    names: [alias],
    claims: [
      assigned('name', word),
      assigned('names', alias),
      { ...assigned('assessment', `${word} is odd.`), id: 'gone-claim' },
    ],
  }),
  places: {
    id: 'gone-place',
    kind: 'city',
    name: `${word}abad`,
    ...spot,
    claims: [assigned('name', `${word}abad`), ...Object.entries(spot).map(([field, value]) => assigned(field, value))],
  },
  events: {
    id: 'gone-event',
    type: 'meeting',
    title: `${word} meets`,
    summary: `${word} meets somebody.`,
    ...day,
    place_id: 'gone-place',
    participants: [party],
    claims: [assigned('date', day), assigned('place', { place_id: 'gone-place' }), assigned('participants', party)],
  },
  sources: { id: 'gone-source', kind: 'news', title: `${word} Times`, claims: [assigned('title', `${word} Times`)] },
}
const valuesOf = ({ schema, many }: Parameter) =>
  Array.isArray(schema.enum) ? (schema.enum as string[]).map(String) : many ? [] : []

/** Every address that needs no id, each asked plainly, for the word, for every facet, and with every expansion. */
const urls = allRoutes().flatMap(({ path, parameters, scope }) => {
  if (/\/\{id\}|stream|sqlite/.test(path) || scope) return []
  const resource = resources.find(({ name }) => path.startsWith(`/v1/${name}`))
  const formats = path.includes('{format}') && resource ? formatsOf(resource).map(({ name }) => name) : ['']
  const of = (name: string) => (parameters[name] ? valuesOf(parameters[name]) : [])
  return formats.flatMap((format) => {
    const url = path.replace('{format}', format)
    if (parameters.by) return of('by').map((by) => `${url}?by=${by}`)
    if (format) return [url, `${url}?q=${word.toLowerCase()}`]
    const asks = [
      '',
      ...(parameters.limit ? ['limit=1000'] : []),
      ...(parameters.q ? [`q=${word.toLowerCase()}`, `q=${word.toLowerCase().slice(0, 4)}*`] : []),
      ...(parameters.complete ? [`complete=1&q=${word.slice(0, 5)}`] : []),
      ...of('facets').map((facet) => `limit=1&facets=${facet}`),
      ...of('expand').map((expansion) => `limit=200&sort=-seq&expand=${expansion}`),
    ]
    return asks.map((ask) => (ask ? `${url}?${ask}` : url))
  })
})

/** All that an answer says, as text, however it is packed. */
async function textOf(url: string, headers = {}): Promise<string> {
  const { rawPayload, statusCode } = await app.inject({ url, headers })
  if (statusCode !== 200) throw new Error(`${url} answers ${statusCode}: ${rawPayload}`)
  if (/\.xlsx/.test(url)) return [...unzip(rawPayload).values()].join('\n')
  if (!/\.parquet/.test(url)) return rawPayload.toString('utf8')
  const compressors = { ZSTD: (packed: Uint8Array) => new Uint8Array(zlib.zstdDecompressSync(packed)) }
  const rows = await parquetReadObjects({ file: new Uint8Array(rawPayload).buffer, compressors, geoparquet: false })
  return (
    JSON.stringify(rows, (_, value) => (typeof value === 'bigint' ? String(value) : value)) +
    rawPayload.toString('latin1')
  )
}

/** The addresses that say the word. */
async function saying(): Promise<string[]> {
  const said = []
  for (const url of urls) if ((await textOf(url)).includes(word)) said.push(url)
  return said
}

/** Everything in the snapshot, as text. */
async function snapshot(): Promise<string> {
  const { rawPayload } = await app.inject('/v1/snapshot.sqlite')
  const file = new Sqlite(rawPayload)
  const tables = file.prepare("select name from sqlite_schema where type in ('table', 'view')").pluck().all()
  const rows = tables.flatMap((name) => file.prepare(`select * from "${name}"`).all())
  file.close()
  return JSON.stringify(rows) + rawPayload.toString('latin1')
}

/** What the stream says from the beginning. */
async function stream(): Promise<string> {
  const names = resources.filter(({ viewOf }) => !viewOf).map(({ name }) => name)
  const find = (after: number, limit: number) => findChanges(store.reader, directory, names, after, limit)
  const [epoch = '', seq] = store.version().split('-')
  let text = ''
  for await (const piece of streamChanges(store, find, { epoch, seq: 0 })) {
    text += piece
    if (text.includes(`id: ${epoch}-${seq}\n`)) break
  }
  return text
}

t.test('while they are there, the records are on every kind of surface', async (t) => {
  for (const [name, body] of Object.entries(made)) edit((e) => createRecord(e, resourceOf(name), body as never))
  const said = await saying()
  for (const format of ['csv', 'json', 'ndjson', 'geojson', 'parquet', 'xlsx'])
    t.ok(
      said.some((url) => url.includes(`.${format}`)),
      format,
    )
  for (const part of [
    '/v1/search?',
    '/v1/changes',
    'facets=',
    'expand=claims',
    'expand=record',
    'by=actor',
    'q=',
    'sort=',
  ])
    t.ok(
      said.some((url) => url.includes(part)),
      part,
    )
  t.match(await snapshot(), word)
  t.match(await stream(), word)
  t.comment(`${said.length} of ${urls.length} addresses say the word`)
})

t.test('when they are gone, no address says a word of them', async (t) => {
  for (const name of order) edit((e) => deleteRecord(e, resourceOf(name), row(name, String(made[name].id))))
  t.same(await saying(), [])
  for (const text of [await snapshot(), await stream()]) t.notOk(text.includes(word))
})

t.test('their own addresses are 410 with the reason; their revisions are told to those with a key', async (t) => {
  for (const [name, { id }] of Object.entries(made)) {
    for (const end of ['', '?as_of=2025-09-01T12:00:00Z', '/revisions', '?expand=claims']) {
      if (end.includes('claims') && !('claims' in resourceOf(name).expansions)) continue
      const { status, text, json } = await get(`/v1/${name}/${id}${end}`)
      t.same([status, json.code, text.includes(word)], [410, 'record_withdrawn', false], `${name}/${id}${end}`)
      t.match(json.detail, /A test\.$/)
      t.match(json.title, /what it was is at \/revisions, for whoever has a key\.$/)
    }
    const { status, text } = await get(`/v1/${name}/${id}/revisions`, named)
    t.equal(status, 200)
    t.match(text, word, `the revisions of ${name}/${id}`)
  }
  t.equal((await get('/v1/claims/gone-claim')).status, 410, 'the claims about them have gone too')
})

t.test('the feed says that they are gone, and nothing else', async (t) => {
  const { json } = await get('/v1/changes?since=0&limit=1000&resource=actors,places,events,sources')
  const gone = (json.data as { id: string }[]).filter(({ id }) => id.startsWith('gone-'))
  t.same(gone.map(({ id }) => id).sort(), ['gone-actor', 'gone-event', 'gone-place', 'gone-source'])
  for (const change of gone) t.match(change, { op: 'delete', record: null, into_id: null })
})

t.test('when an id is used again, what the former record was is told to those with a key alone', async (t) => {
  const again = { ...made.sources, title: 'Evening News', claims: [assigned('title', 'Evening News')] }
  edit((e) => createRecord(e, resourceOf('sources'), again as never), '2030-01-01T00:00:00.000Z')
  const past = '/v1/sources/gone-source?as_of=2025-09-01T12:00:00Z'
  const revisions = '/v1/sources/gone-source/revisions'
  const shown = async (headers = {}) =>
    ((await get(revisions, headers)).json.data as { revision: number }[]).map(({ revision }) => revision)

  t.equal((await get(past)).status, 404)
  t.same(await shown(), [3])
  t.notOk((await get(revisions)).text.includes(word))
  t.equal((await get('/v1/sources/gone-source?as_of=2030-01-02')).json.title, 'Evening News')
  t.same(await shown(named), [3, 2, 1])
  t.match(await get(revisions, named), { json: { data: [{ before: null }, { before: { title: `${word} Times` } }] } })
  t.equal((await saying()).length, 0)
})
