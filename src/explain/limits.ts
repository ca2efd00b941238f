/**
 * What a limit on the path explains: it lets only so many connections through, and what it kept out is not blocked.
 * Pure.
 */
import type { FamilyRow } from '../plan/session.ts'
import type { Direction, Family } from '../tape/tape.ts'
import type { Finding, FindingId } from './finding.ts'
import { agrees, questionOf, type Reading } from './observation.ts'

/** A limit that was measured. */
export interface ConnectionLimit {
  readonly direction: Direction
  readonly family: Family
  /** `at-once`: so many connections together. `per-minute`: so many new ones a minute. */
  readonly kind: 'at-once' | 'per-minute'
  /** How many were let through; 0 by the minute: none any more after the first ones. */
  readonly count: number
  /** How it was measured, as a part of a sentence. */
  readonly measured: string
}

/** The reason of DESIGN section 3 for a row that a limit kept from being tried. */
export const limitReason = 'connection limit'

/** What a connection that was kept out looks like. The far end's own host refuses for reasons of its own. */
const keptOut: readonly FindingId[] = [
  'tcp.lost',
  'tcp.lost-out',
  'tcp.lost-back',
  'tcp.refused',
  'tcp.refused-by-path',
]

/** The same readings of a row, without what the limit explains. */
export function settleLimited(readings: readonly Reading[], limit: ConnectionLimit | null): readonly Reading[] {
  if (limit === null) return readings
  const answered = new Set(readings.filter(agrees).map(questionOf))
  return readings.map(reading => {
    const observations = reading.observations.filter(({ id }) => !isExplained(id, answered.has(questionOf(reading))))
    if (observations.length === reading.observations.length) return reading
    return { ...reading, observations, open: reading.open ?? limitReason }
  })
}

/** Some boxes let a connection begin and reset it; a reset that comes every time has another cause. */
function isExplained(id: FindingId, cameThroughOnce: boolean): boolean {
  return keptOut.includes(id) || (id === 'tcp.reset' && cameThroughOnce)
}

/** The limit that bears on a row, if there is one. */
export function limitOn(row: FamilyRow, limits: readonly ConnectionLimit[]): ConnectionLimit | null {
  if (row.transport !== 'tcp') return null
  return limits.find(it => it.direction === row.direction && it.family === row.family) ?? null
}

/** The finding of a limit. `remedy`: what to ask for. */
export function limitFinding(limit: ConnectionLimit, remedy: string): Finding {
  const { direction, family, measured } = limit
  const way = direction === 'incoming' ? 'to the server' : 'from the server'
  return {
    key: `path.connection-limit:${direction}:${family}`,
    id: 'path.connection-limit',
    severity: 'fault',
    direction,
    family,
    transport: 'tcp',
    port: null,
    flow: null,
    probe: 'tcp-echo',
    seen: { times: 1, of: 1 },
    side: 'unknown',
    summary: `The path ${way} (IPv${family}) lets ${wordsOf(limit)}: ${measured}.`,
    evidence: [],
    device: null,
    fits: [],
    remedy,
  }
}

function wordsOf({ kind, count }: ConnectionLimit): string {
  const connections = count === 1 ? 'connection' : 'connections'
  if (kind === 'at-once') return `only ${count} ${connections} at once through`
  if (count === 0) return 'no new connections through for a while once there have been some'
  return `only about ${count} new ${connections} a minute through`
}
