/**
 * The words for what an end's kernel saw of connections and echo requests that no program ever got: proof of arrival, and
 * whether the lack of it proves anything (DESIGN section 3). Reading it is the host's business.
 */
import type { Endpoint } from '../tape/tape.ts'

/** A handshake that began and was not completed: the SYN arrived. */
export interface HalfOpen {
  /** The port of this end. */
  readonly port: number
  readonly remote: Endpoint
}

/** One reading of the kernel's echo counters. Whoever pings that host raises them, not only the far end. */
export interface EchoReading {
  /** The counters stood so at some moment between these two, milliseconds on the monotonic clock of that end. */
  readonly fromMs: number
  readonly untilMs: number
  /** Echo requests that arrived since the first reading, and replies that the kernel made since. */
  readonly received: number
  readonly answered: number
}

export interface Witness {
  /** Handshakes in SYN_RECV on armed ports that were not there before the arming. */
  readonly arrivals: readonly HalfOpen[]
  /** Why it proves nothing that a connection is not among them; null when it does. */
  readonly blind: string | null
  /**
   * Readings of the echo counters of the path's family, in order: the first before anything was armed, the last when it
   * was asked, and those between at which they moved. Absent where the kernel does not tell.
   */
  readonly echoes?: readonly EchoReading[]
}
