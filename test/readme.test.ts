import { readFileSync } from 'node:fs'
import t from 'tap'
import { fillReadme, readme, requestsOf } from './readme.ts'
import { commandsOf } from './readme-writing.ts'
import { openSeeded, readPage } from './support.ts'

const text = readFileSync(readme, 'utf8')

t.test('the tour has ten requests', async (t) => {
  t.equal(requestsOf(text).length, 10)
})

t.test('the section on writing has twelve requests', async (t) => {
  t.equal(commandsOf(text).length, 12)
})

t.test('what the snippet in Python sends is answered by what it asks for', async (t) => {
  const { app } = await openSeeded(t)
  const { path = '', params = '' } =
    /requests\.get\("http:\/\/127\.0\.0\.1:3000(?<path>[^"]+)", params=(?<params>\{.*\})\)/.exec(text)?.groups ?? {}
  const { data } = await readPage(app, `${path}?${new URLSearchParams(JSON.parse(params))}`)
  t.same(data, [
    { id: '2021-taliban-seizure-of-power', title: 'Taliban seize power in Afghanistan' },
    { id: '2025-04-infiltration-repelled', title: 'Infiltration from Afghanistan repelled' },
  ])
})

t.test(
  'the answers, settings and commands of the README are those of the product (node test/readme.ts writes them)',
  async (t) => {
    t.equal(await fillReadme(text), text)
  },
)
