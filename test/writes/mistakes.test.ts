/** Values that are surely mistakes: a name with spaces around it, a language in words, an event of 2052. */
import t from 'tap'
import { patchRecord } from '../../src/edits/change.ts'
import { mergeRecord } from '../../src/edits/merge.ts'
import { unmergeRecord } from '../../src/edits/unmerge.ts'
import { look, wrong } from '../checks/whole.ts'
import { resourceOf } from '../support.ts'
import { assigned, create, faultsOf, openDesk, person, problemOf } from './support.ts'

const desk = await openDesk(t) // where it is 1 September 2025
const { connection, edit, row } = desk

const onDay = (day: string, more: object = {}) => ({
  type: 'attack',
  title: `An attack of ${day}`,
  ...{ date_start: day, date_end: day, date_precision: 'day', date_edtf: day },
  claims: [assigned('date', { date_edtf: day })],
  ...more,
})

t.test('a name, title or office has no spaces around it, and is on one line', async (t) => {
  for (const name of [' QQX', 'QQX ', 'QQX\n', 'Q\tQX', '\u00a0QQX'])
    t.same(
      faultsOf(() => create(desk, 'actors', person(name))),
      ['/name invalid_value', '/claims/0/value invalid_value'],
      JSON.stringify(name),
    )
  t.equal(
    problemOf(() => create(desk, 'actors', person(' QQX '))).message,
    '/name: Has spaces around it, or a tab or a line break in it. And 1 more: see errors.',
  )
  const names = [{ name: 'T. ', type: 'alias' }]
  const positions = [{ title: ' Minister' }]
  t.same(
    faultsOf(() => create(desk, 'actors', { ...person('Minister Again'), acronym: 'M\n', names, positions })),
    ['/acronym invalid_value', '/names/0/name invalid_value', '/positions/0/title invalid_value'],
  )
  t.same(
    faultsOf(() => create(desk, 'events', onDay('2025-08-01', { title: 'One\ntwo' }))),
    ['/title invalid_value'],
  )
})

t.test('a text of several lines is kept as it is', async (t) => {
  create(desk, 'actors', person('Of Few Words', { id: 'few-words', description: 'One.\n\nTwo.\n' }))
  t.equal(row('actors', 'few-words').description, 'One.\n\nTwo.\n')
})

const inLanguage = (language: string) => ({
  kind: 'news',
  title: 'A report',
  language,
  claims: [assigned('title', 'A report'), assigned('language', language)],
})

t.test('a language is a tag of BCP 47 in its usual letters', async (t) => {
  for (const [at, language] of ['en', 'ps', 'prs', 'ur-Latn', 'zh-Hant-TW', 'en-GB', 'bgp', 'de-1996', 'und'].entries())
    create(desk, 'sources', { ...inLanguage(language), id: `in-language-${at}` })
  for (const language of [
    'e',
    'zz',
    'i-klingon',
    'x-own',
    'en_',
    'en--GB',
    'a language',
    'en-',
    `en-x${'-abcdefgh'.repeat(4)}`,
    '',
  ])
    t.same(
      faultsOf(() => create(desk, 'sources', { ...inLanguage(language), id: 'in-it' })).slice(0, 1),
      ['/language invalid_value'],
      language,
    )
})

t.test('a language in words, or in another code or other letters, is told its tag', async (t) => {
  const told = (language: string) =>
    problemOf(() => create(desk, 'sources', { ...inLanguage(language), id: 'in-it' })).faults[0]?.detail
  const form = 'Is not a tag of a language (BCP 47), such as en, ps or ur-Latn.'
  t.equal(told('english'), `${form} Did you mean 'en'?`)
  t.equal(told('Pashto'), `${form} Did you mean 'ps'?`)
  t.equal(told('urd'), `${form} Did you mean 'ur'?`)
  t.equal(told('en_us'), `${form} Did you mean 'en-US'?`)
  t.equal(told('martian'), form)
  const names = [{ name: 'طالبان', type: 'alias', language: 'Dari' }]
  t.same(
    faultsOf(() => create(desk, 'actors', { ...person('A Talib'), names })),
    ['/names/0/language invalid_value'],
  )
})

t.test('an event that has happened does not begin after tomorrow', async (t) => {
  create(desk, 'events', onDay('2025-09-02', { id: 'of-tomorrow' }))
  const refused = problemOf(() => create(desk, 'events', onDay('2052-08-01')))
  t.same(refused.faults, [
    {
      pointer: '/date_start',
      code: 'invalid_date',
      detail: "2052-08-01 is still to come. What is planned has the status 'planned'.",
    },
  ])
  create(desk, 'events', onDay('2025-09-03', { id: 'planned', status: 'planned' }))
  t.same(
    faultsOf(() =>
      edit((e) => patchRecord(e, resourceOf('events'), row('events', 'planned'), { status: 'confirmed' })),
    ),
    ['/date_start invalid_date'],
    'nor is it confirmed before',
  )
})

t.test('a statement is made, and a source read, by tomorrow; a journal may be dated up to a year ahead', async (t) => {
  const said = { speech_act: 'demand', text: 'Act.', date_start: '2052-01-01', date_precision: 'after' }
  const claims = [assigned('text', 'Act.'), assigned('date', { date_start: '2052-01-01' })]
  t.same(
    faultsOf(() => create(desk, 'statements', { ...said, claims })),
    ['/date_start invalid_date'],
  )
  const days = { published_on: '2052-01-01', accessed_on: '2052-01-01' }
  const { claims: evidence, ...source } = inLanguage('en')
  t.same(
    faultsOf(() =>
      create(desk, 'sources', {
        id: 'of-days',
        ...source,
        ...days,
        claims: [...evidence, assigned('published_on', '2052-01-01')],
      }),
    ),
    ['/published_on invalid_date', '/accessed_on invalid_date'],
  )
  const ahead = '2026-03-01' // the test is of 1 September 2025
  const issue = { ...source, published_on: ahead, claims: [...evidence, assigned('published_on', ahead)] }
  t.equal(create(desk, 'sources', { id: 'issue-dated-ahead', ...issue }), 'issue-dated-ahead')
})

t.test('what is to come may be: a visit, a milestone that is due, an operation', async () => {
  const coming = { date_start: '2052-01-01', date_end: '2052-01-01', date_precision: 'day', date_edtf: '2052-01-01' }
  const dated = assigned('date', { date_edtf: '2052-01-01' })
  create(desk, 'visits', { title: 'To Kabul', mode: 'visit', ...coming, claims: [dated] })
  create(desk, 'operations', {
    kind: 'military',
    name: 'Spring Wind',
    status: 'planned',
    ...coming,
    claims: [assigned('name', 'Spring Wind'), dated],
  })
  create(desk, 'milestones', {
    kind: 'count',
    question: 'How many?',
    due_on: '2052-01-01',
    claims: [assigned('question', 'How many?'), assigned('due_on', '2052-01-01')],
  })
})

t.test(
  'an imported event of 2052 is kept as its dataset gives it, and takes corrections of something else',
  async (t) => {
    const { id: _, ...blank } = row('events', 'of-tomorrow')
    const dates = { date_start: '2052-08-01', date_end: '2052-08-01', date_edtf: '2052-08-01' }
    edit(({ writer }) =>
      writer.put(
        resourceOf('events'),
        { ...blank, id: 'ucdp-ged-1', title: ' As given ', ...dates },
        { dataset_id: 'ucdp-ged', licence: 'CC-BY-4.0' },
      ),
    )
    const correct = (field: string, value: unknown) =>
      edit((e) =>
        patchRecord(e, resourceOf('events'), row('events', 'ucdp-ged-1'), {
          claims: [{ ...assigned(field, value), rank: 'preferred' }],
        }),
      )
    correct('fatalities', { fatalities_low: 3 })
    t.match(row('events', 'ucdp-ged-1'), { title: ' As given ', date_start: '2052-08-01', fatalities_low: 3 })
    const later = { date_start: '2062-08-01', date_end: '2062-08-01', date_edtf: '2062-08-01' }
    t.same(
      faultsOf(() => correct('date', later)),
      ['/claims/0/value/date_start invalid_date'],
    )
    t.same(wrong(look(connection)), [])
  },
)

t.test('the check of the whole finds such values where they were taken before', async (t) => {
  connection.exec("update actors set name = ' TTP ' where id = 'ttp'")
  connection.exec("update sources set language = 'english' where id = 'in-language-0'")
  connection.exec(
    "update event_rows set date_start = '2152-01-01', date_end = null, date_precision = 'after', date_edtf = null where id = 'of-tomorrow'",
  )
  const { lines } = look(connection)
  for (const told of [
    /actors\/ttp \/name: /,
    /sources\/in-language-0 \/language: /,
    /events\/of-tomorrow \/date_start: /,
  ])
    t.ok(
      lines.some((line) => told.test(line)),
      String(told),
    )
})

t.test('what was taken before keeps nobody from changing something else', async (t) => {
  const patch = (resource: string, id: string, body: object) =>
    edit((e) => patchRecord(e, resourceOf(resource), row(resource, id), { ...body }))
  patch('actors', 'ttp', { description: 'A group.' })
  t.match(row('actors', 'ttp'), { name: ' TTP ', description: 'A group.' })
  patch('sources', 'in-language-0', { note: 'Read twice.' })
  patch('events', 'of-tomorrow', { title: 'Of another day' })
  t.same(
    faultsOf(() => patch('events', 'of-tomorrow', { date_start: '2152-01-02' })),
    ['/date_start invalid_date', '/date_start no_evidence'],
  )
})

t.test('nor is it given to the survivor of a merge', async (t) => {
  for (const name of ['Spoken Of', 'Speaking']) create(desk, 'actors', person(name))
  const names = [{ name: 'Hablado', type: 'alias', language: 'spanish' }]
  connection.prepare("update actors set names = ? where id = 'spoken-of'").run(JSON.stringify(names))
  t.equal(
    problemOf(() => edit((e) => mergeRecord(e, resourceOf('actors'), row('actors', 'spoken-of'), 'speaking'))).message,
    "/into: names of 'spoken-of' cannot be kept: Is not a tag of a language (BCP 47), such as en, ps or ur-Latn. Change it first.",
  )
})

t.test('a record that was merged comes back with what was taken before', async (t) => {
  const sources = resourceOf('sources')
  connection.exec(`update sources set language = 'pashto' where id = 'in-language-1';
    update claims set value = '"pashto"' where subject_id = 'in-language-1' and field = 'language'`)
  edit((e) => mergeRecord(e, sources, row('sources', 'in-language-1'), 'in-language-2'))
  edit((e) => unmergeRecord(e, sources, 'in-language-1', false))
  t.match(row('sources', 'in-language-1'), { language: 'pashto' })
})
