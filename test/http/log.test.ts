/** The log of changes (`-wal`) stays short, however slowly somebody reads a file. */
import { once } from 'node:events'
import { statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import t from 'tap'
import { buildApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { importFile } from '../../src/imports/pipeline.ts'
import { ucdpGed } from '../../src/imports/ucdp-ged.ts'
import { writeGed } from '../bench/data.ts'
import { curated, openSeeded, resourceOf } from '../support.ts'
import { open } from './raw.ts'

const MB = 1024 * 1024
const rows = 14_000

t.test('a reader who stops in the midst of a file is ended, one who reads on gets all of it', async (t) => {
  const { store, connection, write } = await openSeeded(t)
  const release = join(dirname(store.path), 'ged231.csv')
  await writeGed(release, rows)
  await importFile(connection, { path: release, dataset: ucdpGed, now: '2025-08-01T00:00:00.000Z' })
  const app = await buildApp(store, readConfig({ SOURCEBOOK_LOG: 'silent', SOURCEBOOK_WAL_MB: '8' }))
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  t.teardown(() => app.close())
  const path = '/v1/events.ndjson?dataset=ucdp-ged'

  const stalled = await open(Number(new URL(url).port))
  stalled.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`)
  await once(stalled, 'readable') // and takes nothing
  const ended = once(stalled, 'error').then(([error]) => (error as NodeJS.ErrnoException).code)
  let longest = 0
  let size = 0
  const count = 2500
  for (let at = 0; at < count; at++) {
    write((writer) =>
      writer.put(
        resourceOf('milestones'),
        { id: `m-${at}`, kind: 'boolean', question: `${'x'.repeat(2000)} ${at}?` },
        curated,
      ),
    )
    size = statSync(`${store.path}-wal`).size
    longest = Math.max(longest, size)
    if (at % 20 === 0) await after(20)
    if (at === count / 2) {
      const whole = await (await fetch(`${url}${path}`)).text()
      t.equal(whole.split('\n').length - 1, rows, 'who reads on is not ended')
    }
  }
  t.comment(`${count} writes; the log was ${Math.round(longest / MB)} MB at its longest`)
  t.ok(longest > 8 * MB, 'it was held back')
  t.ok(size < 8 * MB, 'and was taken into the file')
  stalled.resume()
  t.equal(await ended, 'ECONNRESET', 'the file that nobody took did not end as if it were whole')
})
