/** The records: whether each is as a writer would have to write it, what it refers to, and what supports it. */
import { disagreements } from '../edits/agreement.ts'
import { checkRecord } from '../edits/check.ts'
import { claimsAbout, type Edit, exists, openEdit, toWritten } from '../edits/edit.ts'
import { type Claim, claimFaults, missingEvidence } from '../edits/evidence.ts'
import { foretoldFaults } from '../edits/foretold.ts'
import type { Row } from '../edits/rows.ts'
import type { Fault } from '../engine/errors.ts'
import type { Resource } from '../engine/resource.ts'
import { sql } from '../engine/sql.ts'
import { type Base, type Check, inWords, openFaults } from './check.ts'
import { everyRow, ownResources } from './rows.ts'

/** What a dataset says is kept as it is, whatever rule it breaks; everything else is checked. */
const curated = sql`dataset_id in ('sourcebook', id)`
const correct = 'Correct the record (PATCH /v1/{resource}/{id}), or put back a backup.'

const json: Check = {
  name: 'json',
  claim: 'Lists and values that are stored as JSON are JSON, without spaces: answers hold them as they stand.',
  mend: 'Put back a backup (sourcebook restore FILE): no other check can be made.',
  comesFirst: true,
  run(base) {
    const { add, outcome } = openFaults()
    let count = 0
    for (const { name, fields } of ownResources(base))
      for (const [field, { kind }] of Object.entries(fields)) {
        if (kind !== 'list' && kind !== 'json') continue
        count++
        const isSound =
          kind === 'list' ? `json_valid(${field}) and json_type(${field}) = 'array'` : `json_valid(${field})`
        const unlike = `select id from ${name} where ${field} <> iif(${isSound}, json(${field}), '')`
        for (const id of base.connection.prepare(unlike).pluck().iterate() as Iterable<string>)
          add(`${name}/${id} ${field}`)
        base.onLook(1)
      }
    return outcome(inWords(count, 'fields'))
  },
}

const records: Check = {
  name: 'records',
  claim: 'Every curated record keeps the rules of its resource: closed lists, dates, ranges, ids.',
  mend: correct,
  run: (base) =>
    lookAtCurated(base, 'curated records', (edit, resource, row) => {
      const checked = checkRecord(resource, toWritten(resource, row), (of, id) => exists(edit, of, id))
      const faults = [...checked.faults, ...foretoldFaults(edit, resource, row)]
      if (faults.length || !resource.about) return faults
      const { resource: of, id } = resource.about(row)
      const lost = exists(edit, of, id)
        ? []
        : [{ pointer: '/subject_id', code: '', detail: `There is no ${of}/${id}.` }]
      return [...claimFaults(row as unknown as Claim, base.directory.get(of)), ...lost] // what is about others is a claim
    }),
}

const agreement: Check = {
  name: 'agreement',
  claim: 'Every curated record says the same as the records that it names, such as an event the country of its place.',
  mend: 'Correct the one or the other (PATCH /v1/{resource}/{id}).',
  run: (base) =>
    lookAtCurated(base, 'curated records', (edit, resource, row) =>
      disagreements(edit, resource, row).map(({ fault }) => fault),
    ),
}

const evidence: Check = {
  name: 'evidence',
  claim: 'Every value that needs evidence has a claim that carries it.',
  mend: 'Send claims for it (POST /v1/claims), or take the value away.',
  run: (base) =>
    lookAtCurated(base, 'curated records', (edit, resource, row) =>
      missingEvidence(resource, row, claimsAbout(edit, resource.name, row.id)),
    ),
}

function lookAtCurated(base: Base, unit: string, look: (edit: Edit, resource: Resource, row: Row) => Fault[]) {
  const { add, outcome } = openFaults()
  const edit = openEdit(base.reader, base.directory, new Date().toISOString(), { editor: null, reason: '' }) // to read by
  let count = 0
  for (const resource of ownResources(base))
    for (const row of everyRow(base, resource, curated)) {
      count++
      for (const { pointer, detail } of look(edit, resource, row))
        add(`${resource.name}/${row.id} ${pointer ?? ''}: ${detail}`)
    }
  return outcome(inWords(count, unit))
}

const references: Check = {
  name: 'references',
  claim: 'Every id that a record names is there, and so is what records were merged into.',
  mend: correct,
  run(base) {
    const { connection, onLook } = base
    const { add, outcome } = openFaults()
    const every = [...referencesOf(ownResources(base)), ...afterMerges(ownResources(base))]
    for (const { from, field, sql } of every) {
      for (const [id, value] of connection.prepare(sql).raw().iterate() as Iterable<[string, string]>)
        add(`${from}/${id} ${field}: there is no ${value}`)
      onLook(1)
    }
    return outcome(inWords(every.length, 'kinds of reference'))
  },
}

type Reference = { from: string; field: string; sql: string }

/** For each field that may name records, a query for those that name one that is not there. */
function referencesOf(resources: Resource[]): Reference[] {
  const isLost = (value: string, of: string) => `${value} is not null and ${value} not in (select id from ${of})`
  return resources.flatMap(({ name, fields, about }) => {
    const found: Reference[] = []
    for (const [field, { kind, references, elementReferences }] of Object.entries(fields)) {
      const elements = `select r.id, e.value from ${name} as r join json_each(r.${field}) as e on r.${field} <> '[]'`
      if (references && kind === 'list')
        found.push({ from: name, field, sql: `${elements} where ${isLost('e.value', references)}` })
      else if (references)
        found.push({ from: name, field, sql: `select id, ${field} from ${name} where ${isLost(field, references)}` })
      for (const [key, of] of Object.entries(elementReferences ?? {})) {
        const value = `e.value ->> '${key}'`
        const sql = `${elements.replace('e.value', value)} where ${isLost(value, of)}`
        found.push({ from: name, field: `${field}.${key}`, sql })
      }
    }
    if (about) {
      const there = resources.map((of) => `select '${of.name}', id from ${of.name}`).join(' union all ')
      const sql = `select id, subject || '/' || subject_id from ${name} where (subject, subject_id) not in (${there})`
      found.push({ from: name, field: 'subject', sql })
    }
    const licence = `select r.id, r.licence || ' in the dataset ' || d.id from ${name} as r join datasets as d on d.id = r.dataset_id where d.licence <> r.licence`
    return [...found, { from: name, field: 'licence', sql: licence }]
  })
}

const afterMerges = (resources: Resource[]): Reference[] =>
  resources.map(({ name }) => ({
    from: name,
    field: '(merged)',
    sql: `select id, into_id from tombstones where resource = '${name}' and op = 'merge'
      and into_id not in (select id from ${name} union all select id from tombstones where resource = '${name}')`,
  }))

const quotations: Check = {
  name: 'quotations',
  claim: 'Every quote stands in the text of its source, to the character, at its offsets and in its paragraph.',
  mend: 'Correct the passage of the claim (PATCH /v1/claims/{id}).',
  run(base) {
    const { add, outcome } = openFaults()
    const { text } = base
    if (!text) return outcome('nothing: --source-text names the text of a source')
    let count = 0
    for (const resource of ownResources(base).filter(({ about }) => about))
      for (const row of everyRow(base, resource, sql`quote is not null and source_id = ${text.sourceId}`)) {
        count++
        for (const { detail } of text.faults(row as unknown as Claim)) // what is about others is a claim
          add(`${resource.name}/${row.id}: ${detail}`)
      }
    return outcome(inWords(count, `quotes of ${text.sourceId}`))
  },
}

export const recordChecks = [json, records, references, agreement, evidence, quotations]
