/**
 * Answers by the state of the data and all that decides their bytes: what has changed is never found. Most are asked
 * for once, and memory that is held for a while costs more than making a page, so that one is worth keeping when it is
 * made for the second time.
 */
import type { Encoding } from './negotiate.ts'

/** An answer as it is sent to whoever has to have it, with the encodings of it that were asked for. */
export type Made = {
  /** The ETag; a strong one is that of the bytes as they are. */
  tag: string
  headers: Record<string, string>
  bytes: Buffer
  /** Compressed in itself: sent as it is. */
  packed: boolean
  encoded: Map<Encoding, Buffer>
}

export type Cache = {
  get(key: string): Made | undefined
  /** Whether this answer was made before, as far back as is remembered; from now on it was. */
  wasMade(key: string): boolean
  set(key: string, made: Made): void
}

/** Holds answers until `bytes` are used; the oldest go first. */
export function openCache(bytes: number): Cache {
  const entries = new Map<string, Made>()
  let used = 0
  const sizeOf = (key: string, made: Made) => key.length + 1000 + made.bytes.length * 2 // leaves room for its encodings
  return {
    get: (key) => entries.get(key),
    wasMade: openMemory(bytes / 64),
    set: (key, made) => {
      if (entries.has(key) || sizeOf(key, made) > bytes / 8) return
      entries.set(key, made)
      used += sizeOf(key, made)
      for (const [oldest, old] of entries) {
        if (used <= bytes) break
        entries.delete(oldest)
        used -= sizeOf(oldest, old)
      }
    },
  }
}

/** Says of each key whether it came before, among the last ones that have so many characters together, or up to twice as many. */
function openMemory(characters: number) {
  let [recent, before] = [new Set<string>(), new Set<string>()]
  let used = 0
  return (key: string): boolean => {
    if (recent.has(key) || before.has(key)) return true
    recent.add(key)
    used += key.length
    if (used > characters) {
      ;[recent, before] = [new Set(), recent]
      used = 0
    }
    return false
  }
}
