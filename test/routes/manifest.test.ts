import { createHash } from 'node:crypto'
import t from 'tap'
import { buildApp } from '../../src/app.ts'
import type { AnyRecord } from '../../src/engine/resource.ts'
import { formatsOf } from '../../src/formats/index.ts'
import { resources } from '../../src/model/index.ts'
import { ask, config, curated, openSeeded, read, resourceOf } from '../support.ts'

type Entry = {
  name: string
  url: string
  media_type: string
  bytes: number | null
  records: number | null
  sha256: string | null
  seq: string | null
  licence: string
  citation: string
}
type Manifest = { seq: string; data: Entry[] }

const { app, store, write } = await openSeeded(t)
const manifest = await read<Manifest>(app, '/v1/manifest.json')
const entry = ({ data }: Manifest, name: string) => data.find((file) => file.name === name)

t.test('it lists the snapshot and every resource in every format', async (t) => {
  const files = resources.flatMap((resource) => formatsOf(resource).map(({ name }) => `${resource.name}.${name}`))
  t.same(
    manifest.data.map(({ name }) => name),
    ['snapshot.sqlite', ...files],
  )
  t.equal(manifest.seq, store.version())
})

for (const { url, bytes, sha256, seq, media_type } of manifest.data.filter((file) => file.sha256 !== null))
  t.test(`${url} is the file that the manifest tells of`, async (t) => {
    const file = await ask(app, url)
    t.equal(file.status, 200)
    t.equal(file.bytes.length, bytes)
    t.equal(createHash('sha256').update(file.bytes).digest('hex'), sha256)
    t.match(file.headers, { 'change-seq': seq, 'content-type': media_type })
  })

t.test('the snapshot and the Parquet files stand built; the others have no checksum', async (t) => {
  const standing = manifest.data.filter(({ sha256 }) => sha256 !== null).map(({ name }) => name)
  t.same(standing, ['snapshot.sqlite', ...resources.map(({ name }) => `${name}.parquet`)])
  t.match(entry(manifest, 'events.csv'), { bytes: null, records: null, sha256: null, seq: null, licence: 'CC-BY-4.0' })
  t.match(entry(manifest, 'visits.parquet'), { records: 2, licence: 'CC-BY-4.0', citation: /^Sourcebook, curated/ })
})

t.test('it is known by its tag as long as nothing is built again', async (t) => {
  const { headers } = await ask(app, '/v1/manifest.json')
  const again = await ask(app, '/v1/manifest.json', { headers: { 'if-none-match': String(headers.etag) } })
  t.equal(again.status, 304)
})

const known = await read<AnyRecord>(app, '/v1/visits/2025-07-20-naqvi-kabul')
const addVisit = (id: string) => write((writer) => writer.put(resourceOf('visits'), { ...known, id }, curated))

t.test('when the data has changed, what stands is served as it stood, and says so', async (t) => {
  const before = store.version()
  addVisit('made-up')
  t.not(store.version(), before)
  const standing = await ask(app, '/v1/visits.parquet')
  t.equal(standing.headers['change-seq'], before)
  t.equal((await ask(app, '/v1/visits.parquet?limit=9')).headers['change-seq'], store.version())
  const changed = await read<Manifest>(app, '/v1/manifest.json')
  t.match(changed, { seq: store.version() })
  t.match(entry(changed, 'visits.parquet'), { seq: before, records: 2 })
})

t.test('without an interval, what is asked for is built again first', async (t) => {
  const eager = await buildApp(store, { ...config, SOURCEBOOK_FILES_MINUTES: 0 })
  t.teardown(() => eager.close())
  const { headers } = await ask(eager, '/v1/visits.parquet')
  t.equal(headers['change-seq'], store.version())
  t.match(entry(await read<Manifest>(eager, '/v1/manifest.json'), 'visits.parquet'), {
    seq: store.version(),
    records: 3,
  })
})

t.test('who asks while a file is being built waits for the same build', async (t) => {
  const eager = await buildApp(store, { ...config, SOURCEBOOK_FILES_MINUTES: 0 })
  t.teardown(() => eager.close())
  addVisit('made-up-too')
  const [one, two] = await Promise.all([ask(eager, '/v1/visits.parquet'), ask(eager, '/v1/visits.parquet')])
  t.equal(one?.headers.etag, two?.headers.etag)
  t.equal(one?.headers['change-seq'], store.version())
})
