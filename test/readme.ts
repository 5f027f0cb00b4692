/**
 * What the README says of the running product, filled in from it: the answers of the tour, the settings, the commands.
 * `node test/readme.ts` writes it; the test fails if what stands there is not what runs.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildApp } from '../src/app.ts'
import { readSeed, seed, seedFolder } from '../src/commands/seed.ts'
import { readConfig, settings } from '../src/config.ts'
import { importFile } from '../src/imports/pipeline.ts'
import { ucdpGed } from '../src/imports/ucdp-ged.ts'
import { createKey } from '../src/store/keys.ts'
import { migrate } from '../src/store/migrate.ts'
import { openForWriting, openStore } from '../src/store/open.ts'
import { gedRow } from './imports/rows.ts'
import { toCsv } from './imports/support.ts'
import { fillWriting } from './readme-writing.ts'

export const readme = fileURLToPath(new URL('../README.md', import.meta.url))
const main = fileURLToPath(new URL('../src/sourcebook.js', import.meta.url))
const request = /```sh\ncurl -s 'http:\/\/127\.0\.0\.1:3000(?<path>[^']+)'\n```\n```(?<kind>\w+)\n[\s\S]*?```/g

export const requestsOf = (text: string) => [...text.matchAll(request)].map((match) => match.groups?.path ?? '')

/** The README with everything that comes from the product as it now is. */
export async function fillReadme(text: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'sourcebook-readme-'))
  const path = join(folder, 'readme.sqlite')
  const connection = openForWriting(path)
  migrate(connection)
  seed(connection, readSeed(seedFolder))
  const key = createKey(connection, { scope: 'write', name: 'Nadia', expires_at: null }, new Date().toISOString())
  connection.close()
  const store = openStore(path)
  const app = await buildApp(store, readConfig({ SOURCEBOOK_DB: path }))
  const answers = new Map<string, string>()
  for (const url of requestsOf(text)) answers.set(url, (await app.inject({ url })).body)
  await importEvent(path)
  const written = await fillWriting(text, app, key)
  await app.close()
  store.close()
  rmSync(folder, { recursive: true })
  return written
    .replace(request, (_whole, url: string, kind: string) => {
      const answer =
        kind === 'json' ? broken(answers.get(url) ?? '') : (answers.get(url) ?? '').replaceAll('\r\n', '\n')
      return `\`\`\`sh\ncurl -s 'http://127.0.0.1:3000${url}'\n\`\`\`\n\`\`\`${kind}\n${answer.trimEnd()}\n\`\`\``
    })
    .replace(/(<!-- settings -->\n)[\s\S]*?(<!-- end -->)/, (_, from, to) => `${from}${settingsTable()}${to}`)
    .replace(/(<!-- commands -->\n)[\s\S]*?(<!-- end -->)/, (_, from, to) => `${from}${commandList()}${to}`)
}

/** The event of a dataset that the section on writing corrects. */
async function importEvent(path: string) {
  const file = join(dirname(path), 'ged231.csv')
  writeFileSync(file, toCsv(ucdpGed.columns, [gedRow]))
  const connection = openForWriting(path)
  await importFile(connection, { dataset: ucdpGed, path: file, now: new Date().toISOString() })
  connection.close()
}

/** JSON with a line for each record, and for what stands beside the records. */
function broken(body: string): string {
  const members = Object.entries(JSON.parse(body) as Record<string, unknown>)
  const list = members.findIndex(([name]) => name === 'data' || name === 'features')
  const [name, records] = members[list] ?? []
  if (!Array.isArray(records)) return body
  const lines = records.map((record) => `  ${JSON.stringify(record)}`).join(',\n')
  const written = members.map(([other, value]) => `"${other}":${JSON.stringify(value)}`)
  const [before, after] = [written.slice(0, list), written.slice(list + 1)]
  return [
    `{${[...before, `"${name}":[`].join(',')}`,
    lines,
    `${[']', ...after].join(',\n').replace(',\n', ',')}}`,
  ].join('\n')
}

const settingsTable = () =>
  [
    '| setting | default | what it is for |',
    '| --- | --- | --- |',
    ...Object.entries(settings).map(
      ([name, { initial, description }]) =>
        `| \`${name}\` | ${initial === '' ? 'none' : `\`${initial}\``} | ${description} |`,
    ),
  ]
    .map((line) => `${line}\n`)
    .join('')

function commandList() {
  const overview = execFileSync(process.execPath, [main, '--help'], { encoding: 'utf8' })
  return `\`\`\`console\n${overview.trimEnd()}\n\`\`\`\n`
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(readme, await fillReadme(readFileSync(readme, 'utf8')))
