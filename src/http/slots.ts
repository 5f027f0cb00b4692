/** What may be done at once, overall and for one client: files being made, streams listened to, connections. */

export type Slots = {
  /**
   * A place, to be given back by calling what is given, once or more often; undefined if there is none. One client has
   * at most half of them; null, this machine itself, may have all.
   */
  take(client: string | null): (() => void) | undefined
  /** Places that are taken. */
  taken(): number
}

export function openSlots(most: number): Slots {
  const share = Math.max(1, Math.floor(most / 2))
  const held = new Map<string | null, number>()
  let taken = 0
  return {
    take(client) {
      const own = held.get(client) ?? 0
      if (taken >= most || (client !== null && own >= share)) return undefined
      taken++
      held.set(client, own + 1)
      let isHeld = true
      return () => {
        if (!isHeld) return
        isHeld = false
        taken--
        const left = (held.get(client) ?? 0) - 1
        if (left > 0) held.set(client, left)
        else held.delete(client)
      }
    },
    taken: () => taken,
  }
}
