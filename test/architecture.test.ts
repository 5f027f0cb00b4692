/** The plan of the house, read from the import lines of `src/`: who may import whom, how long a file may be, and whether the map shows it so. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { resources } from '../src/model/index.ts'

const root = fileURLToPath(new URL('../src', import.meta.url))

/**
 * What each folder may import beside itself. The engine is the ground and knows nothing of ours; the model declares
 * with its words; edits, the store and the formats know no resource by name; HTTP and imports stand on them. The client
 * also runs in a browser.
 */
const mayImport: Record<string, string[]> = {
  engine: [],
  model: ['engine'],
  edits: ['engine'],
  store: ['engine'],
  formats: ['engine', 'store'],
  http: ['engine', 'edits', 'store', 'formats', 'config.ts', 'version.ts'],
  routes: ['engine', 'store', 'formats', 'http', 'model'],
  imports: ['engine', 'edits', 'store', 'model'],
  checks: ['engine', 'edits', 'store', 'model'],
  processes: ['engine', 'store', 'formats', 'http', 'routes', 'imports', 'model', 'all-routes.ts', 'resolve.ts'],
  commands: [
    ...['engine', 'edits', 'store', 'formats', 'http', 'routes', 'imports', 'model', 'checks', 'processes'],
    ...['app.ts', 'config.ts'],
  ],
  client: [],
}

/** Files at the top with a rule of their own, because folders may use them. The others put everything together. */
const small: [file: RegExp, may: RegExp, why: string][] = [
  [/^config\.ts$/, /^engine$/, 'settings may import the engine'],
  [/^version\.ts$/, /^$/, 'the version imports nothing of ours'],
]

/** What a file of a folder may import of its own folder, where that is not everything. */
const within: [file: RegExp, may: RegExp, why: string][] = [
  [/^model\/(tables|vocabularies|countries)\.ts$/, /^$/, 'tables, vocabularies and countries import nothing of ours'],
  [/^model\/fields\.ts$/, /^model\/(vocabularies|countries|languages)\.ts$/, 'the shared fields know no resource'],
  [
    /^model\/(?!index|fields|tables|views|vocabularies|countries)/,
    /^model\/(countries|fields|languages|tables|views|vocabularies)\.ts$/,
    'a resource never imports another',
  ],
]

/** Files that run as a process or a thread of their own, and so may speak to it. */
const entries = [
  'main.ts',
  'processes/importer.ts',
  'processes/reader.ts',
  'processes/watch-parent.ts',
  'sourcebook.js',
]

type Import = { from: string; line: number; to: string; kind: 'value' | 'type' | 'on demand'; text: string }

const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.[jt]s$/.test(path) && !path.endsWith('.d.ts'))
  .map((path) => path.replaceAll('\\', '/'))
  .sort()
const textOf = (file: string) => readFileSync(join(root, file), 'utf8')

const imports: Import[] = files.flatMap((from) =>
  [
    ...textOf(from).matchAll(/^(?:import|export)\s+(type\s)?[^'"]*?from '(\.[^']+)'|import\(\s*'(\.[^']+)'\s*\)/gms),
  ].map(({ 0: text, 1: type, 2: fixed, 3: dynamic, index }) => ({
    from,
    line: textOf(from).slice(0, index).split('\n').length,
    to: normalize(join(dirname(from), (fixed ?? dynamic) as string)).replaceAll('\\', '/'),
    kind: type ? 'type' : fixed ? 'value' : 'on demand',
    text: text.replace(/\s+/g, ' '),
  })),
)

const partOf = (file: string) => file.split('/')[0] as string
const told = ({ from, line, text }: Import, why: string) => `src/${from}:${line}: ${text}: ${why}`

t.test('imports run one way', async (t) => {
  t.ok(imports.length > 200, `${imports.length} imports are read`)
  const wrong = imports.flatMap((one) => {
    const [from, to] = [partOf(one.from), partOf(one.to)]
    if (to === 'main.ts') return one.from === 'sourcebook.js' ? [] : [told(one, 'nothing imports the command')]
    const [, allowed, why = ''] = small.find(([file]) => file.test(from)) ?? []
    if (allowed) return allowed.test(to) ? [] : [told(one, why)]
    if (/\.[jt]s$/.test(from)) return [] // at the top
    const may = mayImport[from]
    if (!may) return [told(one, `the plan has no folder ${from}`)]
    return from === to || may.includes(to)
      ? []
      : [told(one, `${from} may import ${may.join(', ') || 'nothing of ours'}`)]
  })
  t.same(wrong, [])
})

t.test('tables, vocabularies and countries import nothing of ours, and a resource never another', async (t) => {
  const wrong = imports.flatMap((one) =>
    within
      .filter(([file, may]) => file.test(one.from) && partOf(one.to) === 'model' && !may.test(one.to))
      .map(([, , why]) => told(one, why)),
  )
  const tables = imports.filter(({ from }) => /^model\/(tables(-kept)?|vocabularies|countries)\.ts$/.test(from))
  t.same([...wrong, ...tables.map((one) => told(one, 'imports nothing of ours'))], [])
})

/** What each file cannot run without. */
const needs = new Map(
  files.map((file) => [
    file,
    imports.filter(({ from, kind }) => from === file && kind === 'value').map(({ to }) => to),
  ]),
)

t.test('no file needs itself to run', async (t) => {
  const circles: string[] = []
  const walk = (file: string, path: string[]) => {
    if (path.includes(file)) return circles.push([...path.slice(path.indexOf(file)), file].join(' → '))
    if (!done.has(file)) for (const next of needs.get(file) ?? []) walk(next, [...path, file])
    return done.add(file)
  }
  const done = new Set<string>()
  for (const file of files) walk(file, [])
  t.same(circles, [])
})

t.test('the server starts without what only the seed, a write, an import or the document needs', async (t) => {
  const needed = new Set(['commands/serve.ts'])
  for (const file of needed) for (const next of needs.get(file) ?? []) needed.add(next)
  t.ok(needed.size > 100, `${needed.size} files are needed`)
  const late = /^(edits|imports|checks)\/|^commands\/seed|^http\/(writes|openapi|pages-)/
  const early = ['edits/repeated.ts', 'http/openapi-links.ts', 'http/openapi-schemas.ts', 'imports/titles.ts'] // short, and of use
  t.same([...needed].filter((file) => late.test(file)).sort(), early)
})

/** The lines of some files that have a pattern, comments left out. */
const linesWith = (pattern: RegExp, which: (file: string) => boolean) =>
  files.filter(which).flatMap((file) =>
    textOf(file)
      .split('\n')
      .map((text, index) => ({ text: text.trim(), line: index + 1 }))
      .filter(({ text }) => pattern.test(text) && !/^(\*|\/\*|\/\/)/.test(text))
      .map(({ text, line }) => `src/${file}:${line}: ${text}`),
  )

t.test('engine and edits know of claims, but name no other resource, and never ask which one they have', async (t) => {
  const names = resources
    .map(({ name }) => name)
    .filter((name) => name !== 'claims')
    .join('|')
  t.same(
    linesWith(new RegExp(`'(${names})'|resource\\.name === '`), (file) => ['engine', 'edits'].includes(partOf(file))),
    [],
  )
})

t.test('only what runs as a process of its own speaks to the process', async (t) => {
  t.same(
    linesWith(/\bprocess\.[a-z]/, (file) => !entries.includes(file)),
    [],
  )
})

t.test('built-in modules that bring much along are taken by their parts', async (t) => {
  t.same(
    linesWith(/^import (?!type ).*from 'node:(http|https|process|util)'/, () => true),
    [],
  )
})

t.test('of drizzle-orm its parts are imported: the whole brings other databases', async (t) => {
  t.same(
    linesWith(/^import (?!type ).*from 'drizzle-orm(\/sqlite-core|\/better-sqlite3)?'/, () => true),
    [],
  )
})

t.test('every file begins with what it is, and none is a mere list of exports', async (t) => {
  const begins = files.filter((file) => !/^(#!.*\n)?\/\*\*/.test(textOf(file)))
  t.same(begins, [], 'these have no sentence at their head')
  t.same(
    files.filter((file) => /^export \*/m.test(textOf(file))),
    [],
  )
})

t.test('no file is longer than 300 lines', async (t) => {
  const lengths = files.map((file) => ({ file, lines: textOf(file).trimEnd().split('\n').length }))
  t.same(
    lengths.filter(({ lines }) => lines > 300),
    [],
  )
  const inAll = (part: string) =>
    lengths.filter(({ file }) => partOf(file) === part).reduce((sum, { lines }) => sum + lines, 0)
  const short = lengths.filter(({ lines }) => lines <= 100).length
  t.comment(
    `the engine has ${inAll('engine')} lines, edits have ${inAll('edits')}; ${short} of ${files.length} files have 100 lines or fewer`,
  )
})

const map = readFileSync(join(root, 'README.md'), 'utf8')

t.test('the map of the code names every folder and every file at the top, as they stand', async (t) => {
  const [, tree = ''] = /```\n([\s\S]*?)```/.exec(map) ?? []
  const named = [...tree.matchAll(/^(\S+) {2,}\S/gm)].map(([, name]) => name)
  const standing = readdirSync(root, { withFileTypes: true })
    .filter(({ name }) => name !== 'README.md')
    .map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name))
  t.same(named.sort(), standing.sort())
})

t.test('every file that the map of the code names is there', async (t) => {
  const mentioned = [...map.matchAll(/`([\w./-]+\.ts)`/g)].map(([, file]) => file as string)
  const places = ['', 'engine', 'edits', 'commands', 'processes', '..'] // files of these four are named by themselves where they are told
  const missing = mentioned.filter((file) => !places.some((place) => existsSync(join(root, place, file))))
  t.ok(mentioned.length > 50, `${mentioned.length} files are named`)
  t.same(missing, [])
})

t.test('the map of the code says who may import whom', async (t) => {
  const said = [...map.matchAll(/^\| `(\w+)` \| (.*) \|$/gm)].map(([, folder, may = '']) => [
    folder,
    [...may.matchAll(/`([\w.-]+)`/g)].map(([, name]) => name),
  ])
  t.same(Object.fromEntries(said), mayImport)
})

t.test('the README leads to the map of the code', async (t) => {
  t.match(readFileSync(join(root, '../README.md'), 'utf8'), '](src/README.md)')
})
