/** When an attack of the GTD happened: day or month 0 is not known, and one that went on has the day on which it ended. */
import { Rejection, type Warn } from './dataset.ts'
import { type Dates, lastOf, openCalendar, readText } from './values.ts'

type Read = (name: string, cells: readonly string[]) => string

export function openDates(at: Read) {
  const calendar = openCalendar()
  return (cells: readonly string[], warn: Warn): Dates | Rejection => {
    const [year, month, day] = ['iyear', 'imonth', 'iday'].map((name) => at(name, cells) || '0') as [
      string,
      string,
      string,
    ]
    const given = `${year}-${month}-${day}`
    const said = { date_text: readText(at('approxdate', cells)), date_inferred: false }
    if (!/^\d{4}$/.test(year) || !/^\d{1,2}$/.test(month) || !/^\d{1,2}$/.test(day) || Number(month) > 12)
      return new Rejection('iyear, imonth and iday are no date', given)
    if (Number(month) === 0) return { ...span(`${year}-01-01`, `${year}-12-31`, 'year', year), ...said }
    const inMonth = `${year}-${month.padStart(2, '0')}`
    if (Number(day) === 0) return { ...span(`${inMonth}-01`, lastOf(inMonth), 'month', inMonth), ...said }
    const start = `${inMonth}-${day.padStart(2, '0')}`
    const first = calendar(start)
    if (first === undefined) return new Rejection('iyear, imonth and iday are no date', given)
    const ended = at('extended', cells) === '1' ? at('resolution', cells) : ''
    const end = toDay(ended)
    const last = end === undefined ? undefined : calendar(end)
    if (end !== undefined && last !== undefined && last > first)
      return { ...span(start, end, 'interval', `${start}/${end}`), ...said }
    if (ended !== '' && (last === undefined || last < first))
      warn('resolution is no day on or after the date', `${ended}, ${start}`)
    return { ...span(start, start, 'day', start), ...said }
  }
}

const span = (date_start: string, date_end: string, date_precision: Dates['date_precision'], date_edtf: string) => ({
  date_start,
  date_end,
  date_precision,
  date_edtf,
})

/** The day of `1998-04-11`, or of `4/11/1998` (month first), with or without a time. */
function toDay(cell: string): string | undefined {
  const [, iso] = /^(\d{4}-\d{2}-\d{2})(?:$|[T ])/.exec(cell) ?? []
  if (iso) return iso
  const [, month = '', day = '', year] = /^(\d{1,2})\/(\d{1,2})\/(\d{4})(?:$| )/.exec(cell) ?? []
  return year === undefined ? undefined : `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
}
