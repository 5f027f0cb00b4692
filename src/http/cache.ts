/** Answers just made, by the state of the data and all that decides their bytes: what has changed is never found. */
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

export type Cache = { get(key: string): Made | undefined; set(key: string, made: Made): void }

/** Holds answers until `bytes` are used; the oldest go first. */
export function openCache(bytes: number): Cache {
  const entries = new Map<string, Made>()
  let used = 0
  const sizeOf = (key: string, made: Made) => key.length + 1000 + made.bytes.length * 2 // leaves room for its encodings
  return {
    get: (key) => entries.get(key),
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
