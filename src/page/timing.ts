/**
 * How long TCP handshakes took on each port, for holding them against the round trip of the control connection: what
 * answers much sooner or later than the far end can is not the far end. Knows nothing of drawing.
 */

import { firstOf } from '../tape/flow.ts'
import type { Direction, Family, Tape } from '../tape/tape.ts'
import type { ClockOfFamily } from './clock.ts'

/** The handshakes of one port, milliseconds. */
export interface PortTiming {
  readonly direction: Direction
  readonly family: Family
  readonly port: number
  readonly count: number
  readonly leastMs: number
  readonly medianMs: number
  readonly mostMs: number
  /** Round trip of the control connection of this family; null where it was not measured. */
  readonly roundTripMs: number | null
}

/** The timing of every port that was dialed over TCP and answered; in the order of direction, port, family. */
export function timingsOf(tapes: readonly Tape[], clocks: readonly ClockOfFamily[]): readonly PortTiming[] {
  const byPort = new Map<string, { tape: Tape; took: number[] }>()
  for (const tape of tapes) {
    const { role, transport, direction, port, family } = tape.head
    const open = role === 'dialer' && transport === 'tcp' ? firstOf(tape, 'open') : undefined
    if (open === undefined) continue
    const key = `${direction} ${port} ${family}`
    const known = byPort.get(key) ?? { tape, took: [] }
    known.took.push(open.tookMs)
    byPort.set(key, known)
  }
  return [...byPort.values()].map(({ tape, took }) => timingOf(tape, took, clocks)).sort(byPlace)
}

/** What a row's handshakes say of who answered them. */
export type Conclusion = 'nearer' | 'as-far' | 'nothing'

/** A part of the round trip within which the far end cannot have answered: half of it, because control is slower than the kernel's handshake. */
const nearerPart = 0.5

/** A control connection that is faster cannot be told from anything else, milliseconds. */
const leastRoundTripMs = 1

/** The fastest handshake decides: no answer comes sooner than the round trip to where it comes from. */
export function conclusionOf({ leastMs, roundTripMs }: PortTiming): Conclusion {
  if (roundTripMs === null || roundTripMs < leastRoundTripMs) return 'nothing'
  return leastMs < roundTripMs * nearerPart ? 'nearer' : 'as-far'
}

function timingOf({ head }: Tape, took: readonly number[], clocks: readonly ClockOfFamily[]): PortTiming {
  const ordered = [...took].sort((a, b) => a - b)
  return {
    direction: head.direction,
    family: head.family,
    port: head.port,
    count: ordered.length,
    leastMs: ordered[0] ?? 0,
    medianMs: ordered[Math.floor((ordered.length - 1) / 2)] ?? 0,
    mostMs: ordered.at(-1) ?? 0,
    roundTripMs: clocks.find(({ family }) => family === head.family)?.roundTripMs ?? null,
  }
}

function byPlace(a: PortTiming, b: PortTiming): number {
  return a.direction.localeCompare(b.direction) || a.port - b.port || a.family - b.family
}

/** A scale of powers of ten; handshakes differ by more than any straight one can show. */
export interface Scale {
  readonly ticks: readonly number[]
  /** From 0 to 1. */
  readonly at: (ms: number) => number
}

/** The scale that holds all these times. */
export function scaleOf(times: readonly number[]): Scale {
  const known = times.filter(ms => Number.isFinite(ms)).map(ms => Math.max(ms, leastTick))
  const low = Math.floor(Math.log10(known.reduce((least, ms) => Math.min(least, ms), 1000)))
  const high = Math.max(low + 1, Math.ceil(Math.log10(known.reduce((most, ms) => Math.max(most, ms), leastTick))))
  const ticks = Array.from({ length: high - low + 1 }, (_, at) => 10 ** (low + at))
  const place = (ms: number) => (Math.log10(Math.min(Math.max(ms, 10 ** low), 10 ** high)) - low) / (high - low)
  return { ticks, at: ms => (Number.isFinite(ms) ? place(ms) : 0) }
}

/** No handshake is faster, milliseconds. */
const leastTick = 0.01
