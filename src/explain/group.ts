/**
 * Gathers what the sessions of one row show into what the row shows: the same thing in the same flow is one thing,
 * seen so many times of so many. Knows nothing of devices.
 */
import type { Flow } from '../diff/edit.ts'
import type { FamilyRow } from '../plan/session.ts'
import type { FindingId, Severity } from './finding.ts'
import { byQuestion, type Observation, type Reading } from './observation.ts'

/** One id in one flow of one row, with all sessions that show it. */
export interface Group {
  /** Stable over runs: id, direction, family, port, flow. */
  readonly key: string
  readonly id: FindingId
  readonly flow: Flow | null
  readonly row: FamilyRow
  readonly sightings: readonly Sighting[]
  readonly seen: { readonly times: number; readonly of: number }
  readonly severity: Severity
}

/** One session that shows it, and what exactly it shows. */
export interface Sighting {
  readonly reading: Reading
  readonly observations: readonly Observation[]
}

/** Severities other than `fault` (DESIGN sections 3 and 4). */
const milder: Partial<Record<FindingId, Severity>> = {
  'path.protocol-enforced': 'warning',
  // Nothing could be armed there, so nobody was kept from anything; the row stays open all the same.
  'tcp.refused-by-host': 'notice',
  'udp.refused-by-host': 'notice',
}

/** The groups of one row, in the order in which they were first seen. */
export function groupRow(row: FamilyRow, readings: readonly Reading[]): readonly Group[] {
  const sightings = new Map<string, Sighting[]>()
  for (const reading of readings)
    for (const [key, observations] of byKey(row, reading.observations))
      sightings.set(key, [...(sightings.get(key) ?? []), { reading, observations }])
  return [...sightings].map(([key, its]) => groupOf(row, key, its, readings))
}

function byKey(row: FamilyRow, observations: readonly Observation[]): ReadonlyMap<string, readonly Observation[]> {
  const found = new Map<string, Observation[]>()
  for (const observation of observations) {
    const key = keyOf(row, observation)
    found.set(key, [...(found.get(key) ?? []), observation])
  }
  return found
}

function keyOf({ direction, family, port, transport }: FamilyRow, { id, flow }: Observation): string {
  const where = transport === 'tcp' ? [port] : transport === 'udp' ? [port, 'udp'] : [transport]
  return [id, direction, family, ...where, flow ?? 'connection'].join(':')
}

function groupOf(row: FamilyRow, key: string, sightings: readonly Sighting[], readings: readonly Reading[]): Group {
  const first = sightings[0]?.observations[0]
  const id = first?.id ?? 'tcp.payload.altered'
  const saw = new Set(sightings.map(({ reading }) => reading))
  const questions = byQuestion(readings.filter(reading => saw.has(reading) || couldSee(id, reading)))
  const asked = questions.filter(its => its.some(reading => saw.has(reading)))
  const of = asked.reduce((sum, its) => sum + its.length, 0)
  const isDoubtful = sightings.every(({ observations }) => observations.every(it => it.doubtful === true))
  const severity = isDoubtful || !isConfirmed(asked, saw) ? 'warning' : 'fault'
  return {
    key,
    id,
    flow: first?.flow ?? null,
    row,
    sightings,
    seen: { times: saw.size, of },
    severity: milder[id] ?? severity,
  }
}

/** What a session without the observation counts for: a byte is only not changed where the session got that far. */
function couldSee(id: FindingId, { comparison }: Reading): boolean {
  if (isOfConnection(id)) return true
  if (comparison.kind === 'lone') return false
  return /^(tcp|udp|icmp|path)\./.test(id) || comparison.dialer.ending.script === 'finished'
}

function isOfConnection(id: FindingId): boolean {
  return /^(tcp|udp|icmp)\.(intercepted|lost|refused)/.test(id) || id === 'host.firewall'
}

/** Seen twice for one question, or nothing was asked again yet: what is not seen again is no more than a warning. */
function isConfirmed(asked: readonly (readonly Reading[])[], saw: ReadonlySet<Reading>): boolean {
  const repeated = asked.filter(its => its.length > 1)
  return repeated.length === 0 || repeated.some(its => its.filter(reading => saw.has(reading)).length >= 2)
}
