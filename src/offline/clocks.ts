/**
 * How far apart the clocks of two halves are. The clocks on the wall say it roughly; the tapes say it well, because a
 * connection was accepted while it was being opened. Pure.
 */
import { type Dialed, matchTapes } from '../diff/match.ts'
import { rowKey } from '../plan/session.ts'
import { firstOf } from '../tape/flow.ts'
import type { Direction, Tape } from '../tape/tape.ts'
import type { Half, HalfPath } from './half.ts'

/** One path of two halves. */
export interface TwoPaths {
  readonly client: HalfPath
  readonly responder: HalfPath
  /** Of this family, both ends'. */
  readonly tapes: readonly Tape[]
  /** Responder's monotonic time plus this is the client's, by the clocks on the wall; milliseconds. */
  readonly wallOffsetMs: number
}

export interface Clocks {
  /** Responder's monotonic time plus this is the client's, milliseconds. */
  readonly offsetMs: number
  /** Conversations of which both ends have a tape: they prove that both were there. */
  readonly met: number
  /** As many of them fit the offset. */
  readonly fitting: number
}

/** A busy host writes an event down so late. */
const BUSY_MS = 100

/** By the clocks on the wall alone. */
export function wallOffset(client: Half, responder: Half): number {
  return responder.record.clockOriginMs - client.record.clockOriginMs
}

/** Null when no conversation has a tape of both ends: then nothing proves that the ends were there at the same time. */
export function clocksOf(paths: TwoPaths): Clocks | null {
  const bounds = (['incoming', 'outgoing'] as const).map(direction => boundsOf(paths, direction))
  const all = bounds.flat()
  if (all.length === 0) return null
  // A handshake is accepted late on its way there and early on its way back: the two directions' errors cancel out.
  const medians = bounds.filter(its => its.length > 0).map(its => medianOf(its.map(({ likelyMs }) => likelyMs)))
  const offsetMs = medians.reduce((sum, it) => sum + it, 0) / medians.length
  const fitting = all.filter(it => it.leastMs - BUSY_MS <= offsetMs && offsetMs <= it.mostMs + BUSY_MS).length
  return { offsetMs, met: all.length, fitting }
}

/** What one conversation says of the offset. */
interface Bounds {
  readonly leastMs: number
  readonly likelyMs: number
  readonly mostMs: number
}

function boundsOf(paths: TwoPaths, direction: Direction): readonly Bounds[] {
  return pairsOf(paths, direction).flatMap(({ dialer, answerer }): Bounds[] => {
    const here = firstOf(dialer, 'open')
    const there = firstOf(answerer, 'open')
    if (here === undefined || there === undefined) return []
    const isTcp = dialer.head.transport === 'tcp'
    // The accepting end learns of a connection half a round trip after the dialing end; a datagram is on its way as long.
    const firstMs = isTcp ? here.atMs - here.tookMs : dialer.head.startedAtMs
    const lastMs = isTcp ? here.atMs + here.tookMs : (firstOf(dialer, 'heard')?.atMs ?? dialer.ending.atMs)
    const likelyMs = isTcp ? here.atMs + here.tookMs / 2 : (firstMs + lastMs) / 2
    const said = [firstMs, likelyMs, lastMs].map(atMs => atMs - there.atMs)
    const [leastMs = 0, likely = 0, mostMs = 0] =
      direction === 'incoming' ? said : said.map(it => -it).sort((a, b) => a - b)
    return [{ leastMs, likelyMs: likely, mostMs }]
  })
}

interface Pair {
  readonly dialer: Tape
  readonly answerer: Tape
}

/** Tapes of one conversation: by nonce or key, and by source port where nothing else is like it. */
function pairsOf(paths: TwoPaths, direction: Direction): readonly Pair[] {
  const { client, responder, tapes, wallOffsetMs } = paths
  const from = direction === 'incoming' ? client : responder
  const sessions = new Map(from.dialed.map(session => [session.id, session]))
  const offsetMs = direction === 'incoming' ? wallOffsetMs : -wallOffsetMs
  return from.rows
    .filter(row => row.direction === direction)
    .flatMap((row): readonly Pair[] => {
      const its = tapes.filter(tape => rowKey(tape.head) === rowKey(row))
      const answered = its.filter(tape => tape.head.role === 'answerer')
      const dialed = its.flatMap((tape): Dialed[] => {
        const session = tape.head.role === 'dialer' ? sessions.get(tape.head.session ?? '') : undefined
        return session === undefined ? [] : [{ session: session.id, nonce: session.nonce, tape }]
      })
      if (row.transport === 'tcp') return matchTapes(dialed, answered, { offsetMs }).matches.filter(isProof)
      return dialed.flatMap(({ session, tape }) => {
        const answerer = answered.find(it => it.head.session === session)
        return answerer === undefined ? [] : [{ dialer: tape, answerer }]
      })
    })
}

function isProof({ by }: { readonly by: string }): boolean {
  return by !== 'order'
}

function medianOf(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2
}
