/**
 * A conversation that falls silent with large packets and comes through in small ones: the same bytes, so that it can
 * only be their size (a black hole, RFC 2923). Pure.
 */
import type { Flow } from '../diff/edit.ts'
import { agrees, isLasting, type Observation, questionOf, type Reading, type Stall } from './observation.ts'

/**
 * The readings of one row, small repeats taken out where they only explain; silences explained where they do: the same
 * question fell silent in the same flow each time that it was asked in large packets, and that twice at least. A
 * silence that a repeat did not show was no matter of size.
 */
export function settleBlackHoles(readings: readonly Reading[]): readonly Reading[] {
  const small = readings.filter(({ session }) => session.small === true)
  if (small.length === 0) return readings
  const large = readings.filter(reading => !small.includes(reading))
  const passed = new Set(small.filter(agrees).map(questionOf))
  const shown = small.filter(({ observations }) => observations.some(isLasting))
  return [...large.map(reading => explained(reading, passed, large)), ...shown.map(withoutStalls)]
}

/** What a small repeat shows of changed bytes counts like any other; that it fell silent too says nothing more. */
function withoutStalls(reading: Reading): Reading {
  return { ...reading, stalls: [] }
}

function explained(reading: Reading, passed: ReadonlySet<string>, large: readonly Reading[]): Reading {
  const question = questionOf(reading)
  if (reading.stalls.length === 0 || !passed.has(question)) return reading
  const asked = large.filter(it => questionOf(it) === question)
  const holes = reading.stalls.filter(({ flow }) => asked.length >= 2 && asked.every(it => isSilentIn(it, flow)))
  if (holes.length === 0) return reading
  const stalls = reading.stalls.filter(stall => !holes.includes(stall))
  return { ...reading, stalls, observations: [...reading.observations, ...holes.map(observationOf)] }
}

function isSilentIn({ stalls }: Reading, flow: Flow): boolean {
  return stalls.some(stall => stall.flow === flow)
}

function observationOf({ flow, sentAt, traces }: Stall): Observation {
  const note = `from byte ${sentAt} on nothing came, and the same bytes in packets of at most 400 bytes all arrived`
  return { id: 'path.black-hole', flow, notes: [note], traces }
}
