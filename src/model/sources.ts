/** Documents. */
import { shiftDay } from '../engine/dates.ts'
import { linked } from '../engine/links.ts'
import { code, coded, day, laterThan, line, list, resource, slug, text, webAddress } from '../engine/resource.ts'
import {
  claimsExpansion,
  commonFilters,
  commonSorts,
  externalIdFilter,
  externalIds,
  head,
  identifiersOf,
  link,
  tail,
} from './fields.ts'
import { language } from './languages.ts'
import { sources as table } from './tables.ts'
import { vocabularies as v } from './vocabularies.ts'

export const sources = resource({
  name: 'sources',
  singular: 'Source',
  description: 'Documents: articles, reports, official statements, laws.',
  table,
  fields: {
    ...head(table),
    kind: code(table.kind, v.source_kind, 'What kind of document it is.'),
    title: line(table.title, 'Its title.', { evidence: 'title' }),
    publisher: line(table.publisher, 'Who published it.', { evidence: 'publisher' }),
    author_ids: list(table.author_ids, slug, 'Who wrote it.', { evidence: 'author_ids', references: 'actors' }),
    url: webAddress(table.url, 'Where it can be read.', { evidence: 'url' }),
    published_on: day(table.published_on, 'When it was published; null if not known.', { evidence: 'published_on' }),
    accessed_on: day(table.accessed_on, 'When we read it.'),
    language: language(table.language, 'Language (BCP 47).', { evidence: 'language' }),
    sha256: coded(/^[0-9a-f]{64}$/, 'a SHA-256 of 64 small hexadecimal digits')(
      table.sha256,
      'SHA-256 of the text we read, in UTF-8.',
    ),
    reliability: code(
      table.reliability,
      v.source_reliability,
      'Reliability (Admiralty, A to F); null where nobody has judged.',
    ),
    note: text(table.note, 'What a reader has to know about it.'),
    external_ids: externalIds(table.external_ids),
    ...tail(table),
  },
  title: 'title',
  kind: 'kind',
  sorts: { ...commonSorts(table), published_on: { key: table.published_on, description: 'When it was published.' } },
  defaultSort: 'id',
  indexed: [],
  filters: {
    ...commonFilters(table),
    actor: linked('actor', 3, 'Was written by any of these actors.', 'fawad-khan-afridi'),
    external_id: externalIdFilter,
  },
  expansions: claimsExpansion('sources'),
  example: 'stratheia-naqvi-kabul-visit',
  exampleQuery: 'kind=opinion',
  foretold: (source, last) => [
    ...laterThan(source, shiftDay(last, 365), ['published_on']), // journals date their issues ahead
    ...laterThan(source, last, ['accessed_on']),
  ],
  names: (source) => [source.title],
  texts: (source) => [source.publisher, source.note],
  identifiers: identifiersOf,
  links: (source) => source.author_ids.flatMap((author) => link('actor', author)),
})
