/** The seed against the article that it was read from, and the rulings on how to read it. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { seedFolder } from '../../src/commands/seed.ts'
import type { Claim } from '../../src/edits/evidence.ts'
import type { AnyRecord } from '../../src/engine/resource.ts'
import { openSeeded, read, readAll, readPage, readShared, withoutShared } from '../support.ts'

const { app } = await openSeeded(t)
const claims = (await readAll(app, '/v1/claims')) as unknown as Claim[]
const passages = claims.filter(({ quote }) => quote !== null)
const alike = { skip: withoutShared }
const article = withoutShared ? '' : readShared('seed/article.txt').toString('utf8')

/** The blocks between blank lines, each with where it starts and ends. */
const paragraphs = [...article.matchAll(/\S(?:.|\n(?!\s*\n))*/g)].map(({ 0: text, index }) => ({
  start: index,
  end: index + text.length,
}))

t.test('every quote stands in the article, to the character, at its offsets and in its paragraph', alike, async (t) => {
  t.ok(passages.length > 300)
  const wrong = passages.filter(({ char_start, char_end, quote, paragraph }) => {
    const block = paragraphs[Number(paragraph) - 1]
    const [start, end] = [Number(char_start), Number(char_end)]
    return article.slice(start, end) !== quote || !block || start < block.start || end > block.end
  })
  t.same(
    wrong.map(({ id }) => id),
    [],
  )
})

t.test('the source names the text that was read, by its hash', alike, async (t) => {
  const { sha256 } = await read<AnyRecord>(app, '/v1/sources/stratheia-naqvi-kabul-visit')
  t.equal(sha256, createHash('sha256').update(readShared('seed/article.txt')).digest('hex'))
})

t.test('every sentence of paragraphs 1 to 22 is cited by a claim', alike, async (t) => {
  const sentences = paragraphs.slice(0, 22).flatMap(({ start, end }) =>
    [...article.slice(start, end).matchAll(/.*?[.?!]["”]?(?=\s|$)(?<!\bGen\.)/g)].map(({ 0: text, index }) => ({
      text,
      start: start + index,
      end: start + index + text.length,
    })),
  )
  t.ok(sentences.length > 45, `${sentences.length} sentences`)
  const uncited = sentences.filter(
    (one) => !passages.some(({ char_start: from, char_end: to }) => Number(from) < one.end && Number(to) > one.start),
  )
  t.same(
    uncited.map(({ text }) => text.trim()),
    [],
  )
})

t.test('no quote is longer than 25 words: the text of the article is not served', async (t) => {
  const cited = passages.reduce((sum, { quote }) => Math.max(sum, String(quote).split(/\s+/).length), 0)
  t.ok(cited <= 25, `the longest quote has ${cited} words`)
})

t.test('the quotes of all claims together are less than three fifths of the article', alike, async (t) => {
  const quoted = new Set(
    passages.flatMap(({ char_start, char_end }) =>
      Array.from({ length: Number(char_end) - Number(char_start) }, (_, index) => Number(char_start) + index),
    ),
  )
  t.ok(quoted.size < article.length * 0.6, `${quoted.size} of ${article.length} UTF-16 code units`)
})

t.test('what is dated by words beside the value quotes these words', async (t) => {
  const quote = (id: string) => String(claims.find((claim) => claim.id === id)?.quote)
  t.match(quote('ttp-fighters-in-afghanistan'), /^In the mid of 2024, .* at least 6,000$/)
  t.match(quote('ttp-assessment-iiss-p7'), /^In January 2025, IISS analysts noted/)
  t.match(quote('government-of-pakistan-assessment-miscalculation-p13'), /^At the beginning of the year, /)
})

t.test('Islamabad demands visits and meetings; the issues that it raises are appeals', async (t) => {
  const { data } = await readPage(app, '/v1/statements?actor=government-of-pakistan&sort=id')
  t.same(
    data.map(({ id, speech_act }) => `${id} ${speech_act}`),
    [
      'islamabad-demands-visits-and-meetings demand',
      'islamabad-raises-border-management appeal',
      'islamabad-raises-drug-trafficking appeal',
      'islamabad-raises-refugee-repatriation appeal',
      'pakistan-demands-weakening-of-taliban-allies demand',
    ],
  )
})

const one = (path: string) => read<AnyRecord>(app, `/v1/${path}`)

t.test('54 and 71 stand side by side, contradict each other, and neither is exact', async (t) => {
  const { data } = await readPage(app, '/v1/figures?metric=killed&datetime=2025-04&sort=id')
  const told = data.map(({ id, qualifier, value_number, low, high, subject_id, links }) => {
    const [link] = links as { claim_id: string; type: string }[]
    return { id, qualifier, value_number, low, high, subject_id, link: `${link?.type} ${link?.claim_id}` }
  })
  t.same(told, [
    {
      id: 'april-2025-militants-killed-around-71',
      qualifier: 'around',
      value_number: 71,
      low: null,
      high: null,
      subject_id: '2025-04-infiltration-repelled',
      link: 'contradicts april-2025-militants-killed-at-least-54',
    },
    {
      id: 'april-2025-militants-killed-at-least-54',
      qualifier: 'at_least',
      value_number: null,
      low: 54,
      high: null,
      subject_id: '2025-04-infiltration-repelled',
      link: 'contradicts april-2025-militants-killed-around-71',
    },
  ])
})

t.test('the event of April has a lower bound of deaths and nothing more, and an inferred perpetrator', async (t) => {
  const event = await one('events/2025-04-infiltration-repelled')
  t.equal(event.fatalities_low, 54)
  t.same([event.fatalities_best, event.fatalities_high, event.deaths_b], [null, null, null])
  t.equal(event.place_id, 'pakistan')
  t.same(event.participants, [
    { actor_id: 'government-of-pakistan', text: null, role: 'participant', side: 'a', certainty: 'confirmed' },
    { actor_id: 'ttp', text: null, role: 'perpetrator', side: 'b', certainty: 'inferred' },
  ])
  t.same([event.date_start, event.date_end, event.date_precision], ['2025-04-01', '2025-04-30', 'month'])
})

t.test('the event of April is found by the words for its sides', async (t) => {
  for (const words of ['ttp', 'tehreek+e+taliban', 'government+of+pakistan'])
    t.match((await readPage(app, `/v1/events?q=${words}&datetime=2025-04`)).data, [
      { id: '2025-04-infiltration-repelled' },
    ])
})

t.test('the attack of June has an inferred year and no perpetrator', async (t) => {
  const event = await one('events/2025-06-north-waziristan-suicide-attack')
  t.same([event.date_edtf, event.date_inferred, event.date_precision], ['2025-06?', true, 'month'])
  t.same([event.type, event.subtype, event.deaths_a], ['explosion', 'suicide_bomb', 16])
  const roles = (event.participants as { role: string }[]).map(({ role }) => role)
  t.same(roles, ['victim'])
})

t.test('three commitments are conditional without a condition of their own, and two are offers', async (t) => {
  const { data } = await readPage(app, '/v1/commitments?sort=id')
  const told = data.map(({ status, condition, promisors, guarantors, place_id }) => ({
    status,
    condition,
    promisors: (promisors as { actor_id: string }[]).map(({ actor_id }) => actor_id),
    guarantors: (guarantors as { actor_id: string }[]).map(({ actor_id }) => actor_id),
    place_id,
  }))
  const conditional = { status: 'conditional', condition: null, guarantors: ['china'], place_id: 'beijing' }
  const offered = { status: 'offered', promisors: ['government-of-pakistan'], guarantors: [], place_id: null }
  t.same(told, [
    { ...conditional, promisors: [] },
    { ...offered, condition: null },
    { ...conditional, promisors: [] },
    { ...conditional, promisors: ['afghan-taliban'] },
    { ...offered, condition: 'Kabul cooperates.' },
  ])
})

t.test('milestones are questions: no baseline, no target, no date, nothing known', async (t) => {
  const { data } = await readPage(app, '/v1/milestones')
  t.equal(data.length, 7)
  for (const { id, baseline, target, due_on, status, question } of data) {
    t.same([baseline, target, due_on, status], [null, null, null, 'unknown'], id)
    t.match(question, /\?$/)
  }
})

t.test('numbers that the text bounds or rounds are exact nowhere', async (t) => {
  const { data } = await readPage(app, '/v1/figures?limit=1000')
  const bounded = data.filter(({ quote }) => /54|71|6,000|2,500|800,000/.test(String(quote)))
  t.ok(bounded.length >= 5)
  for (const { id, qualifier, value_number } of bounded) {
    t.not(qualifier, 'exact', id)
    if (qualifier === 'at_least' || qualifier === 'more_than') t.equal(value_number, null, id)
  }
  for (const { id, qualifier, value_number, low, magnitude } of data) {
    if (qualifier === 'order_of_magnitude') t.ok(Number(magnitude) >= 2 && value_number === null, id)
    if (qualifier === 'more_than') t.ok(Number.isInteger(low), id)
  }
})

t.test('deaths and their rise in Pakistan in 2024 are of the place, and blame nobody', async (t) => {
  for (const id of ['pakistan-deaths-2024', 'pakistan-deaths-2024-change']) {
    const claim = await one(`claims/${id}`)
    t.same([claim.subject, claim.subject_id, claim.attributed_to_id], ['places', 'pakistan', null])
  }
  const change = await one('claims/pakistan-deaths-2024-change')
  t.same([change.metric, change.of_metric, change.unit], ['change', 'killed', 'percent'])
})

t.test('Naqvi met Haqqani and Omari in Kabul on 20 July 2025, after a visit of Dar that has no day', async (t) => {
  const visit = await one('visits/2025-07-20-naqvi-kabul')
  const ids = (parties: unknown) => (parties as { actor_id: string }[]).map(({ actor_id }) => actor_id)
  t.same(ids(visit.visitors), ['mohsin-naqvi'])
  t.same(ids(visit.hosts), ['sirajuddin-haqqani', 'mohammad-nabi-omari'])
  t.equal((visit.agenda as string[]).length, 3)
  const before = await one(`visits/${visit.preceded_by_id}`)
  t.same([before.date_start, before.date_end, before.date_precision], [null, '2025-07-19', 'before'])
  const { data } = await readPage(app, '/v1/statements?visit_id=2025-07-20-naqvi-kabul')
  const told = data.map(({ id, speakers }) => [String(id), ...ids(speakers)].join(' '))
  t.same(told.sort(), [
    'call-to-crack-down',
    'naqvi-calls-on-two-countries mohsin-naqvi',
    'naqvi-on-terrorist-groups mohsin-naqvi',
    'naqvi-seeks-border-security-and-checks mohsin-naqvi',
    'naqvi-urges-joint-coordination mohsin-naqvi',
  ])
  const [tied] = (await readPage(app, '/v1/claims?subject_id=call-to-crack-down&field=visit_id')).data
  t.equal(tied?.inferred, true, 'the sentence on Kabul ends with a call that nobody is clearly said to make')
})

t.test(
  'Haqqani is acting, Omari is not said to be, and the office of Naqvi is inferred from a portfolio',
  async (t) => {
    const office = async (id: string) =>
      ((await one(`actors/${id}`)).positions as { title: string; acting: boolean }[])[0]
    t.equal((await office('sirajuddin-haqqani'))?.acting, true)
    t.equal((await office('mohammad-nabi-omari'))?.acting, false)
    const about = claims.filter(({ subject_id, field }) => subject_id === 'mohsin-naqvi' && field === 'positions')
    t.same(
      about.map(({ inferred }) => inferred),
      [true],
    )
  },
)

t.test('what happened is an event and what lasts is an operation', async (t) => {
  const ids = async (path: string) => (await readPage(app, `/v1/${path}?sort=id`)).data.map(({ id }) => id)
  t.same(await ids('events'), [
    '2021-taliban-seizure-of-power',
    '2025-04-infiltration-repelled',
    '2025-05-06-niftac-established',
    '2025-06-north-waziristan-suicide-attack',
    '2025-niftac-act',
    'closing-of-border-crossings',
    'repatriation-of-afghan-refugees',
  ])
  t.same(await ids('operations'), [
    'air-operations',
    'azm-e-istehkam',
    'border-fencing',
    'cpec',
    'diplomatic-pressure',
    'economic-prospects',
    'military-deterrence',
    'north-waziristan-offensives',
    'pakistan-afghanistan-china-reset',
    'pakistan-three-part-policy',
  ])
})

t.test('the Durand Line lies between two countries, and its length is a figure', async (t) => {
  t.same((await one('places/durand-line')).between_ids, ['pakistan', 'afghanistan'])
  const { data } = await readPage(app, '/v1/figures?metric=length')
  t.same(
    data.map(({ subject_id, value_number, unit }) => [subject_id, value_number, unit]),
    [['durand-line', 2600, 'km']],
  )
})

t.test('the UCDP ids are those of the TTP, the Government of Pakistan and the Taliban movement', async (t) => {
  for (const [id, value] of Object.entries({ ttp: '356', 'government-of-pakistan': '142', 'afghan-taliban': '303' }))
    t.same((await one(`actors/${id}`)).external_ids, [{ scheme: 'ucdp-actor', value }], id)
  t.same((await one('actors/de-facto-government-of-afghanistan')).external_ids, [])
})

t.test('the findings of others are attributed to them', async (t) => {
  const who = async (id: string) => (await one(`claims/${id}`)).attributed_to_id
  t.equal(await who('ttp-fighters-in-afghanistan'), 'united-nations-security-council')
  t.equal(await who('ttp-assessment-iiss-p7'), 'iiss')
})

t.test('each line of the seed leaves out what is unknown or usual', async (t) => {
  const text = readFileSync(join(seedFolder, 'claims.ndjson'), 'utf8')
  t.notMatch(text, /: null|: \[\]|"inferred": false|"rank": "normal"/)
})
