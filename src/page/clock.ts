/**
 * The times of both tapes of a session on one clock, the client's, from when the session began. Knows nothing of what
 * happened then.
 */
import type { End, Family, Tape } from '../tape/tape.ts'
import { milliseconds } from './numbers.ts'

/** How far the responder's clock is from the client's, for one address family. */
export interface ClockOfFamily {
  readonly family: Family
  /** A time of the responder and this is a time of the client, milliseconds. */
  readonly offsetMs: number
  /** Shortest round trip of the control connection, milliseconds. */
  readonly roundTripMs: number | null
}

export interface SessionClock {
  /** Milliseconds since the session began at its dialer. */
  readonly at: (end: End, atMs: number) => number
  /** Null: nobody knows how the two clocks stand; each end counts from its own beginning. */
  readonly roundTripMs: number | null
  readonly isCommon: boolean
}

/** What must be known of the times of all sessions, once. */
export function clocksText(clocks: readonly ClockOfFamily[]): string {
  const errors = clocks.flatMap(({ roundTripMs }) => (roundTripMs === null ? [] : [roundTripMs / 2]))
  const known =
    'Times are milliseconds since the conversation began; those of the mail server are put on the client’s clock'
  const order = 'Steps stand in the order in which one answered another.'
  if (clocks.length === 0) return `How the two clocks stand to each other is not known. ${order}`
  if (errors.length === 0) return `${known}. ${order}`
  return `${known}, right to within ${milliseconds(Math.max(...errors))}: so something may seem to be heard before it was sent. ${order}`
}

/** The clock of a session. */
export function sessionClock(
  { client, responder }: { readonly client: Tape | null; readonly responder: Tape | null },
  clocks: readonly ClockOfFamily[],
): SessionClock {
  const tape = client ?? responder
  const clock = clocks.find(({ family }) => family === tape?.head.family)
  if (clock === undefined) {
    const starts = { client: client?.head.startedAtMs ?? 0, responder: responder?.head.startedAtMs ?? 0 }
    return { at: (end, atMs) => atMs - starts[end], roundTripMs: null, isCommon: false }
  }
  const common = (end: End, atMs: number) => (end === 'client' ? atMs : atMs + clock.offsetMs)
  const dialer = client?.head.role === 'dialer' ? client : (responder ?? client)
  const start = dialer === null ? 0 : common(dialer.head.end, dialer.head.startedAtMs)
  return { at: (end, atMs) => common(end, atMs) - start, roundTripMs: clock.roundTripMs, isCommon: true }
}
