/** A set of whole numbers, a bit each: a million of them take little memory. */
export type Numbers = {
  size(): number
  has(number: number): boolean
  /** A number that is not in it. */
  add(number: number): void
}

export function openNumbers(): Numbers {
  let bits = new Uint8Array(1024)
  let size = 0
  return {
    size: () => size,
    has: (number: number) => ((bits[number >>> 3] ?? 0) & (1 << (number & 7))) !== 0,
    add(number) {
      size++
      if (number >>> 3 >= bits.length) {
        const larger = new Uint8Array((number >>> 3) * 2)
        larger.set(bits)
        bits = larger
      }
      bits[number >>> 3] = (bits[number >>> 3] as number) | (1 << (number & 7))
    },
  }
}
