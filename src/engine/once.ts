/** What is made when it is first asked for, and then kept: what the start of the program can do without. */

export function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
