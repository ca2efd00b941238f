/**
 * The run in progress. There is one at a time: two would open the same ports with different greetings.
 */
import { RemoteError } from '../src/control/errors.ts'

export interface Runs {
  /** Joins or begins a run; the returned function leaves it. Throws RemoteError `busy` while another is in progress. */
  readonly join: (runId: string, clientFingerprint: string) => () => void
}

/** The book of runs; `now` is the wall clock, for words only. */
export function createRuns(now: () => Date): Runs {
  let current: { readonly runId: string; readonly client: string; readonly since: Date; paths: number } | null = null
  return {
    join: (runId, client) => {
      if (current !== null && (current.runId !== runId || current.client !== client)) {
        throw new RemoteError(
          'busy',
          `run in progress since ${current.since.toISOString()}; try again when it has ended`,
        )
      }
      current ??= { runId, client, since: now(), paths: 0 }
      const joined = current
      joined.paths++
      return () => {
        joined.paths--
        if (joined.paths === 0 && current === joined) current = null
      }
    },
  }
}
