/**
 * The run in progress. There is one at a time: two would open the same ports with different greetings.
 */
import { RemoteError } from '../src/control/errors.ts'
import type { Half } from './half.ts'

/** A visit's part in a run. */
export interface Joined {
  /** What the responder tapes in this run, whichever visit it belongs to. */
  readonly half: Half
  readonly leave: () => void
}

export interface Runs {
  /** Joins a run, or begins it with a half of its own. Throws RemoteError `busy` while another is in progress. */
  readonly join: (runId: string, clientFingerprint: string, begin: () => Half) => Joined
}

/** The book of runs; `now` is the wall clock, for words only. */
export function createRuns(now: () => Date): Runs {
  let current: {
    readonly runId: string
    readonly client: string
    readonly since: Date
    readonly half: Half
    paths: number
  } | null = null
  return {
    join: (runId, client, begin) => {
      if (current !== null && (current.runId !== runId || current.client !== client)) {
        throw new RemoteError(
          'busy',
          `run in progress since ${current.since.toISOString()}; try again when it has ended`,
        )
      }
      current ??= { runId, client, since: now(), half: begin(), paths: 0 }
      const joined = current
      joined.paths++
      const leave = () => {
        joined.paths--
        if (joined.paths === 0 && current === joined) current = null
      }
      return { half: joined.half, leave }
    },
  }
}
