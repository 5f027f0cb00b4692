/** What a list links to in its headers (RFC 8288): the next page, the same query in other formats, its licences. */
import t from 'tap'
import { formatsOf } from '../../src/formats/index.ts'
import { resources } from '../../src/model/index.ts'
import { ask, openSeeded, type Page, readPage } from '../support.ts'

const { app } = await openSeeded(t)

/** The targets of the header Link by their relation. */
function targetsOf(header = '', rel: string): string[] {
  const links = header.matchAll(/<([^>]*)>; rel="(\w+)"/g)
  return [...links].flatMap(([, target = '', of]) => (of === rel ? [target] : []))
}

t.test('rel="next" leads to the next page of the same query', async (t) => {
  const { headers, text } = await ask(app, '/v1/places?kind=country,city&limit=4&fields=id')
  const { data, page } = JSON.parse(text) as Page
  const [next = '', ...others] = targetsOf(headers.link, 'next')
  t.same([next, others], [`/v1/places?kind=country,city&limit=4&fields=id&cursor=${page.next_cursor}`, []])
  t.same(data, [{ id: 'afghanistan' }, { id: 'beijing' }, { id: 'china' }, { id: 'islamabad' }])
  t.same((await readPage(app, next)).data, [{ id: 'kabul' }, { id: 'pakistan' }])
})

t.test('the last page has no rel="next"', async (t) => {
  t.same(targetsOf((await ask(app, '/v1/places?limit=1000')).headers.link, 'next'), [])
})

for (const resource of resources) {
  const { name } = resource
  t.test(`${name}: rel="alternate" is the same query in every format, without what only pages have`, async (t) => {
    const { headers } = await ask(app, `/v1/${name}?limit=2&count=exact&dataset=sourcebook`)
    t.same(
      targetsOf(headers.link, 'alternate'),
      formatsOf(resource).map((format) => `/v1/${name}.${format.name}?limit=2&dataset=sourcebook`),
    )
  })
}

t.test('rel="license" is the licence of what is here, on pages and files', async (t) => {
  for (const address of ['/v1/events', '/v1/events.csv', '/v1/figures?limit=1'])
    t.same(targetsOf((await ask(app, address)).headers.link, 'license'), ['https://spdx.org/licenses/CC-BY-4.0.html'])
})

t.test('a licence that SPDX does not know is told by its dataset, once there is a release of it', async (t) => {
  const { app, connection } = await openSeeded(t)
  connection.exec("update datasets set releases = '[{}]' where id = 'acled'")
  t.same(targetsOf((await ask(app, '/v1/events')).headers.link, 'license'), [
    '/v1/datasets/acled',
    'https://spdx.org/licenses/CC-BY-4.0.html',
  ])
})

t.test('HEAD has the links of GET', async (t) => {
  const address = '/v1/actors?limit=2&fields=id'
  const head = await ask(app, address, { method: 'HEAD' })
  const get = await ask(app, address)
  t.equal(head.headers.link, get.headers.link)
})
