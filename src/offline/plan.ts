/**
 * The plan of a run without a control channel: the sessions of any run, in rounds in which no session has to wait for
 * another one on its port. What waits would be dialed in another round's slot. Pure.
 */
import { type Plan, type PlanInput, planRun, type Round } from '../plan/plan.ts'
import { type Asks, rowKey, type Session, usualAsks } from '../plan/session.ts'
import type { Direction } from '../tape/tape.ts'

/** No more than an end dials at once on one port (`src/wire/end.ts`). */
const AT_ONCE_PER_PORT = 8

/** What is asked is settled beforehand, and everything is asked twice within one cycle: so without the provocations. */
export const offlineAsks: Asks = { ...usualAsks, quick: true }

/** Both ends derive the same from the same rows and seed; a row's rounds do not depend on the other rows. */
export function offlinePlan(input: Omit<PlanInput, 'asks'>): Plan {
  const { rows, rounds, sessions } = planRun({ ...input, asks: offlineAsks })
  const directions: readonly Direction[] = ['incoming', 'outgoing']
  return { rows, sessions, rounds: directions.flatMap(direction => regrouped(rounds, direction)) }
}

function regrouped(rounds: readonly Round[], direction: Direction): Round[] {
  const lanes = new Map<string, (readonly Session[])[]>()
  for (const round of rounds.filter(it => it.direction === direction)) {
    for (const [key, its] of byRow(round.sessions)) lanes.set(key, [...(lanes.get(key) ?? []), ...chunksOf(its)])
  }
  const count = Math.max(0, ...[...lanes.values()].map(lane => lane.length))
  return Array.from({ length: count }, (_, index) => ({
    direction,
    index,
    sessions: [...lanes.values()].flatMap(lane => lane[index] ?? []),
  }))
}

function byRow(sessions: readonly Session[]): ReadonlyMap<string, readonly Session[]> {
  const rows = new Map<string, Session[]>()
  for (const session of sessions) rows.set(rowKey(session.row), [...(rows.get(rowKey(session.row)) ?? []), session])
  return rows
}

function chunksOf(sessions: readonly Session[]): (readonly Session[])[] {
  const count = Math.ceil(sessions.length / AT_ONCE_PER_PORT)
  return Array.from({ length: count }, (_, at) => sessions.slice(at * AT_ONCE_PER_PORT, (at + 1) * AT_ONCE_PER_PORT))
}
