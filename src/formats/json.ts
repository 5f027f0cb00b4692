/** JSON: `{ "data": [ … ] }`; and NDJSON, one record a line. */
import { toObject } from '../engine/body.ts'
import { type Format, membersOfView } from './format.ts'

const object: Pick<Format, 'record'> = { record: (view) => toObject(membersOfView(view)) }

export const json: Format = {
  ...object,
  name: 'json',
  title: 'JSON',
  description: 'One object: `{ "data": [ … ] }`.',
  mediaType: 'application/json',
  head: () => '{"data":[',
  between: ',',
  end: '',
  tail: ']}',
}

export const ndjson: Format = {
  ...object,
  name: 'ndjson',
  title: 'NDJSON',
  description: 'One record a line.',
  mediaType: 'application/x-ndjson',
  head: () => '',
  between: '\n',
  end: '\n',
  tail: '',
}
