/** What a user finds in the seed, and how it is shown. */
import t from 'tap'
import type { z } from 'zod'
import { fold } from '../../src/engine/text.ts'
import { searchRoutes } from '../../src/routes/search.ts'
import { ask, openSeeded, readProblem } from '../support.ts'
import { type Hit, nameOf, type Page } from './searching.ts'

const { app } = await openSeeded(t)
const [route] = searchRoutes()

/** The answer to a search, which has the form that is documented. */
async function search(parameters: Record<string, string>): Promise<Page> {
  const { status, text } = await ask(app, `/v1/search?${new URLSearchParams(parameters)}`)
  if (status !== 200) throw new Error(`${JSON.stringify(parameters)} answers ${status}: ${text}`)
  const schema = route?.content[0]?.schema as z.ZodType<Page>
  return schema.parse(JSON.parse(text))
}

const names = async (parameters: Record<string, string>) => (await search(parameters)).data.map(nameOf)
const first = async (q: string, more: Record<string, string> = {}) => (await names({ q, ...more }))[0]
const marked = ({ snippet, highlights }: Hit) => highlights.map(([start, end]) => snippet.slice(start, end))

t.test('an actor is first under each of its names, however it is spelt', async (t) => {
  const spellings = [
    'ttp',
    'TTP',
    'tehrik i taliban pakistan',
    'Tehrik-i-Taliban Pakistan',
    'tehreek\u2011e\u2011taliban pakistan',
  ]
  for (const q of [...spellings, 'Tehrik-i-Taliban', '"pakistani taliban"', 'Tehrik\u202fi\u00a0Taliban'])
    t.equal(await first(q), 'actors/ttp', q)
  for (const q of ['ISKP', 'is-k', 'IS K', 'isis\u2011k', 'islamic state khorasan province'])
    t.equal(await first(q), 'actors/is-k', q)
})

t.test('an operation is first under its name, with whatever hyphens', async (t) => {
  for (const q of [
    'azm e istehkam',
    'azm-e-istehkam',
    'Azm\u2011e\u2011Istehkam',
    'AZM–E–ISTEHKAM',
    'operation azm-e-istehkam',
    'azm i istehkam',
  ])
    t.equal(await first(q), 'operations/azm-e-istehkam', q)
})

t.test('accents make no difference', async (t) => {
  t.strictSame(await names({ q: 'K\u0101bul' }), await names({ q: 'kabul' }))
  t.strictSame(await names({ q: 'Ka\u0304bul' }), await names({ q: 'kabul' }))
})

t.test('hyphens of the article are found without them', async (t) => {
  const { data } = await search({ q: 'cross border', resource: 'claims' })
  const quoted = data.find(({ title }) => title.includes('cross\u2011border'))
  t.ok(quoted, 'a quote keeps its non-breaking hyphen')
  t.strictSame(marked(quoted as Hit).slice(0, 2), ['cross', 'border'])
  const asOne = await search({ q: 'cross-border', resource: 'claims' })
  t.ok(
    asOne.data.some((hit) => marked(hit).includes('cross\u2011border')),
    'joined words are highlighted as one',
  )
})

t.test('who is titled as typed comes before who is also called so', async (t) => {
  t.strictSame((await names({ q: 'kabul' })).slice(0, 2), ['places/kabul', 'actors/de-facto-government-of-afghanistan'])
  t.strictSame((await names({ q: 'Islamabad' })).slice(0, 2), ['places/islamabad', 'actors/government-of-pakistan'])
  t.strictSame((await names({ q: 'pakistan' })).slice(0, 2), ['actors/pakistan', 'places/pakistan'])
})

t.test('search as it is typed finds a name from its first letters', async (t) => {
  for (const q of ['haqq', 'sirajuddin h', 'HAQQ', '"sirajuddin haqq'])
    t.equal(await first(q, { complete: '1' }), 'actors/sirajuddin-haqqani', q)
  t.strictSame(await names({ q: 'haqq' }), [], 'not without complete')
  t.equal(await first('haqq*'), 'actors/sirajuddin-haqqani')
  t.equal(await first('ttp', { complete: '1' }), 'actors/ttp', 'a whole name is still exact')
  t.strictSame(await names({ q: '"sirajuddin haqq"', complete: '1' }), [], 'a closed quotation is finished')
})

t.test('quoted words follow each other', async (t) => {
  const together = await names({ q: '"north waziristan"' })
  t.ok(together.includes('events/2025-06-north-waziristan-suicide-attack'))
  t.ok(together.includes('places/north-waziristan'))
  t.strictSame(await names({ q: '"waziristan north"' }), [])
  t.strictSame(new Set(await names({ q: 'waziristan north' })), new Set(together))
})

t.test('words that are left out leave records out, exact names too', async (t) => {
  const all = await names({ q: 'kabul', limit: '1000' })
  const without = await names({ q: 'kabul -visit', limit: '1000' })
  const visits = await names({ q: 'kabul visit', limit: '1000' })
  t.ok(visits.length > 0)
  t.strictSame(new Set([...without, ...visits]), new Set(all))
  t.equal(without.length + visits.length, all.length)
  t.notOk((await names({ q: 'ttp -sanctuaries' })).includes('actors/ttp'))
})

t.test('the language of the text index is not spoken', async (t) => {
  for (const q of [
    '"x',
    'a AND',
    'NEAR(',
    'nope:x',
    'names:ttp',
    '{names} : ttp',
    'ttp OR',
    '^ttp',
    "ttp'",
    'a NOT b',
    '((',
    'ttp)',
    '+ttp',
    'a\\b',
  ])
    t.equal((await ask(app, `/v1/search?${new URLSearchParams({ q })}`)).status, q === '((' ? 400 : 200, q)
  t.equal(await first('^ttp)'), 'actors/ttp')
})

t.test('a search without a word to find is refused', async (t) => {
  for (const q of ['*', '-ttp', '"" -', '—', '🕊'])
    t.equal((await readProblem(app, `/v1/search?${new URLSearchParams({ q })}`)).errors?.[0]?.code, 'empty_query', q)
})

t.test('a hit says what the record is', async (t) => {
  const { data } = await search({ q: 'infiltration repelled' })
  const [{ snippet, highlights, ...event }] = data as [Hit]
  t.strictSame(event, {
    resource: 'events',
    id: '2025-04-infiltration-repelled',
    title: 'Infiltration from Afghanistan repelled',
    kind: 'infiltration_attempt',
    date_start: '2025-04-01',
    date_end: '2025-04-30',
    latitude: 30.4,
    longitude: 69.3,
  })
  t.equal(snippet.slice(0, 38), 'Infiltration from Afghanistan repelled')
  t.strictSame(highlights.slice(0, 2), [
    [0, 12],
    [30, 38],
  ])
  const [actor] = (await search({ q: 'ttp' })).data as [Hit]
  t.strictSame([actor.date_start, actor.date_end, actor.latitude, actor.longitude], [null, null, null, null])
})

t.test('a snippet is a window of words around the first match, in the words of the record', async (t) => {
  const [actor] = (await search({ q: 'sanctuaries', resource: 'actors' })).data as [Hit]
  t.equal(
    actor.snippet,
    '…Pakistani Taliban · Armed group with sanctuaries across the border of Pakistan, in Afghanistan, from which it strikes military and civilian targets in Pakistan.',
  )
  t.strictSame(marked(actor), ['sanctuaries'])
})

t.test('highlights are what was looked for, folded', async (t) => {
  for (const [q, pattern] of [
    ['naqvi', /^naqvi$/],
    ['tali*', /^tali/],
    ['"north waziristan"', /^north waziristan$/],
    ['cross border', /^(cross|border)$/],
    ['azm-e-istehkam', /^azm e istehkam$/],
  ] as const)
    for (const hit of (await search({ q, limit: '1000' })).data) {
      const found = marked(hit).map(fold)
      if (!found.length || !found.every((words) => pattern.test(words))) t.fail(`${q}: ${found} in ${hit.snippet}`)
      if (hit.snippet.length > 162) t.fail(`${hit.snippet.length} units`)
    }
  const [first] = (await search({ q: 'kabul' })).data as [Hit]
  t.strictSame(first.highlights, [[0, 5]])
})

t.test('without words to find, a snippet is what the title does not say, and nothing is highlighted', async (t) => {
  const { data } = await search({ resource: 'actors' })
  const actor = data.find(({ id }) => id === 'ttp') as Hit
  t.equal(actor.title, 'Tehreek-e-Taliban Pakistan')
  t.ok(actor.snippet.startsWith('TTP · Tehrik-i-Taliban Pakistan · '))
  for (const { highlights } of data) t.strictSame(highlights, [])
})

t.test('a relationship is titled by whom it ties, and how', async (t) => {
  const { data } = await search({ resource: 'relationships' })
  const titles = new Map(data.map(({ id, title }) => [id, title]))
  t.equal(
    titles.get('niftac-overseen-by-mohsin-naqvi'),
    'National Intelligence Fusion and Threat Assessment Centre · overseen by · Mohsin Naqvi',
  )
  t.equal(titles.get('ttp-has-sanctuary-in-afghanistan'), 'Tehreek-e-Taliban Pakistan · has sanctuary in · Afghanistan')
})

t.test('a claim without a quote is titled by what is noted', async (t) => {
  const { data } = await search({ q: 'is-k', resource: 'claims' })
  t.equal(
    data.find(({ id }) => id === 'is-k-acronym-assigned')?.title,
    'Usual name or spelling; not in the article. · IS-K',
  )
})

t.test('the timeline is everything, newest first', async (t) => {
  const { data, page } = await search({})
  t.equal(data.length, 50)
  t.equal(page.limit, 50)
  t.strictSame(data.slice(0, 2).map(nameOf), [
    'visits/2025-07-20-naqvi-kabul',
    'statements/naqvi-urges-joint-coordination',
  ])
  const days = data.map(({ date_start, date_end }) => date_start ?? date_end ?? '')
  t.strictSame(days, [...days].sort().reverse())
})

t.test('with a sort by date, what is found comes by date', async (t) => {
  const dated = (hits: Hit[]) => hits.flatMap(({ date_start, date_end }) => date_start ?? date_end ?? [])
  const newest = (await search({ q: 'kabul', sort: '-date', limit: '1000' })).data
  const oldest = (await search({ q: 'kabul', sort: 'date', limit: '1000' })).data
  t.equal(nameOf(newest[0] as Hit), 'visits/2025-07-20-naqvi-kabul')
  t.equal(nameOf(oldest[0] as Hit), 'visits/dar-kabul-before-2025-07-20')
  t.strictSame(dated(newest), dated(newest).sort().reverse())
  t.strictSame(dated(oldest), dated(oldest).sort())
  t.strictSame(new Set(newest.map(nameOf)), new Set(oldest.map(nameOf)))
})

t.test('figures are found once, as claims', async (t) => {
  const found = await names({ q: 'fighters', limit: '1000' })
  t.ok(found.includes('claims/ttp-fighters-in-afghanistan'))
  t.notOk(found.some((name) => name.startsWith('figures/')))
  const { errors } = await readProblem(app, '/v1/search?resource=figures')
  t.notOk(errors?.[0]?.allowed?.includes('figures'))
})

t.test('limit is clamped to 1000', async (t) => {
  t.equal((await search({ limit: '5000' })).page.limit, 1000)
})

t.test('a page links to the next one, also for HEAD', async (t) => {
  const { headers, text } = await ask(app, '/v1/search?q=kabul&limit=2')
  const next = (JSON.parse(text) as Page).page.next_cursor
  t.equal(headers.link, `</v1/search?q=kabul&limit=2&cursor=${next}>; rel="next"`)
  const head = await ask(app, '/v1/search?q=kabul&limit=3', { method: 'HEAD' })
  t.match(head.headers.link, /rel="next"/)
})

const faults: [query: string, parameter: string, code: string][] = [
  ['qq=x', 'qq', 'unknown_parameter'],
  ['type=attack', 'type', 'unknown_parameter'],
  ['q=a&q=b', 'q', 'repeated_parameter'],
  ['q=', 'q', 'empty_value'],
  ['q=%FF', 'q', 'invalid_encoding'],
  [`q=${'a+'.repeat(33)}`, 'q', 'too_many_words'],
  [`q=${'a'.repeat(1001)}`, 'q', 'too_long'],
  ['complete=1', 'complete', 'missing_parameter'],
  ['q=a&complete=yes', 'complete', 'invalid_value'],
  ['sort=relevance', 'sort', 'missing_parameter'],
  ['q=a&sort=-relevance', 'sort', 'invalid_value'],
  ['resource=event', 'resource', 'invalid_value'],
  ['resource=events,events', 'resource', 'repeated_value'],
  ['actor=TTP', 'actor', 'invalid_id'],
  ['place=a%20b', 'place', 'invalid_id'],
  ['datetime=2025-02-30', 'datetime', 'invalid_date'],
  ['country=Pakistan', 'country', 'invalid_value'],
  ['resource=claims&country=Pakistan', 'country', 'invalid_value'],
  ['bbox=1,2,3', 'bbox', 'invalid_box'],
  ['limit=0', 'limit', 'invalid_limit'],
  ['limit=ten', 'limit', 'invalid_limit'],
  ['cursor=abc', 'cursor', 'invalid_cursor'],
]
for (const [query, parameter, code] of faults)
  t.test(`${query.slice(0, 40)} is a fault of ${parameter}`, async (t) => {
    const { status, errors } = await readProblem(app, `/v1/search?${query}`)
    t.equal(status, 400)
    t.match(errors, [{ parameter, code }])
  })

t.test('every fault is named at once, the nearest value with it', async (t) => {
  const { errors } = await readProblem(app, '/v1/search?limit=0&sort=dates&bbox=1&actr=ttp&cursor=x')
  t.strictSame(errors?.map(({ parameter }) => parameter).sort(), ['actr', 'bbox', 'cursor', 'limit', 'sort'])
  t.match(errors?.find(({ parameter }) => parameter === 'actr')?.detail, /'actor'/)
})
