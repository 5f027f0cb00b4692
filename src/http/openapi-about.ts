/** What a reader of the page learns first: four questions with the requests that answer them, the grammar, how to read an answer. */

/** Questions, each with the request that answers it from the seed. */
export const questions = [
  {
    question: 'Who visited Kabul in July 2025, and whom did they meet?',
    request: '/v1/visits?place=kabul&datetime=2025-07&fields=id,date_edtf,visitors,hosts',
    reading:
      '`visitors` and `hosts` say who, `capacity` in which office; `expand=visitors.actor,hosts.actor,statements` puts what is known of them, and what was said, in place. A visit that is dated only as before a day is found by the days up to it.',
  },
  {
    question: 'What do sources say about militants killed in April 2025, and in which words?',
    request:
      '/v1/figures?metric=killed&population=militants&datetime=2025-04&fields=quote,paragraph,qualifier,low,value_number,links',
    reading:
      '`quote` holds the words; `qualifier` with `value_number`, `low` and `high` says how exact they are; `links` says which figures contradict each other.',
  },
  {
    question: 'What was promised, by whom, on what condition?',
    request: '/v1/commitments?fields=text,status,condition,promisors,guarantors',
    reading:
      '`has=condition` leaves those whose condition a source names. `status` `conditional` with a null `condition` means that one is spoken of, but not which. `promisors` is empty if no source says who promises.',
  },
  {
    question: 'Which milestones would show that it holds?',
    request: '/v1/milestones?fields=question,status,commitment_id',
    reading:
      '`question` says what to watch, `status` what is known today, `commitment_id` which promise it would bear out; null if the source ties it to none. `expand=milestones` puts them into the commitments.',
  },
] as const

export const aboutTheApi = `
Sourcebook holds what sources say about security events: who acted, where and when, what was said, promised and counted. **Every stated value leads to its source**: ask any record for \`expand=claims,claims.source\`, and each claim shows the passage, to the character; an imported event leads to the row of its dataset, and the sources that the row names, with \`expand=source_row\`. Ids, titles, summaries and descriptions, and the codes of closed lists (\`type\`, \`status\` …) are ours.

### Begin here

${questions.map(({ question, request, reading }) => `- **${question}** [\`${request}\`](${request})\n  ${reading}`).join('\n')}
- **Anything else:** [\`/v1/search?q=tali&complete=1&limit=3\`](/v1/search?q=tali&complete=1&limit=3) looks through all resources, as you type, also for the other names and spellings that are recorded; [\`/v1\`](/v1) says what there is; [\`/v1/vocabularies\`](/v1/vocabularies) explains every word of the closed lists.

### Asking

Each resource has a list, the same list as a file, and a page for each record. One grammar serves all of them:

- \`type=explosion,attack\`: a comma means **or**, encoded (\`%2C\`) as well as plain; only in free text (\`title\`, \`admin1\`, \`name\` …) an encoded comma belongs to the value. Several parameters mean **and**. Each name comes once.
- Every field filters under its own name. \`not_type=protest\` leaves out; \`fatalities_low_gte=10\` compares (\`_gt _gte _lt _lte\`); \`has=latitude\` and \`lacks=date_start\` ask whether there is a value.
- \`datetime=2025-04\`, \`2025-04-01/2025-06-30\` or \`2024/..\` finds what may have happened then: an event known only by its month is found from each of its days. \`datetime_within\` asks for what lies wholly inside.
- \`actor=ttp\` finds who takes part, \`place=pakistan\` the place and all within it, \`source=\`, \`operation=\` and \`dataset=\` where it comes from and belongs to.
- \`q=suicide "north waziristan" -police attack*\`: words, phrases, exclusions and prefixes.
- \`sort=-date\`, \`limit=50\`, then \`cursor=\` with \`page.next_cursor\` until it is null. \`count=exact\` adds the total, \`facets=type\` how often each value occurs.
- \`fields=id,title\` chooses, \`expand=place\` puts related records in place.
- [\`/v1/events/stats?by=year,type\`](/v1/events/stats?by=year,type) counts events and sums their deaths, under the same filters: by day, month, year, type, actor, country, division, place, dataset or grid cell. Datasets are never added up.

An unknown or misspelt parameter is an error that names the nearest one; none is ignored.

### Taking it all

Add a suffix to a list, such as [\`/v1/events.csv\`](/v1/events.csv), for every match in one file; there is no limit, and all filters hold. Whole Parquet files and the snapshot stand built, and may be some minutes behind: their \`Change-Seq\` says how far. \`Accept\` does the same as the suffix.

### Keeping a copy in step

[\`/v1/changes?since=0\`](/v1/changes?since=0&limit=2) gives every record once, at its last change; \`page.next\` is where to go on later. Applied in order to any earlier copy, the changes give the present one. A claim is a change of its own, and none of the record that it is about: a copy that shows evidence follows \`claims\`, too. \`/v1/changes/stream\` says the same as it happens.

### Keys and writing

A public knowledge base is read without a key; a private one asks for a key of scope \`read\`. Whoever has a key (\`sourcebook key create --scope write\`) sends it as \`Authorization: Bearer …\`, and with each write a \`Change-Reason\`. \`POST\` makes a record together with its claims, \`PATCH\` changes one, \`DELETE\` and \`merge\` take one away, and \`unmerge\` brings it back. \`If-Match\` with the \`ETag\` of the record as it was read keeps editors from undoing each other; \`Idempotency-Key\` makes a retry harmless. What a record was before each change is at its \`/revisions\`; \`as_of\` with an instant, on one record, shows it as it was. What was there before a record was deleted and came back is told to those with a key alone. An imported record is corrected by a claim of rank \`preferred\`.

### Importing a release

Whoever has a key of scope \`import\` sends the file of a dataset as it was published to \`POST /v1/imports/ucdp-ged\`. The answer is a job: \`GET /v1/imports/{id}\` says how far it is, and in the end what came of the rows. It is written whole or not at all, while readers read on; \`dry_run=true\` checks it and writes nothing. A file that lacks much of what it would replace is taken for a part of a release, and fails unless \`withdraw=true\`; so does an older release than stands. \`DELETE\` cancels it.

### Reading an answer

- **null means that no source says so. Zero means zero.** Nothing unknown is filled in: an event that a source dates "in April" has the first and the last day of April, and \`date_precision\` \`month\`.
- A **claim** is what one source says about one record, with \`paragraph\` and \`quote\`. A **figure** is a claim with a number. Sources that disagree stand side by side.
- \`inferred\` says that a value follows from a passage without standing in it; \`stance\` \`assigned\` that a curator set it, such as coordinates. \`note\` says why.
- \`ETag\` with \`If-None-Match\` saves what has not changed. \`Change-Seq\` says at which point of the changes an answer stands.
- Errors are problem documents (RFC 9457); each is explained at [\`/docs/errors\`](/docs/errors).

### Licence and citation

The program is under the MIT licence. What Sourcebook states is under [CC BY 4.0](https://creativecommons.org/licenses/by/4.0/); quotations belong to their authors. Each record names its \`dataset_id\` and \`licence\`, and [\`/v1/datasets\`](/v1/datasets) says how to cite each dataset. To cite one record, add its address and \`revision\`.

This document as JSON: [\`/openapi.json\`](/openapi.json).
`.trim()
