/** Continuous replication: the server, its database and the replicating process are lost at once, and all comes back. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { readdirSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import Sqlite from 'better-sqlite3'
import t from 'tap'
import { run, serve } from './command.ts'

const folder = t.testdir({ live: {} })
const path = join(folder, 'live', 'base.sqlite')
const env = { SOURCEBOOK_DB: path }
const replica = `file://${join(folder, 'replica')}`

/** The program, which comes with npm for some systems. */
const litestream = find()

function find(): string | undefined {
  try {
    return createRequire(import.meta.url).resolve(`@flydotio/litestream-${process.platform}-${process.arch}/litestream`)
  } catch {
    return undefined
  }
}

const withoutLitestream = litestream ? false : 'npm has no Litestream for this system'

t.test(
  'a lost database is restored from its replica with every acknowledged write',
  { skip: withoutLitestream },
  async (t) => {
    const first = await serve(t, { env })
    const replicating = replicate(t)
    const key = (await run(['key', 'create', '--scope', 'write'], { env })).out.trim()
    const ids = await writeSome(first.url, key, 120)
    const { headers } = await fetch(`${first.url}/v1`)
    const seen = headers.get('change-seq')
    await replicated(Number(seen?.split('-')[1]))
    replicating.kill('SIGKILL')
    await first.end('SIGKILL')
    for (const name of readdirSync(join(folder, 'live')))
      if (name !== 'base.sqlite-place') rmSync(join(folder, 'live', name), { recursive: true })

    const restored = join(folder, 'restored.sqlite')
    execFileSync(litestream as string, ['restore', '-o', restored, replica], { stdio: 'ignore' })
    t.match(await run(['restore', restored], { env }), {
      code: 0,
      out: /as of change \d+, .* integrity checked\n/,
      err: '',
    })
    t.match(await run(['check'], { env }), { code: 0, out: /\nNothing is wrong\.\n$/ })

    const second = await serve(t, { env })
    const answer = await (await fetch(`${second.url}/v1/milestones.json?fields=id&q=replicated`)).json()
    const found = new Set((answer as { data: { id: string }[] }).data.map(({ id }) => id))
    t.same(
      ids.filter((id) => !found.has(id)),
      [],
      `${ids.length} acknowledged writes, none lost`,
    )
    t.equal((await fetch(`${second.url}/v1/changes?since=${seen}`)).status, 410, 'who follows the changes begins anew')
    await second.end('SIGTERM')
  },
)

t.test('a replica that is put in place by hand begins a new epoch, too', { skip: withoutLitestream }, async (t) => {
  const epoch = async () => {
    const served = await serve(t, { env })
    const point = (await fetch(`${served.url}/v1`)).headers.get('change-seq')
    await served.end('SIGTERM')
    return point?.split('-')[0]
  }
  const before = await epoch()
  rmSync(path)
  execFileSync(litestream as string, ['restore', '-o', path, replica], { stdio: 'ignore' })
  t.not(await epoch(), before)
})

function replicate(t: { teardown(work: () => unknown): unknown }): ChildProcess {
  const child = spawn(litestream as string, ['replicate', path, replica], { stdio: 'ignore' })
  t.teardown(() => child.kill('SIGKILL'))
  return child
}

/** Waits until the replica gives back the change of this number, for a minute or two. */
async function replicated(seq: number) {
  const probe = join(folder, 'probe.sqlite')
  for (let tries = 0; tries < 300; tries++) {
    const { status } = spawnSync(litestream as string, ['restore', '-o', probe, replica], { stdio: 'ignore' })
    const found = status === 0 ? seqOf(probe) : 0
    rmSync(probe, { force: true })
    if (found >= seq) return
    await after(100)
  }
  throw new Error(`change ${seq} does not come to the replica`)
}

function seqOf(file: string): number {
  const connection = new Sqlite(file, { readonly: true })
  try {
    return connection.prepare('select seq from state').pluck().get() as number
  } finally {
    connection.close()
  }
}

/** Makes milestones one after another, and gives the ids that were acknowledged. */
async function writeSome(url: string, key: string, count: number): Promise<string[]> {
  const headers = { Authorization: `Bearer ${key}`, 'Change-Reason': 'A%20test.', 'Content-Type': 'application/json' }
  const ids: string[] = []
  while (ids.length < count) {
    const id = `replicated-${ids.length}`
    const question = `Is it replicated, ${ids.length}?`
    const claims = [{ field: 'question', value: question, stance: 'assigned', note: 'x' }]
    const body = JSON.stringify({ id, kind: 'boolean', question, claims })
    const { status } = await fetch(`${url}/v1/milestones`, { method: 'POST', headers, body })
    if (status === 201) ids.push(id)
    else if (status !== 503) throw new Error(`${id}: ${status}`)
  }
  return ids
}
