/** Days and periods against the calendar, and `datetime` against a model that looks at every day. */
import fc from 'fast-check'
import t from 'tap'
import { dateFault, dayNumber, isDay, isEdtf, readPeriod } from '../../src/engine/dates.ts'
import { idsOf, inOrder } from '../contract/model.ts'
import { readAll, readProblem, resourceOf } from '../support.ts'
import { liesWithin, openWorld, overlaps, period } from './world.ts'

const { app, events } = await openWorld(t)
const find = async (query: string) => idsOf(await readAll(app, `/v1/events?fields=id&${query}`))
const where = (holds: (event: (typeof events)[number]) => boolean) =>
  idsOf(inOrder(resourceOf('events'), events.filter(holds)))

t.test('datetime finds what may have happened on one of its days, however vague either is', async () => {
  await fc.assert(
    fc.asyncProperty(period, async (asked) => {
      const expected = where((event) => overlaps(event, asked))
      const found = await find(`datetime=${asked.typed}`)
      return found.join() === expected.join() || Promise.reject(new Error(`${found} instead of ${expected}`))
    }),
    { numRuns: 120 },
  )
})

t.test('datetime_within finds what lies wholly inside', async () => {
  await fc.assert(
    fc.asyncProperty(period, async (asked) => {
      const expected = where((event) => liesWithin(event, asked))
      const found = await find(`datetime_within=${asked.typed}`)
      return found.join() === expected.join() || Promise.reject(new Error(`${found} instead of ${expected}`))
    }),
    { numRuns: 120 },
  )
})

t.test('what goes on lies within no period that ends, not even the last year there is', async (t) => {
  const goesOn = events.filter((e) => e.date_precision === 'interval' && e.date_start !== null && e.date_end === null)
  t.ok(goesOn.length > 0)
  t.same(await find('datetime_within=2000/9999&date_precision=interval&has=date_start&lacks=date_end'), [])
  t.same(
    (await find('datetime_within=2000/..&date_precision=interval&has=date_start&lacks=date_end')).sort(),
    idsOf(goesOn).sort(),
  )
  t.same((await find('datetime=9999&has=date_start')).sort(), idsOf(goesOn).sort(), 'but overlaps any after its start')
})

t.test('what is no period is refused by name', async (t) => {
  const wrong = [
    '2025-02-30',
    '2025-13',
    '2025-4',
    '25',
    '2025-04-31/..',
    '2025/2024',
    '..',
    'April',
    '2025-04-10T00:00Z',
  ]
  for (const typed of [...wrong, '2025//2026', '2025/2026/2027', '2025-00', '2025-01-00', '٢٠٢٥', '2025 '])
    for (const parameter of ['datetime', 'datetime_within']) {
      const { errors } = await readProblem(app, `/v1/events?${parameter}=${encodeURIComponent(typed)}`)
      t.same([errors?.[0]?.parameter, errors?.[0]?.code], [parameter, 'invalid_date'], typed)
    }
})

t.test('a period that is written otherwise is told how it is written', async (t) => {
  const cases = {
    '2014-2016': '2014/2016',
    '2014,2016': '2014/2016',
    '2014 to 2016': '2014/2016',
    '2016/2014': '2014/2016',
    '2014..': '2014/..',
    '20140101-20141231': '2014-01-01/2014-12-31',
    '2014-1-5': '2014-01-05',
    '2014/01/05': '2014-01-05',
    '2014/1': '2014-01',
    '01/2014': '2014-01',
    '5.1.2014': '2014-01-05',
    '2010s': '2010/2019',
    '2014-01-05T12:00:00Z': '2014-01-05',
    'January 2014': '2014-01',
    '5th Jan. 2014': '2014-01-05',
    'Sept 5, 2014': '2014-09-05',
    'may-2014': '2014-05',
    '5 January 2014 to 28 February 2014': '2014-01-05/2014-02-28',
  }
  for (const [typed, meant] of Object.entries(cases)) {
    const { errors } = await readProblem(app, `/v1/events?datetime=${encodeURIComponent(typed)}`)
    t.match(errors, [{ code: 'invalid_date', allowed: [meant] }], typed)
    t.match(errors?.[0]?.detail, `Did you mean '${meant}'?`)
  }
  for (const unclear of [
    '01/02/2014',
    '2014/15',
    '31 June 2014',
    'Spring 2014',
    '2014-02-30',
    'last year',
    '..',
    '2014-2015-2016',
    '-'.repeat(10_000),
  ]) {
    const { errors } = await readProblem(app, `/v1/events?datetime=${unclear}`)
    t.equal(errors?.[0]?.allowed, undefined, unclear)
  }
})

const two = (n: number) => String(n).padStart(2, '0')
const four = (n: number) => String(n).padStart(4, '0')
/** Is it a day? As the calendar of the runtime has it. */
function calendarHas(year: number, month: number, day: number) {
  const date = new Date(Date.UTC(2000, 0, 1))
  date.setUTCFullYear(year, month - 1, day)
  return date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
}
const numbers = fc.tuple(
  fc.integer({ min: 0, max: 9999 }),
  fc.integer({ min: 0, max: 13 }),
  fc.integer({ min: 0, max: 32 }),
)

t.test('a day is what the calendar has', async () => {
  fc.assert(
    fc.property(numbers, ([year, month, day]) => {
      return isDay(`${four(year)}-${two(month)}-${two(day)}`) === calendarHas(year, month, day)
    }),
    { numRuns: 3000 },
  )
})

t.test('a month reaches from its first to its last day', async () => {
  fc.assert(
    fc.property(numbers, ([year, month]) => {
      const found = readPeriod(`${four(year)}-${two(month)}`)
      if (month < 1 || month > 12) return found === undefined
      const last = [31, 30, 29, 28].find((day) => calendarHas(year, month, day))
      return found?.from === `${four(year)}-${two(month)}-01` && found.to === `${four(year)}-${two(month)}-${last}`
    }),
  )
})

t.test('no text makes a period that is not one', async () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9./-]{0,24}$/)), (text) => {
      const found = readPeriod(text)
      if (!found) return true
      return (
        [found.from, found.to].every((day) => day === null || isDay(day)) && (found.from ?? '') <= (found.to ?? '~')
      )
    }),
    { numRuns: 2000 },
  )
})

t.test('days are numbered one by one from 0000-01-01', async (t) => {
  t.equal(dayNumber('0000-01-01'), 1)
  t.equal(dayNumber('1970-01-01'), 719_529)
  t.equal(dayNumber('9999-12-31'), 3_652_425)
})

t.test('a date group must not contradict itself', async (t) => {
  const fault = (start: string | null, end: string | null, precision: string, edtf: string | null) =>
    dateFault({ date_start: start, date_end: end, date_precision: precision, date_edtf: edtf })?.field
  t.equal(fault('2025-07-20', '2025-07-20', 'day', '2025-07-20'), undefined)
  t.equal(fault('2025-04-01', '2025-04-30', 'month', '2025-04'), undefined)
  t.equal(fault('2025-06-01', '2025-06-30', 'month', '2025-06?'), undefined)
  t.equal(fault('2021-01-01', '2021-12-31', 'year', '2021'), undefined)
  t.equal(fault('2024-06-01', null, 'interval', '2024-06/..'), undefined)
  t.equal(fault(null, '2025-07-19', 'before', '[..2025-07-19]'), undefined)
  t.equal(fault('2024-05-01', '2024-08-31', 'approximate', '2024-06~'), undefined)
  t.equal(fault(null, null, 'unknown', null), undefined)
  t.equal(fault('2025-07-21', '2025-07-20', 'interval', null), 'date_end', 'it ends before it starts')
  t.equal(fault('2025-07-20', null, 'unknown', null), 'date_precision', 'a date of unknown precision')
  t.equal(fault(null, null, 'day', null), 'date_precision', 'a precision without a date')
  t.equal(fault('2025-07-20', null, 'before', null), 'date_end', 'before a day that is a start')
  t.equal(fault(null, '2025-07-20', 'after', null), 'date_start', 'after a day that is an end')
  t.equal(fault('2025-04-01', '2025-04-07', 'month', null), 'date_precision', 'a week is no month')
  t.equal(fault('2025-04-01', '2025-04-07', 'week', null), undefined)
  t.equal(fault('2025-04-01', '2025-04-08', 'week', null), 'date_precision', 'eight days are no week')
  t.equal(fault('2025-04-01', '2025-04-06', 'days', null), undefined)
  t.equal(fault('2025-04-01', '2025-04-01', 'days', null), 'date_precision', 'one day is not several')
  t.equal(fault('2025-04-01', null, 'month', null), 'date_precision', 'a month has an end')
  t.equal(fault('2025-07-20', '2025-07-20', 'day', '2025-07-21'), 'date_edtf', 'EDTF says another day')
})

t.test('of a date that EDTF alone says it is told what stands beside it, and that is taken', async (t) => {
  const told = (date_edtf: string) => {
    const alone = dateFault({ date_start: null, date_end: null, date_precision: 'unknown', date_edtf })
    const [, start = null, end = null, precision = ''] =
      / stand (?:date_start ([-\d]+))?,? ?(?:date_end ([-\d]+))? and date_precision (\w+)\.$/.exec(
        alone?.detail ?? '',
      ) ?? []
    t.equal(dateFault({ date_start: start, date_end: end, date_precision: precision, date_edtf }), undefined)
    return `${start} ${end} ${precision}`
  }
  t.equal(told('2025-07-20'), '2025-07-20 2025-07-20 day')
  t.equal(told('2025-06?'), '2025-06-01 2025-06-30 month')
  t.equal(told('2021'), '2021-01-01 2021-12-31 year')
  t.equal(told('2024-06~'), '2024-06-01 2024-06-30 approximate')
  t.equal(told('2024-06/..'), '2024-06-01 null interval')
  t.equal(told('2025-07-01/2025-07-03'), '2025-07-01 2025-07-03 interval')
  t.equal(told('[..2025-07-19]'), 'null 2025-07-19 before')
  t.equal(told('[2025-07-19..]'), '2025-07-19 null after')
  const onlySoftwareTells = { date_start: null, date_end: null, date_precision: 'unknown', date_edtf: '2025-21' }
  t.equal(dateFault(onlySoftwareTells)?.detail, 'Is unknown although a date is given; say how precise the date is.')
})

t.test('EDTF is what its parser takes, if it is not too long to be parsed', async (t) => {
  for (const text of ['2025', '2025-06?', '2024-06/..', '[..2025-07-19]', '2024-06~', '{2024,2025-03}'])
    t.ok(isEdtf(text), text)
  for (const text of ['July', '2025-13-45', '20/07/2025', '', '2'.repeat(1000)])
    t.notOk(isEdtf(text), text.slice(0, 20))
})

t.test('no text makes the check of EDTF fail instead of answer', async () => {
  const group = { date_start: '2025-07-20', date_end: '2025-07-20', date_precision: 'day' }
  const edtf = fc.oneof(fc.string(), fc.stringMatching(/^[0-9XY./~?%[\]{}-]{0,30}$/))
  fc.assert(
    fc.property(
      edtf,
      (text) =>
        typeof isEdtf(text) === 'boolean' &&
        ['date_edtf', undefined].includes(dateFault({ ...group, date_edtf: text })?.field),
    ),
    { numRuns: 1000 },
  )
})
