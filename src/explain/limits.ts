/**
 * What a limit on the path explains: it lets only so many connections through, and what it kept out is not blocked.
 * Pure.
 */
import type { FamilyRow } from '../plan/session.ts'
import type { Direction, Family } from '../tape/tape.ts'
import type { Finding } from './finding.ts'
import type { Reading } from './observation.ts'

/** A limit that was measured. */
export interface ConnectionLimit {
  readonly direction: Direction
  readonly family: Family
  /** `at-once`: so many connections together. `per-minute`: so many new ones a minute. */
  readonly kind: 'at-once' | 'per-minute'
  /** How many were let through. */
  readonly count: number
  /** How it was measured, as a part of a sentence. */
  readonly measured: string
}

/** The reason of DESIGN section 3 for a row that a limit kept from being tried. */
export const limitReason = 'connection limit'

/** The same readings of a row, without the losses that the limit explains. */
export function settleLimited(readings: readonly Reading[], limit: ConnectionLimit | null): readonly Reading[] {
  if (limit === null) return readings
  return readings.map(reading => {
    const observations = reading.observations.filter(({ id }) => !isLoss(id))
    if (observations.length === reading.observations.length) return reading
    return { ...reading, observations, open: reading.open ?? limitReason }
  })
}

function isLoss(id: string): boolean {
  return /^tcp\.(lost|refused)/.test(id) || id === 'tcp.reset'
}

/** The limit that bears on a row, if there is one. */
export function limitOn(row: FamilyRow, limits: readonly ConnectionLimit[]): ConnectionLimit | null {
  if (row.transport !== 'tcp') return null
  return limits.find(it => it.direction === row.direction && it.family === row.family) ?? null
}

/** The finding of a limit. `remedy`: what to ask for. */
export function limitFinding(limit: ConnectionLimit, remedy: string): Finding {
  const { direction, family, kind, count, measured } = limit
  const way = direction === 'incoming' ? 'to the server' : 'from the server'
  const much = kind === 'at-once' ? `${count} connections at once` : `about ${count} new connections a minute`
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
    summary: `The path ${way} (IPv${family}) lets only ${much} through: ${measured}.`,
    evidence: [],
    device: null,
    fits: [],
    remedy,
  }
}
