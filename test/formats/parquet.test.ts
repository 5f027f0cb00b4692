/** Parquet, read back by another implementation. */
import zlib from 'node:zlib'
import { parquetMetadata, parquetReadObjects } from 'hyparquet'
import t from 'tap'
import type { AnyRecord } from '../../src/engine/resource.ts'
import { inOrder, openContract } from '../contract/model.ts'
import { ask } from '../support.ts'

const { app, connection, tables, table } = await openContract(t)

type Row = Record<string, unknown>

async function read(url: string) {
  const { status, bytes } = await ask(app, url)
  if (status !== 200) throw new Error(`${url} answers ${status}: ${bytes}`)
  const file = new Uint8Array(bytes).buffer
  const metadata = parquetMetadata(file)
  const compressors = { ZSTD: (packed: Uint8Array) => new Uint8Array(zlib.zstdDecompressSync(packed)) }
  const rows = (await parquetReadObjects({ file, compressors, geoparquet: false, utf8: false })) as Row[]
  const said = Object.fromEntries((metadata.key_value_metadata ?? []).map(({ key, value }) => [key, value ?? '']))
  return { metadata, rows, said }
}

const instants = /^(created|updated|imported)_at$/

/** A value of the file as JSON has it. */
function toJson(name: string, value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value)
  if (value instanceof Date) return instants.test(name) ? value.toISOString() : value.toISOString().slice(0, 10)
  if (Array.isArray(value)) return value.map((element) => toJson(name, element))
  if (value === null || typeof value !== 'object') return value ?? null
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, toJson(key, inner)]))
}

const recordOf = ({ geometry: _, ...row }: Row) => toJson('', row)

for (const { resource, records } of tables)
  t.test(`${resource.name}.parquet holds every record, in order`, async (t) => {
    const { rows } = await read(`/v1/${resource.name}.parquet?limit=100000`)
    t.same(rows.map(recordOf), inOrder(resource, records))
  })

t.test('columns have types of their own', async (t) => {
  const { metadata } = await read('/v1/events.parquet?limit=1')
  const typeOf = (name: string) => {
    const { type, converted_type, logical_type, repetition_type } = metadata.schema.find((e) => e.name === name) ?? {}
    return [converted_type ?? type, repetition_type, ...(logical_type ? [logical_type] : [])]
  }
  t.same(typeOf('id'), ['UTF8', 'REQUIRED'])
  t.same(typeOf('date_start'), ['DATE', 'OPTIONAL'])
  t.same(typeOf('fatalities_low'), ['INT64', 'OPTIONAL'])
  t.same(typeOf('latitude'), ['DOUBLE', 'OPTIONAL'])
  t.same(typeOf('is_aggregate'), ['BOOLEAN', 'REQUIRED'])
  t.same(typeOf('participants'), ['LIST', 'REQUIRED'])
  t.same(typeOf('updated_at'), [
    'TIMESTAMP_MILLIS',
    'REQUIRED',
    { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
  ])
})

t.test('a list of records is a list of groups, with null where a member has no value', async (t) => {
  const { rows } = await read('/v1/events.parquet?id=2025-06-north-waziristan-suicide-attack&fields=participants')
  t.same(rows, [
    { participants: [{ actor_id: undefined, text: 'soldiers', role: 'victim', side: 'a', certainty: 'confirmed' }] },
  ])
})

t.test('a location is a point of GeoParquet, no location is null', async (t) => {
  const { rows, said } = await read('/v1/events.parquet?fields=latitude,longitude&limit=100000')
  for (const { latitude, longitude, geometry } of rows) {
    if (typeof latitude !== 'number' || typeof longitude !== 'number') {
      t.notOk(geometry)
      continue
    }
    const point = Buffer.from(geometry as Uint8Array)
    t.same([point.readUInt8(0), point.readUInt32LE(1)], [1, 1], 'little-endian point')
    t.same([point.readDoubleLE(5), point.readDoubleLE(13)], [longitude, latitude])
  }
  const located = table('events').filter(({ latitude, longitude }) => latitude !== null && longitude !== null)
  const [x, y] = [located.map((event) => Number(event.longitude)), located.map((event) => Number(event.latitude))]
  t.same(JSON.parse(said.geo ?? ''), {
    version: '1.1.0',
    primary_column: 'geometry',
    columns: {
      geometry: {
        encoding: 'WKB',
        geometry_types: ['Point'],
        bbox: [Math.min(...x), Math.min(...y), Math.max(...x), Math.max(...y)],
      },
    },
  })
})

t.test('without both coordinates there is no geometry', async (t) => {
  const { rows, said } = await read('/v1/events.parquet?fields=id,latitude&limit=1')
  t.same(Object.keys(rows[0] ?? {}), ['id', 'latitude'])
  t.notOk('geo' in said)
})

t.test('the metadata names source, state, licence and citation of the records, and explains each field', async (t) => {
  const { headers } = await ask(app, '/v1/visits.parquet?limit=1')
  const { said } = await read('/v1/visits.parquet?mode=visit&fields=id,mode')
  const [sourcebook] = table('datasets').filter(({ id }) => id === 'sourcebook') as [AnyRecord]
  t.equal(said.title, 'Sourcebook, visits')
  t.equal(said.source, '/v1/visits.parquet?mode=visit&fields=id,mode')
  t.equal(said.change_seq, headers['change-seq'])
  t.equal(said.licence, 'CC-BY-4.0')
  t.equal(said.citation, sourcebook.citation)
  t.same(JSON.parse(said.codebook ?? ''), {
    id: 'Stable, readable, unique within the resource.',
    mode: 'How they met.',
  })
})

t.test('expansions are JSON', async (t) => {
  const { rows } = await read('/v1/visits.parquet?fields=id&expand=place,claims&id=2025-07-20-naqvi-kabul')
  const [{ place, claims }] = rows as [{ place: AnyRecord; claims: AnyRecord[] }]
  t.same(
    place,
    table('places').find(({ id }) => id === 'kabul'),
  )
  t.same(
    claims.map(({ id }) => id).sort(),
    table('claims')
      .filter(({ subject, subject_id }) => subject === 'visits' && subject_id === '2025-07-20-naqvi-kabul')
      .map(({ id }) => id)
      .sort(),
  )
})

t.test('no match is a file with columns and no rows', async (t) => {
  const { rows, metadata, said } = await read('/v1/events.parquet?id=nobody')
  t.same(rows, [])
  t.notOk('bbox' in JSON.parse(said.geo ?? '').columns.geometry, 'nor is there a box around nothing')
  t.ok(metadata.schema.some(({ name }) => name === 'participants'))
})

t.test('many records are written as row groups of 10,000', async (t) => {
  const first = 1 + (connection.prepare('select max(n) from milestones').pluck().get() as number) + 1_000_000
  connection.exec(`
    with recursive numbers (n) as (select ${first} union all select n + 1 from numbers where n < ${first} + 20499)
    insert into milestones (n, id, revision, seq, created_at, updated_at, dataset_id, licence, question, kind)
    select n, 'made-' || n, 1, n, '2025-01-01T00:00:00.000Z', '2025-01-01T00:00:00.000Z', 'sourcebook', 'CC-BY-4.0', 'How many?', 'count' from numbers`)
  const { rows, metadata } = await read('/v1/milestones.parquet?sort=seq&fields=seq,id,created_at')
  t.same(
    metadata.row_groups.map(({ num_rows }) => Number(num_rows)),
    [10_000, 10_000, rows.length - 20_000],
  )
  t.equal(new Set(rows.map(({ id }) => id)).size, rows.length)
  t.same(
    rows.map(({ seq }) => Number(seq)),
    rows.map(({ seq }) => Number(seq)).sort((a, b) => a - b),
  )
})
