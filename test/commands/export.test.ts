import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'
import t from 'tap'
import { exportFiles, type Wish } from '../../src/commands/export.ts'
import { openProgress, toLine } from '../../src/commands/progress.ts'
import { formatsOf } from '../../src/formats/index.ts'
import { resources } from '../../src/model/index.ts'
import { SetupError } from '../../src/store/open.ts'
import { start } from '../command.ts'
import { ask, openSeeded } from '../support.ts'

const { app, store } = await openSeeded(t)

const toPath = (folder: string, output: string) =>
  output === '-' || isAbsolute(output) ? output : join(folder, output)

/** Runs the command in a folder of its own; says what it wrote, printed and drew. */
async function run(wish: Partial<Wish>, isTTY = false) {
  const folder = mkdtempSync(join(dirname(store.path), 'export-'))
  const said: string[] = []
  const warned: string[] = []
  const printed: Buffer[] = []
  let drawn = ''
  await exportFiles(
    { format: 'csv', resource: undefined, query: '', ...wish, output: toPath(folder, wish.output ?? '') },
    {
      base: { path: store.path, address: '' },
      folder: `${store.path}-files`,
      terminal: { isTTY, write: (text) => (drawn += text) },
      say: (line) => said.push(line),
      warn: (line) => warned.push(line),
      print: async (bytes) => printed.push(Buffer.from(bytes)),
    },
  )
  return { folder, said, warned, printed: Buffer.concat(printed), drawn, files: readdirSync(folder).sort() }
}

/** What is said of files made of the seed alone. */
const ours = [
  'Licence: CC-BY-4.0',
  'Cite: Sourcebook, curated records. Read from: Fawad Khan Afridi, “Can Naqvi’s Kabul Visit Recalibrate Pakistan’s Anti-TTP Strategy?”, Stratheia (no date), https://stratheia.com/can-naqvis-kabul-visit-recalibrate-pakistans-anti-ttp-strategy.',
]

const formats = [...new Set(resources.flatMap((resource) => formatsOf(resource).map(({ name }) => name)))]

for (const format of formats)
  t.test(`every resource as ${format}, with the bytes of the server`, async (t) => {
    const { folder, files, said } = await run({ format })
    const suited = resources.filter((resource) => formatsOf(resource).some(({ name }) => name === format))
    t.same(files, suited.map(({ name }) => `${name}.${format}`).sort())
    t.same(
      said,
      suited.map(({ name }) => join(folder, `${name}.${format}`)),
    )
    for (const file of files) {
      const { bytes } = await ask(app, `/v1/${file}`)
      t.ok(bytes.equals(readFileSync(join(folder, file))), file)
    }
  })

t.test('a query, an option of the format and several formats are those of the server', async (t) => {
  const query = 'type=explosion,attack&fields=id,title&sort=id'
  const { folder, files } = await run({ format: 'parquet,csv', resource: 'events', query })
  t.same(files, ['events.csv', 'events.parquet'])
  for (const file of files) t.same(readFileSync(join(folder, file)), (await ask(app, `/v1/${file}?${query}`)).bytes)
  const { folder: other } = await run({ resource: 'milestones', query: 'guard=off&q=joint patrols' })
  const { bytes } = await ask(app, '/v1/milestones.csv?guard=off&q=joint%20patrols')
  t.same(readFileSync(join(other, 'milestones.csv')), bytes)
})

t.test('the snapshot is the one that the server has', async (t) => {
  const { folder } = await run({ format: 'sqlite' })
  t.ok((await ask(app, '/v1/snapshot.sqlite')).bytes.equals(readFileSync(join(folder, 'snapshot.sqlite'))))
})

t.test('one file may be given a name', async (t) => {
  t.same((await run({ resource: 'visits', output: 'visits-2025.csv' })).files, ['visits-2025.csv'])
})

t.test('a folder is made if the one above it is there; the folder of a file has to be there', async (t) => {
  const { folder } = await run({ resource: 'visits,places', output: 'new' })
  t.same(readdirSync(join(folder, 'new')).sort(), ['places.csv', 'visits.csv'])
  t.ok(existsSync(join((await run({ resource: 'visits', output: 'one/' })).folder, 'one/visits.csv')))
  for (const output of ['mistyped/visits.csv', 'mistyped/deep/'])
    await t.rejects(run({ resource: 'visits', output }), {
      constructor: SetupError,
      message: /^There is no folder \S+mistyped\. Make it first, or name another with -o\.$/,
    })
})

t.test('the licence and the citation of what was written are said beside it, as the manifest has them', async (t) => {
  t.same((await run({ format: 'csv,parquet', resource: 'events' })).warned, ours)
  t.same((await run({ resource: 'visits', output: '-' })).warned, ours, 'of standard output, too')
  t.same((await run({ resource: 'events', query: 'country=XK' })).warned, [], 'nothing is to be cited')
  const { data } = JSON.parse((await ask(app, '/v1/manifest.json')).text)
  const { licence, citation } = data.find(({ name }: { name: string }) => name === 'snapshot.sqlite')
  const said = [`Licence: ${licence}`, ...citation.split('\n').map((line: string) => `Cite: ${line}`)]
  t.same((await run({ format: 'sqlite' })).warned, said)
  t.same((await run({ format: 'csv' })).warned, said, 'and of every resource')
})

t.test('a resource that was named and has not the format is left out by name', async (t) => {
  const { files, warned } = await run({ resource: 'sources,events', format: 'geojson' })
  t.same([files, warned], [['events.geojson'], ['left out: sources cannot be written as geojson', ...ours]])
  t.same((await run({ format: 'geojson' })).warned, ours, 'all of them is no name')
})

t.test('one file may go to standard output', async (t) => {
  const { printed, said, files } = await run({ resource: 'visits', output: '-' })
  t.same(printed, (await ask(app, '/v1/visits.csv')).bytes)
  t.same([said, files], [[], []])
})

t.test('it ends where nobody reads standard output any more', async (t) => {
  const child = start(['export', '--resource', 'visits', '-o', '-'], { env: { SOURCEBOOK_DB: store.path } })
  child.stdout?.destroy()
  t.same(await once(child, 'exit'), [1, null])
})

t.test('what cannot be written is refused before anything is', async (t) => {
  const before = readdirSync(dirname(store.path), { recursive: true }).filter((name) =>
    /export-.*\//.test(String(name)),
  )
  const refused = (wish: Partial<Wish>, message: RegExp) => t.rejects(run(wish), { constructor: SetupError, message })
  await refused({ format: 'csb' }, /^There is no format 'csb'\. Did you mean 'csv'\?/)
  await refused(
    { resource: 'event' },
    /^There is no resource 'event'\. Did you mean 'events'\? There are actors, places, events, /,
  )
  await refused(
    { query: 'contry=PK', resource: 'events' },
    /^contry: There is no parameter of this name here\. Did you mean 'country'\?$/,
  )
  await refused({ query: 'dataset=ucdp', format: 'sqlite,csv' }, /^The snapshot is the whole/)
  await refused({ query: 'dataset=ucdp' }, /^dataset: 'ucdp' is not one of its values\. Did you mean 'ucdp-ged'\?$/)
  await refused(
    { resource: 'visits', format: 'geojson' },
    /^visits cannot be written as geojson: only places, events can\. Name one of them, or another format\. Nothing was written\.$/,
  )
  await refused(
    { format: 'csv,sqlite', query: 'limit=1' },
    /^The snapshot is the whole knowledge base: .* leave sqlite out of --format\. Nothing was written\.$/,
  )
  await refused({ format: 'csv', output: '-' }, /^Standard output takes one file, and these are 13\./)
  const after = readdirSync(dirname(store.path), { recursive: true }).filter((name) => /export-.*\//.test(String(name)))
  t.same(after, before)
})

t.test('a place that cannot be written is told in one sentence, and nothing is left there', async (t) => {
  const { folder } = await run({ resource: 'visits', output: 'visits.csv' })
  const refused = (wish: Partial<Wish>, reason: string) =>
    t.rejects(run(wish), {
      constructor: SetupError,
      message: new RegExp(`cannot be written: ${reason}\\. Name another place with --output\\.$`),
    })
  const inFile = join(folder, 'visits.csv')
  for (const format of ['csv', 'xlsx', 'parquet', 'sqlite']) {
    await refused({ format, output: `${inFile}/` }, 'part of the path is a file, not a folder')
    await refused({ format, output: `${folder}/${'x'.repeat(300)}/` }, 'the path is too long')
  }
  if (existsSync('/proc/version')) await refused({ format: 'xlsx', output: '/proc/x' }, 'its folder cannot be made')
  t.same(readdirSync(folder), ['visits.csv'])
})

t.test('a terminal sees how far it is, a file of the log does not', async (t) => {
  const { drawn } = await run({ resource: 'claims' }, true)
  t.match(drawn, /claims\.csv {2}\[#*-*\] +\d+ % {2}\d+ of 406 records/)
  t.ok(drawn.endsWith('\r\u001b[K'), 'and then nothing')
  t.equal((await run({ resource: 'claims' })).drawn, '')
})

t.test('the bar tells share, count, pace and what remains', async (t) => {
  const records = { label: 'events.csv', unit: 'records', done: 250_000, total: 1_000_000, seconds: 5 }
  t.equal(
    toLine(records, 100),
    'events.csv  [######------------------]  25 %  250,000 of 1,000,000 records, 50,000/s, 15 s left',
  )
  const rows = { label: 'a', unit: 'rows', done: 0, total: 10, seconds: 0 }
  t.equal(toLine({ ...rows, label: 'ged.csv', done: 1000, total: null, seconds: 2 }, 80), 'ged.csv  1,000 rows, 500/s')
  t.equal(toLine(rows, 80), 'a  [------------------------]   0 %  0 of 10 rows')
  t.match(toLine({ ...rows, done: 1, total: 7201, seconds: 1 }, 80), /, 2 h 0 min left$/)
})

t.test(
  'on a narrow terminal the bar gives way, then the pace, then the label, and the numbers stay whole',
  async (t) => {
    const rows = { label: 'ucdp-ged', unit: 'rows', done: 90_024, total: 99_992, isAbout: true, seconds: 2 }
    t.equal(toLine(rows, 79), 'ucdp-ged  [###########-]  90 %  90,024 of about 99,992 rows, 45,012/s, 1 s left')
    t.equal(toLine(rows, 70), 'ucdp-ged   90 %  90,024 of about 99,992 rows, 45,012/s, 1 s left')
    t.equal(toLine(rows, 59), 'ucdp-ged   90 %  90,024 of about 99,992 rows, 1 s left')
    t.equal(
      toLine({ ...rows, label: 'a-folder/far/away/backup.sqlite' }, 62),
      '…y/backup.sqlite   90 %  90,024 of about 99,992 rows, 1 s left',
    )
  },
)

t.test('a terminal that tells no width is taken for one of 80', async (t) => {
  const lines: string[] = []
  const terminal = { isTTY: true, columns: 0, write: (text: string) => lines.push(text) }
  openProgress(terminal, 'events.csv', 'records').show(250_000, 1_000_000)
  t.match(lines, [/ 25 % {2}250,000 of 1,000,000 records/])
})
