import t from 'tap'
import { allImports, allRoutes, allWrites } from '../../src/all-routes.ts'
import { ask, openSeeded } from '../support.ts'

const { app } = await openSeeded(t)

/** An address of each route that has a record, a file or a page behind it. */
const addresses = allRoutes().map(({ path, pathParameters }) => ({
  url: path.replace('{id}', String(pathParameters?.id?.example)).replace('{format}', 'csv'),
  writing: [...allWrites(), ...allImports()].flatMap((route) => (route.path === path ? [route.method as string] : [])),
}))

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD' | 'OPTIONS'

async function problemOf(method: string, url: string, headers: Record<string, string> = {}, payload?: string) {
  const said = await app.inject({ method: method as Method, url, headers, ...(payload !== undefined && { payload }) })
  const { type, title, status, detail, instance, code, ...more } = said.json()
  return { said, document: { type, title, status, detail, instance, code }, more }
}

const cases: [words: string, url: string, status: number, code: string, detail: RegExp][] = [
  ['the root of nothing', '/nothing', 404, 'not_found', /GET \/v1 lists what there is/],
  ['a misspelt resource', '/v1/actor', 404, 'not_found', /Did you mean \/v1\/actors\?/],
  ['an address without its middle', '/v1/stats', 404, 'not_found', /Did you mean \/v1\/events\/stats\?/],
  ['a slash at the end', '/v1/actors/', 404, 'not_found', /Did you mean \/v1\/actors\?/],
  ['two slashes', '/v1//actors', 404, 'not_found', /Did you mean \/v1\/actors\?/],
  ['capitals', '/V1/Actors', 404, 'not_found', /Did you mean \/v1\/actors\?/],
  ['an address without the version', '/events?limit=1', 404, 'not_found', /Did you mean \/v1\/events\?/],
  ['a path of a prototype', '/__proto__', 404, 'not_found', /Nothing is at this address/],
  ['a misspelt format', '/v1/actors.cvs', 404, 'not_found', /Did you mean \/v1\/actors\.csv\?/],
  ['an unknown id', '/v1/actors/nobody', 404, 'record_not_found', /No actor has the id 'nobody'/],
  ['an id of a prototype', '/v1/actors/__proto__', 404, 'record_not_found', /No actor has the id '__proto__'/],
  ['an id in capitals', '/v1/actors/TTP', 404, 'record_not_found', /Did you mean 'ttp'\?/],
  ['an id with a NUL', '/v1/actors/a%00b', 404, 'record_not_found', /Ids are small letters and digits/],
  ['an id with a slash', '/v1/actors/a%2Fb', 404, 'record_not_found', /Ids are small letters and digits/],
  ['an id with dots', '/v1/places/a.b.geojson', 404, 'record_not_found', /No place has the id 'a\.b\.geojson'/],
  ['an id of 300 letters', `/v1/actors/${'x'.repeat(300)}`, 404, 'record_not_found', /'x{60}…'/],
  [
    'a format that a record does not have',
    '/v1/actors/ttp.geojson',
    404,
    'not_found',
    /this comes as \/v1\/actors\/ttp\.$/,
  ],
  ['percent without digits', '/v1/actors/%ZZ', 400, 'invalid_url', /percent-encoded UTF-8/],
  ['half a percent', '/v1/actors/%', 400, 'invalid_url', /percent-encoded UTF-8/],
  ['no UTF-8', '/v1/actors/%C3%28', 400, 'invalid_url', /percent-encoded UTF-8/],
  ['a surrogate', '/v1/actors/%ED%A0%80', 400, 'invalid_url', /percent-encoded UTF-8/],
  ['a parameter name that is no UTF-8', '/v1/actors?%C3%28=1', 400, 'invalid_url', /percent-encoded UTF-8/],
  [
    'a value that is no UTF-8',
    '/v1/actors?kind=%C3%28',
    400,
    'invalid_query',
    /kind: Is not correctly percent-encoded/,
  ],
  ['a value with a NUL', '/v1/actors?kind=%00', 400, 'invalid_query', /kind: Has a NUL/],
  ['a number beyond its range', '/v1/claims?credibility=9', 400, 'invalid_query', /: '9' is more than 6\.$/],
  ['half of a whole number', '/v1/claims?credibility=1.5', 400, 'invalid_query', /: '1\.5' is not a whole number\.$/],
  ['a number below its range', '/v1/events?latitude=-91', 400, 'invalid_query', /: '-91' is less than -90\.$/],
  ['a misspelt parameter', '/v1/actors?kidn=person', 400, 'invalid_query', /Did you mean 'kind'\?/],
  [
    'an id in capitals in a list',
    '/v1/events?actor=china,TTP',
    400,
    'invalid_query',
    /'TTP' is not .* Did you mean 'ttp'\?/,
  ],
  [
    'a name for an id',
    '/v1/events?place_id=North+Waziristan',
    400,
    'invalid_query',
    /Did you mean 'north-waziristan'\?/,
  ],
  ['another name for an id', '/v1/search?actor=Pakistani%20Taliban', 400, 'invalid_query', /Did you mean 'ttp'\?/],
  ['a name in a file', '/v1/visits.csv?place=Kabul', 400, 'invalid_query', /Did you mean 'kabul'\?/],
  ['a name of nothing', '/v1/events?actor=Nobody', 400, 'invalid_query', /Look for it with \/v1\/actors\?q=…/],
  [
    'the name of a country',
    '/v1/events?country=Pakistan',
    400,
    'invalid_query',
    /'Pakistan' is not a country code .* such as PK\. Did you mean 'PK'\?/,
  ],
  ['a misspelt country', '/v1/events?country=Afganistan', 400, 'invalid_query', /Did you mean 'AF'\?/],
  ['no country', '/v1/events?country=Nowhere', 400, 'invalid_query', /such as PK\.$/],
  ['a country code that is none', '/v1/places?not_country=PK,XX', 400, 'invalid_query', /'XX' is not a country code/],
  ['a misspelt dataset', '/v1/events?dataset=ucpd-ged', 400, 'invalid_query', /Did you mean 'ucdp-ged'\?/],
  ['a part of a dataset', '/v1/events.csv?not_dataset_id=ged', 400, 'invalid_query', /Did you mean 'ucdp-ged'\?/],
  ['a dataset in statistics', '/v1/events/stats?by=year&dataset=acedl', 400, 'invalid_query', /Did you mean 'acled'\?/],
  ['a misspelt subject', '/v1/figures?subject=event', 400, 'invalid_query', /Did you mean 'events'\?/],
  ['a misspelt field', '/v1/claims?field=fatalites_low', 400, 'invalid_query', /Did you mean 'fatalities_low'\?/],
  ['a scheme of ids', '/v1/actors?external_id=ucdp_actor:356', 400, 'invalid_query', /Did you mean 'ucdp-actor'\?/],
  ['a scheme of codes', '/v1/events?classification=ucpd:a:1', 400, 'invalid_query', /Did you mean 'ucdp'\?/],
  [
    'a point the wrong way round',
    '/v1/events?near=169.17,34.53&radius_km=9',
    400,
    'invalid_query',
    /Did you mean '34\.53,169\.17'\?/,
  ],
  ['a page by its number', '/v1/events?page=2', 400, 'invalid_query', /Did you mean 'cursor'\?/],
  ['a parameter without its _id', '/v1/relationships?from=ttp', 400, 'invalid_query', /Did you mean 'from_id'\?/],
  [
    'a short word that only looks alike',
    '/v1/actors?nope=1',
    400,
    'invalid_query',
    /here\. See \/docs for those there are\.$/,
  ],
  ['a parameter of a prototype', '/v1/actors?__proto__=1', 400, 'invalid_query', /no parameter of this name/],
  [
    'a parameter of a prototype beside another, of a file',
    '/v1/actors.csv?toString=1&bogus=1',
    400,
    'invalid_query',
    /^toString: .* And 1 more/,
  ],
  ['a constructor', '/v1/actors.csv?constructor=1', 400, 'invalid_query', /no parameter of this name/],
  ['a facet of a prototype', '/v1/actors?facets=toString', 400, 'invalid_query', /'toString' is not one of its values/],
  ['a field of a prototype', '/v1/actors?fields=__proto__', 400, 'invalid_query', /'__proto__' is not one/],
  ['a sort of a prototype', '/v1/actors?sort=constructor', 400, 'invalid_query', /'constructor' is not one/],
  ['an expansion of a prototype', '/v1/actors/ttp?expand=toString', 400, 'invalid_query', /'toString' is not one/],
  ['a truth of a prototype', '/v1/claims?inferred=constructor', 400, 'invalid_query', /is not true or false/],
  [
    'statistics in another format',
    '/v1/events/stats.xlsx?by=year',
    404,
    'not_found',
    /: this comes as \/v1\/events\/stats, \/v1\/events\/stats\.csv\.$/,
  ],
  [
    'statistics as a map',
    '/v1/events/stats.geojson',
    404,
    'not_found',
    /comes as \/v1\/events\/stats, .*stats\.csv\.$/,
  ],
  [
    'a format of no list',
    '/v1/visits.pdf',
    404,
    'not_found',
    /There is no \/v1\/visits\.pdf: .* \/v1\/visits, \/v1\/visits\.csv, .*xlsx\.$/,
  ],
  [
    'search as a file',
    '/v1/search.csv?q=ttp',
    404,
    'not_found',
    /There is no \/v1\/search\.csv: this comes as \/v1\/search\.$/,
  ],
  [
    'a record as a file',
    '/v1/events/foo.csv',
    404,
    'not_found',
    /comes as \/v1\/events\/foo, \/v1\/events\/foo\.geojson\.$/,
  ],
  ['history as a file', '/v1/actors/ttp/revisions.csv', 404, 'not_found', /comes as \/v1\/actors\/ttp\/revisions\.$/],
  ['an id with a dot', '/v1/sources/stratheia.com', 404, 'record_not_found', /No source has the id 'stratheia\.com'/],
  ['a map of a record that is not there', '/v1/events/foo.geojson', 404, 'record_not_found', /has the id 'foo'/],
  [
    'a format as a parameter',
    '/v1/actors?format=csv',
    400,
    'invalid_query',
    /A format is a suffix of the address: \.csv/,
  ],
  [
    'an empty limit',
    '/v1/actors?limit=',
    400,
    'invalid_query',
    /^limit: Has an empty value\. Leave the parameter out;/,
  ],
  [
    'a parameter given four times',
    '/v1/places?bbox=1&bbox=2&bbox=3&bbox=4',
    400,
    'invalid_query',
    /comma between values\.$/,
  ],
  [
    'a parameter given twice',
    '/v1/actors?kind=person&kind=state',
    400,
    'invalid_query',
    /^kind: Is given more than once\. Give it once, with a comma between values\.$/,
  ],
  [
    'the same parameter in two spellings',
    '/v1/actors?kind=person&k%69nd=state',
    400,
    'invalid_query',
    /Is given more than once/,
  ],
  ['a name of 4,000 letters', `/v1/actors?${'x'.repeat(4000)}=1`, 400, 'invalid_query', /x{60}…: There is no/],
  [
    'a thousand parameters',
    `/v1/actors?${'x&'.repeat(1000)}`,
    400,
    'invalid_query',
    /1001 parameters; 256 are the most/,
  ],
  ['a URL of 17 KiB', `/v1/actors?q=${'x'.repeat(17 * 1024)}`, 414, 'url_too_long', /longer than 16 KiB/],
  ['an id of 17 KiB', `/v1/actors/${'x'.repeat(17 * 1024)}`, 414, 'url_too_long', /longer than 16 KiB/],
]

for (const [words, url, status, code, detail] of cases)
  t.test(`${words}: ${status} ${code}, with what to do`, async (t) => {
    const { said, document, more } = await problemOf('GET', url)
    t.equal(said.statusCode, status)
    t.equal(said.headers['content-type'], 'application/problem+json')
    t.match(document, { type: `/docs/errors#${code}`, title: String, status, detail, instance: /^\//, code })
    t.same(
      Object.keys(more).filter((name) => name !== 'errors'),
      [],
    )
    t.ok(document.instance.length <= 200)
    t.equal(said.headers['cache-control'], 'no-store')
    t.match(said.headers['x-request-id'], /^[0-9a-f]{8}-[0-9a-f-]{27}$/)
  })

for (const { url, writing } of addresses)
  t.test(`${url} names the methods that it takes to every other`, async (t) => {
    for (const method of ['POST', 'DELETE', 'TRACE', 'PROPFIND', 'QUERY'].filter((name) => !writing.includes(name))) {
      const { said, document } = await problemOf(method, url)
      t.match(document, { status: 405, code: 'method_not_allowed', detail: new RegExp(`not ${method}\\.$`) })
      t.equal(said.headers.allow, ['GET', 'HEAD', ...writing, 'OPTIONS'].join(', '))
    }
  })

const bodies: [words: string, headers: Record<string, string>, payload: string][] = [
  ['broken JSON', { 'content-type': 'application/json' }, '{x'],
  ['a body of 2 MiB', { 'content-type': 'application/json' }, `"${'x'.repeat(2 * 1024 * 1024)}"`],
  ['an unknown media type', { 'content-type': 'application/x-nothing' }, 'x'],
  ['no media type', { 'content-type': '???' }, 'x'],
  ['no body where one is announced', { 'content-type': 'application/json' }, ''],
]

for (const [words, headers, payload] of bodies) {
  t.test(`POST with ${words}: the method is refused before the body is read`, async (t) => {
    const { document } = await problemOf('POST', '/v1/figures', headers, payload)
    t.match(document, { status: 405, code: 'method_not_allowed' })
    t.match((await problemOf('POST', '/nothing', headers, payload)).document, { status: 404, code: 'not_found' })
  })

  t.test(`GET with ${words}: the body has no meaning`, async (t) => {
    const said = await app.inject({ method: 'GET', url: '/v1/actors/ttp', headers, payload })
    t.equal(said.statusCode, 200)
  })
}

t.test('a fault in the query names the parameter, and each has its own entry', async (t) => {
  const { more } = await problemOf('GET', '/v1/actors?kidn=person&limit=0')
  t.match(more.errors, [
    { parameter: 'kidn', code: 'unknown_parameter', detail: String, allowed: ['kind'] },
    { parameter: 'limit', code: 'invalid_limit', detail: String },
  ])
})

for (const [accept, offered] of [
  ['image/png', '/v1/actors'],
  ['text/html', '/v1/actors/ttp'],
  ['application/json;q=0', '/v1'],
  ['nonsense', '/v1/actors'],
  [';;;,,,', '/v1/actors'],
  ['text/__proto__', '/v1/vocabularies'],
] as const)
  t.test(`Accept: ${accept} on ${offered}: 406 with the media types that there are`, async (t) => {
    const { said, document } = await problemOf('GET', offered, { accept })
    t.equal(said.statusCode, 406)
    t.match(document, { code: 'not_acceptable', detail: /There are application\/json/ })
  })

t.test('what the suffix names is not negotiated', async (t) => {
  const { status, headers } = await ask(app, '/v1/actors.csv', { headers: { accept: 'application/json' } })
  t.equal(status, 200)
  t.equal(headers['content-type'], 'text/csv; charset=utf-8')
})

t.test('a problem has no traces of the answer that it might have been', async (t) => {
  const { said } = await problemOf('GET', '/v1/actors.csv?limit=0', { 'accept-encoding': 'gzip' })
  for (const name of ['etag', 'link', 'content-encoding', 'content-disposition']) t.notOk(name in said.headers, name)
})

t.test('a problem about records stands at a point in the sequence of changes', async (t) => {
  t.match((await problemOf('GET', '/v1/actors/nobody')).said.headers['change-seq'], /^[0-9a-f]{8}-\d+$/)
})

t.test('HEAD of what is not there is 404 without a body', async (t) => {
  const said = await app.inject({ method: 'HEAD', url: '/v1/nothing' })
  t.equal(said.statusCode, 404)
  t.equal(said.headers['content-type'], 'application/problem+json')
  t.equal(said.body, '')
})
