/**
 * The words for what an end's kernel saw of connections that no program ever got: proof of arrival, and whether the
 * lack of it proves anything (DESIGN section 3). Reading it is the host's business.
 */
import type { Endpoint } from '../tape/tape.ts'

/** A handshake that began and was not completed: the SYN arrived. */
export interface HalfOpen {
  /** The port of this end. */
  readonly port: number
  readonly remote: Endpoint
}

export interface Witness {
  /** Handshakes in SYN_RECV on armed ports that were not there before the arming. */
  readonly arrivals: readonly HalfOpen[]
  /** Why it proves nothing that a connection is not among them; null when it does. */
  readonly blind: string | null
}
