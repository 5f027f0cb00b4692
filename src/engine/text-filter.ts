/** The filter `q`: full text, and what leads by it. */
import type { Condition, Filter } from './filters.ts'
import { refuse } from './parameters.ts'
import type { Resource } from './resource.ts'
import { sql } from './sql.ts'
import { hasPrefix, readTextQuery, type TextQuery, toMatch } from './text.ts'

/** Full text over what the resource declares as its texts. */
export const textFilter: Filter = {
  description:
    'Words that all match, in any order, without regard to case, accents, hyphens or odd spaces (no stemming); `"quoted phrases"`; `-word` leaves out; `attack*` is a prefix, in a phrase too (`"suicide att*"`). It looks into the record’s own names and texts, not into those of the records that it names: ask for these with `actor`, `place` and the like.',
  schema: { type: 'string', maxLength: 1000 },
  many: false,
  read: ([typed = ''], { resource, parameter }) => {
    const query = readText(typed, parameter)
    return textCondition(resource.table, toMatch(query, resource.viewOf ?? resource.name), hasPrefix(query))
  },
}

/**
 * The text index has one row a record, at day * 2^31 + n, so that a range of its rows is a range of days. `broad` says
 * that a word is a prefix: the index then reads all words that have it, each time it is asked.
 */
export function textCondition(table: Resource['table'], match: string, broad: boolean): Condition {
  const matches = sql`texts match ${match}`
  const dayOf =
    'date_key' in table ? sql`coalesce(cast(julianday(${table.date_key}) - 1721058.5 as integer), 0)` : sql`0`
  return {
    broad,
    where: sql`${table.n} in (select rowid & 2147483647 from texts where ${matches})`,
    ...(!broad && {
      check: sql`exists (select 1 from texts where ${matches} and rowid = ${dayOf} * 2147483648 + ${table.n})`,
    }),
    lead: {
      rank: 2,
      branches: [
        {
          drive: sql`texts`,
          join: sql`cross join ${table} on ${table.n} = texts.rowid & 2147483647`,
          where: matches,
          day: (operator, number) =>
            operator === '>='
              ? sql`texts.rowid >= (${number}) * 2147483648`
              : sql`texts.rowid < (${number} + 1) * 2147483648`,
        },
      ],
    },
  }
}

const longestText = 1000

/**
 * What is typed in `q`; with `complete`, the last word is not finished.
 *
 * @throws InvalidQuery if there is nothing to find, or too much.
 */
export function readText(typed: string, parameter: string, complete = false): TextQuery {
  if (typed.length > longestText)
    throw refuse(parameter, `Has ${typed.length} characters; ${longestText} are the most.`, 'too_long')
  const query = readTextQuery(typed, complete)
  const words = [...query.all, ...query.none].flat().length
  if (query.all.length === 0)
    throw refuse(
      parameter,
      query.none.length ? 'Only leaves words out; give at least one to find.' : 'Has no word to look for.',
      'empty_query',
    )
  if (words > 32) throw refuse(parameter, `Has ${words} words; 32 are the most.`, 'too_many_words')
  return query
}
