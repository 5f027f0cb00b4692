/** The codes of UCDP GED, after its codebook of version 23.1, and what they are here. */
import { type Cell, type ImportedEvent, lookUp, type Warn } from './dataset.ts'
import { readText } from './values.ts'

/** `type_of_violence`: 1 between two parties of which one is a government, 2 between others, 3 against civilians. */
const violence = {
  1: { type: 'armed_clash', label: 'State-based conflict' },
  2: { type: 'armed_clash', label: 'Non-state conflict' },
  3: { type: 'attack', label: 'One-sided violence' },
} as const

/** `where_prec` 1 to 7. */
const wherePrecisions = {
  1: { precision: 'exact', label: 'Exact location' },
  2: { precision: 'near', label: 'Within about 25 km of a known point' },
  3: { precision: 'admin2', label: 'Second-order administrative division' },
  4: { precision: 'admin1', label: 'First-order administrative division' },
  5: { precision: 'region', label: 'Linear feature or fuzzy polygon' },
  6: { precision: 'country', label: 'Country' },
  7: { precision: 'region', label: 'International waters or airspace' },
} as const

/** `date_prec` 1 to 5, with the days that each allows from the first to the last. */
export const datePrecisions = {
  1: { precision: 'day', days: [1, 1], label: 'Exact day' },
  2: { precision: 'days', days: [2, 6], label: 'Two to six days' },
  3: { precision: 'week', days: [7, 7], label: 'Week' },
  4: { precision: 'month', days: [8, 31], label: 'Eight to thirty-one days, or month' },
  5: { precision: 'year', days: [32, 366], label: 'More than a month, up to a year' },
} as const

/** `event_clarity`: 2 sums up several events that the sources do not tell apart. */
const clarities = { 1: { label: 'Clear event' }, 2: { label: 'Aggregate of several events' } } as const

type Readers = Record<'type_of_violence' | 'where_prec' | 'date_prec' | 'event_clarity', Cell>

type Codes = Pick<ImportedEvent, 'type' | 'classifications'> & { location: ImportedEvent['location_precision'] }

/** UCDP's codes, beside what they are here. There are few combinations, each made once. */
export function openCodes(at: Readers) {
  const known = new Map<string, Codes>()
  return (cells: readonly string[], warn: Warn): Codes => {
    const type = at.type_of_violence(cells)
    const where = at.where_prec(cells)
    if (!lookUp(violence, type)) warn('type_of_violence is no code of the codebook', type)
    if (!lookUp(wherePrecisions, where)) warn('where_prec is no code of the codebook', where)
    const given = {
      type_of_violence: type,
      where_prec: where,
      date_prec: at.date_prec(cells),
      event_clarity: at.event_clarity(cells),
    }
    const key = Object.values(given).join(' ')
    const found = known.get(key)
    if (found) return found
    const classifications = Object.entries(given).flatMap(([field, code]) =>
      readText(code) === null
        ? []
        : [
            {
              scheme: 'ucdp' as const,
              field,
              code: readText(code) ?? '',
              label: lookUp(labels[field as keyof typeof labels], code)?.label ?? null,
            },
          ],
    )
    Object.freeze(classifications)
    const codes = {
      type: lookUp(violence, type)?.type ?? 'other',
      location: lookUp(wherePrecisions, where)?.precision ?? 'unknown',
      classifications,
    } as const
    known.set(key, codes)
    return codes
  }
}

const labels = {
  type_of_violence: violence,
  where_prec: wherePrecisions,
  date_prec: datePrecisions,
  event_clarity: clarities,
}
