/**
 * How far the far end's clock is from ours, from a few questions and answers. Pure.
 * Must not know how the samples were taken; all times are milliseconds on the monotonic clock of the end that is named.
 */

/** One question: sent and answered on our clock, and the far end's clock in between. */
export interface ClockSample {
  readonly sentAtMs: number
  readonly farMs: number
  readonly receivedAtMs: number
}

export interface ClockOffset {
  /** Add it to a time of the far end to have ours. */
  readonly offsetMs: number
  /** The true offset is at most this far away: half of the shortest round trip. */
  readonly errorMs: number
  /** Our time of a time of the far end. */
  farToNear(farMs: number): number
}

/**
 * By the sample of the shortest round trip: it was delayed least, so it is the most certain (as NTP does, RFC 5905, 10).
 * Null without a usable sample.
 */
export function clockOffset(samples: readonly ClockSample[]): ClockOffset | null {
  const [first, ...rest] = samples.filter(sample => roundTripMs(sample) >= 0)
  if (first === undefined) return null
  const best = rest.reduce((least, sample) => (roundTripMs(sample) < roundTripMs(least) ? sample : least), first)
  const errorMs = roundTripMs(best) / 2
  const offsetMs = best.sentAtMs + errorMs - best.farMs
  return { offsetMs, errorMs, farToNear: farMs => farMs + offsetMs }
}

function roundTripMs(sample: ClockSample): number {
  return sample.receivedAtMs - sample.sentAtMs
}
