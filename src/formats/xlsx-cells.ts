/** Cells of a spreadsheet as XML. Text is always text: nothing that comes from data is ever a formula. */

/** A text, or a number with the style that shows it; null is an empty cell. */
export type Cell = string | number | boolean | { serial: number; style: number } | null

/** Numbers of `cellXfs` in the style sheet. */
export const styles = { plain: 0, header: 1, day: 2, instant: 3, prose: 4 } as const

/** The most UTF-16 units that a cell holds. */
export const longestText = 32_767

/** A row from 1 on. `letters` are those of its columns. */
export function toRow(
  number: number,
  cells: readonly Cell[],
  letters: readonly string[],
  style: number = styles.plain,
): string {
  let xml = `<row r="${number}">`
  for (let i = 0; i < cells.length; i++) xml += toCell(cells[i] as Cell, `${letters[i]}${number}`, style)
  return `${xml}</row>`
}

function toCell(cell: Cell, at: string, style: number): string {
  const styled = style === styles.plain ? '' : ` s="${style}"`
  if (cell === null) return ''
  if (typeof cell === 'number') return `<c r="${at}"${styled}><v>${cell}</v></c>`
  if (typeof cell === 'string')
    return `<c r="${at}"${styled} t="inlineStr"><is><t xml:space="preserve">${toXml(cell)}</t></is></c>`
  if (typeof cell === 'boolean') return `<c r="${at}"${styled} t="b"><v>${cell ? 1 : 0}</v></c>`
  return `<c r="${at}" s="${cell.style}"><v>${cell.serial}</v></c>`
}

/** `A` to `Z`, `AA` and on. */
export function lettersOf(count: number): string[] {
  const name = (index: number): string =>
    (index < 26 ? '' : name(Math.floor(index / 26) - 1)) + String.fromCharCode(65 + (index % 26))
  return Array.from({ length: count }, (_, index) => name(index))
}

/**
 * Text in XML. What XML cannot hold, or would change, is written as spreadsheets write it: `_x000D_`; and so is what
 * only looks like that.
 */
export const toXml = (text: string) => (special.test(text) ? text.replace(escaped, toEscape) : text)

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const special = /[&<>\u0000-\u0008\u000b-\u001f\ud800-\udfff\ufffe\uffff]|_x/i
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const escaped = /[&<>]|_(?=x[0-9a-f]{4}_)|[\u0000-\u0008\u000b-\u001f\ufffe\uffff]|\p{Cs}/giu
const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }
const toEscape = (found: string) =>
  entities[found] ?? `_x${found.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`

const dayLength = 86_400_000

/** The first day that spreadsheets count right. */
const firstDay = '1900-03-01'

/** A day or an instant as spreadsheets count it, in days since 1899-12-30; earlier than they can, as text. */
export const toSerial = (iso: string, style: number): Cell =>
  iso < firstDay ? iso : { serial: Date.parse(iso) / dayLength + 25_569, style }
