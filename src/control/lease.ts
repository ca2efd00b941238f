/**
 * A lease: something that ends by itself unless it is renewed, so that what a vanished client has armed is disarmed.
 * Timers are an argument. Must not know what is leased.
 */

/** `expired`: not renewed in time. `ended`: ended on purpose. */
export type LeaseEnd = 'expired' | 'ended'

export interface LeaseTimers<H> {
  setTimeout(run: () => void, delayMs: number): H
  clearTimeout(handle: H): void
}

export interface LeaseOptions<H> {
  /** How long it lasts from the start and from each renewal. */
  readonly leaseMs: number
  /** Called exactly once. */
  onEnd(reason: LeaseEnd): void
  readonly timers: LeaseTimers<H>
}

export interface Lease {
  /** Starts the time anew. False when the lease has ended already: it cannot come back. */
  renew(): boolean
  end(): void
  isLive(): boolean
}

/** The machine's own timers. */
export const realTimers: LeaseTimers<NodeJS.Timeout> = {
  setTimeout: (run, delayMs) => setTimeout(run, delayMs),
  clearTimeout: handle => clearTimeout(handle),
}

/** A lease that runs from now on. */
export function createLease<H>({ leaseMs, onEnd, timers }: LeaseOptions<H>): Lease {
  let live = true
  const finish = (reason: LeaseEnd) => {
    if (!live) return
    live = false
    timers.clearTimeout(handle)
    onEnd(reason)
  }
  const start = () => timers.setTimeout(() => finish('expired'), leaseMs)
  let handle = start()
  return {
    renew() {
      if (!live) return false
      timers.clearTimeout(handle)
      handle = start()
      return true
    },
    end: () => finish('ended'),
    isLive: () => live,
  }
}
