/** Whatever stands in a URL, the answer is 200 or a problem document that names what is wrong; never a failure of ours. */
import fc from 'fast-check'
import t from 'tap'
import { nearest } from '../../src/engine/errors.ts'
import { splitValues } from '../../src/engine/parameters.ts'
import { parametersOf } from '../../src/engine/query.ts'
import { formatsOf } from '../../src/formats/index.ts'
import { directory, resources } from '../../src/model/index.ts'
import { ask, openSeeded, readProblem, resourceOf } from '../support.ts'

const { app } = await openSeeded(t)

type Document = { status: number; code: string; errors?: { parameter?: string; detail: string; code: string }[] }

/** What is wrong with an answer to a query of these parameters, or null. */
async function wrongWith(url: string, names: string[]): Promise<string | null> {
  const { status, headers, text } = await ask(app, url)
  if (status === 200) return null
  if (status !== 400 && status !== 414) return `${url} answers ${status}: ${text}`
  if (!headers['content-type']?.startsWith('application/problem+json'))
    return `${url} answers ${headers['content-type']}`
  const { code, errors = [] } = JSON.parse(text) as Document
  if (code === 'invalid_url' || code === 'url_too_long') return null
  if (code !== 'invalid_query' || errors.length === 0) return `${url} answers ${text}`
  const stranger = errors.find(
    ({ parameter = '' }) => !names.some((name) => name.startsWith(parameter.replace(/…$/, ''))),
  )
  if (stranger) return `${url} blames ${stranger.parameter}`
  return /SQLITE|sqlite|at .*\.ts|node_modules/.test(text) ? `${url} tells of the inside: ${text}` : null
}

const holds = async (url: string, names: string[]) => {
  const wrong = await wrongWith(url, names)
  if (wrong) throw new Error(wrong)
}

const anyText = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    "' or 1=1 --",
    '%',
    '%ZZ',
    '%00',
    '%ff',
    '\ud800',
  ),
  fc.stringMatching(/^[-+.,:*"()^/0-9a-z ]{0,40}$/),
)
/** As a browser would send it, and as a broken client would. */
const encoded = fc.oneof(
  anyText.filter((text) => text.isWellFormed()).map(encodeURIComponent),
  anyText.map((text) => text.replace(/[^!-~]|[#&?]/g, '')),
)
const paths = resources.flatMap((resource) => [
  `/v1/${resource.name}`,
  ...formatsOf(resource).map(({ name }) => `/v1/${resource.name}.${name}`),
  `/v1/${resource.name}/${resource.example}`,
])
const nameOf = (typed: string) => {
  try {
    return decodeURIComponent((typed.split('=')[0] as string).replaceAll('+', ' '))
  } catch {
    return typed
  }
}

t.test('any name with any value is answered or refused by its name', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...paths), encoded, encoded, async (path, name, value) => {
      await holds(`${path}?${name}=${value}`, [nameOf(`${name}=${value}`)])
    }),
    { numRuns: 300 },
  )
})

for (const resource of resources)
  t.test(`${resource.name}: every parameter takes any value, or refuses it by name`, async () => {
    const names = fc.constantFrom(...Object.keys(parametersOf(resource, directory)))
    const suffix = fc.constantFrom('', '.csv', '.ndjson')
    await fc.assert(
      fc.asyncProperty(names, encoded, suffix, async (name, value, file) => {
        await holds(`/v1/${resource.name}${file}?limit=3&${name}=${value}`, [name, 'limit', 'near', 'radius_km'])
      }),
      { numRuns: 150 },
    )
  })

t.test('several parameters with any values are refused all at once', async () => {
  const names = Object.keys(parametersOf(resourceOf('events'), directory))
  const pair = fc.tuple(fc.oneof(fc.constantFrom(...names), encoded), encoded)
  await fc.assert(
    fc.asyncProperty(fc.array(pair, { minLength: 2, maxLength: 6 }), async (pairs) => {
      const query = pairs.map((one) => one.join('='))
      await holds(`/v1/events?${query.join('&')}`, [...query.map(nameOf), ...query, 'near', 'radius_km'])
    }),
    { numRuns: 200 },
  )
})

t.test('a misspelt parameter is refused with the nearest one that exists', async (t) => {
  const cases = { contry: 'country', fatalities_bst_gte: 'fatalities_best_gte', sorte: 'sort', datetme: 'datetime' }
  for (const [typed, meant] of Object.entries(cases)) {
    const { detail, errors } = await readProblem(app, `/v1/events?${typed}=1`)
    t.match(detail, `Did you mean '${meant}'?`)
    t.same(errors, [
      {
        parameter: typed,
        code: 'unknown_parameter',
        detail: `There is no parameter of this name here. Did you mean '${meant}'?`,
        allowed: [meant],
      },
    ])
  }
})

t.test('what the columns of datasets and other interfaces are called is told what it is called here', async (t) => {
  const cases = {
    best: 'fatalities_best',
    best_gte: 'fatalities_best_gte',
    not_iso3: 'not_country',
    deaths: 'fatalities_best',
    dyad_new_id: 'external_id',
    type_of_violence: 'classification',
    Event_Date: 'datetime',
    where_prec: 'location_precision',
    per_page: 'limit',
    date_gte: 'datetime',
    after: 'datetime',
    city: 'place',
    perpetrator: 'role',
  }
  for (const [typed, meant] of Object.entries(cases))
    t.match((await readProblem(app, `/v1/events?${typed}=1`)).errors, [{ parameter: typed, allowed: [meant] }], typed)
  const { errors } = await readProblem(app, '/v1/sources?iso3=PAK')
  t.equal(errors?.[0]?.allowed, undefined, 'sources have no country')
  t.equal(
    (await readProblem(app, '/v1/events?sort=-best')).detail,
    "sort: '-best' is not one of its values. Did you mean '-fatalities_best'?",
  )
})

t.test('a value of a closed list is told what is meant, in whichever form it is typed', async (t) => {
  const cases = {
    'sort=date:desc': '-date',
    'sort=%2Bdate': 'date',
    'sort=date_asc': 'date',
    'sort=fatalities_best%20DESC': '-fatalities_best',
    'sort=-date_start': '-date',
    'sort=-updated': '-updated_at',
    'has=fatalities': 'fatalities_best',
    'role=perp': 'perpetrator',
  }
  for (const [typed, meant] of Object.entries(cases)) {
    const [parameter] = typed.split('=')
    const { errors = [] } = await readProblem(app, `/v1/events?${typed}`)
    t.match(errors, [{ parameter, detail: new RegExp(`Did you mean '${meant}'\\?$`) }], typed)
  }
  t.equal((await readProblem(app, '/v1/events?role=xyz')).detail.includes('Did you mean'), false)
})

t.test('so are values, where the list has what they are called here', async (t) => {
  const cases = {
    '/v1/events/stats?by=conflict': 'dyad',
    '/v1/events/stats?by=priogrid_gid': 'cell',
    '/v1/figures?metric=fatalities': 'killed',
    '/v1/events?type=Battles': 'armed_clash',
    '/v1/events?type=bombing': 'explosion',
    '/v1/events?role=attacker': 'perpetrator',
    '/v1/figures?event=x': 'subject_id',
    '/v1/events/stats?by=year&sum=deaths_a': 'measure',
  }
  for (const [path, meant] of Object.entries(cases))
    t.match((await readProblem(app, path)).detail, `Did you mean '${meant}'?`, path)
})

t.test('where no value is near, a short list is told', async (t) => {
  const { detail } = await readProblem(app, '/v1/events?side=left')
  t.equal(detail, "side: 'left' is not one of its values: a, b.")
  t.equal((await readProblem(app, '/v1/events?type=xyz')).detail, "type: 'xyz' is not one of its values.")
})

t.test('a short word that only looks alike is not what was meant', async (t) => {
  t.equal(nearest('year', ['near', 'type']), undefined)
  t.equal(nearest('nope', ['type', 'note']), 'note')
  t.equal(nearest('page', ['place']), undefined)
  t.equal(nearest('tpye', ['near', 'type']), 'type')
  t.equal(nearest('lace', ['near', 'place']), 'place')
  t.equal(nearest('x'.repeat(101), ['near', 'place']), undefined)
})

t.test('every misspelling by one letter is nearest to what was meant, or to another parameter as near', async () => {
  const names = Object.keys(parametersOf(resourceOf('events'), directory)).filter((name) => name.length > 4)
  fc.assert(
    fc.property(fc.constantFrom(...names), fc.nat(), fc.constantFrom('', 'x'), (name, at, letter) => {
      const place = at % name.length
      return nearest(name.slice(0, place) + letter + name.slice(place + 1), names) !== undefined
    }),
  )
})

t.test('every fault of a query is named, each once', async (t) => {
  const url = '/v1/events?type=protst&limit=0&sort=dat&datetime=2025-02-30&nope=1&bbox=1&fields=titel'
  const { status, code, errors } = await readProblem(app, url)
  t.same([status, code], [400, 'invalid_query'])
  t.same(errors?.map(({ parameter }) => parameter).sort(), [
    'bbox',
    'datetime',
    'fields',
    'limit',
    'nope',
    'sort',
    'type',
  ])
  const type = errors?.find(({ parameter }) => parameter === 'type')
  t.equal(type?.detail, "'protst' is not one of its values. Did you mean 'protest'?")
  t.ok(type?.allowed?.includes('protest'))
})

t.test('a parameter given twice, a value left empty and too many values are refused by name', async (t) => {
  const fault = async (query: string) => {
    const { errors } = await readProblem(app, `/v1/events?${query}`)
    return [errors?.[0]?.parameter, errors?.[0]?.code]
  }
  t.same(await fault('type=riot&type=protest'), ['type', 'repeated_parameter'])
  t.same(await fault('type='), ['type', 'empty_value'])
  t.same(await fault('type'), ['type', 'empty_value'])
  t.same(await fault('type=riot,,protest'), ['type', 'empty_value'])
  t.same(await fault(`id=${Array.from({ length: 65 }, (_, index) => `a${index}`).join()}`), ['id', 'too_many_values'])
  t.same(await fault('fields=id,title,id'), ['fields', 'repeated_value'])
  t.same(await fault('country=%ff'), ['country', 'invalid_encoding'])
  t.same(await fault('q=a%00b'), ['q', 'invalid_encoding'])
})

t.test('empty pairs are ignored, plus is a space, and in a text an encoded comma is no separator', async (t) => {
  const ids = async (query: string) => {
    const { status, text } = await ask(app, `/v1/actors?fields=id&${query}`)
    return status === 200 ? JSON.parse(text).data.map(({ id }: { id: string }) => id) : status
  }
  t.same(await ids('&&id=ttp&=&'), ['ttp'])
  t.same(await ids('name=Ishaq+Dar'), ['ishaq-dar'])
  t.same(await ids('name=Ishaq%20Dar,Afghanistan'), ['afghanistan', 'ishaq-dar'])
  t.same(await ids('name=Ishaq%20Dar%2CAfghanistan'), [])
})

/** A parameter that takes several values, with some that it knows. */
const lists = resources.flatMap((resource) =>
  Object.entries(parametersOf(resource, directory)).flatMap(([name, { many, separator, schema }]) => {
    const listed = Array.isArray(schema.enum) ? schema.enum.map(String) : undefined
    const values =
      listed ?? (schema.type === 'string' && !schema.format ? ['ttp', 'pakistan', 'no-such-id'] : undefined)
    const takes = many && separator === undefined && values !== undefined
    return takes ? [{ path: `/v1/${resource.name}`, name, values }] : []
  }),
)

t.test('a list of ids, codes or names of fields answers the same however its commas are sent', async (t) => {
  t.ok(lists.length > 200, 'of most parameters')
  const cases = fc.constantFrom(...lists).chain(({ path, name, values }) =>
    fc.record({
      path: fc.constant(path),
      name: fc.constant(name),
      values: fc.uniqueArray(fc.constantFrom(...values), { minLength: 2, maxLength: 4 }),
    }),
  )
  await fc.assert(
    fc.asyncProperty(cases, async ({ path, name, values }) => {
      const plain = await ask(app, `${path}?limit=2&${name}=${values.join()}`)
      const sent = await ask(app, `${path}?${new URLSearchParams({ limit: '2', [name]: values.join() })}`)
      if (sent.text !== plain.text) throw new Error(`${path} ${name} answers ${sent.text} instead of ${plain.text}`)
    }),
    { numRuns: 200 },
  )
})

t.test('texts with commas of their own are told from those beside them', async () => {
  const texts = fc.array(
    fc.string({ minLength: 1 }).filter((text) => !text.includes('\0')),
    { minLength: 1, maxLength: 8 },
  )
  fc.assert(
    fc.property(texts, (values) => {
      const raw = values.map(encodeURIComponent).join()
      const read = splitValues('title', raw, { many: true, separator: null })
      return JSON.stringify(read) === JSON.stringify(values)
    }),
  )
})

t.test('among codes, a comma separates where a scheme stands after it', async (t) => {
  const count = async (value: string) =>
    JSON.parse((await ask(app, `/v1/actors?count=exact&external_id=${value}`)).text).page.total
  t.equal(await count('ucdp-actor:356%2Cucdp-actor:142'), 2)
  t.equal(await count('ucdp-actor:356,ucdp-actor:142'), 2)
  t.equal(await count('doi:10.1/356%2C142'), 0, 'one code, which nothing carries')
  t.match((await ask(app, '/v1/actors?external_id=doi:10.1/356,142')).text, "'142' is not of the form scheme:value")
  t.match(
    (await ask(app, '/v1/actors?external_id=ucdp-actor:356%2Cucpd-actor:142')).text,
    "'ucpd-actor' is not one of the schemes. Did you mean 'ucdp-actor'?",
  )
  t.equal((await ask(app, '/v1/actors?external_id=other:a%2Cb:c')).status, 200, 'a value may hold a comma and a colon')
})

t.test('a cursor goes on however the commas of its query are sent', async (t) => {
  for (const path of ['/v1/claims?subject=actors,places', '/v1/search?resource=actors,places']) {
    const whole = JSON.parse((await ask(app, `${path}&limit=4`)).text)
    const first = JSON.parse((await ask(app, `${path}&limit=2`)).text)
    const next = await ask(app, `${path.replace(',', '%2C')}&limit=2&cursor=${first.page.next_cursor}`)
    t.same(JSON.parse(next.text).data, whole.data.slice(2))
    const { headers } = await ask(app, `${path.replace(',', '%2C')}&limit=2`)
    const link = /<([^>]+)>; rel="next"/.exec(headers.link ?? '')?.[1] ?? ''
    t.same(JSON.parse((await ask(app, link)).text).data, whole.data.slice(2))
  }
})

t.test('an instant is read with its zone, and a day as its midnight in UTC', async (t) => {
  const count = async (query: string) =>
    JSON.parse((await ask(app, `/v1/sources?count=exact&${query}`)).text).page?.total
  t.equal(await count('updated_at_gte=2020-01-01'), 1)
  const [{ updated_at: at }] = JSON.parse((await ask(app, '/v1/sources')).text).data
  const later = new Date(Date.parse(at) + 5 * 3600_000).toISOString().replace('Z', '')
  t.equal(await count(`updated_at=${later}%2B05:00`), 1, 'the same instant in another zone')
  t.equal(await count(`updated_at=${later}+05:00`), 1, 'its plus sign not encoded')
  t.equal(await count('updated_at_lt=2020-01-01T00:00:00Z'), 0)
  for (const typed of ['2020-01-01T00:00', '2020-01-01T25:00:00Z', '2020-02-30', '2020-02-30T00:00:00Z', 'yesterday'])
    t.equal((await readProblem(app, `/v1/sources?updated_at_gte=${typed}`)).errors?.[0]?.parameter, 'updated_at_gte')
})
