/** The codes of the GTD, after its codebook, and what they are here. */
import { type ImportedEvent, lookUp } from './dataset.ts'
import { readName } from './values.ts'

/** `attacktype1`: 1 assassination to 9 unknown. */
export const attackTypes = {
  '1': { type: 'assassination', subtype: null },
  '2': { type: 'attack', subtype: null },
  '3': { type: 'explosion', subtype: null },
  '4': { type: 'attack', subtype: null }, // a hijacking takes a vehicle, whether or not anybody is in it
  '5': { type: 'abduction', subtype: null },
  '6': { type: 'abduction', subtype: 'abduction_forced_disappearance' },
  '7': { type: 'attack', subtype: null },
  '8': { type: 'attack', subtype: null },
  '9': { type: 'attack', subtype: null },
} as const

/** Codes that come with their words in a column of the same name and `_txt`. */
const worded = [
  ...['attacktype1', 'attacktype2', 'attacktype3'],
  ...['targtype1', 'targsubtype1', 'targtype2', 'targsubtype2', 'targtype3', 'targsubtype3'],
  ...[
    'weaptype1',
    'weapsubtype1',
    'weaptype2',
    'weapsubtype2',
    'weaptype3',
    'weapsubtype3',
    'weaptype4',
    'weapsubtype4',
  ],
  ...['natlty1', 'natlty2', 'natlty3'],
  ...['alternative', 'claimmode', 'claimmode2', 'claimmode3', 'propextent', 'hostkidoutcome'],
]

/** Codes whose words are in the codebook alone. */
const labels: Record<string, Record<string, string>> = {
  crit1: {
    '0': 'No political, economic, religious or social goal',
    '1': 'A political, economic, religious or social goal',
  },
  crit2: { '0': 'Not meant to reach a larger audience', '1': 'Meant to coerce, intimidate or reach a larger audience' },
  crit3: { '0': 'Within international humanitarian law', '1': 'Outside international humanitarian law' },
  doubtterr: { '0': 'No doubt that it was terrorism', '1': 'Doubt that it was terrorism' },
  success: { '0': 'The attack did not succeed', '1': 'The attack succeeded' },
  suicide: { '0': 'No suicide attack', '1': 'Suicide attack' },
  claimed: { '0': 'No group claims it', '1': 'A group claims it' },
  claim2: { '0': 'The second group does not claim it', '1': 'The second group claims it' },
  claim3: { '0': 'The third group does not claim it', '1': 'The third group claims it' },
  compclaim: { '0': 'The groups do not dispute it', '1': 'Several groups claim it, each for itself' },
  multiple: { '0': 'An attack by itself', '1': 'One of several connected attacks' },
  property: { '0': 'No property was damaged', '1': 'Property was damaged' },
  ishostkid: { '0': 'Nobody was taken hostage', '1': 'People were taken hostage' },
  INT_LOG: {
    '0': 'Perpetrators are of the country attacked',
    '1': 'Perpetrators are of another country than that attacked',
  },
  INT_IDEO: {
    '0': 'Targets are of the nationality of the perpetrators',
    '1': 'Targets are of another nationality than the perpetrators',
  },
  INT_MISC: {
    '0': 'Targets are of the country attacked',
    '1': 'Targets are of another nationality than the country attacked',
  },
  INT_ANY: { '0': 'Domestic in all three respects', '1': 'International in at least one of the three respects' },
  specificity: {
    '1': 'City, with its coordinates',
    '2': 'City, with the centre of its smallest division',
    '3': 'Smallest division, with its centre',
    '4': 'First-order division, with its centre',
    '5': 'No division is known',
  },
}

/** The dataset's own codes, those that say something. */
export function openCodes(at: (name: string, cells: readonly string[]) => string) {
  return (cells: readonly string[]): ImportedEvent['classifications'] => [
    ...worded.flatMap((field) => toCode(field, at(field, cells), readName(at(`${field}_txt`, cells)))),
    ...Object.entries(labels).flatMap(([field, words]) => {
      const code = at(field, cells)
      return toCode(field, code, lookUp(words, code) ?? null)
    }),
  ]
}

const toCode = (field: string, code: string, label: string | null) =>
  readName(code) === null ? [] : [{ scheme: 'gtd' as const, field, code: readName(code) ?? '', label }]
