import { readFileSync } from 'node:fs'
import t from 'tap'
import { fillReadme, readme, requestsOf } from './readme.ts'

const text = readFileSync(readme, 'utf8')

t.test('the tour has ten requests', async (t) => {
  t.equal(requestsOf(text).length, 10)
})

t.test(
  'the answers, settings and commands of the README are those of the product (node test/readme.ts writes them)',
  async (t) => {
    t.equal(await fillReadme(text), text)
  },
)
