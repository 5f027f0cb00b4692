/** CSV, read back by another parser: any text that may be stored comes back as it was, and no spreadsheet runs it. */
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import t from 'tap'
import { ask, curated, openBase, resourceOf } from '../support.ts'
import { rows, store, texts, values } from './any-text.ts'

const { app, write } = await openBase(t)
type Row = Record<string, string>
const read = async (path: string): Promise<Row[]> => parse((await ask(app, path)).text, { columns: true })

t.test('any text comes back from a machine as it was stored, and guarded with one apostrophe at most', async () => {
  await fc.assert(
    fc.asyncProperty(texts, values, async (given, json) => {
      write((writer) => store(writer, given, json))
      const plain = await read('/v1/actors.csv?guard=off&sort=id')
      const guarded = await read('/v1/actors.csv?sort=id')
      const claims = await read('/v1/claims.csv?sort=id&fields=value')
      return Array.from({ length: rows }, (_, index) => {
        const [name = '', description = ''] = [given[index], given[index + rows]]
        const guard = (text: string) => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text)
        return (
          plain[index]?.name === name &&
          plain[index]?.description === description &&
          guarded[index]?.name === guard(name) &&
          guarded[index]?.description === guard(description) &&
          JSON.stringify(JSON.parse(String(plain[index]?.names))) ===
            JSON.stringify([{ name, type: 'alias', language: null }]) &&
          (json[index] === null ? claims[index]?.value === '' : sameJson(claims[index]?.value, json[index]))
        )
      }).every(Boolean)
    }),
    { numRuns: 30 },
  )
})

/** Minus zero is zero in JSON. */
const sameJson = (cell: string | undefined, value: unknown) =>
  JSON.stringify(JSON.parse(String(cell))) === JSON.stringify(value)

t.test('lines end with CRLF, and a newline inside a cell does not', async (t) => {
  const given = Array.from({ length: rows * 2 }, () => 'one\ntwo')
  write((writer) => store(writer, given, []))
  const { text } = await ask(app, '/v1/actors.csv?fields=id,name&sort=id&limit=2')
  t.equal(text, 'id,name\r\nr000,"one\ntwo"\r\nr001,"one\ntwo"\r\n')
})

t.test('numbers are written as numbers and never guarded', async (t) => {
  write((writer) => {
    const place = { id: 'below', kind: 'site', name: 'Below', between_ids: [], names: [], external_ids: [] }
    writer.put(resourceOf('places'), { ...place, latitude: -12.5, longitude: -1e-7 }, curated)
  })
  const { text } = await ask(app, '/v1/places.csv?fields=id,latitude,longitude,revision')
  t.equal(text, 'id,latitude,longitude,revision\r\nbelow,-12.5,-1.0e-07,1\r\n')
})

t.test('no match gives a header alone, and a byte order mark is written once', async (t) => {
  t.equal((await ask(app, '/v1/visits.csv?fields=id,title')).text, 'id,title\r\n')
  t.equal((await ask(app, '/v1/visits.csv?fields=id,title&bom=1')).text, '\ufeffid,title\r\n')
})
