/** What is counted by client, a minute at a time. The counts of those who were heard last are kept, and no more. */

const windowMs = 60_000
/** Clients that are remembered. */
const mostClients = 100_000

export type Windows<Counts> = {
  /** The counts of a client in its present window, to be changed in place. */
  of(client: string): Counts
  /** Whole seconds until the window ends in which these counts are. */
  secondsLeft(counts: Counts): number
}

/** `clock` gives ms and never goes back. */
export function openWindows<Counts extends object>(
  fresh: () => Counts,
  most = mostClients,
  clock = () => performance.now(),
): Windows<Counts> {
  type Window = Counts & { ends: number }
  const windows = new Map<string, Window>() // in the order in which they end

  /** Makes room for one: those that have ended go, and the oldest if there are too many. */
  function sweep(now: number) {
    for (const [oldest, { ends }] of windows) {
      if (ends > now && windows.size < most) break
      windows.delete(oldest)
    }
  }

  return {
    of(client) {
      const now = clock()
      const found = windows.get(client)
      if (found && found.ends > now) return found
      windows.delete(client)
      sweep(now)
      const begun: Window = { ...fresh(), ends: now + windowMs }
      windows.set(client, begun)
      return begun
    },
    secondsLeft: (counts) => Math.max(1, Math.ceil(((counts as Window).ends - clock()) / 1000)), // they come from `of`
  }
}
