/** What routes know of the imports that run on this server. */

export type Jobs = {
  /** The most bytes that a file may have, packed or not. */
  mostBytes: number
  /** Where the file of a job is to be put before it is started. */
  fileFor(id: string): string
  /** Takes the file of a job that is not started away. */
  discard(id: string): void
  /** @throws ImportRunning, with the address of the one that runs; Busy if the server is about to end. */
  refuseSecond(): void
  /** Starts a job that was written down. From now on nobody else writes, until it has ended. */
  start(
    id: string,
    order: { dataset: string; bytes: number; release: string | null; dryRun: boolean; withdraw: boolean },
  ): void
  /** How far a job is; undefined if it does not run. */
  progressOf(id: string): Running | undefined
  /** Ends a job, if it runs, and waits until it is known what became of it. */
  cancel(id: string): Promise<void>
}

type Running = { isRunning: boolean; started_at: string; rows: number; bytes: number }
