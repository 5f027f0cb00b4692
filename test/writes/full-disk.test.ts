/** A disk that is full: writes are refused by 507, reading goes on, and writing goes on when there is room. */
import { readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { writeGed } from '../bench/data.ts'
import { run, serve } from '../command.ts'
import { mountDisk, withoutDisks } from '../disk.ts'

async function writeGedTo(t: Test) {
  const path = join(t.testdir({}), 'ged231.csv')
  await writeGed(path, 1000, 1)
  return path
}

t.test(
  '507 while the disk is full, nothing half-written, and no restart when there is room again',
  { skip: withoutDisks },
  async (t) => {
    const disk = mountDisk(t, 16 * 1024)
    const env = { SOURCEBOOK_DB: join(disk, 'base.sqlite') }
    const { url, end } = await serve(t, { env })
    const key = (await run(['key', 'create', '--scope', 'write'], { env })).out.trim()
    const importer = (await run(['key', 'create', '--scope', 'import'], { env })).out.trim()
    const post = async (id: string) => {
      const question = `Does ${id} fit? ${'x'.repeat(9000)}`
      const claims = [{ field: 'question', value: question, stance: 'assigned', note: 'x' }]
      const headers = {
        Authorization: `Bearer ${key}`,
        'Change-Reason': 'A%20test.',
        'Content-Type': 'application/json',
      }
      const body = JSON.stringify({ id, kind: 'boolean', question, claims })
      const answer = await fetch(`${url}/v1/milestones`, { method: 'POST', headers, body })
      return { status: answer.status, text: await answer.text() }
    }
    const statusOf = async (id: string) => (await fetch(`${url}/v1/milestones/${id}`)).status

    const { bavail, bsize } = statfsSync(disk)
    const ballast = join(disk, 'ballast')
    writeFileSync(ballast, Buffer.alloc(bavail * bsize - 400 * 1024))
    const made: string[] = []
    let refused: Awaited<ReturnType<typeof post>> | undefined
    for (let at = 0; at < 200 && !refused; at++) {
      const answer = await post(`m-${at}`)
      if (answer.status === 201) made.push(`m-${at}`)
      else refused = answer
    }
    t.ok(made.length > 0, `${made.length} writes fitted`)
    t.equal(refused?.status, 507)
    t.match(JSON.parse(refused?.text ?? '{}'), { code: 'storage_full' })
    t.notMatch(refused?.text, /sqlite|base\./i, 'nothing of the driver, no path')
    t.equal(await statusOf(`m-${made.length}`), 404, 'nothing of it was written')
    t.equal(await statusOf('m-0'), 200)
    t.equal((await fetch(`${url}/v1/events.csv`)).status, 200)
    const headers = {
      Authorization: `Bearer ${importer}`,
      'Change-Reason': 'A%20test.',
      'Content-Type': 'text/csv',
    }
    const file = 'x'.repeat(4 * 1024 * 1024)
    const upload = await fetch(`${url}/v1/imports/ucdp-ged`, { method: 'POST', headers, body: file })
    t.equal(upload.status, 507, 'a file to import finds no room either')
    t.same(readdirSync(`${env.SOURCEBOOK_DB}-imports`), [])
    const whole = await fetch(`${url}/v1/events.parquet`)
    t.match(await whole.json(), {
      status: 507,
      code: 'storage_full',
      detail: /^The disk of the server is full: this file/,
    })
    t.equal(
      (await fetch(`${url}/v1/events.parquet?country=PK`)).status,
      200,
      'what is made as it is asked for needs no room',
    )
    const command = await run(['import', 'ucdp-ged', await writeGedTo(t)], { env })
    t.same(command, {
      code: 1,
      out: '',
      err: `Cannot use the database ${env.SOURCEBOOK_DB}: the disk is full. Nothing is half written: make room on it, and do it again.\n`,
    })

    rmSync(ballast)
    t.equal((await post('at-last')).status, 201)
    t.equal((await fetch(`${url}/v1/events.parquet`)).status, 200)
    t.same(
      await Promise.all([...made, 'at-last'].map(statusOf)),
      [...made, 'at-last'].map(() => 200),
    )
    t.equal(await end('SIGTERM'), 0)
    t.match(await run(['check'], { env }), { code: 0, out: /\nNothing is wrong\.\n$/ })
  },
)
