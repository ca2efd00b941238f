import type { Probe } from './probe.ts'
import { dialog, exchange, onSmtp } from './smtp.ts'

/** Times after which devices forget a connection on which nothing is said, milliseconds. */
export const idleTimesMs = [60_000, 300_000, 1_740_000] as const

/** The probe with other silences, milliseconds; each is a session of its own. */
export function idle(timesMs: readonly number[]): Probe {
  return {
    ...onSmtp,
    name: 'smtp-idle',
    shows: 'Whether a connection still stands after 1, 5 and 29 minutes in which nothing was said on it.',
    parts: timesMs.map(() => 'idle' as const),
    converse: (context, part) => {
      const { nonce } = context
      return dialog(
        context,
        ['8BITMIME'],
        [
          ...exchange(`NOOP ${nonce} before`, `250 2.0.0 ok ${nonce} before`),
          { kind: 'silence', waitMs: timesMs[part] ?? 0 },
          ...exchange(`NOOP ${nonce} behind`, `250 2.0.0 ok ${nonce} behind`),
        ],
      )
    },
  }
}

/** The idle part of number 41 of FACTS section 3. */
export const smtpIdle: Probe = idle(idleTimesMs)
