/**
 * Judges raw bytes on a port that has a protocol of its own. A device that lets only that pass breaks nothing: where the
 * protocol's words came through it is a warning of its own, and where they did not it adds nothing (DESIGN, probes, tcp).
 */
import type { Flow } from '../diff/edit.ts'
import type { FindingId } from './finding.ts'
import { agrees, allAgree, byQuestion, type Observation, type Reading, type Trace } from './observation.ts'
import { rawProbe } from './readers.ts'

/** The readings of one row; those of raw bytes beside the protocol's words come out as the warning, or as nothing. */
export function settleRaw(readings: readonly Reading[]): readonly Reading[] {
  const raw = readings.filter(isRawBeside)
  const words = readings.filter(reading => !isRawBeside(reading))
  const intact = allAgree(words)
  // What a repeat did not show is no rule that somebody enforces.
  const settled = byQuestion(raw).flatMap(asked =>
    asked.some(agrees) ? asked.map(doubted) : asked.flatMap(it => settle(it, words.length === 0 ? null : intact)),
  )
  return [...words, ...settled]
}

/** The same, seen once and not again. */
function doubted(reading: Reading): Reading {
  const observations = reading.observations.map(it => ({ ...it, doubtful: true as const }))
  return { ...reading, observations, stalls: [], open: null }
}

/** What does not begin as the port's own protocol does: raw bytes, and TLS where a protocol in clear belongs. */
const beside: readonly string[] = [rawProbe, 'tls-at-once']

/** What has another cause than the protocol: the size of the packets, or somebody who opens TLS wherever it begins. */
const otherCauses: readonly FindingId[] = ['path.black-hole', 'tls.intercepted']

/** Other bytes on a port with a protocol of its own, with both tapes. */
export function isRawBeside({ session, comparison, observations }: Reading): boolean {
  if (observations.some(({ id }) => otherCauses.includes(id))) return false
  return beside.includes(session.probe) && session.row.protocol !== 'echo' && comparison.kind === 'pair'
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
