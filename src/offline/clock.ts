/**
 * The two clocks of an end: the one on the wall, by which cycles begin, and the one of the tapes. And waiting for a time
 * on the wall. Tests hand in their own.
 */
import { setTimeout as pause } from 'node:timers/promises'

export interface Clock {
  /** Milliseconds since 1970. */
  readonly wallMs: () => number
  /** Monotonic, milliseconds. */
  readonly monoMs: () => number
  /** Done when it is that late on the wall, or the signal says so. Never rejects. */
  readonly until: (wallMs: number, signal: AbortSignal) => Promise<void>
}

/** The wall clock may be set, and a machine may sleep: it is looked at again so often. */
const LOOK_MS = 1000

/** The machine's clocks; `aheadMs` puts the one on the wall forward. */
export function machineClock(aheadMs = 0): Clock {
  const wallMs = () => Date.now() + aheadMs
  return {
    wallMs,
    monoMs: () => performance.now(),
    until: async (target, signal) => {
      for (let left = target - wallMs(); left > 0 && !signal.aborted; left = target - wallMs()) {
        await pause(Math.min(left, LOOK_MS), undefined, { signal }).catch(() => undefined)
      }
    },
  }
}

/** A time of the clock for people, in UTC. */
export function timeText(wallMs: number): string {
  return new Date(wallMs).toISOString().slice(11, 19)
}
