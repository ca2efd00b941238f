/**
 * Judges raw bytes on a port that has a protocol of its own. A device that lets only that pass breaks nothing: where the
 * protocol's words came through it is a warning of its own, and where they did not it adds nothing (DESIGN, probes, tcp).
 */
import type { Flow } from '../diff/edit.ts'
import { agrees, allAgree, type Observation, type Reading, type Trace } from './observation.ts'
import { rawProbe } from './readers.ts'

/** The readings of one row; those of raw bytes beside the protocol's words come out as the warning, or as nothing. */
export function settleRaw(readings: readonly Reading[]): readonly Reading[] {
  const raw = readings.filter(isRawBeside)
  const words = readings.filter(reading => !isRawBeside(reading))
  const intact = allAgree(words)
  // What a repeat did not show is no rule that somebody enforces.
  const passed = raw.some(agrees)
  const settled = passed
    ? raw.map(doubted)
    : raw.flatMap(reading => settle(reading, words.length === 0 ? null : intact))
  return [...words, ...settled]
}

/** The same, seen once and not again. */
function doubted(reading: Reading): Reading {
  const observations = reading.observations.map(it => ({ ...it, doubtful: true as const }))
  return { ...reading, observations, stalls: [], open: null }
}

/** Raw bytes on a port with a protocol of its own, with both tapes. What only their size stopped is no matter of protocol. */
export function isRawBeside({ session, comparison, observations }: Reading): boolean {
  if (observations.some(({ id }) => id === 'path.black-hole')) return false
  return session.probe === rawProbe && session.row.protocol !== 'echo' && comparison.kind === 'pair'
}

/** `wordsIntact` null: nothing of the protocol was heard of, so nothing is known of what the port enforces. */
function settle(reading: Reading, wordsIntact: boolean | null): readonly Reading[] {
  if (agrees(reading)) return [reading]
  const { observations, stalls } = reading
  if (observations.length + stalls.length === 0) return wordsIntact === false ? [] : [reading]
  if (wordsIntact === false) return []
  const open = 'raw bytes did not come through, and the port’s own protocol was not tried'
  if (wordsIntact === null) return [{ ...reading, observations: [], stalls: [], open }]
  return [{ ...reading, observations: [enforced(reading)], stalls: [], open: null }]
}

function enforced({ observations, stalls }: Reading): Observation {
  const seen: readonly {
    readonly flow: Flow | null
    readonly notes: readonly string[]
    readonly traces: readonly Trace[]
  }[] = [...observations, ...stalls.map(stall => ({ ...stall, notes: ['they never came'] }))]
  return {
    id: 'path.protocol-enforced',
    flow: seen[0]?.flow ?? null,
    notes: seen[0]?.notes ?? [],
    traces: seen.flatMap(({ traces }) => traces),
  }
}
