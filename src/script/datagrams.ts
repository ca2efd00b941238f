/**
 * A conversation in datagrams as data: what the dialer asks, what the answerer sends back. Both roles play the same
 * value. Knows nothing of sockets.
 *
 * Rule: the answerer answers nobody whose first datagram does not hold the key of a session, and no key twice; after that
 * it answers only that address and port, and only words of the script.
 */

/** One way of asking: an exchange is asked again, in other words, when no answer has come. */
export interface Request {
  readonly bytes: Uint8Array
  /** What the answerer sends back for it, in order. Larger than the request only where the probe wants it so. */
  readonly replies: readonly Uint8Array[]
}

export interface Exchange {
  /** The tries, at least one. In the first exchange each has other bytes, so that a replay can be told from a try. */
  readonly tries: readonly Request[]
}

/** By these bytes the answerer knows whose first datagram it is; they stand somewhere in it. */
export interface DatagramKey {
  /** At least 8 bytes that only the two ends can know. */
  readonly bytes: Uint8Array
  /** Letters are compared without regard to case: some devices fold it, and that is a change to be told, not a loss. */
  readonly folds: boolean
}

export interface DatagramScript {
  /** One for each try of the first exchange, in the same order. */
  readonly keys: readonly DatagramKey[]
  /** The first one authenticates the dialer's address and port; the others follow when it was answered. */
  readonly exchanges: readonly Exchange[]
}
