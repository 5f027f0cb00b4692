/** Answers just made, by their tag, which names the state of the data: what has changed is never found. */
import type { Encoding } from './negotiate.ts'

/** A body with the links that were known only when it was made, and the encodings of it that were asked for. */
export type Made = { bytes: Buffer; links: string[]; encoded: Map<Encoding, Buffer> }

export type Cache = { get(key: string): Made | undefined; set(key: string, made: Made): void }

/** Holds answers until `bytes` are used; the oldest go first. */
export function openCache(bytes: number): Cache {
  const entries = new Map<string, Made>()
  let used = 0
  const sizeOf = (made: Made) => made.bytes.length * 2 // leaves room for its encodings
  return {
    get: (key) => entries.get(key),
    set: (key, made) => {
      if (entries.has(key) || sizeOf(made) > bytes / 8) return
      entries.set(key, made)
      used += sizeOf(made)
      for (const [oldest, old] of entries) {
        if (used <= bytes) break
        entries.delete(oldest)
        used -= sizeOf(old)
      }
    },
  }
}
