/** A server whose packages are taken away while it runs, as `npm ci` does for the time that it takes, or whose program is replaced. */
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { run, serve } from './command.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Those that read files of their own, or load more when they are used; of the others a link is taken away. */
const copied = ['better-sqlite3', '@fastify/swagger-ui', '@fastify/static', '@fastify/swagger']

/** A checkout with packages of its own; not within this one, whose packages it would find instead. */
function makeCheckout(folder: string) {
  mkdirSync(join(folder, 'node_modules/@fastify'), { recursive: true })
  for (const name of ['src', 'migrations', 'seed', 'package.json'])
    cpSync(join(root, name), join(folder, name), { recursive: true })
  const packages = join(folder, 'node_modules')
  const scoped = readdirSync(join(root, 'node_modules/@fastify')).map((name) => `@fastify/${name}`)
  for (const name of [...readdirSync(join(root, 'node_modules')), ...scoped]) {
    const [from, to] = [join(root, 'node_modules', name), join(packages, name)]
    if (copied.includes(name)) cpSync(from, to, { recursive: true })
    else if (name !== '@fastify') symlinkSync(from, to)
  }
}

t.test(
  'it answers reads, writes, files and pages without them, and a command says that they are missing',
  async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'sourcebook-'))
    t.teardown(() => rmSync(folder, { recursive: true }))
    makeCheckout(folder)
    const settings = { cwd: folder, program: join(folder, 'src/sourcebook.js'), env: { SOURCEBOOK_LOG: 'debug' } }
    const served = await serve(t, settings)
    const { out: key } = await run(['key', 'create', '--scope', 'write', '--name', 'Lena'], settings)
    while (!served.printed().err.includes('the pages for people are kept')) await setTimeout(50)
    const [packages, away] = [join(folder, 'node_modules'), join(folder, 'away')]
    renameSync(packages, away)
    const paths = ['/docs', '/docs/errors', '/openapi.json', '/docs/json', '/docs/static/swagger-ui-bundle.js']
    for (const path of [
      ...paths,
      '/v1/events?q=attack',
      '/v1/events/stats?by=year',
      '/v1/events.csv',
      '/v1/events.xlsx',
    ])
      t.equal((await fetch(`${served.url}${path}`)).status, 200, path)
    const headers = { Authorization: `Bearer ${key.trim()}`, 'Change-Reason': 'x', 'Content-Type': 'application/json' }
    const claims = [{ field: 'name', value: 'Somebody', stance: 'assigned', note: 'As known.' }]
    const body = JSON.stringify({ id: 'somebody', kind: 'person', name: 'Somebody', claims })
    t.equal((await fetch(`${served.url}/v1/actors`, { method: 'POST', headers, body })).status, 201)
    const snapshot = async () => (await fetch(`${served.url}/v1/snapshot.sqlite`)).status
    t.equal(await snapshot(), 500, 'what a new thread makes has to wait')
    t.same(await run(['check'], { ...settings, env: {} }), {
      code: 1,
      out: '',
      err: 'Packages of Sourcebook are missing. Run npm ci; if it is running, wait for its end and try again.\n',
    })
    renameSync(away, packages)
    t.equal(await snapshot(), 200)
    t.equal(await served.end('SIGTERM'), 0)
  },
)

t.test('it stays ready while a newer program, with another migration, is laid in its folder', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'sourcebook-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  makeCheckout(folder)
  const served = await serve(t, { cwd: folder, program: join(folder, 'src/sourcebook.js') })
  const journal = join(folder, 'migrations/meta/_journal.json')
  const known = JSON.parse(readFileSync(journal, 'utf8')) as { entries: unknown[] }
  writeFileSync(journal, JSON.stringify({ ...known, entries: [...known.entries, { tag: 'newer', when: Date.now() }] }))
  t.equal((await fetch(`${served.url}/ready`)).status, 200)
  t.equal(await served.end('SIGTERM'), 0)
})
