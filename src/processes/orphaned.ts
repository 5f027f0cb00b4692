/**
 * A command that npm started ends with it. npm starts a shell that starts the command: a signal sent to npm ends the
 * shell alone, and what runs on would hold the port and the database unseen.
 */
type Surroundings = { env: Record<string, string | undefined>; readonly ppid: number }

/** How often it is looked whether who started this process is still there, in ms. */
const lookEvery = 500

/** Calls `heard` once when the shell of npm is gone; not where npm has started nothing. Gives what ends the looking. */
export function whenOrphaned(surroundings: Surroundings, heard: () => void): () => void {
  const { ppid, env } = surroundings
  if (env.npm_lifecycle_event === undefined) return () => {}
  const timer = setInterval(() => {
    if (surroundings.ppid === ppid) return
    clearInterval(timer)
    heard()
  }, lookEvery).unref()
  return () => clearInterval(timer)
}
