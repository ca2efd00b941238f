/**
 * One end of the path as the story sees it: the near one plays here, the far one is commanded over control.
 */
import type { RoundRef } from '../plan/plan.ts'
import type { Row } from '../plan/session.ts'
import type { Transport } from '../tape/tape.ts'
import type { Witness } from './witness.ts'

/** What became of arming one port. */
export interface Armed {
  readonly transport: Transport
  /** 0 for ICMP. */
  readonly port: number
  /** Null when it listens; else why not, in words for the report. */
  readonly reason: string | null
  /** Another program of that host answers there: what a dialer hears is its, and nobody's between. */
  readonly taken: boolean
}

/** Names a port of one transport, such as `tcp:25`. */
export function portKey({ transport, port }: Pick<Row, 'transport' | 'port'>): string {
  return `${transport}:${port}`
}

/** An end of the path, here or at the far side of the control channel. */
export interface PathEnd {
  /** Makes every port of the round listen, with this round's greeting. */
  readonly arm: (round: RoundRef) => Promise<readonly Armed[]>
  /** Dials the round's sessions but for those on `skip` (`portKey`); done when each has heard its first byte or ended. */
  readonly dial: (round: RoundRef, skip: readonly string[]) => Promise<void>
  /** The far end says which source port a session has. */
  readonly announced: (session: string, port: number) => void
  /** Done when these sessions' tapes are sealed, or nothing is open any more, or it has taken too long. */
  readonly settle: (sessions: readonly string[]) => Promise<void>
  /** What this end's kernel saw of connections that nobody got, since the first arming. */
  readonly witness: () => Promise<Witness>
  /** Closes all listeners and calls off what still runs. */
  readonly close: () => Promise<void>
}
