/**
 * How the kernel's echo counters moved while this end was watched, so that it can be said what they counted during one
 * session. Bounded: of readings that say the same only the first and the last are kept. Knows nothing of sessions.
 */
import type { EchoReading } from '../wire/witness.ts'
import type { EchoCounters } from './counters.ts'

/** Readings that are kept at most: minutes in which the counters move at every look. */
export const maxEchoReadings = 1000

export interface EchoHistory {
  /** Reads the counters and keeps what they say. */
  readonly note: () => Promise<void>
  /** All readings, counted from the first; none when a single one failed, since a gap could hide a new beginning. */
  readonly all: () => readonly EchoReading[]
}

/** A history that reads from `read`; `nowMs` is monotonic, milliseconds. */
export function createEchoHistory(read: () => Promise<EchoCounters | null>, nowMs: () => number): EchoHistory {
  const readings: EchoReading[] = []
  let base: EchoCounters | null = null
  let failed = false

  return { note, all: () => (failed ? [] : readings) }

  async function note(): Promise<void> {
    const fromMs = nowMs()
    const counters = await read()
    if (counters === null) {
      failed = true
      return
    }
    base ??= counters
    const received = counters.received - base.received
    const answered = counters.answered - base.answered
    // Counters of a kernel never fall; what wrapped or was set back cannot be counted.
    if (received < 0 || answered < 0) failed = true
    keep({ fromMs, untilMs: nowMs(), received, answered })
  }

  function keep(reading: EchoReading): void {
    const isFull = readings.length >= maxEchoReadings
    // The last one must be the newest: it is the far edge of every session that has just ended.
    if (isFull || [readings.at(-1), readings.at(-2)].every(it => isSame(it, reading))) readings.pop()
    readings.push(reading)
  }
}

function isSame(before: EchoReading | undefined, { received, answered }: EchoReading): boolean {
  return before?.received === received && before.answered === answered
}
