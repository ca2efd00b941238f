/**
 * A conversation that falls silent with large packets and comes through in small ones: the same bytes, so that it can
 * only be their size (a black hole, RFC 2923). Pure.
 */
import type { Observation, Reading, Stall } from './observation.ts'
import { agrees, questionOf } from './observation.ts'

/** The readings of one row, small repeats taken out where they only explain; their silences explained where they do. */
export function settleBlackHoles(readings: readonly Reading[]): readonly Reading[] {
  const small = readings.filter(({ session }) => session.small === true)
  if (small.length === 0) return readings
  const passed = new Set(small.filter(agrees).map(questionOf))
  return readings
    .filter(reading => !small.includes(reading))
    .map(reading => (passed.has(questionOf(reading)) ? explained(reading) : reading))
}

function explained(reading: Reading): Reading {
  if (reading.stalls.length === 0) return reading
  return { ...reading, stalls: [], observations: [...reading.observations, ...reading.stalls.map(observationOf)] }
}

function observationOf({ flow, sentAt, traces }: Stall): Observation {
  const note = `from byte ${sentAt} on nothing came, and the same bytes in packets of at most 400 bytes all arrived`
  return { id: 'path.black-hole', flow, notes: [note], traces }
}
