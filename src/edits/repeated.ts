/** Members that stand twice in an object of JSON: a parser keeps the last of them, and nobody hears of the others. */
import { escapePointer } from '../engine/errors.ts'

/** An object or a list that is open: the names it has so far, and where in it the text goes on. */
type Open = { names: Set<string> | null; at: string | number }

/** Where a member stands again under a name that its object has already, as a JSON pointer: the first. `text` is JSON. */
export function findRepeated(text: string): string | undefined {
  const open: Open[] = []
  let isName = false
  for (let index = 0; index < text.length; index++) {
    const top = open.at(-1)
    switch (text[index]) {
      case '{':
        open.push({ names: new Set(), at: '' })
        isName = true
        break
      case '[':
        open.push({ names: null, at: 0 })
        isName = false
        break
      case '}':
      case ']':
        open.pop()
        break
      case ',':
        if (typeof top?.at === 'number') top.at++
        isName = typeof top?.at === 'string'
        break
      case '"': {
        const end = endOfString(text, index)
        if (isName && top?.names) {
          top.at = JSON.parse(text.slice(index, end + 1)) as string
          if (top.names.has(top.at)) return open.map(({ at }) => `/${escapePointer(String(at))}`).join('')
          top.names.add(top.at)
        }
        isName = false
        index = end
      }
    }
  }
  return undefined
}

/** Where the string that begins at `start` ends: at the first quotation mark with an even number of backslashes before it. */
function endOfString(text: string, start: number): number {
  let end = start
  let slashes = 1
  while (slashes % 2) {
    end = text.indexOf('"', end + 1)
    slashes = 0
    while (text[end - 1 - slashes] === '\\') slashes++
  }
  return end
}
