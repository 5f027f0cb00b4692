/** JSON: `{ "data": [ … ] }` with licence and citation; and NDJSON, one record a line. */
import { toObject } from '../engine/body.ts'
import { membersOfView, type TextFormat, textFormat } from './text.ts'

const object: Pick<TextFormat, 'record'> = { record: (view, _, lead) => toObject(membersOfView(view), lead) }

export const json = textFormat({
  ...object,
  name: 'json',
  title: 'JSON',
  description: 'One object: `{ "data": [ … ], "licence": …, "citation": … }`.',
  mediaType: 'application/json',
  head: () => '{"data":[',
  between: ',',
  end: '',
  tail: (sources) => `],${JSON.stringify(sources).slice(1)}`,
})

export const ndjson = textFormat({
  ...object,
  name: 'ndjson',
  title: 'NDJSON',
  description: 'One record a line.',
  mediaType: 'application/x-ndjson',
  head: () => '',
  between: '\n',
  end: '\n',
  tail: '',
})
