/** Every text format parses to the same records, by suffix and by Accept with the same bytes. */
import { parse } from 'csv-parse/sync'
import t from 'tap'
import type { AnyRecord, Field, Resource } from '../../src/engine/resource.ts'
import { formatsOf } from '../../src/formats/index.ts'
import { ask, readPage, readProblem } from '../support.ts'
import { idsOf, inOrder, openContract } from './model.ts'

const { app, tables } = await openContract(t)

const rowsOf = (text: string): Record<string, string>[] => parse(text, { columns: true, bom: true })

function toValue({ kind }: Field, cell: string): unknown {
  if (cell === '') return null
  if (kind === 'integer' || kind === 'number') return Number(cell)
  if (kind === 'boolean') return { true: true, false: false }[cell]
  return kind === 'list' || kind === 'json' ? JSON.parse(cell) : cell
}

type Feature = { type: string; id: string; geometry: unknown; properties: AnyRecord }

/** How a stranger reads each format. */
const parsers: Record<string, (text: string, resource: Resource) => AnyRecord[]> = {
  json: (text) => (JSON.parse(text) as { data: AnyRecord[] }).data,
  ndjson: (text) => {
    const lines = text.split('\n')
    if (lines.pop() !== '') throw new Error('the last line does not end')
    return lines.map((line) => JSON.parse(line))
  },
  csv: (text, { fields }) =>
    rowsOf(text).map((row) => {
      const cells = Object.entries(row).map(([name, cell]) => [name, toValue(fields[name] as Field, cell)])
      return Object.fromEntries(cells)
    }),
  geojson: (text) => (JSON.parse(text) as { features: Feature[] }).features.map(({ properties }) => properties),
}

for (const { resource, records } of tables) {
  const { name } = resource
  const path = `/v1/${name}`
  const all = inOrder(resource, records)

  t.test(`${name}: the page holds the records that files hold`, async (t) => {
    t.same((await readPage(app, `${path}?limit=1000`)).data, all)
  })

  for (const { name: suffix, mediaType } of formatsOf(resource).filter(({ name }) => name in parsers)) {
    const guard = suffix === 'csv' ? 'guard=off' : ''
    const parsed = (text: string) => parsers[suffix]?.(text, resource) ?? []

    t.test(`${name}.${suffix} parses to every record, in order`, async (t) => {
      const { status, headers, text } = await ask(app, `${path}.${suffix}?${guard}`)
      t.equal(status, 200)
      t.equal(headers['content-type']?.split(';')[0], mediaType)
      t.equal(headers['content-disposition'], `attachment; filename="${name}.${suffix}"`)
      t.same(parsed(text), all)
    })

    t.test(`${name}.${suffix} has the bytes of ${mediaType} by Accept, and the suffix wins`, async (t) => {
      const query = '?limit=7&sort=-seq'
      const file = await ask(app, `${path}.${suffix}${query}`)
      const contrary = await ask(app, `${path}.${suffix}${query}`, { headers: { accept: 'text/html' } })
      t.ok(contrary.bytes.equals(file.bytes), 'the suffix wins')
      const asked = await ask(app, `${path}${query}`, { headers: { accept: mediaType } })
      t.equal(asked.headers['content-type'], file.headers['content-type'])
      if (suffix === 'json') t.same(parsed(asked.text), parsed(file.text), 'a page, with the same records')
      else t.ok(asked.bytes.equals(file.bytes), 'the same bytes')
    })

    t.test(`${name}.${suffix} takes filters, a sort, fields and a limit without a maximum`, async (t) => {
      const beyond = inOrder(resource, records, '-seq').filter(({ seq }) => Number(seq) > 20)
      const query = `seq_gt=20&sort=-seq&fields=seq,id&${guard}`
      const { text } = await ask(app, `${path}.${suffix}?limit=2000&${query}`)
      t.same(
        parsed(text),
        beyond.map(({ seq, id }) => ({ seq, id })),
      )
      const few = parsed((await ask(app, `${path}.${suffix}?limit=2&${query}`)).text)
      t.same(idsOf(few), idsOf(beyond).slice(0, 2))
      t.same(parsed((await ask(app, `${path}.${suffix}?id=nobody&${guard}`)).text), [], 'no match is an empty file')
    })

    t.test(`${name}.${suffix} refuses what only a page has`, async (t) => {
      for (const parameter of ['cursor=abc', 'count=exact', 'facets=id']) {
        const { code, errors } = await readProblem(app, `${path}.${suffix}?${parameter}`)
        t.same([code, errors?.[0]?.parameter], ['invalid_query', parameter.split('=')[0]])
      }
    })
  }

  t.test(
    `${name}.csv has a header, CRLF after each record, and an apostrophe before what looks like a formula`,
    async (t) => {
      const { text, bytes } = await ask(app, `${path}.csv`)
      t.ok(text.startsWith(`${Object.keys(resource.fields).join(',')}\r\n`))
      t.ok(text.endsWith('\r\n'))
      t.not(bytes[0], 0xef, 'no byte order mark')
      const rows = rowsOf(text)
      for (const [field] of Object.entries(resource.fields).filter(([, { kind }]) => kind === 'text'))
        t.same(
          rows.map((row) => row[field]),
          all.map((record) => String(record[field] ?? '').replace(/^[=+\-@\t\r]/, "'$&")),
          field,
        )
      const marked = await ask(app, `${path}.csv?bom=1`)
      t.same(marked.bytes, Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes]))
    },
  )

  if ('latitude' in resource.fields)
    t.test(`${name}.geojson has a point for each location, longitude first, and null without one`, async (t) => {
      const collection = JSON.parse((await ask(app, `${path}.geojson`)).text)
      t.same([collection.type, collection.name], ['FeatureCollection', name], 'a layer of its own name')
      t.same(
        collection.features.map(({ type, id, geometry }: Feature) => ({ type, id, geometry })),
        all.map(({ id, latitude: lat, longitude: lon }) => {
          const geometry = lat === null || lon === null ? null : { type: 'Point', coordinates: [lon, lat] }
          return { type: 'Feature', id, geometry }
        }),
      )
      const [first] = collection.features
      t.same(JSON.parse((await ask(app, `${path}/${first.id}.geojson`)).text), first, 'one record is its feature')
    })
}
