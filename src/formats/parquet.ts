/**
 * Parquet with real types, compressed by ZSTD, one row group at a time. Where the fields hold coordinates it is
 * GeoParquet 1.1 too. Licence, citation and codebook stand in the metadata of the file.
 */
import { createRequire } from 'node:module'
import zlib from 'node:zlib'
import type { ByteWriter, KeyValue, SchemaElement } from 'hyparquet-writer'
import { type Dataset, toSources } from '../store/standing.ts'
import { type Column, columnsOf, readRows, type Value } from './columns.ts'
import type { File, Format } from './format.ts'
import { openBox } from './geoparquet.ts'
import { toParquet } from './parquet-types.ts'
import { readDatasets } from './sources.ts'

export const parquet: Format = {
  name: 'parquet',
  title: 'Parquet',
  description:
    'Days, instants (UTC), whole numbers and lists have types of their own; expansions and free JSON are JSON. With `latitude` and `longitude` there is a column `geometry` (GeoParquet 1.1). Licence and citation stand in the metadata.',
  mediaType: 'application/vnd.apache.parquet',
  packed: true,
  stands: true,
  parameters: {},
  suits: () => true,
  write,
}

/** A column of the file: its part of the schema, and its value for a row of SQLite's. */
type Output = { name: string; schema: SchemaElement[]; read(row: Value[]): unknown }

const require = createRequire(import.meta.url)

const rowGroup = 10_000
const nothing = Buffer.alloc(0)

function* write(file: File): Generator<Buffer> {
  const { ByteWriter, ParquetWriter } = require('hyparquet-writer') as typeof import('hyparquet-writer') // only who writes Parquet loads it
  const columns = columnsOf(file.view)
  const box = openBox(columns)
  const outputs: Output[] = columns.map((column, index) => {
    const { schema, convert } = toParquet(column)
    return { name: column.name, schema, read: (row) => convert(row[index] as Value) }
  })
  if (box) outputs.push(box)
  const sink = openSink(new ByteWriter(1024 * 1024))
  const writer = new ParquetWriter({
    writer: sink,
    schema: [{ name: 'schema', num_children: outputs.length }, ...outputs.flatMap(({ schema }) => schema)],
    codec: 'ZSTD',
    compressors: { ZSTD: (bytes) => zlib.zstdCompressSync(bytes) },
    createdBy: 'sourcebook (hyparquet-writer)',
  })
  const datasets = new Set<string>()
  let group = outputs.map(({ name }) => ({ name, data: [] as unknown[] }))
  let held = 0
  const flush = () => {
    writer.write({ columnData: group, rowGroupSize: rowGroup })
    group = outputs.map(({ name }) => ({ name, data: [] }))
    held = 0
    return sink.take()
  }
  for (const rows of readRows(file, columns)) {
    for (const [index, { read }] of outputs.entries()) for (const row of rows) group[index]?.data.push(read(row))
    for (const row of rows) datasets.add(String(row.at(-1)))
    held += rows.length
    yield held >= rowGroup ? flush() : nothing
  }
  if (held) yield flush()
  writer.kvMetadata = [
    ...describe(file, columns, readDatasets(file.reader, datasets)),
    ...(box ? [{ key: 'geo', value: JSON.stringify(box.metadata()) }] : []),
  ]
  writer.finish()
  yield sink.take()
}

/** The same sink, whose bytes are taken out piece by piece. */
function openSink(sink: ByteWriter) {
  const take = () => {
    const bytes = Buffer.copyBytesFrom(sink.getBytes())
    sink.index = 0
    return bytes
  }
  return Object.assign(sink, { take })
}

function describe({ view, origin }: File, columns: readonly Column[], datasets: readonly Dataset[]): KeyValue[] {
  const codebook = columns.map(({ name, field }) => [name, field?.description ?? 'Related records.'] as const)
  return [
    { key: 'title', value: `Sourcebook, ${view.resource.name}` },
    { key: 'source', value: origin.url },
    { key: 'change_seq', value: origin.version },
    ...Object.entries(toSources(datasets)).map(([key, value]) => ({ key, value })),
    { key: 'datasets', value: JSON.stringify(datasets) },
    { key: 'codebook', value: JSON.stringify(Object.fromEntries(codebook)) },
  ]
}
