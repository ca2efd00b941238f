/**
 * Plays one cycle at one end: arms and dials each round in its slot, both directions side by side, and writes down what
 * this end knows. The near ends and the clock come in; knows nothing of sockets or of the far end.
 */
import { setImmediate } from 'node:timers/promises'
import type { Environment } from '../control/messages.ts'
import { protocolVersion } from '../control/messages.ts'
import { type Plan, type RoundRef, roundOf } from '../plan/plan.ts'
import { type FamilyRow, rowKey, type SessionFacts } from '../plan/session.ts'
import type { FailOn } from '../report/report.ts'
import type { HostOnRows } from '../run/facts.ts'
import { asJudged } from '../run/record.ts'
import type { Direction, End, Family, Tape } from '../tape/tape.ts'
import type { Armed, PathEnd } from '../wire/path-end.ts'
import type { Witness } from '../wire/witness.ts'
import type { Clock } from './clock.ts'
import { type ArmedRound, type Half, type HalfPath, halfFormat } from './half.ts'
import { closesAt, type Slot, slotsOf, type Timing } from './schedule.ts'

/** One address family of a cycle, with a near end that was made for it. */
export interface CyclePath {
  readonly family: Family
  /** The responder's. */
  readonly address: string
  readonly localAddress: string
  readonly peerAddress: string
  readonly rows: readonly FamilyRow[]
  readonly plan: Plan
  readonly seed: Uint8Array
  readonly near: PathEnd
  readonly host: HostOnRows
  /** Grows as tapes are sealed. */
  readonly tapes: readonly Tape[]
}

export interface CycleOptions {
  readonly end: End
  readonly runId: string
  readonly cycle: Date
  readonly timing: Timing
  readonly paths: readonly CyclePath[]
  readonly environment: Environment
  /** The client's; null at the responder. */
  readonly failOn: FailOn | null
  readonly clock: Clock
  /** Calls the cycle off; what was taped until then is given. */
  readonly signal: AbortSignal
}

/** Why a port that another program holds is left alone. */
const NOT_ASKED = 'live services are not asked without a control channel'

/** Plays to the end of the cycle and closes the near ends. */
export async function playCycle(options: CycleOptions): Promise<Half> {
  const { end, runId, cycle, clock, environment, failOn, signal, paths } = options
  const startedMs = clock.monoMs()
  const clockOriginMs = clock.wallMs() - startedMs
  const played = await Promise.all(paths.map(path => playPath(path, options)))
  return {
    record: {
      ...{ record: halfFormat, end, protocol: protocolVersion, runId, cycle: cycle.toISOString() },
      durationMs: Math.round(clock.monoMs() - startedMs),
      ...{ environment, clockOriginMs, failOn },
      aborted: signal.aborted,
      paths: played,
    },
    tapes: paths.flatMap(path => path.tapes),
  }
}

/** What a path's slots leave behind. */
interface Book {
  readonly unarmed: Map<string, string>
  readonly taken: Set<string>
  readonly dialed: SessionFacts[]
  readonly armed: ArmedRound[]
}

async function playPath(path: CyclePath, options: CycleOptions): Promise<HalfPath> {
  const book: Book = { unarmed: new Map(), taken: new Set(), dialed: [], armed: [] }
  const witness = await playSlots(path, options, book).finally(() => path.near.close())
  // What was called off is sealed in the turn after.
  await setImmediate()
  const { family, address, localAddress, peerAddress, rows, host } = path
  return {
    ...{ family, address, localAddress, peerAddress, rows, host: asJudged(host), witness },
    planned: [...countByRow(path.plan)],
    unarmed: [...book.unarmed],
    taken: [...book.taken],
    dialed: book.dialed,
    armed: book.armed,
  }
}

/** Gives what this end's kernel saw meanwhile. */
async function playSlots(path: CyclePath, options: CycleOptions, book: Book): Promise<Witness> {
  const { clock, signal, cycle, timing, end } = options
  const slots = slotsOf(path.plan, cycle, timing)
  const answered: Direction = end === 'responder' ? 'incoming' : 'outgoing'
  const mine = slots.filter(({ round }) => round.direction === answered)
  const theirs = slots.filter(slot => !mine.includes(slot))
  const [open] = await Promise.all([armAll(path, mine, options, book), dialAll(path, theirs, options, book)])
  await clock.until(closesAt(slots, cycle, timing), signal)
  await path.near.settle(slots.flatMap(({ round }) => sessionsIn(path, round).map(({ id }) => id)))
  if (open !== null) book.armed.push({ ...open, untilMs: clock.monoMs() })
  return path.near.witness()
}

type OpenRound = Omit<ArmedRound, 'untilMs'>

/** Opens each round's ports in its slot; gives the round that is armed at the end. */
async function armAll(
  path: CyclePath,
  slots: readonly Slot[],
  { clock, signal }: CycleOptions,
  book: Book,
): Promise<OpenRound | null> {
  let open: OpenRound | null = null
  for (const { round, startsAt } of slots) {
    await clock.until(startsAt, signal)
    if (signal.aborted) break
    if (open !== null) book.armed.push({ ...open, untilMs: clock.monoMs() })
    noteArmed(path, round, await path.near.arm(round), book)
    open = { sessions: sessionsIn(path, round).map(({ id }) => id), fromMs: clock.monoMs() }
  }
  return open
}

function noteArmed({ family }: CyclePath, { direction }: RoundRef, armed: readonly Armed[], book: Book): void {
  for (const { transport, port, reason, taken } of armed) {
    if (reason === null) continue
    const key = rowKey({ direction, family, transport, port })
    book.unarmed.set(key, taken ? `${reason}; ${NOT_ASKED}` : reason)
    if (taken) book.taken.add(key)
  }
}

/** Dials each round in its slot. One whose time has passed, because the machine slept, is left out. */
async function dialAll(
  path: CyclePath,
  slots: readonly Slot[],
  { clock, signal }: CycleOptions,
  book: Book,
): Promise<void> {
  for (const { round, dialsAt, dialsUntil } of slots) {
    await clock.until(dialsAt, signal)
    if (signal.aborted) return
    if (clock.wallMs() >= dialsUntil) continue
    book.dialed.push(...sessionsIn(path, round))
    // The next slot does not wait for the sessions of this one.
    void path.near.dial(round, []).catch(() => undefined)
  }
}

/** The sessions of a round, without their words. */
function sessionsIn({ plan, seed }: CyclePath, round: RoundRef): readonly SessionFacts[] {
  return roundOf(plan, seed, round).map(({ id, nonce, probe, row, part, library, small, attempt, idleMs }) => ({
    ...{ id, nonce, probe, row, part, attempt, idleMs },
    ...(library === undefined ? {} : { library: { startTls: library.startTls } }),
    ...(small === undefined ? {} : { small }),
  }))
}

function countByRow({ sessions }: Plan): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const { row } of sessions.values()) counts.set(rowKey(row), (counts.get(rowKey(row)) ?? 0) + 1)
  return counts
}
