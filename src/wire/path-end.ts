/**
 * One end of the path as the story sees it: the near one plays here, the far one is commanded over control.
 */
import type { RoundRef } from '../plan/plan.ts'

/** What became of arming one port. */
export interface Armed {
  readonly port: number
  /** Null when it listens; else why not, in words for the report. */
  readonly reason: string | null
  /** Another program of that host answers there: what a dialer hears is its, and nobody's between. */
  readonly taken: boolean
}

/** An end of the path, here or at the far side of the control channel. */
export interface PathEnd {
  /** Makes every port of the round listen, with this round's greeting. */
  readonly arm: (round: RoundRef) => Promise<readonly Armed[]>
  /** Dials the round's sessions but for those on `skipPorts`; done when each has heard its first byte or ended. */
  readonly dial: (round: RoundRef, skipPorts: readonly number[]) => Promise<void>
  /** The far end says which source port a session has. */
  readonly announced: (session: string, port: number) => void
  /** Done when these sessions' tapes are sealed, or nothing is open any more, or it has taken too long. */
  readonly settle: (sessions: readonly string[]) => Promise<void>
  /** Closes all listeners and calls off what still runs. */
  readonly close: () => Promise<void>
}
