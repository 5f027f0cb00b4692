/** The kinds of fault that a query can have, by code: what each means and what to do, and a request that has it. */
export const queryFaults: Readonly<Record<string, { meaning: string; request: string }>> = {
  unknown_parameter: {
    meaning: 'There is no parameter of this name here. `allowed` holds the nearest one there is.',
    request: '/v1/events?typ=attack',
  },
  repeated_parameter: {
    meaning:
      'The parameter is given more than once, and either value could be meant. Give it once, with a comma between values.',
    request: '/v1/events?type=attack&type=riot',
  },
  repeated_value: {
    meaning: 'The same value stands twice in a list. Leave one out.',
    request: '/v1/events?has=subtype,subtype',
  },
  empty_value: {
    meaning: 'A value is empty. Leave the parameter out, or use `lacks` for records without a value.',
    request: '/v1/events?type=',
  },
  invalid_value: {
    meaning: 'The value is none that the parameter takes. `allowed` holds those of a closed list, or what was meant.',
    request: '/v1/events?type=atack',
  },
  invalid_encoding: {
    meaning: 'The value is not percent-encoded UTF-8, or holds a NUL. Encode it again.',
    request: '/v1/events?type=%ZZ',
  },
  invalid_id: {
    meaning:
      'An id has small letters and digits, joined by single hyphens; a name is none, even where it is written so. `/v1/search` finds the id of a name.',
    request: '/v1/events?actor=TTP',
  },
  invalid_date: {
    meaning: 'A period is a year, a month or a day of the calendar, or two of these with a slash between.',
    request: '/v1/events?datetime=2025-02-30',
  },
  invalid_box: {
    meaning: 'A box is west,south,east,north in degrees, with south not above north.',
    request: '/v1/events?bbox=60,23,78',
  },
  invalid_point: {
    meaning: 'A point is latitude,longitude in degrees, the latitude first.',
    request: '/v1/events?near=99,69&radius_km=50',
  },
  invalid_radius: {
    meaning: 'A radius is a number of kilometres above 0, at most 20038.',
    request: '/v1/events?near=34.53,69.17&radius_km=0',
  },
  invalid_limit: {
    meaning: 'A limit is a whole number from 1 on. Statistics of more rows than a file of them takes need one.',
    request: '/v1/events?limit=0',
  },
  invalid_cursor: {
    meaning: 'A cursor comes from `page.next_cursor`, unchanged, and belongs to the query that gave it.',
    request: '/v1/events?cursor=abc',
  },
  missing_parameter: {
    meaning: 'The parameter is one that has to be there, or needs another one beside it, which the fault names.',
    request: '/v1/events?near=34.53,69.17',
  },
  page_only: {
    meaning: 'A file holds every match, so that pages, counts and facets have no meaning in it. Ask for a page.',
    request: '/v1/events.csv?count=exact',
  },
  empty_query: { meaning: 'The text has no word to look for.', request: '/v1/events?q=-police' },
  too_many_words: {
    meaning: 'The text has more than 32 words. Use those that tell most.',
    request: `/v1/events?q=${'a+'.repeat(32)}a`,
  },
  too_long: {
    meaning: 'The text is longer than the parameter takes. Use fewer words.',
    request: `/v1/events?q=${'a'.repeat(1001)}`,
  },
  too_many_values: {
    meaning: 'The list has more values than the parameter takes: 64, if it does not say. Ask in several requests.',
    request: `/v1/events?id=${'a,'.repeat(64)}a`,
  },
}
