/**
 * Decides about silences over all sessions of a row (DESIGN 2.8): a fault only when a patient repeat falls silent at
 * the same offset; a warning when a repeat does not; else not known.
 */
import type { Flow } from '../diff/edit.ts'
import { byQuestion, type Observation, type Reading, type Stall } from './observation.ts'

/** Milliseconds that a repeat must wait for a byte to decide about a silence. */
export const patientIdleMs = 15_000

/** The reason of a row whose silence no repeat has decided about. */
export const notRepeated = 'stalled, not repeated'

/** The same readings, each silence made an observation or an open question. */
export function settleStalls(readings: readonly Reading[]): readonly Reading[] {
  const asked = byQuestion(readings)
  const proved = new Set(
    asked.flatMap(its => its.flatMap(it => it.stalls.filter(stall => isProved(stall, its)).map(flowOf))),
  )
  return asked.flatMap(its => its.map(reading => settle(reading, its, proved)))
}

function flowOf({ flow }: Stall): Flow {
  return flow
}

/** `proved`: flows in which a patient repeat of any question fell silent again; one of them decides for its flow. */
function settle(reading: Reading, asked: readonly Reading[], proved: ReadonlySet<Flow>): Reading {
  if (reading.stalls.length === 0) return reading
  const observations = reading.stalls.flatMap(stall => observationsOf(stall, asked, proved))
  const isOpen = observations.length < reading.stalls.length
  return {
    ...reading,
    stalls: [],
    observations: [...reading.observations, ...observations],
    open: reading.open ?? (isOpen ? notRepeated : null),
  }
}

function observationsOf(stall: Stall, asked: readonly Reading[], proved: ReadonlySet<Flow>): readonly Observation[] {
  const { flow, sentAt, traces } = stall
  const seen = { id: 'tcp.stalled', flow, notes: [`nothing came from byte ${sentAt} on`], traces } as const
  if (isProved(stall, asked)) return [seen]
  const passed = asked.some(other => other.comparison.kind === 'pair' && other.open === null && !hasStall(other, stall))
  if (passed) return [{ ...seen, doubtful: true }]
  return proved.has(flow) ? [seen] : []
}

function isProved(stall: Stall, asked: readonly Reading[]): boolean {
  const twins = asked.filter(reading => hasStall(reading, stall))
  return twins.length >= 2 && twins.some(isPatientRepeat)
}

function hasStall({ stalls }: Reading, { flow, sentAt }: Stall): boolean {
  return stalls.some(stall => stall.flow === flow && stall.sentAt === sentAt)
}

function isPatientRepeat({ session }: Reading): boolean {
  return session.attempt >= 2 && session.idleMs >= patientIdleMs
}
