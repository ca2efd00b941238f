/**
 * When two ends without a control channel play: the clock says what control would. Cycles begin at every full five minutes
 * UTC; in a cycle each round has a slot. Pure; knows nothing of sockets, of timers or of who waits.
 */
import { createHash } from 'node:crypto'
import { type Pairing, seedOf } from '../control/pairing.ts'
import { type Plan, type RoundRef, repeatRounds } from '../plan/plan.ts'
import type { Direction } from '../tape/tape.ts'

/** All times of a cycle, milliseconds. */
export interface Timing {
  /** From the beginning of one cycle to that of the next. */
  readonly everyMs: number
  /** A slot's ports are open so long before the first dial and after the last: clocks may differ by less than this. */
  readonly guardMs: number
  /** The middle part of a slot, in which the dialer dials. */
  readonly dialMs: number
  /** After the last slot: what was begun in it comes to its end. */
  readonly drainMs: number
  /** What an end needs before a cycle to be ready for it. */
  readonly leadMs: number
  /** The longest that a cycle takes with everything; no end plays one for which there is not so much time left. */
  readonly roomMs: number
}

/**
 * Clocks without NTP that somebody has set by hand are within 2 s; an end that is busy arms half a second late. A session
 * that falls silent idles for 8 s and its dial may take 5 s, so a slot of 16 s is over before the port's next sessions
 * begin. Ten slots (five rounds, each twice), the drain, and 20 s for an end to settle are 3 min 20 s.
 */
export const timing: Timing = {
  everyMs: 300_000,
  guardMs: 2500,
  dialMs: 11_000,
  drainMs: 16_000,
  leadMs: 10_000,
  roomMs: 240_000,
}

/** One round of a direction in a cycle; times are milliseconds since 1970. */
export interface Slot {
  readonly round: RoundRef
  /** The answerer opens the round's ports. */
  readonly startsAt: number
  readonly dialsAt: number
  /** Nothing is dialed any more. */
  readonly dialsUntil: number
  /** The ports may be given to the next round. */
  readonly endsAt: number
}

/** The next cycle for which there is time to get ready. */
export function nextCycle(now: Date, { everyMs, leadMs, guardMs }: Timing = timing): Date {
  return new Date(Math.ceil((now.getTime() + leadMs + guardMs) / everyMs) * everyMs)
}

/** All cycles from now on that are over at `until`. */
export function cyclesUntil(now: Date, until: Date, table: Timing = timing): readonly Date[] {
  const first = nextCycle(now, table).getTime()
  const count = Math.floor((until.getTime() - table.roomMs - first) / table.everyMs) + 1
  return Array.from({ length: Math.max(0, count) }, (_, at) => new Date(first + at * table.everyMs))
}

/** The slots of both directions: all planned rounds, then all of them once more, so that every fault is asked twice. */
export function slotsOf(plan: Plan, cycleStart: Date, table: Timing = timing): readonly Slot[] {
  const directions: readonly Direction[] = ['incoming', 'outgoing']
  const firsts = plan.rounds.map(({ direction, index }): RoundRef => ({ kind: 'planned', direction, index }))
  const again = repeatRounds(plan, [...plan.sessions.keys()], { attempt: 2, patient: false })
  // Both passes have the same number of slots in both directions, so that a profile of one direction shifts nothing.
  const count = Math.max(0, ...directions.map(direction => firsts.filter(it => it.direction === direction).length))
  return directions.flatMap(direction => [
    ...firsts.filter(it => it.direction === direction).map((round, at) => slotAt(round, at)),
    ...again.filter(it => it.direction === direction).map((round, at) => slotAt(round, count + at)),
  ])

  function slotAt(round: RoundRef, at: number): Slot {
    const startsAt = cycleStart.getTime() - table.guardMs + at * (table.dialMs + 2 * table.guardMs)
    const dialsAt = startsAt + table.guardMs
    const dialsUntil = dialsAt + table.dialMs
    return { round, startsAt, dialsAt, dialsUntil, endsAt: dialsUntil + table.guardMs }
  }
}

/** When the ports of a cycle close, unless a session is still under way; milliseconds since 1970. */
export function closesAt(slots: readonly Slot[], cycleStart: Date, table: Timing = timing): number {
  return Math.max(cycleStart.getTime(), ...slots.map(slot => slot.endsAt)) + table.drainMs
}

/** The id of the run that a cycle is, 32 hex: both ends know the code and the time. */
export function runIdOf(pairing: Pick<Pairing, 'keyId' | 'secret'>, cycleStart: Date): string {
  const hash = createHash('sha256').update(seedOf(pairing)).update(cycleStart.toISOString())
  return hash.digest('hex').slice(0, 32)
}
