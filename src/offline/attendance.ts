/**
 * Which conversations count: those that were dialed while the far end had armed their round. Without a control channel an
 * end may dial where the far end is not yet, or no more; that says nothing of the path. Pure.
 */
import { rowKey, type SessionFacts } from '../plan/session.ts'
import { firstOf } from '../tape/flow.ts'
import type { Direction, Tape } from '../tape/tape.ts'
import type { TwoPaths } from './clocks.ts'
import type { ArmedRound, HalfPath } from './half.ts'

export interface Attendance {
  /** Dialed while the far end was there for them. */
  readonly sessions: readonly SessionFacts[]
  /** By `rowKey`: not every question of the row was put, and why. */
  readonly incomplete: ReadonlyMap<string, string>
}

/** The offset is known no better than a part of a round trip. */
const MARGIN_MS = 100

const MISSED =
  'the far end did not listen at the moments when it was dialed; set the clocks of both ends (NTP) and run again'
const LEFT_OUT = 'not every conversation was played in this cycle; run again'

/** `offsetMs`: responder's time plus this is client's time. */
export function attendanceOf(paths: TwoPaths, offsetMs: number): Attendance {
  const both = (['incoming', 'outgoing'] as const).map(direction => attendedIn(paths, direction, offsetMs))
  return {
    sessions: both.flatMap(it => it.sessions),
    incomplete: new Map(both.flatMap(it => [...it.incomplete])),
  }
}

function attendedIn(paths: TwoPaths, direction: Direction, offsetMs: number): Attendance {
  const [from, to] = direction === 'incoming' ? [paths.client, paths.responder] : [paths.responder, paths.client]
  const answererOffsetMs = direction === 'incoming' ? offsetMs : -offsetMs
  const windows = windowsOf(to)
  const tapes = new Map(paths.tapes.filter(isOfDialer).map(tape => [tape.head.session, tape]))
  const dialed = from.dialed.filter(({ id, row }) => row.direction === direction && tapes.has(id))
  const sessions = dialed.filter(({ id }) => isWithin(tapes.get(id), windows.get(id), answererOffsetMs))
  const planned = new Map(from.planned)
  const rows = from.rows.filter(row => row.direction === direction)
  const incomplete = rows.flatMap((row): [string, string][] => {
    const key = rowKey(row)
    if (questionsOn(sessions, key) >= (planned.get(key) ?? 0)) return []
    return [[key, questionsOn(dialed, key) > questionsOn(sessions, key) ? MISSED : LEFT_OUT]]
  })
  return { sessions, incomplete: new Map(incomplete) }
}

function isOfDialer({ head }: Tape): boolean {
  return head.role === 'dialer'
}

function windowsOf({ armed }: HalfPath): ReadonlyMap<string, ArmedRound> {
  return new Map(armed.flatMap(round => round.sessions.map(id => [id, round] as const)))
}

/** A datagram's port answers to the end of the cycle; a connection must meet its own round. */
function isWithin(tape: Tape | undefined, window: ArmedRound | undefined, offsetMs: number): boolean {
  if (tape === undefined || window === undefined) return false
  const begunMs = tape.head.startedAtMs - offsetMs
  if (begunMs < window.fromMs + MARGIN_MS) return false
  if (tape.head.transport !== 'tcp') return true
  const opened = firstOf(tape, 'open')
  // The far end accepts up to half a round trip after the dialer's connection stands.
  const acceptedMs = opened === undefined ? begunMs : opened.atMs + opened.tookMs - offsetMs
  return acceptedMs <= window.untilMs - MARGIN_MS
}

/** How many different questions of the row there are, tries of the same counted once. */
function questionsOn(sessions: readonly SessionFacts[], key: string): number {
  const its = sessions.filter(({ row }) => rowKey(row) === key)
  return new Set(its.map(({ probe, part }) => `${probe}/${part}`)).size
}
