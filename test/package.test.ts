/** The package as npm packs it: it holds all that it needs, and runs where it is unpacked. */
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import t from 'tap'
import { run, serve } from './command.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = t.testdir({ source: {}, elsewhere: {} })
const source = join(folder, 'source')
const installed = join(folder, 'elsewhere/package')

/** What a build takes; a copy, so that nothing is written into the checkout. */
const taken = ['src', 'migrations', 'seed', 'package.json', 'tsconfig.json', 'tsconfig.build.json', 'README.md']
for (const name of [...taken, 'CHANGELOG.md', 'LICENSE'])
  cpSync(join(root, name), join(source, name), { recursive: true })
symlinkSync(join(root, 'node_modules'), join(source, 'node_modules'))
const env = [`PATH=${process.env.PATH}`, `HOME=${folder}`, 'npm_config_update_notifier=false'] // nothing else: what the test runner sets reaches every process of Node
const pack = ['npm', 'pack', '--pack-destination', join(folder, 'elsewhere')]
execFileSync('env', ['-i', ...env, ...pack], { cwd: source, stdio: 'pipe' })
const [archive = ''] = readdirSync(join(folder, 'elsewhere'))
execFileSync('tar', ['xzf', archive], { cwd: join(folder, 'elsewhere') })
symlinkSync(join(root, 'node_modules'), join(installed, 'node_modules'))

const { bin, exports } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as {
  bin: { sourcebook: string }
  exports: { './client': { types: string; default: string } }
}

t.test('the package holds the program, its migrations and its seed, and no source', async (t) => {
  const held = readdirSync(installed).filter((name) => name !== 'node_modules')
  t.same(held.sort(), ['CHANGELOG.md', 'LICENSE', 'README.md', 'dist', 'migrations', 'package.json', 'seed'])
  t.match(readFileSync(join(installed, bin.sourcebook), 'utf8'), /^#!\/usr\/bin\/env node\n/)
})

t.test('its command serves records, what threads write and what another process reads', async (t) => {
  const served = await serve(t, { cwd: t.testdir({}), program: join(installed, bin.sourcebook) })
  for (const address of ['/v1/actors/ttp', '/v1/events.csv', '/v1/snapshot.sqlite', '/docs', '/openapi.json'])
    t.equal((await fetch(`${served.url}${address}`)).status, 200, address)
  t.equal(await served.end('SIGTERM'), 0)
})

const snippet = /```ts\n(import \{ createClient \}[\s\S]*?)```\n```console\n([\s\S]*?)```/.exec(
  readFileSync(join(root, 'README.md'), 'utf8'),
)

t.test(
  'the snippet of the README compiles where the package is installed, and prints what it says there',
  async (t) => {
    const cwd = t.testdir({ node_modules: {}, 'package.json': '{ "name": "consumer" }' })
    symlinkSync(installed, join(cwd, 'node_modules/sourcebook'))
    const program = join(installed, bin.sourcebook)
    const served = await serve(t, { cwd, program })
    const { out } = await run(['key', 'create', '--scope', 'write'], { cwd, program })
    const [, code = '', printed] = snippet ?? []
    writeFileSync(
      join(cwd, 'snippet.mts'),
      code.replace('http://127.0.0.1:3000', served.url).replace('sbk_…', out.trim()),
    )
    const options = '--ignoreConfig --strict --noEmit --types node --target es2022 --module nodenext'.split(' ')
    const inside = { cwd, encoding: 'utf8', stdio: 'pipe' } as const
    const types = ['--typeRoots', join(root, 'node_modules/@types')]
    const tsc = join(root, 'node_modules/.bin/tsc')
    const checked = spawnSync('env', ['-i', ...env, tsc, 'snippet.mts', ...options, ...types], inside)
    t.match(checked, { status: 0, stdout: '' })
    t.equal(execFileSync('env', ['-i', ...env, process.execPath, 'snippet.mts'], inside), printed)
    t.equal(await served.end('SIGTERM'), 0)
  },
)

t.test('its client is a module with types beside it', async (t) => {
  const { createClient } = (await import(
    pathToFileURL(join(installed, exports['./client'].default)).href
  )) as object as {
    createClient: unknown
  }
  t.type(createClient, 'function')
  t.match(readFileSync(join(installed, exports['./client'].types), 'utf8'), /export declare function createClient/)
})
