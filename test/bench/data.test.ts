import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import t from 'tap'
import { gedLines, header, writeGed } from './data.ts'

t.test('the same seed gives the same bytes, another seed others', async (t) => {
  const text = (seed: number) => [...gedLines(50, seed)].join('')
  t.equal(text(7), text(7))
  t.not(text(7), text(8))
})

t.test(
  'a made file has the 49 columns of UCDP GED 23.1, unique ids, and newlines and quotes inside cells',
  async (t) => {
    const path = join(t.testdir(), 'ged.csv')
    await writeGed(path, 2000)
    const text = readFileSync(path, 'utf8')
    const rows = parse(text, { columns: true }) as Record<string, string>[]
    t.equal(rows.length, 2000)
    t.equal(header.length, 49)
    t.equal(new Set(rows.map((row) => row.id)).size, 2000)
    t.ok(rows.some((row) => row.source_headline?.includes('\n')))
    t.ok(rows.some((row) => row.source_headline?.includes('"')))
  },
)

t.test('the word checkpoint stands in the location of about every tenth event', async (t) => {
  const found = [...gedLines(5000)].filter((line) => line.includes('"checkpoint on the road')).length
  t.ok(found > 425 && found < 575, `${found} of 5000`)
})
